"""What becomes of Boulangerie Martin's 1 200 €, once the formal notice is due on Monday 16 March 2026."""

from __future__ import annotations

import json
from datetime import date, time

from relance.domain.account import Hold
from relance.domain.case import CaseState
from relance.domain.contact import ContactState
from tests.builders import invoice_item
from tests.case_world import AFTER_DEADLINE, ANSWER_BY, OPENING, CaseWorld


def test_the_plan_hands_the_invoices_to_a_case_and_a_person_is_asked_within_the_same_minute() -> None:
    world = CaseWorld().to_approval()
    assert world.path == ["DraftNotice", "AskNoticeApproval"]
    assert world.case.state is CaseState.NOTICE_APPROVAL
    assert world.ledger.load("C-1").invoices["C-1#F-1"].case_id == world.case.case_id
    assert world.kinds() == ["case.opened", "case.notice_written", "case.approval_asked"]
    assert world.execution.data == {"account_id": "C-1", "case_id": world.case.case_id}


def test_the_notice_prints_a_date_that_leaves_the_plans_15_days_even_on_the_last_day_of_approval() -> None:
    world = CaseWorld().to_approval()
    assert world.statement["answer_by"] == "2026-04-07"  # 16 March + 7 days to approve + 15 days to pay
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
    assert world.kinds() == ["case.opened", "case.notice_written", "case.approval_asked"]


def test_an_invoice_of_the_case_gets_no_friendly_reminder_while_another_one_does() -> None:
    world = CaseWorld().owe(invoice_item(), invoice_item("F-2", due_on="2026-02-13", issued_on="2026-01-14"))
    world.morning(OPENING)
    assert set(world.case.invoices) == {"C-1#F-1"}
    assert world.ledger.load("C-1").invoices["C-1#F-2"].case_id is None


def test_approved_the_very_pdf_is_served_once_under_the_accounts_lock_of_the_day() -> None:
    world = CaseWorld().to_payment_wait()
    (letter,) = world.carrier.letters.values()
    row = world.row(day=OPENING)
    assert world.case.notice is not None
    assert row.letter == world.case.notice
    assert letter.letter.body == world.archive.files[world.case.notice.key]
    assert (row.state, row.channel, row.reference) == (ContactState.SENT, "registered", letter.reference)
    assert (row.carrier, row.case_id) == ("outbox", world.case.case_id)
    record = world.ledger.load("C-1")
    assert record.invoices["C-1#F-1"].progress.sent == {1, 2, 3, 4}
    assert record.contacts[-1].document == "formal_notice"
    assert record.open_contact is None
    assert world.figures.total("ContactSent", Step="formal_notice", Channel="registered") == 1
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


def test_refused_the_invoices_go_back_to_their_plan_on_hold_with_who_and_why() -> None:
    world = CaseWorld().to_approval()
    world.refuse("Client stratégique, je l'appelle.", name="Anne Durand")
    assert world.path[-2:] == ["CloseCase", "Closed"]
    invoice = world.ledger.load("C-1").invoices["C-1#F-1"]
    assert invoice.case_id is None
    assert invoice.hold == Hold(
        "refusé par Anne Durand : Client stratégique, je l'appelle.", "Anne Durand", OPENING, date(2026, 4, 15)
    )
    assert world.closed["held_until"] == "2026-04-15"
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
    assert world.woken == ["LAPSED"]
    assert world.submit(first, decision="approve", name="Anne").status == 410
    world.morning(date(2026, 3, 25))
    assert len(world.approvers.links) == 2
    assert world.statement["day"] == "2026-03-25"


def test_the_backstop_of_a_wait_is_routed_like_the_day_it_stands_for() -> None:
    asked = CaseWorld().to_approval()
    asked.machine.time_out(asked.case.case_id)
    asked.pump()
    assert asked.path[-3:] == ["ApprovalLapsed", "CloseCase", "Closed"]
    waiting = CaseWorld().to_payment_wait()
    waiting.machine.time_out(waiting.case.case_id)
    waiting.pump()
    assert waiting.path[-2:] == ["DeadlinePassed", "AskHandoffApproval"]
