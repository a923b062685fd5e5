"""The templates of one language, compiled once: fixed sentences are set into them before they are compiled."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import orjson
from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from auditor.model import LEVELS, STRENGTHS
from auditor.report.passages import LINE, shown, visible
from auditor.report.words import Words, catalogue

ROOM = files("auditor.report") / "templates"
_FIXED = re.compile(r"\{\{ t\('([\w.-]+)'\) \}\}")


_MEANS_SOMETHING = re.compile("[&<>\"']").search
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
RULES_LANGUAGE = "en"
"""What findings, patterns and reasons are written in."""


@dataclass(frozen=True, slots=True)
class House:
    """What all pages share: style, script and the rule that nothing else may run or load."""

    style: Markup
    script: Markup
    policy: str


def digest_of(text: str) -> str:
    """SHA-256 of a text as policies write it."""
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def house() -> House:
    """The shared parts of every page."""
    style = (ROOM / "report.css").read_text(encoding="utf-8")
    script = (ROOM / "report.js").read_text(encoding="utf-8")
    policy = (
        "default-src 'none'; img-src data:; "
        f"style-src 'sha256-{digest_of(style)}'; script-src 'sha256-{digest_of(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return House(Markup(style), Markup(script), policy)  # noqa: S704 (our own files)


def data_address(jpeg: bytes) -> Markup:
    """A picture as an address that loads nothing."""
    return Markup("data:image/jpeg;base64," + b64encode(jpeg).decode())  # noqa: S704 (base64 has nothing to escape)


def printed(value: object) -> str:
    """What a template prints for a value, escaped: nothing else comes between a value and the page.

    Most values have nothing to escape; looking whether there is something is faster than escaping.
    """
    if type(value) is Markup:
        return value
    if type(value) is str:
        if not value.isprintable():
            value = visible(value)
        if _MEANS_SOMETHING(value) is None:
            return value
    return escape(value)


class _Printing(CodeGenerator):
    """Compiles templates so that each value is printed by :func:`printed` alone, which also escapes it."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write("environment.finalize(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write(")")


class _Environment(Environment):
    code_generator_class = _Printing


def data_block(entries: object) -> Markup:
    """Plain values as JSON that can stand in a ``script`` element of a type that no browser runs."""
    text = orjson.dumps(entries).decode().replace("<", "\\u003c").replace("&", "\\u0026")
    return Markup(text)  # noqa: S704 (no markup is left in it)


def language_attribute(tag: str | None) -> Markup:
    """The ``lang`` attribute for a part of a page; empty where the tag is none."""
    known = tag is not None and _LANGUAGE.fullmatch(tag)
    return Markup(f' lang="{tag}"') if known else Markup("")  # noqa: S704 (letters, digits and hyphens)


class _Loader(BaseLoader):
    """Our templates, with the sentences of a language that need no value already in them."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        file = ROOM / template
        if not file.is_file():
            raise TemplateNotFound(template)
        source = file.read_text(encoding="utf-8")
        return _FIXED.sub(lambda found: str(escape(self._words(found[1]))), source), None, None


class _Numbered(dict[int, Markup]):
    """References to findings by number, each made once."""

    def __init__(self, made: Callable[[int], Markup]) -> None:
        super().__init__()
        self._made = made

    def __missing__(self, number: int) -> Markup:
        self[number] = reference = self._made(number)
        return reference


@cache
def press(language: str) -> Environment:
    """The templates of a language.  Raises ``ValueError`` for a language that there are no sentences in."""
    words = catalogue(language)
    made = _Environment(
        loader=_Loader(words),
        autoescape=True,
        finalize=printed,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["data_address"] = data_address

    def cut(text: str | None) -> str:
        return shown(text, words, LINE)

    signs = made.get_template("signs.html").module
    made.globals.update(
        t=words,
        rules_language=language_attribute(RULES_LANGUAGE if language != RULES_LANGUAGE else None),
        cut=cut,
        house=house(),
        levels={name: signs.level(words, name) for name in LEVELS},  # type: ignore[attr-defined]
        strengths={name: signs.strength(words, name) for name in STRENGTHS},  # type: ignore[attr-defined]
        strength_lines={name: signs.strength_line(words, name) for name in STRENGTHS},  # type: ignore[attr-defined]
        see=_Numbered(signs.see),  # type: ignore[attr-defined]
    )
    return made
