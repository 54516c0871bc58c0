"""What a timestamp authority certifies, in memory and over real HTTP; and its tokens as OpenSSL judges them."""

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.x509 import load_pem_x509_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID

from local.carriers.faults import Fault
from local.tsa.authority import TimestampAuthority, make_root, make_signer
from local.tsa.server import TimestampServer
from relance.adapters.timestamps import HttpStamper, TokenVerifier
from relance.domain.errors import RejectedError, TransientError
from relance.ports.evidence import BadStampError, Stamper, StampVerifier
from tests.fakes.stamps import InMemoryStamper, InMemoryVerifier

NIGHT = datetime(2026, 3, 2, 22, 45, 12, tzinfo=UTC)
BONJOUR = hashlib.sha256(b"Bonjour").digest()
OTHER = hashlib.sha256(b"Bonsoir").digest()


def trusting(*pems: bytes) -> TokenVerifier:
    return TokenVerifier([c for pem in pems for c in load_pem_x509_certificates(pem)])


@pytest.fixture
def tsa() -> Iterator[TimestampServer]:
    with TimestampServer(lambda: NIGHT) as server:
        yield server


def stamper_of(tsa: TimestampServer, user: str = "", password: str = "") -> HttpStamper:
    trusted = trusting(tsa.authority.root.pem)
    return HttpStamper(tsa.url, lambda: trusted, user=user, password=password, sleep=lambda _: None)


@dataclass
class Authority:
    stamper: Stamper
    verifier: StampVerifier


@pytest.fixture(params=["memory", "http"])
def authority(request: pytest.FixtureRequest) -> Authority:
    if request.param == "memory":
        return Authority(InMemoryStamper(lambda: NIGHT), InMemoryVerifier())
    tsa = request.getfixturevalue("tsa")
    return Authority(stamper_of(tsa), trusting(tsa.authority.root.pem))


def test_the_time_and_the_authority_are_certified(authority: Authority) -> None:
    stamp = authority.stamper.stamp(BONJOUR)
    assert stamp.at == NIGHT
    assert stamp.authority == "Horodatage d'essai"


def test_a_token_is_verified_later_with_the_digest_alone(authority: Authority) -> None:
    stamp = authority.stamper.stamp(BONJOUR)
    assert authority.verifier.verify(stamp.token, BONJOUR) == stamp


def test_a_token_certifies_no_other_digest(authority: Authority) -> None:
    with pytest.raises(BadStampError):
        authority.verifier.verify(authority.stamper.stamp(BONJOUR).token, OTHER)


def test_two_stamps_of_one_digest_are_two_tokens(authority: Authority) -> None:
    assert authority.stamper.stamp(BONJOUR).token != authority.stamper.stamp(BONJOUR).token


@pytest.mark.parametrize("token", [b"", b"bonjour", b"\x30\x00", b"{}", b"\x30\x80" * 40])
def test_what_is_no_token_is_a_bad_stamp_and_nothing_else(authority: Authority, token: bytes) -> None:
    with pytest.raises(BadStampError):
        authority.verifier.verify(token, BONJOUR)


def test_a_token_cut_short_anywhere_is_a_bad_stamp(authority: Authority) -> None:
    token = authority.stamper.stamp(BONJOUR).token
    for length in range(0, len(token), 17):
        with pytest.raises(BadStampError):
            authority.verifier.verify(token[:length], BONJOUR)


# -------------------------------------------------------------------------- tokens


def test_openssl_itself_verifies_a_token_of_ours(tsa: TimestampServer, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("this machine has no openssl command")
    (tmp_path / "a.txt").write_bytes(b"Bonjour")
    (tmp_path / "a.tsr").write_bytes(stamper_of(tsa).stamp(BONJOUR).token)
    (tmp_path / "root.pem").write_bytes(tsa.authority.root.pem)
    verify = [openssl, "ts", "-verify", "-data", "a.txt", "-in", "a.tsr", "-CAfile", "root.pem"]
    good = subprocess.run(verify, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (good.returncode, good.stdout) == (0, "Verification: OK\n"), good.stderr
    tell = [openssl, "ts", "-reply", "-in", "a.tsr", "-text"]
    told = subprocess.run(tell, cwd=tmp_path, capture_output=True, check=True)
    assert b"Time stamp: Mar  2 22:45:12 2026 GMT" in told.stdout
    (tmp_path / "a.txt").write_bytes(b"Bonsoir")
    assert subprocess.run(verify, cwd=tmp_path, capture_output=True, check=False).returncode != 0


def test_a_request_of_openssl_is_answered_too(tsa: TimestampServer, tmp_path: Path) -> None:
    """So that the adapter and the local authority do not merely agree with each other."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("this machine has no openssl command")
    query = [openssl, "ts", "-query", "-digest", BONJOUR.hex(), "-sha256", "-cert", "-out", "q.tsq"]
    subprocess.run(query, cwd=tmp_path, check=True, capture_output=True)
    token = tsa.authority.answer((tmp_path / "q.tsq").read_bytes())
    assert trusting(tsa.authority.root.pem).verify(token, BONJOUR).at == NIGHT


def test_a_byte_changed_in_what_is_signed_is_found(tsa: TimestampServer) -> None:
    """What no signature covers, such as a root sent along in vain, the seal that follows covers by the token's hash."""
    token = stamper_of(tsa).stamp(BONJOUR).token
    verifier = trusting(tsa.authority.root.pem)
    info, signature = token.index(BONJOUR), len(token) - 1
    for place in (*range(info - 40, info + 80), *range(signature - 60, signature + 1)):
        flipped = token[:place] + bytes([token[place] ^ 1]) + token[place + 1 :]
        with pytest.raises(BadStampError):
            verifier.verify(flipped, BONJOUR)


def test_another_authority_is_not_believed(tsa: TimestampServer) -> None:
    token = stamper_of(tsa).stamp(BONJOUR).token
    with pytest.raises(BadStampError):
        trusting(make_root().pem).verify(token, BONJOUR)
    with pytest.raises(BadStampError, match=r"timestamp_authority\.pem"):
        TokenVerifier(()).verify(token, BONJOUR)


def test_an_old_authority_may_stand_beside_the_new_one(tsa: TimestampServer) -> None:
    token = stamper_of(tsa).stamp(BONJOUR).token
    assert trusting(make_root().pem, tsa.authority.root.pem).verify(token, BONJOUR).at == NIGHT


def test_a_certificate_for_something_else_certifies_no_time() -> None:
    root = make_root()
    web = TimestampAuthority(lambda: NIGHT, root, make_signer(root, purpose=ExtendedKeyUsageOID.SERVER_AUTH))
    with TimestampServer(lambda: NIGHT) as tsa:
        tsa.authority = web
        with pytest.raises(BadStampError):
            stamper_of(tsa).stamp(BONJOUR)


# -------------------------------------------------------------------------- calls


@pytest.mark.parametrize("fault", [Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.CUT_DURING, Fault.FAIL, Fault.THROTTLE])
def test_a_call_that_fails_twice_is_made_a_third_time(tsa: TimestampServer, fault: Fault) -> None:
    tsa.fail_next(fault, times=2)
    assert stamper_of(tsa).stamp(BONJOUR).at == NIGHT


@pytest.mark.parametrize("fault", [Fault.CUT_BEFORE, Fault.CUT_DURING, Fault.FAIL])
def test_an_authority_that_stays_away_is_for_later(tsa: TimestampServer, fault: Fault) -> None:
    tsa.fail_next(fault, times=99)
    with pytest.raises(TransientError):
        stamper_of(tsa).stamp(BONJOUR)


def test_an_authority_that_is_not_there_is_for_later() -> None:
    nobody = HttpStamper("http://127.0.0.1:9", lambda: trusting(make_root().pem), sleep=lambda _: None)
    with pytest.raises(TransientError):
        nobody.stamp(BONJOUR)


def test_an_answer_that_is_no_token_is_not_believed(tsa: TimestampServer) -> None:
    tsa.fail_next(Fault.GARBLE)
    with pytest.raises(BadStampError):
        stamper_of(tsa).stamp(BONJOUR)


def test_the_answer_to_another_request_is_not_believed(tsa: TimestampServer) -> None:
    """Same digest, an older token played again: the nonce tells."""
    first = stamper_of(tsa).stamp(BONJOUR).token
    with pytest.raises(BadStampError, match=r"(?i)nonce"):
        trusting(tsa.authority.root.pem).answer(first, BONJOUR, nonce=1)


def test_a_user_and_a_password_go_with_the_call_where_there_are_any() -> None:
    with TimestampServer(lambda: NIGHT, user="relance", password="s3cret") as tsa:
        assert stamper_of(tsa, user="relance", password="s3cret").stamp(BONJOUR).at == NIGHT
        with pytest.raises(RejectedError, match="refuses \\(401\\)") as refused:
            stamper_of(tsa, user="relance", password="wr0ng").stamp(BONJOUR)
        assert "wr0ng" not in str(refused.value) + repr(stamper_of(tsa, user="relance", password="wr0ng"))


@pytest.mark.parametrize("url", ["ftp://tsa.example", "tsa.example", ""])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(RejectedError, match="TIMESTAMP_URL"):
        HttpStamper(url, lambda: TokenVerifier(()))


def test_no_password_goes_over_plain_http() -> None:
    with pytest.raises(RejectedError, match="https"):
        HttpStamper("http://tsa.example", lambda: TokenVerifier(()), user="relance", password="s3cret")
