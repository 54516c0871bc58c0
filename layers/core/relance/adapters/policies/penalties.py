"""From penalties.toml to the creditor's terms on late payment, and what they mean in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from relance.adapters.policies.fields import Fields, parse_toml
from relance.adapters.policies.names import PENALTIES
from relance.adapters.policies.rates import figures_of, percent
from relance.domain.errors import InvalidPolicyError
from relance.domain.law.clause import PenaltyTerms
from relance.domain.law.debt import BelowFloor, Order, RateClause, RateMode
from relance.domain.law.rates import SemesterRates
from relance.domain.law.sector import Sector

MOST: Final = {RateMode.FIXED: 100, RateMode.MULTIPLE_OF_LEGAL: 20}
"""Percent a year, and a factor: beyond, somebody mistook one for the other."""
ORDERS: Final = {
    Order.PRINCIPAL_FIRST: "un règlement partiel solde d'abord le principal, puis les pénalités, puis les indemnités",
    Order.INTEREST_FIRST: "un règlement partiel solde d'abord les pénalités, puis le principal, puis les indemnités",
}
BELOW: Final = {
    BelowFloor.AS_STIPULATED: "le taux du contrat est demandé tel quel",
    BelowFloor.FLOOR_PER_SEMESTER: "le plancher est demandé, semestre par semestre",
    BelowFloor.DEFAULT_RATE: "la clause est écartée, le taux prévu par la loi est demandé",
}


def load_penalties(body: bytes) -> PenaltyTerms:
    """The terms of a file. Raises InvalidPolicyError naming every field that is wrong."""
    mistakes: list[str] = []
    fields = Fields(parse_toml(PENALTIES, body), f"{PENALTIES}, ", mistakes)
    mode = fields.choice("mode", RateMode)
    clause = RateClause(
        mode=mode,
        value=_value(fields, mode),
        below_floor=fields.choice("below_floor", BelowFloor, default=BelowFloor.FLOOR_PER_SEMESTER),
    )
    order = fields.choice("order", Order, default=Order.PRINCIPAL_FIRST)
    sector = fields.optional_choice("sector", Sector)
    fields.nothing_else()
    if mistakes:
        raise InvalidPolicyError(" ; ".join(mistakes))
    return PenaltyTerms(clause, order, sector)


def judge_penalties(body: bytes, in_force: Mapping[str, bytes]) -> str:
    """What new terms come to, with the latest rates in force."""
    return meaning(load_penalties(body), figures_of(in_force).rates.rows[-1])


def meaning(terms: PenaltyTerms, latest: SemesterRates) -> str:
    """What the terms come to, with the latest known semester as the example."""
    rows = [*_rate(terms.clause, latest), f"Imputation : {ORDERS[terms.order]}."]
    return "\n".join([*rows, f"Métier : {terms.sector}."] if terms.sector else rows)


def _rate(clause: RateClause, latest: SemesterRates) -> list[str]:
    semester = latest.semester
    if clause.mode is RateMode.DEFAULT:
        margin = _plain(latest.default - latest.refinancing)
        rate = f"taux de la BCE majoré de {margin} points, soit {percent(latest.default)} au semestre {semester}"
        return [f"Pénalités : {rate}."]
    asked = clause.value if clause.mode is RateMode.FIXED else clause.value * latest.legal
    said = "taux fixe" if clause.mode is RateMode.FIXED else f"{_plain(clause.value)} fois le taux de l'intérêt légal"
    rows = [f"Pénalités : {said}, soit {percent(asked)} au semestre {semester}."]
    if asked < latest.floor:
        # PEN-04: what follows is unsettled, so a person must know before any letter says it.
        multiple = _plain(latest.floor / latest.legal)
        floor = f"{multiple} fois le taux légal, {percent(latest.floor)} au semestre {semester}"
        rows.append(f"Attention, c'est moins que le plancher ({floor}) : {BELOW[clause.below_floor]}.")
    return rows


def _value(fields: Fields, mode: RateMode) -> Decimal:
    if mode in MOST:
        return fields.number("value", most=MOST[mode])
    if fields.has("value"):
        fields.wrong("value", 'ne s\'écrit qu\'avec mode = "fixed" ou "multiple_of_til"')
    return Decimal(0)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
