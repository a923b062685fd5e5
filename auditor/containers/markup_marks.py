"""Whether a file's first bytes are markup."""

from __future__ import annotations

import re

from auditor.containers.encoding import binary, head_text
from auditor.containers.folders import PAGE_SUFFIXES
from auditor.containers.signatures import form_of
from auditor.plugin import Saved

_STARTS = re.compile(
    r"<!doctype\s+html|<!--|<(?:html|head|body|meta|title|script|style|link|base|div|section|main|article|span|p|h[1-6]|"
    r"table|ul|ol|header|nav|a|img|code|iframe|noscript|form|center|font|b|i|strong|em|br|hr|template)[\s>/]",
    re.IGNORECASE,
)
_XHTML = re.compile(r"<\?xml[^>]*\?>\s*(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html)", re.IGNORECASE | re.DOTALL)
_ANY_TAG = re.compile(r"<(?:/?[a-z][a-z0-9-]*[\s>/]|!)", re.IGNORECASE)


def begins_as_markup(head: str) -> bool:
    """Whether a text's beginning, without white space, is that of an HTML page or fragment."""
    return bool(_STARTS.match(head) or _XHTML.match(head))


def is_markup(saved: Saved) -> bool:
    """Whether the first bytes, or the name and any tag in the first bytes, say markup."""
    if form_of(saved.data) is not None or binary(saved.data):
        return False
    head = head_text(saved.data)
    if begins_as_markup(head):
        return True
    named = "." + saved.path.lower().rpartition(".")[2] in PAGE_SUFFIXES
    return named and bool(_ANY_TAG.search(head)) and not head.startswith(("<?xml", "<svg", "{", "["))
