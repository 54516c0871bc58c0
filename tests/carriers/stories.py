"""The stories that every carrier passes, over real HTTP, for each service that it sells."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable
from io import BytesIO

import pypdf
import pytest

from local.carriers.faults import Fault
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import RejectedError, RelanceError, TransientError
from relance.ports.carriers import ForgedError, ProofExpiredError, ProofKind, Service
from relance.ports.messaging import OutcomeUnknownError
from tests.carriers.steps import (
    at_the_end,
    calls_of_submit,
    is_answered,
    is_paid_once,
    noting,
    says_no_secret,
    through_the_outbox,
)
from tests.carriers.suite import NO_TIME, REFERENCE, Maker, consignment, impatient

Story = Callable[[Maker, Service], None]

SHAPES = tuple(lambda _, body=body: body for body in (b"null", b"[]", b"{}", b"[7]", b'{"data": null}'))
MOST_READS = 4
"""Calls of one question, the first of which are answered wrongly in turn."""
BREAKS = tuple(each for each in Fault if each not in {Fault.REFUSE, Fault.SLOW, Fault.HANG})
"""All that leaves the outcome open, or makes one wait. Of the two that hang, the one that acts."""


def what_is_submitted_is_found(make: Maker, service: Service) -> None:
    with make() as rig:
        assert rig.connect().find(REFERENCE) is None
        taken = rig.connect().submit(consignment(service))
        found = rig.connect().find(REFERENCE)
        assert found is not None
        assert found.carrier_id == taken.carrier_id
        assert rig.connect().find("RL-NEVER-SENT") is None
        is_paid_once(rig)


def the_same_reference_twice_is_one_letter(make: Maker, service: Service) -> None:
    with make() as rig:
        first = rig.connect().submit(consignment(service))
        second = rig.connect().submit(consignment(service))
        assert second.carrier_id == first.carrier_id
        is_paid_once(rig)


def two_references_are_two_letters(make: Maker, service: Service) -> None:
    with make() as rig:
        first = rig.connect().submit(consignment(service))
        second = rig.connect().submit(consignment(service, reference=f"{REFERENCE}0"))
        assert second.carrier_id != first.carrier_id
        assert (rig.fake.paid(REFERENCE), rig.fake.paid(f"{REFERENCE}0")) == (1, 1)


def a_connection_that_breaks_anywhere_pays_exactly_one_letter(make: Maker, service: Service) -> None:
    for nth, fault in itertools.product(range(calls_of_submit(make, service)), BREAKS):
        with make() as rig, noting(f"{fault} at call {nth + 1} of submit"), impatient(fault):
            rig.fake.fail_next(fault, skip=nth)
            taken = through_the_outbox(rig, consignment(service))
            is_paid_once(rig)
            found = rig.connect().find(REFERENCE)
            assert found is not None
            assert found.carrier_id == taken.carrier_id


def a_refusal_anywhere_pays_nothing(make: Maker, service: Service) -> None:
    for nth in range(calls_of_submit(make, service)):
        with make() as rig, noting(f"refused at call {nth + 1} of submit"):
            rig.fake.fail_next(Fault.REFUSE, skip=nth, times=99)
            with pytest.raises(RelanceError) as caught:
                rig.connect().submit(consignment(service))
            says_no_secret(rig, caught.value)
            assert rig.fake.paid(REFERENCE) == 0, "a refusal was paid for"
            rig.fake.heal()
            rig.connect().submit(consignment(service))
            is_paid_once(rig)


def what_is_withdrawn_never_becomes_a_letter(make: Maker, service: Service) -> None:
    for nth in range(calls_of_submit(make, service)):
        with make() as rig, noting(f"withdrawn after call {nth + 1} of submit was cut"):
            rig.fake.fail_next(Fault.CUT_AFTER, skip=nth)
            with contextlib.suppress(TransientError):
                rig.connect().submit(consignment(service))
            gone = rig.connect().withdraw(REFERENCE)
            assert rig.fake.paid(REFERENCE) == (0 if gone else 1), "withdraw: True says that there is no letter"
            assert rig.connect().withdraw(REFERENCE) == gone


def what_was_stopped_is_not_paid_and_only_that(make: Maker, service: Service) -> None:
    with make() as rig:
        taken = rig.connect().submit(consignment(service))
        stopped = rig.connect().cancel(taken.carrier_id)
        assert rig.fake.paid(REFERENCE) == (0 if stopped else 1), "cancel: True says that it was stopped"
        assert rig.connect().cancel(taken.carrier_id) in {stopped, False}
        assert rig.connect().capabilities.cancels or not stopped


def an_answer_of_another_shape_is_an_error_like_any_other(make: Maker, service: Service) -> None:
    for nth, shape in itertools.product(range(calls_of_submit(make, service)), SHAPES):
        with make() as rig, is_answered(rig, nth, shape), contextlib.suppress(RelanceError):
            through_the_outbox(rig, consignment(service))
        assert rig.fake.paid(REFERENCE) <= 1, "letters on the carrier's invoice for one reference"


def what_is_read_back_in_another_shape_is_an_error_like_any_other(make: Maker, service: Service) -> None:
    with make() as rig:
        carrier_id = at_the_end(rig, service).carrier_id
        offers = rig.connect().proofs(carrier_id)
        for nth, shape in itertools.product(range(MOST_READS), SHAPES):
            with is_answered(rig, nth, shape), contextlib.suppress(RelanceError):
                rig.connect().facts(carrier_id)
            with is_answered(rig, nth, shape), contextlib.suppress(RelanceError):
                rig.connect().proofs(carrier_id)
            for offer in offers:
                with is_answered(rig, nth, shape), contextlib.suppress(RelanceError):
                    body = rig.connect().fetch(offer).body
                    assert len(body) > len(b"[null]"), "an answer in a proof's place is no proof"
            with is_answered(rig, nth, shape), contextlib.suppress(RelanceError):
                assert rig.connect().find(REFERENCE) is not None, "find: None says that there certainly is no letter"


def a_look_up_that_fails_never_says_that_there_is_none(make: Maker, service: Service) -> None:
    for fault in Fault:
        with make() as rig, noting(f"{fault} at each call of find"):
            taken = rig.connect().submit(consignment(service))
            rig.fake.fail_next(fault, times=99)
            try:
                with impatient(fault, NO_TIME):
                    found = rig.connect().find(REFERENCE)
            except OutcomeUnknownError as error:
                says_no_secret(rig, error)
            else:
                assert found is not None, "find: None says that there certainly is no letter, and there is one"
                assert found.carrier_id == taken.carrier_id


def each_word_of_the_carrier_has_its_stage(make: Maker, service: Service) -> None:
    with make() as rig:
        taken = rig.connect().submit(consignment(service))
        for word, stage in rig.journeys[service]:
            rig.fake.progress(taken.carrier_id, word)
            newest = rig.connect().facts(taken.carrier_id)[-1]
            assert (newest.status, newest.carrier_id) == (stage, taken.carrier_id), f"after the word {word}"


def a_word_that_nobody_mapped_is_kept_raw(make: Maker, service: Service) -> None:
    with make() as rig:
        taken = rig.connect().submit(consignment(service))
        rig.fake.progress(taken.carrier_id, "TELEPORTED")
        told = [fact for fact in rig.connect().facts(taken.carrier_id) if "TELEPORTED" in fact.raw]
        assert [fact.status for fact in told] == [DeliveryStatus.UNKNOWN], "a new word is kept raw, as UNKNOWN"


def facts_read_twice_are_the_same_facts(make: Maker, service: Service) -> None:
    with make() as rig:
        taken = at_the_end(rig, service)
        first, again = rig.connect().facts(taken.carrier_id), rig.connect().facts(taken.carrier_id)
        assert first == again, "event_id and all: the same fact told twice is one"
        assert len({fact.event_id for fact in first}) == len(first), "event_id: one for each fact"
        assert [fact.at for fact in first] == sorted(fact.at for fact in first), "oldest first"
        assert all(fact.at.tzinfo for fact in first), "at: a time has its zone"
        assert all(len(fact.payload_sha256) == 64 for fact in first), "payload_sha256: 64 hex digits"
        assert {fact.reference for fact in first} <= {REFERENCE, None}


def proofs_are_fetched_as_long_as_they_are_kept(make: Maker, service: Service) -> None:
    with make() as rig:
        taken = at_the_end(rig, service)
        offers = rig.connect().proofs(taken.carrier_id)
        assert {offer.kind for offer in offers} == rig.proofs[service]
        assert rig.connect().proofs(taken.carrier_id) == offers
        for offer in offers:
            proof = rig.connect().fetch(offer)
            assert proof.kind is offer.kind
            if proof.media_type == "application/pdf":
                assert len(pypdf.PdfReader(BytesIO(proof.body)).pages) >= 1
        rig.fake.expire_proofs()
        for offer in offers:
            with pytest.raises(ProofExpiredError) as caught:
                rig.connect().fetch(offer)
            says_no_secret(rig, caught.value)


def before_anything_happened_there_is_no_proof_of_delivery(make: Maker, service: Service) -> None:
    with make() as rig:
        taken = rig.connect().submit(consignment(service))
        early = {offer.kind for offer in rig.connect().proofs(taken.carrier_id)}
        assert not early & {ProofKind.RECEIPT, ProofKind.REFUSAL, ProofKind.UNCLAIMED, ProofKind.UNDELIVERED}


def an_authentic_call_names_the_letter_and_nothing_else_is_heard(make: Maker, service: Service) -> None:
    with make() as rig:
        taken = rig.connect().submit(consignment(service))
        call = rig.hook(taken.carrier_id)
        if call is None:
            return
        hints = rig.connect().webhook(call.headers, call.body, call.query)
        assert {(hint.carrier_id or taken.carrier_id, hint.reference or REFERENCE) for hint in hints} == {
            (taken.carrier_id, REFERENCE)
        }
        assert all(hint.carrier_id or hint.reference for hint in hints)
        for other in rig.forged(taken.carrier_id):
            with pytest.raises(ForgedError) as caught:
                rig.connect().webhook(other.headers, other.body, other.query)
            says_no_secret(rig, caught.value)
        for spoilt in (b"", b"\xff\xfe", call.body[: len(call.body) // 2], call.body + b" " * 2_000_000):
            with pytest.raises(RejectedError):
                rig.connect().webhook(call.headers, spoilt, call.query)


def a_service_that_is_not_sold_is_refused_unpaid(make: Maker, service: Service) -> None:
    with make() as rig:
        carrier = rig.connect()
        assert service in carrier.capabilities.services
        for missing in frozenset(Service) - carrier.capabilities.services:
            with pytest.raises(RejectedError):
                carrier.submit(consignment(missing))
        assert rig.fake.calls == [], "refused without a call"


STORIES: tuple[Story, ...] = (
    what_is_submitted_is_found,
    the_same_reference_twice_is_one_letter,
    two_references_are_two_letters,
    a_connection_that_breaks_anywhere_pays_exactly_one_letter,
    a_refusal_anywhere_pays_nothing,
    what_is_withdrawn_never_becomes_a_letter,
    what_was_stopped_is_not_paid_and_only_that,
    an_answer_of_another_shape_is_an_error_like_any_other,
    what_is_read_back_in_another_shape_is_an_error_like_any_other,
    a_look_up_that_fails_never_says_that_there_is_none,
    each_word_of_the_carrier_has_its_stage,
    a_word_that_nobody_mapped_is_kept_raw,
    facts_read_twice_are_the_same_facts,
    proofs_are_fetched_as_long_as_they_are_kept,
    before_anything_happened_there_is_no_proof_of_delivery,
    an_authentic_call_names_the_letter_and_nothing_else_is_heard,
    a_service_that_is_not_sold_is_refused_unpaid,
)
