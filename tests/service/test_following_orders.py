"""Any order, any number of times, a crash anywhere: what is known of a letter in the end is the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance.domain.channels import Channel
from relance.domain.contact import ContactState
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.ports.carriers import ProofKind, Taken
from relance.ports.following import LetterNews
from tests.letter_world import LetterWorld
from tests.service.test_crashes import Crasher, CrashError
from tests.world import MONDAY

TUESDAY = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
_S = DeliveryStatus


def known(world: LetterWorld) -> dict[str, Any]:
    """Everything that a person or a plan would see."""
    row, account = world.row(), world.ledger.load("C-1")
    return {
        "status": row.delivery,
        "state": row.state,
        "letter": row.message_id,
        "cost": row.cost,
        "proofs": sorted((p.kind, p.stored) for p in row.proofs),
        "files": world.evidence.files,
        "closed": account.closed_addresses,
        "contacts": account.contacts,
        "undelivered": account.undelivered,
        "open": account.open_contact,
        "told": sorted((e.kind, str(e.data.get("event_id") or e.data.get("key"))) for e in world.ledger.events("C-1")),
        "case": sorted({(status, at) for _, _, status, at in world.notices.moves}),
    }


# ------------------------------------------------------------------------------------------- orders

FACTS = tuple(
    (status, TUESDAY + timedelta(hours=number))
    for number, status in enumerate(
        (_S.SUBMITTED, _S.SENT, _S.PRESENTED, _S.RETURNED, _S.LOST, _S.WRONG_ADDRESS, _S.UNCLAIMED, _S.DELIVERED)
    )
)


def told_in(order: list[tuple[DeliveryStatus, datetime]], channel: Channel) -> dict[str, Any]:
    world = LetterWorld()
    world.owes()
    world.sent(channel)
    for status, at in order:
        fact = DeliveryFact("C-1", MONDAY, 1, status.lower(), status, at, f"poste|{status}", "L-1", carrier="poste")
        world.tracker.track(fact)
    return known(world)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_the_order_of_facts_and_their_repetition_change_nothing(data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(FACTS), min_size=1, unique=True))
    again = data.draw(st.lists(st.sampled_from(chosen), max_size=6))
    shuffled = data.draw(st.permutations(chosen + again))
    channel = data.draw(st.sampled_from([Channel.REGISTERED, Channel.LETTER, Channel.ERE]))
    straight, other = told_in(sorted(chosen, key=lambda fact: fact[1]), channel), told_in(shuffled, channel)
    # How often it was said that nobody was reached depends on what was known at the time; all else does not.
    for seen in (straight, other):
        seen["told"] = [each for each in seen["told"] if each[0] not in ("contact.undelivered", "address.closed")]
    assert straight == other


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("channel", "closed"),
    [(Channel.ERE, {"compta@boulangerie-martin.example"}), (Channel.REGISTERED, set())],
)
def test_a_wrong_address_and_an_unclaimed_letter_say_the_same_in_both_orders(
    channel: Channel, closed: set[str], *, turned: bool
) -> None:
    # Paper that waited at the post office was at the right address; a mail that nobody fetched proves nothing.
    wrong = (_S.WRONG_ADDRESS, TUESDAY)
    unclaimed = (_S.UNCLAIMED, TUESDAY + timedelta(hours=1))
    assert told_in([unclaimed, wrong] if turned else [wrong, unclaimed], channel)["closed"] == closed


STEPS: tuple[Callable[[LetterWorld], object], ...] = (
    lambda world: world.poste.tells("L-1", _S.SENT, TUESDAY, reference=world.row().reference),
    lambda world: world.poste.proves("L-1", ProofKind.DEPOSIT, b"%PDF-1.7 depot"),
    lambda world: world.poste.tells("L-1", _S.PRESENTED, TUESDAY + timedelta(days=1), reference=world.row().reference),
    lambda world: world.poste.tells("L-1", _S.DELIVERED, TUESDAY + timedelta(days=2), reference=world.row().reference),
    lambda world: world.poste.proves("L-1", ProofKind.RECEIPT, b"%PDF-1.7 avis"),
)


def lived(rounds: list[list[int]], state: ContactState) -> dict[str, Any]:
    """The letter's life in a few days; after each of its steps some of the calls so far reach us, old ones too."""
    world = LetterWorld()
    world.owes()
    row = world.sent(state=state, carrier_id="L-1" if state is ContactState.SENT else None, case_id="K-1")
    world.poste.under[row.reference] = Taken("L-1", price_cents=612)
    calls: list[LetterNews] = []
    for step, heard in zip(STEPS, rounds, strict=True):
        step(world)
        calls.append(LetterNews("poste", "L-1", row.reference, world.later(hours=5)))
        for place in heard:
            world.later(seconds=1)
            world.follower.follow(calls[place % len(calls)])
    world.later(days=1)
    world.hears("L-1", row.reference)
    return known(world)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 4), max_size=4), min_size=len(STEPS), max_size=len(STEPS)),
    st.sampled_from([ContactState.SENT, ContactState.SENDING, ContactState.UNKNOWN]),
)
def test_whichever_calls_arrive_and_when_the_letter_ends_the_same(rounds: list[list[int]], state: ContactState) -> None:
    assert lived(rounds, state) == lived([[]] * len(STEPS), state)


# ------------------------------------------------------------------------------------------ crashes


def followed(crasher: Crasher, state: ContactState, outcome: DeliveryStatus) -> LetterWorld:
    """One message, that comes back once when whoever read it died."""
    world = LetterWorld(wrap=crasher.wrap)
    crasher.armed = False
    world.owes()
    row = world.sent(state=state, carrier_id="L-1" if state is ContactState.SENT else None, case_id="K-1")
    world.poste.under[row.reference] = Taken("L-1", price_cents=612)
    world.poste.tells("L-1", _S.SENT, TUESDAY, reference=row.reference)
    world.poste.tells("L-1", outcome, TUESDAY + timedelta(days=1), reference=row.reference)
    world.poste.proves("L-1", ProofKind.DEPOSIT, b"%PDF-1.7 depot")
    world.poste.proves("L-1", ProofKind.UNDELIVERED, b"%PDF-1.7 pli")
    crasher.armed = True
    world.later(days=3)
    for _ in range(2):
        try:
            world.hears("L-1", row.reference)
        except CrashError:
            continue
        break
    crasher.armed = False
    return world


@pytest.mark.parametrize("outcome", [_S.UNCLAIMED, _S.WRONG_ADDRESS])
@pytest.mark.parametrize("state", [ContactState.SENT, ContactState.UNKNOWN])
def test_a_crash_before_or_after_any_call_loses_and_doubles_nothing(
    state: ContactState, outcome: DeliveryStatus
) -> None:
    quiet = Crasher()
    expected = known(followed(quiet, state, outcome))
    assert len(quiet.calls) > 25
    assert {"carrier", "evidence", "ledger", "notices"} <= {call.split(".")[0] for call in quiet.calls}
    for at in range(len(quiet.calls)):
        for after in (False, True):
            seen = known(followed(Crasher(at=at, after=after), state, outcome))
            assert seen == expected, (quiet.calls[at], "after" if after else "before")
