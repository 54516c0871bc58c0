"""A notice that reached nobody has no effect (CH-04): its contact does not count, its step was not reached.

The decision then puts the same invoices on notice once more, by a channel that was not tried, and a person approves
that notice too. Where no channel remains the invoices wait until a person has found an address (CH-03).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from relance.domain import events
from relance.domain.account import Hold, HoldKind, Undelivered
from relance.domain.case import Case
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import InvalidPolicyError
from relance.domain.events import NewEvent
from relance.domain.reach import choose_channel
from relance.domain.record import AccountRecord, LedgerInvoice
from relance.service.cases.files import CaseFiles, CaseTerms
from relance.service.cases.pieces import row_of_notice
from relance.service.contacts.unreached import unreached
from relance.service.french import typeset
from relance.service.french_channels import channel

ACTOR = "giving_back"
NOBODY_TAKES_IT = DeliveryStatus.REJECTED
"""What no carrier took was rejected, though nobody ever said so of a letter."""
WHAT_HAPPENED = {
    DeliveryStatus.WRONG_ADDRESS: "n'a pas atteint le client à cette adresse",
    DeliveryStatus.LOST: "s'est perdue en chemin",
    DeliveryStatus.REJECTED: "a été refusée par le transporteur",
    DeliveryStatus.CANCELED: "a été retirée de la distribution",
    DeliveryStatus.COMPLAINED: "a été signalée comme indésirable",
}


@dataclass(frozen=True, slots=True)
class GivingBack:
    """Changes a record in hand; its caller commits."""

    files: CaseFiles
    terms: CaseTerms

    def without_effect(self, record: AccountRecord, case: Case, at: datetime) -> tuple[AccountRecord, list[NewEvent]]:
        """The account as if the step had not been reached yet, with the channels that have been tried for it."""
        status = status_of(case)
        row = row_of_notice(self.files.ledger, case)
        happened: list[NewEvent] = []
        if row is not None:
            record, happened = unreached(record, row, status.value, at=at, actor=ACTOR)
        mine = {k: i for k in case.invoices if (i := record.invoices[k]).case_id in (None, case.case_id)}
        if mine:  # what a later case took is that case's
            tried = tuple(dict.fromkeys((*case.tried, case.channel)))
            failed = Undelivered(case.served_on or case.opened_on, case.rank, tried, status.value)
            undone = {k: _not_reached(invoice, case.rank) for k, invoice in mine.items()}
            record = replace(record, undelivered=failed, invoices={**record.invoices, **undone})
        return record, happened

    def hold(self, record: AccountRecord, case: Case, day: date) -> Hold | None:
        """What the invoices wait for, and for whom, where the step can go by no channel any more; None: it can."""
        account = self.files.reader.of(record).account
        if account is None or record.undelivered is None:
            return None
        try:
            book = self.files.planning.plans.book()
            step = book.choose(account.customer).plan.step(case.rank)
        except InvalidPolicyError:
            return None  # the plan that is mended decides, and says until then what is wrong with it
        if step is None or not step.escalates:
            return None
        if choose_channel(step, account, book.offers, record.undelivered.tried) is not None:
            return None
        if status_of(case) is DeliveryStatus.REJECTED:
            until = day + timedelta(days=self.terms.review_days)
            return Hold(_reason(case, "voir la chronologie du compte"), ACTOR, day, until)
        told = "chercher une autre adresse, la corriger dans la facturation, puis lever la suspension"
        return Hold(_reason(case, told), ACTOR, day, kind=HoldKind.ADDRESS)


def status_of(case: Case) -> DeliveryStatus:
    """Why the notice has no effect."""
    return (case.fate.status if case.fate and case.undelivered else None) or NOBODY_TAKES_IT


def undelivered_event(case: Case, at: datetime, actor: str) -> NewEvent:
    """What the timeline says of it."""
    fate = case.fate
    data = {
        "case_id": case.case_id,
        "reference": case.served_reference,
        "channel": case.channel.value,
        "status": status_of(case).value,
        "day": fate.since.isoformat() if fate and fate.since else None,
        "case_state": case.state.value,
    }
    return NewEvent(events.CASE_NOTICE_UNDELIVERED, at, actor, data)


def _not_reached(invoice: LedgerInvoice, rank: int) -> LedgerInvoice:
    return replace(invoice, progress=replace(invoice.progress, sent=invoice.progress.sent - {rank}))


def _reason(case: Case, to_do: str) -> str:
    on = f" du {case.served_on:%d/%m/%Y}" if case.served_on else ""
    ways = ", ".join(channel(c) for c in dict.fromkeys((*case.tried, case.channel)))
    return typeset(f"la mise en demeure{on} ({ways}) {WHAT_HAPPENED[status_of(case)]} : {to_do}")
