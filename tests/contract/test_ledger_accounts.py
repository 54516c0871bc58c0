"""What every ledger does with accounts and with facts that happen once, on the fake and on DynamoDB."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from relance.domain.account import Hold, HoldKind, PastContact
from relance.domain.case import Approval, Case, CaseState, Gate, Wake
from relance.domain.channels import Channel
from relance.domain.contact import ContactState, StoredObject
from relance.domain.errors import ConflictError, RejectedError
from relance.domain.record import AccountRecord
from relance.ports.ledger import AlreadyRecordedError, Ledger
from tests.builders import customer, invoice, ledger_invoice, progress, record
from tests.contract.ledger_story import MONDAY, MORNING, TUESDAY, cap, contact, event, stored


class TestAccounts:
    def test_an_account_that_nobody_wrote_is_empty_at_revision_0(self, ledger: Ledger) -> None:
        assert ledger.load("C-404") == AccountRecord("C-404", revision=0)

    def test_an_account_comes_back_as_it_was_written_one_revision_later(self, ledger: Ledger) -> None:
        written = ledger.commit(ledger.load("C-1"), record(next_day=MONDAY))
        assert written == replace(record(next_day=MONDAY), revision=1)
        assert ledger.load("C-1") == written

    def test_everything_an_account_can_hold_comes_back(self, ledger: Ledger) -> None:
        letter = StoredObject("letters/C-1/2026-02-09.pdf", "cd" * 32)
        case = Case(
            case_id="CASE-260209-AAAA",
            account_id="C-1",
            state=CaseState.NOTICE_APPROVAL,
            opened_on=MONDAY,
            rank=4,
            invoices=("C-1#F-1",),
            statement_hash="ef" * 32,
            notice=letter,
            approvals=(Approval(Gate.NOTICE, Wake.APPROVED, "anne.durand", MORNING, "cd" * 32),),
            waiting_for="notice",
            task_token="token",
            wake_on=date(2026, 3, 9),
        )
        hold = Hold("promesse du 9 février", "anne.durand", MONDAY, date(2026, 2, 20), HoldKind.PROMISE)
        reminded = ledger_invoice(
            invoice("F-1"),
            sequence="0001",
            progress=progress(1, 2, superseded=[0, -1]),
            hold=hold,
            case_id=case.case_id,
        )
        moved = ledger_invoice(invoice("F-2", payer_id="C-9"), moved_to="C-9")
        full = record(
            reminded,
            moved,
            hold=hold,
            contacts=(PastContact(MONDAY, Channel.EMAIL, "first_reminder", 1),),
            closed_addresses=frozenset({"a@b.example", "c@d.example"}),
            cases={case.case_id: case},
            next_day=TUESDAY,
            unfolded=(MONDAY,),
            blocked="NO_CHANNEL",
        )
        assert ledger.load("C-1") != full
        assert ledger.commit(ledger.load("C-1"), full) == replace(full, revision=1)
        assert ledger.load("C-1") == replace(full, revision=1)

    def test_a_change_leaves_the_other_invoices_and_accounts_alone(self, ledger: Ledger) -> None:
        first = stored(ledger, record(invoice("F-1"), invoice("F-2")))
        other = stored(ledger, record(invoice("F-1", customer_id="C-2"), debtor=customer("C-2")))
        paid = first.with_invoice(ledger_invoice(invoice("F-2", version=2)))
        ledger.commit(first, paid)
        assert ledger.load("C-1").invoices == {
            "C-1#F-1": ledger_invoice(invoice("F-1")),
            "C-1#F-2": ledger_invoice(invoice("F-2", version=2)),
        }
        assert ledger.load("C-2") == other

    def test_a_commit_on_an_old_revision_is_a_conflict_and_writes_nothing(self, ledger: Ledger) -> None:
        seen = stored(ledger)
        newer = ledger.commit(seen, replace(seen, next_day=MONDAY))
        with pytest.raises(ConflictError):
            ledger.commit(
                seen,
                replace(seen, next_day=TUESDAY),
                events=[event()],
                contact=contact(),
                once="x",
                cap=cap(TUESDAY, 1),
            )
        assert ledger.load("C-1") == newer
        assert ledger.contact("C-1", MONDAY) is None
        assert list(ledger.events("C-1")) == []

    def test_a_first_commit_on_a_known_account_is_a_conflict(self, ledger: Ledger) -> None:
        stored(ledger)
        with pytest.raises(ConflictError):
            ledger.commit(AccountRecord("C-1"), record(next_day=MONDAY))

    def test_of_two_workers_that_write_the_very_same_thing_one_wins(self, ledger: Ledger) -> None:
        seen = stored(ledger)
        ledger.commit(seen, seen, contact=contact(ContactState.RESERVED))
        with pytest.raises(ConflictError):
            ledger.commit(seen, seen, contact=contact(ContactState.RESERVED))

    def test_a_commit_that_changes_nothing_writes_nothing(self, ledger: Ledger) -> None:
        seen = stored(ledger)
        assert ledger.commit(seen, seen) == seen
        assert ledger.load("C-1").revision == 1

    def test_an_invoice_never_leaves_the_ledger(self, ledger: Ledger) -> None:
        seen = stored(ledger)
        with pytest.raises(RejectedError, match="never leaves"):
            ledger.commit(seen, replace(seen, invoices={}))

    def test_eighty_invoices_fit_one_commit(self, ledger: Ledger) -> None:
        written = stored(ledger, record(*(invoice(f"F-{n}") for n in range(80))))
        assert ledger.load("C-1") == written

    def test_eighty_one_invoices_do_not_and_nothing_is_written(self, ledger: Ledger) -> None:
        with pytest.raises(RejectedError, match="81"):
            stored(ledger, record(*(invoice(f"F-{n}") for n in range(81))))
        assert ledger.load("C-1").revision == 0

    def test_an_account_keeps_its_sixty_newest_contacts(self, ledger: Ledger) -> None:
        days = [date(2020, 1, 1) + timedelta(days=30 * n) for n in range(70)]
        written = stored(ledger, record(contacts=tuple(PastContact(d, Channel.EMAIL, "x", 1) for d in days)))
        assert [c.day for c in written.contacts] == days[10:]
        assert ledger.load("C-1") == written

    def test_every_account_is_listed(self, ledger: Ledger) -> None:
        for name in ("C-1", "C-2", "C-3"):
            stored(ledger, record(debtor=customer(name)))
        assert sorted(ledger.accounts()) == ["C-1", "C-2", "C-3"]


class TestOnce:
    def test_a_fact_is_recorded_once(self, ledger: Ledger) -> None:
        seen = stored(ledger)
        after = ledger.commit(seen, seen, once="ses/delivery/0100", events=[event()])
        with pytest.raises(AlreadyRecordedError):
            ledger.commit(after, after, once="ses/delivery/0100", events=[event()])
        assert len(list(ledger.events("C-1"))) == 1

    def test_a_fact_recorded_before_is_told_from_a_conflict(self, ledger: Ledger) -> None:
        seen = stored(ledger)
        ledger.commit(seen, seen, once="ses/delivery/0100")
        with pytest.raises(AlreadyRecordedError):
            ledger.commit(seen, seen, once="ses/delivery/0100")

    def test_the_same_name_in_another_account_is_another_fact(self, ledger: Ledger) -> None:
        one, two = stored(ledger), stored(ledger, record(debtor=customer("C-2")))
        ledger.commit(one, one, once="opening")
        assert ledger.commit(two, two, once="opening").revision == 2

    def test_a_name_may_be_as_long_as_a_provider_likes(self, ledger: Ledger) -> None:
        seen = stored(ledger)
        after = ledger.commit(seen, seen, once="é" * 5000)
        with pytest.raises(AlreadyRecordedError):
            ledger.commit(after, after, once="é" * 5000)
