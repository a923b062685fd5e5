"""What Datasette is told of a case file: titles, descriptions, facets and the usual questions."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def metadata(database: str) -> dict[str, Any]:
    """Datasette's metadata for a case file whose name without its ending is ``database``."""
    text = (files("auditor.store") / "datasette.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    queries = {name: {**query, "sql": query["sql"].strip()} for name, query in told["queries"].items()}
    return {
        "title": told["title"],
        "description": told["description"],
        "databases": {database: {"tables": told["tables"], "queries": queries}},
    }
