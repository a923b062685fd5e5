"""``auditor case datasette``: the case file, opened in Datasette."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli.exits import FINISHED
from auditor.cli.options import case_option, config_option, settings_of


@click.command("datasette")
@case_option
@config_option
def datasette(case_file: Path | None, config: Path | None) -> int:
    """Print what Datasette is told of the case file: titles, descriptions, facets, the usual questions as queries.

    Datasette is a program of its own that shows any SQLite file in a browser. It has no password: while it runs,
    anybody on this machine can ask it.
    """
    import orjson

    from auditor.cli.output import existing_case
    from auditor.store.datasette import metadata

    file = case_file or Path(settings_of(config).case.file)
    existing_case(file).connection.close()
    click.echo(orjson.dumps(metadata(file.stem), option=orjson.OPT_INDENT_2))
    click.echo(f"auditor: keep this as metadata.json, then: datasette --metadata metadata.json {file}", err=True)
    return FINISHED
