"""Asking a person: the task token is kept first, the facts are looked at again, then the link goes out.

In that order no wake-up is lost: a fact that comes before the token is kept is seen by the second look, one that
comes after finds the token.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from relance.domain import events
from relance.domain.calendar import PARIS
from relance.domain.case import Case, CaseState, Gate, Wake
from relance.domain.contact import StoredObject, named
from relance.domain.errors import RejectedError
from relance.domain.record import AccountRecord
from relance.ports.outside import Approvers, CaseRunner
from relance.service.cases.files import CaseFiles, CaseTerms, Changed, Happened, known
from relance.service.cases.hand_off import HandoffFile
from relance.service.cases.signals import CaseSignals

ACTOR = "ask_approval"
STATES = {Gate.NOTICE: CaseState.NOTICE_APPROVAL, Gate.HANDOFF: CaseState.HANDOFF_APPROVAL}


@dataclass(frozen=True, slots=True)
class _Request:
    token: str
    document: StoredObject
    last_day: date


@dataclass(frozen=True, slots=True)
class AskApproval:
    """One use case for both gates."""

    files: CaseFiles
    signals: CaseSignals
    runner: CaseRunner
    approvers: Approvers
    handoff: HandoffFile
    terms: CaseTerms

    def ask(self, account_id: str, case_id: str, gate: Gate, token: str) -> Case:
        """Wait for a person's decision on the gate's document, or go on at once when it is needed no more."""
        case = known(self.files.ledger.load(account_id), case_id)
        document = case.notice
        if gate is Gate.HANDOFF:
            made = self.handoff.make(case)
            if isinstance(made, Wake):
                self.runner.wake(token, {"wake": made.value})
                return case
            document = made
        if document is None:
            raise RejectedError(f"{case_id} has no document to approve at the {gate} gate")
        last = self._last_day(case, gate)
        self._wait(case, gate, _Request(token, document, last))
        self.signals.facts_changed(account_id, self.files.today())
        case = known(self.files.ledger.load(account_id), case_id)
        if case.task_token == token:
            self.approvers.ask(
                case_id=case_id, account_id=account_id, gate=gate.value, document=document, expires=end_of_day(last)
            )
        return case

    def _wait(self, case: Case, gate: Gate, asked: _Request) -> None:
        happened = Happened(case, self.files.now(), ACTOR)

        def wait(_: AccountRecord, current: Case) -> Changed | None:
            waits = replace(
                current,
                state=current.state if current.decision(gate) else STATES[gate],
                waiting_for=gate.value,
                task_token=asked.token,
                wake_on=asked.last_day + timedelta(days=1),
                handoff=asked.document if gate is Gate.HANDOFF else current.handoff,
            )
            again = current.waiting_for == gate and current.document(gate) == asked.document
            event = happened.event(events.CASE_APPROVAL_ASKED, gate=gate.value, **named(document=asked.document))
            return Changed(waits, [] if again else [event])

        self.files.change(case.account_id, case.case_id, wait)

    def _last_day(self, case: Case, gate: Gate) -> date:
        """The last day on which the decision may be taken."""
        if gate is Gate.NOTICE:
            return case.opened_on + timedelta(days=self.terms.approval_days)
        return self.files.today() + timedelta(days=self.terms.handoff_days)


def end_of_day(day: date) -> datetime:
    """Midnight in Paris, when a civil day is over."""
    return datetime.combine(day + timedelta(days=1), time(), PARIS)
