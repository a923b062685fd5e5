"""The documentation is what the program says of itself: commands, checks, dependencies."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from auditor.cli import COMMANDS, auditor
from auditor.plugin import CaseCheck, Container, LibraryCheck, PageKind, ProfileCheck, RecordsCheck, discovered
from tests.running import ROOT, run

Accepted = Callable[[Path, str], None]


def _commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group, info_name=path)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        yield f"{path} {name}", found
        if isinstance(found, click.Group):
            yield from _commands(found, f"{path} {name}")


def _help(path: str, found: click.Command) -> str:
    context = click.Context(
        found,
        info_name=path,
        terminal_width=100,
        max_content_width=100,
        help_option_names=auditor.context_settings["help_option_names"],  # as it is where the program is run
    )
    return found.get_help(context)


def test_every_command_is_documented_as_it_is(accepted: Accepted) -> None:
    parts = ["# Commands\n\nMade from `--help`; exit codes and JSON are in [interface.md](interface.md).\n"]
    for path, found in [("auditor", auditor), *_commands(auditor, "auditor")]:
        assert found.help, f"{path} has no help"
        parts.append(f"## {path}\n\n```text\n{_help(path, found)}\n```\n")
    accepted(ROOT / "docs" / "commands.md", "\n".join(parts))


def test_every_option_has_help() -> None:
    for path, found in _commands(auditor, "auditor"):
        for parameter in found.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{path} {parameter.name} has no help"


def test_every_check_page_kind_and_container_is_documented(accepted: Accepted) -> None:
    parts = [
        "# What is read and checked\n\nMade from the docstrings of the files themselves.\n",
        "## Checks of one profile\n",
    ]
    parts += [f"### {check.id}\n\n{_dedented(check.doc)}\n" for check in discovered("auditor.checks", ProfileCheck)]
    parts.append("## Checks across a case\n")
    parts += [f"### {check.id}\n\n{_dedented(check.doc)}\n" for check in discovered("auditor.checks", CaseCheck)]
    parts.append("## Checks of a case against recorded answers\n")
    parts += [f"### {check.id}\n\n{_dedented(check.doc)}\n" for check in discovered("auditor.checks", RecordsCheck)]
    parts.append("## Checks against the known library\n")
    parts += [f"### {check.id}\n\n{_dedented(check.doc)}\n" for check in discovered("auditor.checks", LibraryCheck)]
    parts.append("## Page kinds\n")
    parts += [f"### {kind.id}\n\n{_dedented(kind.doc)}\n" for kind in discovered("auditor.pages", PageKind)]
    parts.append("## Containers\n")
    parts += [f"### {one.id}\n\n{_dedented(one.doc)}\n" for one in discovered("auditor.containers", Container)]
    accepted(ROOT / "docs" / "checks.md", "\n".join(parts))


def _dedented(text: str) -> str:
    return re.sub(r"(?m)^ +", "", text)


@pytest.mark.parametrize("room", ["auditor.checks", "auditor.pages", "auditor.containers"])
def test_everything_that_is_found_says_what_it_does(room: str) -> None:
    kinds: dict[str, tuple[type, ...]] = {
        "auditor.checks": (ProfileCheck, CaseCheck, LibraryCheck, RecordsCheck),
        "auditor.pages": (PageKind,),
        "auditor.containers": (Container,),
    }
    for kind in kinds[room]:
        for one in discovered(room, kind):  # type: ignore[arg-type,type-var]  # the rooms above are the rooms there are
            assert one.doc, f"{one.id} in {room} has no docstring"


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    stated = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    text = (ROOT / "docs" / "dependencies.md").read_text()
    for dependency in stated:
        name = re.split(r"[\[<>=~!; ]", dependency)[0]
        assert f"| {name} |" in text, f"docs/dependencies.md does not say why {name} is there"


def test_every_shown_command_exists() -> None:
    for file in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for name in re.findall(r"(?m)^(?:\$ )?(?:\.venv/bin/)?auditor ([a-z]+)", file.read_text()):
            assert name in COMMANDS, f"{file.name} shows auditor {name}"


def test_help_answers_at_once() -> None:
    """No clock in a test: what makes help slow is importing what only a run needs."""
    done = run("--help", cwd=ROOT, PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    imported = {line.rsplit(b"|", 1)[1].strip().decode() for line in done.stderr.splitlines() if b"|" in line}
    heavy = {"numpy", "PIL", "sqlite_utils", "bs4", "httpx", "jinja2", "re2", "selectolax", "orjson", "imagehash"}
    heavy |= {"starlette", "uvicorn", "asyncio"}
    assert "click" in imported
    assert not heavy & {name.split(".")[0] for name in imported}
