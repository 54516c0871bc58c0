"""The rest of the outside: time, plans, running cases, approvers, figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from relance.domain.claims import Law
from relance.domain.contact import StoredObject
from relance.domain.plan import PlanBook


class Clock(Protocol):
    """The only way in for time."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        ...


class PlanSource(Protocol):
    """The plans in force."""

    def book(self) -> PlanBook:
        """Every plan, the rules that choose among them, and their version."""
        ...


class LawSource(Protocol):
    """The law's figures and the creditor's terms in force."""

    def law(self) -> Law:
        """Raises InvalidPolicyError where they cannot be read."""
        ...


class CaseRunner(Protocol):
    """The state machine of cases."""

    def start(self, case_id: str, payload: dict[str, Any]) -> None:
        """Start the case's execution; starting it again does nothing."""
        ...

    def wake(self, task_token: str, output: dict[str, Any]) -> None:
        """Let a waiting execution go on; waking one that has gone on already does nothing."""
        ...


class Approvers(Protocol):
    """The people who approve the irreversible."""

    def ask(self, *, case_id: str, account_id: str, gate: str, document: StoredObject, expires: datetime) -> str:
        """Send the signed link to the approvers; returns the reference of the request."""
        ...


class Figures(Protocol):
    """Metrics, without personal data."""

    def count(self, name: str, value: int = 1, **dimensions: str) -> None:
        """Something happened."""
        ...

    def gauge(self, name: str, value: float, *, unit: str = "None", **dimensions: str) -> None:
        """A figure of the day."""
        ...
