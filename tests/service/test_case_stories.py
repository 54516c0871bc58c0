"""What becomes of Boulangerie Martin's 1 200 €, once the formal notice is due on Monday 16 March 2026."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from relance.domain.account import Hold
from relance.domain.case import CaseState, Wake
from relance.domain.contact import ContactState
from relance.domain.record import SendingSwitch
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError
from relance.ports.outside import Parcel
from tests.builders import customer_item, invoice_item
from tests.case_world import AFTER_DEADLINE, ANSWER_BY, OPENING, CaseWorld


def statement(world: CaseWorld) -> dict[str, object]:
    assert world.case.statement is not None
    body: dict[str, object] = json.loads(world.archive.files[world.case.statement.key])
    return body


def woken(world: CaseWorld) -> list[str]:
    return [e.data["why"] for e in world.ledger.events("C-1") if e.kind == "case.woken"]


def closed(world: CaseWorld) -> dict[str, object]:
    return next(e.data for e in world.ledger.events("C-1") if e.kind == "case.closed")


# ------------------------------------------------------------------------------ opening


def test_the_plan_hands_the_invoices_to_a_case_and_a_person_is_asked_within_the_same_minute() -> None:
    world = CaseWorld().to_approval()
    assert world.path == ["DraftNotice", "AskNoticeApproval"]
    assert world.case.state is CaseState.NOTICE_APPROVAL
    assert world.ledger.load("C-1").invoices["C-1#F-1"].case_id == world.case.case_id
    assert world.kinds() == ["case.opened", "case.approval_asked"]
    assert world.execution.data == {"account_id": "C-1", "case_id": world.case.case_id}


def test_the_notice_prints_a_date_that_leaves_the_plans_15_days_even_on_the_last_day_of_approval() -> None:
    world = CaseWorld().to_approval()
    assert statement(world)["answer_by"] == "2026-04-07"  # 16 March + 7 days to approve + 15 days to pay
    world.clock.go_to(date(2026, 3, 23))
    world.approve()
    assert world.case.served_on == date(2026, 3, 23)
    assert (ANSWER_BY - world.case.served_on).days == 15


def test_opening_on_the_same_day_again_opens_nothing() -> None:
    world = CaseWorld().to_approval()
    for minute in range(20):
        world.morning(OPENING, time(9, minute))
    assert len(world.machine.executions) == 1
    assert len(world.approvers.links) == 1
    assert world.kinds() == ["case.opened", "case.approval_asked"]


def test_an_invoice_of_the_case_gets_no_friendly_reminder_while_another_one_does() -> None:
    world = CaseWorld().owe(invoice_item(), invoice_item("F-2", due_on="2026-02-13", issued_on="2026-01-14"))
    world.morning(OPENING)
    assert set(world.case.invoices) == {"C-1#F-1"}
    assert world.ledger.load("C-1").invoices["C-1#F-2"].case_id is None


# ------------------------------------------------------------------- approved, then unpaid


def test_approved_the_very_pdf_is_served_once_under_the_accounts_lock_of_the_day() -> None:
    world = CaseWorld().to_payment_wait()
    (parcel,) = world.carrier.letters.values()
    row = world.row(day=OPENING)
    assert (parcel.document, row.letter) == (world.case.notice, world.case.notice)
    assert (row.state, row.channel, row.reference) == (ContactState.SENT, "registered", parcel.reference)
    record = world.ledger.load("C-1")
    assert record.invoices["C-1#F-1"].progress.sent == {1, 2, 3, 4}
    assert record.contacts[-1].document == "formal_notice"
    assert record.open_contact is None
    assert world.case.state is CaseState.SERVED


def test_unpaid_after_the_printed_day_a_person_is_asked_for_the_handoff_on_the_next_working_day() -> None:
    world = CaseWorld().to_payment_wait()
    assert world.case.wake_on == AFTER_DEADLINE
    assert world.ledger.load("C-1").next_day == AFTER_DEADLINE
    world.mornings(date(2026, 3, 17), ANSWER_BY)
    assert world.path[-1] == "AwaitPayment"
    world.morning(AFTER_DEADLINE)
    assert world.path[-1] == "AskHandoffApproval"
    assert world.case.state is CaseState.HANDOFF_APPROVAL


def test_approved_twice_the_case_is_handed_off_with_every_piece_and_its_hash() -> None:
    world = CaseWorld()
    world.documents.files = {"contrat.pdf": b"%PDF- contrat", "F-1.pdf": b"%PDF- F-1"}
    documents = [
        {"kind": "invoice", "key": "F-1.pdf"},
        {"kind": "contract", "key": "contrat.pdf"},
        {"kind": "delivery", "key": "perdu.pdf"},
    ]
    world.owe(invoice_item(documents=documents)).morning(OPENING)
    world.approve()
    world.morning(AFTER_DEADLINE)
    world.documents.files.clear()  # billing may lose them: the file has its own copies
    assert world.approve("Paul Robin").status == 200
    assert world.path[-2:] == ["HandOff", "HandedOff"]
    assert world.case.state is CaseState.HANDED_OFF
    assert world.case.handoff is not None
    record = json.loads(world.archive.files[world.case.handoff.key])
    pieces = [(p["number"], p["kind"], p["subject"]) for p in record["pieces"]]
    case_id, reference = world.case.case_id, world.case.served_reference
    assert pieces == [
        (1, "contract", "F-1"),
        (2, "invoice", "F-1"),
        (3, "statement", case_id),
        (4, "formal_notice", reference),
    ]
    assert record["missing"] == ["F-1: delivery"]
    bordereau = world.archive.files[f"cases/{case_id}/bordereau.html"].decode()
    assert all(piece["sha256"] in bordereau for piece in record["pieces"])
    assert "Paul Robin" in bordereau
    assert "Anne Durand" in bordereau
    assert world.ledger.load("C-1").invoices["C-1#F-1"].case_id == case_id  # it never goes back to the plan
    assert world.ledger.load("C-1").next_day is None


def test_a_piece_that_is_not_the_one_approved_stops_the_handoff() -> None:
    world = CaseWorld().to_handoff_approval()
    assert world.case.notice is not None
    world.archive.files[world.case.notice.key] = b"%PDF- another"
    world.approve()
    assert (world.execution.state, world.execution.status) == ("CaseStuck", "FAILED")
    assert world.case.state is CaseState.HANDOFF_APPROVED
    assert "case.handed_off" not in world.kinds()


# ----------------------------------------------------------------------- paid on the way


def test_paid_while_a_person_has_not_decided_nothing_is_served() -> None:
    world = CaseWorld().to_approval()
    world.billing_says(amount_paid="1200.00")
    assert (woken(world), world.case.state) == (["PAID"], CaseState.CLOSED_PAID)
    assert world.carrier.calls == []
    assert world.approve().status == 409
    assert world.carrier.calls == []


def test_paid_in_the_debtors_days_the_case_closes_within_seconds() -> None:
    world = CaseWorld().to_payment_wait()
    world.clock.go_to(date(2026, 3, 27), time(14, 3))
    world.billing_says(amount_paid="1200.00")
    assert (woken(world)[-1], world.case.state, world.path[-1]) == ("PAID", CaseState.CLOSED_PAID, "Closed")
    assert world.ledger.load("C-1").invoices["C-1#F-1"].case_id is None
    world.mornings(date(2026, 3, 30), date(2026, 5, 29))
    assert len(world.machine.executions) == 1
    assert len(world.carrier.letters) == 1


def test_paid_while_the_handoff_is_being_decided_nothing_is_handed_off() -> None:
    world = CaseWorld().to_handoff_approval()
    world.billing_says(amount_paid="1200.00")
    assert world.case.state is CaseState.CLOSED_PAID


def test_a_payment_that_comes_before_the_wait_is_registered_is_not_lost() -> None:
    world = CaseWorld().to_approval()
    submit = world.carrier.submit

    def paid_meanwhile(parcel: Parcel) -> str:
        world.billing.update("C-1", "INVOICE#F-1", amount_paid="1200.00", version=2)
        world.facts_changed_without_pump()
        return submit(parcel)

    world.carrier.submit = paid_meanwhile  # type: ignore[method-assign]
    world.approve()
    assert world.path == ["DraftNotice", "AskNoticeApproval", "ServeNotice", "AwaitPayment", "CloseCase", "Closed"]
    assert world.case.state is CaseState.CLOSED_PAID


def test_a_part_payment_in_the_debtors_days_wakes_nobody_and_the_file_claims_the_rest() -> None:
    world = CaseWorld().to_payment_wait()
    world.billing_says(amount_paid="200.00")
    assert world.case.waiting_for == "payment"
    world.morning(AFTER_DEADLINE)
    assert world.case.handoff is not None
    record = json.loads(world.archive.files[world.case.handoff.key])
    assert record["claim"]["lines"][0]["outstanding"] == "1000.00 EUR"


def test_a_payment_announced_for_the_deadline_gets_the_time_to_arrive() -> None:
    world = CaseWorld().to_payment_wait()
    world.billing_says(payment_announced_on="2026-04-08")
    world.morning(AFTER_DEADLINE)
    assert (world.case.state, world.case.wake_on) == (CaseState.SERVED, date(2026, 4, 11))
    world.morning(date(2026, 4, 13))  # the Monday after
    assert world.case.state is CaseState.HANDOFF_APPROVAL


# ------------------------------------------------------------------------- facts change


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"amount_paid": "200.00"}, "CHANGED"),
        ({"credit_notes": [{"amount": "100.00"}]}, "CHANGED"),
        ({"payment_announced_on": "2026-03-20"}, "CHANGED"),
        ({"purchase_order": "BC-7"}, "CHANGED"),
        ({"status": "disputed"}, "STOPPED"),
        ({"status": "cancelled"}, "STOPPED"),
        ({"factor": "Affacture SA"}, "STOPPED"),
    ],
)
def test_an_approval_on_other_facts_is_void(change: dict[str, Any], word: str) -> None:
    world = CaseWorld().to_approval()
    world.billing_says(**change)
    assert woken(world) == [word]
    assert world.case.state is CaseState.CLOSED_REFUSED
    assert world.ledger.load("C-1").invoices["C-1#F-1"].case_id is None
    assert world.ledger.load("C-1").invoices["C-1#F-1"].hold is None
    assert world.approve().status == 409
    assert world.carrier.calls == []


def test_what_no_letter_prints_may_change_while_a_person_decides() -> None:
    world = CaseWorld().to_approval()
    contacts = [{"role": "accounting", "name": "Luc Petit", "email": "luc@boulangerie-martin.example"}]
    world.billing.put(customer_item(version=2, contacts=contacts))
    world.facts_changed()
    assert world.approve().status == 200
    assert world.case.state is CaseState.SERVED


def test_a_new_address_of_the_debtor_voids_the_approval_and_a_new_notice_is_asked_the_day_after() -> None:
    world = CaseWorld().to_approval()
    address = {"lines": ["1 place Royale"], "postal_code": "44000", "city": "Nantes", "country": "FR"}
    world.billing.put(customer_item(version=2, address=address))
    world.facts_changed()
    assert woken(world) == ["CHANGED"]
    world.morning(OPENING, time(10, 30))
    assert len(world.machine.executions) == 1  # a case has its day's name: not twice on a day
    world.morning(date(2026, 3, 17))
    assert len(world.machine.executions) == 2
    assert statement(world)["debtor"]["address"]["lines"] == ["1 place Royale"]  # type: ignore[index]


def test_a_part_payment_before_the_approval_makes_a_new_notice_with_the_new_amount() -> None:
    world = CaseWorld().to_approval()
    world.billing_says(amount_paid="200.00")
    world.morning(date(2026, 3, 17))
    world.approve()
    (parcel,) = world.carrier.letters.values()
    assert str(parcel.statement.overdue[0].outstanding) == "1000.00 EUR"


def test_facts_that_change_after_the_click_are_seen_before_the_letter_leaves() -> None:
    world = CaseWorld().to_approval()
    world.billing.update("C-1", "INVOICE#F-1", amount_paid="200.00", version=2)  # the stream has not told yet
    answer = world.approve()
    assert answer.status == 409
    assert world.carrier.calls == []
    assert world.case.state is CaseState.CLOSED_REFUSED


def test_a_hold_set_by_a_person_stops_a_case_in_each_wait() -> None:
    for reach in (CaseWorld.to_approval, CaseWorld.to_payment_wait, CaseWorld.to_handoff_approval):
        world = reach(CaseWorld())
        before = world.ledger.load("C-1")
        world.ledger.commit(before, replace(before, hold=Hold("réclamation", "Anne", world.today)))
        world.facts_changed()
        assert (woken(world)[-1], world.case.state) == ("STOPPED", CaseState.CLOSED_REFUSED)


def test_a_part_payment_while_the_handoff_is_decided_makes_the_file_again() -> None:
    world = CaseWorld().to_handoff_approval()
    old = world.token
    world.billing_says(amount_paid="200.00")
    assert world.path[-2:] == ["AskHandoffApproval", "AskHandoffApproval"]
    assert len(world.approvers.links) == 3
    assert world.submit(old, decision="approve", name="Anne").status == 409
    assert world.approve().status == 200
    assert world.case.state is CaseState.HANDED_OFF


# -------------------------------------------------------------------- refused, or silence


def test_refused_the_invoices_go_back_to_their_plan_on_hold_with_who_and_why() -> None:
    world = CaseWorld().to_approval()
    world.refuse("Client stratégique, je l'appelle.", name="Anne Durand")
    assert world.path[-2:] == ["CloseCase", "Closed"]
    invoice = world.ledger.load("C-1").invoices["C-1#F-1"]
    assert invoice.case_id is None
    assert invoice.hold == Hold(
        "refusé par Anne Durand : Client stratégique, je l'appelle.", "Anne Durand", OPENING, date(2026, 4, 15)
    )
    assert closed(world)["held_until"] == "2026-04-15"
    world.mornings(date(2026, 3, 17), date(2026, 4, 15))
    assert len(world.machine.executions) == 1
    world.morning(date(2026, 4, 16))
    assert len(world.machine.executions) == 2  # looked at again once the hold is over
    reason = next(e for e in world.ledger.events("C-1") if e.kind == "case.refused")
    assert reason.data.keys() == {"case_id", "gate", "document_sha256"}  # what was typed is an object of its own
    assert reason.content_key is not None
    assert world.archive.files[reason.content_key].decode() == "Client stratégique, je l'appelle."


def test_refused_at_the_handoff_nothing_is_handed_off() -> None:
    world = CaseWorld().to_handoff_approval()
    world.refuse("On négocie un échéancier.")
    assert world.case.state is CaseState.CLOSED_REFUSED


def test_without_an_answer_the_approval_lapses_and_a_fresh_one_is_asked() -> None:
    world = CaseWorld().to_approval()
    first = world.token
    world.mornings(date(2026, 3, 17), date(2026, 3, 23))
    assert world.case.state is CaseState.NOTICE_APPROVAL
    world.morning(date(2026, 3, 24))
    assert woken(world) == ["LAPSED"]
    assert world.submit(first, decision="approve", name="Anne").status == 410
    world.morning(date(2026, 3, 25))
    assert len(world.approvers.links) == 2
    assert statement(world)["day"] == "2026-03-25"


def test_the_backstop_of_a_wait_is_routed_like_the_day_it_stands_for() -> None:
    asked = CaseWorld().to_approval()
    asked.machine.time_out(asked.case.case_id)
    asked.pump()
    assert asked.path[-3:] == ["ApprovalLapsed", "CloseCase", "Closed"]
    waiting = CaseWorld().to_payment_wait()
    waiting.machine.time_out(waiting.case.case_id)
    waiting.pump()
    assert waiting.path[-2:] == ["DeadlinePassed", "AskHandoffApproval"]


# ------------------------------------------------------------------------------- serving


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
    assert closed(world)["why"] == "LAPSED"
    assert world.carrier.calls == []


def test_an_answer_of_the_carrier_that_was_lost_is_looked_up_and_never_sent_again() -> None:
    world = CaseWorld().to_approval()
    world.carrier.lost_answers = [OutcomeUnknownError("cut")]
    world.approve()
    assert len(world.carrier.calls) == 1
    assert world.case.state is CaseState.SERVED
    assert world.row(day=OPENING).message_id == f"CARRIER-{world.case.served_reference}"


def test_a_carrier_that_took_nothing_gets_the_letter_again_under_a_new_reference() -> None:
    world = CaseWorld().to_approval()
    world.carrier.fails = [OutcomeUnknownError("cut before it arrived"), TryLaterError("busy")]
    world.approve()
    assert len(world.carrier.letters) == 1
    assert world.case.state is CaseState.SERVED
    assert world.row(day=OPENING).attempt == 2


def test_a_letter_that_the_carrier_refuses_gives_the_invoices_back_on_hold() -> None:
    world = CaseWorld().to_approval()
    world.carrier.fails = [NotAcceptedError("no such address")]
    world.approve()
    assert world.path[-3:] == ["StepFailed", "CloseCase", "Closed"]
    assert closed(world) == {
        "case_id": world.case.case_id,
        "state": "CLOSED_REFUSED",
        "why": "FAILED",
        "error": "NotAcceptedError",
        "held_until": "2026-04-15",
    }
    assert world.ledger.load("C-1").invoices["C-1#F-1"].progress.sent == {1, 2, 3}
    assert world.row(day=OPENING).state is ContactState.VOID


def test_approvers_whom_no_mail_reaches_give_the_invoices_back_on_hold() -> None:
    world = CaseWorld()
    world.approvers.fails = [NotAcceptedError("unknown mailbox")]
    world.to_approval()
    assert closed(world)["error"] == "NotAcceptedError"


# ------------------------------------------------------------------------ doubled signals


def test_signals_may_come_any_number_of_times() -> None:
    world = CaseWorld().to_payment_wait()
    world.billing.update("C-1", "INVOICE#F-1", amount_paid="1200.00", version=2)
    for _ in range(5):
        world.facts_changed()
    assert woken(world) == ["APPROVED", "PAID"]
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
