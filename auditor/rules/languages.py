"""Which languages' phrases are worth looking for in a text.

This only saves time and keeps a word of one language from being read as one of another; it judges nothing.  English is
always looked for.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditor.text import is_unspaced

LANGUAGES = ("en", "de", "fr", "es", "zh", "pt", "it", "nl", "pl")
ENOUGH = 3
"""So many different everyday words of a language; in a text of a few words one is enough."""
FEW_WORDS = 14
MANY_WORDS = 100
"""Different words; in a longer text one everyday word more for each so many."""

_EVERYDAY = {
    "de": "und der das nicht ist wir sie ich fur mit ein eine auf von zu ihr ihre ihren uns den dem bei "
    "uber konnen mochten wenn sind haben wird auch nur bitte keine kein unser unsere ihnen einen als "
    "aus",
    "fr": "et le la les des est vous nous je dans une sur avec votre notre que qui pas sont vos etes avez "
    "serait cela ce cette aux du au plus bonjour ne",
    "es": "y el los las es usted nosotros para con una su sus que por en del se un al mas como tiene puede "
    "somos esta sobre hola tu nuestro nuestra le",
    "pt": "e o os voce nos para com uma seu sua que por nao em da dos das se um ao mais como tem pode somos "
    "esta sobre ola nosso nossa lhe",
    "it": "e il gli le lei noi con una suo sua che non del della di si un al piu ha puo siamo sono questo "
    "su ciao nostro nostra la da",
    "nl": "en de het een wij je voor met uw jouw niet op van te dat zijn hebben kunt ook maar bij als onze "
    "ons naar wordt heeft geen",
    "pl": "w z na nie sie jest ze dla o pan pani my ja jak czy tak byc mamy nasz nasza przez po od oraz "
    "pana panstwa za",
}
"""Words that English does not have."""
EVERYDAY = {language: frozenset(words.split()) for language, words in _EVERYDAY.items()}
ENGLISH = frozenset(
    "the and you your our are with that this have has will would could please from they their who what which about "
    "there been should but".split()
)
"""Everyday words that only English has: a text full of them is English, whatever articles the names in it have."""
_TELLING = ENGLISH.union(*EVERYDAY.values())
SHARE = 2
"""For so many English ones, one of another language."""


def languages_of(spaced: str, words: Sequence[str]) -> tuple[str, ...]:
    """Languages whose phrases to look for, in a fixed order, in a bare and spaced text, given with its words."""
    different = frozenset(words)
    telling = different & _TELLING  # few of a text's words: the languages are looked for among these
    enough = 1 if len(different) <= FEW_WORDS else max(ENOUGH, len(different) // MANY_WORDS)
    found = set()
    if len(telling) >= enough:
        enough = max(enough, len(telling & ENGLISH) // SHARE)
        found = {language for language, everyday in EVERYDAY.items() if len(telling & everyday) >= enough}
    if not spaced.isascii() and is_unspaced(spaced):
        found.add("zh")
    return tuple(language for language in LANGUAGES if language == "en" or language in found)
