"""``auditor import``: a case that was handed on, as a bundle or as STIX of ours."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from auditor.cli.exits import FINISHED, INTEGRITY, UNEXPECTED, USAGE, Ended
from auditor.cli.options import case_option, config_option, settings_of


@click.command("import")
@click.argument("bundle", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@case_option
@config_option
def COMMAND(bundle: Path, case_file: Path | None, config: Path | None) -> int:  # noqa: N802
    """Read a bundle, or a STIX bundle that `auditor export` wrote, into a case file that is not there yet.

    A bundle brings everything, and `auditor verify` then checks it. STIX brings what its platform was told: pages,
    findings, links and decisions, no originals and no pictures; what is handed on from there is marked no lower.

    Ends with 4, and leaves nothing behind, where the bundle is damaged or was changed.
    """
    from auditor.engine.bundling import remove_case
    from auditor.store.originals import originals_of

    file = case_file or Path(settings_of(config).case.file)
    folder = originals_of(file)
    if file.exists() or folder.exists():
        raise Ended(USAGE, f"{file if file.exists() else folder} is there already: name another file with --case")
    file.parent.mkdir(parents=True, exist_ok=True)
    whole = False
    try:
        said = (_restored if _is_json(bundle) else _unpacked)(bundle, file, folder)
        whole = True
    except OSError as error:
        raise Ended(UNEXPECTED, f"{bundle} cannot be unpacked: {error.strerror}; nothing was imported") from None
    finally:
        if not whole:
            remove_case(file)
            shutil.rmtree(folder, ignore_errors=True)
    click.echo(said)
    return FINISHED


def _is_json(bundle: Path) -> bool:
    with bundle.open("rb") as stream:
        return stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def _unpacked(bundle: Path, file: Path, folder: Path) -> str:
    from auditor.engine.bundling import BrokenBundle, unpack
    from auditor.store.originals import Originals

    try:
        with bundle.open("rb") as stream:
            count = unpack(stream, file, Originals(folder))
    except BrokenBundle as error:
        raise Ended(INTEGRITY, f"{bundle}: {error}; nothing was imported") from None
    return f"{file}: {count} originals. Next: auditor verify --case {file}"


def _restored(bundle: Path, file: Path, _folder: Path) -> str:
    from auditor.engine.handing import LONGEST_IMPORT, restore_stix

    if bundle.stat().st_size > LONGEST_IMPORT:
        raise Ended(INTEGRITY, f"{bundle} has more than {LONGEST_IMPORT} bytes; nothing was imported")
    try:
        light, count = restore_stix(bundle.read_bytes(), file)
    except ImportError as error:
        raise Ended(UNEXPECTED, f"{error.name} is not installed: pip install 'persona-auditor[exchange]'") from None
    except ValueError as error:
        raise Ended(INTEGRITY, f"{bundle}: {error}; nothing was imported") from None
    said = "no originals, and no pictures to compare with"
    return f"{file}: {count} pages, under TLP {light}; {said}. Next: auditor report --case {file}"
