"""Plans and law in memory: the shipped ones unless a test says otherwise."""

from __future__ import annotations

from functools import cache

from relance.adapters.law.shipped import shipped_figures
from relance.adapters.policies.book import load_book
from relance.adapters.policies.names import CHANNELS
from relance.adapters.policies.shipped import shipped_files
from relance.domain.claims import Law
from relance.domain.law.clause import PenaltyTerms
from relance.domain.plan import Plan, PlanBook


class FakePlans:
    """A PlanSource and LawSource whose book and law a test may replace on the way."""

    def __init__(self, book: PlanBook | None = None) -> None:
        self.in_force = book or load_book(shipped_files())
        self.law_in_force = Law(shipped_figures(), PenaltyTerms())

    @classmethod
    def with_text(cls, plan: str, text: str) -> FakePlans:
        """The shipped plans, one of them replaced or added as TOML."""
        return cls(load_book({**shipped_files(), f"plans/{plan}.toml": text.encode()}))

    def book(self) -> PlanBook:
        return self.in_force

    def law(self) -> Law:
        return self.law_in_force

    def plan(self, name: str) -> Plan:
        return self.in_force.plans[name]


PLAN = """
title = "Par la poste"
kinds = ["business"]

[[steps]]
name = "first_reminder"
after = 3
document = "first_reminder"
tone = "cordial"
channels = ["{channel}"]
gap_days = 7
minimum_amount = "5.00"

[[steps]]
name = "formal_notice"
after = 45
document = "formal_notice"
tone = "firm"
channels = ["registered"]
gap_days = 12
answer_days = 15
"""
OFFER = """
[[offers]]
channel = "{channel}"
carrier = "{carrier}"
price = "{price}"
"""
BY_AWS = "".join(f'[[offers]]\nchannel = "{channel}"\nprice = "0"\n' for channel in ("email", "sms", "tracked"))
HOUSE_NOTICE = OFFER.format(channel="registered", carrier="outbox", price="5.62")


def posted(channel: str, *carriers: str) -> FakePlans:
    """Businesses are reminded by one channel, which these carriers offer, each dearer than the one before.

    Prices are 1.50, 2.50… euros.
    """
    offers = [
        OFFER.format(channel=channel, carrier=name, price=f"{place}.50") for place, name in enumerate(carriers, start=1)
    ]
    house = [] if channel == "registered" else [HOUSE_NOTICE]
    return FakePlans(_book(channel, "".join([BY_AWS, *house, *offers])))


@cache
def _book(channel: str, channels: str) -> PlanBook:
    files = {
        **shipped_files(),
        "plans/standard.toml": PLAN.format(channel=channel).encode(),
        CHANNELS: channels.encode(),
    }
    return load_book(files)
