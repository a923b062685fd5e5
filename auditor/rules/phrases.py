"""The language in which rules say what they look for, turned into RE2.

A phrase is words with slots and gaps, all inside one sentence::

    (write|draft|prepare) .. {report}      up to three words between
    your profile ... {client}              up to eight words between
    consult*                               any word that begins so
    *                                      any one word
    (very|really)? well paid               may be missing
    {money}                                a word list of the pack, or a built-in: {number} {money} {sum}
    /[0-9]+ pages? /                       RE2 as it is, over words separated by single spaces

Phrases in scripts without spaces between words are written without spaces and match inside longer runs.
Matching is over :func:`auditor.text.spaced_text` of the bare text, one space between words and one at each end,
so that a word boundary is a space in every script.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import re2

from auditor.rules.amounts import BUILT_IN
from auditor.rules.wording import ANY_WORD, Need, Piece, any_of, in_order, maybe, one_of, one_piece
from auditor.text import bare_text, is_unspaced, spaced_text

NARROW_GAP = 3
WIDE_GAP = 8
NARROW_RUN = 6
WIDE_RUN = 16
MAX_LENGTH = 4_000
MAX_REPEAT = 60
MAX_PROGRAM = 60_000
MAX_ALTERNATIVES = 600


_WORD = re.compile(r"[^ (){}|?]+")
_PLAIN_WORDS = re.compile(r"[^(){}|?]*[^(){}|? ][^(){}|?]*")
_PLAIN_GROUP = re.compile(r"[^(){}?]*\)")


class InvalidPhrase(ValueError):
    """A phrase that cannot be read or could be slow; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase, compiled."""

    source: str
    chunks: tuple[str, ...]
    """RE2 for each stretch without a gap, for the first filter."""
    pattern: str
    """RE2 for the whole."""
    needs: tuple[Need, ...] = ()
    """For each stretch that cannot be missing what must be there; empty where only the pattern knows."""
    is_all: bool = False
    """Whether a sentence that meets the needs has the phrase."""


def compiled_phrase(source: str, slots: Mapping[str, tuple[str, ...]], trusted: bool = False) -> Phrase:
    """The phrase in RE2.  Raises :class:`InvalidPhrase`; a ``trusted`` one is not tried out."""
    if len(source) > MAX_LENGTH:
        raise InvalidPhrase(f"longer than {MAX_LENGTH} characters: split it into several phrases")
    if source.startswith("/"):
        if len(source) < 3 or not source.endswith("/"):
            raise InvalidPhrase("a raw pattern begins and ends with '/'")
        pattern = source[1:-1]
        _checked(pattern)
        return Phrase(source, (pattern,), pattern)
    reader = _Reader(source, slots)
    if _PLAIN_WORDS.fullmatch(source) and ".." not in source:
        stretches: list[Piece | int] = [_plain_words(source, reader.unspaced)]
    else:
        stretches = reader.stretches()
    needs: tuple[Need, ...] = ()
    if reader.unspaced:
        chunks = tuple(stretch.pattern for stretch in stretches if not isinstance(stretch, int))
        pattern = "".join(f".{{0,{s}}}" if isinstance(s, int) else s.pattern for s in stretches)
    else:
        chunks = tuple(" " + stretch.pattern for stretch in stretches if not isinstance(stretch, int))
        pattern = " " + "".join(f"(?:[^ ]+ ){{0,{s}}}" if isinstance(s, int) else s.pattern for s in stretches)
        needs = tuple(s.need for s in stretches if not isinstance(s, int) and not s.need.may_miss)
    if not trusted:
        _checked(pattern)
    known = tuple(need for need in needs if need.words or need.pairs)
    return Phrase(source, chunks, pattern, known, len(needs) == 1 and needs[0].is_all)


def single_phrases(source: str, slots: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The phrases that a phrase stands for: alternatives with a gap in them become phrases of their own.

    Raises :class:`InvalidPhrase`.
    """
    if source.startswith("/") or (".." not in source and "{" not in source):
        return (source,)
    waiting, done = [source], []
    while waiting:
        phrase = waiting.pop()
        parted = _parted(phrase, slots)
        if parted is None:
            done.append(phrase)
            continue
        before, alternatives, after = parted
        gapped = [alternative for alternative in alternatives if ".." in _unfolded(alternative, slots)]
        plain = [alternative for alternative in alternatives if alternative not in gapped]
        if plain:
            waiting.append(f"{before}({'|'.join(plain)}){after}")
        waiting += [f"{before}{alternative}{after}" for alternative in gapped]
        if len(waiting) + len(done) > MAX_ALTERNATIVES:
            raise InvalidPhrase(f"it stands for more than {MAX_ALTERNATIVES} phrases: write them apart")
    return tuple(dict.fromkeys(done))


def _parted(phrase: str, slots: Mapping[str, tuple[str, ...]]) -> tuple[str, list[str], str] | None:
    """The first group or word list that has a gap inside: what stands before it, its alternatives, what follows."""
    at = 0
    while at < len(phrase):
        if phrase[at] == "{":
            end = phrase.find("}", at)
            entries = slots.get(phrase[at + 1 : end], ())
            if _has_gap(entries, SameLists(slots)):
                return phrase[:at], list(entries), phrase[end + 1 :]
            at = max(end, at)
        elif phrase[at] == "(":
            end = _closing(phrase, at)
            inside = phrase[at + 1 : end]
            if ".." in _unfolded(inside, slots):
                if phrase[end + 1 : end + 2] == "?":
                    raise InvalidPhrase("a gap cannot stand inside '(…)?': write two phrases")
                return phrase[:at], _alternatives(inside), phrase[end + 1 :]
            at = end
        at += 1
    return None


@lru_cache(maxsize=4096)
def _has_gap(entries: tuple[str, ...], lists: SameLists) -> bool:
    return any(".." in _unfolded(entry, lists.slots) for entry in entries)


def _unfolded(phrase: str, slots: Mapping[str, tuple[str, ...]], depth: int = 0) -> str:
    """The phrase with the entries of its word lists written out, to see whether a gap is in them."""
    if "{" not in phrase or depth > 8:
        return phrase
    return phrase + " ".join(
        _unfolded(entry, slots, depth + 1) for name in _slot_names(phrase) for entry in slots.get(name, ())
    )


def _closing(phrase: str, at: int) -> int:
    depth = 0
    for place in range(at, len(phrase)):
        depth += (phrase[place] == "(") - (phrase[place] == ")")
        if depth == 0:
            return place
    raise InvalidPhrase("'(' is never closed: add ')'")


def _alternatives(inside: str) -> list[str]:
    found, depth = [""], 0
    for sign in inside:
        depth += (sign in "({") - (sign in ")}")
        if sign == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return found


def _checked(pattern: str) -> None:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 16 << 20
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
        remedy = "look-around and back-references do not exist there"
        if "repetition" in reason:
            remedy = "a count, and counts inside each other together, may be 1000 at most"
        raise InvalidPhrase(f"RE2 refuses it ({reason}): {remedy}") from None
    if compiled.search("") is not None:
        raise InvalidPhrase("it matches nothing at all, and so every text: require at least one word")
    if compiled.programsize > MAX_PROGRAM:
        raise InvalidPhrase("it is too large to be fast: use a narrower gap or fewer alternatives")
    if width := _widest_repeat(pattern):
        raise InvalidPhrase(f"a gap of {width} is too wide to be fast (at most {MAX_REPEAT}): use '..' or '...'")


def _widest_repeat(pattern: str) -> int:
    """The largest counted repeat above the limit; unbounded repeats of everything count as the widest."""
    widest = 0
    for piece in pattern.split("{")[1:]:
        body, closed, _ = piece.partition("}")
        if closed and body and body.replace(",", "").isdigit():
            widest = max(widest, *(int(number) for number in body.split(",") if number))
            if body.endswith(","):
                widest = max(widest, 10_000)
    if any(everything in pattern for everything in (".*", ".+", "[^.]*", "[^.]+")):
        widest = max(widest, 10_000)
    return widest if widest > MAX_REPEAT else 0


class _Reader:
    """Reads one phrase from left to right."""

    def __init__(self, source: str, slots: Mapping[str, tuple[str, ...]], within: tuple[str, ...] = ()) -> None:
        self.source = source
        self.slots = slots
        self.within = within
        self.unspaced = is_unspaced(source) or any(
            _is_unspaced_list(slots.get(name, ())) for name in _slot_names(source)
        )
        self.at = 0

    def stretches(self) -> list[Piece | int]:
        """The stretches, with the widths of the gaps between them."""
        found: list[Piece | int] = []
        items: list[Piece] = []
        while not self._ended():
            if self.source.startswith("..", self.at):
                wide = self.source.startswith("...", self.at)
                self.at += 3 if wide else 2
                if not (found or items) or self._ended():
                    raise InvalidPhrase("a gap stands between words, not at an end")
                if not items:
                    raise InvalidPhrase("two gaps stand side by side")
                width = (WIDE_RUN if wide else NARROW_RUN) if self.unspaced else (WIDE_GAP if wide else NARROW_GAP)
                found += [one_piece(items), width]
                items = []
            else:
                items.append(self._item())
        if not items:
            raise InvalidPhrase("it has no words")
        return [*found, one_piece(items)]

    def alternatives(self) -> Piece:
        """A whole group, up to and with its closing bracket."""
        plain = _PLAIN_GROUP.match(self.source, self.at)
        if plain is not None and ".." not in plain.group():
            self.at = plain.end()
            return _plain_group(plain.group()[:-1], self.unspaced)
        options: list[list[Piece]] = [[]]
        while True:
            self._skip_spaces()
            if self.at >= len(self.source):
                raise InvalidPhrase("'(' is never closed: add ')'")
            sign = self.source[self.at]
            if sign == ")":
                self.at += 1
                break
            if sign == "|":
                self.at += 1
                options.append([])
            elif self.source.startswith("..", self.at):
                raise InvalidPhrase("a gap cannot stand inside '(…)': write two phrases")
            else:
                options[-1].append(self._item())
        if [] in options:
            raise InvalidPhrase("an alternative is empty: write '(a|b)?' for something that may be missing")
        return any_of([one_piece(option) for option in options])

    def _item(self) -> Piece:
        sign = self.source[self.at]
        if sign == "(":
            self.at += 1
            pattern, need = self.alternatives()
        elif sign == "{":
            end = self.source.find("}", self.at)
            if end < 0:
                raise InvalidPhrase("'{' is never closed: add '}'")
            pattern, need = self._slot(self.source[self.at + 1 : end])
            self.at = end + 1
        elif sign in ")|}?":
            raise InvalidPhrase(f"{sign!r} has nothing to belong to")
        else:
            pattern, need = self._word()
        if self.at < len(self.source) and self.source[self.at] == "?":
            self.at += 1
            pattern, need = f"(?:{pattern})?", maybe(need)
        return Piece(pattern + (" ?" if self.unspaced else ""), need)

    def _word(self) -> Piece:
        word = _WORD.match(self.source, self.at)
        assert word is not None  # noqa: S101  # every other sign was read before
        self.at = word.end()
        return _word_piece(word.group(), self.unspaced)

    def _slot(self, name: str) -> Piece:
        if name in BUILT_IN:
            return BUILT_IN[name]
        if name not in self.slots:
            known = ", ".join(sorted({*self.slots, *BUILT_IN}))
            raise InvalidPhrase(f"there is no word list {{{name}}}: known are {known}")
        if name in self.within:
            raise InvalidPhrase(f"the word list {{{name}}} contains itself")
        lists = self.slots
        if isinstance(lists, ChainMap) and name not in lists.maps[0]:
            lists = lists.maps[-1]  # a shared list knows only shared lists, so its pattern serves every rule
        return _slot_piece(name, lists[name], SameLists(lists), self.unspaced, self.within)

    def _ended(self) -> bool:
        self._skip_spaces()
        return self.at >= len(self.source)

    def _skip_spaces(self) -> None:
        while self.at < len(self.source) and self.source[self.at] == " ":
            self.at += 1


class SameLists:
    """Word lists as part of a cache key: equal where they are the same lists."""

    __slots__ = ("slots",)

    def __init__(self, slots: Mapping[str, tuple[str, ...]]) -> None:
        self.slots = slots

    def __hash__(self) -> int:
        return id(self.slots)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameLists) and other.slots is self.slots


@lru_cache(maxsize=4096)
def _is_unspaced_list(entries: tuple[str, ...]) -> bool:
    return any(map(is_unspaced, entries))


@lru_cache(maxsize=4096)
def _slot_piece(
    name: str, entries: tuple[str, ...], lists: SameLists, unspaced: bool, within: tuple[str, ...]
) -> Piece:
    options: list[Piece] = []
    for entry in entries:
        if _PLAIN_WORDS.fullmatch(entry) and ".." not in entry:
            options.append(_plain_words(entry, unspaced))
            continue
        reader = _Reader(entry, lists.slots, (*within, name))
        reader.unspaced = unspaced
        stretches = reader.stretches()
        first = stretches[0]
        if len(stretches) != 1 or isinstance(first, int):
            raise InvalidPhrase(f"the word list {{{name}}} has a gap in {entry!r}: gaps stand in phrases only")
        options.append(first)
    return any_of(options)


@lru_cache(maxsize=65_536)
def _plain_group(inside: str, unspaced: bool) -> Piece:
    """A group of words and sequences of words alone."""
    return any_of([_plain_words(option, unspaced) for option in inside.split("|")])


@lru_cache(maxsize=65_536)
def _plain_words(words: str, unspaced: bool) -> Piece:
    pieces = [_word_piece(word, unspaced) for word in words.split(" ") if word]
    if not pieces:
        raise InvalidPhrase("an alternative is empty: write '(a|b)?' for something that may be missing")
    if unspaced:
        pieces = [Piece(piece.pattern + " ?", piece.need) for piece in pieces]
    return one_piece(pieces)


@lru_cache(maxsize=65_536)
def _word_piece(word: str, unspaced: bool) -> Piece:
    if word.isascii() and word.isalnum() and not unspaced:
        return Piece(word.lower() + " ", one_of(frozenset((word.lower(),))))
    if word == "*":
        return Piece("[^ ]{0,8}" if unspaced else "[^ ]+ ", ANY_WORD)
    before, after = word.startswith("*"), word.endswith("*")
    spaced = spaced_text(bare_text(word.strip("*")).text).split()
    if not spaced or "*" in word.strip("*"):
        raise InvalidPhrase(f"{word!r} is not a word: '*' stands at its beginning or end only")
    if (before or after) and len("".join(spaced)) < 2:
        raise InvalidPhrase(f"{word!r} would match too many words: give at least two letters beside '*'")
    pieces = [re2.escape(part) for part in spaced]
    if unspaced:
        return Piece(" ?".join(pieces), ANY_WORD)
    if before:
        pieces[0] = "[^ ]*" + pieces[0]
        spaced[0] = "*" + spaced[0]
    if after:
        pieces[-1] += "[^ ]*"
        spaced[-1] += "*"
    return Piece(" ".join(pieces) + " ", in_order([one_of(frozenset((part,))) for part in spaced]))


def _slot_names(source: str) -> list[str]:
    return [piece.partition("}")[0] for piece in source.split("{")[1:]]
