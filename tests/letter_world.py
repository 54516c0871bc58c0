"""Letters that carriers took, and what is heard of them afterwards: the whole of following, on fakes.

The default letter went to Boulangerie Martin on Monday 2 February 2026 at 8:30 in Paris: registered, by a carrier
called poste, that knows it as L-1.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from relance.domain.account import PastContact
from relance.domain.canonical import canonical_json
from relance.domain.channels import Channel, Offer, Offers, postal_key
from relance.domain.contact import ContactRow, ContactState
from relance.domain.decision import Contact
from relance.domain.delivery import DeliveryStatus
from relance.domain.following import first_look
from relance.ports.carriers import (
    Capabilities,
    CarrierFact,
    Consignment,
    ForgedError,
    Hint,
    Idempotency,
    NotSetUpError,
    Proof,
    ProofExpiredError,
    ProofKind,
    ProofOffer,
    Taken,
    WebhookAuth,
)
from relance.ports.following import LetterNews
from relance.service.following.follow_letter import FollowLetter
from relance.service.following.keeping_proofs import KeepProofs
from relance.service.following.poll_letters import PollLetters
from relance.service.following.silence import Silences
from tests.builders import NANTES, customer, customer_item, invoice, invoice_item, record
from tests.fakes.queues import InMemoryLetterQueue
from tests.fakes.storage import InMemoryEvidence
from tests.world import MONDAY, World

OFFERS = Offers(
    (
        Offer(Channel.EMAIL, 0),
        Offer(Channel.SMS, 60_000),
        Offer(Channel.LETTER, 1_650_000, "poste"),
        Offer(Channel.ERE, 2_700_000, "poste"),
        Offer(Channel.REGISTERED, 6_280_000, "poste"),
    ),
    {Channel.EMAIL: 3},
)
PDF = b"%PDF-1.7 avis"


@dataclass
class TellingCarrier:
    """A carrier in memory: a test says what it knows, and when it does not answer."""

    told: dict[str, list[CarrierFact]] = field(default_factory=dict)
    offered: dict[str, dict[str, tuple[ProofKind, bytes]]] = field(default_factory=dict)
    """For each letter its proofs, by locator."""
    expired: set[str] = field(default_factory=set)
    """Locators of proofs that cannot be had any more."""
    under: dict[str, Taken] = field(default_factory=dict)
    """What it has under our references."""
    fails: Exception | None = None
    fails_to_fetch: Exception | None = None
    calls: Counter[str] = field(default_factory=Counter)
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(
            frozenset(), Idempotency.NATIVE, WebhookAuth.SECRET, finds_by_reference=True, cancels=True
        )
    )

    def tells(
        self, carrier_id: str, status: DeliveryStatus, at: datetime, *, word: str = "", reference: str = ""
    ) -> None:
        """One fact more."""
        raw = word or status.value.lower()
        name = f"{carrier_id}|{raw}|{at.isoformat()}"
        digest = hashlib.sha256(name.encode()).hexdigest()
        fact = CarrierFact(carrier_id, reference or None, status, raw, at, digest, name)
        self.told.setdefault(carrier_id, []).append(fact)

    def proves(self, carrier_id: str, kind: ProofKind, body: bytes = PDF) -> None:
        """One proof more."""
        self.offered.setdefault(carrier_id, {})[f"/{carrier_id}/{kind}"] = (kind, body)

    def submit(self, consignment: Consignment) -> Taken:
        raise AssertionError("whoever follows a letter submits none")

    def find(self, reference: str) -> Taken | None:
        self._answer("find")
        return self.under.get(reference)

    def facts(self, carrier_id: str) -> tuple[CarrierFact, ...]:
        self._answer("facts")
        return tuple(self.told.get(carrier_id, ()))

    def proofs(self, carrier_id: str) -> tuple[ProofOffer, ...]:
        self._answer("proofs")
        offered = self.offered.get(carrier_id, {})
        return tuple(ProofOffer(carrier_id, kind, locator) for locator, (kind, _) in offered.items())

    def fetch(self, offer: ProofOffer) -> Proof:
        self._answer("fetch")
        if self.fails_to_fetch is not None:
            raise self.fails_to_fetch
        if offer.locator in self.expired:
            raise ProofExpiredError(f"no {offer.kind} any more")
        return Proof(offer.kind, "application/pdf", self.offered[offer.carrier_id][offer.locator][1])

    def cancel(self, carrier_id: str) -> bool:
        raise AssertionError("whoever follows a letter stops none")

    def withdraw(self, reference: str) -> bool:
        raise AssertionError("whoever follows a letter withdraws none")

    def webhook(self, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> tuple[Hint, ...]:
        if headers.get("secret") != "open sesame":
            raise ForgedError("another secret")
        carrier_id, _, reference = body.decode().partition(" ")
        return (Hint(carrier_id, reference or None, "news"),)

    def _answer(self, call: str) -> None:
        self.calls[call] += 1
        if self.fails is not None:
            raise self.fails


@dataclass
class KnownCarriers:
    by_name: dict[str, TellingCarrier]

    def get(self, name: str) -> Any:
        if name not in self.by_name:
            raise NotSetUpError(f"{name} is not set up")
        return self.by_name[name]


@dataclass
class WatchedNotices:
    moves: list[tuple[str, str, DeliveryStatus, datetime]] = field(default_factory=list)
    fails: Exception | None = None

    def notice_moved(self, account_id: str, case_id: str, status: DeliveryStatus, at: datetime) -> None:
        if self.fails is not None:
            raise self.fails
        self.moves.append((account_id, case_id, status, at))


@dataclass
class LookedAt:
    rows: list[ContactRow] = field(default_factory=list)

    def look(self, row: ContactRow) -> None:
        self.rows.append(row)


class LetterWorld(World):
    """One carrier, poste, that has taken letters."""

    def __init__(self, **changes: Any) -> None:
        super().__init__(**changes)
        self.poste, self.evidence, self.news = TellingCarrier(), InMemoryEvidence(), InMemoryLetterQueue()
        self.notices, self.tracked = WatchedNotices(), LookedAt()
        self.known_carriers = KnownCarriers({"poste": self.poste})
        self.plans.in_force = replace(self.plans.in_force, offers=OFFERS)

    @property
    def follower(self) -> FollowLetter:
        evidence = self.wrap("evidence", self.evidence)
        ledger = self.wrap("ledger", self.ledger)
        return FollowLetter(
            carriers=self.asked,
            book=self.book,
            tracker=replace(self.tracker, ledger=ledger),
            proofs=KeepProofs(ledger, evidence, self.clock, self.figures),
            silences=Silences(self.book, self.clock, self.figures),
            tracked=self.tracked,
            watcher=self.wrap("notices", self.notices),
            clock=self.clock,
            figures=self.figures,
        )

    @property
    def asked(self) -> Any:
        """The carriers, each call of theirs wrapped."""
        return KnownCarriers({name: self.wrap("carrier", each) for name, each in self.known_carriers.by_name.items()})

    @property
    def poller(self) -> PollLetters:
        return PollLetters(self.ledger, self.news, self.clock)

    # ---------------------------------------------------------------------------------- the acts

    def owes(self, account_id: str = "C-1", **changes: Any) -> None:
        """Billing and the ledger know a debtor with one invoice."""
        self.billing.put_all(
            [customer_item(account_id, **changes), invoice_item(f"F-{account_id}", customer_id=account_id)]
        )
        facts = invoice(f"F-{account_id}", customer_id=account_id)
        self.knows(record(facts, debtor=customer(account_id)), next_day=None)

    def sent(
        self,
        channel: Channel = Channel.REGISTERED,
        carrier_id: str | None = "L-1",
        *,
        account_id: str = "C-1",
        carrier: str | None = "poste",
        **changes: Any,
    ) -> ContactRow:
        """A contact that is out; with `state`, one that is not known to be."""
        row = self._row(account_id, channel, carrier, carrier_id)
        row = replace(row, **changes)
        row = replace(row, follow_at=first_look(row, self.clock.now())) if row.state is ContactState.SENT else row
        before = self.ledger.load(account_id)
        past = PastContact(row.day, row.channel, row.document, row.rank)
        out = row.state is ContactState.SENT
        after = replace(before, contacts=(past,)) if out else replace(before, open_contact=row.day)
        self.ledger.commit(before, after, contact=row)
        return row

    def _row(self, account_id: str, channel: Channel, carrier: str | None, carrier_id: str | None) -> ContactRow:
        statement = self._statement(account_id, channel)
        key = f"statements/{account_id}/{statement.hash}.json"
        return ContactRow(
            account_id=account_id,
            day=MONDAY,
            attempt=1,
            state=ContactState.SENT,
            step_name=statement.step_name,
            rank=statement.rank,
            document=statement.document,
            channel=channel,
            statement_hash=statement.hash,
            since=self.clock.now(),
            statement=self.archive.put(key, canonical_json(statement).encode(), media_type="application/json"),
            carrier=carrier,
            message_id=carrier_id,
        )

    def _statement(self, account_id: str, channel: Channel) -> Any:
        planned = self.planning.decide(self.reader.read(account_id), MONDAY)
        assert isinstance(planned.decision, Contact), planned.decision
        assert planned.statement is not None
        return replace(planned.statement, channel=channel)

    def hears(self, carrier_id: str | None = "L-1", reference: str | None = None, carrier: str = "poste") -> str:
        """A call of the carrier, that comes now and is followed at once."""
        return self.follower.follow(LetterNews(carrier, carrier_id, reference, self.clock.now()))

    def later(self, **time: float) -> datetime:
        self.clock.advance(timedelta(**time))
        return self.clock.now()

    def round(self) -> list[str]:
        """One hourly run: who is due is asked after."""
        self.poller.poll()
        return [self.follower.follow(news) for news in self.news.take()]

    # ------------------------------------------------------------------------------ what is seen

    def status(self, account_id: str = "C-1") -> str | None:
        return self.row(account_id).delivery

    def words(self, account_id: str = "C-1") -> list[str]:
        """The carriers' own words on the timeline."""
        return [str(e.data["kind"]) for e in self.ledger.events(account_id) if e.kind == "delivery.fact"]


PAPER_ADDRESS = postal_key(NANTES)
