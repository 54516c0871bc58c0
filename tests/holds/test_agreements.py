"""Writing an instalment plan down. Boulangerie Martin (C-1) owes F-1, 1 200 €; it is Monday 2 February 2026."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from relance.domain.account import HoldKind
from relance.domain.agreement import Proposal
from relance.domain.case import Case, CaseState
from relance.domain.errors import ConflictError, RejectedError, TransientError
from relance.domain.events import AGREEMENT_MADE, AGREEMENT_RELEASED
from relance.domain.record import AccountRecord
from relance.domain.statement import Statement
from relance.ports.rendering import InvoiceFile
from relance.service.agreements import Agreements, Made
from relance.service.holds import HoldRequest, Holds
from tests.builders import customer_item, euros, invoice_item
from tests.fakes.ledger import InMemoryLedger
from tests.holds.plans import MONDAY, THREE, instalment
from tests.service.desk_world import DeskWorld
from tests.world import PlainRenderer

PROPOSAL = Proposal(THREE)


@pytest.fixture
def world() -> DeskWorld:
    made = DeskWorld()
    made.account(invoice_item("F-1"), invoice_item("F-2", due_on="2026-03-31", total="300.00"))
    return made


def make(world: DeskWorld, proposal: Proposal = PROPOSAL, by: str = "anne") -> Made:
    return Agreements(world.acts, world.renderer).make(account_id="C-1", by=by, proposal=proposal)


def test_the_plan_holds_what_is_overdue_and_the_account_is_looked_at_when_money_should_have_come(
    world: DeskWorld,
) -> None:
    made = make(world)

    assert made.agreed.invoices == ("C-1#F-1",)
    assert made.agreed.agreement.total == euros("1200")
    assert made.agreed.agreement.agreed_on == MONDAY
    # Friday 6 March and two working days; F-2's notice of 26 March comes later.
    assert made.record.next_day == date(2026, 3, 11)


def test_the_confirmation_is_stored_and_named_by_the_event_with_its_hash(world: DeskWorld) -> None:
    made = make(world)

    (event,) = world.ledger.events("C-1")
    assert (event.kind, event.actor) == (AGREEMENT_MADE, "anne")
    assert made.agreed.letter is not None
    folder = f"agreements/C-1/{made.agreed.reference}"
    assert (event.content_key, event.content_sha256) == (f"{folder}/letter.pdf", made.agreed.letter.sha256)
    assert world.archive.files[f"{folder}/letter.pdf"] == made.letter
    assert event.data == {
        "reference": made.agreed.reference,
        "invoices": ["C-1#F-1"],
        "total": "1200.00 EUR",
        "instalments": 3,
        "first": "2026-03-06",
        "last": "2026-05-05",
        "penalties_go_on": True,
        "acceleration": False,
        "statement": f"{folder}/statement.json",
        "statement_sha256": hashlib.sha256(world.archive.files[f"{folder}/statement.json"]).hexdigest(),
    }
    statement = json.loads(world.archive.files[f"{folder}/statement.json"])
    assert statement["document"] == "instalment_plan"
    assert [line["invoice_id"] for line in statement["overdue"]] == ["F-1"]
    assert [i["amount"] for i in statement["agreement"]["instalments"]] == ["400.00 EUR"] * 3
    assert (statement["channel"], statement["answer_by"]) == (None, "2026-02-10")


def test_an_open_case_is_told(world: DeskWorld) -> None:
    make(world)
    assert world.case_signals.told == [("C-1", MONDAY)]


def test_the_same_plan_again_changes_nothing_and_gives_the_same_letter(world: DeskWorld) -> None:
    first = make(world)
    again = make(world)

    assert again.agreed == first.agreed
    assert again.letter == first.letter
    assert again.record.revision == first.record.revision
    assert len(list(world.ledger.events("C-1"))) == 1


def test_a_crash_between_letter_and_commit_leaves_a_file_and_the_request_begins_again(world: DeskWorld) -> None:
    class Down(InMemoryLedger):
        down = True

        def commit(self, before: AccountRecord, after: AccountRecord, **rest: Any) -> AccountRecord:
            if self.down:
                raise TransientError("cut")
            return super().commit(before, after, **rest)

    ledger = Down(**{name: getattr(world.ledger, name) for name in ("records", "rows", "chains", "recorded")})
    world.ledger = ledger
    with pytest.raises(TransientError):
        make(world)
    assert world.ledger.load("C-1").agreed is None
    files = dict(world.archive.files)

    ledger.down = False
    assert make(world).record.agreed is not None
    assert world.archive.files == files


def test_somebody_else_s_change_in_between_is_read_and_the_figures_are_checked_again(world: DeskWorld) -> None:
    class Busy(InMemoryLedger):
        refused = 0

        def commit(self, before: AccountRecord, after: AccountRecord, **rest: Any) -> AccountRecord:
            if self.refused == 0:
                self.refused += 1
                world.billing.update("C-1", "INVOICE#F-1", amount_paid="200.00", version=2)
                raise ConflictError("account C-1 changed")
            return super().commit(before, after, **rest)

    world.ledger = Busy(**{name: getattr(world.ledger, name) for name in ("records", "rows", "chains", "recorded")})
    with pytest.raises(RejectedError, match=r"leur somme est de 1.200,00.€, et la somme due de 1.000,00.€ de factures"):
        make(world)


def test_named_invoices_are_covered_even_before_their_due_date(world: DeskWorld) -> None:
    both = Proposal((instalment("2026-04-03", "1500"),), invoices=("F-1", "F-2"))
    assert set(make(world, both).agreed.invoices) == {"C-1#F-1", "C-1#F-2"}


def test_what_was_paid_before_is_no_part_of_the_plan(world: DeskWorld) -> None:
    world.billing.update("C-1", "INVOICE#F-1", amount_paid="200.00", version=2)
    made = make(world, Proposal((instalment("2026-03-06", "1000"),)))
    assert made.agreed.settled_before == euros("200")
    assert made.record.next_day == date(2026, 3, 11)


def test_accessories_that_are_recognised_are_part_of_the_sum(world: DeskWorld) -> None:
    recognised = Proposal((instalment("2026-03-06", "1241.50"),), accessories=euros("41.50"))
    assert make(world, recognised).agreed.agreement.total == euros("1241.50")


@pytest.mark.parametrize(
    ("proposal", "words"),
    [
        (
            Proposal((instalment("2026-03-06", "1100"),)),
            "instalments : leur somme est de 1.100,00.€, et la somme due de 1.200,00.€ de factures$",
        ),
        (
            Proposal((instalment("2026-03-06", "1200"),), accessories=euros("40")),
            "la somme due de 1.200,00.€ de factures et 40,00.€ d'accessoires",
        ),
        (
            Proposal((instalment("2026-03-06", "1160"),), accessories=euros("-40")),
            "accessories : ils ne peuvent être que positifs",
        ),
        (
            Proposal((instalment("2026-02-01", "1200"),), agreed_on=date(2026, 1, 30)),
            "on : l'échéance du 01/02/2026 est passée",
        ),
        (Proposal(THREE, agreed_on=date(2026, 2, 3)), "agreed_on : le 03/02/2026 est à venir"),
        (Proposal(THREE, invoices=("F-9",)), "facture : F-9 n'est pas du compte C-1"),
        (Proposal((instalment("2026-03-06", "1200", "USD"),)), "facture : F-1 est en EUR"),
        (Proposal(()), "instalments : l'échéancier n'a aucune échéance"),
    ],
)
def test_a_refusal_names_the_field_and_the_reason_and_writes_nothing(
    world: DeskWorld, proposal: Proposal, words: str
) -> None:
    with pytest.raises(RejectedError, match=words):
        make(world, proposal)
    assert (list(world.ledger.events("C-1")), world.archive.files) == ([], {})


@pytest.mark.parametrize(
    ("customer", "facts", "words"),
    [
        ({"insolvency_judgment_on": "2026-01-20"}, {}, "facture : F-1, la créance est antérieure au jugement"),
        ({"deceased": True}, {}, "facture : F-1, le client est décédé"),
        ({"kind": "consumer", "siren": None, "over_indebted_since": "2026-01-20"}, {}, "surendettement"),
        ({}, {"factor": "Factor SA"}, "la créance est cédée à un tiers"),
        ({}, {"amount_paid": "1200.00"}, "facture : F-1, rien n.est dû"),
        ({}, {"status": "cancelled"}, "facture : F-1, la facture est annulée"),
        (
            {"unapplied": [{"kind": "payment", "amount": "50.00"}]},
            {},
            "non affecté : 50,00.€ attendent d'être affectés à une facture",
        ),
    ],
)
def test_nothing_is_agreed_on_what_may_not_be_asked_or_paid(
    customer: dict[str, Any], facts: dict[str, Any], words: str
) -> None:
    """L622-7: the debtor may not pay what was owed before the judgment; C. conso. L722-5 likewise."""
    world = DeskWorld()
    world.account(invoice_item("F-1", **facts), customer=customer_item(**customer))
    with pytest.raises(RejectedError, match=words):
        make(world, replace(PROPOSAL, invoices=("F-1",)))


def test_without_anything_overdue_the_invoices_must_be_named() -> None:
    world = DeskWorld()
    world.account(invoice_item("F-2", due_on="2026-03-31"))
    with pytest.raises(RejectedError, match="invoices : aucune facture échue n'est due"):
        make(world)


def test_a_file_that_was_handed_off_is_no_longer_ours_to_settle(world: DeskWorld) -> None:
    record = world.ledger.load("C-1")
    entry = replace(record.invoices["C-1#F-1"], case_id="CASE-1")
    case = Case("CASE-1", "C-1", CaseState.HANDED_OFF, MONDAY, 4, ("C-1#F-1",), "ab" * 32)
    world.ledger.commit(record, record.with_invoice(entry).with_case(case))
    with pytest.raises(RejectedError, match="F-1 est dans le dossier transmis CASE-1"):
        make(world)


def test_one_plan_at_a_time(world: DeskWorld) -> None:
    first = make(world)
    other = Proposal((instalment("2026-03-20", "1200"),))
    with pytest.raises(RejectedError, match=f"{first.agreed.reference} est en cours"):
        make(world, other)


def test_after_a_paid_plan_another_one_may_be_made(world: DeskWorld) -> None:
    make(world)
    world.billing.update("C-1", "INVOICE#F-1", amount_paid="1200.00", version=2)
    world.clock.go_to(date(2026, 4, 7))
    second = make(world, Proposal((instalment("2026-04-10", "300"),)))
    assert second.agreed.invoices == ("C-1#F-2",)


def test_a_released_plan_gives_its_invoices_back_at_once_with_the_reason_on_record(world: DeskWorld) -> None:
    made = make(world)

    record = Agreements(world.acts, world.renderer).release(account_id="C-1", by="paul", reason="non signé")

    assert (record.agreed, record.next_day) == (None, MONDAY)
    *_, event = world.ledger.events("C-1")
    assert (event.kind, event.actor) == (AGREEMENT_RELEASED, "paul")
    assert event.data == {"reference": made.agreed.reference}
    assert event.content_key is not None
    assert world.archive.get(event.content_key).decode() == "non signé"
    with pytest.raises(RejectedError, match="C-1 : aucun échéancier à lever"):
        Agreements(world.acts, world.renderer).release(account_id="C-1", by="paul", reason="encore")


def test_after_a_release_another_plan_has_another_reference(world: DeskWorld) -> None:
    first = make(world)
    Agreements(world.acts, world.renderer).release(account_id="C-1", by="anne", reason="à refaire")
    second = make(world, Proposal((instalment("2026-03-20", "1200"),)))
    assert second.agreed.reference != first.agreed.reference


def test_who_and_why_are_not_left_out(world: DeskWorld) -> None:
    with pytest.raises(RejectedError, match="auteur : le nom de la personne manque"):
        make(world, by=" ")
    make(world)
    with pytest.raises(RejectedError, match="motif : il manque"):
        Agreements(world.acts, world.renderer).release(account_id="C-1", by="anne", reason="")


def test_a_letter_that_cannot_be_written_makes_no_plan(world: DeskWorld) -> None:
    class Refusing(PlainRenderer):
        def letter(self, statement: Statement, *, reference: str, copies: Sequence[InvoiceFile] = ()) -> bytes:
            raise RejectedError("la lettre ne peut pas être écrite")

    with pytest.raises(RejectedError, match="ne peut pas être écrite"):
        Agreements(world.acts, Refusing()).make(account_id="C-1", by="anne", proposal=PROPOSAL)
    assert world.ledger.load("C-1").agreed is None


class TestPromises:
    """A promise for Friday 13 February lasts until Tuesday 17: the payment has two working days to arrive."""

    def hold(self, world: DeskWorld, kind: HoldKind = HoldKind.PROMISE, until: date | None = date(2026, 2, 13)) -> Any:
        return Holds(world.acts).set(HoldRequest("C-1", "au téléphone", "anne", until, kind=kind))

    @pytest.mark.parametrize("kind", [HoldKind.PROMISE, HoldKind.PAYMENT_ANNOUNCED])
    def test_what_is_expected_on_a_day_has_time_to_arrive(self, world: DeskWorld, kind: HoldKind) -> None:
        record = self.hold(world, kind)
        assert record.hold is not None
        assert (record.hold.expected_on, record.hold.until) == (date(2026, 2, 13), date(2026, 2, 17))
        assert record.next_day == date(2026, 2, 18)

    def test_the_event_tells_the_day_of_the_promise(self, world: DeskWorld) -> None:
        self.hold(world)
        (event,) = world.ledger.events("C-1")
        assert event.data == {
            "invoice": None,
            "kind": "PROMISE",
            "until": "2026-02-17",
            "expected_on": "2026-02-13",
        }

    def test_a_grace_of_a_judge_ends_on_its_very_day(self, world: DeskWorld) -> None:
        record = self.hold(world, HoldKind.GRACE_COURT)
        assert record.hold is not None
        assert (record.hold.expected_on, record.hold.until) == (None, date(2026, 2, 13))

    @pytest.mark.parametrize("kind", [HoldKind.PROMISE, HoldKind.PAYMENT_ANNOUNCED, HoldKind.GRACE_COURT])
    def test_some_kinds_need_a_day(self, world: DeskWorld, kind: HoldKind) -> None:
        with pytest.raises(RejectedError, match="un délai de grâce a son jour"):
            self.hold(world, kind, None)

    def test_a_plan_is_not_a_hold_that_one_sets(self, world: DeskWorld) -> None:
        with pytest.raises(RejectedError, match="un échéancier s'enregistre par « relance instalments »"):
            self.hold(world, HoldKind.PLAN)
