"""A time-stamping authority of our own: certificates made here, answers (RFC 3161) put together byte by byte."""

from __future__ import annotations

import datetime
import hashlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

BEGIN, END = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC), datetime.datetime(2049, 1, 1, tzinfo=datetime.UTC)
SHA256 = "2.16.840.1.101.3.4.2.1"
TST_INFO = "1.2.840.113549.1.9.16.1.4"


def _tlv(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + body


def _oid(text: str) -> bytes:
    first, second, *rest = (int(part) for part in text.split("."))
    body = bytes([40 * first + second])
    for number in rest:
        digits = [number & 0x7F]
        while number := number >> 7:
            digits.insert(0, 0x80 | (number & 0x7F))
        body += bytes(digits)
    return _tlv(0x06, body)


def _integer(number: int) -> bytes:
    return _tlv(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _sequence(*parts: bytes) -> bytes:
    return _tlv(0x30, *parts)


class Authority:
    """An authority with a root of its own."""

    def __init__(self, name: str = "Harbour Stamps") -> None:
        root_key, self.key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} Root")])
        usage = x509.KeyUsage(False, False, False, False, False, True, False, False, False)
        self.root = (
            self._certificate(root, root, root_key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .sign(root_key, hashes.SHA256())
        )
        own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = (
            self._certificate(own, root, self.key)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
            .sign(root_key, hashes.SHA256())
        )

    @staticmethod
    def _certificate(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        return builder.serial_number(x509.random_serial_number()).not_valid_before(BEGIN).not_valid_after(END)

    @property
    def root_pem(self) -> bytes:
        return self.root.public_bytes(serialization.Encoding.PEM)

    def token(self, manifest: bytes, time: str = "20260601120000Z") -> bytes:
        """A token over a manifest, at a time (``YYYYMMDDHHMMSSZ``)."""
        algorithm = _sequence(_oid(SHA256))
        imprint = _sequence(algorithm, _tlv(0x04, hashlib.sha256(manifest).digest()))
        info = _sequence(_integer(1), _oid("1.3.6.1.4.1.99999.1"), imprint, _integer(7), _tlv(0x18, time.encode()))
        der = self.certificate.public_bytes(serialization.Encoding.DER)
        attributes = sorted(
            [
                _sequence(_oid("1.2.840.113549.1.9.3"), _tlv(0x31, _oid(TST_INFO))),
                _sequence(_oid("1.2.840.113549.1.9.4"), _tlv(0x31, _tlv(0x04, hashlib.sha256(info).digest()))),
                _sequence(
                    _oid("1.2.840.113549.1.9.16.2.47"),
                    _tlv(0x31, _sequence(_sequence(_sequence(_tlv(0x04, hashlib.sha256(der).digest()))))),
                ),
            ]
        )
        signature = self.key.sign(_tlv(0x31, *attributes), ec.ECDSA(hashes.SHA256()))
        signer = _sequence(
            _integer(1),
            _sequence(self.certificate.issuer.public_bytes(), _integer(self.certificate.serial_number)),
            algorithm,
            _tlv(0xA0, *attributes),
            _sequence(_oid("1.2.840.10045.4.3.2")),
            _tlv(0x04, signature),
        )
        signed = _sequence(
            _integer(3),
            _tlv(0x31, algorithm),
            _sequence(_oid(TST_INFO), _tlv(0xA0, _tlv(0x04, info))),
            _tlv(0xA0, der),
            _tlv(0x31, signer),
        )
        return _sequence(_oid("1.2.840.113549.1.7.2"), _tlv(0xA0, signed))

    def answer(self, manifest: bytes, time: str = "20260601120000Z") -> bytes:
        """The same as an answer that says yes."""
        return _sequence(_sequence(_integer(0)), self.token(manifest, time))
