"""A profile on Google Scholar."""

from __future__ import annotations

import re

from auditor.markup import Document, Part
from auditor.model import Field, Profile
from auditor.pages.reading import absences, finished, not_a_profile, picture, source
from auditor.plugin import page_kind

ID = "google-scholar"
_DOMAIN = re.compile(r"(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,}(?![\w-])")
_USER = re.compile(r"[?&]user=([\w-]+)")


def _claims(document: Document) -> bool:
    return any(host.startswith("scholar.google") for host in document.hosts) and "gsc_prf" in document.markup


@page_kind(ID, claims=_claims)
def google_scholar(document: Document) -> Profile:
    """Google Scholar, 2025 (``gsc_prf``).

    The line about the verified e-mail names the domain at which the address was verified, in any language.
    """
    name = document.first("#gsc_prf_in")
    if name is None:
        return not_a_profile(document, ID, "list" if document.first(".gsc_1usr") else "shell")
    affiliation = _field(document.first(".gsc_prf_il:not(#gsc_prf_ivh):not(#gsc_prf_int)"))
    checked = _field(document.first("#gsc_prf_ivh"))
    domain = _DOMAIN.search(checked.value) if checked else None
    site = document.first("#gsc_prf_ivh a.gsc_prf_ila")
    photo = document.first("#gsc_prf_pup-img") or document.first("#gsc_prf_pua img")
    address = _address(document)
    user = _USER.search(address.at.quote) if address else None
    homepage = site.attr_field("href") if site else None
    return finished(
        Profile(
            source(document, ID),
            "profile",
            name=_field(name),
            headline=affiliation,
            handle=Field(user[1], address.at.narrowed(*user.span(1))) if address and user else None,
            url=address,
            links=(homepage,) if homepage else (),
            avatar=picture(document, photo.attr_field("src") if photo else None),
            verifications=(Field(domain[0], checked.at.narrowed(*domain.span())),) if checked and domain else (),
            absent=absences(experience="not-applicable", education="not-applicable", location="not-applicable"),
        )
    )


def _field(part: Part | None) -> Field | None:
    return part.field() if part else None


def _address(document: Document) -> Field | None:
    link = document.first('link[rel="canonical"]')
    return link.attr_field("href") if link else None
