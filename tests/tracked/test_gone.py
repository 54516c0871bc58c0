"""A letter whose files cannot be had: erased when their time was over, or out of reach for a moment."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from relance.adapters.letters.tokens import HmacLetterTokens
from relance.domain.errors import TransientError
from relance.service.tracked.depositing import AlteredError
from relance.service.tracked.page import FileAnswer
from relance.service.web import Answer
from tests.tracked_world import KEY, TrackedWorld


@pytest.fixture
def world() -> TrackedWorld:
    world = TrackedWorld()
    world.sends()
    return world


def test_a_letter_whose_deposit_was_erased_is_gone_and_nothing_more_is_recorded_of_it(world: TrackedWorld) -> None:
    unknown = world.get("nothing.signed").body
    world.evidence.files.clear()
    for answer in (world.get(), world.opens(), world.refuses()):
        assert (answer.status, answer.body) == (410, unknown)
    assert world.told == ["SENT"]


def test_a_file_that_was_erased_is_gone(world: TrackedWorld) -> None:
    page = world.opens()
    assert re.search(r'href="/letters/files/', page.body)
    for key in [key for key in world.archive.files if key.startswith("letters/")]:
        del world.archive.files[key]
    assert world.fetches(page).status == 410


def test_nobody_has_opened_a_letter_that_could_not_be_shown(
    world: TrackedWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_: str) -> bytes:
        raise TransientError("S3 does not answer")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(world.evidence, "read", silent)
        assert world.opens().status == 503
    assert world.told == ["SENT"]
    assert world.opens().status == 200
    assert world.told == ["SENT", "OPENED", "READ"]


@pytest.mark.parametrize("act", ["page", "form", "file"])
def test_while_the_signing_key_is_out_of_reach_the_page_asks_to_be_tried_again(world: TrackedWorld, act: str) -> None:
    def throttled() -> list[bytes]:
        raise TransientError("letter key: ThrottlingException")

    desk = replace(world.desk, tokens=HmacLetterTokens(throttled))
    asked: dict[str, Callable[[], Answer | FileAnswer]] = {
        "page": lambda: desk.show(world.token),
        "form": lambda: desk.act(world.token, "choice=open"),
        "file": lambda: desk.file(world.token),
    }
    assert asked[act]().status == 503
    assert world.told == ["SENT"]


NEXT = b"the next key, of thirty-two bytes and more"
LATEST = b"the latest key, of thirty-two bytes and more"


def test_a_letter_that_was_sent_before_its_key_was_replaced_is_opened_after_it(world: TrackedWorld) -> None:
    """Else it would count as neglected by somebody who could not open it."""
    desk = replace(world.desk, tokens=HmacLetterTokens(lambda: [NEXT, KEY]))
    page = desk.act(world.token, "choice=open")
    (path,) = re.findall(r'href="/letters/files/([^"]+)"', page.body)
    assert (page.status, desk.file(path).status) == (200, 200)
    assert world.told == ["SENT", "OPENED", "READ"]
    assert world.desk.file(path).status == 403  # signed with the key in force alone


def test_a_key_that_leaked_is_replaced_twice_and_its_links_are_strangers(world: TrackedWorld) -> None:
    desk = replace(world.desk, tokens=HmacLetterTokens(lambda: [LATEST, NEXT]))
    for answer in (desk.show(world.token), desk.act(world.token, "choice=open"), desk.file(world.token)):
        assert answer.status == 403
    assert world.told == ["SENT"]


def test_a_deposit_that_was_altered_stops_the_page_so_that_an_operator_hears_of_it(world: TrackedWorld) -> None:
    key = next(key for key in world.evidence.files if key.startswith("tracked/") and key.endswith(".json"))
    world.evidence.files[key] = world.evidence.files[key].replace(b"Martin", b"Marten")
    with pytest.raises(AlteredError):
        world.get()
