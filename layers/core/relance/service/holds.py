"""Holding and releasing an account or one invoice, by a named person.

What a person typed may be personal: it is an object of its own, which the event names by its hash.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from relance.domain.account import EXPECTING, Hold, HoldKind
from relance.domain.errors import RejectedError
from relance.domain.events import HOLD_RELEASED, HOLD_SET, NewEvent
from relance.domain.record import AccountRecord
from relance.service.acts import Act, Acts, Note, check_name, check_reason, find_invoice

DATED = EXPECTING | {HoldKind.GRACE_COURT}
"""Kinds that make no sense without a day."""


@dataclass(frozen=True, slots=True)
class HoldRequest:
    """What a person asks for. No invoice: the whole account.

    `until` is the last day held, or the day for which a payment was promised or announced; None: until released.
    """

    account_id: str
    reason: str
    by: str
    until: date | None = None
    invoice_id: str | None = None
    kind: HoldKind = HoldKind.MANUAL


@dataclass(frozen=True, slots=True)
class Holds:
    """Sets and releases holds under the account's revision, and computes its next day again."""

    acts: Acts

    def set(self, request: HoldRequest) -> AccountRecord:
        """Nothing goes out while the hold lasts, not even a contact already queued. Replaces an earlier hold."""
        now, today = self.acts.clock.now(), self.acts.today
        check_name(request.by)
        reason = check_reason(request.reason)
        _check_days(request, today)
        record = self.acts.known(request.account_id)
        if request.invoice_id:
            find_invoice(record, request.invoice_id)
        hold = self._hold(request, reason, today, record)
        note = self.acts.note(request.account_id, reason)
        return self._change(
            request.account_id,
            request.invoice_id,
            lambda _, key: (hold, _event(HOLD_SET, now, request.by, key, hold, note)),
        )

    def release(self, *, account_id: str, by: str, invoice_id: str | None = None) -> AccountRecord:
        """The hold ends today; what is due goes out on the next working morning, one contact."""
        check_name(by)
        now = self.acts.clock.now()

        def end(held: Hold | None, key: str | None) -> tuple[None, NewEvent]:
            if held is None:
                raise RejectedError(f"{key or account_id} : aucune suspension à lever")
            return None, _event(HOLD_RELEASED, now, by, key, held, None)

        return self._change(account_id, invoice_id, end)

    def _hold(self, request: HoldRequest, reason: str, today: date, record: AccountRecord) -> Hold:
        """A payment that is expected on a day gets some working days more to arrive."""
        until, expected = request.until, None
        if request.kind in EXPECTING and until is not None:
            department = record.customer.facts.department if record.customer else ""
            days = self.acts.planning.limits.announced_working_days
            until, expected = self.acts.planning.calendar.after(until, department, days=days), until
        return Hold(reason, request.by, today, until, request.kind, expected)

    def _change(
        self,
        account_id: str,
        invoice_id: str | None,
        change: Callable[[Hold | None, str | None], tuple[Hold | None, NewEvent]],
    ) -> AccountRecord:
        def act(before: AccountRecord) -> Act:
            entry = find_invoice(before, invoice_id) if invoice_id else None
            hold, event = change(entry.hold if entry else before.hold, entry.key if entry else None)
            after = before.with_invoice(replace(entry, hold=hold)) if entry else replace(before, hold=hold)
            return Act(after, event)

        return self.acts.carry_out(account_id, act)


def _check_days(request: HoldRequest, today: date) -> None:
    if request.kind is HoldKind.PLAN:
        raise RejectedError("nature : un échéancier s'enregistre par « relance instalments », avec ses échéances")
    if request.kind in DATED and request.until is None:
        raise RejectedError("fin : une promesse, un paiement annoncé ou un délai de grâce a son jour")
    if request.until is not None and request.until < today:
        raise RejectedError(f"fin : le {request.until:%d/%m/%Y} est passé")


def _event(kind: str, at: datetime, by: str, key: str | None, hold: Hold, note: Note | None) -> NewEvent:
    data: dict[str, Any] = {"invoice": key, "kind": hold.kind, "until": hold.until}
    if hold.expected_on is not None:
        data["expected_on"] = hold.expected_on
    return NewEvent(kind, at, by, data, *(note or (None, None)))
