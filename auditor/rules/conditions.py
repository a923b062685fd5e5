"""Conditions that a rule names where words alone would be clumsy.  Each is a small pure function."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from auditor.model import Locator
from auditor.rules.view import View

Condition = Callable[[View, Mapping[str, tuple[Locator, ...]]], tuple[Locator, ...]]
"""From the thread and the evidence of the rules decided so far to the evidence of this one; empty: not seen."""

CONDITIONS: Mapping[str, Condition] = {}
