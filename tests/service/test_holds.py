"""Holding and releasing by a named person. The account is Boulangerie Martin's (C-1); it is Monday 2 February 2026."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from relance.domain.account import HoldKind
from relance.domain.errors import ConflictError, RejectedError
from relance.domain.events import HOLD_RELEASED, HOLD_SET
from relance.domain.record import AccountRecord
from relance.service.holds import HoldRequest, Holds
from tests.builders import invoice_item
from tests.fakes.ledger import InMemoryLedger
from tests.service.desk_world import MONDAY, DeskWorld, hold

FRIDAY_13 = date(2026, 2, 13)


@pytest.fixture
def world() -> DeskWorld:
    made = DeskWorld()
    made.account(invoice_item("F-1"), invoice_item("F-2", due_on="2026-03-31"))
    return made


def holds(world: DeskWorld) -> Holds:
    return Holds(world.acts)


def request(reason: str = "facture contestée au téléphone", **changes: object) -> HoldRequest:
    return replace(HoldRequest("C-1", reason, by="anne"), **changes)  # type: ignore[arg-type]


def test_a_held_account_comes_back_the_day_after_the_hold_ends(world: DeskWorld) -> None:
    record = holds(world).set(request(until=FRIDAY_13))

    assert record.hold is not None
    assert (record.hold.reason, record.hold.by) == ("facture contestée au téléphone", "anne")
    assert (record.hold.since, record.hold.until) == (MONDAY, FRIDAY_13)
    assert record.next_day == date(2026, 2, 14)


def test_a_hold_without_an_end_takes_the_account_off_the_agenda(world: DeskWorld) -> None:
    holds(world).set(request())

    assert list(world.ledger.due(date(2030, 1, 1))) == []


def test_a_held_invoice_leaves_the_others_to_go_on(world: DeskWorld) -> None:
    record = holds(world).set(request(invoice_id="F-1", kind=HoldKind.DISPUTE))

    held = record.invoices["C-1#F-1"].hold
    assert held is not None
    assert held.kind is HoldKind.DISPUTE
    assert record.hold is None
    # F-2 is due on Tuesday 31 March: its notice of five days before falls on Thursday 26 March.
    assert record.next_day == date(2026, 3, 26)


def test_a_release_puts_what_is_due_back_on_the_agenda_of_today(world: DeskWorld) -> None:
    holds(world).set(request())
    record = holds(world).release(account_id="C-1", by="paul")

    assert record.hold is None
    assert record.next_day == MONDAY


def test_what_a_person_typed_is_an_object_of_its_own_that_the_chain_only_hashes(world: DeskWorld) -> None:
    holds(world).set(request("Mme Martin est souffrante", until=FRIDAY_13))
    holds(world).release(account_id="C-1", by="paul")

    first, second = world.ledger.events("C-1")
    assert (first.kind, first.actor) == (HOLD_SET, "anne")
    assert first.data == {"invoice": None, "kind": "MANUAL", "until": "2026-02-13"}
    assert "souffrante" not in str(first.data)
    assert first.content_key is not None
    assert world.archive.get(first.content_key).decode() == "Mme Martin est souffrante"
    assert (second.kind, second.actor) == (HOLD_RELEASED, "paul")


def test_an_open_case_is_told_of_each_change(world: DeskWorld) -> None:
    holds(world).set(request())
    holds(world).release(account_id="C-1", by="paul")

    assert world.case_signals.told == [("C-1", MONDAY), ("C-1", MONDAY)]


def test_an_account_with_a_contact_under_way_keeps_its_agenda(world: DeskWorld) -> None:
    world.change(open_contact=MONDAY, next_day=MONDAY)

    record = holds(world).set(request())

    assert record.next_day == MONDAY
    assert record.open_contact == MONDAY


def test_somebody_elses_change_in_between_is_read_and_kept(world: DeskWorld) -> None:
    class Busy(InMemoryLedger):
        refused = 0

        def commit(self, before: AccountRecord, after: AccountRecord, **rest: Any) -> AccountRecord:
            if self.refused == 0:
                self.refused += 1
                super().commit(before, replace(before, closed_addresses=frozenset({"a@b.example"})))
                raise ConflictError("account C-1 changed")
            return super().commit(before, after, **rest)

    world.ledger = Busy(**{name: getattr(world.ledger, name) for name in ("records", "rows", "chains", "recorded")})

    record = holds(world).set(request())

    assert record.hold is not None
    assert record.closed_addresses == {"a@b.example"}
    assert [e.kind for e in world.ledger.events("C-1")] == [HOLD_SET]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (request("  "), "motif : il manque"),
        (request("x" * 501), "motif : 501 caractères, 500 au plus"),
        (request(by=""), "auteur : le nom de la personne manque"),
        (request(until=date(2026, 2, 1)), "fin : le 01/02/2026 est passé"),
        (request(account_id="C-9"), "client : C-9 n'est pas connu"),
        (request(invoice_id="F-9"), r"facture : F-9 n'est pas du compte C-1 \(connues : F-1, F-2\)"),
    ],
)
def test_a_refusal_names_the_field_and_the_reason_and_changes_nothing(
    world: DeskWorld, wrong: HoldRequest, words: str
) -> None:
    with pytest.raises(RejectedError, match=words):
        holds(world).set(wrong)

    assert list(world.ledger.events("C-1")) == []
    assert world.archive.files == {}


def test_releasing_what_is_not_held_is_refused(world: DeskWorld) -> None:
    with pytest.raises(RejectedError, match="C-1 : aucune suspension à lever"):
        holds(world).release(account_id="C-1", by="anne")
    with pytest.raises(RejectedError, match="C-1#F-1 : aucune suspension à lever"):
        holds(world).release(account_id="C-1", by="anne", invoice_id="F-1")


def test_an_invoice_that_another_account_pays_is_held_there(world: DeskWorld) -> None:
    invoices = world.ledger.load("C-1").invoices
    world.change(invoices={**invoices, "C-1#F-1": replace(invoices["C-1#F-1"], moved_to="C-2")})

    with pytest.raises(RejectedError, match="facture : F-1 est suivie sur le compte C-2"):
        holds(world).set(request(invoice_id="F-1"))


def test_a_second_hold_replaces_the_first(world: DeskWorld) -> None:
    world.change(hold=hold("promesse", until=FRIDAY_13))

    record = holds(world).set(request("réclamation écrite", until=date(2026, 3, 31)))

    assert record.hold is not None
    assert (record.hold.reason, record.hold.until) == ("réclamation écrite", date(2026, 3, 31))
