"""A timestamp authority over HTTP (RFC 3161), and the verification of its answers, which needs no network.

Having a digest stamped twice does no harm: a call is tried again on silence and on a server's error.
"""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final
from urllib.parse import urlsplit

import urllib3
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, ObjectIdentifier, load_der_x509_certificate, load_pem_x509_certificates
from cryptography.x509.oid import NameOID
from rfc3161_client import TimeStampResponse, VerifierBuilder, decode_timestamp_response
from rfc3161_client.verify import SHA256_OID
from urllib3.exceptions import HTTPError

from relance.domain.errors import RejectedError, TransientError
from relance.ports.evidence import BadStampError, Stamp

TIMEOUT: Final = urllib3.Timeout(connect=5.0, read=15.0)
TRIES: Final = 3
FIRST_PAUSE: Final = 0.3
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
MOST_BYTES: Final = 100_000
"""An answer with its chain of certificates has some 6 KB."""
OK: Final = 200
TOO_MANY, SERVER_ERROR = 429, 500
GRANTED: Final = 0
SHA256: Final = ObjectIdentifier(SHA256_OID)
LARGEST_NONCE: Final = 2**63


@asn1.sequence
class _Algorithm:
    algorithm: ObjectIdentifier
    parameters: asn1.Null


@asn1.sequence
class _Imprint:
    algorithm: _Algorithm
    digest: bytes


@asn1.sequence
class _Request:
    """TimeStampReq of RFC 3161, 2.4.1. The library's own builder wants the whole document, not its digest."""

    version: int
    imprint: _Imprint
    nonce: int
    certificates: Annotated[bool, asn1.Default(False)]


@dataclass(frozen=True, slots=True)
class TokenVerifier:
    """Judges tokens by the authorities that are trusted, as of the instant that each token certifies."""

    roots: Sequence[Certificate]

    @classmethod
    def of_pem(cls, body: bytes) -> TokenVerifier:
        """Trusts the certificates of a PEM file. Raises ValueError where it holds none."""
        return cls(load_pem_x509_certificates(body))

    @property
    def pem(self) -> bytes:
        """What is trusted, one certificate after the other."""
        return b"".join(root.public_bytes(Encoding.PEM) for root in self.roots)

    def verify(self, token: bytes, sha256: bytes) -> Stamp:
        """What the token says of a digest. Raises BadStampError."""
        return self._judged(token, sha256, None)

    def answer(self, token: bytes, sha256: bytes, nonce: int) -> Stamp:
        """As `verify`, for an answer to our own request."""
        return self._judged(token, sha256, nonce)

    def _judged(self, token: bytes, sha256: bytes, nonce: int | None) -> Stamp:
        if not self.roots:
            raise BadStampError("no timestamp authority is trusted: publish timestamp_authority.pem")
        try:
            return self._certified(token, sha256, nonce)
        except BadStampError:
            raise
        except Exception as error:
            # Bytes that are no token make the two libraries raise errors of many families.
            raise BadStampError(f"the token does not certify this digest: {error}") from error

    def _certified(self, token: bytes, sha256: bytes, nonce: int | None) -> Stamp:
        response = decode_timestamp_response(token)
        if response.status != GRANTED:
            raise BadStampError(f"the authority granted nothing (status {response.status})")
        if response.tst_info.message_imprint.hash_algorithm != SHA256:
            raise BadStampError("the token speaks of another kind of digest than SHA-256")
        VerifierBuilder(roots=list(self.roots), nonce=nonce).build().verify(response, sha256)
        return Stamp(response.tst_info.gen_time, token, _authority(response))


def _authority(response: TimeStampResponse) -> str:
    """The name of the certificate that signed."""
    (signer,) = response.signed_data.signer_infos
    for der in response.signed_data.certificates:
        certificate = load_der_x509_certificate(der)
        if (certificate.issuer, certificate.serial_number) == (signer.issuer, signer.serial_number):
            names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
            return str(names[0].value) if names else certificate.subject.rfc4514_string()
    raise BadStampError("the token does not hold the certificate that signed it")


@dataclass
class HttpStamper:
    """See ports.evidence.Stamper. `verifier` is asked each time: what is trusted may be published anew."""

    url: str
    verifier: Callable[[], TokenVerifier]
    user: str = ""
    password: str = field(default="", repr=False)
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False, timeout=TIMEOUT))
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"}:
            raise RejectedError("TIMESTAMP_URL must begin with https:// or http://")
        if self.user and parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1"}:
            raise RejectedError("TIMESTAMP_URL must begin with https:// where a password goes with it")

    def stamp(self, sha256: bytes) -> Stamp:
        """Have a digest certified; what comes back is verified before it is believed.

        Raises TransientError while the authority does not answer, RejectedError where it refuses, BadStampError.
        """
        trusted = self.verifier()
        nonce = secrets.randbelow(LARGEST_NONCE)
        return trusted.answer(self._ask(_query(sha256, nonce)), sha256, nonce)

    def _ask(self, body: bytes) -> bytes:
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(body)
            except TransientError:
                if attempt == TRIES:
                    raise
                self.sleep(FIRST_PAUSE * 2 ** (attempt - 1) * random.uniform(0.5, 1.5))  # noqa: S311 no secret
        raise AssertionError("unreachable")

    def _once(self, body: bytes) -> bytes:
        headers = {"Content-Type": QUERY, "Accept": REPLY}
        if self.user:
            headers |= urllib3.make_headers(basic_auth=f"{self.user}:{self.password}")
        try:
            got = self.pool.request("POST", self.url, body=body, headers=headers, redirect=False, preload_content=False)
            answer = got.read(MOST_BYTES + 1)
            got.release_conn()
        except HTTPError as error:
            raise TransientError(f"the timestamp authority does not answer ({type(error).__name__})") from error
        if got.status == TOO_MANY or got.status >= SERVER_ERROR:
            raise TransientError(f"the timestamp authority cannot answer now ({got.status})")
        if got.status != OK:
            raise RejectedError(f"the timestamp authority refuses ({got.status})")
        if len(answer) > MOST_BYTES:
            raise BadStampError(f"the timestamp authority answered with more than {MOST_BYTES} bytes")
        return answer


def _query(sha256: bytes, nonce: int) -> bytes:
    algorithm = _Algorithm(algorithm=SHA256, parameters=asn1.Null())
    imprint = _Imprint(algorithm=algorithm, digest=sha256)
    return asn1.encode_der(_Request(version=1, imprint=imprint, nonce=nonce, certificates=True))
