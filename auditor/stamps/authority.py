"""Tokens of a time-stamping authority (RFC 3161), over a manifest."""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Sequence
from datetime import UTC
from typing import TYPE_CHECKING

from auditor.stamps import BrokenStamp, Stamp, State

if TYPE_CHECKING:
    from rfc3161_client import TimeStampResponse

HASHES = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
"""Object identifiers of the hash functions that are taken (NIST); older ones prove nothing any more."""
_GRANTED = b"\x30\x03\x02\x01\x00"
"""PKIStatusInfo of an answer that says yes."""


def authority_request(manifest: bytes) -> bytes:
    """A request (DER) for a time stamp over a manifest; it holds a SHA-256 and nothing else of it."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    built = TimestampRequestBuilder(data=manifest, hash_algorithm=HashAlgorithm.SHA256, nonce=False).build()
    return built.as_bytes()


def authority_stamp(token: bytes, manifest: bytes, roots: Sequence[bytes]) -> Stamp:
    """What a response or a bare token says.  Raises :class:`BrokenStamp` where it is neither."""
    response = _decoded(token)
    info = response.tst_info
    name = HASHES.get(info.message_imprint.hash_algorithm.dotted_string)
    time = info.gen_time.replace(tzinfo=info.gen_time.tzinfo or UTC).astimezone(UTC)
    stated = time.isoformat(timespec="seconds").replace("+00:00", "Z")
    if name is None:
        return Stamp("rfc3161", "broken", stated, "it is made with a hash function that proves nothing")
    if hashlib.new(name, manifest).digest() != info.message_imprint.message:
        return Stamp("rfc3161", "broken", stated, "it is over something else")
    state, says = _checked(response, manifest, roots)
    return Stamp("rfc3161", state, stated, says)


def _decoded(token: bytes) -> TimeStampResponse:
    from rfc3161_client import decode_timestamp_response

    body = _GRANTED + token
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    wrapped = b"\x30" + (bytes([0x80 | len(size)]) + size if len(body) > 127 else size) + body
    for data in (token, wrapped):  # an answer as it came, or the token that was taken out of one
        try:
            response = decode_timestamp_response(data)
            _ = response.tst_info
        except ValueError as error:
            reason = str(error).split("\n", 1)[0]
            continue
        return response
    raise BrokenStamp(f"no time stamp of an authority: {reason[:120]}")


def _checked(response: TimeStampResponse, manifest: bytes, roots: Sequence[bytes]) -> tuple[State, str]:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.utils import CryptographyDeprecationWarning
    from cryptography.x509 import (
        DuplicateExtension,
        InvalidVersion,
        UnsupportedGeneralNameType,
        load_der_x509_certificate,
        load_pem_x509_certificates,
    )
    from rfc3161_client import VerificationError, VerifierBuilder

    odd = (ValueError, InvalidVersion, DuplicateExtension, UnsupportedGeneralNameType, UnsupportedAlgorithm)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)  # certificates of authorities are what they are
        try:
            names = sorted(
                load_der_x509_certificate(der).subject.rfc4514_string() for der in response.signed_data.certificates
            )
            trusted = list(dict.fromkeys(one for pem in roots for one in load_pem_x509_certificates(pem)))
        except odd as error:
            return "broken", f"a certificate cannot be read: {error}"
        by = f"signed by {names[0]}" if names else "without the certificate of its authority"
        if not trusted:
            return "not-checked", f"{by}; give the authority's certificates to check the signature"
        try:
            VerifierBuilder(roots=trusted).build().verify_message(response, manifest)
        except (VerificationError, *odd) as error:
            reason = str(error).split("ErrorStack", 1)[0].rstrip(" :")
            detail = re.findall(r'data: "Verify error: ([^"]+)"', str(error))
            return "broken", f"{by}; the signature does not hold: {': '.join([reason, *detail])}"
    return "holds", f"{by}; the signature holds"
