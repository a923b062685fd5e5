"""Exit codes, and how a command ends with one."""

from __future__ import annotations

import errno

FINISHED = 0
UNEXPECTED = 1
USAGE = 2
UNREADABLE = 3
INTEGRITY = 4
CONFIGURATION = 5
UNWRITABLE = 6
GATE = 10
INTERRUPTED = 130

_PRECEDENCE = (UNEXPECTED, UNWRITABLE, INTEGRITY, CONFIGURATION, UNREADABLE, GATE)


_FULL_OR_CLOSED = frozenset(
    (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO)
)
_SQLITE_FULL_OR_CLOSED = frozenset((8, 10, 13, 14))
"""SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN (sqlite.org/rescode.html)."""


def is_unwritable(error: BaseException | None) -> bool:
    """Whether an error, or the one that it tells of, is a disk that is full or a place that may not be written to."""
    while error is not None:
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None and code & 0xFF in _SQLITE_FULL_OR_CLOSED:
            return True
        if isinstance(error, OSError) and error.errno in _FULL_OR_CLOSED:
            return True
        error = error.__context__
    return False


_SQLITE_SAID = {
    5: "another process is writing to the case file; run the same command again when it is done",
    6: "another process is writing to the case file; run the same command again when it is done",
    11: "the case file is damaged (SQLite cannot follow it); go on with a copy of it, or audit into a new one",
    26: "the case file is no SQLite database any more; go on with a copy of it, or audit into a new one",
}
"""SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CORRUPT, SQLITE_NOTADB (sqlite.org/rescode.html)."""


def database_trouble(error: BaseException) -> str | None:
    """What a database's error says in plain words, where it is none of this program's."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else _SQLITE_SAID.get(code & 0xFF)


class Ended(Exception):
    """A command ends with this code; the message goes to the person."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def worst(codes: list[int]) -> int:
    """The one code that says most: unexpected, unwritable, integrity, configuration, unreadable, gate."""
    return next((code for code in _PRECEDENCE if code in codes), FINISHED)
