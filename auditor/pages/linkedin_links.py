"""Addresses on LinkedIn's own pages, many of them relative or behind a redirect."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.addresses import company_address, plain_address
from auditor.markup import Part
from auditor.model import Field

SITE = "https://www.linkedin.com"
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


def absolute(href: Field) -> Field:
    """The address as it works from anywhere."""
    value = href.value
    if value.startswith("//"):
        return Field("https:" + value, href.at)
    if _SCHEME.match(value):
        return href
    return Field(f"{SITE}/{value.lstrip('/')}", href.at)


def link(part: Part | None) -> Field | None:
    """Where an ``a`` element leads; a mere place on the page or a script leads nowhere."""
    href = part.attr_field("href") if part else None
    if href is None or href.value.startswith(("#", "javascript:", "mailto:", "tel:")):
        return None
    return absolute(href)


def company_link(parts: Iterable[Part]) -> Field | None:
    """The first of some links that leads to an employer's page, or to a mere search for its name."""
    for part in parts:
        href = link(part)
        found = company_address(href.value) if href else None
        if href and found:
            return Field(found[0], href.at)
    return None


def outside_links(parts: Iterable[Part]) -> tuple[Field, ...]:
    """Where links lead that leave the site, without the site's redirect."""
    found = []
    for part in parts:
        if href := link(part):
            target = plain_address(href.value)
            if not target.startswith((SITE, "http://www.linkedin.com")):
                found.append(Field(target, href.at))
    return tuple(found)
