"""``auditor doctor``: versions of everything that has a say in the results."""

from __future__ import annotations

import platform
import sqlite3
from importlib import metadata
from typing import Any

import click

from auditor.cli.options import format_option

LIBRARIES = (
    "anyascii",
    "beautifulsoup4",
    "google-re2",
    "httpx",
    "ImageHash",
    "Jinja2",
    "numpy",
    "orjson",
    "pillow",
    "publicsuffixlist",
    "RapidFuzz",
    "selectolax",
    "sqlite-utils",
)


@click.command("doctor")
@format_option("text", "json")
def COMMAND(format: str) -> int:  # noqa: N802
    """Print the versions of tool, schema, rule packs and libraries."""
    import orjson

    versions = described()
    if format == "json":
        click.echo(orjson.dumps(versions, option=orjson.OPT_INDENT_2))
        return 0
    click.echo(f"auditor {versions['version']}, schema {versions['schema']}, JSON {versions['json']}")
    click.echo(f"python {versions['python']}, sqlite {versions['sqlite']}")
    for pack in versions["rules"]:
        click.echo(f"rule pack {pack['pack']} {pack['version']} ({pack['sha256'][:12]})")
    for library, version in versions["libraries"].items():
        click.echo(f"{library} {version}")
    return 0


def described() -> dict[str, Any]:
    """Versions by name."""
    from auditor import __version__
    from auditor.document import SCHEMA
    from auditor.rules.files import bundled_description
    from auditor.store.case import SCHEMA_VERSION

    return {
        "version": __version__,
        "schema": SCHEMA_VERSION,
        "json": SCHEMA,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "rules": [bundled_description()],
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
    }
