"""Runs the checks: over one page, then over what all pages of a case share.

The one broad ``except`` of the house is here: a check that crashes is a skip that says so, and the run goes on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from auditor import __version__
from auditor.domains import profile_domains
from auditor.embedded import storable
from auditor.imaging import Unusable, picture_features
from auditor.library import EMPTY, KnownMatch, Library
from auditor.markup import Document, Unreadable
from auditor.model import (
    NO_AVATAR,
    Assessment,
    Features,
    Finding,
    Link,
    Page,
    PictureFeatures,
    Profile,
    Reading,
    Records,
    Refusal,
    Skip,
)
from auditor.pages.reading import read
from auditor.plugin import CaseCheck, CaseFinding, Container, LibraryCheck, ProfileCheck, discovered
from auditor.rules.levels import assess
from auditor.rules.pack import Pack
from auditor.rules.scan import about_lures, facts, lure_findings, passages
from auditor.similarity.captures import capture_of
from auditor.similarity.contacts import contacts_of
from auditor.similarity.minhash import sketch
from auditor.similarity.passages import long_passages

LURE_RULES = "lure-rules"
PICTURE_CHECK = "same-picture"


@dataclass(frozen=True, slots=True)
class Bench:
    """All that a page is judged by, besides the page itself."""

    pack: Pack
    records: Records = field(default_factory=dict)
    off: tuple[str, ...] = ()
    """Ids of checks that are not run."""
    picture_megapixels: int = 50

    @property
    def reading(self) -> str:
        """Key of everything that may change a reading: a page read under the same key need not be read again."""
        digest = hashlib.sha256()
        parts = [__version__, self.pack.sha256, *sorted(self.off), str(self.picture_megapixels)]
        for domain in sorted(self.records):
            parts += [repr(record) for record in self.records[domain]]
        for part in parts:
            digest.update(part.encode("utf-8", "replace") + b"\x1f")
        return digest.hexdigest()[:16]


_FIRST = """<!doctype html><html lang="en"><head><title>First page</title><script type="application/ld+json">
{"@context": "https://schema.org", "@type": "ProfilePage", "mainEntity": {"@type": "Person", "name": "First Page",
"description": "Reading the first page of a process compiles and imports whatever reading any page needs.",
"worksFor": {"@type": "Organization", "name": "First Page", "url": "https://first-page.example.com/"}}}
</script></head><body><main><h1>First Page</h1></main></body></html>"""


def prepared(bench: Bench) -> Bench:
    """The same bench with everything found and compiled: done once before workers are forked, they inherit it.

    A page is read for it: what is imported and compiled at first use is then there, whatever that may be.
    """
    discovered("auditor.containers", Container)
    reading_of(Document(Page("0" * 64, "first.html", "html", _FIRST)), bench)
    return bench


def reading_of(document: Document, bench: Bench) -> Reading | Refusal:
    """Everything that one saved page gives.  A page that cannot be read is a refusal with its reason."""
    try:
        return _judged(document, bench)
    except Unreadable as error:
        reason = str(error)
    except RecursionError:
        reason = "what it holds is nested too deep to be read"
    except MemoryError:
        reason = "reading it takes more memory than one page may have (worker_memory_mib)"
    except Exception as error:
        reason = f"reading the page crashed: {crash(error)}"
    return Refusal(document.page.path, reason)


def _judged(document: Document, bench: Bench) -> Reading | Refusal:
    profile = read(document)
    if profile.status == "unreadable":
        return Refusal(document.page.path, profile.reason or "the page could not be read")
    if profile.status != "profile":
        return Reading(profile)
    findings: list[Finding] = []
    skips: list[Skip] = []
    picture = _picture(profile, bench, skips)
    for check in discovered("auditor.checks", ProfileCheck):
        _run(check, profile, bench, findings, skips)
    assessment = _assessed(profile, bench, findings, skips)
    return Reading(
        replace(profile, avatar=replace(profile.avatar, data=None)),
        tuple(sorted(findings, key=_order)),
        tuple(sorted(skips, key=lambda skip: (skip.check, skip.reason))),
        picture,
        _features(profile, picture),
        assessment,
    )


def crash(error: Exception) -> str:
    """What a crash is called in a report: type and message, never a path or a line of ours."""
    return storable(f"{type(error).__name__}: {error}"[:300])


def _order(finding: Finding) -> tuple[str, str, str, int]:
    place = finding.evidence[0]
    return (finding.check, finding.rule, place.selector, place.start)


def _picture(profile: Profile, bench: Bench, skips: list[Skip]) -> PictureFeatures | None:
    avatar = profile.avatar
    if PICTURE_CHECK in bench.off:
        skips.append(Skip(PICTURE_CHECK, "switched off"))
        return None
    if avatar.data is None:
        reason = {
            "linked": "the picture was not saved with the page; only its address is known",
            "placeholder": "the page shows a placeholder; a photo may be hidden from this viewer or not have loaded",
            "none": "the page shows no picture",
            "embedded": "the picture's bytes are missing",
        }[avatar.state]
        skips.append(Skip(PICTURE_CHECK, reason))
        return None
    try:
        picture = picture_features(avatar.data, bench.picture_megapixels * 1_000_000)
    except Unusable as error:
        skips.append(Skip(PICTURE_CHECK, str(error)))
        return None
    except Exception as error:
        skips.append(Skip(PICTURE_CHECK, f"reading the picture crashed: {crash(error)}", crashed=True))
        return None
    if picture.low_information:
        skips.append(Skip(PICTURE_CHECK, picture.low_information))
    return picture


def _run(check: ProfileCheck, profile: Profile, bench: Bench, findings: list[Finding], skips: list[Skip]) -> None:
    if check.id in bench.off:
        skips.append(Skip(check.id, "switched off"))
        return
    try:
        for result in check.run(profile, bench.records):
            if isinstance(result, Finding):
                findings.append(result)
            else:
                skips.append(result)
    except Exception as error:
        skips.append(Skip(check.id, f"the check crashed: {crash(error)}", crashed=True))


def _assessed(profile: Profile, bench: Bench, findings: list[Finding], skips: list[Skip]) -> Assessment:
    texts = passages(profile)
    reports = False
    if LURE_RULES in bench.off:
        skips.append(Skip(LURE_RULES, "switched off"))
    elif not texts:
        skips.append(Skip(LURE_RULES, "the page holds no text of the subject that the rules could read"))
    else:
        try:
            reports = about_lures(texts, bench.pack)
            findings += lure_findings(texts, bench.pack, facts(profile))
        except Exception as error:
            skips.append(Skip(LURE_RULES, f"the check crashed: {crash(error)}", crashed=True))
    if not profile.messages and LURE_RULES not in bench.off:
        skips.append(Skip(LURE_RULES, "no messages were saved with this page: only the profile's own text was read"))
    return assess(findings, bench.pack, about_lures=reports)


def _features(profile: Profile, picture: PictureFeatures | None) -> Features:
    return Features(
        profile=profile.id,
        subject=profile.subject,
        name=profile.name.value if profile.name else None,
        url=profile.url.value if profile.url else None,
        avatar=replace(profile.avatar, data=None)
        if profile.avatar.at
        else replace(NO_AVATAR, state=profile.avatar.state),
        picture=replace(picture, thumbnail=b"") if picture else None,
        domains=tuple(sorted({stated.domain.name for stated in profile_domains(profile) if not stated.domain.reason})),
        sketch=sketch(profile.about.value) if profile.about else b"",
        about=profile.about,
        contacts=contacts_of(profile),
        passages=long_passages(profile),
        capture=capture_of(profile),
    )


@dataclass(frozen=True, slots=True)
class CaseResults:
    """What the pages of a case share."""

    findings: tuple[CaseFinding, ...]
    links: tuple[Link, ...]
    crashed: tuple[Skip, ...]
    """Case checks that crashed: nothing they would have found is known."""
    known: tuple[KnownMatch, ...] = ()
    """Entries of the known library that show a page's picture."""


def case_results(features: Sequence[Features], off: Iterable[str] = (), library: Library = EMPTY) -> CaseResults:
    """Runs every case check over the features of a case, which come sorted by profile id, and holds them against the
    known library.
    """
    everything = tuple(features)
    checks = [(check.id, partial(check.run, everything)) for check in discovered("auditor.checks", CaseCheck)]
    if len(library):
        checks += [
            (check.id, partial(check.run, everything, library)) for check in discovered("auditor.checks", LibraryCheck)
        ]
    findings: list[CaseFinding] = []
    links: list[Link] = []
    known: list[KnownMatch] = []
    crashed: list[Skip] = []
    for id, run in checks:
        if id in off:
            continue
        made: list[CaseFinding | Link | KnownMatch] = []
        try:
            made += run()
        except Exception as error:
            crashed.append(Skip(id, f"the check crashed: {crash(error)}", crashed=True))
        findings += [result for result in made if isinstance(result, CaseFinding)]
        links += [result for result in made if isinstance(result, Link)]
        known += [result for result in made if isinstance(result, KnownMatch)]
    return CaseResults(
        tuple(sorted(findings, key=lambda made: (made.profile, _order(made.finding)))),
        tuple(sorted(links, key=lambda link: (link.kind, link.a, link.b, link.method, link.distance))),
        tuple(crashed),
        tuple(known),
    )
