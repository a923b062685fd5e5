"""What the file of a profile's picture says of how it was made."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.imaging.file_signs import file_signs
from auditor.model import Finding, Profile, Records, Reference, Skip
from auditor.plugin import profile_check

CHECK = "picture-file"

ALTERNATIVES = (
    "Made or retouched portraits are in common use, sold as a service and often said openly.",
    "A photo program marks the whole file when one small part was filled in by a generator.",
    "Such a mark is a text that anybody can write into a file.",
)
REFERENCES = (
    Reference(
        "The latest marketing tactic on LinkedIn: AI-generated faces",
        "NPR, 27 March 2022",
        "https://www.npr.org/transcripts/1088140809",
    ),
    Reference("Digital Source Type NewsCodes", "IPTC", "https://cv.iptc.org/newscodes/digitalsourcetype/"),
    Reference("Content Credentials: technical specification", "C2PA", "https://spec.c2pa.org/specifications/"),
)


@profile_check(CHECK)
def check(profile: Profile, _records: Records) -> Iterable[Finding | Skip]:
    """The picture's file says that a generator made it

    Reads the marks that the saved file itself carries: IPTC's digital source type, a C2PA manifest that names one, the
    texts in which Automatic1111, ComfyUI, InvokeAI, Fooocus and others keep their settings. Says nothing about faces
    and looks at no pixel. A mark is nearly always right where it is; where there is none, nothing is known: none of
    5,780 portrait files of a measurement carried one, since networks save pictures anew without them.
    """
    at = profile.avatar.at
    if profile.avatar.data is None:
        yield Skip(CHECK, "no file of the picture was saved with the page")
        return
    signs = file_signs(profile.avatar.data)
    if not signs.generators or at is None or not at.quote:
        return
    also = f" The file also names a camera: “{signs.camera}”." if signs.camera else ""
    signed = " It carries a C2PA manifest, which the C2PA's own tools can verify." if signs.credentials else ""
    yield Finding(
        check=CHECK,
        rule="synthetic-face",
        strength="weak",
        category="avatar",
        title="The picture's file names a generator",
        message="The picture file says of itself that a program made it or a part of it: "
        f"{'; '.join(signs.generators)}.{also}{signed} The mark speaks about the file, not about the person; "
        "a missing one would say nothing.",
        evidence=(at,),
        alternatives=ALTERNATIVES,
        references=REFERENCES,
        weight=1,
        field="avatar",
        ask="Does the person say where the picture is from?",
    )
