"""Who can be reached, and how: the cheapest lawful way that gives the proof, or the plan's own order.

The choice tells of itself in one line of codes, which the account's chain keeps and explanations put into words:
"PRICE:delivery tracked!CLOSED ere!NO_CONSENT tracked_letter=2420000 registered=6280000". The way that was taken is the
first with a price; those before it were passed over, each with why; those after it would have done, at their price.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from relance.domain.account import Account
from relance.domain.billing import ContactPoint, CustomerKind
from relance.domain.channels import BY_MAIL, CONSENT, PAPER, Channel, Offers, ProofNeeded, postal_key
from relance.domain.delivery import DeliveryStatus
from relance.domain.plan import Step


class Rule(StrEnum):
    """What decided."""

    ORDER = "ORDER"
    """The plan's order: anything will do."""
    PRICE = "PRICE"
    """The price: a proof is needed, and several ways give it."""


class PassedOver(StrEnum):
    """Why a way was not gone."""

    NOT_OFFERED = "NOT_OFFERED"
    TRIED = "TRIED"
    """It went for this very step and did not reach the debtor; paper counts as one way."""
    NO_CONSENT = "NO_CONSENT"
    NO_ADDRESS = "NO_ADDRESS"
    CLOSED = "CLOSED"
    """Every address that it could go to failed for good."""


@dataclass(frozen=True, slots=True)
class Considered:
    """A way, with its price where it can be gone, else why it cannot."""

    channel: Channel
    micros: int = 0
    passed_over: PassedOver | None = None

    def __str__(self) -> str:
        return f"{self.channel}!{self.passed_over}" if self.passed_over else f"{self.channel}={self.micros}"


@dataclass(frozen=True, slots=True)
class Choice:
    """How a choice came about."""

    rule: Rule
    proof: ProofNeeded
    ways: tuple[Considered, ...]
    """In the order in which they were considered; where the order decides, nobody looks past the first that will do."""

    def __str__(self) -> str:
        return " ".join([f"{self.rule}:{self.proof}", *map(str, self.ways)])

    @classmethod
    def read(cls, code: str) -> Choice | None:
        """The choice that a line of codes tells of; None where it is no such line."""
        head, *ways = code.split(" ")
        rule, _, proof = head.partition(":")
        read = [match for way in ways if (match := _WAY.fullmatch(way))]
        if rule not in list(Rule) or proof not in list(ProofNeeded) or len(read) != len(ways):
            return None
        return cls(Rule(rule), ProofNeeded(proof), tuple(_considered(match) for match in read))

    @property
    def taken(self) -> Considered | None:
        """The way that was gone; None where none could be."""
        return next((way for way in self.ways if way.passed_over is None), None)


@dataclass(frozen=True, slots=True)
class Reach:
    """The way that was chosen."""

    channel: Channel
    recipient: ContactPoint
    """The person or desk; with neither name nor address where a letter is for the company as a whole."""
    reason: str
    """The Choice, as its line of codes."""


_WAY: Final = re.compile(
    rf"(?P<channel>{'|'.join(Channel)})(=(?P<micros>[0-9]+)|!(?P<why>{'|'.join(PassedOver)}))", re.ASCII
)


def choose_channel(step: Step, account: Account, offers: Offers, tried: tuple[Channel, ...] = ()) -> Reach | None:
    """The way for a step; None where no channel that it may go by reaches anybody.

    `tried`: channels by which this very step went out and did not reach the debtor.
    """
    choice = consider(step, account, offers, tried)
    if choice.taken is None:
        return None
    recipient = _recipient(choice.taken.channel, step, account)
    return Reach(choice.taken.channel, recipient, str(choice)) if isinstance(recipient, ContactPoint) else None


def consider(step: Step, account: Account, offers: Offers, tried: tuple[Channel, ...] = ()) -> Choice:
    """Every way of a step: in its own order where anything will do, the cheapest first where a proof is needed."""
    ways = [_considered_way(channel, step, account, offers, tried) for channel in step.ways]
    if step.needs_proof:  # of two that cost the same, the first named, or the lighter one
        ways.sort(key=lambda way: (way.passed_over is None, way.micros))
        return Choice(Rule.PRICE, step.proof, tuple(ways))
    last = next((place for place, way in enumerate(ways, start=1) if way.passed_over is None), len(ways))
    return Choice(Rule.ORDER, step.proof, tuple(ways[:last]))


def _considered_way(
    channel: Channel, step: Step, account: Account, offers: Offers, tried: tuple[Channel, ...]
) -> Considered:
    price = offers.price(channel)
    if price is None:
        return Considered(channel, passed_over=PassedOver.NOT_OFFERED)
    if _spent(channel, account, tried):
        return Considered(channel, passed_over=PassedOver.TRIED)
    if not _allowed(channel, account):
        return Considered(channel, passed_over=PassedOver.NO_CONSENT)
    recipient = _recipient(channel, step, account)
    return Considered(channel, price, None if isinstance(recipient, ContactPoint) else recipient)


def _spent(channel: Channel, account: Account, tried: tuple[Channel, ...]) -> bool:
    """A channel goes once for a step, and so does paper: never two letters for one step, save to another address."""
    if channel not in PAPER:
        return channel in tried
    letters = sum(each in PAPER for each in tried)
    return letters > 1 or (letters == 1 and not _moved(account))


def _moved(account: Account) -> bool:
    """Whether billing has another address by now than the one to which the step's letter went in vain (CH-03)."""
    failed = account.undelivered
    wrong = failed is not None and failed.status == DeliveryStatus.WRONG_ADDRESS and failed.tried[-1] in PAPER
    return wrong and postal_key(account.customer.address) not in account.closed_addresses


def _allowed(channel: Channel, account: Account) -> bool:
    customer = account.customer
    if channel is Channel.SMS:
        return customer.sms_consent
    return channel not in CONSENT or customer.kind is CustomerKind.BUSINESS or customer.lre_consent


def still_reaches(channel: Channel, to: ContactPoint | None, account: Account) -> bool:
    """Whether what was decided on earlier facts may still go that way: the consent and the address stand (MED-03)."""
    if not _allowed(channel, account):
        return False
    if channel in PAPER:
        return postal_key(account.customer.address) not in account.closed_addresses
    address = to and (to.email if channel in BY_MAIL else to.mobile)
    known = {contact.email if channel in BY_MAIL else contact.mobile for contact in account.customer.contacts}
    return bool(address) and address in known - account.closed_addresses


def _recipient(channel: Channel, step: Step, account: Account) -> ContactPoint | PassedOver:
    people = tuple(_in_role_order(step, account.customer.contacts))
    if channel in PAPER:
        closed = postal_key(account.customer.address) in account.closed_addresses
        return PassedOver.CLOSED if closed else next(iter(people), ContactPoint(""))
    addressed = [(p, address) for p in people if (address := p.email if channel in BY_MAIL else p.mobile)]
    usable = next((person for person, address in addressed if address not in account.closed_addresses), None)
    return usable or (PassedOver.CLOSED if addressed else PassedOver.NO_ADDRESS)


def _in_role_order(step: Step, contacts: tuple[ContactPoint, ...]) -> Iterator[ContactPoint]:
    order = {role: place for place, role in enumerate(step.recipient_roles)}
    yield from sorted(contacts, key=lambda c: order.get(c.role, len(order)))


def _considered(read: re.Match[str]) -> Considered:
    why = PassedOver(read["why"]) if read["why"] else None
    return Considered(Channel(read["channel"]), int(read["micros"] or 0), why)
