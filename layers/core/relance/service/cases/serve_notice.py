"""Serving the approved notice: on facts read again, under the account's lock of the day, handed over once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from relance.domain import events
from relance.domain.case import TERMINAL, Case, CaseState, Gate, Wake
from relance.domain.contact import ContactRow, ContactState
from relance.domain.errors import ConflictError, RejectedError, TransientError
from relance.domain.record import AccountRecord
from relance.domain.statement import Statement
from relance.ports.cases import FrozenValues
from relance.ports.ledger import Controls
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError
from relance.ports.outside import CaseRunner, Figures
from relance.service.account.snapshot import Snapshot
from relance.service.cases.files import CaseFiles, CaseTerms, Changed, Happened, known
from relance.service.cases.signals import SERVING, CaseSignals
from relance.service.contacts.contact_book import ContactBook
from relance.service.contacts.settling_letters import SettlingLetters
from relance.service.sending.sending_letters import Letters
from relance.service.sending.ways import Marks, Owed

ACTOR = "serve_notice"
BEFORE_SERVING = frozenset({CaseState.OPENED, CaseState.NOTICE_APPROVAL, CaseState.NOTICE_APPROVED})


@dataclass(frozen=True, slots=True)
class _Work:
    snapshot: Snapshot
    case: Case
    statement: Statement
    day: date

    @property
    def department(self) -> str:
        return self.snapshot.account.customer.department if self.snapshot.account else ""


@dataclass(frozen=True, slots=True)
class ServeNotice:
    """Every call may be the second one, after a crash of the first at any point."""

    files: CaseFiles
    frozen: FrozenValues
    book: ContactBook
    controls: Controls
    letters: Letters
    settling: SettlingLetters
    runner: CaseRunner
    signals: CaseSignals
    figures: Figures
    terms: CaseTerms

    def serve(self, account_id: str, case_id: str, token: str) -> Wake | None:
        """Serve the notice and let the case go on; None: not today, the case waits with the token."""
        case = known(self.files.ledger.load(account_id), case_id)
        if case.state in TERMINAL:
            raise RejectedError(f"{case_id} is {case.state}: there is nothing to serve")
        try:
            word = Wake.SERVED if case.state not in BEFORE_SERVING else self._serve(case, token)
        except NotAcceptedError as error:
            # For good, and by every carrier: the plan may have another channel, and trying again would loop.
            self.runner.wake(token, {"wake": Wake.UNDELIVERED.value, "error": type(error).__name__})
            return Wake.UNDELIVERED
        if word is not None:
            self.runner.wake(token, {"wake": word.value})
        return word

    def _serve(self, case: Case, token: str) -> Wake | None:
        row, work = self._earlier_try(case), self._work(case)
        # Looked for after the account was read: what is sent meanwhile moves the revision under which we mark.
        row = self._gone_before(case, row) or row
        if row is None or row.state is ContactState.RESERVED:
            if (word := self._stale(work)) is not None:
                if row is not None:
                    self._void(row, f"the case is {word}")
                return word
            if not self._may_go_today(work, row):
                self._wait(work, token, self._next_day(work))
                return None
            row, record = (row, work.snapshot.record) if row else self._reserve(work)
            row = self._submit(row, record, work)
        if row.state is not ContactState.SENT:
            work = self._work(case)
            # Not taken yet: the agenda brings the case back within the hour. Silence: its carrier is asked meanwhile.
            self._wait(work, token, work.day if row.state is ContactState.RESERVED else self._next_day(work))
            return None
        self._served(row, case)
        return Wake.SERVED

    def _work(self, case: Case) -> _Work:
        snapshot, case = self.files.read(case.account_id, case.case_id)
        if case.statement is None:
            raise RejectedError(f"{case.case_id} has no frozen statement")
        return _Work(snapshot, case, self.frozen.read(Statement, case.statement), self.files.today())

    def _earlier_try(self, case: Case) -> ContactRow | None:
        """What a call before left: a row of today to go on with, one that is sent, or one of which nobody knows yet."""
        row = self.files.ledger.contact(case.account_id, case.served_on) if case.served_on else None
        if row is None or row.case_id != case.case_id or row.state is ContactState.VOID:
            return None
        if row.state in (ContactState.SENDING, ContactState.UNKNOWN):
            self.settling.settle(row, self.files.now(), ACTOR)
            row = self.files.ledger.contact(row.account_id, row.day) or row
            return None if row.state is ContactState.VOID else row
        if row.state is ContactState.RESERVED and row.day != self.files.today():
            self._void(row, "its day passed before it was sent")
            return None
        return row

    def _gone_before(self, case: Case, row: ContactRow | None) -> ContactRow | None:
        """A try of this case that counted as not sent, and was: its notice is served, what was to go instead is not."""
        if case.served_on is None:
            return None
        tries = (r for r in self.files.ledger.contacts(case.account_id) if r.case_id == case.case_id)
        sent = next((r for r in tries if r.state is ContactState.SENT), None)
        if row is None or row.state is not ContactState.RESERVED or (sent is None and row.gone_before is None):
            return sent
        ended = self._void(row, "an earlier attempt was sent after all")
        return sent or ended

    def _stale(self, work: _Work) -> Wake | None:
        """MED-03: facts are read again right before the letter leaves; the approval was given on other ones."""
        decision = work.case.decision(Gate.NOTICE)
        if decision is None or decision.decision is not Wake.APPROVED:
            raise RejectedError(f"{work.case.case_id} was not approved")
        if work.day > work.case.opened_on + timedelta(days=self.terms.approval_days):
            return Wake.LAPSED
        return self.signals.standing.of_notice(work.case, work.snapshot.account, work.day, work.statement)

    def _may_go_today(self, work: _Work, row: ContactRow | None) -> bool:
        """One contact per account and day, on working days, while sending is on."""
        if not self.controls.sending().on:
            return False
        if not self.files.planning.calendar.is_working_day(work.day, work.department):
            return False
        if row is not None:
            return True
        taken = self.files.ledger.contact(work.case.account_id, work.day)
        free = taken is None or taken.state is ContactState.VOID
        return free and work.snapshot.record.open_contact is None

    def _next_day(self, work: _Work) -> date:
        return self.files.planning.calendar.after(work.day, work.department)

    def _wait(self, work: _Work, token: str, day: date) -> None:
        def wait(_: AccountRecord, current: Case) -> Changed | None:
            return Changed(replace(current, waiting_for=SERVING, task_token=token, wake_on=day))

        self.files.change(work.case.account_id, work.case.case_id, wait)
        self.signals.facts_changed(work.case.account_id, work.day)

    def _reserve(self, work: _Work) -> tuple[ContactRow, AccountRecord]:
        record, case, statement = work.snapshot.record, work.case, work.statement
        earlier = self.files.ledger.contact(case.account_id, work.day)
        row = ContactRow(
            account_id=case.account_id,
            day=work.day,
            attempt=earlier.attempt + 1 if earlier else 1,
            state=ContactState.RESERVED,
            step_name=statement.step_name,
            rank=statement.rank,
            document=statement.document,
            channel=case.channel,
            statement_hash=statement.hash,
            since=self.files.now(),
            statement=case.statement,
            letter=case.notice,
            case_id=case.case_id,
            tried=case.tried,
            handed_over=earlier.again() if earlier else (),
        )
        taken = replace(case, served_on=work.day, served_reference=row.reference, notice_facts=())
        after = replace(record.with_case(taken), open_contact=work.day)
        event = Happened(case, self.files.now(), ACTOR).event(
            events.CONTACT_RESERVED,
            day=work.day.isoformat(),
            reference=row.reference,
            step=row.step_name,
            channel=case.channel.value,
            why_channel=case.why_channel,
        )
        return row, self.files.ledger.commit(record, self.files.with_agenda(after), events=[event], contact=row)

    def _submit(self, row: ContactRow, record: AccountRecord, work: _Work) -> ContactRow:
        """Marking the attempt fails when the account changed since its facts were read: the caller starts over."""
        if work.snapshot.account is None:
            raise RejectedError(f"{work.case.case_id} has no customer any more")
        owed = Owed(row, work.statement, work.snapshot.account.customer)
        marks = Marks(self.files.ledger, record, row)
        try:
            given = self.letters.serve(owed, work.case.enclosures, marks)
        except RejectedError as error:
            self.figures.count("DeliveryFailed", Channel=row.channel, Status="NOT_ACCEPTED")
            ended = self._void(marks.row, f"no carrier takes the letter: {error}")
            if ended.state is ContactState.SENT:
                return ended
            raise
        except (TryLaterError, ConflictError) as error:
            return self._free(marks, error)
        except OutcomeUnknownError as error:
            self.figures.count("ContactUnknown", Channel=row.channel)
            return self.book.unknown(marks.row, reason=str(error), at=self.files.now(), actor=ACTOR)
        sent = self.book.sent(
            given.row,
            message_id=given.row.message_id,
            at=self.files.now(),
            actor=ACTOR,
            not_taken=given.not_taken,
        )
        self.figures.count("ContactSent", Step=row.document, Channel=row.channel)
        return sent

    def _free(self, marks: Marks, error: TransientError) -> ContactRow:
        """Nothing was taken. The letter may go later, or at once where only the account changed meanwhile."""
        reason = str(error) if isinstance(error, TryLaterError) else None
        row = marks.row
        if marks.called or reason is not None:
            row = self.book.release(row, at=self.files.now(), reason=reason)
        if reason is None:
            raise error
        self.figures.count("ContactPostponed", Channel=row.channel)
        return row

    def _served(self, row: ContactRow, case: Case) -> None:
        self.book.finish_folds(case.account_id)
        happened = Happened(case, self.files.now(), ACTOR)

        def served(_: AccountRecord, current: Case) -> Changed | None:
            if current.state not in BEFORE_SERVING:
                return None
            event = happened.event(
                events.CASE_NOTICE_SERVED,
                day=row.day.isoformat(),
                reference=row.reference,
                channel=row.channel,
                carrier=row.carrier,
                carrier_id=row.message_id,
            )
            cleared = replace(current, task_token=None, waiting_for=None, wake_on=None)
            cleared = replace(cleared, served_on=row.day, served_reference=row.reference)
            return Changed(replace(cleared, state=CaseState.SERVED), [event])

        self.files.change(case.account_id, case.case_id, served)

    def _void(self, row: ContactRow, reason: str) -> ContactRow:
        return self.book.void(row, reason=reason, at=self.files.now(), actor=ACTOR)
