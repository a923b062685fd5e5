"""LinkedIn's data export: the tables of the member who asked for it."""

from __future__ import annotations

from auditor.markup import Document
from auditor.model import Profile
from auditor.pages.json_forms import json_form
from auditor.pages.reading import not_a_profile
from auditor.plugin import page_kind

ID = "linkedin-export"


def _claims(document: Document) -> bool:
    return json_form(document) == "linkedin-export"


@page_kind(ID, claims=_claims)
def linkedin_export(document: Document) -> Profile:
    """A table, or all tables, of LinkedIn's data export.

    It was asked for by whoever hands it in: its rows are the owner's, not those of somebody who is looked into.  What
    others wrote to the owner follows as threads of messages.
    """
    return not_a_profile(document, ID, "export")
