"""Saved files to pages: the only room that opens what somebody saved.

:func:`units` finds the files, :func:`saved` reads one within limits, :func:`pages` asks the containers.  What cannot be
read is a :class:`~auditor.model.Refusal` with its reason; only a path that does not exist at all is an error.
"""

from auditor.intake.opening import pages
from auditor.intake.reading import content_at, content_of, digest, saved
from auditor.intake.walk import MissingPath, Place, Unit, Unreached, known_folders, record_folders, units
from auditor.plugin import Limits, Saved

__all__ = [
    "Limits",
    "MissingPath",
    "Place",
    "Saved",
    "Unit",
    "Unreached",
    "content_at",
    "content_of",
    "digest",
    "known_folders",
    "pages",
    "record_folders",
    "saved",
    "units",
]
