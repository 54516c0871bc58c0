"""A carrier that is written wrongly fails, and is told what is wrong. Each is Pigeon with one mistake of a newcomer."""

from __future__ import annotations

import contextlib
import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
import yaml

from relance.adapters.carriers.http import CarrierHttp
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import RelanceError
from relance.ports.carriers import CarrierFact, Consignment, Hint, Proof, ProofKind, ProofOffer, Service, Taken
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError
from tests.carriers import stories
from tests.carriers.pigeon.carrier import Pigeon, body_of
from tests.carriers.pigeon.rig import KEY, WEBHOOK_KEY, rig
from tests.carriers.stories import Story
from tests.carriers.suite import Maker, Rig, quick_http
from tests.carriers.telling import tell
from tests.conformity.contract import Contract

PUBLISHED = Contract(yaml.safe_load((Path(__file__).parent / "pigeon/contract.yaml").read_text()))
ANY_ID = count(1)


class Forgetful(Pigeon):
    """Does not look first whether the letter is there already."""

    def find(self, reference: str) -> Taken | None:
        return None


class Impatient(Pigeon):
    """Sends once more after silence."""

    def submit(self, consignment: Consignment) -> Taken:
        try:
            return super().submit(consignment)
        except OutcomeUnknownError:
            body = json.dumps(body_of(consignment)).encode()
            headers = self._headers() | {"Content-Type": "application/json"}
            made = self.http.send("submit", "POST", "/letters", headers=headers, body=body).json("submit")
            return Taken(made["id"])


class Hopeful(Pigeon):
    """Takes silence for "none"."""

    def find(self, reference: str) -> Taken | None:
        try:
            return super().find(reference)
        except OutcomeUnknownError:
            return None


class Hasty(Pigeon):
    """Says that a letter is withdrawn without looking."""

    def withdraw(self, reference: str) -> bool:
        return True


class Boasting(Pigeon):
    """Says that it stopped what it did not."""

    def cancel(self, carrier_id: str) -> bool:
        return True


class Deaf(Pigeon):
    """Passes over words that it does not know."""

    def facts(self, carrier_id: str) -> tuple[CarrierFact, ...]:
        return tuple(fact for fact in super().facts(carrier_id) if fact.status is not DeliveryStatus.UNKNOWN)


class Guessing(Pigeon):
    """Takes a word that it does not know for the next best."""

    def facts(self, carrier_id: str) -> tuple[CarrierFact, ...]:
        return tuple(
            replace(fact, status=DeliveryStatus.IN_TRANSIT) if fact.status is DeliveryStatus.UNKNOWN else fact
            for fact in super().facts(carrier_id)
        )


class Restless(Pigeon):
    """Tells the same fact as another one each time."""

    def facts(self, carrier_id: str) -> tuple[CarrierFact, ...]:
        return tuple(replace(fact, event_id=f"n{next(ANY_ID)}") for fact in super().facts(carrier_id))


class Timeless(Pigeon):
    """Forgets in which time zone things happened."""

    def facts(self, carrier_id: str) -> tuple[CarrierFact, ...]:
        return tuple(replace(fact, at=fact.at.replace(tzinfo=None)) for fact in super().facts(carrier_id))


class Talkative(Pigeon):
    """Shows its key in an error."""

    def submit(self, consignment: Consignment) -> Taken:
        try:
            return super().submit(consignment)
        except NotAcceptedError as error:
            raise NotAcceptedError(f"{error}, asked as {self._headers()}") from None


class Chained(Pigeon):
    """Shows its key in the error behind the error."""

    def submit(self, consignment: Consignment) -> Taken:
        try:
            return super().submit(consignment)
        except NotAcceptedError as error:
            raise NotAcceptedError("refused") from ValueError(f"{error}, with {self._key}")


class Gossip(Pigeon):
    """Shows the debtor in an error."""

    def submit(self, consignment: Consignment) -> Taken:
        try:
            return super().submit(consignment)
        except NotAcceptedError as error:
            raise NotAcceptedError(f"{error} for {consignment.recipient.company}") from None


class Open(Pigeon):
    """Shows its key in its repr."""

    def __repr__(self) -> str:
        return f"Open(key={self._key!r})"


class Noisy(Pigeon):
    """Writes its key into a log that nobody reads but at DEBUG."""

    def _headers(self, accept: str = "application/json") -> dict[str, str]:
        headers = super()._headers(accept)
        logging.getLogger(__name__).debug("asking as %s", headers)
        return headers


class Trusting(Pigeon):
    """Believes whoever calls."""

    def webhook(self, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> tuple[Hint, ...]:
        call = json.loads(body)
        return (Hint(call["letter"], None, call["event"]),)


class Generous(Pigeon):
    """Takes a registered letter for a simple one where nobody sells what is asked for."""

    def submit(self, consignment: Consignment) -> Taken:
        bought = consignment.service if consignment.service in self.capabilities.services else Service.LETTER
        return super().submit(replace(consignment, service=bought))


class Early(Pigeon):
    """Offers proofs that are not there yet."""

    def proofs(self, carrier_id: str) -> tuple[ProofOffer, ...]:
        return (ProofOffer(carrier_id, ProofKind.RECEIPT, "receipt"),)


class Empty(Pigeon):
    """Hands on what a carrier answers in a proof's place."""

    def fetch(self, offer: ProofOffer) -> Proof:
        try:
            return super().fetch(offer)
        except RelanceError:
            return Proof(offer.kind, "application/json", b'{"error": "gone"}')


class Wordy(Pigeon):
    """Says more than is published, and the type of a body that is none."""

    def _headers(self, accept: str = "application/json") -> dict[str, str]:
        return super()._headers(accept) | {"Content-Type": "application/json", "X-Debug": "1"}


WRONG: tuple[tuple[type[Pigeon], Story, str], ...] = (
    (Forgetful, stories.the_same_reference_twice_is_one_letter, "assert 'l2' == 'l1'"),
    (Impatient, stories.a_connection_that_breaks_anywhere_pays_exactly_one_letter, "2 == 1"),
    (
        Hopeful,
        stories.a_look_up_that_fails_never_says_that_there_is_none,
        "None says that there certainly is no letter",
    ),
    (Hasty, stories.what_is_withdrawn_never_becomes_a_letter, "True says that there is no letter"),
    (Boasting, stories.what_was_stopped_is_not_paid_and_only_that, "True says that it was stopped"),
    (Deaf, stories.a_word_that_nobody_mapped_is_kept_raw, "UNKNOWN"),
    (Guessing, stories.a_word_that_nobody_mapped_is_kept_raw, "IN_TRANSIT"),
    (Restless, stories.facts_read_twice_are_the_same_facts, "the same fact told twice is one"),
    (Timeless, stories.facts_read_twice_are_the_same_facts, "a time has its zone"),
    (Talkative, stories.a_refusal_anywhere_pays_nothing, "shows what nobody may read"),
    (Chained, stories.a_refusal_anywhere_pays_nothing, "shows what nobody may read"),
    (Gossip, stories.a_refusal_anywhere_pays_nothing, "Boulangerie Martin SARL"),
    (Open, stories.a_refusal_anywhere_pays_nothing, "shows what nobody may read"),
    (Noisy, stories.what_is_submitted_is_found, "a log shows what nobody may read"),
    (Trusting, stories.an_authentic_call_names_the_letter_and_nothing_else_is_heard, "DID NOT RAISE"),
    (Generous, stories.a_service_that_is_not_sold_is_refused_unpaid, "DID NOT RAISE"),
    (Early, stories.before_anything_happened_there_is_no_proof_of_delivery, "RECEIPT"),
    (Empty, stories.proofs_are_fetched_as_long_as_they_are_kept, "DID NOT RAISE"),
    (Wordy, stories.what_is_submitted_is_found, "header x-debug: is not published"),
)


@pytest.mark.parametrize(
    ("wrong", "story", "says"), WRONG, ids=[f"{wrong.__name__.lower()}-{story.__name__}" for wrong, story, _ in WRONG]
)
def test_a_mistake_is_found_and_named(
    wrong: type[Pigeon], story: Story, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises((AssertionError, pytest.fail.Exception)) as caught:
        tell(story, _made(wrong), Service.REGISTERED, PUBLISHED, caplog)
    said = "\n".join([str(caught.value), *getattr(caught.value, "__notes__", ())])
    assert re.search(re.escape(says), said), said


def _made(wrong: Callable[..., Pigeon]) -> Maker:
    @contextlib.contextmanager
    def made() -> Iterator[Rig]:
        with rig() as tied:

            def connect() -> Pigeon:
                http: CarrierHttp = quick_http(tied.fake.url)
                return wrong(http, KEY, WEBHOOK_KEY, tied.fake.now)

            yield replace(tied, connect=connect)

    return made
