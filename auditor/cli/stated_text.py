"""What one page states, as lines for a person; with the rules that found it on demand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_LISTS = (
    "current_companies",
    "experience",
    "education",
    "links",
    "emails",
    "phones",
    "messages",
    "dated_facts",
    "verifications",
)
_BASES = {
    "embedded": "stated by the program that saved it",
    "page": "stated by the page itself",
    "address-expiry": "not later than this: an address on the page ends then",
    "file-date": "the date of the file, which may be of a copy",
}
"""How sure an address or a time is, surest first."""


def stated_lines(page: Mapping[str, Any]) -> Iterator[str]:
    """The lines for one object of ``auditor extract``; with its ``rules``, where each value was found."""
    yield page["path"]
    source = page["source"] or {}
    reason = f" ({page['reason']})" if page["reason"] else ""
    kind = f", read as {source['page_kind']}" if source.get("page_kind") else ""
    yield f"  {page['status']}{reason}{kind}"
    yield from _source(source)
    rules: dict[str, list[Mapping[str, Any]]] = {}
    for rule in page.get("rules", ()):
        rules.setdefault(rule["field"].split(".")[0], []).append(rule)
    for name, value in page["fields"].items():
        if name == "avatar":
            yield from _line(name, f"{value['state']} {value['url'] or ''}".strip(), rules.get(name, ()))
        elif name == "company":
            for fact, field in value.items():
                yield from _line(f"company {fact}", field["value"], rules.get(f"company[{fact}]", ()))
        elif name in _LISTS:
            own = "dated" if name == "dated_facts" else name
            for number, item in enumerate(value):
                yield from _line(name, _item(item), rules.get(f"{own}[{number}]", ()))
        elif isinstance(value, dict) and "value" in value:
            yield from _line(name, value["value"], rules.get(name, ()))
        elif isinstance(value, str | int):
            yield from _line(name, str(value), rules.get(name, ()))
    for section, absence in page["absent"].items():
        yield f"  {section}: {absence}"


def _source(source: Mapping[str, Any]) -> Iterator[str]:
    if not source:
        return
    yield f"  saved as: {source['container']}" + (f", language {source['language']}" if source["language"] else "")
    for name, basis in (("url", source["url_basis"]), ("captured_at", source["captured_at_basis"])):
        if source[name]:
            yield f"  {name}: {source[name]}" + (f" ({_BASES.get(basis, basis)})" if basis else "")
    for doubt in source["doubts"] or ():
        yield f"  doubt: {doubt['value']}: {doubt['at']['quote']}"


def _item(item: Mapping[str, Any]) -> str:
    if "value" in item:
        return str(item["value"])
    if "text" in item:
        return f"{item['from'] or '?'}: {item['text']}"
    if "kind" in item:
        return f"{item['kind']} {item['date']}"
    dates = " to ".join(
        part for part in (item["start"], item["end"] or ("now" if item.get("current") else None)) if part
    )
    what = [item.get("title") or item.get("degree"), item.get("company") or item.get("school"), dates]
    return ", ".join(part for part in what if part)


def _line(name: str, value: str, rules: tuple[()] | list[Mapping[str, Any]]) -> Iterator[str]:
    yield f"  {name}: " + value.replace("\n", "\n    ")
    for rule in rules:
        part = rule["field"].partition(".")[2]
        if part != "at" or len(rules) == 1:  # an entry stands where its first part does
            yield f"      {part + ' ' if part not in ('', 'at') else ''}found at {rule['selector']}"
