"""A text message of Friday 30 January has no known outcome; a person asks the provider and says what became of it."""

import json
from datetime import UTC, date, datetime

import pytest

from relance.domain.contact import ContactRow, ContactState
from relance.domain.errors import RejectedError
from relance.domain.events import CONTACT_SENT, CONTACT_VOIDED
from relance.service.contacts.settling import Settling
from tests.builders import invoice_item
from tests.service.desk_world import MONDAY, DeskWorld

FRIDAY = date(2026, 1, 30)


@pytest.fixture
def world() -> DeskWorld:
    made = DeskWorld()
    record = made.account(invoice_item("F-1", due_on="2026-01-26"), open_contact=FRIDAY, next_day=None)
    statement = made.archive.put(
        "statements/C-1.json", json.dumps({"reached": [["C-1#F-1", 1]]}).encode(), media_type="application/json"
    )
    at = datetime(2026, 1, 30, 8, 0, tzinfo=UTC)
    row = ContactRow(
        "C-1", FRIDAY, 1, ContactState.UNKNOWN, "first_reminder", 1, "first_reminder", "sms", "", at, statement
    )
    made.ledger.commit(record, record, contact=row)
    return made


def settle(world: DeskWorld, day: date = FRIDAY, *, sent: bool = True, by: str = "anne") -> ContactRow:
    return Settling(world.ledger, world.contact_book, world.clock).settle("C-1", day, sent=sent, by=by)


def test_what_was_sent_after_all_has_reached_its_rank(world: DeskWorld) -> None:
    assert settle(world).state is ContactState.SENT

    record = world.ledger.load("C-1")
    assert record.invoices["C-1#F-1"].progress.sent == {1}
    assert [c.day for c in record.contacts] == [FRIDAY]
    assert record.open_contact is None
    (event,) = world.ledger.events("C-1")
    assert (event.kind, event.actor) == (CONTACT_SENT, "anne")


def test_what_was_not_sent_is_planned_again(world: DeskWorld) -> None:
    assert settle(world, sent=False).state is ContactState.VOID

    record = world.ledger.load("C-1")
    assert record.invoices["C-1#F-1"].progress.sent == frozenset()
    assert record.next_day == MONDAY
    (event,) = world.ledger.events("C-1")
    assert (event.kind, event.actor) == (CONTACT_VOIDED, "anne")


def test_only_an_unknown_outcome_may_be_settled_and_only_by_a_name(world: DeskWorld) -> None:
    with pytest.raises(RejectedError, match="auteur : le nom de la personne manque"):
        settle(world, by="")
    with pytest.raises(RejectedError, match="jour : aucun contact du compte C-1 le 02/02/2026"):
        settle(world, day=MONDAY)
    settle(world)
    with pytest.raises(RejectedError, match="n'est pas d'issue inconnue"):
        settle(world, sent=False)
