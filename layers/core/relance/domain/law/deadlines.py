"""Procedural time limits in months, counted day for day, and what becomes of one that ends on a free day.

DAY-05: a limit that we must keep is never stretched; one that we wait out is. So there is no way to ask for "the end"
of a limit: `to_meet` and `to_await` say whose it is.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from relance.domain.calendar import WorkingCalendar
from relance.domain.errors import InvalidPolicyError
from relance.domain.law.parameters import MissingParameterError, Parameters

MONTHS_OF_A_YEAR: Final = 12
NATIONAL: Final = ""
"""No department: whether a local holiday moves a limit is not judged, so only national ones count."""


def months_after(start: date, months: int) -> date:
    """The day of the same number, or the last of the month where there is none (CPC 641)."""
    years, month = divmod(start.month - 1 + months, MONTHS_OF_A_YEAR)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def to_meet(start: date, months: int) -> date:
    """The last day on which we may still act: as counted, whatever day it is."""
    return months_after(start, months)


def to_await(start: date, months: int, calendar: WorkingCalendar) -> date:
    """The day with which somebody else's time ends: a Saturday, Sunday or holiday gives way to the next (CPC 642)."""
    return calendar.on_or_after(months_after(start, months), NATIONAL)


def claim_declaration(published_on: date, parameters: Parameters, day: date, *, far: bool = False) -> date:
    """The last day to send the declaration of claims, from the BODACC's publication (INS-03).

    `far`: the creditor lives outside metropolitan France.
    """
    months = parameters.integer("insolvency.claim_months", day)
    if far:
        months += parameters.integer("insolvency.claim_extra_months_overseas_or_abroad", day)
    return to_meet(published_on, months)


def relief_from_foreclosure(published_on: date, parameters: Parameters, day: date) -> date:
    """The last day to ask for a relevé de forclusion (L622-26)."""
    return to_meet(published_on, parameters.integer("insolvency.releve_forclusion_months", day))


def order_service(ordered_on: date, parameters: Parameters, day: date) -> date:
    """The last day to serve an order to pay, after which it is void; the date of the order decides (CPC 1411)."""
    return to_meet(ordered_on, _months_by_order("ip.service_months", ordered_on, parameters, day))


def opposition(served_on: date, parameters: Parameters, day: date, calendar: WorkingCalendar) -> date:
    """The day with which the debtor's time to oppose ends, counted from service to the person (CPC 1416)."""
    return to_await(served_on, parameters.integer("ip.opposition_months", day), calendar)


def enforcement(
    ordered_on: date, served_on: date, parameters: Parameters, day: date, calendar: WorkingCalendar
) -> date:
    """The day with which the wait before enforcement ends, without notice of opposition (CPC 1422).

    Raises MissingParameterError for an order of the time before the rule.
    """
    months = _months_by_order("ip.enforceable_after_months", ordered_on, parameters, day)
    return to_await(served_on, months, calendar)


def court_fee_deposit(notified_on: date, parameters: Parameters, day: date) -> date:
    """The last day to deposit the commercial court's fees (CPC 1425)."""
    return notified_on + timedelta(days=parameters.integer("ip.court_fee_deposit_days", day))


def _months_by_order(key: str, ordered_on: date, parameters: Parameters, day: date) -> int:
    """Of a list of {order_date_from, order_date_before, months}, the months for an order of that date."""
    cases = parameters.on(key, day).value
    if not isinstance(cases, tuple):
        raise InvalidPolicyError(f"parameters.json, {key} : attend une liste de délais selon la date de l'ordonnance")
    for case in cases:
        if isinstance(case, Mapping) and _covers(case, ordered_on, key):
            months = case.get("months")
            if isinstance(months, int):
                return months
            raise InvalidPolicyError(f"parameters.json, {key}, months : attend un nombre entier")
    raise MissingParameterError(key, ordered_on)


def _covers(case: Mapping[str, object], ordered_on: date, key: str) -> bool:
    try:
        first = date.fromisoformat(str(case.get("order_date_from", date.min)))
        before = date.fromisoformat(str(case.get("order_date_before", date.max)))
    except ValueError as error:
        raise InvalidPolicyError(f"parameters.json, {key} : une date n'est pas de la forme 2026-09-01") from error
    return first <= ordered_on < before
