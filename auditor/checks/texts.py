"""The subject's own words on a page: what a check of texts looks at."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Field, Profile


def own_texts(profile: Profile) -> Iterator[tuple[str, Field]]:
    """Each text with the name of its field: headline, about, job descriptions, messages that the subject wrote."""
    if profile.headline:
        yield "headline", profile.headline
    if profile.about:
        yield "about", profile.about
    for position in profile.experience:
        if position.description:
            yield "experience", position.description
    for message in profile.messages:
        if message.by_subject:
            yield "messages", Field(message.text, message.at)
