"""PDF content streams to runs of text: what is shown where, in which size, in the order in which it is painted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import hypot
from typing import Any

from auditor.containers.pdf_fonts import NO_FONT, Font, font_of

MAX_BYTES = 16 << 20
MAX_DEPTH = 4
MAX_FORMS = 500
"""Forms painted on one page: forms may paint forms, many times each."""
_TOKEN = re.compile(
    rb"""\((?>[^()\\]|\\[\s\S]|\((?>[^()\\]|\\[\s\S]|\((?>[^()\\]|\\[\s\S])*+\))*+\))*+\)   # string
    |<<|>>|<[0-9a-fA-F\s]*+>|/[^\s()<>\[\]{}/%]*+|[\[\]]|%[^\r\n]*+|[^\s()<>\[\]{}/%]++|[()<>{}]""",
    re.VERBOSE,
)
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)$")
_INLINE_END = re.compile(rb"\sEI(?=\s|$)")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_NUMERIC = frozenset(b"0123456789.+-")
_OTHER = frozenset(b"<>%){}")
_STRING, _ANGLE, _OPEN, _CLOSE, _NAME = b"(<[]/"
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Run:
    """Text of one piece; points, from the left and from the bottom of the page."""

    x: float
    y: float
    size: float
    text: str
    bold: bool
    _pieces: list[Any]
    _font: Font
    _font_size: float
    _spacing: float
    _word_spacing: float
    _stretch: float
    _scale: float
    _advance: float | None = None

    def advance(self) -> float:
        """How far the text moves on, in text space."""
        if self._advance is None:
            total = 0.0
            for piece in self._pieces:
                if isinstance(piece, float):
                    total -= piece / 1_000 * self._font_size
                elif isinstance(piece, bytes):
                    total += self._font.width(piece) / 1_000 * self._font_size + self._font.count(piece) * self._spacing
            self._advance = (total + self.text.count(" ") * self._word_spacing) * self._stretch
        return self._advance

    @property
    def end(self) -> float:
        """Where the text ends, in points from the left."""
        return self.x + self.advance() * self._scale


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture on the page; points."""

    x: float
    y: float
    width: float
    height: float
    stream: Any


@dataclass(slots=True)
class Shown:
    """Everything that a page shows."""

    runs: list[Run] = field(default_factory=list)
    pictures: list[Placed] = field(default_factory=list)
    bytes: int = 0
    forms: int = 0


@dataclass(slots=True)
class _State:
    ctm: Matrix
    font: Font = NO_FONT
    size: float = 0.0
    leading: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0

    def copy(self) -> _State:
        return _State(self.ctm, self.font, self.size, self.leading, self.spacing, self.word_spacing, self.stretch)


def product(a: Matrix, b: Matrix) -> Matrix:
    """The matrix that first does ``a``, then ``b``."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


class Painter:
    """Follows the operators of content streams; fonts are read once a document."""

    def __init__(self) -> None:
        self._fonts: dict[int, Font] = {}

    def show(self, content: bytes, resources: Mapping[str, Any], shown: Shown) -> None:
        """Adds to ``shown`` what a page's content shows."""
        self._follow(content, resources, _State(IDENTITY), shown, MAX_DEPTH)

    def _follow(self, content: bytes, resources: Mapping[str, Any], state: _State, shown: Shown, depth: int) -> None:
        stack: list[_State] = []
        operands: list[Any] = []
        array: list[Any] | None = None
        text = line = IDENTITY
        last: Run | None = None
        skip = 0
        shown.bytes += len(content)
        if shown.bytes > MAX_BYTES:
            return
        for found in _TOKEN.finditer(content):
            token = found.group()
            first = token[0]
            if first in _NUMERIC:
                if array is None:
                    operands.append(token)
                elif _NUMBER.match(token):
                    array.append(float(token))
            elif first == _NAME:
                operands.append(token)
            elif first == _STRING or (first == _ANGLE and len(token) > 2):
                if token == b"(":
                    return  # a string without an end: nothing after it can be trusted
                data = _literal(token) if first == _STRING else _hexadecimal(token)
                (operands if array is None else array).append(data)
            elif first == _OPEN:
                array = []
            elif first == _CLOSE:
                if array is not None:
                    operands.append(array)
                array = None
            elif first in _OTHER or found.start() < skip:
                continue
            else:
                if token == b"Tj" or token == b"'" or token == b'"':
                    if token != b"Tj":
                        line = text = product((1, 0, 0, 1, 0, -state.leading), line)
                        last = None
                    if operands and isinstance(operands[-1], bytes):
                        text = _after(last, text)
                        last = self._put([operands[-1]], state, text, shown)
                elif token == b"TJ":
                    if operands and isinstance(operands[-1], list):
                        text = _after(last, text)
                        last = self._put(operands[-1], state, text, shown)
                elif token == b"Tm":
                    if (matrix := _matrix(operands)) is not None:
                        line = text = matrix
                        last = None
                elif token == b"Td" or token == b"TD":
                    if (offset := _numbers(operands, 2)) is not None:
                        if token == b"TD":
                            state.leading = -offset[1]
                        line = text = product((1, 0, 0, 1, offset[0], offset[1]), line)
                        last = None
                elif token == b"T*":
                    line = text = product((1, 0, 0, 1, 0, -state.leading), line)
                    last = None
                elif token == b"BT":
                    line = text = IDENTITY
                    last = None
                elif token == b"q":
                    if len(stack) < 500:
                        stack.append(state.copy())
                elif token == b"Q":
                    if stack:
                        state = stack.pop()
                elif token == b"cm":
                    if (matrix := _matrix(operands)) is not None:
                        state.ctm = product(matrix, state.ctm)
                elif token == b"ID":
                    ended = _INLINE_END.search(content, found.end())
                    skip = ended.end() if ended else len(content)
                elif token == b"Do":
                    if operands and isinstance(operands[-1], bytes):
                        self._paint(operands[-1], resources, state, shown, depth)
                elif change := _CHANGES.get(token):
                    change(self, operands, state, resources)
                operands.clear()
                array = None

    def set_font(self, operands: list[Any], state: _State, resources: Mapping[str, Any]) -> None:
        """``Tf``."""
        numbers = _numbers(operands, 1)
        if len(operands) > 1 and isinstance(operands[-2], bytes) and numbers is not None:
            state.size = numbers[0]
            state.font = self._font(resources, operands[-2])

    def _font(self, resources: Mapping[str, Any], name: bytes) -> Font:
        fonts = resolved(resources.get("/Font"))
        raw = fonts.raw_get(name.decode("latin-1")) if name.decode("latin-1") in (fonts or ()) else None
        if raw is None:
            return NO_FONT
        key = getattr(raw, "idnum", None) or -id(raw)
        if key not in self._fonts:
            font = resolved(raw)
            self._fonts[key] = font_of(font) if isinstance(font, Mapping) else NO_FONT
        return self._fonts[key]

    def _put(self, pieces: list[Any], state: _State, text: Matrix, shown: Shown) -> Run:
        """Shows a string, or strings with distances between them."""
        font = state.font
        made: list[str] = []
        for piece in pieces:
            if isinstance(piece, bytes):
                made.append(font.text(piece))
            # a distance of a fifth of the size is a space that nobody wrote
            elif isinstance(piece, float) and piece < -200 and made and not made[-1].endswith(" "):
                made.append(" ")
        start = product(text, state.ctm)
        run = Run(
            start[4],
            start[5],
            state.size * hypot(start[2], start[3]),
            "".join(made),
            font.bold,
            pieces,
            font,
            state.size,
            state.spacing,
            state.word_spacing,
            state.stretch,
            hypot(start[0], start[1]),
        )
        if run.text:
            shown.runs.append(run)
        return run

    def _paint(self, name: bytes, resources: Mapping[str, Any], state: _State, shown: Shown, depth: int) -> None:
        objects = resolved(resources.get("/XObject"))
        stream = resolved(objects.get(name.decode("latin-1"))) if isinstance(objects, Mapping) else None
        if not isinstance(stream, Mapping):
            return
        if stream.get("/Subtype") == "/Image":
            a, b, c, d, e, f = state.ctm
            shown.pictures.append(Placed(e + min(a, 0), f + min(d, 0), hypot(a, b), hypot(c, d), stream))
        elif stream.get("/Subtype") == "/Form" and depth > 0 and shown.forms < MAX_FORMS:
            shown.forms += 1
            inner = state.copy()
            own = resolved(stream.get("/Matrix"))
            if isinstance(own, list) and (matrix := _matrix(list(own))) is not None:
                inner.ctm = product(matrix, inner.ctm)
            of_form = resolved(stream.get("/Resources"))
            self._follow(
                stream.get_data(),  # type: ignore[attr-defined]  # a stream is a mapping with data
                of_form if isinstance(of_form, Mapping) else resources,
                inner,
                shown,
                depth - 1,
            )


def _after(last: Run | None, text: Matrix) -> Matrix:
    """Where the next text stands, when nothing was positioned since the last."""
    return text if last is None else product((1, 0, 0, 1, last.advance(), 0), text)


def _set_leading(_: Painter, operands: list[Any], state: _State, __: Mapping[str, Any]) -> None:
    if (numbers := _numbers(operands, 1)) is not None:
        state.leading = numbers[0]


def _set_spacing(_: Painter, operands: list[Any], state: _State, __: Mapping[str, Any]) -> None:
    if (numbers := _numbers(operands, 1)) is not None:
        state.spacing = numbers[0]


def _set_word_spacing(_: Painter, operands: list[Any], state: _State, __: Mapping[str, Any]) -> None:
    if (numbers := _numbers(operands, 1)) is not None:
        state.word_spacing = numbers[0]


def _set_stretch(_: Painter, operands: list[Any], state: _State, __: Mapping[str, Any]) -> None:
    if (numbers := _numbers(operands, 1)) is not None:
        state.stretch = numbers[0] / 100


_CHANGES: dict[bytes, Callable[[Painter, list[Any], _State, Mapping[str, Any]], None]] = {
    b"Tf": Painter.set_font,
    b"TL": _set_leading,
    b"Tc": _set_spacing,
    b"Tw": _set_word_spacing,
    b"Tz": _set_stretch,
}


def resolved(value: Any) -> Any:
    """What a reference refers to; anything else as it is."""
    return value.get_object() if hasattr(value, "get_object") else value


def _numbers(operands: list[Any], count: int) -> list[float] | None:
    if len(operands) < count:
        return None
    try:
        return [float(operand) for operand in operands[-count:]]
    except (TypeError, ValueError):
        return None


def _matrix(operands: list[Any]) -> Matrix | None:
    numbers = _numbers(operands, 6)
    return None if numbers is None else (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])


def _literal(token: bytes) -> bytes:
    body = token[1:-1]
    return _ESCAPE.sub(_unescaped, body) if b"\\" in body else body


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found.group(1)
    if code[:1] in b"01234567":
        return bytes([int(code, 8) & 0xFF])
    return _ESCAPES.get(code, code)


def _hexadecimal(token: bytes) -> bytes:
    try:
        return bytes.fromhex(token[1:-1].decode("ascii"))
    except ValueError:
        digits = b"".join(token[1:-1].split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
