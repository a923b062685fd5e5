"""Running the program in this process: the same command line, without the second that a start and the rules cost."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from auditor.cli import main
from tests.running import AS_OF, CASE


@cache
def _warm() -> None:
    """Compiles in this process what a worker would compile for its first page, so that forked workers find it done."""
    from auditor.engine.bench import BenchSource
    from auditor.intake import Limits, pages, saved, units
    from auditor.judging import reading_of
    from auditor.markup import Document
    from auditor.model import Page, Refusal

    bench = BenchSource().bench
    for unit in units([CASE], Limits()):
        file = saved(unit, Limits())
        assert not isinstance(file, Refusal)
        for page in pages(file, Limits()):
            assert isinstance(page, Page)
            reading_of(Document(page), bench)


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Runs ``auditor`` to its end; nothing is raised for its exit code."""
    _warm()
    words = [str(one) for one in arguments]
    before, handler, mask = Path.cwd(), signal.getsignal(signal.SIGTERM), os.umask(0o022)
    out, err = io.BytesIO(), io.BytesIO()
    os.umask(mask)
    os.chdir(cwd)
    try:
        with (
            io.TextIOWrapper(out, "utf-8", write_through=True) as said,
            io.TextIOWrapper(err, "utf-8", write_through=True) as told,
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(told),
        ):
            code = main(words)
            said.flush()
            told.flush()
            return subprocess.CompletedProcess(
                [sys.executable, "-m", "auditor", *words], code, out.getvalue(), err.getvalue()
            )
    finally:
        os.chdir(before)
        os.umask(mask)
        signal.signal(signal.SIGTERM, handler)


def audited(*arguments: str | Path, cwd: Path, code: int = 0) -> dict[str, Any]:
    """``auditor audit … --format json``, parsed; asserts the exit code."""
    done = run("audit", *arguments, "--format", "json", "--as-of", AS_OF, "--quiet", "--jobs", "1", cwd=cwd)
    assert done.returncode == code, done.stderr.decode()
    parsed: dict[str, Any] = json.loads(done.stdout)
    return parsed
