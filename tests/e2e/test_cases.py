"""The road of the formal notice, read back from what is deployed: the machine, the ledger, the archive."""

import hashlib
import json
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

import pytest

from local.endpoint import Answer
from local.story.approver import LINK, Approver
from local.story.world import World
from relance.domain.calendar import PARIS
from relance.domain.case import Case
from relance.domain.contact import StoredObject
from tests.e2e.customer import StoryCustomer

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

NOTICE_DAY = date(2026, 4, 23)
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def escalated(customer: Callable[..., StoryCustomer], morning: Callable[..., Any]) -> StoryCustomer:
    """An account whose three reminders went unanswered: due on 2 March, a case on 23 April."""
    debtor = customer()
    debtor.invoice("A", "2026-03-02")
    for day in (date(2026, 3, 5), date(2026, 3, 17), date(2026, 4, 1), NOTICE_DAY):
        morning(day)
    assert [step for _, step, _ in debtor.contacts()] == ["first_reminder", "second_reminder", "last_reminder"]
    return debtor


def case_of(debtor: StoryCustomer) -> Case:
    (case,) = debtor.world.app.ledger.load(debtor.id).cases.values()
    return case


def execution(debtor: StoryCustomer) -> str:
    machine = debtor.world.stack.outputs["StateMachineArn"].replace(":stateMachine:", ":execution:")
    found = debtor.world.stack.client("stepfunctions").describe_execution(
        executionArn=f"{machine}:{case_of(debtor).case_id}"
    )
    return str(found["status"])


def link(debtor: StoryCustomer) -> str:
    """The link in the newest request about this case."""
    requests = Approver(debtor.world, debtor.world.billing.creditor["approvers"][0]).requests()
    mine = [mail for mail in requests if case_of(debtor).case_id in mail.subject]
    found = LINK.search(mine[-1].text)
    assert found is not None
    return found[0]


def answer(debtor: StoryCustomer, path: str, **form: str) -> Answer:
    reply = debtor.world.stack.http("POST", path, body=urlencode({"name": "Maëlle Jourdain", **form}), headers=FORM)
    debtor.world.stack.settled()
    return reply


def at(debtor: StoryCustomer, day: date, hour: time = time(11, 0)) -> None:
    debtor.world.at(datetime.combine(day, hour, PARIS))


def is_intact(world: World, stored: StoredObject | None) -> bool:
    return stored is not None and hashlib.sha256(world.app.archive.get(stored.key)).hexdigest() == stored.sha256


def test_a_person_approves_the_very_notice_and_it_is_handed_to_the_carrier_once(escalated: StoryCustomer) -> None:
    waiting = case_of(escalated)
    assert (waiting.state, waiting.waiting_for, bool(waiting.task_token)) == ("NOTICE_APPROVAL", "notice", True)
    assert is_intact(escalated.world, waiting.notice)
    path = link(escalated)
    page = escalated.world.stack.http("GET", path)
    assert page.status == 200
    assert case_of(escalated) == waiting, "a GET decides nothing"

    at(escalated, date(2026, 4, 24))
    assert answer(escalated, path, decision="approve").status == 200
    served = case_of(escalated)
    assert (served.state, served.waiting_for, served.served_on) == ("SERVED", "payment", date(2026, 4, 24))
    assert waiting.notice is not None
    assert [(a.gate, a.decision, a.document_sha256) for a in served.approvals] == [
        ("notice", "APPROVED", waiting.notice.sha256)
    ]
    assert escalated.contacts()[-1] == ("2026-04-24", "formal_notice", "SENT")
    assert answer(escalated, path, decision="approve").status == 409
    assert len(case_of(escalated).approvals) == 1
    assert execution(escalated) == "RUNNING"


def test_a_link_that_was_tampered_with_opens_nothing(escalated: StoryCustomer) -> None:
    path = link(escalated)
    forged = path[:-4] + ("aaaa" if not path.endswith("aaaa") else "bbbb")
    assert escalated.world.stack.http("GET", forged).status == 403
    assert answer(escalated, forged, decision="approve").status == 403
    assert case_of(escalated).state == "NOTICE_APPROVAL"


def test_refused_the_case_ends_and_nothing_is_served(escalated: StoryCustomer) -> None:
    assert answer(escalated, link(escalated), decision="refuse", reason="Client à ménager").status == 200
    assert (case_of(escalated).state, execution(escalated)) == ("CLOSED_REFUSED", "SUCCEEDED")
    assert [step for _, step, _ in escalated.contacts()][-1] == "last_reminder"


def test_a_payment_before_the_approval_voids_it(escalated: StoryCustomer) -> None:
    path = link(escalated)
    escalated.pay("A", NOTICE_DAY, time(10, 0))
    assert (case_of(escalated).state, execution(escalated)) == ("CLOSED_PAID", "SUCCEEDED")
    assert answer(escalated, path, decision="approve").status == 409


def test_a_payment_wakes_a_served_case(escalated: StoryCustomer) -> None:
    at(escalated, date(2026, 4, 24))
    answer(escalated, link(escalated), decision="approve")
    escalated.pay("A", date(2026, 4, 30))
    assert (case_of(escalated).state, execution(escalated)) == ("CLOSED_PAID", "SUCCEEDED")


def test_the_deadline_passes_a_second_person_approves_and_the_file_is_handed_off(
    escalated: StoryCustomer, morning: Callable[..., Any]
) -> None:
    at(escalated, date(2026, 4, 24))
    answer(escalated, link(escalated), decision="approve")
    deadline = case_of(escalated).wake_on
    assert deadline is not None
    morning(deadline)
    asked = case_of(escalated)
    assert (asked.state, asked.waiting_for) == ("HANDOFF_APPROVAL", "handoff")
    assert answer(escalated, link(escalated), decision="approve").status == 200
    done = case_of(escalated)
    assert (done.state, done.task_token, execution(escalated)) == ("HANDED_OFF", None, "SUCCEEDED")
    assert is_intact(escalated.world, done.handoff)
    assert done.handoff is not None
    record = json.loads(escalated.world.app.archive.get(done.handoff.key))
    assert [piece["kind"] for piece in record["pieces"]] == [
        "invoice",
        "statement",
        "reminder",
        "reminder",
        "reminder",
        "proof_deposit",  # the last reminder is a tracked letter
        "formal_notice",
    ]
    for piece in record["pieces"]:
        assert is_intact(escalated.world, StoredObject(piece["key"], piece["sha256"]))
