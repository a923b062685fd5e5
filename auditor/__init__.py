"""Auditor for saved profile pages."""

__version__ = "0.1.0"
