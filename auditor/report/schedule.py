"""Entries for the schedulers of three systems, from one command line."""

from __future__ import annotations

import shlex
from collections.abc import Sequence


def schedule_text(words: Sequence[str], folder: str, hour: int, minute: int) -> str:
    """Cron line, systemd service and timer, and Task Scheduler command that run ``words`` in ``folder`` daily."""
    posix = shlex.join(words)
    cron = f"cd {shlex.quote(folder)} && {posix}".replace("%", "\\%")
    systemd = " ".join(_systemd(word) for word in words)
    windows = " ".join(_windows(word) for word in words)
    inner = f"cmd /d /c cd /d {_windows(folder)} && {windows}".replace('"', '\\"')
    return f"""# cron: crontab -e, then this line; cron mails what is printed, and nothing is printed without a change
{minute} {hour} * * * {cron}

# systemd: ~/.config/systemd/user/auditor-watch.service
[Unit]
Description=Look at watched profiles

[Service]
Type=oneshot
WorkingDirectory={folder.replace("%", "%%")}
ExecStart={systemd}

# systemd: ~/.config/systemd/user/auditor-watch.timer, then: systemctl --user enable --now auditor-watch.timer
[Unit]
Description=Look at watched profiles every day

[Timer]
OnCalendar=*-*-* {hour:02}:{minute:02}:00
Persistent=true

[Install]
WantedBy=timers.target

# Windows Task Scheduler: in a command prompt
schtasks /Create /SC DAILY /ST {hour:02}:{minute:02} /TN auditor-watch /TR "{inner}"
"""


def _systemd(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if escaped != word or " " in word or "'" in word else word


def _windows(word: str) -> str:
    return f'"{word}"' if " " in word or "&" in word else word
