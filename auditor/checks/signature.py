"""The name under a message, beside the name of its sender."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.checks.founding import LEGAL_FORMS
from auditor.checks.names import compared_names
from auditor.model import Field, Finding, Locator, Message, Profile, Records, Reference, Skip
from auditor.plugin import profile_check

CHECK = "signature"
_GREETINGS = (
    "best|best regards|best wishes|kind regards|warm regards|warmest regards|regards|sincerely|sincerely yours|"
    "yours|yours sincerely|yours faithfully|yours truly|cheers|thanks|many thanks|thank you|all the best|"
    "with best regards|mit freundlichen grüßen|mit freundlichem gruß|freundliche grüße|viele grüße|beste grüße|"
    "herzliche grüße|liebe grüße|schöne grüße|mfg|cordialement|bien cordialement|bien à vous|sincères salutations|"
    "saludos|saludos cordiales|un saludo|atentamente|atenciosamente|cumprimentos|abraços|cordiali saluti|"
    "distinti saluti|saluti|met vriendelijke groet|vriendelijke groet|groeten|med vänliga hälsningar|"
    "vänliga hälsningar|mvh|hilsen|med venlig hilsen|med vennlig hilsen|ystävällisin terveisin|terveisin|"
    "pozdrawiam|z poważaniem|s pozdravem|üdvözlettel|cu stimă|с уважением|с наилучшими пожеланиями|з повагою|"
    "saygılarımla|με εκτίμηση|此致|祝好|敬上|よろしくお願いいたします|감사합니다|trân trọng|salam|hormat saya"
)
_CLOSINGS = frozenset(_GREETINGS.casefold().split("|"))
_NAME = re.compile(r"[^\W\d_]+(?:[.'’ʼ-][^\W\d_]*)*(?:[ \t]+[^\W\d_]+(?:[.'’ʼ-][^\W\d_]*)*){1,3}")
_NO_PERSON = LEGAL_FORMS | frozenset(
    "team the office group department support recruiting recruitment talent sales service bank university institute "
    "consulting partners und and & für for of manager director consultant".split()
)
NEAR_THE_END = 400
"""Characters from the end within which the last greeting must stand: earlier ones close what is quoted below it."""

REFERENCES = (
    Reference(
        "Philip Ingram on his 2017 LinkedIn approach, after the MI5 alert (statements of one sender that disagree)",
        "Britbrief, November 2025",
        "https://britbrief.co.uk/politics/defence/mi5-warns-mps-of-chinese-espionage-threat.html",
    ),
)
ALTERNATIVES = (
    "An assistant, a colleague or an agency writes from one account and signs for another person.",
    "One name is a pen name, a name at work or a name in another language.",
    "The message was forwarded, or its last lines are quoted from somebody else.",
    "A family or a team shares the account.",
)


@profile_check(CHECK)
def check(profile: Profile, _records: Records) -> Iterable[Finding | Skip]:
    """A message that is signed with another name than its sender's

    Takes the line after the last greeting of a message ("Kind regards,"), where it is two to four words and no firm,
    department or role, and compares it with the sender's name as the name check does: word sets, order, accents,
    particles and initials ignored. Only two names that share no part are reported; a name in a script that cannot be
    written over soundly is "not decidable". Only the subject's own messages are read.
    """
    own = [message for message in profile.messages if message.by_subject]
    if not own:
        yield Skip(CHECK, "the page holds no messages of the subject")
        return
    signed = [(message, name) for message in own if (name := _signed(message))]
    if not signed:
        yield Skip(CHECK, "no message is signed with a name")
        return
    reported: set[str] = set()
    for message, name in signed:
        sender = _sender(profile, message)
        if sender is None:
            yield Skip(CHECK, "the sender's name is not known")
            continue
        outcome = compared_names(sender, name.quote)
        if outcome == "not decidable":
            yield Skip(CHECK, f"“{name.quote}” cannot be compared soundly with “{sender}”")
        elif outcome == "differs" and name.quote.casefold() not in reported:
            reported.add(name.quote.casefold())
            yield _finding(profile.name, sender, message, name)


def _sender(profile: Profile, message: Message) -> str | None:
    if message.sender and "@" not in message.sender:
        return message.sender
    return profile.name.value if profile.name else None


def _signed(message: Message) -> Locator | None:
    """The name under the message, with its place."""
    text = message.text
    if "\n" not in text or text != message.at.quote:
        return None
    end, below = len(text), ""
    while end > len(text) - NEAR_THE_END:
        begin = text.rfind("\n", 0, end) + 1
        line = text[begin:end].rstrip(" \t,")
        if _is_closing(line):
            return _name_in(message, below, end)
        if line.strip():
            below = line
        if begin == 0:
            break
        end = begin - 1
    return None


def _is_closing(line: str) -> bool:
    return len(line) < 50 and line.strip(" \t>,.!–—-").casefold() in _CLOSINGS


def _name_in(message: Message, line: str, after: int) -> Locator | None:
    """The line under the greeting, where it is a name."""
    name = line.strip(" \t>–—-")
    if not _NAME.fullmatch(name) or _NO_PERSON & set(name.casefold().split()) or not _capital(name):
        return None
    start = message.text.index(name, after)
    return message.at.narrowed(start, start + len(name))


def _capital(line: str) -> bool:
    """Whether most words begin as names do; scripts without capitals pass."""
    words = line.split()
    return sum(not word[0].islower() for word in words) * 2 > len(words)


def _finding(name: Field | None, sender: str, message: Message, signature: Locator) -> Finding:
    stated = (name.at,) if name and name.value == sender else ()
    return Finding(
        check=CHECK,
        rule="self-contradiction",
        strength="weak",
        category="timeline/text",
        title="A message is signed with another name",
        message=f"The message comes from “{sender}” and is signed “{signature.quote}”: the two share no part.",
        evidence=(signature, *stated) if stated else (signature, message.at.narrowed(0, min(80, len(message.text)))),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight=1,
        field="messages",
        ask="Ask over another channel who wrote the message.",
    )
