"""Taking names out of texts: what is known of a person becomes a pseudonym, the same one wherever it stands.

Pseudonyms are keyed, so that nobody without the case's key can try names out.  Only what the case knows as a name,
handle, address or contact is found; a name that stands in running text alone has to be given by hand.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal
from urllib.parse import quote

import orjson

Kind = Literal["name", "account", "link", "mail", "phone", "picture"]

PICTURE = "[picture]"
GAP = 8
"""Characters that may stand between two words of a name: spaces, hyphens, underscores, ``%20``."""
AT_ONCE = 1_000
"""Forms of secrets that are looked for in one pass."""
SHORTEST_PART = 3
SHORTEST_WHOLE = 6
"""Characters from which a name written without spaces is looked for."""
PARTICLES = frozenset(
    "abu and bin binti das del della den der des dos ibn las los mac san the van von zum zur phd mba prof".split()
)
"""Parts of names that are words of a language too: they are replaced within a whole name only."""

_WORD = re.compile(r"%[0-9A-Fa-f]{2}|[^\W_]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\+?\d[\d\s().-]{6,}\d")
_ID = re.compile(r"\b([pfd])-([0-9a-f]{16})\b|\b[0-9a-f]{64}\b")
_DATA = re.compile(r"data:image/[^\s\"')]{0,200}")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
"""Scripts that write names without a space before them."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not be found in a redacted copy."""

    names: frozenset[str] = frozenset()
    handles: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    pictures: frozenset[str] = frozenset()
    """Addresses of pictures."""
    words: frozenset[str] = frozenset()
    """Given by hand."""
    thumbnails: tuple[bytes, ...] = ()
    mails: frozenset[str] = frozenset()

    @property
    def texts(self) -> tuple[str, ...]:
        """All of them as text, sorted."""
        every = self.names | self.handles | self.links | self.phones | self.pictures | self.words | self.mails
        return tuple(sorted(every))


@dataclass(slots=True)
class Redactor:
    """Replaces secrets in texts.  ``key`` is the case's own, 32 bytes."""

    key: bytes
    secrets: Secrets
    _begin: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    _literal: list[tuple[str, str]] = field(default_factory=list)
    _digits: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found: dict[tuple[str, ...], str] = {}
        for kind, several in (
            ("name", self.secrets.names | self.secrets.words),
            ("account", self.secrets.handles),
            ("link", self.secrets.links),
            ("picture", self.secrets.pictures),
        ):
            for secret in sorted(several):
                said = self.pseudonym(kind, secret)  # type: ignore[arg-type]  # the kinds above
                if _UNSPACED.search(secret):
                    self._literal.append((secret, said))
                words = _words(secret)
                found.setdefault(words, said)
                whole = "".join(words)
                if len(words) > 1 and len(whole) >= SHORTEST_WHOLE:
                    found.setdefault((whole,), said)
        for name in sorted(self.secrets.names):
            for part in _words(name):
                if len(part) >= SHORTEST_PART and part not in PARTICLES and not part.isdigit():
                    found.setdefault((part,), self.pseudonym("name", part))
        for words, said in found.items():
            if words:
                self._begin.setdefault(words[0], []).append((words, said))
        for several_here in self._begin.values():
            several_here.sort(key=lambda pair: (-len(pair[0]), pair[0]))
        self._literal.sort(key=lambda pair: (-len(pair[0]), pair[0]))
        self._digits = {_number(phone): self.pseudonym("phone", _number(phone)) for phone in self.secrets.phones}

    def pseudonym(self, kind: Kind, secret: str) -> str:
        """The same for the same secret of the case, in whatever letters it is written."""
        normal = " ".join(_words(secret)) or secret
        made = self._keyed(f"{kind} {normal}")[:8]
        return f"{kind.capitalize() if kind == 'name' else kind}-{made}"

    def _keyed(self, text: str) -> str:
        return hmac.new(self.key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def text(self, text: str) -> str:
        """The text without secrets."""
        made = _DATA.sub(PICTURE, text)
        made = _ID.sub(self._id, made)
        made = _MAIL.sub(lambda found: self.pseudonym("mail", found[0]), made)
        for secret, said in self._literal:
            made = made.replace(secret, said)
        made = self._named(made)
        return _PHONE.sub(lambda found: self._digits.get(_number(found[0]), found[0]), made) if self._digits else made

    def names_in(self, text: str) -> bool:
        """Whether a text still holds a secret in words."""
        return self._named(text) != text or any(secret in text for secret, _ in self._literal)

    def _id(self, found: re.Match[str]) -> str:
        keyed = self._keyed(f"id {found[2] or found[0][:16]}")
        return f"{found[1]}-{keyed[:16]}" if found[1] else keyed

    def _named(self, text: str) -> str:
        words = [(found.start(), found.end(), _plain(found[0])) for found in _WORD.finditer(text)]
        words = [word for word in words if not word[2].startswith("%")]
        pieces = []
        at = number = 0
        while number < len(words):
            taken = self._taken(words, number)
            if taken is None:
                number += 1
                continue
            count, said = taken
            pieces += [text[at : words[number][0]], said]
            number += count
            at = words[number - 1][1]
        return "".join([*pieces, text[at:]]) if pieces else text

    def _taken(self, words: list[tuple[int, int, str]], start: int) -> tuple[int, str] | None:
        """How many words from here on are a secret, and what stands for it."""
        for wanted, said in self._begin.get(words[start][2], ()):
            count = len(wanted)
            here = words[start : start + count]
            if len(here) < count or any(b[0] - a[1] > GAP for a, b in pairwise(here)):
                continue
            if all(word[2] == one for word, one in zip(here[:-1], wanted[:-1], strict=True)) and (
                here[-1][2].startswith(wanted[-1]) if count > 1 else here[-1][2] == wanted[-1]
            ):
                return count, said
        return None

    def value(self, value: Any) -> Any:
        """A JSON value without secrets."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(one) for one in value]
        if isinstance(value, dict):
            return {key: self.value(one) for key, one in value.items()}
        return value

    def file(self, path: str) -> str:
        """What stands for a path: its ending says what kind of file it was."""
        ending = re.search(r"\.[A-Za-z0-9]{1,5}$", path)
        return f"file-{self._keyed(f'file {path}')[:16]}{ending[0].lower() if ending else ''}"


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def _words(text: str) -> tuple[str, ...]:
    return tuple(plain for found in _WORD.finditer(text) if not (plain := _plain(found[0])).startswith("%"))


def _number(text: str) -> str:
    return re.sub(r"\D", "", text).removeprefix("00")


def found_in(data: bytes, secrets: Secrets) -> tuple[str, ...]:
    """Secrets that stand in bytes: as they are, in other letters, escaped for JSON, HTML and addresses, or as UTF-16.

    Secrets of one plain word are left out: they may be words of the report's own.  Small copies of pictures are looked
    for as they are and as base64.
    """
    import re2  # heavy, and only needed here

    named = {form: text for text in secrets.texts if not text.isalpha() for form in forms(text)}
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = 2**28
    lower = data.lower()
    left: set[str] = set()
    wanted = sorted(named)
    for start in range(0, len(wanted), AT_ONCE):
        pattern = b"|".join(re2.escape(form) for form in wanted[start : start + AT_ONCE])
        left |= {named[found[0]] for found in re2.compile(pattern, options).finditer(lower)}
    pictures = [one for one in secrets.thumbnails if one[-64:] in data or _encoded(one) in data]
    return (*sorted(left), *(f"picture {hashlib.sha256(one).hexdigest()[:12]}" for one in pictures))


def _encoded(picture: bytes) -> bytes:
    """The middle of a picture as base64, from a place where its groups of three begin."""
    import base64

    start = len(picture) // 6 * 3
    return base64.b64encode(picture[start : start + 48])


def forms(text: str) -> frozenset[bytes]:
    """How a text may be written down, with the letters of ASCII in small, as ``bytes.lower`` leaves them."""
    found: set[bytes] = set()
    for one in {text, text.lower(), text.upper()}:
        escaped = one.replace("&", "&amp;").replace("'", "&#39;").replace('"', "&#34;")
        for written in {one, escaped, one.replace(" ", "_"), one.replace(" ", "-")}:
            found.add(written.encode("utf-8", "surrogatepass"))
        found.add(one.encode("utf-16-le", "surrogatepass"))
        found.add(orjson.dumps(one.encode("utf-8", "replace").decode())[1:-1])
        found.add(json.dumps(one)[1:-1].encode())
        found.add(quote(one, errors="replace").encode())
    return frozenset(form.lower() for form in found)


def counted(secrets: Secrets) -> Mapping[str, int]:
    """How many secrets of each kind there are."""
    several: Iterable[tuple[str, int]] = (
        ("names", len(secrets.names)),
        ("handles", len(secrets.handles)),
        ("addresses", len(secrets.links)),
        ("contacts", len(secrets.phones) + len(secrets.mails)),
        ("pictures", len(secrets.thumbnails)),
        ("words", len(secrets.words)),
    )
    return {name: number for name, number in several if number}
