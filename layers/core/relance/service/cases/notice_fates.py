"""What carriers say of a served notice, taken into its case: a notice has effect, or it has none (CH-04)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from relance.domain import events
from relance.domain.calendar import civil_date
from relance.domain.case import TERMINAL, Case, CaseState, Gate
from relance.domain.delivery import UNREACHED, DeliveryStatus, fold
from relance.domain.events import NewEvent
from relance.domain.notice import NoticeFact
from relance.domain.record import AccountRecord
from relance.ports.outside import Figures
from relance.service.cases.files import CaseFiles, Changed, Happened
from relance.service.cases.giving_back import GivingBack, undelivered_event
from relance.service.cases.pieces import row_of_notice
from relance.service.cases.signals import CaseSignals

ACTOR = "notice_fates"


@dataclass(frozen=True, slots=True)
class NoticeFates:
    """Idempotent: facts may come any number of times, in any order, before the case says SERVED and after its end."""

    files: CaseFiles
    signals: CaseSignals
    giving_back: GivingBack
    figures: Figures

    def notice_moved(self, account_id: str, case_id: str, status: DeliveryStatus, at: datetime) -> None:
        """One fact of a notice: its own status and instant, once the contact's row has folded it in.

        Called again for a fact that is known already, it finishes what a crash cut short.
        """
        if status is DeliveryStatus.UNKNOWN:
            return
        fact = NoticeFact(status, civil_date(at))

        def move(record: AccountRecord, case: Case) -> Changed | None:
            moved = self._with_fact(case, fact)
            if moved is None:
                return None
            after, told = self._undone(record, case, moved)
            return Changed(moved, [self._told(case, moved, fact), *told], after)

        case = self.files.change(account_id, case_id, move)
        if case.undelivered and status in UNREACHED and case.state is CaseState.HANDED_OFF:
            self.figures.count("NoticeUndeliveredAfterHandoff")  # a lawyer holds a file that proves nothing any more
        if case.open and (case.undelivered or case.waiting_for == Gate.HANDOFF):
            self.signals.facts_changed(account_id, self.files.today())

    def _with_fact(self, case: Case, fact: NoticeFact) -> Case | None:
        """The case with the fact; None where it is known, or speaks of a letter that is not the one that counts."""
        row = row_of_notice(self.files.ledger, case)
        if row is None or row.delivery is None or case.fate is None:
            return None
        known = DeliveryStatus(row.delivery)
        if fold(row.channel, known, fact.status) is not known:
            return None  # an earlier attempt of the day: the row of this one has not folded it
        facts = case.fate.with_fact(fact.status, fact.on).facts
        return None if facts == case.notice_facts else replace(case, notice_facts=facts)

    def _told(self, case: Case, moved: Case, fact: NoticeFact) -> NewEvent:
        """What the timeline says: what changed of the effect, else the fact alone."""
        now = self.files.now()
        if moved.undelivered and not case.undelivered:
            return undelivered_event(moved, now, ACTOR)
        happened = Happened(moved, now, ACTOR, {"reference": moved.served_reference, "channel": moved.channel.value})
        on = moved.effective_on
        if on is None or on == case.effective_on or moved.fate is None:
            return happened.event(events.CASE_NOTICE_MOVED, status=fact.status.value, day=fact.on.isoformat())
        status = moved.fate.status
        return happened.event(events.CASE_NOTICE_EFFECTIVE, status=status, day=on.isoformat())

    def _undone(self, record: AccountRecord, case: Case, moved: Case) -> tuple[AccountRecord | None, list[NewEvent]]:
        """Of a case that gave its invoices back already: the step that they seemed to have reached is to be done."""
        ended = case.state in TERMINAL and case.state is not CaseState.HANDED_OFF
        if not ended or case.undelivered or not moved.undelivered:
            return None, []
        return self.giving_back.without_effect(record, moved, self.files.now())
