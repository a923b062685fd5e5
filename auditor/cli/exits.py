"""Exit codes, and how a command ends with one."""

from __future__ import annotations

FINISHED = 0
UNEXPECTED = 1
USAGE = 2
UNREADABLE = 3
INTEGRITY = 4
CONFIGURATION = 5
GATE = 10
INTERRUPTED = 130

_PRECEDENCE = (UNEXPECTED, INTEGRITY, CONFIGURATION, UNREADABLE, GATE)


class Ended(Exception):
    """A command ends with this code; the message goes to the person."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def worst(codes: list[int]) -> int:
    """The one code that says most: unexpected, integrity, configuration, unreadable, gate, in this order."""
    return next((code for code in _PRECEDENCE if code in codes), FINISHED)
