"""Auditor for saved profile pages.

A program opens a case or makes one, and reads typed objects out of it; see ``docs/api.md``::

    with auditor.audit("saved-pages") as case:
        for finding in case.findings():
            print(finding.title, finding.evidence[0].quote)

Nothing is imported before it is asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers take it for true; typing itself would cost more than all the rest of this import
if TYPE_CHECKING:
    from auditor.api import API_VERSION as API_VERSION
    from auditor.api.audited import audit as audit
    from auditor.api.opened import Case as Case
    from auditor.api.opened import NoCase as NoCase
    from auditor.api.opened import open_case as open_case
    from auditor.contract.types import Decision as Decision
    from auditor.contract.types import Finding as Finding
    from auditor.contract.types import Link as Link
    from auditor.contract.types import Page as Page
    from auditor.contract.types import Picture as Picture
    from auditor.contract.types import Record as Record
    from auditor.contract.types import Skip as Skip
    from auditor.document import JSON_VERSION as JSON_VERSION
    from auditor.model import Locator as Locator
    from auditor.model import Refusal as Refusal
    from auditor.store.case import DATABASE_VERSION as DATABASE_VERSION

__version__ = "0.1.0"

_PLACES = {
    "API_VERSION": "auditor.api",
    "Case": "auditor.api.opened",
    "DATABASE_VERSION": "auditor.store.case",
    "Decision": "auditor.contract.types",
    "Finding": "auditor.contract.types",
    "JSON_VERSION": "auditor.document",
    "Link": "auditor.contract.types",
    "Locator": "auditor.model",
    "NoCase": "auditor.api.opened",
    "Page": "auditor.contract.types",
    "Picture": "auditor.contract.types",
    "Record": "auditor.contract.types",
    "Refusal": "auditor.model",
    "Skip": "auditor.contract.types",
    "audit": "auditor.api.audited",
    "open_case": "auditor.api.opened",
}
"""Where each name of the programming interface is made."""

__all__ = ["__version__", *_PLACES]


if not TYPE_CHECKING:  # or every name would be one to a type checker

    def __getattr__(name: str) -> object:
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        import importlib

        found = getattr(importlib.import_module(_PLACES[name]), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted(__all__)
