"""Plain text: a message, a thread, a page's words copied into a file."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.containers.encoding import binary, decoded
from auditor.containers.provenance import capture
from auditor.containers.signatures import form_of
from auditor.model import Page, Refusal
from auditor.plugin import Saved, container

_ENDINGS = (".txt", ".text", ".md", ".log")


def _recognises(saved: Saved) -> bool:
    return saved.path.lower().endswith(_ENDINGS) and form_of(saved.data) is None and not binary(saved.data)


@container("text", rank=95, recognises=_recognises)
def text(saved: Saved) -> Iterator[Page | Refusal]:
    """A message or thread saved as plain text (``.txt``, ``.md``, ``.log``), in any encoding."""
    content = decoded(saved.data)
    if not content.strip():
        yield Refusal(saved.path, "the text has no words in it")
        return
    captured_at, basis = capture(saved, None)
    yield Page(
        sha256=saved.sha256,
        path=saved.path,
        container="text",
        text=content,
        media_type="text/plain",
        captured_at=captured_at,
        captured_at_basis=basis,
    )
