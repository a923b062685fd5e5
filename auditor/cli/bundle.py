"""``auditor import``: a bundle that was made elsewhere."""

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
    """Unpack a bundle into a case file that is not there yet; `auditor verify` then checks it.

    Ends with 4, and leaves nothing behind, where the bundle is damaged or was changed.
    """
    from auditor.engine.bundling import BrokenBundle, remove_case, unpack
    from auditor.store.originals import Originals, originals_of

    file = case_file or Path(settings_of(config).case.file)
    folder = originals_of(file)
    if file.exists() or folder.exists():
        raise Ended(USAGE, f"{file if file.exists() else folder} is there already: name another file with --case")
    file.parent.mkdir(parents=True, exist_ok=True)
    whole = False
    try:
        with bundle.open("rb") as stream:
            count = unpack(stream, file, Originals(folder))
        whole = True
    except BrokenBundle as error:
        raise Ended(INTEGRITY, f"{bundle}: {error}; nothing was imported") from None
    except OSError as error:
        raise Ended(UNEXPECTED, f"{bundle} cannot be unpacked: {error.strerror}; nothing was imported") from None
    finally:
        if not whole:
            remove_case(file)
            shutil.rmtree(folder, ignore_errors=True)
    click.echo(f"{file}: {count} originals. Next: auditor verify --case {file}")
    return FINISHED
