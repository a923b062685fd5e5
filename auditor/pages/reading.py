"""Asking the page kinds, and what they share: source, cleaned name, picture, dated facts, contacts.

A kind states what it found where; :func:`finished` adds what follows from it, so that every kind derives the same way.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from urllib.parse import unquote_to_bytes

from auditor.addresses import handle, picture_address, plain_address, profile_address
from auditor.counts import MOST
from auditor.markup import Document, Part, Unreadable, doubted
from auditor.model import (
    NO_AVATAR,
    NOTHING,
    Absence,
    Avatar,
    DatedFact,
    Field,
    Locator,
    Page,
    Position,
    Profile,
    Source,
    Study,
)
from auditor.plugin import PageKind, discovered

_MASKED = re.compile(r"[\s*]*\*[\s*]*")
_COUNT = re.compile(r"^\(\d+\+?\)\s*")
_DISTANCE = re.compile(r"\s*[·•∙]\s*\d\S{0,6}\s*$")
_PRONOUNS = re.compile(r"\s*[(（\[]\s*(?:[^\W\d_]{1,8}\s*/\s*){1,3}[^\W\d_]{1,8}\s*[)）\]]\s*$")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[a-zA-Z]{2,24}(?![\w-])")
_PHONE = re.compile(r"(?<![\w+/=.-])(?:\+|00)\d[\d ()./\u00a0-]{6,20}\d(?![\w/])")
_LINK = re.compile(
    r"(?<![\w@./-])(?:https?://[^\s<>\"'）)\]}、。，]+|(?:www\.)?(?:[\w-]{1,63}\.){1,4}"
    r"(?:com|org|net|io|info|biz|dev|app|ai|co|me|eu|edu|gov|example|cn|hk|de|uk|fr|nl|pl|ch|at|jp|in|us|ca|au|ru|tw|sg|"
    r"asia|online|site|xyz|tech|pro|link|page|group|consulting|global)"
    r"(?:/[^\s<>\"'）)\]}、。，]*)?(?![\w@-]))"
)
_QUOTED_DATA = 64
"""Characters of a data address that are quoted."""
_TINY = 200
"""Bytes: a data address that decodes to less is a spacer, not a photo."""


def read(page: Page | Document) -> Profile:
    """What a saved page states, read by the kind that claims it; the fallback kind is asked last.

    A page nobody claims is ``not-a-profile``, reason ``unknown-page``; one that cannot be parsed is ``unreadable``.
    """
    document = page if isinstance(page, Document) else Document(page)
    try:
        for kind in _asked():
            if kind.claims(document):
                return _countable(kind.read(document))
        return not_a_profile(document, None, "unknown-page")
    except Unreadable as error:
        return Profile(_bare_source(document.page, None), "unreadable", str(error))


def _countable(profile: Profile) -> Profile:
    """The profile without a number of followers that nobody can have, wherever its kind has read it."""
    stated = profile.connections_or_followers
    if stated is None or 0 <= stated <= MOST:
        return profile
    return replace(profile, connections_or_followers=None)


@cache
def _asked() -> tuple[PageKind, ...]:
    """The kinds in the order in which they are asked."""
    return tuple(sorted(discovered("auditor.pages", PageKind), key=lambda kind: (kind.fallback, kind.rank, kind.id)))


def claimants(page: Page) -> tuple[str, ...]:
    """Ids of all kinds that claim a page, without the fallback; more than one is a defect of a kind."""
    document = Document(page)
    return tuple(k.id for k in discovered("auditor.pages", PageKind) if not k.fallback and k.claims(document))


def language(document: Document) -> str | None:
    """The language that the page declares for its own words, as a BCP 47 tag."""
    if document.language:
        return document.language.replace("_", "-")
    for name in ("locale", "i18nLocale", "og:locale"):
        if declared := document.meta.get(name):
            return declared.value.replace("_", "-")
    return None


def source(document: Document, kind: str | None, url: str | None = None) -> Source:
    """The ``source`` object of a page read by a kind; ``url`` where the page states its own address."""
    page = document.page
    tag = language(document) if page.media_type == "text/html" else None
    bare = _bare_source(page, kind)
    return replace(bare, language=tag) if page.url else replace(bare, language=tag, url=url, url_basis=url and "page")


def _bare_source(page: Page, kind: str | None) -> Source:
    return Source(
        page.path,
        page.sha256,
        page.container,
        kind,
        None,
        page.url,
        page.captured_at,
        page.captured_at_basis,
        page.also_at,
        doubted(page),
        "embedded" if page.url else None,
    )


def not_a_profile(
    document: Document,
    kind: str | None,
    reason: str,
    *,
    url: Field | None = None,
    company: Mapping[str, Field] = NOTHING,
) -> Profile:
    """The answer for a page that shows no person: ``wall``, ``not-found``, ``shell``, ``company``, ``list`` ..."""
    return Profile(
        source(document, kind, url.value if url else None), "not-a-profile", reason, url=url, company=company
    )


def finished(profile: Profile) -> Profile:
    """The profile with all that follows from what its kind found.

    Masked values leave; the name is cleaned; address and handle are made canonical; dates in the picture's address,
    contacts in the about text and employers of running jobs are added.
    """
    about = stated(profile.about)
    url = _canonical(profile.url)
    own_handle = profile.handle or (handle_field(profile.url) if profile.url else None)
    experience = tuple(_unmasked_position(p) for p in profile.experience)
    education = tuple(_unmasked_study(s) for s in profile.education)
    dated = profile.dated
    uploaded = profile.photo_uploaded
    if profile.avatar.url and profile.avatar.at and profile.avatar.state != "placeholder":
        facts = picture_facts(profile.avatar.url, profile.avatar.at)
        dated += tuple(fact for fact in facts if fact not in dated)
        uploaded = uploaded or next((fact.date for fact in facts if fact.kind == "photo-uploaded"), None)
    found = contacts_in(about) if about else ((), (), ())
    return replace(
        profile,
        source=_captured(profile.source, dated),
        name=cleaned_name(stated(profile.name)),
        name_elsewhere=tuple(name for field in profile.name_elsewhere if (name := cleaned_name(stated(field)))),
        headline=stated(profile.headline),
        location=stated(profile.location),
        about=about,
        url=url,
        handle=own_handle,
        experience=tuple(p for p in experience if p.title or p.company or p.start or p.end),
        education=tuple(s for s in education if s.school or s.start or s.end or s.degree),
        current_companies=_distinct(
            filter(None, map(stated, profile.current_companies))
            if profile.current_companies
            else (p.company for p in experience if p.current and p.company)
        ),
        links=_distinct((*profile.links, *found[0])),
        emails=_distinct((*profile.emails, *found[1])),
        phones=_distinct((*profile.phones, *found[2])),
        photo_uploaded=uploaded,
        dated=dated,
    )


def is_masked(text: str) -> bool:
    """Whether a text only says that something is withheld: a run of asterisks."""
    return bool(_MASKED.fullmatch(text))


def stated(field: Field | None) -> Field | None:
    """The field, or ``None`` where its value is masked."""
    return None if field is None or is_masked(field.value) else field


def _unmasked_position(position: Position) -> Position:
    if not any(
        field and "*" in field.value
        for field in (position.title, position.company, position.location, position.description)
    ):
        return position
    return replace(
        position,
        title=stated(position.title),
        company=stated(position.company),
        location=stated(position.location),
        description=stated(position.description),
    )


def _unmasked_study(study: Study) -> Study:
    if not any(field and "*" in field.value for field in (study.school, study.degree)):
        return study
    return replace(study, school=stated(study.school), degree=stated(study.degree))


def _distinct(fields: Iterable[Field]) -> tuple[Field, ...]:
    kept: dict[str, Field] = {}
    for field in fields:
        kept.setdefault(field.value.casefold().rstrip("/"), field)
    return tuple(kept.values())


def cleaned_name(field: Field | None) -> Field | None:
    """The name alone; the page's own words stay in the quote.

    Left out: counts of notifications, emoji, marks of writing direction, connection degree and pronouns.  Academic
    degrees behind the name are part of what its bearer typed there and stay.
    """
    if field is None:
        return None
    value = _clean(field.value)
    return Field(value, field.at) if value else field


def _clean(text: str) -> str:
    if not text.isascii():
        text = "".join(_kept(char) for char in text)
    text = _COUNT.sub("", " ".join(text.split()))
    for behind in (_DISTANCE, _PRONOUNS, _DISTANCE):
        text = behind.sub("", text)
    return text.strip(" ,|·-–—")


def _kept(char: str) -> str:
    category = unicodedata.category(char)
    if category == "So" or char in "\ufe0e\ufe0f\u20e3" or "\U0001f3fb" <= char <= "\U0001f3ff":
        return " "
    if category == "Cf" and char not in "\u200c\u200d":
        return ""
    return char


def handle_field(url: Field) -> Field | None:
    """The account name in an address, quoting its part of the address."""
    name = handle(url.value)
    if not name:
        return None
    for spelling in (name, url.value.rstrip("/").split("/")[-1].split("?")[0]):
        start = url.at.quote.rfind(spelling)
        if spelling and start >= 0 and handle("https://www.linkedin.com/in/" + spelling) == name:
            return Field(name, url.at.narrowed(start, start + len(spelling)))
    return Field(name, url.at)


def _canonical(url: Field | None) -> Field | None:
    if url is None:
        return None
    return Field(profile_address(url.value) or plain_address(url.value), url.at)


def picture(document: Document, url: Field | None, *, ghost: bool = False) -> Avatar:
    """The subject's picture at an address: saved with the page, inside the address, linked, or a drawn stand-in.

    ``ghost`` where the page's markup says that a stand-in is shown.
    """
    if url is None:
        return Avatar("placeholder") if ghost else NO_AVATAR
    if ghost or picture_address(url.value).placeholder:
        return Avatar("placeholder", None, url.at)
    if data := document.page.resources.get(url.value):
        return Avatar("embedded", url.value, url.at, data)
    if url.value.startswith("data:"):
        inside = _data(url.value)
        # the bytes are kept once: the place quotes only how they begin
        begins = url.at.narrowed(0, _QUOTED_DATA)
        return Avatar("embedded", None, begins, inside) if len(inside) >= _TINY else Avatar("placeholder", None, begins)
    return Avatar("linked", url.value, url.at)


def _data(address: str) -> bytes:
    head, _, body = address.partition(",")
    try:
        return base64.b64decode(unquote_to_bytes(body), validate=False) if ";base64" in head else unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        return b""


def widest(srcset: Field) -> Field:
    """The address of the widest (or densest) picture that a ``srcset`` lists, quoted inside it."""
    best: tuple[float, str] = (-1.0, "")
    for match in re.finditer(r"(\S+?)(?:\s+([\d.]+)[wx])?\s*(?:,\s+|,?$)", srcset.value):
        size = float(match[2]) if match[2] and match[2].count(".") < 2 else 0.0
        if size > best[0]:
            best = (size, match[1])
    start = srcset.at.quote.find(best[1])
    return Field(best[1], srcset.at.narrowed(start, start + len(best[1]))) if best[1] and start >= 0 else srcset


def picture_facts(url: str, at: Locator) -> tuple[DatedFact, ...]:
    """Upload day and end of the link that a picture's address carries, each quoting its digits."""
    facts = picture_address(url)
    found: list[DatedFact] = []
    if facts.uploaded and facts.uploaded_digits:
        found.append(DatedFact("photo-uploaded", facts.uploaded, _quoted(at, facts.uploaded_digits)))
    if facts.expires and facts.expires_digits:
        found.append(DatedFact("link-expires", facts.expires, _quoted(at, facts.expires_digits)))
    return tuple(found)


def _quoted(at: Locator, words: str) -> Locator:
    start = at.quote.find(words)
    return at.narrowed(start, start + len(words)) if start >= 0 else at


def _captured(source: Source, dated: tuple[DatedFact, ...]) -> Source:
    """The source with its day of capture bounded by the end of the picture's link, where nothing better is known."""
    stated_day = min((fact.date for fact in dated if fact.kind == "captured"), default=None)
    if stated_day and source.captured_at_basis in (None, "file-date"):
        return replace(source, captured_at=stated_day, captured_at_basis="page")
    ends = min((fact.date for fact in dated if fact.kind == "link-expires"), default=None)
    if ends and (source.captured_at is None or (source.captured_at_basis == "file-date" and ends < source.captured_at)):
        return replace(source, captured_at=ends, captured_at_basis="address-expiry")
    return source


def contacts_in(field: Field) -> tuple[tuple[Field, ...], tuple[Field, ...], tuple[Field, ...]]:
    """Links, e-mail addresses and phone numbers that a text names, each with its place."""
    at = field.at

    def found(pattern: re.Pattern[str]) -> tuple[Field, ...]:
        spans = ((m.start(), m.start() + len(m.group().rstrip(".,;:!?"))) for m in pattern.finditer(at.quote))
        return tuple(Field(at.quote[start:end], at.narrowed(start, end)) for start, end in spans)

    return found(_LINK), found(_EMAIL), found(_PHONE)


def before_dot(field: Field | None) -> Field | None:
    """A line without what stands behind its last dot: the type of employment, the way of working."""
    if field is None or " · " not in field.value:
        return field
    words = field.value.rsplit(" · ", 1)[0]
    return Field(words, field.at.narrowed(0, len(words)))


def without_button(part: Part) -> Field | None:
    """The reading of a clamped text without the label of the button that ends it."""
    field = part.field()
    button = part.first("button")
    label = button.text if button else ""
    if field is None or not label or not field.value.endswith(label):
        return field
    end = len(field.value.removesuffix(label).rstrip())
    return Field(field.value[:end], field.at.narrowed(0, end)) if end else None


def behind_scheme(links: Iterable[Part]) -> tuple[Field, ...]:
    """What ``mailto:`` and ``tel:`` links name."""
    found = [field for link in links if (field := link.attr_field("href"))]
    starts = [field.value.find(":") + 1 for field in found]
    return tuple(Field(f.value[n:], f.at.narrowed(n, len(f.value))) for f, n in zip(found, starts))


def absences(**sections: Absence | None) -> Mapping[str, Absence]:
    """Why sections have no value, those that have one left out."""
    return {name: word for name, word in sections.items() if word}
