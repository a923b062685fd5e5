"""Where sentences begin and end, and which stretches are somebody else's words.

Works for text as people send it: hard-wrapped mail, lists, messages without full stops, scripts with their own stops.
"""

from __future__ import annotations

import re

LONGEST = 420
"""Characters; a longer sentence is cut at a comma, so that distant words do not count as said together."""
SHORTEST = 24
"""A shorter piece joins the sentence before it: "Deal?" says nothing alone, and ten thousand of them cost nothing."""
WRAPPED = 52
"""A line at least this long that does not end like a sentence goes on in the next line."""

_END = re.compile(r"[.!?\u2026]+[\"')\]\u201d\u2019\u00bb]*(?=\s)|[\u3002\uff01\uff1f\uff1b]+[\u201d\u300d]?|\n+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|no|nr|vs|inc|co|ltd|corp|e\.g|i\.e|approx|dept|gov|gen|col|lt|sgt|sr|jr|etc|z\.b|bzw|ca|"
    r"sra|dra|p\.ex|[a-z])\.$",
    re.IGNORECASE,
)
_CUT = re.compile(r"[,;:\u2014\uff0c\u3001]\s*|\s-\s")
_QUOTE_MARKS = '"\u201c\u201d\u201e\u00ab\u00bb'
_QUOTED = re.compile(
    rf"[{_QUOTE_MARKS}]([^{_QUOTE_MARKS}\n]{{1,1200}})[\"\u201c\u201d\u00bb\u00ab]"
    r"|\u300c([^\u300d\n]{1,1200})\u300d"
    r"|(?:(?<=[\s(:])|^)['\u2018](?=\w)([^'\u2018\u2019\n]{16,1200})['\u2019](?=[\s.,;:!?)]|$)"
)
_REPLY_LINE = re.compile(r"^[ \t]*(?:>|\|[ \t]).*$", re.MULTILINE)
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
    start = 0
    for match in _END.finditer(text):
        sign = match.group()
        if sign[0] == "\n":
            if match.start() <= start:
                start = max(start, match.end())
                continue
            if len(sign) == 1 and _goes_on(text, start, match):
                continue
        elif sign == "." and _ABBREVIATION.search(text, max(start, match.start() - 8), match.end()):
            continue
        _add(spans, text, start, match.end())
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def _goes_on(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a line break only wraps a sentence."""
    following = text[match.end() : match.end() + 1]
    if not following or following in "-*\u2022>|#\t" or following.isdigit():
        return False
    before = text[match.start() - 1 : match.start()]
    if before in ".!?:;\u3002\uff01\uff1f":
        return False
    line = match.start() - max(text.rfind("\n", 0, match.start()) + 1, start)
    return following.islower() or line >= WRAPPED


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return
    if (
        spans
        and end - start < SHORTEST
        and spans[-1][1] - spans[-1][0] < LONGEST // 2
        and "\n\n" not in text[spans[-1][1] : start]
    ):
        spans[-1] = (spans[-1][0], end)
        return
    while end - start > LONGEST:
        cuts = [cut.end() for cut in _CUT.finditer(text, start + LONGEST // 3, start + LONGEST)]
        middle = cuts[-1] if cuts else text.rfind(" ", start + LONGEST // 3, start + LONGEST) + 1 or start + LONGEST
        spans.append((start, middle))
        start = middle
    if start < end:
        spans.append((start, end))


def foreign_spans(text: str) -> list[tuple[int, int]]:
    """Stretches that are not the author's own words: replies, forwarded text, quotations of three words or more.

    A quotation that is nearly the whole text is the text itself.
    """
    spans = [(match.start(), match.end()) for match in _REPLY_LINE.finditer(text)] if ">" in text or "|" in text else []
    head = _REPLY_HEAD.search(text)
    if head is not None and text[: head.start()].strip():
        spans.append((head.start(), len(text)))
    if any(sign in text for sign in "\"\u201c\u201e\u00ab\u00bb\u300c'\u2018"):
        for match in _QUOTED.finditer(text):
            inside = next(group for group in match.groups() if group is not None)
            words = len(inside.split())
            if (words >= 3 or (words == 1 and len(inside) >= 8 and match.group(2))) and len(inside) < 0.6 * len(
                text.strip()
            ):
                spans.append((match.start(), match.end()))
    return sorted(spans)


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
        pieces.append("".join("\n" if c == "\n" else " " for c in text[start:end]))
        at = end
    pieces.append(text[at:])
    return "".join(pieces)
