"""Merci Facteur answers in ways that its contract does not tell of: nothing is guessed, nothing leaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from local.carriers.merci_facteur.fake import MerciFacteurFake
from local.carriers.serving import Fault, Reply, Request
from relance.adapters.carriers.merci_facteur.api import Told
from relance.adapters.carriers.merci_facteur.body import fitted
from relance.adapters.carriers.merci_facteur.facts import dated, offers
from relance.domain.errors import RejectedError
from relance.ports.carriers import ForgedError, ProofKind, ProofOffer, Service
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError
from tests.carriers.merci_facteur_rig import WEBHOOK_SECRET, Clock, adapter, sent
from tests.carriers.suite import REFERENCE, consignment


class OddFake(MerciFacteurFake):
    """Acts as the contract says, then answers some calls in other words."""

    def __init__(self) -> None:
        super().__init__(now=Clock())
        self.odd: dict[str, Reply] = {}

    def answer(self, request: Request) -> Reply:
        usual = super().answer(request)
        return self.odd.get(request.path, usual)


@pytest.fixture
def fake() -> Iterator[OddFake]:
    with OddFake() as fake:
        yield fake


@pytest.mark.parametrize(
    "said",
    [
        Reply.of({"success": True, "envoi_id": [1, 2]}),
        Reply.of({"success": True, "envoi_id": None}),
        Reply.of({"success": True, "envoi_id": "un"}),
        Reply.of({"envoi_id": [1]}),
        Reply.of({"success": "yes", "envoi_id": [1]}),
        Reply.of(["success"]),
        Reply(200, b"<html>OK</html>", "text/html"),
        Reply(400, b"<html>Bad Request</html>", "text/html"),
    ],
)
def test_an_answer_that_cannot_be_read_leaves_the_outcome_open(fake: OddFake, said: Reply) -> None:
    fake.odd["/sendCourrier"] = said
    with pytest.raises(OutcomeUnknownError):
        adapter(fake).submit(consignment(Service.LETTER))
    fake.odd.clear()
    found = adapter(fake).find(REFERENCE)
    assert found is not None
    assert found.carrier_id == "100"


def test_one_number_need_not_stand_in_a_list(fake: OddFake) -> None:
    fake.odd["/sendCourrier"] = Reply.of({"success": True, "envoi_id": 123, "price": {"total": {"ht": "5,505"}}})
    taken = adapter(fake).submit(consignment(Service.LETTER))
    assert (taken.carrier_id, taken.price_cents) == ("123", 551)


@pytest.mark.parametrize("price", [None, {}, {"total": {"ht": None}}, {"total": {"ht": "NaN"}}, {"total": {"ht": -1}}])
def test_a_price_that_cannot_be_read_is_no_price(fake: OddFake, price: object) -> None:
    fake.odd["/sendCourrier"] = Reply.of({"success": True, "envoi_id": [7], "price": price})
    assert adapter(fake).submit(consignment(Service.LETTER)).price_cents is None


def test_a_refusal_under_a_status_of_error_is_none_the_less_a_refusal(fake: OddFake) -> None:
    fake.odd["/sendCourrier"] = Reply.of({"success": True, "error": {"code": "INVALID_DATE_ENVOI"}}, 400)
    with pytest.raises(NotAcceptedError, match=r"\(INVALID_DATE_ENVOI\)$"):
        adapter(fake).submit(consignment(Service.LETTER))


def test_a_code_may_stand_without_its_object_and_a_known_one_asks_no_catalogue(fake: OddFake) -> None:
    fake.odd["/sendCourrier"] = Reply.of({"success": False, "error": "INVALID_DATE_ENVOI"})
    with pytest.raises(NotAcceptedError, match=r"\(INVALID_DATE_ENVOI\)$"):
        adapter(fake).submit(consignment(Service.LETTER))
    assert [call.path for call in fake.calls] == ["/getToken", "/sendCourrier"]


def test_what_the_carrier_writes_beside_its_code_is_not_repeated(fake: OddFake) -> None:
    error = {"code": "l'adresse 3 rue Crébillon", "text": "Claire Martin, 3 rue Crébillon"}
    fake.odd["/sendCourrier"] = Reply.of({"success": False, "error": error}, 400)
    with pytest.raises(OutcomeUnknownError, match=r"\(no code\)$") as caught:
        adapter(fake).submit(consignment(Service.LETTER))
    assert "Crébillon" not in repr(caught.value)


@pytest.mark.parametrize(
    "events",
    [
        None,
        {},
        [7],
        [{"event": "{}"}],
        [{"event": "{", "detail": "[]"}],
        [{"event": "[]", "detail": "[{}]"}],
        [{"event": "{}", "detail": "[" * 200_000}],
    ],
)
def test_a_list_of_events_that_cannot_be_read_never_says_that_there_is_none(fake: OddFake, events: object) -> None:
    fake.odd["/getLastEvents"] = Reply.of({"success": True, "events": events})
    if events == {}:  # PHP writes an empty list so
        assert adapter(fake).find(REFERENCE) is None
        return
    with pytest.raises(OutcomeUnknownError, match="no list of events"):
        adapter(fake).find(REFERENCE)


def test_an_event_without_its_time_is_not_dated_by_guess(fake: OddFake) -> None:
    letter = sent(fake, Service.LETTER)
    detail = {"id_envoi": letter, "statut_courrier": "imprime", "mode_envoi": "normal"}
    fake.odd["/getLastEvents"] = Reply.of({"success": True, "events": [{"event": {}, "detail": detail}]})
    with pytest.raises(OutcomeUnknownError, match="without its time"):
        adapter(fake).facts(letter)


def test_without_its_tracking_a_letter_still_has_its_events(fake: OddFake) -> None:
    letter = sent(fake, Service.TRACKED_LETTER, "imprime")
    fake.fail_next(Fault.REFUSE, on="GET /getSuiviEnvoi")
    assert [fact.raw for fact in adapter(fake).facts(letter)] == ["wait", "imprime"]


def test_marks_beside_a_code_that_says_the_same_add_nothing(fake: OddFake) -> None:
    fake.tracks_in_codes = True
    fake.odd["/getLastEvents"] = Reply.of({"success": True, "events": []})
    letter = sent(fake, Service.REGISTERED, "imprime", "distribue_expediteur")
    assert [fact.raw for fact in adapter(fake).facts(letter)] == ["distribue_expediteur"]
    other = adapter(fake).submit(consignment(Service.REGISTERED, reference="RL-2")).carrier_id
    fake.progress(other, "retour_are")
    assert [fact.raw for fact in adapter(fake).facts(other)] == ["retour_are"]


@pytest.mark.parametrize("document", ["JVBE!Ri0x", "JVB", "", None])
def test_a_proof_that_is_no_base64_is_not_kept(fake: OddFake, document: str | None) -> None:
    fake.odd["/getProof"] = Reply.of({"success": True, "format_return": "pdf", "document": document})
    with pytest.raises(OutcomeUnknownError, match="getProof"):
        adapter(fake).fetch(ProofOffer("1", ProofKind.DEPOSIT, "depot:2C1"))


def test_an_answer_that_says_neither_yes_nor_no_does_not_end_a_proof(fake: OddFake) -> None:
    fake.odd["/getProof"] = Reply.of({"format_return": "pdf"})
    with pytest.raises(OutcomeUnknownError, match="neither yes nor no"):
        adapter(fake).fetch(ProofOffer("1", ProofKind.DEPOSIT, "depot:2C1"))


@pytest.mark.parametrize("named", [True, 1.5, "", "../accounts", "\ud800", "1" * 21, "1\n", None])
def test_a_call_that_names_no_sending_by_its_number_is_no_hint(fake: OddFake, named: object) -> None:
    """2026-11-22: whatever stood there was looked up and kept."""
    body = urlencode({"event": '{"name_event": "new"}', "detail": json.dumps([{"id_envoi": named}])}).encode()
    with pytest.raises(RejectedError, match="neither id_envoi nor ref_interne"):
        adapter(fake).webhook({"X-Mf-Webhook-Secret-Key": WEBHOOK_SECRET}, body, {})


def test_a_secret_in_other_letters_is_forged(fake: OddFake) -> None:
    for other in (WEBHOOK_SECRET.upper(), WEBHOOK_SECRET + " ", "é", WEBHOOK_SECRET[:-1]):
        with pytest.raises(ForgedError):
            adapter(fake).webhook({"X-Mf-Webhook-Secret-Key": other}, b"", {})


def told(word: str, second: int, mode: str = "suivi") -> Told:
    event = {"name_event": "new-state", "date_event": 1_772_442_000 + second}
    return Told(event, {"ref_courrier": "1-2", "mode_envoi": mode, "statut_courrier": word})


def test_the_first_time_counts_whatever_the_order_of_the_list() -> None:
    events = [told("traitement", 60), told("pris_en_charge", 30), told("traitement", 45), told("imprime", 0)]
    for listed in (events, events[::-1]):
        assert [(fact.raw, fact.at.second) for fact in dated(listed, "1")] == [
            ("imprime", 0),
            ("pris_en_charge", 30),
            ("traitement", 45),
        ]
    assert dated(events, "1")[0].at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_plain_letter_has_no_proof_whatever_number_it_shows() -> None:
    body = json.loads('{"suiviCourrier": [{"modeEnvoi": "normal", "refTracking": "2C1", "lastState": "distribue"}]}')
    assert offers(body, "1", [told("distribue", 0, "normal")], of_ere=False) == ()
    body["suiviCourrier"][0]["modeEnvoi"] = "suivi"
    assert [offer.locator for offer in offers(body, "1", [], of_ere=False)] == ["depot:2C1"]


def test_ninety_characters_are_a_line_and_ninety_one_are_not() -> None:
    assert fitted(["a" * 45, "b" * 43, "c", "d" * 90], "x") == [f"{'a' * 45}, {'b' * 43}", "c", "d" * 90]
    assert fitted(["a" * 45, "b" * 44, "c", "d" * 90], "x") == ["a" * 45, f"{'b' * 44}, c", "d" * 90]
