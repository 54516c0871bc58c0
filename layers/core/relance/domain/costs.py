"""What sending costs, exactly: millionths of a euro before VAT, rounded only where a person reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from relance.domain.channels import Channel, Cost, Offers
from relance.domain.contact import ContactRow

MICROS_IN_A_CENT: Final = 10_000
MICROS_IN_A_EURO: Final = 1_000_000
NARROW: Final = "\u202f"
NO_BREAK: Final = "\u00a0"
MINUS: Final = "\u2212"
BY_CARRIER: Final = "carrier"
CONFIGURED: Final = "configured"


def cost_of(
    offers: Offers,
    channel: Channel | str,
    carrier: str | None = None,
    *,
    segments: int | None = None,
    price_cents: int | None = None,
) -> Cost | None:
    """The cost of one dispatch: what its carrier asked for it, else the configured price.

    `segments`: of a text message, which is paid by the segment. None where nobody ever said a price.
    """
    if price_cents is not None:
        return Cost(price_cents * MICROS_IN_A_CENT, BY_CARRIER)
    price = next((o.micros for o in offers.of(Channel(channel)) if o.carrier == (carrier or "")), None)
    if price is None:
        return None
    return Cost(price * (segments or 1), CONFIGURED)


def told_cost(price_cents: int | None, marked: Cost | None) -> Cost | None:
    """The cost of a dispatch that its carrier told of later: what it asked, else what was written before the call."""
    return Cost(price_cents * MICROS_IN_A_CENT, BY_CARRIER) if price_cents is not None else marked


def euros(micros: int, *, decimals: int | None = None) -> str:
    """An amount as French people write it: « 1 234,56 € », with as many decimals as it needs, or rounded to some."""
    places = decimals if decimals is not None else max(2, len(f"{abs(micros) % MICROS_IN_A_EURO:06d}".rstrip("0")))
    scaled = Decimal(micros).scaleb(-6).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, rest = f"{scaled:,.{places}f}".partition(".")
    return f"{whole.replace(',', NARROW).replace('-', MINUS)},{rest}{NO_BREAK}€"


class By(StrEnum):
    """What costs are summed by."""

    CUSTOMER = "customer"
    CASE = "case"
    CHANNEL = "channel"
    MONTH = "month"
    CARRIER = "carrier"


@dataclass(frozen=True, slots=True)
class Spent:
    """What some dispatches cost together."""

    key: str
    """A customer, a case, a channel, a month or a carrier; empty: none, such as what goes without a carrier."""
    dispatches: int
    micros: int
    configured: int
    """Of it, in micros, what rests on a configured price: no carrier has confirmed it."""


def spent(rows: Iterable[ContactRow], by: By) -> tuple[Spent, ...]:
    """The sums of dispatches that have a cost: the dearest first, months in their order."""
    sums: dict[str, Spent] = {}
    for row in rows:
        if row.cost is not None:
            key = _key(row, by)
            before = sums.get(key, Spent(key, 0, 0, 0))
            sums[key] = _with(before, row.cost)
    if by is By.MONTH:
        return tuple(sums[key] for key in sorted(sums))
    return tuple(sorted(sums.values(), key=lambda one: (-one.micros, one.key)))


def total(parts: Iterable[Spent]) -> Spent:
    """All of it."""
    whole = Spent("", 0, 0, 0)
    for part in parts:
        whole = Spent(
            "", whole.dispatches + part.dispatches, whole.micros + part.micros, whole.configured + part.configured
        )
    return whole


def _with(before: Spent, cost: Cost) -> Spent:
    configured = cost.micros if cost.source == CONFIGURED else 0
    return Spent(before.key, before.dispatches + 1, before.micros + cost.micros, before.configured + configured)


def _key(row: ContactRow, by: By) -> str:
    keys = {
        By.CUSTOMER: row.account_id,
        By.CASE: row.case_id,
        By.CHANNEL: row.channel,
        By.MONTH: f"{row.day:%Y-%m}",
        By.CARRIER: row.carrier,
    }
    return keys[by] or ""
