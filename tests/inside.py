"""Running the program in this process: the same command line, without the second that a start and the rules cost."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from auditor.cli import main
from tests.running import AS_OF


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Runs ``auditor`` to its end; nothing is raised for its exit code."""
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
