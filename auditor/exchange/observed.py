"""What a page holds as STIX observables: the file, the address, the account, the domains, the picture's file."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import stix2

from auditor.domains import domain_of

Document = Mapping[str, Any]

NAMESPACE = uuid.UUID("5f1d7a2e-5a0c-5e55-9c64-6b7e6a6f6d0b")
PLATFORMS = (
    "linkedin",
    "facebook",
    "twitter",
    "instagram",
    "github",
    "telegram",
    "tiktok",
    "mastodon",
    "xing",
    "bluesky",
)


def observables(profile: Document) -> Iterator[Any]:
    """The observables of a page, its file first."""
    fields, source, seen = profile["fields"], profile["source"], set()
    yield stix2.File(name=source["path"].rpartition("/")[2] or "page", hashes={"SHA-256": source["sha256"]})
    address = fields["url"]["value"] if fields["url"] else source["url"]
    if address:
        yield stix2.URL(value=address)
    name = fields["name"]["value"] if fields["name"] else None
    handle = fields["handle"]["value"] if fields["handle"] else None
    if handle or name:
        told = {"account_login": handle, "account_type": platform(source["page_kind"]), "display_name": name}
        told["account_created"] = moment(fields["account_created"])
        if not handle:  # nothing that STIX makes an identifier from; a random one would be another each time
            key = uuid.uuid5(NAMESPACE, f"account {profile['id']}")
            told["id"] = f"user-account--{uuid.UUID(bytes=key.bytes, version=4)}"
        yield stix2.UserAccount(**{key: value for key, value in told.items() if value})
    for address in (*(field["value"] for field in fields["links"]), *(e["company_url"] for e in fields["experience"])):
        domain = domain_of(address) if address else None
        if domain and domain.reason is None and domain.name not in seen:
            seen.add(domain.name)
            yield stix2.DomainName(value=domain.name)
    if fields["avatar"]["sha256"]:
        yield stix2.File(name="picture of the page", hashes={"SHA-256": fields["avatar"]["sha256"]})


def platform(page_kind: str | None) -> str | None:
    """The site that a kind of page belongs to, as account types name it; ``None`` for any other."""
    known = (page_kind or "").partition("-")[0]
    return known if known in PLATFORMS else None


def moment(text: str | None) -> datetime | None:
    """A date or a time of a document; ``None`` where it states no day."""
    if not text or len(text) < len("YYYY-MM-DD"):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
