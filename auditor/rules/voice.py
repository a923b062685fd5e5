"""Whether a text speaks to its reader for somebody, or only tells of others.

A lure is an offer or a request: one side speaks of itself and to *you*.  News, guidance, court papers, rules and
stories mostly do not, whatever they tell.  Only pronouns, greetings and the form of a conversation are looked at.
"""

from __future__ import annotations

from itertools import pairwise

from auditor.rules.view import View

READERS = {
    "en": "you your yours you're you'd you'll you've youre u ur ya yourself",
    "de": "ihnen ihre ihren ihrem ihrer dir dich du dein deine deinen deinem deiner euch euer eure",
    "fr": "vous votre vos tu toi te ton ta tes",
    "es": "usted ustedes su sus tu tus ti te contigo",
    "pt": "voce senhor senhora lhe teu tua seu sua te",
    "it": "lei suo sua suoi tu tuo tua ti vi vostro vostra",
    "nl": "u uw jij je jou jouw jullie",
    "pl": "pan pana panu pani panem panstwa panstwu ciebie tobie cie twoj twoja twoje ci",
}
WRITERS = {
    "en": "i we me us my our ours i'm i'd i'll i've im ive we're we'd we'll we've",
    "de": "ich wir uns unser unsere unseren unserem unserer mir mich mein meine meinen meinem meiner",
    "fr": "je nous notre nos mon ma mes moi",
    "es": "yo nosotros nuestra nuestro nuestros nuestras mi me nos",
    "pt": "eu nos nosso nossa meu minha me",
    "it": "io noi nostro nostra nostri mio mia mi ci",
    "nl": "ik wij we ons onze mijn mij",
    "pl": "ja my nas nasz nasza nasze nam mnie mi moj moja",
}
GREETINGS = frozenset(
    "hi hello hey hiya dear greetings morning evening afternoon hallo liebe lieber geehrte geehrter geehrten guten "
    "bonjour bonsoir cher chere hola buenas buenos estimado estimada ciao gentile buongiorno egregio ola "
    "prezado prezada caro cara geachte beste hoi witam dzien szanowny szanowna".split()
)
GREETED = 3
"""Words of a sentence among which a greeting stands."""
ASKED = frozenset(
    (first, second)
    for firsts, seconds in (
        ("do can could would are will have did might may were", "you u ya"),
        ("please pls plz kindly", "send bring write prepare draft give share install download upload attach use add"),
    )
    for first in firsts.split()
    for second in seconds.split()
)
ANSWERS = frozenset("contact apply cv resume dm lebenslauf bewerbung kontakt candidature".split())
"""By which an advertisement tells how to answer it."""
WITH_PRONOUNS = frozenset({"en", "de", "fr", "nl"})
"""Languages whose sentences name who speaks; in others the verb alone may say it."""
_READERS = {language: frozenset(words.split()) for language, words in READERS.items()}
_WRITERS = {language: frozenset(words.split()) for language, words in WRITERS.items()}


def speaks_to_reader(view: View) -> bool:
    """Whether a sentence is of writer and reader both, asks or greets the reader, or the reader takes part at all."""
    if "zh" in view.languages or any(not passage.by_subject for passage in view.passages):
        return True
    readers, writers = _named(view)
    for sentence in view.sentences:
        words = sentence.listed
        if not GREETINGS.isdisjoint(words[:GREETED]):
            return True
        if not readers.isdisjoint(words):
            if not writers.isdisjoint(words):
                return True
            if any(pair in ASKED for pair in pairwise(words)):
                return True
    return False


def speaks_to_anybody(view: View) -> bool:
    """Whether the writer, the reader or a way to answer is named at all, or a greeting or a conversation is there."""
    if len(view.messages) > 1 or not WITH_PRONOUNS.issuperset(view.languages) or speaks_to_reader(view):
        return True
    readers, writers = _named(view)
    named = readers | writers | ANSWERS
    return any(not named.isdisjoint(sentence.listed) for sentence in view.sentences)


def _named(view: View) -> tuple[frozenset[str], frozenset[str]]:
    """Words for the reader and for the writer in the languages of the text."""
    languages = [language for language in view.languages if language in _READERS]
    return (
        frozenset[str]().union(*(_READERS[language] for language in languages)),
        frozenset[str]().union(*(_WRITERS[language] for language in languages)),
    )
