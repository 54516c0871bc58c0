"""Waiting for the debtor: a payment ends the wait within seconds, the agenda ends it once the date is past."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from relance.domain.case import Case
from relance.domain.errors import RejectedError
from relance.domain.record import AccountRecord
from relance.domain.statement import Statement
from relance.ports.cases import FrozenValues
from relance.service.cases.files import CaseFiles, Changed, known
from relance.service.cases.signals import PAYMENT, CaseSignals


@dataclass(frozen=True, slots=True)
class AwaitPayment:
    """The token is kept first, then the facts are looked at again: no payment slips through in between."""

    files: CaseFiles
    frozen: FrozenValues
    signals: CaseSignals

    def wait(self, account_id: str, case_id: str, token: str) -> Case:
        """Wait until the case is settled, stopped, or the date that the notice prints is past."""
        snapshot, case = self.files.read(account_id, case_id)
        department = snapshot.account.customer.department if snapshot.account else ""
        deadline = self._first_day_after(case, department)

        def keep(_: AccountRecord, current: Case) -> Changed | None:
            return Changed(replace(current, waiting_for=PAYMENT, task_token=token, wake_on=deadline))

        self.files.change(account_id, case_id, keep)
        self.signals.facts_changed(account_id, self.files.today())
        return known(self.files.ledger.load(account_id), case_id)

    def _first_day_after(self, case: Case, department: str) -> date:
        """The debtor has the whole of the printed day; DAY-05 lets us wait longer, never shorter."""
        if case.statement is None:
            raise RejectedError(f"{case.case_id} has no frozen statement")
        answer_by = self.frozen.read(Statement, case.statement).answer_by
        return self.files.planning.calendar.after(answer_by, department)
