"""Published lure texts as fingerprints: recognised when reused, without their sentences being kept.

A fingerprint is the set of hashed three-word shingles and of hashed five-character shingles of the bare text.  Changed
names, places, spelling and line breaks leave most shingles standing; a paraphrase leaves none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

from auditor.model import Reference
from auditor.rules.tables import Table
from auditor.text import bare_text, spaced_text

WORDS = 3
LETTERS = 5
WORDS_SHARED = 0.40
LETTERS_SHARED = 0.62
RUN = 6
"""Consecutive shared word shingles, that is eight words in a row."""
MARK_LENGTH = 6
MARKS_SHARED = 0.34
SHORT = 8
"""Words; a shorter text has too few shingles to be known again."""
STRIDE = 4


@dataclass(frozen=True, slots=True)
class KnownText:
    """The fingerprint of one published text, and who published it."""

    id: str
    template: str
    length: int
    """Words."""
    marks: frozenset[int]
    """16-bit hashes of its longer words: a cheap first question."""
    words: frozenset[int]
    letters: frozenset[int]
    source: Reference
    date: str

    @property
    def enough_marks(self) -> float:
        """So many of its longer words make a look worthwhile."""
        return max(2, MARKS_SHARED * len(self.marks))

    @property
    def publication(self) -> str:
        """Publisher, title and date in a line."""
        return f"{self.source.publisher}, {self.source.title} ({self.date})"


@dataclass(frozen=True, slots=True)
class Reuse:
    """Where a text repeats a published one: offsets of the words, and how much is shared (0 to 1)."""

    known: KnownText
    first: int
    last: int
    shared: float


def _hashed(piece: str) -> int:
    return int.from_bytes(blake2b(piece.encode(), digest_size=5).digest(), "big")


@lru_cache(maxsize=50_000)
def _mark(word: str) -> int:
    return crc32(word.encode()) & 0xFFFF if len(word) >= MARK_LENGTH else -1


def _word_shingles(words: list[str]) -> list[int]:
    return [_hashed(" ".join(words[n : n + WORDS])) for n in range(len(words) - WORDS + 1)]


def _letter_shingles(words: list[str]) -> set[int]:
    run = " ".join(words)
    return {_hashed(run[n : n + LETTERS]) for n in range(len(run) - LETTERS + 1)}


def fingerprint(
    text: str, *, id: str, publisher: str, title: str, date: str, url: str | None, template: str = ""
) -> KnownText:
    """The fingerprint of a published text.  Raises ``ValueError`` where it is too short to be known again."""
    words = spaced_text(bare_text(text).text).split()
    if len(words) < SHORT:
        raise ValueError(f"a text of {len(words)} words is too short to be known again: give at least {SHORT}")
    return KnownText(
        id=id,
        template=template,
        length=len(words),
        marks=frozenset(mark for word in words if (mark := _mark(word)) >= 0),
        words=frozenset(_word_shingles(words)),
        letters=frozenset(_letter_shingles(words)),
        source=Reference(title, publisher, url),
        date=date,
    )


def known_text(table: Table) -> KnownText:
    """A fingerprint from a pack's file.  Raises :class:`auditor.rules.tables.InvalidPack`."""

    def numbers(key: str) -> frozenset[int]:
        return frozenset(number for line in table.read(key, _unpacked, (table.text(key),)) for number in line)

    return KnownText(
        id=table.text("id"),
        template=table.text("template", ""),
        length=table.number("length", SHORT, 1_000_000),
        marks=numbers("marks"),
        words=numbers("words"),
        letters=numbers("letters"),
        source=Reference(table.text("title"), table.text("publisher"), table.text("url", "") or None),
        date=table.text("date"),
    )


def _unpacked(line: str) -> tuple[int, ...]:
    try:
        return tuple(int(piece, 16) for piece in line.split())
    except ValueError:
        raise ValueError(
            "not hexadecimal numbers with spaces between: make the file with 'auditor known add'"
        ) from None


def known_toml(known: KnownText) -> str:
    """The fingerprint as a pack's file."""

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def packed(numbers: frozenset[int], digits: int) -> str:
        pieces = [f"{number:0{digits}x}" for number in sorted(numbers)]
        lines = [" ".join(pieces[n : n + 10]) for n in range(0, len(pieces), 10)]
        return '"""\n' + "\n".join(lines) + '\n"""'

    return "\n".join(
        (
            f"id = {quoted(known.id)}",
            f"template = {quoted(known.template)}",
            f"publisher = {quoted(known.source.publisher)}",
            f"title = {quoted(known.source.title)}",
            f"date = {quoted(known.date)}",
            f"url = {quoted(known.source.url or '')}",
            f"length = {known.length}",
            f"marks = {packed(known.marks, 4)}",
            f"words = {packed(known.words, 10)}",
            f"letters = {packed(known.letters, 10)}",
            "",
        )
    )


def reuses(words: Sequence[str], library: tuple[KnownText, ...], asked: frozenset[int]) -> list[Reuse]:
    """The published texts that these words repeat, best first.

    ``words`` come from the spaced bare text, ``asked`` are the marks of the library.
    """
    if len(words) < SHORT or not library:
        return []
    marks = {word: mark for word in frozenset(words) if (mark := _mark(word)) in asked}
    here = frozenset(marks.values())
    likely = [known for known in library if len(known.marks & here) >= known.enough_marks]
    if not likely:
        return []
    marked = [(n, marks[word]) for n, word in enumerate(words) if word in marks]
    found = [
        reuse
        for known in likely
        for first, last in _dense(marked, len(words), known)
        if (reuse := _reuse(words, first, last, known)) is not None
    ]
    return sorted(found, key=lambda reuse: (-reuse.shared, reuse.known.id))


def marks_of(library: tuple[KnownText, ...]) -> frozenset[int]:
    """The marks that any of the texts has."""
    return frozenset().union(*(known.marks for known in library))


def _dense(all_marked: list[tuple[int, int]], length: int, known: KnownText) -> list[tuple[int, int]]:
    """The stretches of a text that have enough of the long words of a published one near each other."""
    width = known.length + known.length // 2 + WORDS
    marked = [(n, mark) for n, mark in all_marked if mark in known.marks]
    found: list[tuple[int, int]] = []
    inside: Counter[int] = Counter()
    first = 0
    for place, mark in marked:
        inside[mark] += 1
        while place - marked[first][0] > width:
            inside[marked[first][1]] -= 1
            if not inside[marked[first][1]]:
                del inside[marked[first][1]]
            first += 1
        if len(inside) >= known.enough_marks:
            start, end = max(0, place - width), min(length, marked[first][0] + width)
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
    return found


def _reuse(all_words: Sequence[str], begin: int, end: int, known: KnownText) -> Reuse | None:
    words = list(all_words[begin:end])
    shingles = _word_shingles(words)
    at = [n for n, shingle in enumerate(shingles) if shingle in known.words]
    window = known.length + known.length // 2
    best: tuple[int, int, int] = (0, 0, 0)
    first = 0
    for last in range(len(at)):
        while at[last] - at[first] > window:
            first += 1
        distinct = len({shingles[n] for n in at[first : last + 1]}) if last - first + 1 > best[0] else 0
        if distinct > best[0]:
            best = (distinct, at[first], at[last] + WORDS)
    shared = best[0] / len(known.words)
    if shared >= WORDS_SHARED:
        return Reuse(known, begin + best[1], begin + best[2], shared)
    if run := _longest_run(at):
        return Reuse(known, begin + run[0], begin + run[1] + WORDS, shared)
    if reuse := _reuse_by_letters(words, known):
        return Reuse(known, begin + reuse.first, begin + reuse.last, reuse.shared)
    return None


def _longest_run(at: list[int]) -> tuple[int, int] | None:
    start = 0
    best: tuple[int, int] | None = None
    for n in range(1, len(at) + 1):
        if n == len(at) or at[n] != at[n - 1] + 1:
            if n - start >= RUN and (best is None or n - start > best[1] - best[0] + 1):
                best = (at[start], at[n - 1])
            start = n
    return best


def _reuse_by_letters(words: list[str], known: KnownText) -> Reuse | None:
    """For texts whose every other word is misspelled: no word shingle stands, most letter shingles do."""
    width = known.length + 2
    marked = [n for n, word in enumerate(words) if _mark(word) in known.marks]
    best: Reuse | None = None
    for start in range(0, max(1, len(words) - width // 2), STRIDE):
        here = marked[bisect_left(marked, start) : bisect_left(marked, start + width)]
        if len({_mark(words[n]) for n in here}) < known.enough_marks:
            continue
        piece = words[start : start + width]
        shared = len(_letter_shingles(piece) & known.letters) / len(known.letters)
        if shared >= LETTERS_SHARED and (best is None or shared > best.shared):
            best = Reuse(known, start, start + len(piece), shared)
    return best
