"""What a carrier is tried with, from the plainest letter to any that people could be written to."""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local.carriers.faults import Fault
from relance.domain.billing import Address
from relance.domain.errors import RejectedError, RelanceError, TransientError
from relance.ports.carriers import Consignment, Party, Service
from relance.ports.messaging import NotAcceptedError
from tests.carriers.steps import is_answered, through_the_outbox
from tests.carriers.suite import REFERENCE, SENDER, Maker, Rig, consignment
from tests.conformity.contract import Contract

GONE = object()
ODD = st.sampled_from((GONE, None, "", [], {}, 7, -1.5, True, "x", "é" * 300, [None], {"id": None}, "2026-13-45"))
FIELDS = ("recipient", "sender", "consent")
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=0, max_size=60)
NAMES = st.one_of(
    WORDS,
    st.lists(
        st.sampled_from(["Jean", "SARL", "de", "l'Étoile", "Bertrand-Desjardins", "&", "<b>", '"x"', "Œ"]), max_size=8
    ).map(" ".join),
)
LINES = st.lists(
    st.one_of(NAMES, st.sampled_from(["12 bis rue de la Paix", "Bât. C, esc. 2", "BP 40117", "x" * 38, "y" * 46])),
    max_size=5,
)
PLACES = st.sampled_from(
    [
        ("44000", "Nantes", "FR"),
        ("97134", "Saint-Louis de Marie-Galante", "FR"),
        ("98000", "Monaco", "MC"),
        ("1050", "Bruxelles", "BE"),
        ("EC1A 1BB", "London", "GB"),
        ("", "Dublin", "IE"),
        ("10000", "Prishtinë", "XK"),
        ("4400", "Nantes", "FR"),
        ("44000", "", "FR"),
        ("35000", "Saint-Germain-du-Corbéis-lès-Alençon-sur-Sarthe", "FR"),
    ]
)
ADDRESSES = st.builds(lambda lines, place: Address(tuple(lines), *place), LINES, PLACES)
MAILS = st.sampled_from(
    [
        "a@b.fr",
        "jean.dupont+x@sous.domaine-long.example",
        "é@b.fr",
        "a@b",
        "a b@c.fr",
        "@b.fr",
        "x@y.co.uk",
        "a@-.fr",
        "",
    ]
)
PARTIES = st.builds(
    Party,
    name=NAMES,
    company=NAMES,
    address=ADDRESSES,
    email=MAILS,
    professional=st.booleans(),
    first_name=NAMES,
    last_name=NAMES,
)


def try_letter(make: Maker, special: str, letter: Consignment, published: Contract) -> None:
    """From the first call to the last, each as published."""
    with make() as rig:
        carrier = rig.connect()
        if special in rig.refuses:
            with pytest.raises(RejectedError):
                carrier.submit(letter)
            assert rig.fake.calls == [], "what is not taken is refused before the first call"
            return
        taken = carrier.submit(letter)
        assert carrier.find(letter.reference) is not None
        for word, _ in rig.journeys[letter.service]:
            rig.fake.progress(taken.carrier_id, word)
        carrier.facts(taken.carrier_id)
        for offer in carrier.proofs(taken.carrier_id):
            carrier.fetch(offer)
        carrier.cancel(taken.carrier_id)
        carrier.withdraw(letter.reference)
        assert rig.fake.paid(letter.reference) <= 1
        assert published.check(rig.fake.calls) > 3


def try_breaks(make: Maker, service: Service, published: Contract) -> None:
    """What is begun again after a break is as published too."""
    for nth, fault in itertools.product(range(8), (Fault.CUT_AFTER, Fault.THROTTLE)):
        with make() as rig:
            rig.fake.fail_next(fault, skip=nth)
            for _ in range(3):
                if _sent(rig, service):
                    break
            assert published.check(rig.fake.calls) > 1


def try_anybody(make: Maker, service: Service, published: Contract) -> None:
    """Whatever names and addresses people have: refused with its field before the first call, or as published."""
    numbers = itertools.count(1)
    with make() as rig:
        carrier = rig.connect()

        @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
        @given(recipient=PARTIES, sender=st.one_of(st.just(SENDER), PARTIES))
        def any_letter(recipient: Party, sender: Party) -> None:
            rig.fake.calls.clear()
            letter = consignment(service, recipient=recipient, sender=sender, reference=f"RL-{next(numbers)}")
            try:
                carrier.submit(letter)
            except NotAcceptedError as error:
                raise AssertionError(f"handed over, and refused by the carrier: {error}") from error
            except RejectedError as error:
                field, _, reason = str(error).partition(": ")
                assert reason
                assert field.startswith(FIELDS), f"a refusal begins with its field, one of {', '.join(FIELDS)}"
                assert rig.fake.calls == [], "what cannot be written is refused before the first call"
            else:
                published.check(rig.fake.calls)

        any_letter()


def try_answers(make: Maker, service: Service) -> None:
    """Answers in which a field is missing, empty or of another kind: an error of ours, or read all the same."""

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(nth=st.integers(0, 25), place=st.integers(0, 400), value=ODD)
    def any_answer(nth: int, place: int, value: object) -> None:
        with make() as rig, is_answered(rig, nth, lambda body: twisted(body, place, value)):
            carrier = rig.connect()
            with contextlib.suppress(RelanceError):
                taken = through_the_outbox(rig, consignment(service))
                for word, _ in rig.journeys[service]:
                    with contextlib.suppress(LookupError, ValueError):  # the fake's: its answer named another letter
                        rig.fake.progress(taken.carrier_id, word)
                carrier.facts(taken.carrier_id)
                for offer in carrier.proofs(taken.carrier_id):
                    carrier.fetch(offer)
            assert rig.fake.paid(REFERENCE) <= 1, "letters on the carrier's invoice for one reference"

    any_answer()


def twisted(body: bytes, place: int, value: object) -> bytes:
    """JSON with another value at the so manieth place of it, or none; what is no JSON stays."""
    try:
        tree = json.loads(body)
    except ValueError:
        return body
    places = list(_places(tree))
    if not places:
        return body
    holder, key = places[place % len(places)]
    if value is GONE:
        del holder[key]
    else:
        holder[key] = value
    return json.dumps(tree).encode()


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for key in keys:
        yield tree, key
        yield from _places(tree[key])


def _sent(rig: Rig, service: Service) -> bool:
    try:
        rig.connect().submit(consignment(service))
        return rig.connect().find(REFERENCE) is not None
    except (TransientError, RejectedError):
        return False
