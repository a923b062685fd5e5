"""What libraries raise over damaged and hostile files, besides errors of their own."""

from __future__ import annotations

import struct
import zlib

OVER_DAMAGE: tuple[type[Exception], ...] = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    OSError,
    EOFError,
    RuntimeError,
    zlib.error,
    struct.error,
)
"""Recursion without end and what is not implemented are run-time errors, broken encodings are errors of values."""
