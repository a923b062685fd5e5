"""What a program calls: a case opened or made, typed objects out of it.  Reached as ``auditor.open_case`` and so on."""

API_VERSION = "1.0.0"
"""Semantic version of everything that ``docs/api.md`` names."""
