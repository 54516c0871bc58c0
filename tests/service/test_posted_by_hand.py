"""Notices and reminders that people posted, and what came back to them. The notice went on Monday 16 March 2026."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from relance.domain import events
from relance.domain.case import CaseState
from relance.domain.channels import Channel
from relance.domain.errors import RejectedError, TransientError
from relance.service.following.keeping_proofs import KeepProofs
from relance.service.following.posted_by_hand import PostedByHand, Received
from tests.case_world import OPENING, CaseWorld
from tests.letter_world import LetterWorld
from tests.world import MONDAY

SCAN = b"%PDF-1.7 avis de reception"
BEGUN = {"pdf": b"%PDF-1.4 x", "jpg": b"\xff\xd8\xff\xe0 x", "png": b"\x89PNG\r\n\x1a\n x"}


def posted() -> CaseWorld:
    """As shipped, people post the notice themselves."""
    world = CaseWorld()
    world.to_payment_wait()
    assert world.row(day=OPENING).carrier == "outbox"
    return world


def by_hand(world: Any, watcher: Any = None) -> PostedByHand:
    proofs = KeepProofs(world.ledger, world.evidence, world.clock, world.figures)
    return PostedByHand(world.ledger, world.tracker, proofs, watcher or world.app.cases.notice_fates, world.clock)


def receive(world: CaseWorld, fate: str, on: date, **more: Any) -> Received:
    """Said on the first morning on which it can be."""
    if world.clock.now().date() < on:
        world.clock.go_to(on)
    found = by_hand(world).receive(world.row(day=OPENING).reference, fate, on, by="Anne", **more)
    world.pump()
    return found


def test_a_signed_receipt_gives_the_notice_its_effect_and_its_proof() -> None:
    world = posted()
    receive(world, "delivered", date(2026, 3, 19), scan=SCAN)
    assert world.case.effective_on == date(2026, 3, 19)
    (proof,) = world.row(day=OPENING).proofs
    assert (proof.kind, proof.media_type, world.evidence.read(proof.stored.key)) == ("RECEIPT", "application/pdf", SCAN)
    told = [
        (e.kind, e.actor) for e in world.ledger.events("C-1") if e.kind in (events.DELIVERY_FACT, events.PROOF_KEPT)
    ]
    assert told == [(events.PROOF_KEPT, "Anne"), (events.DELIVERY_FACT, "Anne")]


@pytest.mark.parametrize("fate", ["refused", "unclaimed"])
@pytest.mark.parametrize(("presented", "effective"), [(None, date(2026, 4, 3)), (date(2026, 3, 18), date(2026, 3, 18))])
def test_a_notice_that_was_refused_or_not_fetched_has_effect_from_its_first_presentation(
    fate: str, presented: date | None, effective: date
) -> None:
    """MED-02, CH-04."""
    world = posted()
    receive(world, fate, date(2026, 4, 3), presented=presented)
    assert world.case.effective_on == effective


@pytest.mark.parametrize("fate", ["wrong-address", "lost"])
def test_a_notice_that_reached_nobody_closes_its_case(fate: str) -> None:
    world = posted()
    receive(world, fate, date(2026, 3, 23), scan=SCAN)
    assert world.case.state is CaseState.CLOSED_UNDELIVERED
    closed = world.ledger.load("C-1").closed_addresses
    assert closed == (frozenset({"3 rue crébillon|44000|nantes"}) if fate == "wrong-address" else frozenset())


def test_said_twice_it_is_recorded_once_and_a_proof_may_follow_later() -> None:
    world = posted()
    assert receive(world, "delivered", date(2026, 3, 19)).news
    before = world.kinds()
    again = receive(world, "delivered", date(2026, 3, 19))
    assert (again.news, world.kinds()) == (False, before)
    assert receive(world, "delivered", date(2026, 3, 19), scan=SCAN).proof_is_news
    assert not receive(world, "delivered", date(2026, 3, 19), scan=SCAN).proof_is_news
    assert world.kinds() == [*before, events.PROOF_KEPT]
    assert len(world.evidence.files) == 1


def test_a_case_that_could_not_be_told_is_told_when_it_is_said_again() -> None:
    world = posted()

    class Busy:
        def notice_moved(self, *_: Any) -> None:
            raise TransientError("the case keeps changing")

    world.clock.go_to(date(2026, 3, 19))
    reference = world.row(day=OPENING).reference
    with pytest.raises(TransientError):
        by_hand(world, Busy()).receive(reference, "delivered", date(2026, 3, 19), by="Anne")
    assert world.case.effective_on is None
    receive(world, "delivered", date(2026, 3, 19))
    assert world.case.effective_on == date(2026, 3, 19)


@pytest.mark.parametrize("kind", BEGUN)
def test_a_scan_is_known_by_its_first_bytes(kind: str) -> None:
    world = posted()
    receive(world, "deposited", OPENING, scan=BEGUN[kind])
    assert world.row(day=OPENING).proofs[0].stored.key.endswith(f".{kind}")
    assert world.case.effective_on is None


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"reference": "RL-260101-AAAAAAAAAAAA"}, "référence : .* n'est pas celle d'une lettre"),
        ({"on": OPENING - timedelta(days=1)}, "--on : attend un jour entre le 16/03/2026 et le 20/03/2026"),
        ({"on": date(2026, 3, 21)}, "--on : attend un jour"),
        ({"presented": date(2026, 3, 20)}, "--presented : attend un jour entre le 16/03/2026 et le 19/03/2026"),
        ({"scan": b"GIF89a"}, "--proof : un PDF, un JPEG ou un PNG est attendu"),
        ({"scan": b""}, "--proof"),
        ({"by": " "}, "auteur"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(given: dict[str, Any], reason: str) -> None:
    world = posted()
    world.clock.go_to(date(2026, 3, 20))
    reference = world.row(day=OPENING).reference
    said: dict[str, Any] = {"reference": reference, "fate": "delivered", "on": date(2026, 3, 19), "by": "Anne"}
    before = world.kinds()
    with pytest.raises(RejectedError, match=reason):
        by_hand(world).receive(**(said | given))
    assert (world.kinds(), world.evidence.files) == (before, {})


def test_a_carrier_s_letter_is_the_carrier_s_to_tell() -> None:
    world = LetterWorld()
    world.owes()
    row = world.sent(Channel.REGISTERED)
    with pytest.raises(RejectedError, match="n'est pas postée par vos soins"):
        by_hand(world, world.notices).receive(row.reference, "delivered", MONDAY, by="Anne")


def test_a_reminder_that_came_back_from_a_wrong_address_goes_by_another_channel() -> None:
    world = LetterWorld()
    world.owes()
    row = world.sent(Channel.REGISTERED, f"OUTBOX-{MONDAY}", carrier="outbox")
    world.later(days=4)
    by_hand(world, world.notices).receive(row.reference, "wrong-address", date(2026, 2, 5), by="Anne")
    account = world.ledger.load("C-1")
    assert account.undelivered is not None
    assert (account.undelivered.status, account.next_day) == ("WRONG_ADDRESS", date(2026, 2, 6))
    assert world.notices.moves == []
