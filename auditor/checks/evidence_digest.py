"""A recorded digest that the recorded bytes do not have."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.model import Field, Finding, Profile, Records, Reference, Skip
from auditor.plugin import profile_check

CHECK = "evidence-digest"

REFERENCES = (
    Reference(
        "The WARC Format 1.1, WARC-Block-Digest and WARC-Payload-Digest (ISO 28500:2017)",
        "International Internet Preservation Consortium",
        "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    ),
    Reference(
        "Web Archive Collection Zipped (WACZ) 1.1.1, datapackage.json",
        "Webrecorder",
        "https://specs.webrecorder.net/wacz/1.1.1/",
    ),
)
ALTERNATIVES = (
    "A program that repacks web archives rewrote the record and kept the old digest.",
    "The copy was damaged on a disk or on the way.",
    "The recording program took the digest of another form of the bytes, such as before a change of encoding.",
    "Somebody blacked out a part of the page on purpose before handing the file on.",
)


@profile_check(CHECK)
def check(profile: Profile, _records: Records) -> Iterable[Finding | Skip]:
    """A web archive whose bytes are not those that were recorded

    Web archives (WARC, WACZ) state a digest of what was received. Where the saved bytes have another, the file was
    changed after it was recorded, or damaged. The finding is about the file: it does not count towards any pattern, and
    what the page states is read all the same, but should not be relied on before the file was compared with another
    copy.
    """
    doubts = profile.source.doubts
    if doubts is None:
        yield Skip(CHECK, "the saved file states no digest of the page")
        return
    for doubt in doubts:
        yield _finding(doubt)


def _finding(doubt: Field) -> Finding:
    return Finding(
        check=CHECK,
        rule=CHECK,
        strength="moderate",
        category="evidence",
        title="A recorded digest does not match",
        message=f"{doubt.value[:1].upper()}{doubt.value[1:]}. The file states “{doubt.at.quote}”.",
        evidence=(doubt.at,),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        field="source",
        ask="Compare the file with another copy, or record the page again, before relying on what only it states.",
    )
