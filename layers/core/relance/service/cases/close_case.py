"""Ending a case before its handoff: settled, or given back to the plan with the reason in sight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from relance.domain import events
from relance.domain.account import Hold
from relance.domain.case import TERMINAL, Case, CaseState, Wake
from relance.domain.record import AccountRecord, LedgerInvoice
from relance.service.cases.files import CaseFiles, CaseTerms, Changed, Happened

ACTOR = "close_case"


@dataclass(frozen=True, slots=True)
class CloseCase:
    """The invoices leave the case. After a refusal or a failure they wait on hold; otherwise the plan goes on."""

    files: CaseFiles
    terms: CaseTerms

    def close(self, account_id: str, case_id: str, why: Wake, error: str = "") -> Case:
        """Close for a reason; closing again changes nothing."""
        day, at = self.files.today(), self.files.now()

        def close(record: AccountRecord, case: Case) -> Changed | None:
            if case.state in TERMINAL:
                return None
            state = CaseState.CLOSED_PAID if why is Wake.PAID else CaseState.CLOSED_REFUSED
            closed = replace(case, state=state, waiting_for=None, task_token=None, wake_on=None)
            hold = self._hold(case, why, day)
            freed = {k: _freed(record.invoices[k], case, hold, day) for k in case.invoices}
            after = replace(record, invoices={**record.invoices, **freed})
            happened = Happened(case, at, ACTOR)
            until = hold.until.isoformat() if hold and hold.until else None
            event = happened.event(
                events.CASE_CLOSED, state=state.value, why=why.value, error=error or None, held_until=until
            )
            return Changed(closed, [event], after)

        return self.files.change(account_id, case_id, close)

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
