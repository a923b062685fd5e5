"""An audit of everything hostile beside honest neighbours, watched from outside: what it took, opened and left."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.running import AS_OF, ROOT, command

MEMORY = 700
"""Limit of one page in these runs, MiB of address space; the limit of time is the usual one."""
DESCRIPTORS = 64
CONFIG = f"[run]\nworker_memory_mib = {MEMORY}\n"
SECRET = "secret.html"
"""A file beside the folder: many a hostile name leads to it, and nothing may open it."""

_WATCHED = """
import os, sys
_log = os.open(os.environ["WATCHED_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
_events = (
    "socket.connect", "socket.bind", "socket.send", "socket.get", "subprocess.", "os.exec", "os.posix_spawn",
    "os.spawn", "os.system", "os.symlink", "os.link", "ftplib.", "urllib.", "http.", "smtplib.", "webbrowser.", "pty.",
)

def _hook(event, arguments):
    if event == "open":
        if isinstance(arguments[0], (str, bytes)):
            os.write(_log, b"open\\t" + repr(os.path.abspath(os.fsencode(arguments[0]))).encode() + b"\\n")
    elif event.startswith(_events):
        os.write(_log, (event + "\\t" + repr(arguments)[:200] + "\\n").encode("utf-8", "replace"))

sys.addaudithook(_hook)
"""
_MEASURED = f"""
import resource, subprocess, sys
resource.setrlimit(resource.RLIMIT_NOFILE, ({DESCRIPTORS}, {DESCRIPTORS}))
done = subprocess.run(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, done.returncode, file=sys.stderr)
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """An audit that has ended."""

    code: int
    document: dict[str, Any]
    said: str
    """On stderr."""
    cpu: float
    """Seconds of all processes."""
    memory: int
    """MiB, the largest process."""
    opened: tuple[str, ...]
    """Paths that Python opened for reading or writing, in any process of the run."""
    events: tuple[str, ...]
    """Everything else that was watched for: sockets, other programs, links."""
    left: tuple[str, ...]
    """New files in the folder above, in the home folder and in the folder for temporary files."""


def watched(folder: Path, name: str, *options: str) -> Watched:
    """Audits ``folder / name`` with everything around it watched."""
    hook, home = folder / "hook", folder / "home"
    for made in (hook, home):
        made.mkdir(exist_ok=True)
    (hook / "sitecustomize.py").write_text(_WATCHED)
    (folder / "config.toml").write_text(CONFIG)
    log = hook / "log"
    before = _below(folder)
    arguments = ("audit", name, "--format", "json", "--as-of", AS_OF, "--quiet", "--jobs", "2", *options)
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *command(*arguments)],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(hook), str(ROOT))),
            "WATCHED_LOG": str(log),
            "HOME": str(home),
            "TMPDIR": str(home),
            "COLUMNS": "80",
        },
        capture_output=True,
        timeout=600,
        check=True,
    )
    *said, measured = done.stderr.decode().rstrip("\n").split("\n")
    cpu, memory, code = measured.split()
    lines = [line.partition("\t") for line in log.read_text(errors="replace").splitlines()]
    return Watched(
        int(code),
        json.loads(done.stdout),
        "\n".join(said),
        float(cpu),
        int(memory),
        tuple(sorted({os.fsdecode(ast.literal_eval(rest)) for event, _, rest in lines if event == "open"})),
        tuple(sorted({f"{event} {rest}" for event, _, rest in lines if event != "open"})),
        tuple(sorted(_below(folder) - before - {os.fspath(log)})),
    )


def _below(folder: Path) -> frozenset[str]:
    return frozenset(os.path.join(place, file) for place, _, files in os.walk(folder) for file in files)


def written(folder: Path, made: dict[str, bytes]) -> None:
    """Writes files; half a pair of surrogates in a name stands for a byte that is no text."""
    for path, data in made.items():
        file = os.fsencode(folder) + b"/" + path.encode("utf-8", "surrogateescape")
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "wb") as stream:
            stream.write(data)
