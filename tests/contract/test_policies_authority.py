"""timestamp_authority.pem: whose timestamps are believed, judged when it is published."""

import pytest

from local.tsa.authority import make_root, make_signer
from relance.adapters.policies.published import _authorities
from relance.adapters.rendering.trial import PolicyTrial
from relance.domain.errors import InvalidPolicyError

NAME = "timestamp_authority.pem"


def test_each_authority_is_shown_with_its_fingerprint() -> None:
    old, new = make_root("Ancienne racine"), make_root("Nouvelle racine")
    said = PolicyTrial().check(NAME, old.pem + new.pem, {})
    assert "- CN=Ancienne racine,O=Relance\\, essai local, jusqu'au 31/12/2049, empreinte SHA-256 " in said
    assert "- CN=Nouvelle racine" in said
    fingerprint = said.split("empreinte SHA-256 ")[1].split("\n")[0]
    assert len(fingerprint) == 95
    assert set(fingerprint) <= set("0123456789ABCDEF:")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "pas une suite de certificats PEM"),
        (b"bonjour", "pas une suite de certificats PEM"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "pas une suite de certificats PEM"),
        (b"x" * 100_001, "plus de 100 ko"),
    ],
)
def test_what_is_no_certificate_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(InvalidPolicyError, match=f"{NAME}.*{reason}"):
        PolicyTrial().check(NAME, body, {})


def test_the_certificate_that_signs_is_not_the_one_to_trust() -> None:
    with pytest.raises(InvalidPolicyError, match=r"Horodatage d'essai.*n'est pas une autorité de certification"):
        PolicyTrial().check(NAME, make_signer(make_root()).pem, {})


def test_until_one_is_published_nobody_is_believed() -> None:
    assert _authorities({}) == ()
    assert len(_authorities({NAME: make_root().pem})) == 1
