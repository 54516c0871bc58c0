"""HTTP to a carrier, tried by one that means ill: it drips, swells, sends elsewhere, and asks for patience."""

from __future__ import annotations

import gzip
import logging
import socket
import threading
import time
import traceback
from dataclasses import replace

import pytest
import urllib3

from local.carriers.serving import Reply
from relance.adapters.carriers.breaker import STAYS_OPEN, Breaker
from relance.adapters.carriers.http import Answer, CarrierHttp
from relance.domain.errors import RejectedError
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError
from tests.carriers.servers import Scripted, raw_server
from tests.carriers.suite import quick_http

SECRET = "token-geheim"


OK = Reply.of({"said": "yes"})


def test_a_body_that_drips_for_ever_is_given_up_at_the_deadline() -> None:
    def drip(to: socket.socket, over: threading.Event) -> None:
        to.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n")
        while not over.wait(0.05):  # ever sooner than the time-out of a single read
            to.sendall(b" ")

    with raw_server(drip) as url:
        http = replace(quick_http(url), deadline=0.5)
        began = time.monotonic()
        with pytest.raises(OutcomeUnknownError, match=r"letter: not over within 0.5 seconds"):
            http.ask("letter", "POST", "/letters")
        assert time.monotonic() - began < 2


def test_an_answer_that_swells_when_it_is_unpacked_is_given_up() -> None:
    bomb = Reply(200, gzip.compress(b"0" * 50_000_000), headers={"Content-Encoding": "gzip"})
    assert len(bomb.body) < 100_000
    with Scripted(bomb) as carrier:
        http = replace(quick_http(carrier.url), most_bytes=1_000_000)
        with pytest.raises(OutcomeUnknownError, match="more than 1000000 bytes"):
            http.ask("letter", "POST", "/letters")


def test_an_answer_packed_with_gzip_is_read() -> None:
    packed = Reply(200, gzip.compress(b'{"said": "yes"}'), headers={"Content-Encoding": "gzip"})
    with Scripted(packed) as carrier:
        assert quick_http(carrier.url).get("letter", "/letters/1").json("letter") == {"said": "yes"}


def test_an_answer_in_chunks_is_read_whole() -> None:
    def speak(to: socket.socket, _: threading.Event) -> None:
        to.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
        for part in (b'{"sa', b'id": "y', b'es"}'):
            to.sendall(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        to.sendall(b"0\r\n\r\n")

    with raw_server(speak) as url:
        assert quick_http(url).get("letter", "/letters/1").json("letter") == {"said": "yes"}


def test_chunks_that_stop_short_are_no_answer() -> None:
    def speak(to: socket.socket, _: threading.Event) -> None:
        to.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
        to.sendall(b'f\r\n{"said": "yes"}\r\n')

    with raw_server(speak) as url, pytest.raises(OutcomeUnknownError, match="letter: no answer"):
        quick_http(url).ask("letter", "POST", "/letters")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_who_sends_us_elsewhere_gets_no_second_call_and_has_said_neither_yes_nor_no(status: int) -> None:
    with Scripted(OK) as elsewhere, Scripted(Reply(status, headers={"Location": elsewhere.url + "/steal"})) as carrier:
        http = quick_http(carrier.url)
        with pytest.raises(OutcomeUnknownError, match=rf"submit: sent elsewhere \({status}\)"):
            http.send("submit", "POST", "/letters", headers={"Authorization": SECRET}, body=b"{}")
        with pytest.raises(OutcomeUnknownError, match="sent elsewhere"):
            http.get("letter", "/letters/1", headers={"Authorization": SECRET})
        assert elsewhere.calls == []
        assert len(carrier.calls) == 2


def test_a_call_that_only_reads_waits_as_long_as_the_carrier_asks() -> None:
    pauses: list[float] = []
    with Scripted(Reply(429, headers={"Retry-After": "3"}), Reply(503, headers={"Retry-After": "2"}), OK) as carrier:
        http = replace(quick_http(carrier.url), sleep=pauses.append)
        assert http.get("letter", "/letters/1").json("letter") == {"said": "yes"}
    assert pauses == [3.0, 2.0]


def test_a_date_to_come_back_is_read_on_the_carriers_own_clock() -> None:
    pauses: list[float] = []
    asked = {"Date": "Mon, 02 Mar 2026 08:00:00 GMT", "Retry-After": "Mon, 02 Mar 2026 08:00:04 GMT"}
    with Scripted(Reply(429, headers=asked), OK) as carrier:
        replace(quick_http(carrier.url), sleep=pauses.append).get("letter", "/letters/1")
    assert pauses == [4.0]


@pytest.mark.parametrize(
    "asked",
    ["Mon, 02 Mar 2026 08:00:00 +99999999999999", "Mon, 02 Mar 99999 08:00:00 GMT", "-3", "soon", "1e3", ""],
)
def test_a_wish_to_wait_that_nobody_can_read_is_none(asked: str) -> None:
    with Scripted(Reply(503, headers={"Retry-After": asked}), OK) as carrier:
        assert quick_http(carrier.url).get("letter", "/letters/1").status == 200


def test_more_patience_than_a_few_seconds_is_for_a_later_attempt() -> None:
    with Scripted(Reply(429, headers={"Retry-After": "3600"})) as carrier:
        with pytest.raises(TryLaterError, match=r"letter: not now \(429\)"):
            quick_http(carrier.url).get("letter", "/letters/1")
        assert len(carrier.calls) == 1


def test_a_call_that_changes_something_is_never_made_twice_whoever_asks() -> None:
    for status, error in ((429, TryLaterError), (503, OutcomeUnknownError)):
        with Scripted(Reply(status, headers={"Retry-After": "0"}), OK) as carrier:
            with pytest.raises(error):
                quick_http(carrier.url).send("submit", "POST", "/letters", body=b"{}")
            assert len(carrier.calls) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_is_not_shown_again_and_again(status: int) -> None:
    with Scripted(Reply(status)) as carrier:
        with pytest.raises(TryLaterError, match=str(status)):
            quick_http(carrier.url).get("letter", "/letters/1")
        assert len(carrier.calls) == 1


def test_a_refusal_is_believed_only_where_it_is_one() -> None:
    with Scripted(Reply(422, b'{"error": "no"}')) as carrier:
        with pytest.raises(NotAcceptedError, match=r"submit: refused \(422\)"):
            quick_http(carrier.url).send("submit", "POST", "/letters", body=b"{}")
        assert quick_http(carrier.url).ask("submit", "POST", "/letters").status == 422


def test_a_carrier_that_fails_again_and_again_is_left_alone_and_then_tried_by_one_call() -> None:
    now = 1000.0
    breaker = Breaker(monotonic=lambda: now)
    with Scripted(Reply(500)) as carrier:
        http = replace(quick_http(carrier.url), breaker=breaker)
        for _ in range(5):
            with pytest.raises(OutcomeUnknownError):
                http.ask("submit", "POST", "/letters")
        with pytest.raises(TryLaterError, match="submit: the carrier failed 5 times"):
            http.ask("submit", "POST", "/letters")
        assert len(carrier.calls) == 5
        now += STAYS_OPEN
        breaker.check("probe")
        with pytest.raises(TryLaterError, match="left alone"):
            breaker.check("a second call beside the probe")
        breaker.told(well=False)
        with pytest.raises(TryLaterError, match="failed 6 times"):
            breaker.check("after the probe failed")
        now += STAYS_OPEN
        carrier.replies = [OK]
        assert http.ask("submit", "POST", "/letters").status == 200
        assert (breaker.failures, breaker.opened_at) == (0, None)


def test_no_error_holds_an_address_a_header_or_what_caused_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with socket.create_server(("127.0.0.1", 0)) as full:
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
    calls: list[tuple[type[Exception], CarrierHttp, dict[str, str]]] = [
        (TryLaterError, quick_http(url), {}),
        (TryLaterError, quick_http(url), {"Authorization": f"Bearer {SECRET}\nX: y"}),
        (TryLaterError, quick_http("https://carrier.invalid"), {}),
    ]
    for error, http, headers in calls:
        with pytest.raises(error) as caught:
            http.get("letter", "/letters", headers=headers, query={"token": SECRET})
        told = "".join(traceback.format_exception(caught.value))
        assert SECRET not in told
        assert caught.value.__cause__ is None
    with Scripted(OK) as carrier:
        quick_http(carrier.url).get("letter", "/letters", query={"token": SECRET})
    assert SECRET not in caplog.text


def test_odd_headers_of_an_answer_bring_no_address_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """2026-11-22: urllib3 warned of them with the whole address, the carrier's key in its query."""
    caplog.set_level(logging.DEBUG)

    def oddly(to: socket.socket, _: threading.Event) -> None:
        to.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n: nameless\r\nno header\r\n\r\n{}")

    with raw_server(oddly) as url:
        assert quick_http(url).get("letter", "/letters", query={"token": SECRET}).body == b"{}"
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    "base_url",
    ["http://api.carrier.example", "ftp://api.carrier.example", "https://user:key@api.carrier.example/v1",
     "https://api.carrier.example/v1?key=1", "api.carrier.example", "https://", "https://api.carrier example",
     "https://api.carrier.example\n", "https://api.carrier.example:99999", "https://[api", "ftp://localhost",
     "http://127.0.0.1@api.carrier.example"],
)  # fmt: skip
def test_an_address_that_is_not_safe_to_call_is_refused(base_url: str) -> None:
    with pytest.raises(RejectedError, match="base_url"):
        CarrierHttp(base_url)


def test_json_nested_too_deep_is_an_unknown_outcome() -> None:
    with pytest.raises(OutcomeUnknownError, match="letter: the answer is no JSON"):
        Answer(200, {}, b"[" * 200_000).json("letter")


def test_connections_are_kept_for_the_next_call() -> None:
    pool = urllib3.PoolManager(retries=False, timeout=urllib3.Timeout(2.0))
    with Scripted(OK) as carrier:
        http = CarrierHttp(carrier.url, pool)
        for _ in range(3):
            http.get("letter", "/letters/1")
        assert pool.connection_from_url(carrier.url).num_connections == 1
