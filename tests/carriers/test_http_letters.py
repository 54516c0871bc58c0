"""Letters on their way to a carrier: large ones over slow lines, old connections, certificates that do not hold."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from local.carriers.serving import Reply
from relance.adapters.carriers.http import CarrierHttp, pool_of
from relance.ports.messaging import OutcomeUnknownError, TryLaterError
from tests.carriers.servers import Scripted, raw_server
from tests.carriers.suite import quick_http

TAKEN = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
LETTER = b"%PDF-" + b"x" * 12_000_000


def test_a_large_letter_over_a_slow_line_arrives_though_it_takes_longer_than_to_connect() -> None:
    """2026-11-22: in one piece, twelve megabytes had to be gone within the five seconds of a connection."""

    def slowly(to: socket.socket, over: threading.Event) -> None:
        taken = 0
        while taken < len(LETTER) - 65_536 and not over.wait(0.005):
            taken += len(to.recv(65_536))
        to.sendall(TAKEN)

    with raw_server(slowly) as url:
        pool = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(connect=0.3, read=2.0))
        began = time.monotonic()
        assert CarrierHttp(url, pool).send("submit", "POST", "/letters", body=LETTER).status == 201
        assert time.monotonic() - began > 0.3


def test_a_letter_that_nobody_takes_off_our_hands_is_given_up_at_the_deadline() -> None:
    def hardly(to: socket.socket, over: threading.Event) -> None:
        while not over.wait(0.05):
            to.recv(4096)

    with raw_server(hardly) as url:
        http = replace(quick_http(url), deadline=0.5)
        with pytest.raises(OutcomeUnknownError, match=r"submit: not over within 0\.5 seconds"):
            http.send("submit", "POST", "/letters", body=LETTER)
        assert http.breaker.failures == 1


def test_a_body_goes_with_its_length_and_whole() -> None:
    with Scripted(Reply.of({})) as carrier:
        for body in (b"", b"x", LETTER):
            quick_http(carrier.url).send("submit", "POST", "/letters", body=body)
    assert [call.body for call in carrier.calls] == [b"", b"x", LETTER]
    assert [call.headers["content-length"] for call in carrier.calls] == ["0", "1", str(len(LETTER))]
    assert not any("transfer-encoding" in call.headers for call in carrier.calls)


def test_no_letter_is_lost_to_a_connection_that_died_while_the_container_was_frozen() -> None:
    """2026-11-22: the line was cut at the carrier's end, and nobody told us; the letter was of unknown outcome."""
    answered: list[str] = []

    def once_each(to: socket.socket, _: threading.Event) -> None:
        answered.append("one call on this connection")
        to.sendall(TAKEN)
        to.recv(65_536)  # whoever calls again on it gets no answer

    with raw_server(once_each) as url:
        http = quick_http(url)
        assert http.get("letter", "/letters/1").status == 201
        assert http.send("submit", "POST", "/letters", body=b"{}").status == 201
        assert http.send("submit", "POST", "/letters", body=b"{}").status == 201
    assert len(answered) == 3


def test_a_certificate_that_nobody_vouches_for_gets_no_letter_and_no_key(tmp_path: Path) -> None:
    """Nothing was sent, so that it is certain, and the next carrier is asked."""
    heard: list[bytes] = []
    with _impostor(tmp_path, heard.append) as url, pytest.raises(TryLaterError, match="SSLError"):
        CarrierHttp(url, pool_of(2.0)).send("submit", "POST", "/letters", headers={"Authorization": "k"}, body=b"{}")
    assert heard == []


@contextlib.contextmanager
def _impostor(folder: Path, hear: Callable[[bytes], None]) -> Iterator[str]:
    """Speaks TLS for localhost with a certificate of its own making."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with contextlib.suppress(OSError):
                conversation, _ = listening.accept()
                with context.wrap_socket(conversation, server_side=True) as speaking:
                    hear(speaking.recv(65_536))

        threading.Thread(target=serve, daemon=True).start()
        yield f"https://localhost:{listening.getsockname()[1]}"


def _certificate(folder: Path) -> Path:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name.from_rfc4514_string("CN=localhost")
    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(day).not_valid_after(day + dt.timedelta(days=3650))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    path = folder / "impostor.pem"
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(private + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path
