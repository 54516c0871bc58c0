"""A storm of a thousand webhooks, doubled and shuffled, about forty letters of the four carriers."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice

import pytest

from relance.domain import events
from relance.ports.following import HookCall
from tests.service.storm import KEYS, StormWorld, sha256, storm_world, work

STORM = 1_000


@pytest.fixture(scope="module")
def after() -> Iterator[StormWorld]:
    """The storm broke while four workers emptied the queue; everything below looks at what it left."""
    with storm_world() as world:
        calls = list(islice(cycle(world.live()), STORM))
        random.Random(2026).shuffle(calls)
        assert {world.call(call).status for call in calls} <= {200, 201, 202, 204}
        world.outcomes = work(world, world.news.take())
        for _ in range(2):  # who never calls is asked
            world.later(hours=2)
            world.poller.poll()
            work(world, world.news.take())
        yield world


def test_every_letter_has_reached_its_end(after: StormWorld) -> None:
    ends = {letter.account_id: after.row_of(letter).delivery for letter in after.posted}
    assert ends == {letter.account_id: letter.end.value for letter in after.posted}
    assert len(ends) == 40


def test_each_proof_is_stored_once_and_told_once(after: StormWorld) -> None:
    kept = [proof for letter in after.posted for proof in after.row_of(letter).proofs]
    files = {key: body for key, body in after.evidence.files.items() if key.startswith("proofs/")}
    assert sorted(proof.stored.key for proof in kept) == sorted(files)
    assert all(proof.stored.sha256 == sha256(files[proof.stored.key]) for proof in kept)
    told = Counter(
        str(e.data["key"])
        for letter in after.posted
        for e in after.ledger.events(letter.account_id)
        if e.kind == events.PROOF_KEPT
    )
    assert set(told.values()) == {1}
    assert set(told) == set(files)
    for letter in after.posted:
        assert {p.kind for p in after.row_of(letter).proofs} == {kind.value for kind in letter.proofs}, letter


def test_each_fact_is_on_the_timeline_once(after: StormWorld) -> None:
    for letter in after.posted:
        told = [e.data["event_id"] for e in after.ledger.events(letter.account_id) if e.kind == events.DELIVERY_FACT]
        assert len(told) == len(set(told))
        assert told


def test_a_letter_is_read_once_or_twice_however_often_its_carrier_calls(after: StormWorld) -> None:
    """Four workers may begin at once; whoever comes after a look has begun and ended asks nobody."""
    outcomes = after.outcomes
    assert sum(outcomes.values()) == STORM
    called = {letter.account_id for letter in after.posted if letter.carrier != "maileva" or _calls(letter.service)}
    assert outcomes["READ"] < 2 * len(called)
    assert outcomes["READ"] + outcomes["ANSWERED"] == STORM


def test_calls_with_the_same_body_are_one_file(after: StormWorld) -> None:
    hooks = [key for key in after.evidence.files if key.startswith("hooks/")]
    assert len(hooks) < 250
    assert after.quarantine.kept == {}


def test_forged_calls_in_the_middle_of_it_move_nothing(after: StormWorld) -> None:
    before, calls = after.what_is_known(), 0
    for letter in after.posted:
        for hook in after.rigs.rigs[letter.carrier].forged(letter.carrier_id):
            call = HookCall(letter.carrier, _key(letter.carrier), hook.headers, hook.query, hook.body)
            assert after.call(call).status == 403
            calls += 1
    assert calls > 100
    assert after.news.take() == []
    assert after.what_is_known() == before


def _calls(service: str) -> bool:
    """Maileva calls about letters on paper only."""
    return service in ("letter", "registered")


def _key(carrier: str) -> str:
    return KEYS.of(carrier)
