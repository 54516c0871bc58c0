"""Taking invoices that reached the formal notice out of the amicable plan, into a case with an execution of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from relance.domain import events
from relance.domain.case import Case, CaseState
from relance.domain.contact import named
from relance.domain.decision import Escalate
from relance.domain.errors import RejectedError
from relance.domain.events import NewEvent
from relance.domain.notice import days_to_answer
from relance.domain.record import AccountRecord
from relance.domain.reference import case_id
from relance.domain.statement import Statement
from relance.ports.cases import FrozenValues
from relance.ports.outside import CaseRunner
from relance.service.account.snapshot import Snapshot
from relance.service.cases.files import CaseFiles, CaseTerms, Happened

ACTOR = "open_case"


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Opening is resumable: the case is committed first, then its execution is started under the case's name."""

    files: CaseFiles
    frozen: FrozenValues
    runner: CaseRunner
    terms: CaseTerms

    def open(self, snapshot: Snapshot, escalation: Escalate, day: date) -> AccountRecord:
        """Freeze what the notice says, commit the case, start its execution; twice on a day is once."""
        record = snapshot.record
        name = case_id(record.account_id, day)
        if name in record.cases:
            return self.resume(record)
        statement = self._statement(snapshot, escalation, day)
        stored = self.frozen.keep(f"cases/{name}/statement-{statement.hash[:16]}.json", statement)
        case = Case(
            case_id=name,
            account_id=record.account_id,
            state=CaseState.OPENED,
            opened_on=day,
            rank=escalation.step.rank,
            invoices=escalation.invoices,
            statement_hash=statement.hash,
            channel=escalation.channel,
            why_channel=escalation.why_channel,
            tried=escalation.tried,
            statement=stored,
            wake_on=day,
        )
        after = _enlisted(_superseded(record, escalation).with_case(case), case)
        happened = self._events(case, escalation)
        stored_record = self.files.commit(record, after, events=happened, case_first=True)
        self._start(case)
        return stored_record

    def resume(self, record: AccountRecord) -> AccountRecord:
        """Finish what a crash cut short: invoices that do not name their case yet, an execution not started."""
        for case in record.cases.values():
            if case.state is CaseState.OPENED:
                record = self.files.commit(record, _enlisted(record, case))
                self._start(case)
        return record

    def _start(self, case: Case) -> None:
        self.runner.start(case.case_id, {"account_id": case.account_id, "case_id": case.case_id})

    def _statement(self, snapshot: Snapshot, escalation: Escalate, day: date) -> Statement:
        """The date that the notice prints leaves the plan's days even when it is served on the last day it may be.

        Days in the post are the plan's to grant: paper counts as known once it is presented, which takes a few days,
        an electronic letter may stay closed for fifteen (MED-05).
        """
        if snapshot.account is None:
            raise RejectedError(f"account {snapshot.record.account_id} has no customer")
        planning = self.files.planning
        statement = planning.notice(snapshot.account, escalation, day)
        deposited = day + timedelta(days=self.terms.approval_days)
        last = deposited + days_to_answer(escalation.channel, escalation.step.answer_days)
        answer_by = planning.calendar.on_or_after(last, snapshot.account.customer.department)
        return replace(statement, answer_by=answer_by)

    def _events(self, case: Case, escalation: Escalate) -> list[NewEvent]:
        happened = Happened(case, self.files.now(), ACTOR)
        opened = happened.event(
            events.CASE_OPENED,
            invoices=list(case.invoices),
            **named(statement=case.statement),
            why=escalation.reason,
            channel=case.channel.value,
            why_channel=case.why_channel,
            tried=[channel.value for channel in case.tried],
        )
        steps = [{"invoice": key, "rank": rank} for key, rank in escalation.superseded]
        return [*([happened.event(events.STEPS_SUPERSEDED, steps=steps)] if steps else []), opened]


def _enlisted(record: AccountRecord, case: Case) -> AccountRecord:
    mine = {k: replace(record.invoices[k], case_id=case.case_id) for k in case.invoices}
    return replace(record, invoices={**record.invoices, **mine})


def _superseded(record: AccountRecord, escalation: Escalate) -> AccountRecord:
    invoices = dict(record.invoices)
    for key, rank in escalation.superseded:
        progress = invoices[key].progress
        invoices[key] = replace(invoices[key], progress=replace(progress, superseded=progress.superseded | {rank}))
    return replace(record, invoices=invoices)
