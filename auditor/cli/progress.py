"""Progress on stderr: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time

import click

EVERY = 0.2
"""Seconds between two states of the bar."""
EVERY_LINE = 10.0
"""Seconds between two lines where there is no terminal."""


class Progress:
    """Files done of files in all, with the rate and the time left."""

    def __init__(self, shown: bool, unit: str = "pages") -> None:
        self._shown = shown
        self._unit = unit
        self._terminal = sys.stderr.isatty()
        self._began = self._last = time.monotonic()
        self._open = False

    def __call__(self, done: int, total: int) -> None:
        """Tells where the work stands."""
        if not self._shown:
            return
        now = time.monotonic()
        if done == 1:
            self._began = self._last = now  # what came before was other work
        if now - self._last < (EVERY if self._terminal else EVERY_LINE) and not (self._open and done == total):
            return
        self._last = now
        rate = done / max(now - self._began, 1e-6)
        left = (total - done) / rate if rate else 0.0
        text = f"{done:,} of {total:,} {self._unit}, {rate:,.0f} a second, {_span(left)} left"
        if not self._terminal:
            click.echo(text, err=True)
            return
        filled = round(24 * done / total) if total else 24
        click.echo(f"\r\x1b[K[{'#' * filled}{'.' * (24 - filled)}] {text}", err=True, nl=False)
        self._open = True

    def close(self) -> None:
        """Ends the bar's line."""
        if self._open:
            click.echo("\r\x1b[K", err=True, nl=False)
            self._open = False


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
