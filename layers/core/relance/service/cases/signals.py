"""Waking waiting cases: by a fact (payment, credit, hold, address), by a person's decision, or by a day that has come.

A case is woken first and its token cleared afterwards: a crash in between wakes it again, which is harmless.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from relance.domain import events
from relance.domain.case import Case, CaseState, Gate, Wake
from relance.domain.handoff import HandoffRecord
from relance.domain.record import AccountRecord
from relance.domain.statement import Statement
from relance.ports.cases import FrozenValues
from relance.ports.outside import CaseRunner
from relance.service.account.snapshot import Snapshot
from relance.service.cases.files import CaseFiles, Changed, Happened
from relance.service.cases.open_case import OpenCase
from relance.service.cases.pieces import outdated
from relance.service.cases.standing import Standing

ACTOR = "case_signals"
SERVING = "serving"
PAYMENT = "payment"
ON_THE_DAY = {
    Gate.NOTICE.value: Wake.LAPSED,
    Gate.HANDOFF.value: Wake.LAPSED,
    SERVING: Wake.NEXT_DAY,
    PAYMENT: Wake.DEADLINE,
}
"""What the end of each wait means."""


@dataclass(frozen=True, slots=True)
class CaseSignals:
    """Idempotent: the same signal may come any number of times, in any order."""

    files: CaseFiles
    frozen: FrozenValues
    runner: CaseRunner
    opener: OpenCase
    standing: Standing

    def facts_changed(self, account_id: str, day: date) -> None:
        """Look again at the account's waiting cases, now that something of the account changed."""
        record = self.files.ledger.load(account_id)
        waiting = [c for c in record.cases.values() if c.open and c.task_token]
        if waiting:
            self._look(self.files.reader.of(record), waiting, day)

    def wake_due(self, record: AccountRecord, day: date) -> AccountRecord:
        """Let cases go on whose wait ends on or before `day`; returns the account as it stands afterwards."""
        due = [c for c in record.cases.values() if c.open and c.wake_on and c.wake_on <= day]
        if not due:
            return record
        self.opener.resume(record)
        snapshot = self.files.reader.read(record.account_id)
        waiting = [c for c in due if c.task_token]
        left = self._look(snapshot, waiting, day)
        for case in left:
            self._end_wait(case, snapshot, day)
        return self.files.ledger.load(record.account_id)

    def judge(self, case: Case, snapshot: Snapshot, day: date) -> Wake | None:
        """What the facts say of a waiting case; None: it waits on."""
        account = snapshot.account
        if case.waiting_for == Gate.HANDOFF and case.handoff:
            record = self.frozen.read(HandoffRecord, case.handoff)
            word = self.standing.of_approval(case, account, day, record.claim)
            return Wake.CHANGED if word is None and outdated(record, case, self.files.ledger) else word
        if case.waiting_for in (Gate.NOTICE, SERVING) and case.statement:
            return self.standing.of_notice(case, account, day, self.frozen.read(Statement, case.statement))
        return self.standing.of(case, account, day)

    def wake(self, case: Case, word: Wake) -> None:
        """Let the case's execution go on with a word, then forget the token that was used."""
        if case.task_token is None:
            return
        self.runner.wake(case.task_token, {"wake": word.value})
        happened = Happened(case, self.files.now(), ACTOR)

        def clear(_: AccountRecord, current: Case) -> Changed | None:
            if current.task_token != case.task_token:
                return None
            state = CaseState.EXPIRED if word is Wake.DEADLINE else current.state
            cleared = replace(current, state=state, task_token=None, waiting_for=None, wake_on=None)
            event = happened.event(events.CASE_WOKEN, why=word.value, waited_for=case.waiting_for)
            return Changed(cleared, [event])

        self.files.change(case.account_id, case.case_id, clear)

    def _look(self, snapshot: Snapshot, waiting: Iterable[Case], day: date) -> list[Case]:
        """Wake what the facts, or a decision that a crash left unused, allow; returns the cases that wait on."""
        left = []
        for case in waiting:
            decided = case.decision(case.waiting_for)
            word = self.judge(case, snapshot, day) or (decided.decision if decided else None)
            if word is None:
                left.append(case)
            else:
                self.wake(case, word)
        return left

    def _end_wait(self, case: Case, snapshot: Snapshot, day: date) -> None:
        """DAY-05: a wait before we act may always be longer; a payment under way gets the time to arrive."""
        later = self.standing.expected_until(case, snapshot.account, day) if case.waiting_for == PAYMENT else None
        if later is None or later <= day:
            self.wake(case, ON_THE_DAY[case.waiting_for or PAYMENT])
            return

        def wait(_: AccountRecord, current: Case) -> Changed | None:
            return Changed(replace(current, wake_on=later)) if current.task_token == case.task_token else None

        self.files.change(case.account_id, case.case_id, wait)
