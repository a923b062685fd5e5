"""A pasted conversation as messages: who wrote what, in which order, and whether the reader wrote it.

The reader of an audit is the recipient.  Their own words are never scored, so every doubt about who is who is settled
by how conversations look: labels such as *Me*, a greeting by name, and who wrote first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from auditor.markup import plain_text
from auditor.model import Locator, Message

_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_DAY = (
    r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}\.? [A-Za-zÀ-ÿ]{3,9}\.?(?: \d{4})?"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)"
)
_WHEN = rf"(?:{_DAY}(?:(?:T|,? (?:at )?){_TIME}Z?)?|{_TIME})"
_NAME = r"[^\W\d_][^:\n\[\]()<>!?;]{0,39}?"
_LABELLED = re.compile(
    rf"^[ \t]*(?:\[(?P<a>{_WHEN})\][ \t]*|(?P<b>{_WHEN})(?:,|[ \t]*[-–—])?[ \t]+)?(?P<name>{_NAME})"
    rf"[ \t]*(?:[(\[](?P<c>[^)\]\n]{{1,40}})[)\]])?[ \t]*[:：][ \t]*(?=\S|$)",
    re.MULTILINE,
)
_HEADED = re.compile(rf"^[ \t]*(?P<name>{_NAME})[ \t]*[,·|–—-]?[ \t]*[\[(]?(?P<a>{_WHEN})[\])]?[ \t]*$", re.MULTILINE)
_STEP = re.compile(
    r"^(?:message|msg|mail|e-?mail|letter|day|week|month|dm|note|nachricht|mensaje|消息)\s*#?\d+$", re.IGNORECASE
)
_MAIL = re.compile(
    r"\A\s*(?:(?:from|to|cc|date|sent|subject|von|an|betreff|datum|de|para|asunto|objet)[ \t]*:[^\n]*\n)+",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"^(?:subject|betreff|asunto|objet)[ \t]*:[ \t]*(?P<words>[^\n]+)$", re.IGNORECASE | re.MULTILINE)
_GREETED = re.compile(
    r"^\W*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|hallo|lieber?|bonjour|cher|chère|hola"
    r"|sehr geehrte[rs]? (?:herr|frau)|estimad[oa]|ciao|gentile|olá|prezad[oa]|dzień dobry|beste|您好|你好)"
    r"\W+(?:mr\.?|mrs\.?|ms\.?|dr\.?|prof\.?)?\s*(?P<who>[^\W\d_]+)",
    re.IGNORECASE,
)
_READER = frozenset(
    "me i myself you recipient target reader candidate user self owner victim employee mine us we reply "
    "ich moi yo eu io ik ja 我 本人".split()
) | {"my reply", "my answer", "the recipient", "my response", "recipient's reply"}
_FIELDS = frozenset(
    "role fee fees salary pay payment location place note notes subject date topic topics requirement requirements ps "
    "re company title duration deadline contact email e-mail mail phone tel website web link url step question answer "
    "example task tasks duties responsibilities qualifications skills benefits bonus rate budget price cost client "
    "position job project time address reference ref terms process details about summary conclusion tip warning "
    "update edit source sources method methods team start end language languages experience education format length "
    "scope purpose reason important nb p.s attention whatsapp wechat telegram signal skype line id name from to cc "
    "sent hours compensation remuneration schedule agenda programme program venue speakers host organiser objective "
    "deliverable deliverables output fyi tl;dr".split()
)


@dataclass(slots=True)
class _Turn:
    name: str
    when: str | None
    start: int
    end: int


def thread_messages(text: str, page: str = "0" * 64) -> tuple[Message, ...]:
    """The messages of a pasted text; a text that is no conversation is one message by the other side.

    ``page`` is the SHA-256 of the saved bytes; quotes are places in the plain reading of the text.
    """
    text = plain_text(text)
    turns = _turns(text)
    if turns:
        readers = _readers(turns, text)
        made = [
            _message(text, turn.start, turn.end, page, turn.name, turn.when, turn.name.casefold() not in readers)
            for turn in turns
        ]
        return tuple(message for message in made if message is not None)
    whole = _message(text, *_body(text), page, None, None, True)
    return (whole,) if whole is not None else ()


def _message(
    text: str, start: int, end: int, page: str, sender: str | None, when: str | None, by_subject: bool
) -> Message | None:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    if not words:
        return None
    return Message(words, Locator(page, "text", words, start), sender, when, by_subject)


def _body(text: str) -> tuple[int, int]:
    """Without a mail's head, but with its subject."""
    head = _MAIL.match(text)
    if head is None:
        return 0, len(text)
    subject = _SUBJECT.search(text, 0, head.end())
    return (subject.start("words") if subject else head.end()), len(text)


def _turns(text: str) -> list[_Turn]:
    for form in (_LABELLED, _HEADED):
        marks = [match for match in form.finditer(text) if _may_speak(match)]
        names = [match.group("name").strip().casefold() for match in marks]
        if not _is_conversation(marks, names):
            continue
        turns: list[_Turn] = []
        if text[: marks[0].start()].strip() and not _is_title(text[: marks[0].start()]):
            turns.append(_Turn("", None, 0, marks[0].start()))
        for mark, following in zip(marks, [*marks[1:], None]):
            end = following.start() if following is not None else len(text)
            turns.append(_Turn(mark.group("name").strip(), _day(mark), mark.end(), end))
        return turns
    return []


def _may_speak(match: re.Match[str]) -> bool:
    name = match.group("name").strip().casefold()
    if name in _FIELDS or name.startswith(("http", "p.s", "ps ")):
        return False
    return len(name.split()) <= 4


def _is_conversation(marks: list[re.Match[str]], names: list[str]) -> bool:
    """Labels are speakers if they come back, carry times, or one of them is the reader."""
    if not marks:
        return False
    if any(name in _READER for name in names) and len(set(names)) > 1:
        return True
    if len(names) > 1 and all(_STEP.match(name) for name in names):
        return True
    timed = sum(_when(mark) is not None for mark in marks)
    if timed == len(marks) and (len(marks) > 1 or marks[0].groupdict().get("c") or marks[0].re is _LABELLED):
        return True
    return len(set(names)) > 1 and len(names) > len(set(names)) and len(set(names)) <= max(4, len(names) // 2)


def _is_title(text: str) -> bool:
    """A line or two above a conversation that only say what it is."""
    return len(text.strip()) < 80


def _when(mark: re.Match[str]) -> str | None:
    groups = mark.groupdict()
    for key in ("a", "b"):
        if groups.get(key):
            return str(groups[key])
    inside = groups.get("c")
    return inside if inside and re.search(rf"^{_WHEN}$", inside.strip()) else None


def _day(mark: re.Match[str]) -> str | None:
    """The date of a message where it is written unmistakably."""
    when = _when(mark)
    found = re.search(r"\d{4}-\d{2}-\d{2}", when) if when else None
    return found.group() if found else None


def _readers(turns: list[_Turn], text: str) -> frozenset[str]:
    """Names, folded, of those whose words are the reader's own."""
    names = list(dict.fromkeys(turn.name.casefold() for turn in turns))
    own = frozenset(name for name in names if name in _READER)
    if own or len(names) < 2 or all(_STEP.match(name) for name in names if name):
        return own
    first = turns[0].name.casefold()
    greeted = _GREETED.match(text[turns[0].start : turns[0].end].strip())
    if greeted:
        who = greeted.group("who").casefold()
        addressed = [name for name in names if name != first and who in name.split()]
        if addressed:
            return frozenset(addressed)
    # Whoever answers the first message is the one it was sent to.
    return frozenset({next(name for name in names if name != first)})
