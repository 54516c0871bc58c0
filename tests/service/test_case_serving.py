"""Serving the approved notice of Monday 16 March 2026, whatever the day, the carrier and the signals do."""

from __future__ import annotations

from datetime import date, time

import pytest

from relance.domain.case import CaseState, Wake
from relance.domain.contact import ContactState
from relance.domain.record import SendingSwitch
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError
from tests.builders import invoice_item
from tests.case_world import OPENING, CaseWorld


def test_approved_on_a_sunday_the_notice_is_served_on_monday() -> None:
    world = CaseWorld().to_approval()
    world.clock.go_to(date(2026, 3, 22))
    world.approve()
    assert (world.carrier.calls, world.case.waiting_for) == ([], "serving")
    world.morning(date(2026, 3, 23))
    assert world.case.served_on == date(2026, 3, 23)
    assert world.path == ["DraftNotice", "AskNoticeApproval", "ServeNotice", "ServeNotice", "AwaitPayment"]


def test_a_day_that_another_contact_took_is_left_for_the_next_one() -> None:
    world = CaseWorld().to_approval()
    world.owe_more()
    world.morning(OPENING, time(9, 30))
    assert world.row(day=OPENING).channel == "email"
    world.approve()
    assert world.carrier.calls == []
    world.morning(date(2026, 3, 17))
    assert world.row(day=date(2026, 3, 17)).channel == "registered"


def test_while_sending_is_off_an_approved_notice_waits_and_lapses_in_the_end() -> None:
    world = CaseWorld().to_approval()
    world.controls.switch(SendingSwitch(on=False, by="Anne", reason="incident"))
    world.approve()
    world.mornings(date(2026, 3, 17), date(2026, 3, 23))
    assert (world.carrier.calls, world.case.waiting_for) == ([], "serving")
    world.morning(date(2026, 3, 24))
    assert world.closed["why"] == "LAPSED"
    assert world.carrier.calls == []


def test_an_answer_that_was_lost_is_asked_for_an_hour_later_and_the_letter_never_sent_again() -> None:
    world = CaseWorld().to_approval()
    world.carrier.lost_answers = [OutcomeUnknownError("cut")]
    world.approve()
    row = world.row(day=OPENING)
    assert (row.state, row.carrier, row.reason) == (ContactState.UNKNOWN, "outbox", "cut")
    assert (world.case.state, world.case.waiting_for) == (CaseState.NOTICE_APPROVED, "serving")
    world.clock.go_to(OPENING, time(9, 31))
    assert world.sweeper.sweep() == {"SENT": 1}
    world.morning(date(2026, 3, 17))
    assert (world.case.state, world.case.served_on) == (CaseState.SERVED, OPENING)
    assert world.row(day=OPENING).message_id == f"CARRIER-{world.case.served_reference}"
    assert len(world.carrier.calls) == 1


def test_a_carrier_that_took_nothing_gets_the_notice_the_day_after_under_a_new_reference() -> None:
    world = CaseWorld().to_approval()
    world.carrier.fails = [OutcomeUnknownError("cut before it arrived")]
    world.approve()
    world.clock.go_to(OPENING, time(9, 31))
    assert world.sweeper.sweep() == {"VOID": 1}
    assert world.row(day=OPENING).reason == "outbox has no such letter"
    world.morning(date(2026, 3, 17))
    assert (world.case.state, world.case.served_on) == (CaseState.SERVED, date(2026, 3, 17))
    assert len(world.carrier.letters) == 1
    assert len(set(world.carrier.calls)) == 2


def test_silence_that_nobody_can_end_keeps_the_notice_waiting_and_nobody_is_asked_twice() -> None:
    world = CaseWorld().to_approval()
    world.carrier.lost_answers = [OutcomeUnknownError("cut")]
    world.approve()
    world.carrier.unreachable = True
    world.mornings(date(2026, 3, 17), date(2026, 3, 19))
    assert (world.case.state, world.case.waiting_for) == (CaseState.NOTICE_APPROVED, "serving")
    assert len(world.carrier.calls) == 1
    world.carrier.unreachable = False
    world.morning(date(2026, 3, 20))
    assert (world.case.state, world.case.served_on) == (CaseState.SERVED, OPENING)
    assert len(world.carrier.letters) == 1


def test_a_carrier_that_is_down_for_two_days_gets_the_notice_when_it_is_back_and_no_case_fails() -> None:
    world = CaseWorld().to_approval()
    world.carrier.fails = [TryLaterError("down")] * 4
    world.approve()
    row = world.row(day=OPENING)
    assert (row.state, row.carrier, row.reason) == (ContactState.RESERVED, None, "outbox LATER (down)")
    world.morning(OPENING, time(9, 30))
    world.mornings(date(2026, 3, 17), date(2026, 3, 19))
    assert [row.state for row in world.ledger.contacts("C-1")[-4:]] == ["VOID", "VOID", "VOID", "SENT"]
    assert (world.case.state, world.case.served_on) == (CaseState.SERVED, date(2026, 3, 19))
    assert (len(world.carrier.calls), len(world.carrier.letters)) == (5, 1)
    assert "StepFailed" not in world.path


def test_a_carrier_that_is_busy_for_a_moment_gets_the_notice_within_the_hour() -> None:
    world = CaseWorld().to_approval()
    world.carrier.fails = [TryLaterError("too fast")]
    world.approve()
    world.morning(OPENING, time(9, 30))
    assert (world.case.state, world.case.served_on) == (CaseState.SERVED, OPENING)
    assert world.row(day=OPENING).attempt == 1


def test_paid_while_nobody_knows_whether_the_notice_went_the_case_closes_and_the_letter_is_settled() -> None:
    world = CaseWorld().to_approval()
    world.carrier.lost_answers = [OutcomeUnknownError("cut")]
    world.approve()
    world.billing_says(amount_paid="1200.00")
    assert world.case.state is CaseState.CLOSED_PAID
    world.clock.go_to(OPENING, time(10, 30))
    assert world.sweeper.sweep() == {"SENT": 1}
    assert (world.row(day=OPENING).state, world.ledger.load("C-1").open_contact) == (ContactState.SENT, None)


def test_a_letter_that_the_carrier_refuses_gives_the_invoices_back_on_hold() -> None:
    world = CaseWorld().to_approval()
    world.carrier.fails = [NotAcceptedError("no such address")]
    world.approve()
    assert world.path[-3:] == ["ServeNotice", "CloseCase", "Closed"]
    assert world.closed == {
        "case_id": world.case.case_id,
        "state": "CLOSED_UNDELIVERED",
        "why": "UNDELIVERED",
        "error": "NotAcceptedError",
        "held_until": "2026-04-15",
        "held_for": "MANUAL",
    }
    assert world.ledger.load("C-1").invoices["C-1#F-1"].progress.sent == {1, 2, 3}
    assert world.row(day=OPENING).state is ContactState.VOID


def test_approvers_whom_no_mail_reaches_give_the_invoices_back_on_hold() -> None:
    world = CaseWorld()
    world.approvers.fails = [NotAcceptedError("unknown mailbox")]
    world.to_approval()
    assert world.closed["error"] == "NotAcceptedError"


def test_signals_may_come_any_number_of_times() -> None:
    world = CaseWorld().to_payment_wait()
    world.billing.update("C-1", "INVOICE#F-1", amount_paid="1200.00", version=2)
    for _ in range(5):
        world.facts_changed()
    assert world.woken == ["APPROVED", "PAID"]
    assert world.kinds().count("case.closed") == 1


def test_a_wake_that_a_crash_left_unrecorded_is_repeated_and_harmless() -> None:
    world = CaseWorld().to_payment_wait()
    token = world.case.task_token
    assert token is not None
    world.machine.wake(token, {"wake": Wake.PAID.value})  # the machine died before it cleared the token
    world.billing.update("C-1", "INVOICE#F-1", amount_paid="1200.00", version=2)
    world.facts_changed()
    assert world.case.state is CaseState.CLOSED_PAID
    assert world.kinds().count("case.woken") == 2


def test_the_execution_carries_ids_only() -> None:
    world = CaseWorld().to_handoff_approval()
    world.approve()
    assert set(world.execution.data) == {"account_id", "case_id", "result"}
    assert set(world.execution.data["result"]) == {"wake"}


@pytest.mark.parametrize(("stored", "enclosed"), [("f/F-1.pdf", [b"%PDF-1.7 first"]), ("f/other.pdf", [])])
def test_copies_that_billing_has_are_frozen_with_the_notice_and_go_in_its_envelope_med_01(
    stored: str, enclosed: list[bytes]
) -> None:
    world = CaseWorld().owe(invoice_item(documents=[{"kind": "invoice", "key": "f/F-1.pdf"}]))
    world.documents.files[stored] = b"%PDF-1.7 first"
    world.morning(OPENING)
    world.documents.files[stored] = b"%PDF-1.7 written anew by billing"
    world.approve()
    (letter,) = world.carrier.letters.values()
    assert [sheet.body for sheet in letter.enclosures] == enclosed
