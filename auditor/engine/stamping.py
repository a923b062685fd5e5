"""Time stamps of a case: which manifest they are over, and whether they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.stamps import BrokenStamp, Stamp, ending, stamp
from auditor.store.case import CaseFile
from auditor.store.custody import add_custody
from auditor.store.originals import Originals


@dataclass(frozen=True, slots=True)
class KeptStamp:
    """A token of the case, and what it says."""

    file: str
    manifest: str
    """SHA-256 of the stamped manifest."""
    listed: int
    """Originals that it lists."""
    kept: int
    """Those of them that the case still keeps."""
    stamp: Stamp


def stamped_manifest(originals: Originals) -> bytes:
    """The manifest as it stands, kept as the one to be stamped.  Raises ``OSError``."""
    manifest = (originals.checksums() or "").encode()
    if manifest:
        originals.keep_stamped(manifest)
    return manifest


def attach(case: CaseFile, originals: Originals, token: bytes, at: str) -> KeptStamp:
    """Keeps a token with the manifest that it is over.  Raises :class:`BrokenStamp` where it is over none."""
    said = None
    stamped_manifest(originals)
    for name, manifest in originals.stamp_files().items():
        if name.endswith(".txt"):
            said = stamp(token, manifest)
            if said.state != "broken":
                digest = name.removesuffix(".txt")
                if _kept_as(digest, token) not in originals.stamp_files():
                    file = originals.keep_token(digest, token, ending(token))
                    add_custody(case.connection, "import", "stamp", hashlib.sha256(token).hexdigest(), at)
                else:
                    file = _kept_as(digest, token)
                return _kept(originals, file, manifest, said)
    raise BrokenStamp(said.says if said else "the case keeps no originals: auditor audit PATH --keep keeps them")


def _kept_as(manifest: str, token: bytes) -> str:
    return f"{manifest}-{hashlib.sha256(token).hexdigest()[:16]}.{ending(token)}"


def kept_stamps(originals: Originals, roots: Sequence[bytes] = (), headers: Sequence[bytes] = ()) -> list[KeptStamp]:
    """Every token of a case, by file name, held against the manifest that was kept with it."""
    files = originals.stamp_files()
    found = []
    for name, token in files.items():
        digest, _, rest = name.partition("-")
        if not rest:
            continue
        manifest = files.get(f"{digest}.txt", b"")
        if hashlib.sha256(manifest).hexdigest() != digest:
            said = Stamp("rfc3161", "broken", None, "the manifest that was kept with it is gone or was changed")
        elif name != _kept_as(digest, token):
            said = Stamp("rfc3161", "broken", None, "the token was changed")
        else:
            try:
                said = stamp(token, manifest, roots, headers)
            except BrokenStamp as error:
                said = Stamp("rfc3161", "broken", None, str(error))
        found.append(_kept(originals, name, manifest, said))
    return found


def _kept(originals: Originals, file: str, manifest: bytes, said: Stamp) -> KeptStamp:
    kept = set(originals.digests())
    listed = [line.split(b" ", 1)[0].decode("ascii", "replace") for line in manifest.splitlines()]
    return KeptStamp(file, file.partition("-")[0], len(listed), sum(1 for one in listed if one in kept), said)
