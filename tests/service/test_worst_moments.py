"""Things that break, or are mended, at the worst moment of a Monday."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from relance.domain.contact import ContactRow, ContactState
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.domain.errors import RejectedError, TransientError
from relance.domain.plan import PlanBook
from relance.domain.record import SendingSwitch
from relance.domain.statement import Statement
from relance.ports.messaging import DispatchOrder, OutcomeUnknownError
from relance.ports.rendering import InvoiceFile
from tests.builders import customer, customer_item, invoice, invoice_item, record
from tests.fakes.plans import FakePlans
from tests.world import MONDAY, PlainRenderer, World

TUESDAY = date(2026, 2, 3)


@pytest.fixture
def world() -> World:
    return owing(World())


def owing(world: World, name: str = "C-1", **changes: Any) -> World:
    world.billing.put_all([customer_item(name, **changes), invoice_item(customer_id=name)])
    world.knows(record(invoice(customer_id=name), debtor=customer(name)))
    return world


def phone(number: int) -> list[dict[str, str]]:
    return [{"role": "accounting", "mobile": f"+3363998000{number}"}]


class UnreadablePlans(FakePlans):
    """The policy bucket answers until it is told not to."""

    broken = False

    def book(self) -> PlanBook:
        if self.broken:
            raise OSError("the bucket does not answer")
        return super().book()


def test_that_a_mail_went_is_written_even_when_no_plan_can_be_read_any_more(world: World) -> None:
    """Else the row would stay SENDING, count as not accepted an hour later, and the mail would go twice."""
    plans = world.plans = UnreadablePlans()
    world.plan(MONDAY)
    world.prepare(world.contacts.take()[0])

    @dataclass
    class Breaking:
        def send(self, mime: Any, **named: Any) -> str:
            plans.broken = True
            world.post.mails.append((mime.to, named["reference"]))
            return "msg-1"

    world.wrap = lambda name, port: Breaking() if name == "mailer" else port
    with pytest.raises(OSError, match="bucket"):
        world.dispatcher.dispatch(DispatchOrder("C-1", MONDAY, 1))
    assert world.row().state is ContactState.SENT
    plans.broken = False
    for day in world.days(MONDAY, date(2026, 2, 13)):
        world.run(day, time(12, 0))
        world.sweeper.sweep()
    assert len(world.post.mails) == 1
    assert world.ledger.load("C-1").next_day == date(2026, 2, 16)


class WordyRenderer(PlainRenderer):
    """Letters in which the texts in force can be seen."""

    words = "old IBAN"

    def letter(self, statement: Statement, *, reference: str, copies: Sequence[InvoiceFile] = ()) -> bytes:
        return super().letter(statement, reference=reference) + self.words.encode()


def test_a_text_mended_while_sending_was_stopped_is_the_one_that_goes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer = WordyRenderer()
    monkeypatch.setattr("tests.world.PlainRenderer", lambda: renderer)
    world.plan(MONDAY)
    world.prepare(world.contacts.take()[0])
    world.controls.switch(SendingSwitch(on=False, by="Anne", reason="wrong IBAN"))
    world.drain()
    renderer.words = "new IBAN"
    world.controls.switch(SendingSwitch(on=True, by="Anne", live_since=date(2026, 1, 1)))
    world.run(MONDAY, time(11, 30))
    assert world.post.mails == []
    assert world.row().reason == "the texts or the creditor changed since the letter was written"
    world.run(MONDAY, time(12, 30))
    letter = world.row().letter
    assert len(world.post.mails) == 1
    assert letter is not None
    assert b"new IBAN" in world.archive.get(letter.key)


def test_one_account_that_cannot_be_swept_stops_neither_the_others_nor_the_alarm() -> None:
    world = World()
    for number in (1, 2, 3):
        owing(world, f"C-{number}", contacts=phone(number))
    world.post.lost_answer = OutcomeUnknownError("read time-out")
    world.run(MONDAY)
    world.clock.advance(timedelta(hours=2))

    @dataclass
    class Poisoned:
        ledger: Any

        def contact(self, account_id: str, day: date) -> ContactRow | None:
            if account_id == "C-1":
                raise RejectedError("a row that cannot be read")
            found: ContactRow | None = self.ledger.contact(account_id, day)
            return found

        def pending(self, before: datetime) -> Any:
            return self.ledger.pending(before)

    sweeper = world.sweeper
    object.__setattr__(sweeper, "ledger", Poisoned(world.ledger))
    with pytest.raises(TransientError, match="1 contacts could not be swept"):
        sweeper.sweep()
    assert world.figures.last("ContactsForAPerson") == 2


def test_a_bounce_that_names_where_the_mail_was_forwarded_closes_the_address_that_we_wrote_to(world: World) -> None:
    world.run(MONDAY)
    fact = DeliveryFact(
        "C-1",
        MONDAY,
        1,
        "Bounce",
        DeliveryStatus.WRONG_ADDRESS,
        world.clock.now(),
        "bounce-1",
        "msg-1",
        "Claire.Martin@ailleurs.example",
    )
    world.tracker.track(fact)
    assert world.ledger.load("C-1").closed_addresses == {"compta@boulangerie-martin.example"}


@pytest.mark.parametrize(
    ("postal_code", "day", "paris", "sent"),
    [
        ("98600", date(2026, 2, 6), time(22, 0), 0),  # Friday in Paris, Saturday 10:00 in Wallis
        ("98600", date(2026, 2, 5), time(1, 0), 1),  # Thursday 13:00 in Wallis
        ("98713", date(2026, 2, 5), time(20, 0), 1),  # Thursday 09:00 in Tahiti
        ("98713", date(2026, 2, 5), time(1, 0), 0),  # Wednesday 14:00 in Tahiti: another day than the one judged
        ("97110", date(2026, 2, 5), time(13, 0), 0),  # 08:00 in Guadeloupe
        ("97110", date(2026, 2, 5), time(13, 30), 1),
        ("97400", date(2026, 2, 5), time(16, 0), 0),  # 19:00 in La Réunion
    ],
)
def test_the_hours_and_the_day_are_those_of_the_debtor(postal_code: str, day: date, paris: time, sent: int) -> None:
    address = {"lines": ["1 rue"], "postal_code": postal_code, "city": "Ailleurs", "country": "FR"}
    world = owing(World(), address=address)
    world.run(day, paris)
    assert len(world.post.mails) == sent


def test_a_mail_that_cannot_even_be_handed_over_is_void_at_once_with_its_reason(world: World) -> None:
    world.post.fails = RejectedError("an account id of 200 characters does not fit in a tag of SES")
    world.run(MONDAY)
    assert world.row().state is ContactState.VOID
    assert "does not fit" in str(world.row().reason)
    world.run(MONDAY, time(12, 0))
    assert world.row().attempt == 1


def test_a_large_account_is_folded_without_reading_it_for_every_piece() -> None:
    world = World()
    facts = [invoice(f"F-{n}") for n in range(500)]
    world.billing.put_all([customer_item(), *(invoice_item(f"F-{n}") for n in range(500))])
    whole = record(*facts)
    for start in range(0, 500, 80):
        keys = list(whole.invoices)[: start + 80]
        world.knows(record(*(whole.invoices[k] for k in keys)))
    loads: list[str] = []

    class Counting:
        def __getattr__(self, name: str) -> Any:
            if name == "load":
                loads.append(name)
            return getattr(world.ledger, name)

    world.wrap = lambda name, port: Counting() if name == "ledger" else port
    world.run(MONDAY)
    assert world.ledger.load("C-1").unfolded == ()
    assert len(loads) < 15


def test_copies_go_as_far_as_a_mail_bears_and_no_file_is_read_in_vain(world: World) -> None:
    """Four hundred invoices of 200 kB each: 36 of them fit in 7 MB."""
    numbers = range(400)
    world.documents.files |= {f"f/{n}.pdf": b"%PDF-" + b"x" * 200_000 for n in numbers}
    items = [invoice_item(f"F-{n}", documents=[{"kind": "invoice", "key": f"f/{n}.pdf"}]) for n in numbers]
    world.billing.put_all([customer_item(), *items])
    before = world.ledger.load("C-1")
    world.ledger.records["C-1"] = replace(record(*(invoice(f"F-{n}") for n in numbers)), revision=before.revision)
    world.ledger.records["C-1"] = replace(world.ledger.records["C-1"], next_day=MONDAY)
    reads: list[str] = []

    class Counting:
        def exists(self, key: str) -> bool:
            return world.documents.exists(key)

        def read(self, key: str) -> bytes | None:
            reads.append(key)
            return world.documents.read(key)

    world.wrap = lambda name, port: Counting() if name == "documents" else port
    world.run(MONDAY)
    assert [n for n in world.row().parts or {} if n.startswith("F-")] == [
        f"F-{n}.pdf" for n in sorted(numbers, key=str)[:36]
    ]
    assert len(reads) <= 37
