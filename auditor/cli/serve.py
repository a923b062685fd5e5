"""``auditor serve``: the review page on the loopback address."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli.exits import FINISHED, UNEXPECTED, USAGE, Ended
from auditor.cli.options import case_option, config_option, now, settings_of


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port. [default: any that is free]")
@click.option("--person", help="Who decides. [default: the name of the account on this machine]")
@click.option("--language", help="Language of the page: de, en, es, fr. [default: the report's]")
@case_option
@config_option
def COMMAND(  # noqa: N802
    port: int, person: str | None, language: str | None, case_file: Path | None, config: Path | None
) -> int:
    """Review findings in a browser on this machine, by keyboard or mouse; decisions are saved at once.

    Prints the address to open. Only this machine can reach it, and only with that address; it changes with every start.
    What another audit of the case finds meanwhile is seen on the next page. Ctrl-C ends it.
    """
    from auditor.cli.output import existing_case
    from auditor.cli.review import account
    from auditor.serving.app import application
    from auditor.serving.case_desk import CaseDesk
    from auditor.serving.gate import ENTRANCE, LOOPBACK, Keys
    from auditor.serving.server import bound, server

    settings = settings_of(config)
    file = (case_file or Path(settings.case.file)).resolve()
    existing_case(file).connection.close()
    try:
        desk = CaseDesk(file, language or settings.report.language, person or account(), now)
    except ValueError as error:
        raise Ended(USAGE, str(error)) from None
    try:
        socket = bound(port)
    except OSError as error:
        raise Ended(UNEXPECTED, f"port {port} cannot be had: {error.strerror}") from None
    with socket:
        own = socket.getsockname()[1]
        keys = Keys()
        running = server(application(desk, own, keys))
        click.echo(f"auditor: {file.name}, deciding as {desk.person}; Ctrl-C ends", err=True)
        click.echo(f"http://{LOOPBACK}:{own}{ENTRANCE}{keys.entrance}")
        running.run(sockets=[socket])
    return FINISHED
