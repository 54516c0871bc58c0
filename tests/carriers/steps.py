"""Steps that several stories take."""

from __future__ import annotations

import contextlib
import itertools
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from local.carriers.serving import Reply, Request
from relance.domain.errors import TransientError
from relance.ports.carriers import Consignment, Service, Taken
from relance.ports.messaging import NotAcceptedError
from tests.carriers.suite import DEBTOR, REFERENCE, Maker, Rig, consignment


def through_the_outbox(rig: Rig, letter: Consignment) -> Taken:
    """As the outbox does it: after silence nobody submits again before `find` has said that there is none."""
    for _ in range(5):
        try:
            return rig.connect().submit(letter)
        except NotAcceptedError:
            raise
        except TransientError as error:
            says_no_secret(rig, error)
        found = rig.connect().find(letter.reference)
        if found is not None:
            return found
    raise AssertionError("after five attempts nothing was taken")


def at_the_end(rig: Rig, service: Service) -> Taken:
    """A letter whose journey is over."""
    taken = rig.connect().submit(consignment(service))
    for word, _ in rig.journeys[service]:
        rig.fake.progress(taken.carrier_id, word)
    return taken


def calls_of_submit(make: Maker, service: Service) -> int:
    """How many calls a letter takes that nothing comes in the way of."""
    with make() as rig:
        rig.connect().submit(consignment(service))
        assert rig.fake.calls
        return len(rig.fake.calls)


@contextlib.contextmanager
def is_answered(rig: Rig, nth: int, otherwise: Callable[[bytes], bytes]) -> Iterator[None]:
    """The call after `nth` others is acted upon, and answered with what becomes of its answer."""
    calls, acted = itertools.count(), rig.fake.acted
    said: list[str] = []

    def odd(request: Request) -> Reply:
        reply = acted(request)
        if next(calls) != nth or not reply.body:
            return reply
        body = otherwise(reply.body)
        said.append(f"{request.call} was answered {body[:1000]!r}")
        return replace(reply, body=body)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rig.fake, "acted", odd)
        try:
            yield
        except BaseException as error:
            error.add_note("".join(said))
            raise


def is_paid_once(rig: Rig) -> None:
    """By the carrier's own books."""
    assert rig.fake.paid(REFERENCE) == 1, "letters on the carrier's invoice for one reference"


def says_no_secret(rig: Rig, error: BaseException) -> None:
    """Nor anybody's name: neither in the error, nor in what is behind it, nor in the adapter's repr."""
    told = "".join(traceback.format_exception(error)) + repr(error) + repr(rig.connect())
    private = (*rig.secrets, DEBTOR.company, DEBTOR.email or "")
    assert [word for word in private if word in told] == [], "an error, or a repr, shows what nobody may read"


@contextlib.contextmanager
def noting(what: str) -> Iterator[None]:
    """A failure says where in the loop it was."""
    try:
        yield
    except BaseException as error:
        error.add_note(what)
        raise
