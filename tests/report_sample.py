"""A small invented case as the store would hand it to the report: three people, a thread, a wall, a broken file."""

# ruff: noqa: E501 (sentences of invented pages stay in one piece)

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import repeat
from typing import Any

from PIL import Image, ImageDraw, ImageOps

from auditor.document import finding_document, locator_document, profile_document
from auditor.model import (
    Avatar,
    DatedFact,
    Field,
    Finding,
    Link,
    Locator,
    Message,
    PictureFeatures,
    Position,
    Profile,
    Reference,
    Source,
    Study,
)
from auditor.report.view import CaseView, Context, KnownView, LinkView, ProfileView, Row

CHECKS = (
    ("domain-age", "Company domain registered after the profile says it was used"),
    ("lure-words", "Words of published lures in about text, headline and messages"),
    ("name-disagrees", "Name that disagrees within one page"),
    ("same-picture", "The same picture on several pages"),
    ("timeline", "Dates that cannot all be true"),
)
RULE_TITLES = {
    "insider-status-wanted": "Wants somebody who is inside an institution",
    "cash-payment": "Payment in cash",
    "all-expenses-trip": "Trip with all expenses paid",
}
GUIDANCE = Reference(
    "Think before you link: guidance for people with access",
    "National protective security authority",
    "https://guidance.example/think-before-you-link",
)
COURT = Reference("Statement of facts in a paid-report case", "A federal court", None)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def drawn(colour: str, cropped: float = 0, mirrored: bool = False, size: int = 160) -> bytes:
    """A drawn face before shelves as a small JPEG, its right and lower edge cut off by a share."""
    image = Image.new("RGB", (size, size), "#dfe6ee")
    pen = ImageDraw.Draw(image)
    for number in range(11):
        height = 12 + 37 * number % 29
        pen.rectangle(
            (number * 15, 40 - height, number * 15 + 10, 40), fill=("#8aa1b8", "#b88a8a", "#8ab895")[number % 3]
        )
    pen.ellipse((45, 25, 120, 112), fill=colour)
    pen.pieslice((42, 14, 124, 90), 170, 340, fill="#4a3222")
    pen.ellipse((10, 108, 150, 240), fill="#32465f")
    pen.ellipse((66, 60, 74, 68), fill="#222222")
    pen.ellipse((94, 60, 102, 68), fill="#222222")
    pen.arc((66, 70, 104, 95), 20, 160, fill="#222222", width=3)
    kept = round(size * (1 - cropped))
    image = image.crop((0, 0, kept, kept)).resize((size, size), Image.Resampling.BICUBIC)
    if mirrored:
        image = ImageOps.mirror(image)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


class PageText:
    """Places on one invented page."""

    def __init__(self, name: str) -> None:
        self.sha = sha(name)

    def at(self, selector: str, text: str, quote: str | None = None) -> Locator:
        quote = text if quote is None else quote
        return Locator(self.sha, selector, quote, text.index(quote))

    def field(self, selector: str, text: str) -> Field:
        return Field(text, self.at(selector, text))


ABOUT = (
    "International talent partner with twelve years in executive search.\n"
    "I connect policy professionals with part-time expert roles. The work won't take much of your time and is paid "
    "per report. Discretion for our client is a matter of course."
)
MESSAGES = (
    (
        "Livia Marlow",
        "2026-09-14",
        True,
        "Dear Tomas, your profile came up in our search and I was impressed. Is now a good time to talk about a side project?",
    ),
    ("Tomas Ekberg", "2026-09-15", False, "Hello, thanks for writing. Who is the client?"),
    (
        "Livia Marlow",
        "2026-09-15",
        True,
        "Our client prefers to stay unnamed for the moment. They pay 1,200 euros for each report of six pages on port policy.",
    ),
    (
        "Livia Marlow",
        "2026-09-18",
        True,
        "What matters to them is the view from inside the ministry, things one does not read in the newspapers. Shall we move to another messenger?",
    ),
)


def _finding(
    page: PageText,
    rule: str,
    strength: str,
    category: str,
    title: str,
    message: str,
    evidence: tuple[Locator, ...],
    alternatives: tuple[str, ...],
    **more: Any,
) -> Finding:
    references = more.pop("references", (GUIDANCE,))
    check = more.pop("check", "lure-words")
    return Finding(check, rule, strength, category, title, message, evidence, alternatives, references, **more)  # type: ignore[arg-type]


def _context(text: str, quote: str) -> Context:
    at = text.index(quote)
    return Context(text[max(0, at - 80) : at], text[at + len(quote) : at + len(quote) + 80])


def marlow() -> ProfileView:
    """A developed pattern: a headhunter, a young domain, a shared picture, a thread."""
    page = PageText("marlow")
    record_page = sha("record of marlow-reyes.example")
    other = "p-" + sha("duval")[:16]
    messages = tuple(
        Message(text, page.at(f"ol.thread li:nth-child({n}) p", text), sender, when, by_subject)
        for n, (sender, when, by_subject, text) in enumerate(MESSAGES, 1)
    )
    job_at = page.at("section.experience li:nth-child(1)", "Managing Partner · Marlow Reyes Partners · 2004 to today")
    said = [m.text for m in messages]
    registered = Locator(record_page, "json=/events/0/eventDate", "2026-08-30T09:12:44Z", 0)
    quoted: list[tuple[Finding, tuple[Context, ...]]] = [
        (
            _finding(
                page,
                "non-public-insight",
                "strong",
                "information sought",
                "Asks for what is not public",
                "This message asks for the view from inside an institution and for things that are not in the newspapers. Requests like this also occur in published accounts of paid-report approaches.",
                (
                    page.at(
                        "ol.thread li:nth-child(4) p",
                        said[3],
                        "the view from inside the ministry, things one does not read in the newspapers",
                    ),
                ),
                (
                    "Market researchers use such words loosely and mean an expert’s opinion.",
                    "The sender may not know what the recipient may share.",
                ),
                weight=5,
                field="messages",
                ask="Ask which question exactly the report should answer, and whether published sources would do.",
                references=(GUIDANCE, COURT),
            ),
            (_context(said[3], "the view from inside the ministry, things one does not read in the newspapers"),),
        ),
        (
            _finding(
                page,
                "fee-per-report",
                "moderate",
                "payment",
                "A fee for each report",
                "The message offers a sum for each report of a few pages.",
                (page.at("ol.thread li:nth-child(3) p", said[2], "1,200 euros for each report of six pages"),),
                ("Trade magazines and consultancies pay for each text.",),
                weight=3,
                field="messages",
                ask="Ask for the name of the party that pays, and for a contract.",
            ),
            (_context(said[2], "1,200 euros for each report of six pages"),),
        ),
        (
            _finding(
                page,
                "unnamed-client",
                "moderate",
                "employer front",
                "The client is not named",
                "The message says that the client does not want to be named.",
                (page.at("ol.thread li:nth-child(3) p", said[2], "Our client prefers to stay unnamed"),),
                ("Agencies keep a client’s name until a first talk.",),
                weight=2,
                field="messages",
                ask="Ask for the client in writing before any work.",
            ),
            (_context(said[2], "Our client prefers to stay unnamed"),),
        ),
        (
            _finding(
                page,
                "part-time-think-tank-role",
                "moderate",
                "offer",
                "An easy side role for an expert",
                "The about text offers expert work and promises that it takes little time.",
                (page.at("section.about p", ABOUT, "The work won't take much of your time"),),
                ("Honest side jobs and advisory boards are described like this.",),
                weight=2,
                field="about",
            ),
            (_context(ABOUT, "The work won't take much of your time"),),
        ),
        (
            _finding(
                page,
                "early-off-platform",
                "weak",
                "channel shift",
                "Suggests another channel early",
                "A change of messenger is suggested in the third message.",
                (page.at("ol.thread li:nth-child(4) p", said[3], "Shall we move to another messenger?"),),
                ("Many people answer faster elsewhere; habit is the usual reason.",),
                weight=1,
                field="messages",
            ),
            (_context(said[3], "Shall we move to another messenger?"),),
        ),
        (
            _finding(
                page,
                "domain-younger-than-claim",
                "strong",
                "timeline/text",
                "The company’s domain is younger than the job",
                "The page says that the firm has employed its subject since 2004. The registration record of the firm’s domain begins on 30 August 2026.",
                (
                    page.at(
                        "section.experience li:nth-child(1)",
                        "Managing Partner · Marlow Reyes Partners · 2004 to today",
                        "2004",
                    ),
                    registered,
                ),
                (
                    "Firms are renamed and change their domain; the older domain may be known.",
                    "The domain may have lapsed and been registered again.",
                ),
                weight=3,
                field="experience",
                check="domain-age",
                ask="Ask which domain the firm used before, and look for it in the company register.",
            ),
            (_context("Managing Partner · Marlow Reyes Partners · 2004 to today", "2004"), Context("", "")),
        ),
        (
            _finding(
                page,
                "same-picture-other-name",
                "strong",
                "avatar",
                "The same picture under another name",
                "The picture of this page is also the picture of a page with another name, cropped.",
                (page.at("img.portrait >> @src", "portrait_400.jpg"),),
                (
                    "The same person may keep two accounts, or may have changed their name.",
                    "Somebody may have copied this picture; this page may be the original.",
                ),
                weight=3,
                field="avatar",
                check="same-picture",
                others=(other,),
                ask="Look at the two pages side by side, and ask which was there first.",
            ),
            (Context("", ""),),
        ),
    ]
    picture = PictureFeatures(
        sha("marlow.jpg"), 400, 400, {"phash64": "9f3ac26c1d95e0b4", "dhash64": "0f1e2d3c4b5a6978"}
    )
    profile = Profile(
        Source(
            "pages/Livia Marlow.html",
            page.sha,
            "singlefile",
            "linkedin-member-2022",
            "en",
            "https://network.example/in/livia-marlow",
            "2026-10-02T08:15:00Z",
            "embedded",
        ),
        "profile",
        name=page.field("h1", "Livia Marlow"),
        headline=page.field(
            "h1 + div", "Managing Partner at Marlow Reyes Partners | Executive search for policy and shipping"
        ),
        location=page.field(".top .place", "Lisbon, Portugal"),
        about=page.field("section.about p", ABOUT),
        handle=page.field("link[rel=canonical] >> @href", "livia-marlow"),
        url=page.field("meta[property='og:url'] >> @content", "https://network.example/in/livia-marlow"),
        current_companies=(page.field(".top .company", "Marlow Reyes Partners"),),
        experience=(
            Position(
                job_at,
                page.field("li h3", "Managing Partner"),
                page.field("li h4", "Marlow Reyes Partners"),
                None,
                "2004",
                None,
                True,
            ),
            Position(
                page.at("section.experience li:nth-child(2)", "Consultant · Harbour & Lane · 1999 to 2004"),
                page.field("li h3", "Consultant"),
                page.field("li h4", "Harbour & Lane"),
                None,
                "1999",
                "2004",
            ),
        ),
        education=(
            Study(
                page.at("section.education li", "University of Aveiro · 1995 to 1999"),
                page.field("li h3", "University of Aveiro"),
                page.field("li h4", "Modern languages"),
                "1995",
                "1999",
            ),
        ),
        links=(page.field("a.site >> @href", "https://marlow-reyes.example/"),),
        emails=(page.field("a.mail", "livia@marlow-reyes.example"),),
        messages=messages,
        avatar=Avatar("embedded", "portrait_400.jpg", page.at("img.portrait >> @src", "portrait_400.jpg")),
        connections_or_followers=212,
        account_created="2026-08-21",
        photo_uploaded="2026-08-22",
        dated=(
            DatedFact("photo-uploaded", "2026-08-22", page.at("img.portrait >> @src", "portrait_400.jpg")),
            DatedFact("account-created", "2026-08-21", page.at("code#data >> json=/created", "1787270400000")),
        ),
        absent={"phones": "masked", "verifications": "not-captured"},
    )
    document = profile_document(profile, picture)
    findings = [finding_document(finding, f"f-{n:016x}") for n, (finding, _) in enumerate(quoted, 1)]
    findings[4]["state"] = "continuing"
    findings[4]["decision"] = {
        "verdict": "dismissed",
        "reason": "Said herself that she reads this account once a month.",
    }
    document |= {
        "level": "developed-pattern",
        "direct_requests": [findings[0]["id"]],
        "findings": findings,
        "templates": [
            {
                "id": "fake-headhunter",
                "title": "Paid expert role offered by a recruiter",
                "level": "developed-pattern",
                "because": [f["id"] for f in findings[:5]],
                "missing": ["insider-status-wanted", "cash-payment"],
                "ask": [
                    "Ask for the client’s name and for a contract with a registered firm.",
                    "Tell your own security officer before answering.",
                ],
                "note": "Described by several services and courts.",
            },
        ],
        "skips": [{"check": "name-disagrees", "reason": "the page gives the name in one place only", "crashed": False}],
    }
    contexts = {(f["id"], n): c for f, (_, around) in zip(findings, quoted) for n, c in enumerate(around)}
    record = {
        "domain": "marlow-reyes.example",
        "kind": "rdap",
        "registered": "2026-08-30",
        "precision": "day",
        "status": "registered",
        "asked_at": "2026-10-02",
        "at": locator_document(registered),
    }
    certificate = {**record, "kind": "ct", "registered": "2026-08-31", "precision": "not-later-than", "at": None}
    link = LinkView(
        "near-avatar",
        other,
        "Corinne Duval",
        6,
        "views256-v1",
        (),
        drawn("#e2b58f", 0.2, True),
        "mirrored, cropped to about 80%",
    )
    text = LinkView(
        "near-text",
        other,
        "Corinne Duval",
        9,
        "minhash",
        (
            locator_document(
                page.at("section.about p", ABOUT, "I connect policy professionals with part-time expert roles.")
            ),
        ),
        None,
    )
    taken = KnownView(
        "stolen/model 12.jpg",
        "a photographer’s list of stolen pictures",
        "shown to compare only",
        "2026-05-04",
        "2027-05-04",
        "views64-v2",
        4,
        "cropped to 90%",
        0.31,
        drawn("#e2b58f", 0.1),
        b"",
    )
    listed = replace(taken, name="9f3ac26c1d95e0b4", method="phash64", transform="", likeness=None, thumbnail=None)
    return ProfileView(
        document,
        contexts,
        drawn("#e2b58f"),
        (link, text),
        (record, certificate),
        known=(taken, replace(listed, licence="", expires_at=None)),
    )


def duval() -> ProfileView:
    """An observation: the other page with the same picture."""
    page = PageText("duval")
    other = "p-" + sha("marlow")[:16]
    finding = _finding(
        page,
        "same-picture-other-name",
        "strong",
        "avatar",
        "The same picture under another name",
        "The picture of this page is also the picture of a page with another name.",
        (page.at("img.portrait >> @src", "me.jpg"),),
        ("This may be the original, and the other page the copy.",),
        weight=3,
        field="avatar",
        check="same-picture",
        others=(other,),
    )
    profile = Profile(
        Source(
            "pages/corinne.mhtml",
            page.sha,
            "mhtml",
            "linkedin-guest-2020",
            "fr",
            None,
            "2026-09-30",
            "file-date",
            also_at=("pages/copy/corinne.mhtml",),
        ),
        "profile",
        name=page.field("h1", "Corinne Duval"),
        headline=page.field("h2", "Coordinatrice d’échanges universitaires"),
        experience=(
            Position(
                page.at("li.job", "Coordinatrice · Échanges du Rhône · mars 2018"),
                page.field("li h3", "Coordinatrice"),
                page.field("li h4", "Échanges du Rhône"),
                None,
                "2018-03",
                None,
                True,
            ),
        ),
        avatar=Avatar("embedded", "me.jpg", page.at("img.portrait >> @src", "me.jpg")),
        photo_uploaded="2019-05-11",
        absent={"about": "empty", "education": "not-captured", "messages": "not-applicable"},
    )
    document = profile_document(profile, PictureFeatures(sha("duval.jpg"), 200, 200, {"phash64": "9f3ac26c1d95e0b0"}))
    found = finding_document(finding, "f-00000000000000d1")
    document |= {
        "level": "observation",
        "direct_requests": [],
        "findings": [found],
        "templates": [],
        "skips": [{"check": "domain-age", "reason": "no recorded answer about this page’s domains", "crashed": False}],
    }
    link = LinkView(
        "near-avatar", other, "Livia Marlow", 6, "views256-v1", (), drawn("#e2b58f"), "mirrored, cropped to about 80%"
    )
    return ProfileView(document, {}, drawn("#e2b58f", 0.2, True), (link,), ())


def okafor() -> ProfileView:
    """An honest page on which nothing was noted."""
    page = PageText("okafor")
    jobs = (
        ("Search partner", "Keel & Sons", "2016-02", None),
        ("Recruiter", "Northway Hospitals", "2011-09", "2015-12"),
        ("Assistant", "City of Enugu", "2009", "2011"),
    )
    profile = Profile(
        Source(
            "pages/okafor/Adaeze Okafor.html",
            page.sha,
            "complete-folder",
            "generic",
            "en",
            "https://keel-and-sons.example/people/okafor",
            "2026-10-01T17:20:11Z",
            "embedded",
        ),
        "profile",
        name=page.field("h1", "Adaeze Okafor"),
        headline=page.field("h2", "Executive search for hospitals. Every post is advertised, every client is named."),
        location=page.field("p.place", "Leeds"),
        about=page.field(
            "section#about", "I have placed hospital managers since 2011. We never ask for confidential material."
        ),
        experience=tuple(
            Position(
                page.at(f"li.job:nth-child({n})", f"{a} · {b}"),
                page.field("h3", a),
                page.field("h4", b),
                None,
                c,
                d,
                d is None,
            )
            for n, (a, b, c, d) in enumerate(jobs, 1)
        ),
        verifications=(page.field(".badge", "Work e-mail verified"),),
        avatar=Avatar("placeholder"),
    )
    document = profile_document(profile)
    document |= {
        "level": "none",
        "direct_requests": [],
        "findings": [],
        "templates": [],
        "skips": [{"check": "same-picture", "reason": "the page shows the site’s empty silhouette", "crashed": False}],
    }
    return ProfileView(document, {}, None, (), ())


def row(view: ProfileView) -> Row:
    """The overview's line of a profile."""
    document = view.document
    order = ("strong", "moderate", "weak")
    findings = sorted(((f["strength"], f["title"]) for f in document["findings"]), key=lambda f: order.index(f[0]))
    decided = sum(bool(f["decision"]) for f in document["findings"])
    fields = document["fields"]
    return Row(
        document["id"],
        (fields["name"] or {}).get("value"),
        (fields["headline"] or {}).get("value"),
        document["source"]["path"],
        document["source"]["container"],
        document["source"]["page_kind"],
        document["status"],
        document["reason"],
        document["level"],
        tuple(findings),
        tuple(t["title"] for t in document["templates"]),
        len(document["direct_requests"]),
        tuple((s["check"], s["reason"]) for s in document["skips"]),
        {"dismissed": decided} if decided else {},
        view.thumbnail,
    )


def not_profile(path: str, reason: str) -> Row:
    """A page that states no profile."""
    id = "p-" + sha(path)[:16]
    return Row(id, None, None, path, "html", None, "not-a-profile", reason, "none", (), (), 0, (), {}, None)


def case_of(views: list[ProfileView], others: tuple[Row, ...] = (), links: tuple[Link, ...] = ()) -> CaseView:
    """The case made of some profiles and some pages that are none."""
    levels = ("developed-pattern", "early-pattern", "observation", "none")
    ordered = sorted(
        views, key=lambda v: (levels.index(v.document["level"]), -len(v.document["findings"]), v.document["id"])
    )
    by_id = sorted(views, key=lambda v: v.document["id"])

    def rows() -> Iterator[Row]:
        yield from (row(view) for view in ordered)
        yield from others

    return CaseView(
        {
            "version": "0.1.0",
            "rules": [{"pack": "lures", "version": "1", "sha256": sha("lures")}],
            "libraries": [{"name": "selectolax", "version": "1.0.2"}, {"name": "ImageHash", "version": "4.3.2"}],
        },
        "2026-11-21",
        {
            "pages": len(views) + len(others),
            "profiles": len(views),
            "not_profiles": len(others),
            "skipped": 1,
            **{level: sum(v.document["level"] == level for v in views) for level in levels},
        },
        rows,
        lambda: iter(by_id),
        tuple(_stored(link) for link in links),
        ({"path": "pages/broken.mhtml", "reason": "the file ends in the middle of its second part"},),
        CHECKS,
        RULE_TITLES,
    )


def _stored(link: Link) -> dict[str, Any]:
    """A link as the case file gives it back."""
    return {
        "kind": link.kind,
        "a": link.a,
        "b": link.b,
        "distance": link.distance,
        "method": link.method,
        "transform": link.transform or None,
        "evidence": [locator_document(at) for at in link.evidence],
    }


def sample_case() -> CaseView:
    """The case of the snapshot and of the pictures."""
    a, b = sorted(("p-" + sha("marlow")[:16], "p-" + sha("duval")[:16]))
    return case_of(
        [marlow(), duval(), okafor()],
        (not_profile("pages/sign in.html", "wall"), not_profile("pages/gone.html", "not-found")),
        (
            Link("near-avatar", a, b, 6, "views256-v1", (), "mirrored, cropped to about 80%"),
            Link("near-text", a, b, 9, "minhash"),
        ),
    )


def with_text(view: ProfileView, text: str) -> ProfileView:
    """The same profile with every text of the page and of the tool replaced by one hostile text."""
    return with_texts(view, repeat(text))


def with_texts(view: ProfileView, texts: Iterator[str]) -> ProfileView:
    """The same profile with every text of the page and of the tool replaced by the next one of some."""

    def replaced(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {k: replaced(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [replaced(v, key) for v in value]
        kept = {
            "id",
            "page",
            "sha256",
            "strength",
            "level",
            "status",
            "state",
            "start",
            "end",
            "date",
            "registered",
            "kind",
            "precision",
            "captured_at",
            "account_created",
            "photo_uploaded",
            "sent_at",
            "because",
            "direct_requests",
            "check",
            "others",
            "verdict",
        }
        return next(texts) if isinstance(value, str) and key not in kept else value

    links = tuple(replace(link, other_name=next(texts), method=next(texts)) for link in view.links)
    contexts = {key: Context(next(texts), next(texts)) for key in view.contexts}
    records = tuple(replaced(dict(record)) for record in view.records)
    known = tuple(
        replace(
            one,
            **{name: next(texts) for name in ("name", "source", "licence", "added_at", "expires_at")},
            method=next(texts),
            transform=next(texts),
        )
        for one in view.known
    )
    return ProfileView(replaced(dict(view.document)), contexts, view.thumbnail, links, records, known=known)
