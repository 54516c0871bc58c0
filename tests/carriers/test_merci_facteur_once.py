"""Merci Facteur: what nobody pays twice, what it costs, and the token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from local.carriers.merci_facteur.fake import MerciFacteurFake
from local.carriers.serving import Fault
from relance.adapters.carriers.merci_facteur.carrier import MerciFacteur
from relance.adapters.carriers.merci_facteur.settings import BASE_URL
from relance.ports.carriers import Service
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError
from tests.carriers.merci_facteur_rig import SETTINGS, Clock, adapter
from tests.carriers.suite import REFERENCE, consignment, quick_http


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fake(clock: Clock) -> Iterator[MerciFacteurFake]:
    with MerciFacteurFake(now=clock) as fake:
        yield fake


def test_the_price_comes_with_the_answer_without_vat_unless_asked(fake: MerciFacteurFake) -> None:
    # This account's postage: 7,35 € and 0,40 € for the page, whose VAT is 20 %.
    assert adapter(fake).submit(consignment(Service.REGISTERED)).price_cents == 775
    with_vat = adapter(fake, replace(SETTINGS, price_with_vat=True))
    assert with_vat.submit(consignment(Service.REGISTERED, reference="RL-2")).price_cents == 783


def test_a_letter_sent_before_whose_event_is_not_listed_yet_stays_open(fake: MerciFacteurFake) -> None:
    fake.events_lag = True
    fake.fail_next(Fault.CUT_AFTER, on="POST /sendCourrier")
    with pytest.raises(OutcomeUnknownError):
        adapter(fake).submit(consignment(Service.REGISTERED))
    assert adapter(fake).find(REFERENCE) is None
    with pytest.raises(OutcomeUnknownError, match="sent before"):
        adapter(fake).submit(consignment(Service.REGISTERED))
    fake.events_lag = False
    assert adapter(fake).submit(consignment(Service.REGISTERED)).carrier_id == "100"
    assert fake.paid(REFERENCE) == 1


def test_after_two_days_of_silence_the_carrier_still_refuses_the_second_letter(
    fake: MerciFacteurFake, clock: Clock
) -> None:
    adapter(fake).submit(consignment(Service.LETTER))
    clock.pass_by(days=29)
    with pytest.raises(OutcomeUnknownError, match="sent before"):
        adapter(fake).submit(consignment(Service.LETTER))
    assert fake.paid(REFERENCE) == 1
    assert adapter(fake).capabilities.remembers_hours == 720


def test_a_refusal_that_the_catalogue_explains_is_a_refusal(fake: MerciFacteurFake) -> None:
    fake.credit = False
    with pytest.raises(NotAcceptedError, match=r"refused \(NOT_ENOUGH_CREDIT\)$"):
        adapter(fake).submit(consignment(Service.LETTER))
    assert [call.path for call in fake.calls] == ["/getToken", "/sendCourrier", "/listErrors", "/getLastEvents"]


def test_a_refusal_for_another_reason_does_not_hide_the_letter_that_was_sent(fake: MerciFacteurFake) -> None:
    first = adapter(fake).submit(consignment(Service.LETTER))
    fake.fail_next(Fault.REFUSE, on="POST /sendCourrier")
    fake.refuses_with = "NOT_ENOUGH_CREDIT"
    assert adapter(fake).submit(consignment(Service.LETTER)).carrier_id == first.carrier_id
    assert fake.paid(REFERENCE) == 1


def test_a_refusal_that_nobody_can_explain_is_not_taken_for_nothing_sent(fake: MerciFacteurFake) -> None:
    adapter(fake).submit(consignment(Service.LETTER))
    fake.duplicate_code = "E-4711"
    with pytest.raises(OutcomeUnknownError, match=r"why is unknown \(E-4711\)$"):
        adapter(fake).submit(consignment(Service.LETTER))
    told = replace(SETTINGS, duplicate_codes=frozenset({"E-4711"}))
    assert adapter(fake, told).submit(consignment(Service.LETTER)).carrier_id == "100"


@pytest.mark.parametrize("call", ["GET /listErrors", "GET /getLastEvents"])
@pytest.mark.parametrize("fault", [Fault.THROTTLE, Fault.FAIL, Fault.CUT_BEFORE])
def test_a_letter_sent_before_is_never_called_unsent_because_the_look_up_fails(
    fake: MerciFacteurFake, call: str, fault: Fault
) -> None:
    adapter(fake).submit(consignment(Service.LETTER))
    fake.fail_next(fault, on=call, times=9)
    with pytest.raises(OutcomeUnknownError):
        adapter(fake).submit(consignment(Service.LETTER))


def test_without_the_list_of_events_nobody_says_that_there_is_none(fake: MerciFacteurFake) -> None:
    blind = adapter(fake, replace(SETTINGS, events_hours=0))
    assert not blind.capabilities.finds_by_reference
    with pytest.raises(OutcomeUnknownError, match="no look-up by reference"):
        blind.find(REFERENCE)
    blind.submit(consignment(Service.LETTER))
    assert "/getLastEvents" not in {call.path for call in fake.calls}


def test_a_letter_is_found_on_a_later_page_of_events(fake: MerciFacteurFake) -> None:
    carrier = adapter(fake)
    for nth in range(101):
        carrier.submit(consignment(Service.LETTER, reference=f"RL-{nth}"))
    found = carrier.find("RL-100")
    assert found is not None
    assert found.carrier_id == "200"
    assert fake.calls[-1].query == {"nbHeures": "48", "page": "2"}


def test_the_token_is_asked_for_with_the_signature_that_the_contract_describes(fake: MerciFacteurFake) -> None:
    # printf abc1231757404800 | openssl dgst -sha256 -hmac cle-secrete
    signed = "c1d3383da6ee1318e36123cff367db2c03fc83904d1dddadb30f3b82f60f7b7a"
    settings = replace(SETTINGS, service_id="abc123", authorized_ips=("192.0.2.1", "192.0.2.2"))
    at = datetime.fromtimestamp(1757404800, UTC)
    carrier = MerciFacteur(quick_http(fake.url), settings, "cle-secrete", "", lambda: at)
    with pytest.raises(TryLaterError, match=r"^Merci Facteur getToken"):
        carrier.facts("1")
    asked = fake.calls[0]
    assert (asked.method, asked.path, asked.body) == ("GET", "/getToken", b"")
    assert {name: value for name, value in asked.headers.items() if name.startswith("ww-")} == {
        "ww-service-signature": signed,
        "ww-timestamp": "1757404800",
        "ww-service-id": "abc123",
        "ww-authorized-ip": "192.0.2.1;192.0.2.2",
    }


def test_a_token_serves_until_a_minute_before_its_end(fake: MerciFacteurFake, clock: Clock) -> None:
    carrier = adapter(fake)
    carrier.find(REFERENCE)
    clock.pass_by(hours=23, minutes=58)
    carrier.find(REFERENCE)
    assert [call.path for call in fake.calls].count("/getToken") == 1
    clock.pass_by(minutes=1)
    carrier.find(REFERENCE)
    assert [call.path for call in fake.calls].count("/getToken") == 2


def test_silence_where_a_token_is_asked_for_sends_nothing_and_says_so(fake: MerciFacteurFake) -> None:
    fake.fail_next(Fault.CUT_BEFORE, on="GET /getToken", times=9)
    with pytest.raises(TryLaterError):
        adapter(fake).submit(consignment(Service.LETTER))
    with pytest.raises(OutcomeUnknownError):
        adapter(fake).find(REFERENCE)
    fake.heal()
    adapter(fake).submit(consignment(Service.LETTER))
    assert fake.paid(REFERENCE) == 1


def test_a_token_that_was_revoked_is_replaced_and_the_letter_goes_once(fake: MerciFacteurFake) -> None:
    carrier = adapter(fake)
    carrier.find(REFERENCE)
    fake.revoke_token()
    carrier.submit(consignment(Service.LETTER))
    assert (fake.paid(REFERENCE), fake.tokens_made) == (1, 2)


def test_a_wrong_key_means_later_and_is_never_shown(fake: MerciFacteurFake) -> None:
    carrier = MerciFacteur(quick_http(fake.url), SETTINGS, "mf-wrong-0000", "", fake.now)
    with pytest.raises(TryLaterError) as caught:
        carrier.submit(consignment(Service.LETTER))
    assert "mf-wrong-0000" not in f"{caught.value!r} {carrier!r}"


def test_the_address_of_production_is_the_published_one() -> None:
    assert BASE_URL == "https://www.merci-facteur.com/api/1.2/prod/service"
