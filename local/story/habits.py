"""How debtors pay of themselves: days around the due date, or days after a reminder has reached them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from local.portfolio.billing_system import BillingSystem
from local.portfolio.book import Record

HERE = Path(__file__).parent
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Habit:
    """One debtor's way. Exactly one of `early`, `late` and `after_step` is set."""

    early: int | None = None
    late: int | None = None
    after_step: int | None = None
    days: int = 0
    since: date = date.min

    def pays(self, due_on: date, today: date, reminders: list[Reminder]) -> bool:
        """Whether an invoice due on that date is paid by today."""
        if today < self.since:
            return False
        if self.early is not None:
            return today >= due_on - timedelta(days=self.early)
        if self.late is not None:
            return today >= due_on + timedelta(days=self.late)
        return any(self._moved_by(reminder, due_on, today) for reminder in reminders)

    def _moved_by(self, reminder: Reminder, due_on: date, today: date) -> bool:
        high_enough = self.after_step is not None and reminder.rank >= self.after_step
        return high_enough and due_on < reminder.day and today >= reminder.day + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A contact that reached the debtor."""

    day: date
    rank: int


def load_habits(path: Path = HERE / "habits.toml") -> dict[str, Habit]:
    """By customer id."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        customer: Habit(
            early=entry.get("early"),
            late=entry.get("late"),
            after_step=entry.get("after_step"),
            days=entry.get("days", 0),
            since=entry.get("from", date.min),
        )
        for customer, entry in document.items()
    }


def payments_of(
    day: date,
    billing: BillingSystem,
    habits: Mapping[str, Habit],
    reminders: Mapping[str, list[Reminder]],
    returned: frozenset[str] = frozenset(),
) -> Iterator[Record]:
    """The invoices whose money arrives on that day. Banks rest at weekends."""
    if day.weekday() >= SATURDAY:
        return
    for record in list(billing.records.values()):
        if "due_on" not in record or record["record"] in returned or not _collectable(billing, record):
            continue
        debtor = record.get("payer_id") or record["customer_id"]
        habit = habits.get(debtor)
        if habit and habit.pays(date.fromisoformat(record["due_on"]), day, reminders.get(debtor, [])):
            yield record


def _collectable(billing: BillingSystem, record: Record) -> bool:
    ours = record.get("status", "open") == "open" and "factor" not in record
    return ours and record["issued_on"] is not None and billing.outstanding(record) > 0
