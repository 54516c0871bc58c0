"""When a claim lapses (§7): the alarm stands on the earliest start and on the shortest limit that may apply.

Reminders, registered letters and formal notices change nothing (LIM-03), so they cannot be said here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from relance.domain.billing import CustomerKind, Invoice
from relance.domain.errors import InvalidPolicyError
from relance.domain.law.deadlines import MONTHS_OF_A_YEAR, to_meet
from relance.domain.law.parameters import Parameters
from relance.domain.law.sector import Sector

KIND_KEYS: Final = {
    CustomerKind.BUSINESS: "limitation.b2b_years",
    CustomerKind.CONSUMER: "limitation.b2c_years",
    CustomerKind.PUBLIC: "limitation.public_years",
}
SECTOR_KEYS: Final = {
    Sector.TRANSPORT: "limitation.transport_years",
    Sector.TELECOM: "limitation.telecom_years",
    Sector.INSURANCE: "limitation.insurance_years",
}
BACKSTOP: Final = "limitation.backstop_years"
ALARMS: Final = "limitation.alarm_days_before"


class Start(StrEnum):
    """From what the limit runs: the earliest of these (LIM-01)."""

    PERFORMANCE = "PERFORMANCE"
    INVOICE = "INVOICE"
    DUE_DATE = "DUE_DATE"


class Cause(StrEnum):
    """What makes the limit run anew (LIM-02). Filing a request for an order to pay is none; serving the order is."""

    RECOGNITION = "RECOGNITION"
    """C. civ. 2240."""
    CLAIM_IN_COURT = "CLAIM_IN_COURT"
    """C. civ. 2241, interim proceedings included."""
    ENFORCEMENT = "ENFORCEMENT"
    """A conservatory measure, an act of enforcement, or the service of an order to pay (C. civ. 2244)."""
    WRITTEN_CLAIM = "WRITTEN_CLAIM"
    """Towards a public debtor only (loi 68-1250, art. 2; LIM-04)."""


@dataclass(frozen=True, slots=True)
class Interruption:
    """A fact that makes the limit run anew, unless it came too late."""

    on: date
    cause: Cause
    lost: bool = False
    """Withdrawn, lapsed or dismissed: as if it had never been (C. civ. 2243)."""
    possible: bool = False
    """Nobody is sure that it counts: it never moves the alarm (LIM-05)."""


@dataclass(frozen=True, slots=True)
class Period:
    """So many years, to the day or by civil years."""

    key: str
    """The parameter that says how many, with its source."""
    years: int
    civil: bool = False
    """Counted from 1 January after the year of the right: the déchéance quadriennale of public debtors."""

    def last_day(self, start: date) -> date:
        """The last day on which the claim stands. Never stretched over a weekend (LIM-06)."""
        if self.civil:
            return date(start.year + self.years, 12, 31)
        return to_meet(start, self.years * MONTHS_OF_A_YEAR)


@dataclass(frozen=True, slots=True)
class Limitation:
    """The limit of one invoice's claim."""

    start: date
    started_by: Start
    period: Period
    last_day: date
    """The last day of the claim by what is certain: the alarm stands on it."""
    general: Period
    general_day: date
    """The last day by the limit of debtors of this kind, which holds where no special text does."""
    assumed: bool
    """Nobody says what was sold: the shortest limit of all was taken."""
    possible_until: date | None
    """A later last day, were a part payment or the like held to recognise the debt (LIM-05)."""
    alarms: tuple[date, ...]
    """Days on which people are told, earliest first."""

    @property
    def hypothesis(self) -> bool:
        """Whether the limit of a special sector was taken only because the sector is not known."""
        return self.assumed and self.period != self.general

    def next_alarm(self, day: date) -> date | None:
        """The next day on which people are told; None: all have passed."""
        return next((alarm for alarm in self.alarms if alarm >= day), None)

    def alarming(self, day: date) -> bool:
        """Whether the first alarm has gone off."""
        return self.expired(day) or any(alarm <= day for alarm in self.alarms)

    def expired(self, day: date) -> bool:
        """Whether the claim has lapsed: what is paid stays paid, but nothing may be called enforceable any more."""
        return day > self.last_day


def limitation(
    invoice: Invoice,
    kind: CustomerKind,
    parameters: Parameters,
    day: date,
    *,
    trade: Sector | None = None,
    facts: Iterable[Interruption] = (),
) -> Limitation:
    """The limit as the law of `day` counts it.

    `trade` is the creditor's own, for invoices that name no sector. A payment received is a possible interruption by
    itself. Raises MissingParameterError.
    """
    start, started_by = _start(invoice)
    sector = invoice.sector or trade
    general = _general(kind, parameters, day)
    period = min((general, *_special(sector, parameters, day)), key=lambda p: p.last_day(start))
    cap = to_meet(start, parameters.integer(BACKSTOP, day) * MONTHS_OF_A_YEAR)
    facts = (*facts, *_payments(invoice))
    certain = tuple(f for f in facts if not f.possible)
    sure = interrupted(start, period, certain, kind, cap)
    later = interrupted(start, period, facts, kind, cap)
    return Limitation(
        start=start,
        started_by=started_by,
        period=period,
        last_day=sure,
        general=general,
        general_day=interrupted(start, general, certain, kind, cap),
        assumed=sector is None,
        possible_until=later if later > sure else None,
        alarms=_alarms(sure, parameters, day),
    )


def interrupted(start: date, period: Period, facts: Iterable[Interruption], kind: CustomerKind, cap: date) -> date:
    """The last day after what made the limit run anew for the same length (C. civ. 2231), at most `cap` (2232)."""
    last_day = period.last_day(start)
    for fact in sorted(facts, key=lambda f: f.on):
        heard = fact.cause is not Cause.WRITTEN_CLAIM or kind is CustomerKind.PUBLIC
        if heard and not fact.lost and fact.on <= last_day:
            last_day = max(last_day, min(period.last_day(fact.on), cap))
    return last_day


def _start(invoice: Invoice) -> tuple[date, Start]:
    starts = [(invoice.issued_on, Start.INVOICE), (invoice.due_on, Start.DUE_DATE)]
    if invoice.performed_on is not None:
        starts.insert(0, (invoice.performed_on, Start.PERFORMANCE))
    return min(starts, key=lambda s: s[0])


def _general(kind: CustomerKind, parameters: Parameters, day: date) -> Period:
    key = KIND_KEYS[kind]
    return Period(key, parameters.integer(key, day), civil=kind is CustomerKind.PUBLIC)


def _special(sector: Sector | None, parameters: Parameters, day: date) -> Iterator[Period]:
    """Every special limit that may apply: an unknown sector may be any of them (LIM-01)."""
    for special, key in SECTOR_KEYS.items():
        if sector in {None, special}:
            yield Period(key, parameters.integer(key, day))


def _payments(invoice: Invoice) -> Iterator[Interruption]:
    """A part payment may be held to recognise the rest; nobody is sure of it (LIM-05)."""
    return (Interruption(p.on, Cause.RECOGNITION, possible=True) for p in invoice.payments if p.on is not None)


def _alarms(last_day: date, parameters: Parameters, day: date) -> tuple[date, ...]:
    before = parameters.on(ALARMS, day).value
    if not isinstance(before, tuple):
        raise InvalidPolicyError(f"parameters.json, {ALARMS} : attend une liste de nombres de jours")
    found = {last_day - timedelta(days=n) for n in before if isinstance(n, int)}
    return tuple(sorted(found))
