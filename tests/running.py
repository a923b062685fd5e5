"""Running the program as a user does: a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CASE = ROOT / "fixtures" / "cases" / "paid-reports"
AS_OF = "2026-05-31"


def command(*arguments: str | Path) -> list[str]:
    """The command line of ``auditor`` with these arguments."""
    return [sys.executable, "-m", "auditor", *map(str, arguments)]


def run(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Runs ``auditor`` to its end; nothing is raised for its exit code."""
    return subprocess.run(
        command(*arguments), cwd=cwd, env={**os.environ, **environment}, capture_output=True, timeout=300, check=False
    )


def audited(*arguments: str | Path, cwd: Path, code: int = 0, **environment: str) -> dict[str, Any]:
    """``auditor audit … --format json``, parsed; asserts the exit code."""
    done = run("audit", *arguments, "--format", "json", "--as-of", AS_OF, "--quiet", cwd=cwd, **environment)
    assert done.returncode == code, done.stderr.decode()
    parsed: dict[str, Any] = json.loads(done.stdout)
    return parsed
