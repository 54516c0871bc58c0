"""MySendingBox: its calls, and the settings that keep its secrets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from local.carriers.calling import Callback, storm
from local.carriers.mysendingbox.fake import MySendingBoxFake
from local.carriers.serving import Endpoint, Fault, Reply, Request
from relance.adapters.carriers.mysendingbox.carrier import MySendingBox
from relance.adapters.carriers.mysendingbox.settings import MySendingBoxSettings
from relance.domain.errors import RejectedError
from relance.ports.carriers import (
    ForgedError,
    Hint,
    Service,
)
from tests.carriers.mysendingbox_rig import KEY, PASSWORD, USER, Clock, account, connected
from tests.carriers.suite import REFERENCE, consignment


@pytest.fixture
def fake() -> Iterator[MySendingBoxFake]:
    with account() as running:
        yield running


def heard(fake: MySendingBoxFake, call: Callback) -> tuple[Hint, ...]:
    return connected(fake).webhook(call.headers, call.body, {})


def test_a_call_names_the_letter_our_reference_and_the_word(fake: MySendingBoxFake) -> None:
    taken = connected(fake).submit(consignment(Service.REGISTERED))
    fake.progress(taken.carrier_id, "letter.delivery_proof")
    assert heard(fake, fake.callback(taken.carrier_id)) == (Hint(taken.carrier_id, REFERENCE, "letter.delivery_proof"),)


@pytest.mark.parametrize(
    "body",
    [
        b'{"created_at": "2026-03-02", "debugger": true, "event": {"name": "letter.sent"}, "letter": {"_id": "L1"}}',
        b'{"event": {"name": "postcard.sent", "category": "postcard", "postcard": "P1"}}',
        b'{"event": {"name": "account.updated", "category": "account", "user": "U1", "letter": null}}',
    ],
)
def test_what_is_about_no_letter_and_a_try_from_the_dashboard_say_nothing(fake: MySendingBoxFake, body: bytes) -> None:
    assert heard(fake, replace(_call(fake), body=body)) == ()


@pytest.mark.parametrize("scheme", ["basic", "BASIC", "Basic"])
def test_the_scheme_may_be_written_in_any_case(fake: MySendingBoxFake, scheme: str) -> None:
    call = _call(fake)
    user = call.headers["Authorization"].removeprefix("Basic")
    assert len(heard(fake, replace(call, headers={"authorization": scheme + user}))) == 1


@pytest.mark.parametrize("shown", ["\ud800", "Basic \ud800", "Basic", "Basic  ", "é"])
def test_what_no_header_can_be_is_forged(fake: MySendingBoxFake, shown: str) -> None:
    with pytest.raises(ForgedError):
        heard(fake, replace(_call(fake), headers={"Authorization": shown}))


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"{", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "body is no object"),
        (b'{"event": 1}', "event is no object"),
        (b'{"event": {"letter": "L1"}}', "event.name"),
        (b'{"event": {"name": "letter.sent"}}', "no letter"),
        (b'{"event": {"name": "letter.sent", "letter": "L1"}, "letter": {"_id": "L2"}}', "two letters"),
        (b'{"event": {"name": "letter.sent", "letter": "../accounts"}}', "no id"),
        (b'{"event": {"name": "letter.sent", "letter": 12}}', "no id"),
        (b'{"event": {"name": "letter.sent", "letter": ["L1"]}}', "no id"),
        (b" " * 1_000_001, "more than 1000000 bytes"),
    ],
)
def test_a_malformed_call_is_refused_by_what_is_wrong(fake: MySendingBoxFake, body: bytes, named: str) -> None:
    with pytest.raises(RejectedError, match=named) as caught:
        heard(fake, replace(_call(fake), body=body))
    assert not isinstance(caught.value, ForgedError)


def test_a_thousand_doubled_and_shuffled_calls_name_one_letter(fake: MySendingBoxFake) -> None:
    taken = connected(fake).submit(consignment(Service.REGISTERED))
    for word in ("letter.accepted", "letter.filing_proof", "letter.sent", "letter.distributed"):
        fake.progress(taken.carrier_id, word)
    calls = storm(fake.owed, copies=200, seed=7)
    hints = [hint for call in calls for hint in heard(fake, call)]
    assert len(hints) == 1000
    assert {hint.carrier_id for hint in hints} == {taken.carrier_id}


def _call(fake: MySendingBoxFake) -> Callback:
    return fake.callback(connected(fake).submit(consignment(Service.LETTER)).carrier_id)


class _Us(Endpoint):
    """Our end of the webhook: it stumbles once."""

    def answer(self, request: Request) -> Reply:
        return Reply(200)


def test_the_fake_calls_with_the_user_of_its_address_and_again_where_we_stumble() -> None:
    with _Us() as us, MySendingBoxFake(KEY, now=Clock()) as fake:
        fake.webhook_url = us.url.replace("http://", f"http://{USER}:{PASSWORD}@") + "/hook"
        us.fail_next(Fault.FAIL)
        taken = connected(fake).submit(consignment(Service.LETTER))
        [went] = fake.call_back()
        assert (went.statuses, went.well) == ((500, 200), True)
        hints = [connected(fake).webhook(call.headers, call.body, call.query) for call in us.calls]
        assert hints == [(Hint(taken.carrier_id, REFERENCE, "letter.created"),)] * 2


@pytest.mark.parametrize(("mode", "key"), [("live", "test_123"), ("test", "live_123"), ("live", ""), ("test", "")])
def test_a_key_of_the_other_mode_is_refused_before_it_prints_or_fails_to_print(mode: str, key: str) -> None:
    with pytest.raises(RejectedError, match="key") as caught:
        MySendingBox(
            MySendingBoxSettings(mode=mode), key=key, webhook_user=USER, webhook_password=PASSWORD, now=Clock()
        )
    assert not key or key not in str(caught.value)


@pytest.mark.parametrize(("user", "password"), [("", "p"), ("a:b", "p"), ("u", "")])
def test_a_webhook_without_a_user_of_its_own_is_refused(user: str, password: str) -> None:
    with pytest.raises(RejectedError, match="webhook_user"):
        MySendingBox(MySendingBoxSettings(), key="test_1", webhook_user=user, webhook_password=password, now=Clock())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mode", "sandbox"),
        ("paper_path", "/mail"),
        ("letter_postage", "suivie"),
        ("color", "blue"),
        ("address_placement", "back"),
        ("envelope", "c5"),
        ("postage_speed", "slow"),
        ("country_form", "iso3"),
        ("paging", "cursor"),
        ("page_size", 0),
        ("look_back_days", -1),
        ("timeout_seconds", 0.0),
    ],
)
def test_a_setting_that_the_carrier_does_not_know_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(RejectedError, match=f"mysendingbox, {name}:"):
        MySendingBoxSettings(**{name: value})  # type: ignore[arg-type]


def test_without_an_http_of_its_own_it_waits_as_long_as_the_vendors_clients_do() -> None:
    carrier = MySendingBox(
        MySendingBoxSettings(), key="test_1", webhook_user=USER, webhook_password=PASSWORD, now=Clock()
    )
    timeout = carrier._http.pool.connection_pool_kw["timeout"]
    assert (carrier._http.base_url, timeout.read_timeout) == ("https://api.mysendingbox.fr", 60.0)
    assert PASSWORD not in repr(vars(carrier._http))
