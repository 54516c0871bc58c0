"""The formal notice of Monday 16 March 2026, approved, and its carrier cut off at each call: one letter is paid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from types import SimpleNamespace

import pytest

from relance.domain.case import CaseState
from relance.domain.channels import Channel, Offer, Offers
from relance.domain.contact import ContactState
from relance.ports.carriers import Carriers
from tests.carriers.steps import noting
from tests.carriers.suite import Rig
from tests.case_world import OPENING, CaseWorld
from tests.post.cutting import CUTS, rigs
from tests.post.office import Connecting, PdfRenderer

REGISTERED = ["maileva", "mysendingbox", "merci_facteur"]


class Registry(CaseWorld):
    """A case whose notice goes by one carrier, over HTTP."""

    def __init__(self, found: Mapping[str, Rig]) -> None:
        super().__init__()
        self.rigs = found
        (self.name,) = found
        self.offers = Offers((Offer(Channel.REGISTERED, 5_620_000, self.name),))
        found[self.name].fake.now = self.clock.now

    @property
    def wrapped_carriers(self) -> Carriers:
        return Connecting(self.rigs)

    @property
    def app(self) -> SimpleNamespace:
        app = super().app
        app.renderer = PdfRenderer()
        return app

    def paid(self) -> int:
        fake = self.rigs[self.name].fake
        return sum(fake.paid(row.reference) for row in self.all_rows())

    def all_rows(self) -> list:  # type: ignore[type-arg]
        return [each for row in self.ledger.contacts("C-1") for each in (row, *row.handed_over)]

    def live_on(self) -> None:
        """The rest of the week: mornings with their cases, and sweeps every hour in between."""
        for day in self.days(OPENING, date(2026, 3, 20)):
            for hour in range(9, 18):
                self.clock.go_to(day, time(hour, 45))
                self.sweeper.sweep()
                self.morning(day, time(hour, 46))


def calls_of(name: str) -> int:
    with rigs(name) as found:
        world = Registry(found)
        world.to_approval().approve()
        assert world.case.state is CaseState.SERVED
        return len(found[name].fake.calls)


@pytest.mark.parametrize("name", REGISTERED)
def test_cut_anywhere_one_notice_is_served_and_paid(name: str) -> None:
    for nth in range(calls_of(name)):
        for fault in CUTS:
            with rigs(name) as found, noting(f"{fault} at call {nth + 1}"):
                world = Registry(found)
                world.to_approval()
                found[name].fake.fail_next(fault, skip=nth)
                world.approve()
                world.live_on()
                assert world.paid() == 1
                assert world.case.state is CaseState.SERVED
                (row,) = [row for row in world.all_rows() if row.state is ContactState.SENT]
                assert (row.carrier, row.case_id, row.reference) == (
                    name,
                    world.case.case_id,
                    world.case.served_reference,
                )
                assert found[name].fake.paid(row.reference) == 1
                assert row.day - OPENING <= timedelta(days=3)
