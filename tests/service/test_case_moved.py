"""A formal notice of Monday 16 March 2026 that came back, and a debtor whom billing had moved meanwhile (CH-03)."""

from __future__ import annotations

from datetime import date
from typing import Final

from relance.domain.case import CaseState
from relance.domain.channels import Channel
from relance.domain.delivery import DeliveryStatus as S
from tests.builders import customer_item
from tests.notice_world import DEAR_ELECTRONIC, PAPER, NoticeWorld, served

QUAY: Final = {"lines": ["8 quai de la Fosse"], "postal_code": "44000", "city": "Nantes", "country": "FR"}


def moves(world: NoticeWorld, day: date) -> None:
    world.clock.go_to(day)
    world.billing.put(customer_item(version=2, address=QUAY))
    world.looked_at_again(day)
    world.mornings(day, day)


def test_nobody_looks_for_an_address_that_billing_has_given_already() -> None:
    world = served(PAPER)
    moves(world, date(2026, 3, 20))
    world.carrier_says(S.WRONG_ADDRESS, "2026-03-23")
    assert (world.first.state, world.hold) == (CaseState.CLOSED_UNDELIVERED, None)

    world.until_open(date(2026, 3, 24), date(2026, 3, 24))
    assert (world.case.channel, world.case.tried) == (Channel.REGISTERED, (Channel.REGISTERED,))
    assert world.statement["debtor"]["address"]["lines"] == ["8 quai de la Fosse"]
    assert (len(world.approvers.links), world.letters_taken) == (2, 1)
    world.approve()
    assert world.letters_taken == 2


def test_a_second_notice_that_waits_for_its_approval_is_written_anew_for_the_new_address() -> None:
    world = served(PAPER, DEAR_ELECTRONIC).carrier_says(S.WRONG_ADDRESS, "2026-03-23")
    world.until_open(date(2026, 3, 24), date(2026, 3, 24))
    assert world.case.channel is Channel.LRE
    moves(world, date(2026, 3, 25))
    world.approve()
    world.mornings(date(2026, 3, 26), date(2026, 3, 27))
    assert (world.letters_taken, world.open_cases) == (1, 1)
    assert world.statement["debtor"]["address"]["lines"] == ["8 quai de la Fosse"]
