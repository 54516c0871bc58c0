"""Cases whose notices travel: carriers say what becomes of them, as the functions that follow letters pass it on.

Two carriers: "maileva" sells the registered letter on paper, "ar24" the electronic one. Which is cheaper a test says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from relance.domain.account import Hold
from relance.domain.calendar import PARIS
from relance.domain.case import Case
from relance.domain.channels import Channel, Offer, Offers
from relance.domain.contact import ContactRow, KeptProof
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.domain.events import Event
from tests.case_world import CaseWorld
from tests.fakes.carrier import FakeCarrier, FakeCarriers

PAPER = Offer(Channel.REGISTERED, 6_280_000, "maileva")
ELECTRONIC = Offer(Channel.LRE, 3_990_000, "ar24")
DEAR_ELECTRONIC = Offer(Channel.LRE, 7_500_000, "ar24")
MAIL = Offer(Channel.EMAIL, 0)


class NoticeWorld(CaseWorld):
    """A case world whose plan may buy these offers."""

    def __init__(self, *offers: Offer, wrap: Callable[[str, Any], Any] = lambda _, port: port) -> None:
        super().__init__(wrap=wrap)
        self.plans.in_force = replace(self.plans.in_force, offers=Offers((MAIL, *(offers or (PAPER,)))))
        self.electronic = FakeCarrier()
        self.carriers = FakeCarriers({"maileva": self.carrier, "ar24": self.electronic})

    @property
    def letters_taken(self) -> int:
        """How many notices were paid for."""
        return len(self.carrier.letters) + len(self.electronic.letters)

    @property
    def cases_of_account(self) -> list[Case]:
        return list(self.ledger.load("C-1").cases.values())

    @property
    def open_cases(self) -> int:
        return sum(case.open for case in self.cases_of_account)

    @property
    def first(self) -> Case:
        return self.cases_of_account[0]

    @property
    def hold(self) -> Hold | None:
        """What the invoice waits for."""
        return self.ledger.load("C-1").invoices["C-1#F-1"].hold

    def carrier_says(self, status: DeliveryStatus, on: str, *, of: Case | None = None) -> NoticeWorld:
        """The fact is folded into the contact, then told to the case; the clock does not move backwards for it."""
        case = of or self.case
        day = date.fromisoformat(on)
        if day > self.today:
            self.clock.go_to(day, time(14))
        self.fold(case, status, day)
        self.tell(case, status, day)
        self.pump()
        return self

    def fold(self, case: Case, status: DeliveryStatus, on: date) -> None:
        row = self.notice_row(case)
        fact = DeliveryFact(
            account_id="C-1",
            day=row.day,
            attempt=row.attempt,
            kind=status.value,
            status=status,
            at=noon(on),
            event_id=f"{row.reference}-{status}-{on}",
            message_id=f"CARRIER-{row.reference}",
        )
        self.tracker.track(fact)

    def tell(self, case: Case, status: DeliveryStatus, on: date) -> None:
        self.app.cases.notice_fates.notice_moved("C-1", case.case_id, status, noon(on))

    def notice_row(self, case: Case | None = None) -> ContactRow:
        case = case or self.case
        assert case.served_on is not None
        return self.row(day=case.served_on)

    def keep_proof(self, kind: str, body: bytes, *, row: ContactRow | None = None) -> KeptProof:
        """A proof that was fetched and lies in the evidence bucket."""
        row = row or self.notice_row()
        digest = hashlib.sha256(body).hexdigest()
        stored = self.evidence.keep(f"proofs/{row.reference}/{kind}-{digest}", body, media_type="application/pdf")
        proof = KeptProof(kind, stored, "application/pdf", self.clock.now(), digest[:16])
        record = self.ledger.load("C-1")
        current = self.row(day=row.day)
        self.ledger.commit(record, record, contact=replace(current, proofs=(*current.proofs, proof)))
        return proof

    def until_open(self, first: date, last: date) -> NoticeWorld:
        """Mornings until the plan opens another case."""
        known = len(self.cases_of_account)
        for day in self.days(first, last):
            if day.weekday() < 5:
                self.morning(day)
            if len(self.cases_of_account) > known:
                return self
        raise AssertionError(f"no case was opened until {last}")

    def events_of(self, kind: str) -> list[Event]:
        return [event for event in self.ledger.events("C-1") if event.kind == kind]

    def release(self) -> None:
        """A person releases the invoice's hold."""
        before = self.ledger.load("C-1")
        invoice = replace(before.invoices["C-1#F-1"], hold=None)
        self.ledger.commit(before, before.with_invoice(invoice))
        self.looked_at_again(self.today)

    def looked_at_again(self, day: date) -> None:
        """What billing's stream and the desk's commands do to the agenda."""
        before = self.ledger.load("C-1")
        self.ledger.commit(before, replace(before, next_day=day))


def served(*offers: Offer) -> NoticeWorld:
    """Approved and sent on the opening day."""
    world = NoticeWorld(*offers)
    world.to_payment_wait()
    return world


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), PARIS)
