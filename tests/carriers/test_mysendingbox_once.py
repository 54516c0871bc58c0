"""MySendingBox: nothing is paid twice, and what can be stopped is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from local.carriers.mysendingbox.fake import MySendingBoxFake
from local.carriers.serving import Fault, Reply, Request
from relance.ports.carriers import (
    Service,
)
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError
from tests.carriers.mysendingbox_rig import KEY, Clock, account, connected, settings
from tests.carriers.suite import REFERENCE, consignment


@pytest.fixture
def fake() -> Iterator[MySendingBoxFake]:
    with account() as running:
        yield running


def only(fake: MySendingBoxFake) -> dict[str, object]:
    [letter] = fake.letters.values()
    return letter


def test_a_key_that_is_answered_with_a_refusal_still_gives_the_letter_that_it_made() -> None:
    with MySendingBoxFake(KEY, now=Clock(), replays=False) as fake:
        first = connected(fake).submit(consignment(Service.REGISTERED))
        assert connected(fake).submit(consignment(Service.REGISTERED)).carrier_id == first.carrier_id
        assert fake.paid(REFERENCE) == 1


@pytest.mark.parametrize(
    "refusal",
    [
        Reply.of({"error": {"message": "A request with this key is being processed"}}, 409),
        Reply.of({"error": {"message": "Idempotency key already used with other parameters"}}, 400),
    ],
)
def test_a_key_that_is_known_though_no_letter_is_listed_yet_leaves_the_outcome_open(
    fake: MySendingBoxFake, refusal: Reply
) -> None:
    """2026-11-22: a first call was still at work; "refused" had sent the letter by another carrier as well."""
    nothing = Reply.of({"info": {"total": 0}, "letters": []})
    fake.edited = lambda request, _: refusal if request.method == "POST" else nothing
    with pytest.raises(OutcomeUnknownError, match="our Idempotency-Key is known"):
        connected(fake).submit(consignment(Service.REGISTERED))


def test_two_days_later_the_key_is_forgotten_and_the_look_up_finds_the_letter(fake: MySendingBoxFake) -> None:
    fake.fail_next(Fault.CUT_AFTER)
    with pytest.raises(OutcomeUnknownError):
        connected(fake).submit(consignment(Service.REGISTERED))
    assert isinstance(fake.now, Clock)
    fake.now.time += timedelta(days=2)
    found = connected(fake).find(REFERENCE)
    assert found is not None
    assert (found.carrier_id, found.price_cents) == (only(fake)["_id"], 645)


@pytest.mark.parametrize("paging", ["offset", "page"])
def test_a_letter_is_found_behind_pages_of_others(fake: MySendingBoxFake, paging: str) -> None:
    carrier = connected(fake, settings(fake, paging=paging, page_size=2))
    first = carrier.submit(consignment(Service.LETTER, reference="RL-1"))
    for number in range(2, 6):
        carrier.submit(consignment(Service.LETTER, reference=f"RL-{number}"))
    before = len(fake.calls)
    found = carrier.find("RL-1")
    assert found is not None
    assert found.carrier_id == first.carrier_id
    assert len(fake.calls) - before == 3
    assert carrier.find("RL-6") is None


def test_a_list_that_cannot_be_leafed_through_never_says_that_there_is_none(fake: MySendingBoxFake) -> None:
    carrier = connected(fake, settings(fake, page_size=2))
    for number in range(1, 6):
        carrier.submit(consignment(Service.LETTER, reference=f"RL-{number}"))
    fake.edited = lambda request, _: fake.answered(replace(request, query={**request.query, "offset": "0"}))
    with pytest.raises(OutcomeUnknownError, match="as a whole"):
        carrier.find("RL-9")


def test_a_list_too_long_to_be_read_is_not_read_again_and_again(fake: MySendingBoxFake) -> None:
    """2026-11-22: twelve hundred pages were read, three times four hundred, to say the same."""

    def endless(request: Request, _: Reply) -> Reply:
        first = int(request.query["offset"])
        letters = [{"_id": f"L{number}"} for number in range(first, first + 50)]
        return Reply.of({"info": {"total": 1_000_000}, "letters": letters})

    fake.edited = endless
    with pytest.raises(OutcomeUnknownError, match="look_back_days can be lower"):
        connected(fake).find("RL-9")
    assert len(fake.calls) == 400


@pytest.mark.parametrize(
    "said",
    [{}, [], {"info": {"total": 0}}, {"info": {}, "letters": []}, {"info": {"total": 1}, "letters": ["L1"]}],
)
def test_a_list_of_another_shape_never_says_that_there_is_none(fake: MySendingBoxFake, said: object) -> None:
    fake.edited = lambda *_: Reply.of(said)
    with pytest.raises(OutcomeUnknownError):
        connected(fake).find(REFERENCE)


def test_an_answer_that_names_no_letter_leaves_the_outcome_open(fake: MySendingBoxFake) -> None:
    fake.edited = lambda *_: Reply.of({"object": "letter"}, 201)
    with pytest.raises(OutcomeUnknownError, match="names no letter"):
        connected(fake).submit(consignment(Service.LETTER))


def test_a_refusal_that_cannot_be_checked_leaves_the_outcome_open(fake: MySendingBoxFake) -> None:
    fake.fail_next(Fault.REFUSE, on="POST *")
    fake.fail_next(Fault.THROTTLE, on="GET *", times=3)
    with pytest.raises(OutcomeUnknownError, match="cannot be looked through"):
        connected(fake).submit(consignment(Service.LETTER))


def test_a_refusal_says_why_in_the_carriers_words_and_not_of_whom(fake: MySendingBoxFake) -> None:
    fake.fail_next(Fault.REFUSE)
    with pytest.raises(
        NotAcceptedError, match=r"^submit: refused \(422\): to.address_postalcode is not valid in "
    ) as caught:
        connected(fake).submit(consignment(Service.LETTER))
    told = str(caught.value).casefold()
    people = ("claire", "martin", "boulangerie", "nantes", "bilon", "44000")
    assert [word for word in people if word in told] == []
    assert len(told) < 300


def test_a_refusal_that_repeats_our_key_is_not_repeated(fake: MySendingBoxFake) -> None:
    told = Reply.of({"error": {"message": f"no such key {KEY}"}}, 400)
    none = Reply.of({"info": {"total": 0}, "letters": []})
    fake.edited = lambda request, _: told if request.method == "POST" else none
    with pytest.raises(NotAcceptedError, match=r"^submit: refused \(400\)$"):
        connected(fake).submit(consignment(Service.LETTER))


def test_a_wrong_key_is_something_to_mend_and_nothing_was_taken(fake: MySendingBoxFake) -> None:
    fake.key = "live_another"
    with pytest.raises(TryLaterError, match="401") as caught:
        connected(fake).submit(consignment(Service.LETTER))
    assert KEY not in repr(caught.value)
    assert fake.letters == {}


def test_a_letter_is_stopped_within_the_window_and_not_after_it(fake: MySendingBoxFake) -> None:
    early = connected(fake).submit(consignment(Service.REGISTERED))
    assert connected(fake).cancel(early.carrier_id)
    assert connected(fake).cancel(early.carrier_id)
    assert fake.paid(REFERENCE) == 0
    late = connected(fake).submit(consignment(Service.REGISTERED, reference="RL-LATE"))
    assert isinstance(fake.now, Clock)
    fake.now.time += timedelta(hours=3)
    assert not connected(fake).cancel(late.carrier_id)
    assert fake.paid("RL-LATE") == 1
    assert not connected(fake).cancel("nobody")
