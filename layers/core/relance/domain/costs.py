"""What sending costs, exactly: millionths of a euro before VAT, rounded only where a person reads them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from relance.domain.channels import Channel, Cost, Offers

MICROS_IN_A_CENT: Final = 10_000
MICROS_IN_A_EURO: Final = 1_000_000
NARROW: Final = "\u202f"
NO_BREAK: Final = "\u00a0"
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


def euros(micros: int, *, decimals: int | None = None) -> str:
    """An amount as French people write it: « 1 234,56 € », with as many decimals as it needs, or rounded to some."""
    places = decimals if decimals is not None else max(2, len(f"{abs(micros) % MICROS_IN_A_EURO:06d}".rstrip("0")))
    scaled = Decimal(micros).scaleb(-6).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, rest = f"{scaled:,.{places}f}".partition(".")
    return f"{whole.replace(',', NARROW)},{rest}{NO_BREAK}€"
