"""The command line: the only room that prints, exits and asks for the date.

A command is a module with a ``COMMAND``; modules are imported when their command is named, and import what is heavy
only when they run, so that ``auditor --help`` answers at once.
"""

from __future__ import annotations

import importlib
import os
import re
import signal
import sys
from types import FrameType

import click

from auditor import __version__
from auditor.cli.exits import INTERRUPTED, UNEXPECTED, UNWRITABLE, USAGE, Ended, database_trouble, is_unwritable

COMMANDS = {
    "audit": "auditor.cli.audit",
    "case": "auditor.cli.case",
    "doctor": "auditor.cli.doctor",
    "domain": "auditor.cli.domain",
    "export": "auditor.cli.export",
    "extract": "auditor.cli.extract",
    "findings": "auditor.cli.findings",
    "import": "auditor.cli.bundle",
    "known": "auditor.cli.known",
    "match": "auditor.cli.match",
    "purge": "auditor.cli.purge",
    "report": "auditor.cli.report",
    "review": "auditor.cli.review",
    "rules": "auditor.cli.rules",
    "scan": "auditor.cli.scan",
    "serve": "auditor.cli.serve",
    "shards": "auditor.cli.shards",
    "stamp": "auditor.cli.stamp",
    "subject": "auditor.cli.subject",
    "verify": "auditor.cli.verify",
    "watch": "auditor.cli.watch",
}


_VALUELESS = re.compile(r"--[a-z-]+=")
"""An empty path is the current folder, an empty id the beginning of every id: never what a script means by them."""


class _Lazy(click.Group):
    """Finds a command's module when the command is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(COMMANDS[cmd_name]).COMMAND
        assert isinstance(command, click.Command)  # noqa: S101  # a module without one is a defect of ours
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="auditor")
def auditor() -> None:
    """Audit saved profile pages: what they state, what contradicts itself, which published lure patterns they follow.

    Nothing on a page is ever fetched; the network is off unless asked for, and reaches a watched page only where you
    said that you may fetch it.
    """


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _is_text(arguments: list[str]) -> bool:
    return not any("\udc80" <= character <= "\udcff" for argument in arguments for character in argument)


def main(argv: list[str] | None = None) -> int:
    """Runs a command and returns its exit code."""
    signal.signal(signal.SIGTERM, _interrupted)
    os.umask(0o077)  # a case is about people: what is written is for its owner
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # our products are small: its threads only wait for each other
    arguments = sys.argv[1:] if argv is None else list(argv)
    if any(not argument or _VALUELESS.fullmatch(argument) for argument in arguments):
        click.echo("auditor: an argument is empty: is a variable not set? Leave it out, or say what is meant", err=True)
        return USAGE
    try:
        with auditor.make_context("auditor", arguments) as context:
            code = auditor.invoke(context)
    except Ended as ended:
        if ended.message:
            click.echo(f"auditor: {ended.message}", err=True)
        if ended.code == UNEXPECTED and is_unwritable(ended):
            click.echo(
                "auditor: the disk is full, or this place may not be written to; what was done is kept", err=True
            )
            return UNWRITABLE
        return ended.code
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("auditor: interrupted; what was done is kept, run the same command again to go on", err=True)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if is_unwritable(error):
            click.echo(f"auditor: cannot write: {error}; what was done is kept, make room and run it again", err=True)
            return UNWRITABLE
        if os.environ.get("AUDITOR_TRACEBACK"):
            raise
        if trouble := database_trouble(error):
            click.echo(f"auditor: {trouble}", err=True)
            return UNEXPECTED
        if isinstance(error, UnicodeEncodeError) and not _is_text(arguments):
            click.echo("auditor: an argument is not text in UTF-8; only names of files may be anything else", err=True)
            return USAGE
        click.echo(f"auditor: unexpected failure: {type(error).__name__}: {error}", err=True)
        click.echo("auditor: AUDITOR_TRACEBACK=1 shows where", err=True)
        return UNEXPECTED
    return code if isinstance(code, int) else 0
