"""The stories that every carrier passes, over real HTTP, for each service that it sells."""

from __future__ import annotations

import contextlib
import itertools
import traceback
from collections.abc import Callable, Iterator
from io import BytesIO

import pypdf
import pytest

from local.carriers.faults import Fault
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import RejectedError, RelanceError, TransientError
from relance.ports.carriers import Consignment, ForgedError, ProofExpiredError, ProofKind, Service, Taken
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError
from tests.carriers.suite import DEBTOR, REFERENCE, Maker, Rig, consignment

Story = Callable[[Maker, Service], None]

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
        assert rig.fake.paid(REFERENCE) == 1


def the_same_reference_twice_is_one_letter(make: Maker, service: Service) -> None:
    with make() as rig:
        first = rig.connect().submit(consignment(service))
        second = rig.connect().submit(consignment(service))
        assert second.carrier_id == first.carrier_id
        assert rig.fake.paid(REFERENCE) == 1


def two_references_are_two_letters(make: Maker, service: Service) -> None:
    with make() as rig:
        first = rig.connect().submit(consignment(service))
        second = rig.connect().submit(consignment(service, reference=f"{REFERENCE}0"))
        assert second.carrier_id != first.carrier_id
        assert (rig.fake.paid(REFERENCE), rig.fake.paid(f"{REFERENCE}0")) == (1, 1)


def a_connection_that_breaks_anywhere_pays_exactly_one_letter(make: Maker, service: Service) -> None:
    for nth, fault in itertools.product(range(_calls_of_submit(make, service)), BREAKS):
        with make() as rig, _noting(f"{fault} at call {nth + 1} of submit"):
            rig.fake.fail_next(fault, skip=nth)
            taken = _through_the_outbox(rig, consignment(service))
            assert rig.fake.paid(REFERENCE) == 1
            found = rig.connect().find(REFERENCE)
            assert found is not None
            assert found.carrier_id == taken.carrier_id


def a_refusal_anywhere_pays_nothing(make: Maker, service: Service) -> None:
    for nth in range(_calls_of_submit(make, service)):
        with make() as rig, _noting(f"refused at call {nth + 1} of submit"):
            rig.fake.fail_next(Fault.REFUSE, skip=nth, times=99)
            with pytest.raises(RelanceError) as caught:
                rig.connect().submit(consignment(service))
            _says_no_secret(rig, caught.value)
            assert rig.fake.paid(REFERENCE) == 0
            rig.fake.heal()
            rig.connect().submit(consignment(service))
            assert rig.fake.paid(REFERENCE) == 1


def what_is_withdrawn_never_becomes_a_letter(make: Maker, service: Service) -> None:
    for nth in range(_calls_of_submit(make, service)):
        with make() as rig, _noting(f"withdrawn after call {nth + 1} of submit was cut"):
            rig.fake.fail_next(Fault.CUT_AFTER, skip=nth)
            with contextlib.suppress(TransientError):
                rig.connect().submit(consignment(service))
            gone = rig.connect().withdraw(REFERENCE)
            assert rig.fake.paid(REFERENCE) == (0 if gone else 1), "withdraw: True says that there is no letter"
            assert rig.connect().withdraw(REFERENCE) == gone


def a_look_up_that_fails_never_says_that_there_is_none(make: Maker, service: Service) -> None:
    for fault in Fault:
        with make() as rig, _noting(f"{fault} at each call of find"):
            taken = rig.connect().submit(consignment(service))
            rig.fake.fail_next(fault, times=99)
            try:
                found = rig.connect().find(REFERENCE)
            except OutcomeUnknownError as error:
                _says_no_secret(rig, error)
            else:
                assert found is not None
                assert found.carrier_id == taken.carrier_id


def each_word_of_the_carrier_has_its_stage(make: Maker, service: Service) -> None:
    with make() as rig:
        taken = rig.connect().submit(consignment(service))
        for word, stage in rig.journeys[service]:
            rig.fake.progress(taken.carrier_id, word)
            newest = rig.connect().facts(taken.carrier_id)[-1]
            assert (newest.status, newest.carrier_id) == (stage, taken.carrier_id), word


def a_word_that_nobody_mapped_is_kept_raw(make: Maker, service: Service) -> None:
    with make() as rig:
        taken = rig.connect().submit(consignment(service))
        rig.fake.progress(taken.carrier_id, "TELEPORTED")
        told = [fact for fact in rig.connect().facts(taken.carrier_id) if "TELEPORTED" in fact.raw]
        assert [fact.status for fact in told] == [DeliveryStatus.UNKNOWN]


def facts_read_twice_are_the_same_facts(make: Maker, service: Service) -> None:
    with make() as rig:
        taken = _at_the_end(rig, service)
        first, again = rig.connect().facts(taken.carrier_id), rig.connect().facts(taken.carrier_id)
        assert first == again
        assert len({fact.event_id for fact in first}) == len(first)
        assert [fact.at for fact in first] == sorted(fact.at for fact in first)
        assert all(fact.at.tzinfo and len(fact.payload_sha256) == 64 for fact in first)
        assert {fact.reference for fact in first} <= {REFERENCE, None}


def proofs_are_fetched_as_long_as_they_are_kept(make: Maker, service: Service) -> None:
    with make() as rig:
        taken = _at_the_end(rig, service)
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
            _says_no_secret(rig, caught.value)


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
            _says_no_secret(rig, caught.value)
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
        assert rig.fake.calls == []


STORIES: tuple[Story, ...] = (
    what_is_submitted_is_found,
    the_same_reference_twice_is_one_letter,
    two_references_are_two_letters,
    a_connection_that_breaks_anywhere_pays_exactly_one_letter,
    a_refusal_anywhere_pays_nothing,
    what_is_withdrawn_never_becomes_a_letter,
    a_look_up_that_fails_never_says_that_there_is_none,
    each_word_of_the_carrier_has_its_stage,
    a_word_that_nobody_mapped_is_kept_raw,
    facts_read_twice_are_the_same_facts,
    proofs_are_fetched_as_long_as_they_are_kept,
    before_anything_happened_there_is_no_proof_of_delivery,
    an_authentic_call_names_the_letter_and_nothing_else_is_heard,
    a_service_that_is_not_sold_is_refused_unpaid,
)


def _through_the_outbox(rig: Rig, letter: Consignment) -> Taken:
    """As the outbox does it: after silence nobody submits again before `find` has said that there is none."""
    for _ in range(5):
        try:
            return rig.connect().submit(letter)
        except NotAcceptedError:
            raise
        except TransientError as error:
            _says_no_secret(rig, error)
        found = rig.connect().find(letter.reference)
        if found is not None:
            return found
    raise AssertionError("after five attempts nothing was taken")


def _at_the_end(rig: Rig, service: Service) -> Taken:
    taken = rig.connect().submit(consignment(service))
    for word, _ in rig.journeys[service]:
        rig.fake.progress(taken.carrier_id, word)
    return taken


def _calls_of_submit(make: Maker, service: Service) -> int:
    with make() as rig:
        rig.connect().submit(consignment(service))
        assert rig.fake.calls
        return len(rig.fake.calls)


def _says_no_secret(rig: Rig, error: BaseException) -> None:
    told = "".join(traceback.format_exception(error)) + repr(error) + repr(rig.connect())
    private = (*rig.secrets, DEBTOR.company, DEBTOR.email or "")
    assert [word for word in private if word in told] == [], "an error, or a repr, shows what nobody may read"


@contextlib.contextmanager
def _noting(what: str) -> Iterator[None]:
    """A failure says where in the loop it was."""
    try:
        yield
    except BaseException as error:
        error.add_note(what)
        raise
