"""A timestamp authority (RFC 3161) with a root of its own, made when it starts; its time is whatever it is told.

OpenSSL's own (`openssl ts -reply`) knows the machine's time only, and the story's is another.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from local.tsa import der

SHA256_OID = "2.16.840.1.101.3.4.2.1"
SIGNED_DATA = "1.2.840.113549.1.7.2"
TST_INFO = "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2"
POLICY = "1.3.6.1.4.1.99999.1"
"""Under a number that IANA has given nobody: this authority vouches for nothing."""

GRANTED, REJECTED = 0, 2
BAD_ALGORITHM, BAD_DATA_FORMAT = 0, 5
"""Bits of PKIFailureInfo."""
VALID_FROM, VALID_UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)
"""Wherever the story's clock stands."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A key, and what is certified of it."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


def _name(common: str) -> x509.Name:
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Relance, essai local")
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, common)])


def make_root(common: str = "Autorité racine d'essai") -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = _certificate(_name(common), _name(common), key)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return Pair(key, builder.add_extension(usage, critical=True).sign(key, SHA256()))


def make_signer(root: Pair, *, purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING) -> Pair:
    """RFC 3161, 2.3: one purpose, and critical."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _certificate(_name("Horodatage d'essai"), root.certificate.subject, key)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    of_root = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key())
    builder = builder.add_extension(of_root, critical=False)
    return Pair(key, builder.sign(root.key, SHA256()))


def _certificate(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(VALID_FROM)
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return builder.not_valid_after(VALID_UNTIL).add_extension(identifier, critical=False)


@dataclass
class TimestampAuthority:
    """Answers a TimeStampReq with a TimeStampResp."""

    now: Callable[[], datetime]
    root: Pair
    signer: Pair
    issued: list[datetime] = field(default_factory=list)

    @classmethod
    def new(cls, now: Callable[[], datetime]) -> Self:
        root = make_root()
        return cls(now, root, make_signer(root))

    def answer(self, request: bytes) -> bytes:
        """Granted, or refused with the reason that the standard has for it."""
        try:
            version, imprint, *options = der.parse(request).parts()
            algorithm, digest = imprint.parts()
            known = version.number == 1 and algorithm.parts()[0].raw == der.oid(SHA256_OID)
        except (der.NotDerError, ValueError, IndexError):
            return _refused(BAD_DATA_FORMAT)
        if not known or len(digest.content) != hashlib.sha256().digest_size:
            return _refused(BAD_ALGORITHM)
        nonce = next((o.raw for o in options if o.tag == der.INTEGER), b"")
        wants_certificates = any(o.tag == der.BOOLEAN and o.content != b"\0" for o in options)
        token = self._token(self._info(imprint.raw, nonce), with_certificates=wants_certificates)
        return der.sequence(der.sequence(der.integer(GRANTED)), token)

    def _info(self, imprint: bytes, nonce: bytes) -> bytes:
        at = self.now().astimezone(UTC)
        self.issued.append(at)
        accuracy = der.sequence(der.integer(1))
        return der.sequence(
            der.integer(1),
            der.oid(POLICY),
            imprint,
            der.integer(secrets.randbits(64)),
            der.value(der.GENERALIZED_TIME, f"{at:%Y%m%d%H%M%S}Z".encode()),
            accuracy,
            nonce,
        )

    def _token(self, info: bytes, *, with_certificates: bool) -> bytes:
        """CMS SignedData (RFC 5652) over the TSTInfo."""
        sha256 = der.sequence(der.oid(SHA256_OID))
        content = der.sequence(der.oid(TST_INFO), der.value(der.CONTEXT_0, der.value(der.OCTET_STRING, info)))
        certificates = der.value(der.CONTEXT_0, *sorted((self.signer.der, self.root.der))) if with_certificates else b""
        signed = der.sequence(
            der.integer(3), der.set_of(sha256), content, certificates, der.set_of(self._signature(info, sha256))
        )
        return der.sequence(der.oid(SIGNED_DATA), der.value(der.CONTEXT_0, signed))

    def _signature(self, info: bytes, sha256: bytes) -> bytes:
        signer = self.signer
        of_certificate = der.sequence(der.value(der.OCTET_STRING, hashlib.sha256(signer.der).digest()))
        attributes = der.set_of(
            _attribute(CONTENT_TYPE, der.oid(TST_INFO)),
            _attribute(MESSAGE_DIGEST, der.value(der.OCTET_STRING, hashlib.sha256(info).digest())),
            _attribute(SIGNING_CERTIFICATE_V2, der.sequence(der.sequence(of_certificate))),
        )
        made = signer.key.sign(attributes, ec.ECDSA(SHA256()))
        return der.sequence(
            der.integer(1),
            der.sequence(signer.certificate.issuer.public_bytes(), der.integer(signer.certificate.serial_number)),
            sha256,
            bytes([der.CONTEXT_0]) + attributes[1:],  # signed as a SET OF, kept as [0]
            der.sequence(der.oid(ECDSA_WITH_SHA256)),
            der.value(der.OCTET_STRING, made),
        )


def _attribute(name: str, content: bytes) -> bytes:
    return der.sequence(der.oid(name), der.set_of(content))


def _refused(bit: int) -> bytes:
    flags = bytearray(bit // 8 + 1)
    flags[-1] = 0x80 >> bit % 8
    failure = der.value(der.BIT_STRING, bytes([7 - bit % 8]), bytes(flags))
    return der.sequence(der.sequence(der.integer(REJECTED), failure))
