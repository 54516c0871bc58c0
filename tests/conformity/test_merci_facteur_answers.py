"""Merci Facteur's published examples as answers, and what else a reader of them must bear."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from local.carriers.serving import Reply
from relance.adapters.carriers.merci_facteur.carrier import MerciFacteur
from relance.adapters.carriers.merci_facteur.settings import MerciFacteurSettings
from relance.ports.carriers import Service
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError
from tests.carriers.suite import REFERENCE, consignment, quick_http
from tests.conformity.contract import check_all
from tests.conformity.examples import Examples

NOW = datetime(2020, 2, 14, 12, 0, tzinfo=UTC)
EVENT = {"name_event": "printed", "id_user": 17460, "date_event": 1581674000}
DETAIL: dict[str, Any] = {
    "civilite": "M.", "nom": "Dupont", "prenom": "Michel", "societe": "Green Flower Corp", "cp": "75015",
    "adresse1": "3 rue des fleurs", "adresse2": "", "adresse3": "", "ville": "Paris", "pays": "FRANCE",
    "ref_courrier": "123456-789123456", "mode_envoi": "lrar", "tracking_number": "2C123456789", "id_envoi": "123",
    "statut_courrier": "imprime", "statut_description": "14/02/2020 : Courrier imprimé par Merci facteur",
    "ref_interne": REFERENCE,
}  # fmt: skip
"""The README's example of a printed letter."""
SENT: dict[str, Any] = {
    "success": True, "error": None, "envoi_id": [123], "price": {"total": {"ht": 6.02, "ttc": 6.45}, "detail": {}},
    "resume": {"nb_dest": 1, "nb_page": 2}, "account": {"pages": {}},
}  # fmt: skip
TRACKED = {"success": True, "statutPrintEnvoi": "Impression terminée", "suiviCourrier": []}


def events(*told: tuple[dict[str, Any], list[dict[str, Any]]], pages: object = None) -> dict[str, Any]:
    listed = [{"event": json.dumps(event), "detail": json.dumps(detail)} for event, detail in told]
    return {"success": True, "events": listed, "pages": {"current": 1, "total": 1} if pages is None else pages}


def server(**changes: Any) -> Examples:
    """`changes` replaces an answer: token, sent, events, tracked."""
    return Examples(
        {
            "GET /getToken": changes.get("token", {"success": True, "token": "tok-1", "expire": 1581760400}),
            "POST /sendCourrier": changes.get("sent", SENT),
            "GET /getLastEvents": changes.get("events", events((EVENT, [DETAIL]))),
            "GET /getSuiviEnvoi": changes.get("tracked", TRACKED),
            "GET /listErrors": {"success": True, "listErrors": {"NOT_ENOUGH_CREDIT": "Crédit insuffisant"}},
        }
    )


def adapter(carrier: Examples) -> MerciFacteur:
    settings = MerciFacteurSettings(service_id="svc-1042", user_id=17460)
    return MerciFacteur(quick_http(carrier.url), settings, "mf-secret", "mf-hook", lambda: NOW)


def words(**changes: Any) -> list[tuple[str, str]]:
    with server(**changes) as carrier:
        return [(fact.raw, fact.status.name) for fact in adapter(carrier).facts("123")]


def test_the_published_examples_lead_through_a_letter() -> None:
    with server() as carrier:
        mf = adapter(carrier)
        taken = mf.submit(consignment(Service.REGISTERED))
        assert (taken.carrier_id, taken.price_cents) == ("123", 602)
        assert mf.find(REFERENCE) is not None
        (printed,) = mf.facts("123")
        assert (printed.raw, printed.status.name, printed.reference) == ("imprime", "ACCEPTED", REFERENCE)
        assert printed.at == datetime(2020, 2, 14, 9, 53, 20, tzinfo=UTC)
        assert check_all("merci_facteur", carrier.calls) == 5


def test_the_published_webhook_is_heard() -> None:
    body = urlencode({"event": json.dumps(EVENT), "detail": json.dumps([DETAIL, DETAIL | {"id_envoi": "987"}])})
    with server() as carrier:
        first, second = adapter(carrier).webhook({"X-Mf-Webhook-Secret-Key": "mf-hook"}, body.encode(), {})
    assert [(hint.carrier_id, hint.reference, hint.raw) for hint in (first, second)] == [
        ("123", REFERENCE, "imprime"),
        ("987", REFERENCE, "imprime"),
    ]


@pytest.mark.parametrize("success", [True, "true", 1, "1"])
@pytest.mark.parametrize("number", [[123], 123, ["123"], "123"])
def test_yes_and_numbers_may_be_text(success: object, number: object) -> None:
    with server(sent=SENT | {"success": success, "envoi_id": number}) as carrier:
        assert adapter(carrier).submit(consignment(Service.REGISTERED)).carrier_id == "123"


@pytest.mark.parametrize("error", ["NOT_ENOUGH_CREDIT", {"code": "NOT_ENOUGH_CREDIT", "text": "Crédit insuffisant"}])
@pytest.mark.parametrize("success", [False, "false", 0])
def test_no_is_heard_as_text_and_as_an_object(success: object, error: object) -> None:
    for status in (200, 400):
        said = Reply.of({"success": success, "error": error}, status)
        with server(sent=said, events=events()) as carrier, pytest.raises(NotAcceptedError, match="NOT_ENOUGH_CREDIT"):
            adapter(carrier).submit(consignment(Service.REGISTERED))


@pytest.mark.parametrize(
    "sent", [Reply(200), Reply.of({}), Reply.of([]), Reply.of({"success": None}), Reply.of(SENT | {"envoi_id": []})]
)
def test_an_answer_that_says_neither_yes_nor_no_leaves_the_letter_open(sent: Reply) -> None:
    with server(sent=sent) as carrier, pytest.raises(OutcomeUnknownError):
        adapter(carrier).submit(consignment(Service.REGISTERED))


@pytest.mark.parametrize("at", [1581674000, "1581674000", 1581674000.0, "1581674000.5"])
def test_the_time_of_an_event_may_be_text_or_have_a_fraction(at: object) -> None:
    with server(events=events((EVENT | {"date_event": at}, [DETAIL]))) as carrier:
        (fact,) = adapter(carrier).facts("123")
    assert fact.at.replace(microsecond=0) == datetime(2020, 2, 14, 9, 53, 20, tzinfo=UTC)


def test_a_new_status_is_kept_raw_and_new_fields_are_borne() -> None:
    new = DETAIL | {"statut_courrier": "drone_en_vol", "altitude": 40}
    assert words(events=events((EVENT | {"zone": "x"}, [new]))) == [("drone_en_vol", "UNKNOWN")]


@pytest.mark.parametrize("tracked", [{"refCourrier": "1", "modeEnvoi": "lrar", "lastState": "distribue"}])
@pytest.mark.parametrize("alone", [True, False])
def test_the_tracking_may_be_a_list_or_one_letter(tracked: dict[str, Any], alone: bool) -> None:
    said = TRACKED | {"suiviCourrier": tracked if alone else [tracked]}
    assert words(events=events(), tracked=said) == [("distribue", "DELIVERED")]


@pytest.mark.parametrize("pages", [{"total": "2"}, {"total": 2}])
def test_every_page_of_events_is_read(pages: dict[str, Any]) -> None:
    with server(events=events((EVENT, [DETAIL | {"ref_interne": "other"}]), pages=pages)) as carrier:
        assert adapter(carrier).find(REFERENCE) is None
        assert [call.query["page"] for call in carrier.calls if call.path == "/getLastEvents"] == ["1", "2"]


@pytest.mark.parametrize(
    "token", [{"success": True}, {"success": True, "token": 7}, {"success": False, "error": "BAD_SIGNATURE"}]
)
def test_without_a_token_nothing_was_sent(token: dict[str, Any]) -> None:
    with server(token=token) as carrier:
        with pytest.raises(TryLaterError, match="no token"):
            adapter(carrier).submit(consignment(Service.REGISTERED))
        assert {call.path for call in carrier.calls} == {"/getToken"}


def test_where_no_token_is_given_the_error_says_how_far_the_clocks_are_apart() -> None:
    refused = Reply(401, b'{"success": false, "error": {"code": "BAD_SIGNATURE"}}',
                    headers={"Date": "Fri, 14 Feb 2020 11:50:00 GMT"})  # fmt: skip
    with server(token=refused) as carrier, pytest.raises(TryLaterError, match="our clock is 600 s ahead") as caught:
        adapter(carrier).submit(consignment(Service.LETTER))
    assert "mf-secret" not in str(caught.value)
