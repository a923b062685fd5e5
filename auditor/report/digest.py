"""The digest of a watch run, as text and as an HTML page that asks for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from auditor.watch import CAUSES

Document = Mapping[str, Any]

CLOSING = "A change is a reason to look, never a verdict on a person."


def digest_text(looks: Sequence[Document]) -> str:
    """What changed, one profile after the other; empty where there is nothing to say."""
    return "\n".join("\n".join([_head(look), *(f"  {line}" for line in _lines(look)), ""]) for look in looks)


def _head(look: Document) -> str:
    name = f"{look['name']}, " if look["name"] else ""
    return f"{name}{look['subject']}" + (f"  ({look['path']})" if look["path"] else "")


def _lines(look: Document) -> Iterator[str]:
    if look["outcome"] == "error":
        yield f"not looked at: {look['reason']}"
    elif look["outcome"] == "first":
        yield "looked at for the first time; changes are reported from now on"
    for one in look["new"]:
        yield f"new finding, {one['strength']}: {one['title']}: “{one['after']}”  {_why(one)} {one['what']}"
    for one in look["gone"]:
        yield f"finding gone: {one['title']}: “{one['before']}”  {_why(one)} {one['what']}"
    for one in (*look["fields"], *look["records"]):
        yield f"{one['what']}  {_why(one)}"
        before, after = (one["before"] or "").splitlines(), (one["after"] or "").splitlines()
        yield from (f"  was: {line}" for line in before if line not in after)
        yield from (f"  is: {line}" for line in after if line not in before)
    for one in look.get("known", ()):
        before = f"{one['before']} was shown before" if one["before"] else "not looked for before"
        yield f"known picture {one['what']}: {one['after']} is shown, {before}  {_why(one)}"
    if look["outcome"] == "changed":
        number = look["continuing"]
        yield f"{number} finding{'' if number == 1 else 's'} as before"
    for one in look["unreadable"]:
        yield f"not read: {one['path']}: {one['reason']}"


def _why(change: Document) -> str:
    return f"[{CAUSES[change['cause']]}]"


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Watched profiles, {as_of}</title>
<style>
body{{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}}
li{{white-space:pre-wrap;overflow-wrap:anywhere}}@media(prefers-color-scheme:dark){{body{{color:#eee;background:#111}}}}</style>
</head><body><main><h1>Watched profiles, {as_of}</h1>
<p>{count} watched, {told} with something to say. {closing}</p>
{sections}</main></body></html>
"""


def digest_html(looks: Sequence[Document], watched: int, as_of: str) -> str:
    """The same as one HTML page."""
    sections = ""
    for look in looks:
        lines = "".join(f"<li>{escape(line)}</li>" for line in _lines(look))
        sections += f"<section><h2>{escape(_head(look))}</h2><ul>{lines}</ul></section>\n"
    return _PAGE.format(as_of=escape(as_of), count=watched, told=len(looks), closing=escape(CLOSING), sections=sections)
