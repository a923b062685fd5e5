"""The longer texts of a page that are compared between pages besides the self-description."""

from __future__ import annotations

from auditor.model import Field, Passage, Profile
from auditor.similarity.minhash import sketch

SHORTEST = 120
"""Characters as written: shorter job descriptions and messages are alike honestly."""
LONGEST = 4_000
"""Characters of a text that its sketch is made of; the comparison itself reads on."""
OF_EACH = 3
"""Longest texts of a kind that are compared; each costs 40 microseconds and half a kilobyte."""


def long_passages(profile: Profile) -> tuple[Passage, ...]:
    """The three longest job descriptions and the three longest messages of the subject, in the page's order."""
    jobs = [
        (job.description, job.company.value if job.company else None)
        for job in profile.experience
        if job.description and len(job.description.value) >= SHORTEST
    ]
    said = [
        Field(message.text, message.at)
        for message in profile.messages
        if message.by_subject and len(message.text) >= SHORTEST
    ]
    found = [
        Passage("experience", text, sketch(text.value[:LONGEST]), company)
        for text, company in (jobs if len(jobs) <= OF_EACH else _longest_jobs(jobs))
    ]
    found += [Passage("messages", text, sketch(text.value[:LONGEST])) for text in _longest(said)]
    return tuple(passage for passage in found if passage.sketch)


def _longest_jobs(jobs: list[tuple[Field, str | None]]) -> list[tuple[Field, str | None]]:
    kept = _longest([text for text, _ in jobs])
    return [job for job in jobs if any(job[0] is text for text in kept)]


def _longest(texts: list[Field]) -> list[Field]:
    if len(texts) <= OF_EACH:
        return texts
    ranked = sorted(range(len(texts)), key=lambda number: (-len(texts[number].value), number))[:OF_EACH]
    return [texts[number] for number in sorted(ranked)]
