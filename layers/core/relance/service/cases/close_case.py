"""Ending a case before its handoff: settled, or given back to the plan with the reason in sight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from relance.domain import events
from relance.domain.account import Hold
from relance.domain.case import TERMINAL, Case, CaseState, Wake
from relance.domain.events import NewEvent
from relance.domain.record import AccountRecord, LedgerInvoice
from relance.service.cases.files import CaseFiles, CaseTerms, Changed, Happened
from relance.service.cases.giving_back import GivingBack

ACTOR = "close_case"
STATES = {Wake.PAID: CaseState.CLOSED_PAID, Wake.UNDELIVERED: CaseState.CLOSED_UNDELIVERED}


@dataclass(frozen=True, slots=True)
class CloseCase:
    """The invoices leave the case. After a refusal or a failure they wait on hold; otherwise the plan goes on."""

    files: CaseFiles
    giving_back: GivingBack
    terms: CaseTerms

    def close(self, account_id: str, case_id: str, why: Wake, error: str = "") -> Case:
        """Close for a reason; closing again changes nothing."""
        day, at = self.files.today(), self.files.now()

        def close(record: AccountRecord, case: Case) -> Changed | None:
            if case.state in TERMINAL:
                return None
            state = STATES.get(why, CaseState.CLOSED_REFUSED)
            closed = replace(case, state=state, waiting_for=None, task_token=None, wake_on=None)
            after, told, nowhere = self._without_effect(record, case, why, at)
            hold = self._hold(case, why, day) or nowhere
            freed = {k: _freed(after.invoices[k], case, hold, day) for k in case.invoices}
            after = replace(after, invoices={**after.invoices, **freed})
            happened = Happened(case, at, ACTOR)
            event = happened.event(
                events.CASE_CLOSED,
                state=state.value,
                why=why.value,
                error=error or None,
                held_until=hold.until.isoformat() if hold and hold.until else None,
                held_for=hold.kind.value if hold else None,
            )
            return Changed(closed, [*told, event], after)

        return self.files.change(account_id, case_id, close)

    def _without_effect(
        self, record: AccountRecord, case: Case, why: Wake, at: datetime
    ) -> tuple[AccountRecord, list[NewEvent], Hold | None]:
        """Whatever ends the case: where the notice reached nobody, the step is still to be done."""
        if why is not Wake.UNDELIVERED and not case.undelivered:
            return record, [], None
        after, told = self.giving_back.without_effect(record, case, at)
        hold = self.giving_back.hold(after, case, self.files.today()) if why is Wake.UNDELIVERED else None
        # A person who found an address may send there what came back from another one.
        return (replace(after, undelivered=None) if hold else after), told, hold

    def _hold(self, case: Case, why: Wake, day: date) -> Hold | None:
        until = day + timedelta(days=self.terms.review_days)
        if why is Wake.FAILED:
            return Hold(f"le dossier {case.case_id} n'a pas pu être mené : voir sa chronologie", ACTOR, day, until)
        refusal = next((a for a in reversed(case.approvals) if a.decision is Wake.REFUSED), None)
        if why is not Wake.REFUSED or refusal is None:
            return None
        return Hold(f"refusé par {refusal.by} : {refusal.reason}", refusal.by, day, until)


def _freed(invoice: LedgerInvoice, case: Case, hold: Hold | None, day: date) -> LedgerInvoice:
    """A hold that a person set stays; an invoice that another case took is left alone."""
    if invoice.case_id != case.case_id:
        return invoice
    kept = invoice.hold if invoice.hold and invoice.hold.active(day) else hold or invoice.hold
    return replace(invoice, case_id=None, hold=kept)
