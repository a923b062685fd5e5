"""Time stamps by others over a manifest: what a token says, and whether it holds; no network, no file, no clock.

Two kinds: tokens of a time-stamping authority (RFC 3161), and OpenTimestamps proofs, which end in a Bitcoin block.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

MAX_TOKEN_BYTES = 1_000_000

State = Literal["holds", "not-checked", "pending", "broken"]


class BrokenStamp(Exception):
    """A file is no time stamp, or none over this manifest; the message says why."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a token says about a manifest."""

    kind: Literal["rfc3161", "opentimestamps"]
    state: State
    """``holds``: checked against what the caller trusts; ``not-checked``: over this manifest, but nothing was given to
    check it against; ``pending``: promised by a calendar, in no block yet; ``broken``: forged, or over other bytes."""
    time: str | None
    """RFC 3339 UTC; what the token says, true where it holds."""
    says: str


def stamp(token: bytes, manifest: bytes, roots: Sequence[bytes] = (), headers: Sequence[bytes] = ()) -> Stamp:
    """What a token says about the bytes of a manifest.

    ``roots`` are PEM certificates of authorities that the caller trusts; ``headers`` Bitcoin block headers (80 bytes).
    Raises :class:`BrokenStamp` where the token is none at all.
    """
    from auditor.stamps import authority, proof

    if len(token) > MAX_TOKEN_BYTES:
        raise BrokenStamp(f"a time stamp has at most {MAX_TOKEN_BYTES} bytes")
    if proof.is_proof(token):
        return proof.proof_stamp(token, manifest, headers)
    return authority.authority_stamp(token, manifest, roots)


def block_headers(text: str) -> tuple[bytes, ...]:
    """Block headers written as hex, one a line.  Raises :class:`BrokenStamp`."""
    found = []
    for number, line in enumerate(text.split(), 1):
        try:
            header = bytes.fromhex(line)
        except ValueError:
            header = b""
        if len(header) != 80:
            raise BrokenStamp(f"block header {number} is not 160 hex digits")
        found.append(header)
    return tuple(found)


def ending(token: bytes) -> str:
    """How a file with this token is called: ``ots`` or ``tsr``."""
    from auditor.stamps import proof

    return "ots" if proof.is_proof(token) else "tsr"


EVIDENCE: Mapping[State, str] = {
    "holds": "the manifest existed at this time, as far as you trust what it was checked against",
    "not-checked": "the token is over this manifest; nothing was given to check it against",
    "pending": "a calendar promised to stamp it; no block holds it yet",
    "broken": "this is no evidence of anything",
}
"""What each state is worth, in words."""
