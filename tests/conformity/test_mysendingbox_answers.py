"""MySendingBox's letter object as its own clients type it, and what else a reader of its answers must bear."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from local.carriers.serving import Reply
from relance.adapters.carriers.mysendingbox.carrier import MySendingBox
from relance.adapters.carriers.mysendingbox.settings import MySendingBoxSettings
from relance.ports.carriers import ProofKind, Service
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError
from tests.carriers.suite import REFERENCE, consignment, quick_http
from tests.conformity.contract import check_all
from tests.conformity.examples import Examples

AT = "2026-03-02T09:00:00.000Z"
LETTER: dict[str, Any] = {
    "_id": "HJJPoy9sW", "object": "letter", "channel": "paper", "mode": "test", "color": "bw", "both_sides": False,
    "price": {"pack": "developer", "postage": 5.5, "service": 0.95, "total": 6.45}, "postage_type": "lrar",
    "page_count": 1, "sheet_count": 1, "pdf_margin": 0, "tracking_number": 871234567890, "mail_provider": "A",
    "to": {"name": "Boulangerie Martin"}, "from": {"name": "Atelier"}, "metadata": {"reference": REFERENCE},
    "file": {"_id": "f1", "url": "https://files.example/f1.pdf", "type": "file_to_send", "created_at": AT},
    "filing_proof": {"_id": "f2", "url": "https://files.example/f2.pdf", "type": "filing_proof", "created_at": AT},
    "delivery_proof": "f3", "lost_proof": None,
    "tracking_events": [{"status": "PRIS_EN_CHARGE", "message": "", "date": AT}],
    "events": [{"_id": "e1", "name": "letter.created", "category": "letter", "created_at": AT}],
    "created_at": AT, "updated_at": AT, "deleted_at": None, "user": "u1", "variables": {}, "error": False,
}  # fmt: skip


def page(*letters: dict[str, Any], total: object = None) -> dict[str, Any]:
    count = len(letters)
    info = {"total": count if total is None else total, "limit": 50, "offset": 0, "count": count}
    return {"info": info, "letters": list(letters)}


def server(**changes: Any) -> Examples:
    """`changes` replaces an answer: made, letter, letters."""
    return Examples(
        {
            r"POST /letters(/electronic)?": changes.get("made", LETTER),
            r"GET /letters": changes.get("letters", page()),
            r"GET /letters/[\w-]+": changes.get("letter", LETTER),
        }
    )


def adapter(carrier: Examples) -> MySendingBox:
    return MySendingBox(
        MySendingBoxSettings(base_url=carrier.url),
        key="test_9f2c",
        webhook_user="msb",
        webhook_password="hook",
        now=lambda: datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        http=quick_http(carrier.url),
    )


def words(**changes: Any) -> list[tuple[str, str]]:
    with server(letter=LETTER | changes) as carrier:
        return [(fact.raw, fact.status.name) for fact in adapter(carrier).facts("HJJPoy9sW")]


def test_a_letter_as_the_vendors_clients_type_it_is_read() -> None:
    assert words() == [("letter.created", "SUBMITTED"), ("PRIS_EN_CHARGE", "SENT")]
    with server() as carrier:
        offers = adapter(carrier).proofs("HJJPoy9sW")
    assert [(offer.kind, offer.locator) for offer in offers] == [
        (ProofKind.CONTENT, "file"),
        (ProofKind.DEPOSIT, "filing_proof"),
    ]


@pytest.mark.parametrize("status", [200, 201, 202])
@pytest.mark.parametrize("total", [6.45, "6.45"])
def test_a_letter_is_made_by_any_answer_of_success(status: int, total: object) -> None:
    with server(made=Reply.of(LETTER | {"price": {"total": total}}, status)) as carrier:
        taken = adapter(carrier).submit(consignment(Service.REGISTERED))
        assert (taken.carrier_id, taken.price_cents) == ("HJJPoy9sW", 645)
        assert check_all("mysendingbox", carrier.calls) == 1


@pytest.mark.parametrize(
    "made", [Reply(201), Reply.of({}), Reply.of([LETTER]), Reply.of({"_id": 7}), Reply(200, b"<html>")]
)
def test_an_answer_that_names_no_letter_leaves_it_open(made: Reply) -> None:
    with server(made=made) as carrier, pytest.raises(OutcomeUnknownError):
        adapter(carrier).submit(consignment(Service.REGISTERED))


def test_a_refusal_is_believed_once_the_list_has_been_looked_through() -> None:
    refused = Reply.of({"error": {"message": "to.address_city is required", "status_code": 422}}, 422)
    with server(made=refused) as carrier, pytest.raises(NotAcceptedError, match="address_city is required"):
        adapter(carrier).submit(consignment(Service.REGISTERED))
    with server(made=refused, letters=page(LETTER)) as carrier:
        assert adapter(carrier).submit(consignment(Service.REGISTERED)).carrier_id == "HJJPoy9sW"


@pytest.mark.parametrize("total", [1, "1"])
def test_a_total_may_be_text(total: object) -> None:
    with server(letters=page(LETTER, total=total)) as carrier:
        assert adapter(carrier).find(REFERENCE) is not None
    with server(letters=page(LETTER | {"metadata": None, "description": None}, total=total)) as carrier:
        assert adapter(carrier).find(REFERENCE) is None


@pytest.mark.parametrize(
    "letters", [{}, {"letters": []}, {"info": {"total": None}, "letters": []}, [], {"info": [], "letters": {}}]
)
def test_what_is_no_list_of_letters_says_nothing(letters: Any) -> None:
    with server(letters=letters) as carrier, pytest.raises(OutcomeUnknownError):
        adapter(carrier).find(REFERENCE)


def test_new_fields_and_words_are_borne_and_a_new_word_is_kept_raw() -> None:
    new = {"_id": "e9", "name": "letter.by_drone", "created_at": AT, "altitude": 40}
    assert ("letter.by_drone", "UNKNOWN") in words(events=[*LETTER["events"], new], drone={"id": 1})


@pytest.mark.parametrize("date", ["2026-03-02T09:00:00Z", "2026-03-02T09:00:00", "2026-03-02T10:00:00.123+01:00"])
def test_a_date_is_read_with_and_without_milliseconds_and_zone(date: str) -> None:
    event = {"_id": "e2", "name": "letter.sent", "created_at": date}
    with server(letter=LETTER | {"events": [event], "tracking_events": []}) as carrier:
        (fact,) = adapter(carrier).facts("HJJPoy9sW")
    assert fact.at.astimezone(UTC).replace(microsecond=0) == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_what_is_missing_is_not_missed() -> None:
    bare = {"_id": "HJJPoy9sW", "created_at": AT, "events": None, "tracking_events": "none"}
    with server(letter=bare) as carrier:
        assert adapter(carrier).facts("HJJPoy9sW") == ()
        assert adapter(carrier).proofs("HJJPoy9sW") == ()
