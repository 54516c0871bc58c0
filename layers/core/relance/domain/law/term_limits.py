"""The longest lawful payment term of an invoice, and from which day it is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from relance.domain.billing import Customer, CustomerKind, Invoice
from relance.domain.errors import InvalidPolicyError
from relance.domain.law.parameters import Parameters, Value
from relance.domain.law.sector import PublicBody, Sector
from relance.domain.law.term_rule import Method, TermRule, UnknownTermError

DEFAULT: Final = "term.default_days"
NET: Final = "term.max_days_net"
MONTH_END: Final = "term.max_eom_days"
PERIODIC: Final = "term.periodic_invoice_max_days"
PUBLIC: Final = "term.public_days"
BASE: Final = "term.base"
OVERSEAS: Final = "term.overseas_departments"
SECTORS: Final = {
    Sector.TRANSPORT: "term.sector.transport",
    Sector.PERISHABLE_FOOD: "term.sector.perishable_food",
    Sector.LIVESTOCK: "term.sector.livestock",
    Sector.ALCOHOL: "term.sector.alcohol",
}
MONTH_ENDS: Final = frozenset({Method.DAYS_THEN_MONTH_END, Method.MONTH_END_THEN_DAYS})
BUYERS: Final = {
    None: "default",
    PublicBody.HEALTH: "etablissement_public_sante",
    PublicBody.ENTERPRISE: "entreprise_publique",
}


class Base(StrEnum):
    """The day from which a term is counted."""

    ISSUE = "ISSUE"
    RECEIPT = "RECEIPT"
    """Of the invoice or of the request for payment."""
    DELIVERY = "DELIVERY"
    """Receipt of the goods, or performance of the service."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The longest term that the law allows."""

    rule: TermRule
    base: Base
    key: str
    """The parameter that says so, with its source."""

    @property
    def special(self) -> bool:
        """Whether a sector's own text sets it, in place of the general law (TERM-07)."""
        return self.key in SECTORS.values()

    def start(self, invoice: Invoice) -> date | None:
        """The day from which the term is counted; None: billing does not say."""
        days = {Base.ISSUE: invoice.issued_on, Base.RECEIPT: invoice.received_on, Base.DELIVERY: invoice.performed_on}
        return days[self.base]

    def last_day(self, invoice: Invoice) -> date:
        """The latest lawful due date; the day of issue stands for a day that is not known."""
        return self.rule.due_date(self.start(invoice) or invoice.issued_on)


def limit_of(
    invoice: Invoice, customer: Customer, agreed: TermRule | None, parameters: Parameters, trade: Sector | None
) -> Limit | None:
    """The limit by the law of the day of issue; None for a consumer (TERM-09). Raises MissingParameterError."""
    day = invoice.issued_on
    sector = invoice.sector or trade
    if customer.kind is CustomerKind.CONSUMER:
        return None
    if customer.kind is CustomerKind.PUBLIC:
        return Limit(TermRule(_public_days(customer, parameters, day)), Base.RECEIPT, PUBLIC)
    if sector in SECTORS:
        return _of_sector(SECTORS[sector], parameters, day)
    base = _base(customer, parameters, day)
    if invoice.periodic:
        return Limit(TermRule(parameters.integer(PERIODIC, day)), base, PERIODIC)
    net = Limit(TermRule(parameters.integer(NET, day)), base, NET)
    if agreed is None or agreed.method not in MONTH_ENDS:
        return net
    # TERM-03, TERM-05: the end of the month counts only where the contract says so, and by the contract's method.
    month_end = Limit(TermRule(parameters.integer(MONTH_END, day), agreed.method), base, MONTH_END)
    return max(net, month_end, key=lambda limit: limit.last_day(invoice))


def default_limit(invoice: Invoice, parameters: Parameters) -> Limit:
    """The term that holds where nothing was agreed (TERM-01). Raises MissingParameterError."""
    return Limit(TermRule(parameters.integer(DEFAULT, invoice.issued_on)), Base.DELIVERY, DEFAULT)


def _base(customer: Customer, parameters: Parameters, day: date) -> Base:
    """TERM-06 overseas; elsewhere what the law says in general, which a bill would change (TERM-12)."""
    overseas = parameters.on(OVERSEAS, day).value
    if not isinstance(overseas, tuple):
        raise InvalidPolicyError(f"parameters.json, {OVERSEAS} : attend une liste de départements")
    if customer.department in overseas:
        return Base.DELIVERY
    return _read_base(parameters.text(BASE, day), BASE)


def _public_days(customer: Customer, parameters: Parameters, day: date) -> int:
    days = parameters.on(PUBLIC, day).value
    found = days.get(BUYERS[customer.public_body]) if isinstance(days, Mapping) else None
    if not isinstance(found, int):
        raise InvalidPolicyError(f"parameters.json, {PUBLIC} : attend un nombre de jours par type d'acheteur")
    return found


def _of_sector(key: str, parameters: Parameters, day: date) -> Limit:
    value = parameters.on(key, day).value
    if not isinstance(value, Mapping):
        raise InvalidPolicyError(f"parameters.json, {key} : attend {{rule, base}}")
    try:
        return Limit(TermRule.read(str(value.get("rule"))), _read_base(value.get("base"), key), key)
    except UnknownTermError as error:
        raise InvalidPolicyError(f"parameters.json, {key}, rule : attend un délai comme NET30") from error


def _read_base(value: Value, key: str) -> Base:
    if value not in list(Base):
        raise InvalidPolicyError(f"parameters.json, {key} : attend {', '.join(Base)}")
    return Base(str(value))
