"""Quarantined records tried again by a person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from relance.domain.errors import InvalidRecordError, RejectedError
from relance.domain.record import Quarantined
from relance.service.billing.replay_quarantine import QuarantineReplay
from tests.builders import customer_item, invoice_item
from tests.service.billing_world import BillingWorld


def test_a_mended_record_is_freed_and_a_broken_one_says_why_again() -> None:
    world = BillingWorld()
    world.registers()
    world.bills(total="0")
    world.bills(invoice_id="F-2", due_on="2025-02-30")
    world.billing.put(invoice_item(total="10"))  # mended, and the stream lost it
    outcomes = {r.entry.key: r for r in world.replay.replay(world.quarantine.entries())}
    assert outcomes["C-1#INVOICE#F-1"].freed
    assert not outcomes["C-1#INVOICE#F-2"].freed
    assert outcomes["C-1#INVOICE#F-2"].breaches == (("due_on", "is not a day of the calendar"),)
    assert [e.key for e in world.quarantine.entries()] == ["C-1#INVOICE#F-2"]


def test_an_invoice_that_waits_is_freed_once_its_customer_is_there() -> None:
    world = BillingWorld()
    world.bills()
    (still,) = world.replay.replay(world.quarantine.entries())
    assert still.breaches == (("customer_id", "has no valid CUSTOMER record yet; the invoice waits for it"),)
    world.billing.put(customer_item())
    (freed,) = world.replay.replay(world.quarantine.entries())
    assert freed.freed
    assert world.facts().version == 1


def test_a_record_whose_ids_hold_a_hash_is_found_again_by_its_body() -> None:
    world = BillingWorld()
    world.bills(customer_id="C#1")
    (still,) = world.replay.replay(world.quarantine.entries())
    assert not still.freed
    world.billing.delete("C#1", "INVOICE#F-1")
    (freed,) = world.replay.replay(world.quarantine.entries())
    assert freed.freed


def _refuse(body: str) -> None:
    raise InvalidRecordError([("body", f"has {len(body)} characters")])


def _reject(_: str) -> None:
    raise RejectedError("not now, not ever")


@pytest.mark.parametrize(
    ("source", "breaches"),
    [
        ("delivery", ()),
        ("policy", (("body", "has 2 characters"),)),
        ("desk", (("record", "not now, not ever"),)),
        ("moon", (("source", "nothing takes records from moon again"),)),
    ],
)
def test_records_of_other_sources_are_taken_from_their_body(source: str, breaches: tuple[tuple[str, str], ...]) -> None:
    world = BillingWorld()
    taken: list[str] = []
    takers = {"delivery": taken.append, "policy": _refuse, "desk": _reject}
    replay = QuarantineReplay(world.quarantine, world.billing, world.projector, world.clock, takers)
    world.quarantine.put(Quarantined(source, "k", (), "{}", datetime(2026, 2, 2, tzinfo=UTC)))
    (outcome,) = replay.replay(world.quarantine.entries())
    assert outcome.breaches == breaches
    assert outcome.freed is (breaches == ())
    assert (world.quarantine.get(source, "k") is None) is outcome.freed
