"""timestamp_authority.pem: whose timestamps are believed. Old authorities stay in it as long as their tokens count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from relance.adapters.policies.fields import check_length
from relance.adapters.policies.names import TIMESTAMP_AUTHORITY
from relance.domain.errors import InvalidPolicyError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


def load_authorities(body: bytes) -> tuple[Certificate, ...]:
    """The certificates of a PEM file. Raises InvalidPolicyError where it holds none, or one of no authority."""
    from cryptography.x509 import load_pem_x509_certificates

    check_length(TIMESTAMP_AUTHORITY, body)
    try:
        found = tuple(load_pem_x509_certificates(body))
    except ValueError as error:
        raise InvalidPolicyError(
            f"{TIMESTAMP_AUTHORITY} : ce n'est pas une suite de certificats PEM (-----BEGIN CERTIFICATE-----)"
        ) from error
    for certificate in found:
        _check_authority(certificate)
    return found


def judge_authorities(body: bytes, in_force: Mapping[str, bytes]) -> str:
    """Each authority with its fingerprint, to be compared with the one that it publishes itself."""
    del in_force
    return "\n".join(["Autorités d'horodatage reconnues :", *(f"- {line}" for line in described(body))])


def described(body: bytes) -> Iterator[str]:
    """Name, last day and fingerprint of each certificate."""
    for certificate in load_authorities(body):
        name, until = certificate.subject.rfc4514_string(), f"{certificate.not_valid_after_utc:%d/%m/%Y}"
        yield f"{name}, jusqu'au {until}, empreinte SHA-256 {fingerprint(certificate)}"


def fingerprint(certificate: Certificate) -> str:
    """As `openssl x509 -fingerprint -sha256` writes it."""
    from cryptography.hazmat.primitives.hashes import SHA256

    return certificate.fingerprint(SHA256()).hex(":").upper()


def _check_authority(certificate: Certificate) -> None:
    from cryptography.x509 import BasicConstraints, ExtensionNotFound

    try:
        authority = certificate.extensions.get_extension_for_class(BasicConstraints).value.ca
    except ExtensionNotFound:
        authority = False
    if not authority:
        name = certificate.subject.rfc4514_string()
        raise InvalidPolicyError(
            f"{TIMESTAMP_AUTHORITY} : {name} n'est pas une autorité de certification ;"
            " publiez le certificat racine de l'autorité d'horodatage, pas celui qui signe les jetons"
        )
