"""Jobs and schools as the member pages of 2017 to 2021 draw them (``pv-entity``)."""

from __future__ import annotations

from auditor.markup import Document, Part
from auditor.model import Field, Position, Study
from auditor.months import DateRange, date_range, partial_date
from auditor.pages.entries import position, study, those, whole
from auditor.pages.linkedin_links import company_link
from auditor.pages.reading import language


def value(part: Part | None) -> Field | None:
    """What a part says behind its label, which is translated and hidden from sight."""
    if part is None:
        return None
    if part.first(".visually-hidden"):
        return next((field for span in part.all("span:not(.visually-hidden)") if (field := span.field())), None)
    return part.field()


def unclamped(part: Part | None) -> Field | None:
    """A long text without the button that folds it; cut text stays as it is shown."""
    field = part.field() if part else None
    if part is None or field is None:
        return field
    text = field.value
    for css in (".inline-show-more-text__link-container-collapsed", ".lt-line-clamp__ellipsis", ".lt-line-clamp__more"):
        for tail in reversed(part.all(css)):
            if (words := tail.text) and text.endswith(words):
                text = text[: -len(words)].rstrip()
    return Field(text, field.at.narrowed(0, len(text))) if text else None


def positions(document: Document) -> tuple[Position, ...]:
    """Jobs of the experience section; the roles of a grouped employer one by one."""
    tag = language(document)
    found: list[Position | None] = []
    for card in document.all("#experience-section .pv-position-entity"):
        roles = card.all(".pv-entity__position-group-role-item")
        header = card.first(".pv-entity__company-summary-info")
        url = company_link(card.all("a[href]"))
        if roles and header:
            company = value(header.first("h3"))
            found += [_position(role, company, url, tag) for role in roles]
        else:
            found.append(_position(card, _employer(card), url, tag))
    return those(found)


def _employer(card: Part) -> Field | None:
    """The employer without the kind of employment that stands behind it in the same line."""
    part = card.first(".pv-entity__secondary-title")
    field = part.field() if part else None
    kind = part.first(".separator") if part else None
    if field is None or kind is None or not (words := kind.text):
        return field
    name = field.value.removesuffix(words).rstrip()
    return Field(name, field.at.narrowed(0, len(name))) if name else field


def _position(card: Part, company: Field | None, url: Field | None, tag: str | None) -> Position | None:
    heading = card.first(".pv-entity__date-range")
    shown = value(heading)
    span = date_range(shown.value, tag) if shown else DateRange()
    return position(
        title=value(card.first("h3")),
        company=company,
        company_url=url,
        start=span.start,
        end=span.end,
        current=bool(span.current),
        dates=shown.at if shown else None,
        location=value(card.first(".pv-entity__location")),
        description=unclamped(card.first(".pv-entity__description")),
    )


def studies(document: Document) -> tuple[Study, ...]:
    """Entries of the education section."""
    tag = language(document)
    return those(_study(card, tag) for card in document.all("#education-section .pv-education-entity"))


def _study(card: Part, tag: str | None) -> Study | None:
    heading = card.first(".pv-entity__dates")
    times = heading.all("time") if heading else []
    years = [partial_date(time.text, tag) for time in times]
    degree = card.first(".pv-entity__degree-name .pv-entity__comma-item") or card.first(
        ".pv-entity__fos .pv-entity__comma-item"
    )
    return study(
        school=value(card.first(".pv-entity__school-name")),
        degree=degree.field() if degree else None,
        start=years[0] if years else None,
        end=years[1] if len(years) > 1 else None,
        dates=whole(heading),
    )
