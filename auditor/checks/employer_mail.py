"""The mail address that a message asks to write to, against the domain of the firm that its writer names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.checks.claimed import companies_of
from auditor.checks.founding import resembles
from auditor.domains import Domain, Stated, domain_of, names_in, profile_domains
from auditor.domains.lookalikes import likeness
from auditor.model import Finding, Locator, Message, Profile, Records, Reference, Skip
from auditor.plugin import profile_check

CHECK = "employer-mail"
SHORTEST = 5
"""Letters of a domain's label that a mailbox has to repeat to be called like the firm."""
MOST = 50
"""Addresses of one page that are looked at."""
AROUND = 120
"""Characters before and after an address that are read for what it is."""

REFERENCES = (
    Reference(
        "FSU lawyer targeted by people posing as tech researchers",
        "The Times report, read in Britbrief, November 2025",
        "https://britbrief.co.uk/politics/defence/uk-lawyer-targeted-by-chinese-spies-in-capture-campaign.html",
    ),
    Reference(
        "Employment scams continue to target job seekers",
        "NJCCIC, 28 July 2023",
        "https://njccic-dev.netlify.app/alerts-advisories/employment-scams-continue-to-target-job-seekers",
    ),
)
ALTERNATIVES = (
    "Small firms, clubs and people between jobs use free mail although they have a web site.",
    "The writer prefers the private address: on the move, after office hours, or because the job is ending.",
    "A parent company, an agency or a service provider handles the firm's mail under its own name.",
)
_PRIVATE = re.compile(
    r"private|personal|\bhome\b|self.employed|freelanc|former|left the|\bprivat\w*|persönlich|perso\b|personnel|"
    r"particular|pessoal|prywatn|личн|私人|个人|個人",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address that the subject writes in a message."""

    local: str
    domain: Domain
    at: Locator
    around: str


@profile_check(CHECK)
def check(profile: Profile, _records: Records) -> Iterable[Finding | Skip]:
    """Message asks to write to another domain than the firm's

    Looks at the mail addresses in the subject's messages that are called like the writer or like the writer's firm.
    Where the same page states the firm's own domain, such an address at a free mail service is noted, and so is one at
    a domain that is neither the firm's nor called like any firm or person of the page. Both are weak notes: many honest
    small firms write from free mail. Addresses of third persons, those that stand on a profile and in no message, those
    that are called private, and a writer whose firm's domain is not known make nothing. Look-alike domains are left to
    `lookalike-domain`.
    """
    mailboxes = [box for message in profile.messages if message.by_subject for box in _mailboxes(message)]
    if not mailboxes:
        yield Skip(CHECK, "no message of the subject gives a mail address")
        return
    companies = companies_of(profile)
    own = _own(profile, companies)
    done: set[str] = set()
    for box in mailboxes:
        address = f"{box.local}@{box.domain.name}"
        if address in done:
            continue
        if len(done) == MOST:
            yield Skip(CHECK, f"the messages give more than {MOST} addresses; the others were not looked at")
            break
        done.add(address)
        named_after = _named_after(box, profile)
        firm = own[0] if own else named_after
        if firm is None:
            yield Skip(CHECK, f"{address}: the page does not state the domain of the writer's firm")
        elif named_after is None and not _called_like_the_writer(box, profile):
            yield Skip(CHECK, f"{address}: it may be somebody else's")
        elif _PRIVATE.search(box.around):
            yield Skip(CHECK, f"{address}: called private where it stands")
        elif box.domain.kind == "free-mail":
            yield _finding(box, firm, "freemail-vs-employer", "a free mail service")
        elif box.domain.kind == "company" and own and not _explained(box, own, companies, profile):
            yield _finding(box, firm, "mail-domain-vs-employer", "another domain")


def _mailboxes(message: Message) -> Iterator[Mailbox]:
    for start, end, domain, basis in names_in(message.text):
        if basis != "e-mail":
            continue
        at = message.at.narrowed(start, end) if message.text == message.at.quote else _found(message.at, start, end)
        around = message.text[max(0, start - AROUND) : end + AROUND]
        yield Mailbox(message.text[start:end].partition("@")[0].casefold(), domain, at, around)


def _found(at: Locator, start: int, end: int) -> Locator:
    return at.narrowed(start, end) if end <= len(at.quote) else at


def _own(profile: Profile, companies: tuple[str, ...]) -> list[Stated]:
    """The domains that are the writer's firm's by their name, or by the entry of a job that goes on."""
    found = []
    for item in profile_domains(profile):
        if item.domain.reason is not None:
            continue
        current = item.position is not None and profile.experience[item.position].current
        if current or any(resembles(item.domain.label, company) for company in companies):
            found.append(item)
    return found


def _named_after(box: Mailbox, profile: Profile) -> Stated | None:
    """A company domain of the page whose label the mailbox repeats: ``harbourlane.jobs@`` and harbourlane."""
    flat = re.sub(r"[._+-]", "", box.local)
    for item in profile_domains(profile):
        label = item.domain.label.casefold().replace("-", "")
        if item.domain.reason is None and item.domain != box.domain and len(label) >= SHORTEST and label in flat:
            return item
    return None


def _called_like_the_writer(box: Mailbox, profile: Profile) -> bool:
    from anyascii import anyascii

    senders = {message.sender for message in profile.messages if message.by_subject and message.sender}
    names = [*senders, *([profile.name.value] if profile.name else [])]
    parts = {part for name in names for part in anyascii(name).casefold().split() if len(part) > 2}
    return any(part in box.local for part in parts)


def _explained(box: Mailbox, own: list[Stated], companies: tuple[str, ...], profile: Profile) -> bool:
    label = box.domain.label
    if any(item.domain.name == box.domain.name for item in own):
        return True
    if any(resembles(label, company) for company in companies) or (
        profile.name and any(len(part) > 2 and part in label for part in profile.name.value.casefold().split())
    ):
        return True
    if any(likeness(_parts(item.domain), _parts(box.domain)) for item in own):
        return True
    here = domain_of(profile.url.value) if profile.url else None
    return here is not None and here.name == box.domain.name


def _parts(domain: Domain) -> tuple[str, str]:
    return domain.label.casefold(), domain.name.partition(".")[2]


def _finding(box: Mailbox, firm: Stated, rule: str, what: str) -> Finding:
    return Finding(
        check=CHECK,
        rule=rule,
        strength="weak",
        category="channel shift",
        title="Mail address is not at the firm's domain",
        message=f"A message gives {box.at.quote}, which is at {what}; the page states {firm.domain.name} as the "
        "firm's. Many honest small firms write from elsewhere.",
        evidence=tuple(dict.fromkeys((box.at, firm.at))),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight=1,
        field="messages",
        ask="Write to an address at the firm's own domain and ask whether it knows the writer.",
    )
