"""Where sentences begin and end, and which stretches are somebody else's words.

Works for text as people send it: hard-wrapped mail, lists, messages without full stops, scripts with their own stops.
"""

from __future__ import annotations

import re

from auditor.text import is_unspaced

LONGEST = 320
"""Characters; a longer sentence is cut at a comma, so that distant words do not count as said together."""
SHORTEST = 24
"""A shorter piece joins the sentence before it: "Deal?" says nothing alone, and ten thousand of them cost nothing."""
WRAPPED = 52
"""A line at least this long that does not end like a sentence goes on in the next line."""

_STOPS = r"[.!?;\n\u2026\u3002\uff01\uff1f\uff1b]"
_STOP = re.compile(_STOPS + _STOPS + "*")  # a pattern that begins with a set is looked for faster than a repeated one
_CLOSING = "\"')]\u201d\u2019\u00bb\u300d"
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st no nr vs inc co ltd corp e.g i.e approx dept gov gen col lt sgt sr jr etc z.b bzw ca sra dra "
    "p.ex u.s u.k d.c".split()
)
_CUT = re.compile(r"[,;:\u2014\uff0c\u3001]\s*|\s-\s")
_QUOTE_MARKS = '"\u201c\u201d\u201e\u00ab\u00bb'
_DOUBLY = rf"[{_QUOTE_MARKS}]([^{_QUOTE_MARKS}\n]{{1,1200}})[\"\u201c\u201d\u00bb\u00ab]"
_QUOTED = re.compile(_DOUBLY)
_QUOTED_OR_CORNERED = re.compile(_DOUBLY + r"|\u300c([^\u300d\n]{1,1200})\u300d")
_SINGLE_QUOTED = re.compile(
    r"['\u2018](?:(?<=[\s(:].)|(?<=\A.))(?=\w)([^'\u2018\u2019\n]{16,1200})['\u2019](?=[\s.,;:!?)]|$)"
)
_STARTS_SINGLE = (" '", "('", "\n'", ":'", " \u2018", "(\u2018", "\n\u2018", ":\u2018")
_REPLY_LINES = re.compile(r"(?:^[ \t]*(?:>|\|[ \t]).*\n?)+", re.MULTILINE)
_HEAD_WORDS = ("wrote:", "schrieb ", "crit", "escribi", "message", "nachricht", "mensaje")
_REPLY_HEAD = re.compile(
    r"^[ \t]*(?:-{2,}\s*(?:original message|forwarded message|urspr\u00fcngliche nachricht|message d'origine"
    r"|mensaje original)"
    r"\s*-{2,}"
    r"|on .{4,120} wrote:|am .{4,120} schrieb .{2,80}:|le .{4,120} a \u00e9crit ?:|el .{4,120} escribi\u00f3:)\s*$",
    re.IGNORECASE | re.MULTILINE,
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, in order, without white space at the ends."""
    spans: list[tuple[int, int]] = []
    start, length = 0, len(text)
    for match in _STOP.finditer(text):
        first, end = match.span()
        sign = text[end - 1]
        if sign == "\n":
            if end - first == 1 and _goes_on(text, start, first):
                continue
        elif sign < "\u2100":
            following = text[end : end + 1]
            while following and following in _CLOSING:
                end += 1
                following = text[end : end + 1]
            if following and not following.isspace():
                continue
            if sign == "." and end - first == 1 and _abbreviated(text, start, first):
                continue
        _add(spans, text, start, end)
        start = end
    _add(spans, text, start, length)
    return spans


def _abbreviated(text: str, start: int, stop: int) -> bool:
    """Whether a full stop ends a short form or an initial rather than a sentence."""
    word = (
        text[max(text.rfind(" ", start, stop), text.rfind("\n", start, stop), start - 1) + 1 : stop].lstrip("(").lower()
    )
    return len(word) == 1 or word in _ABBREVIATIONS


def _goes_on(text: str, start: int, place: int) -> bool:
    """Whether a line break only wraps a sentence."""
    following = text[place + 1 : place + 2]
    if following in "-*\u2022>|#\t" or following.isdigit() or text[place - 1 : place] in ".!?:;\u3002\uff01\uff1f":
        return False
    return following.islower() or place - max(text.rfind("\n", start, place) + 1, start) >= WRAPPED


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end].rstrip()
    end = start + len(piece)
    start = end - len(piece.lstrip())
    if start == end:
        return
    length = end - start
    if length < SHORTEST and spans:
        first, last = spans[-1]
        if last - first < LONGEST // 2 and "\n\n" not in text[last:start]:
            spans[-1] = (first, end)
            return
    while end - start > LONGEST:
        cuts = [cut.end() for cut in _CUT.finditer(text, start + LONGEST // 3, start + LONGEST)]
        blank = text.rfind(" ", start + LONGEST // 3, start + LONGEST) + 1
        middle = cuts[-1] if cuts else blank or start + LONGEST
        spans.append((start, middle))
        start = middle
    if start < end:
        spans.append((start, end))


def foreign_spans(text: str) -> list[tuple[int, int]]:
    """Stretches that are not the author's own words: replies, forwarded text, quotations of three words or more.

    A quotation that is nearly the whole text is the text itself.
    """
    spans = (
        [(match.start(), match.end()) for match in _REPLY_LINES.finditer(text)] if ">" in text or "|" in text else []
    )
    if (head := _reply_head(text)) is not None and text[: head.start()].strip():
        spans.append((head.start(), len(text)))
    most = 0.6 * len(text.strip())
    for pattern in _quotation_forms(text):
        for match in pattern.finditer(text):
            inside = match.group(match.lastindex or 0)
            words = 3 if is_unspaced(inside) and len(inside) >= 8 else len(inside.split(None, 3))
            if words >= 3 and len(inside) < most:
                spans.append((match.start(), match.end()))
    return sorted(spans)


def _reply_head(text: str) -> re.Match[str] | None:
    if ":\n" not in text and "--" not in text:
        return None
    if text.isascii() and not any(word in text.lower() for word in _HEAD_WORDS):
        return None
    return _REPLY_HEAD.search(text)


def _quotation_forms(text: str) -> list[re.Pattern[str]]:
    """The kinds of quotation that the text may have."""
    forms: list[re.Pattern[str]] = []
    if "\u300c" in text:
        forms.append(_QUOTED_OR_CORNERED)
    elif any(sign in text for sign in _QUOTE_MARKS):
        forms.append(_QUOTED)
    if text[:1] in ("'", "\u2018") or any(sign in text for sign in _STARTS_SINGLE):
        forms.append(_SINGLE_QUOTED)
    return forms


def own_words(text: str) -> str:
    """The text with every foreign stretch blanked out, length kept."""
    spans = foreign_spans(text)
    if not spans:
        return text
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        if end <= at:
            continue
        start = max(start, at)
        pieces.append(text[at:start])
        pieces.append("\n".join(" " * len(line) for line in text[start:end].split("\n")))
        at = end
    pieces.append(text[at:])
    return "".join(pieces)
