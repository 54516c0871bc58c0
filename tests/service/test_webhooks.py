"""Calls of a carrier at our door: kept first, believed only if it is the carrier's, then only a hint."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from relance.adapters.hooks import HmacHookKeys
from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError, TransientError
from relance.ports.carriers import Capabilities, Hint, Idempotency, WebhookAuth
from relance.ports.following import HookCall, LetterNews
from relance.service.following.receive_webhook import Answer, Heard, ReceiveWebhook
from tests.fakes.ledger import InMemoryQuarantine
from tests.letter_world import LetterWorld, TellingCarrier

KEYS = HmacHookKeys(b"a secret of the deployment")
AUTHENTIC = {"secret": "open sesame"}


@pytest.fixture
def world() -> LetterWorld:
    return LetterWorld()


@pytest.fixture
def quarantine() -> InMemoryQuarantine:
    return InMemoryQuarantine()


@pytest.fixture
def door(world: LetterWorld, quarantine: InMemoryQuarantine) -> ReceiveWebhook:
    return ReceiveWebhook(
        keys=KEYS,
        carriers=world.known_carriers,
        evidence=world.evidence,
        queue=world.news,
        quarantine=quarantine,
        clock=world.clock,
        figures=world.figures,
    )


def call(
    body: bytes = b"L-1 RL-1", *, carrier: str = "poste", key: str | None = None, headers: dict[str, str] | None = None
) -> HookCall:
    return HookCall(
        carrier, KEYS.of(carrier) if key is None else key, AUTHENTIC if headers is None else headers, {}, body
    )


def test_an_authentic_call_is_kept_and_queued_as_news_of_a_letter(world: LetterWorld, door: ReceiveWebhook) -> None:
    assert door.receive(call()) == Answer(Heard.QUEUED, 200)
    # SHA-256 of "L-1 RL-1"
    digest = "c5fc4f419f41de3293f2cd8b818a7912d911b69fec78f71ca85f0959927eb40f"
    assert world.evidence.files == {f"hooks/poste/{digest}": b"L-1 RL-1"}
    kept = StoredObject(f"hooks/poste/{digest}", digest)
    assert world.news.take() == [LetterNews("poste", "L-1", "RL-1", world.clock.now(), kept)]


def test_a_call_about_two_letters_is_in_the_history_of_neither(
    world: LetterWorld, door: ReceiveWebhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each debtor's dossier goes to a lawyer, and would bring the other along."""
    hints = (Hint("L-1", "RL-1", "a"), Hint("L-2", "RL-2", "b"))
    monkeypatch.setattr(TellingCarrier, "webhook", lambda *_: hints)
    assert door.receive(call()) == Answer(Heard.QUEUED, 200)
    now = world.clock.now()
    assert world.news.take() == [LetterNews("poste", "L-1", "RL-1", now), LetterNews("poste", "L-2", "RL-2", now)]


def test_the_carrier_is_answered_as_it_expects(world: LetterWorld, door: ReceiveWebhook) -> None:
    world.poste.capabilities = Capabilities(
        frozenset(), Idempotency.NATIVE, WebhookAuth.SECRET, finds_by_reference=True, cancels=True, webhook_answer=204
    )
    assert door.receive(call()).status == 204


def test_a_call_that_comes_twice_is_one_file_and_two_hints(world: LetterWorld, door: ReceiveWebhook) -> None:
    for _ in range(2):
        assert door.receive(call()).status == 200
    assert len(world.evidence.files) == 1
    assert len(world.news.take()) == 2


@pytest.mark.parametrize("key", ["", "0" * 64, KEYS.of("autre"), KEYS.of("poste")[:-1], KEYS.of("poste").upper(), "é"])
def test_who_does_not_know_the_address_learns_nothing_and_leaves_nothing(
    world: LetterWorld, door: ReceiveWebhook, key: str
) -> None:
    assert door.receive(call(key=key)) == Answer(Heard.STRANGER, 404)
    assert world.evidence.files == {}
    assert world.news.take() == []
    assert world.poste.calls == {}


def test_a_carrier_that_is_not_set_up_is_answered_as_a_stranger(world: LetterWorld, door: ReceiveWebhook) -> None:
    assert door.receive(call(carrier="autre")) == Answer(Heard.STRANGER, 404)
    assert world.news.take() == []


def test_a_body_that_is_too_large_is_refused_unread(world: LetterWorld, door: ReceiveWebhook) -> None:
    assert door.receive(call(b"x" * 6_000_001)) == Answer(Heard.TOO_LARGE, 413)
    assert world.evidence.files == {}
    assert door.receive(call(b"L-1" + b" " * 5_999_000)).status == 200


def test_a_forged_call_is_kept_and_counted_and_moves_nothing(world: LetterWorld, door: ReceiveWebhook) -> None:
    assert door.receive(call(headers={"secret": "guess"})) == Answer(Heard.FORGED, 403)
    assert len(world.evidence.files) == 1
    assert world.news.take() == []
    assert world.figures.total("WebhooksForged", Carrier="poste") == 1


class Strict(TellingCarrier):
    def webhook(self, headers: object, body: bytes, query: object) -> tuple[Hint, ...]:
        raise RejectedError("resource_id: missing")


def test_a_malformed_call_is_answered_as_usual_and_set_aside_with_its_reason(
    world: LetterWorld, door: ReceiveWebhook, quarantine: InMemoryQuarantine
) -> None:
    """A carrier that were told of an error would call again for ever."""
    world.known_carriers.by_name["poste"] = Strict()
    assert door.receive(call(b"{")) == Answer(Heard.MALFORMED, 200)
    (entry,) = quarantine.entries()
    digest = hashlib.sha256(b"{").hexdigest()
    assert (entry.source, entry.key) == ("hook", f"poste/{digest}")
    assert entry.breaches == (("body", "resource_id: missing"),)
    assert entry.body == f'{{"evidence": "hooks/poste/{digest}"}}'
    assert world.evidence.files == {f"hooks/poste/{digest}": b"{"}
    assert world.news.take() == []


def test_what_cannot_be_kept_is_not_answered_so_that_the_carrier_calls_again(
    world: LetterWorld, door: ReceiveWebhook
) -> None:
    class Shut:
        def keep(self, key: str, body: bytes, *, media_type: str) -> None:
            raise TransientError("the bucket does not answer")

    bucket: Any = Shut()
    with pytest.raises(TransientError):
        replace(door, evidence=bucket).receive(call())
    assert world.news.take() == []


def test_news_bears_the_instant_of_the_call(world: LetterWorld, door: ReceiveWebhook) -> None:
    """What is read back later answers it; what was read before does not."""
    before = world.clock.now()
    world.later(seconds=30)
    door.receive(call())
    (news,) = world.news.take()
    assert news.at == before + timedelta(seconds=30)


def test_keys_differ_by_carrier_and_by_deployment() -> None:
    keys = {HmacHookKeys(secret).of(carrier) for secret in (b"one", b"two") for carrier in ("ar24", "maileva")}
    assert len(keys) == 4
    assert all(len(key) == 64 for key in keys)
