"""Messages that were given up, and the deployment at a glance."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from relance.domain.case import Case, CaseState
from relance.domain.contact import ContactRow, ContactState
from relance.domain.errors import RejectedError
from relance.ports.dead_letters import DeadLetter
from relance.service.dead_letters import DeadLetters
from relance.service.status import Status, Statuses
from tests.builders import customer_item, invoice_item
from tests.fakes.stack_queues import InMemoryStackQueues
from tests.service.desk_world import MONDAY, DeskWorld

FEEDS = {
    "ContactQueue": "ContactDeadLetters",
    "ContactDeadLetters": None,
    "ProjectionFailures": None,
}


def letters(number: int) -> list[DeadLetter]:
    return [DeadLetter(f"m-{n}", f'{{"account_id": "C-{n}"}}', f"receipt-{n}") for n in range(number)]


@pytest.fixture
def queues() -> InMemoryStackQueues:
    return InMemoryStackQueues(dict(FEEDS), {"ContactDeadLetters": letters(23)})


def test_everything_that_lay_there_goes_back_to_its_queue_once(queues: InMemoryStackQueues) -> None:
    assert DeadLetters(queues).redrive("ContactQueue") == 23

    assert queues.bodies["ContactQueue"] == letters(23)
    assert queues.bodies["ContactDeadLetters"] == queues.taken["ContactDeadLetters"] == []


def test_what_fails_again_meanwhile_waits_for_the_next_command(queues: InMemoryStackQueues) -> None:
    class Failing(InMemoryStackQueues):
        def send(self, name: str, letter: DeadLetter) -> None:
            super().send("ContactDeadLetters", letter)

    failing = Failing(queues.feeds, {"ContactDeadLetters": letters(10)})

    assert DeadLetters(failing).redrive("ContactQueue") == 10


def test_a_message_is_sent_back_before_it_is_forgotten(queues: InMemoryStackQueues) -> None:
    class Crashing(InMemoryStackQueues):
        def forget(self, name: str, letter: DeadLetter) -> None:
            raise RuntimeError("the machine stopped here")

    crashing = Crashing(queues.feeds, {"ContactDeadLetters": letters(1)})
    with pytest.raises(RuntimeError):
        DeadLetters(crashing).redrive("ContactQueue")

    assert crashing.bodies["ContactQueue"] == letters(1)
    assert crashing.taken["ContactDeadLetters"] == letters(1)


def test_the_ends_of_all_roads_are_listed(queues: InMemoryStackQueues) -> None:
    assert [(q.name, q.waiting) for q in DeadLetters(queues).waiting()] == [
        ("ContactDeadLetters", 23),
        ("ProjectionFailures", 0),
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Contact", r"file : Contact n'existe pas \(connues : ContactQueue\)"),
        ("ContactDeadLetters", "nommez la file d'origine : ContactQueue"),
        ("ProjectionFailures", "elle n'a pas de file d'origine"),
    ],
)
def test_a_wrong_name_is_refused_with_the_right_one(queues: InMemoryStackQueues, name: str, words: str) -> None:
    with pytest.raises(RejectedError, match=words):
        DeadLetters(queues).redrive(name)


# ------------------------------------------------------------------------------------------ status


def status(world: DeskWorld, queues: InMemoryStackQueues, *, approvals: bool = True) -> Status:
    asked = Statuses(world.ledger, world.controls, world.quarantine, queues, world.plans, world.clock)
    return asked.status(approvals=approvals)


def test_the_glance_counts_dead_letters_and_contacts_that_stand_still(queues: InMemoryStackQueues) -> None:
    world = DeskWorld()
    record = world.account(invoice_item("F-1"))
    since = datetime(2026, 2, 2, 6, 0, tzinfo=UTC)
    row = ContactRow("C-1", MONDAY, 1, ContactState.UNKNOWN, "first_reminder", 1, "first_reminder", "sms", "", since)
    world.ledger.commit(record, record, contact=row)

    seen = status(world, queues)

    assert seen.dead_letters == 23
    assert seen.stuck == (("C-1", MONDAY, ContactState.UNKNOWN),)
    assert seen.stuck_by_state == {"UNKNOWN": 1}
    assert not seen.switch.on


def test_a_case_that_waits_for_a_person_is_pending(queues: InMemoryStackQueues) -> None:
    world = DeskWorld()
    case = Case(
        case_id="CASE-1",
        account_id="C-1",
        state=CaseState.NOTICE_APPROVAL,
        opened_on=MONDAY,
        rank=4,
        invoices=("C-1#F-1",),
        statement_hash="",
        waiting_for="notice",
        task_token="t",
        wake_on=date(2026, 2, 16),
    )
    world.account(invoice_item("F-1"), cases={"CASE-1": case}, next_day=date(2026, 2, 16))
    world.account(
        invoice_item("F-2", customer_id="C-2"),
        customer=customer_item("C-2"),
        cases={"CASE-2": replace(case, case_id="CASE-2", account_id="C-2", waiting_for="payment")},
        next_day=date(2026, 2, 16),
    )

    assert status(world, queues).approvals == (case,)
    assert status(world, queues, approvals=False).approvals is None
