"""OpenTimestamps proofs: a path of hashes from a manifest to the root of a Bitcoin block."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from auditor.stamps import BrokenStamp, Stamp

if TYPE_CHECKING:
    from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp

MAGIC = b"\x00OpenTimestamps\x00"


def is_proof(token: bytes) -> bool:
    """Whether the bytes begin as a proof does."""
    return token.startswith(MAGIC)


def proof_stamp(token: bytes, manifest: bytes, headers: Sequence[bytes]) -> Stamp:
    """What a proof says, held against block headers (80 bytes each).  Raises :class:`BrokenStamp`."""
    from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
    from opentimestamps.core.op import OpSHA256

    proof = _decoded(token)
    if not isinstance(proof.file_hash_op, OpSHA256) or proof.file_digest != hashlib.sha256(manifest).digest():
        return Stamp("opentimestamps", "broken", None, "it is over something else")
    roots = {header[36:68]: header for header in headers}
    blocks, calendars = [], []
    for message, attested in proof.timestamp.all_attestations():
        if isinstance(attested, BitcoinBlockHeaderAttestation):
            blocks.append((attested.height, message))
        elif isinstance(attested, PendingAttestation):
            calendars.append(attested.uri)
    for height, message in sorted(blocks):
        if header := roots.get(message):
            time = datetime.fromtimestamp(int.from_bytes(header[68:72], "little"), UTC)
            name = hashlib.sha256(hashlib.sha256(header).digest()).digest()[::-1].hex()
            says = f"its path ends in block {name}; that this is Bitcoin's block {height} is for you to look up"
            return Stamp("opentimestamps", "holds", time.isoformat().replace("+00:00", "Z"), says)
    if blocks:
        height, message = min(blocks)
        says = f"its path ends in Bitcoin block {height}, whose Merkle root would be {message[::-1].hex()}"
        return Stamp("opentimestamps", "not-checked", None, f"{says}; give the block's header to check it")
    if calendars:
        return Stamp("opentimestamps", "pending", None, f"promised by {', '.join(sorted(calendars))}")
    return Stamp("opentimestamps", "broken", None, "it ends in nothing that this program knows")


def _decoded(token: bytes) -> DetachedTimestampFile:
    from opentimestamps.core.serialize import BytesDeserializationContext, DeserializationError
    from opentimestamps.core.timestamp import DetachedTimestampFile

    try:
        return DetachedTimestampFile.deserialize(BytesDeserializationContext(token))
    except (DeserializationError, ValueError, TypeError, OverflowError) as error:
        raise BrokenStamp(f"no whole proof: {type(error).__name__} {error}"[:160]) from None


def commitment(manifest: bytes, blind: bytes) -> bytes:
    """What a calendar is asked to stamp: a hash that tells it nothing, made with 16 random bytes."""
    return hashlib.sha256(hashlib.sha256(manifest).digest() + blind).digest()


def promised(manifest: bytes, blind: bytes, answers: Sequence[bytes]) -> bytes:
    """A proof from what calendars answered to :func:`commitment`.  Raises :class:`BrokenStamp`."""
    from opentimestamps.core.op import OpAppend, OpSHA256
    from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp

    proof = DetachedTimestampFile(OpSHA256(), Timestamp(hashlib.sha256(manifest).digest()))
    blinded = proof.timestamp.ops.add(OpAppend(blind)).ops.add(OpSHA256())
    for answer in answers:
        blinded.merge(_answered(answer, blinded.msg))
    return _encoded(proof)


def open_promises(token: bytes) -> tuple[tuple[str, str], ...]:
    """Calendar and commitment (hex) of every promise, sorted.  Raises :class:`BrokenStamp`."""
    return tuple(sorted({(uri, node.msg.hex()) for uri, node in _promises(_decoded(token).timestamp)}))


def completed(token: bytes, calendar: str, made: str, answer: bytes) -> bytes:
    """The proof with a calendar's later answer about a commitment.  Raises :class:`BrokenStamp`."""
    proof = _decoded(token)
    for uri, node in list(_promises(proof.timestamp)):
        if (uri, node.msg.hex()) == (calendar, made):
            node.merge(_answered(answer, node.msg))
    return _encoded(proof)


def _promises(timestamp: Timestamp) -> Iterator[tuple[str, Timestamp]]:
    from opentimestamps.core.notary import PendingAttestation

    for attested in timestamp.attestations:
        if isinstance(attested, PendingAttestation):
            yield attested.uri, timestamp
    for below in timestamp.ops.values():
        yield from _promises(below)


def _answered(answer: bytes, message: bytes) -> Timestamp:
    from opentimestamps.core.serialize import BytesDeserializationContext, DeserializationError
    from opentimestamps.core.timestamp import Timestamp

    try:
        return Timestamp.deserialize(BytesDeserializationContext(answer), message)
    except (DeserializationError, ValueError, TypeError, OverflowError) as error:
        raise BrokenStamp(f"the calendar's answer cannot be read: {error}"[:160]) from None


def _encoded(proof: DetachedTimestampFile) -> bytes:
    from opentimestamps.core.serialize import BytesSerializationContext

    context = BytesSerializationContext()
    try:
        proof.serialize(context)
    except ValueError as error:
        raise BrokenStamp(f"an empty proof: {error}") from None
    return bytes(context.getbytes())
