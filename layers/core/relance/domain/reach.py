"""Who can be reached, and how: the cheapest lawful way that gives the proof, or the plan's own order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from relance.domain.account import Account
from relance.domain.billing import ContactPoint, Customer, CustomerKind
from relance.domain.channels import BY_MAIL, CONSENT, PAPER, Channel, Offers, postal_key
from relance.domain.plan import Step


@dataclass(frozen=True, slots=True)
class Reach:
    """The way that was chosen."""

    channel: Channel
    recipient: ContactPoint
    """The person or desk; with neither name nor address where a letter is for the company as a whole."""
    reason: str


def choose_channel(step: Step, account: Account, offers: Offers, tried: tuple[Channel, ...] = ()) -> Reach | None:
    """The way for a step; None where no channel that it may go by reaches anybody.

    `tried`: channels by which this very step went out and did not reach the debtor.
    """
    for channel in _ordered(step, offers):
        if _spent(channel, tried) or not _allowed(channel, account.customer):
            continue
        recipient = _recipient(channel, step, account)
        if recipient is not None:
            return Reach(channel, recipient, _reason(step, offers, tried))
    return None


def _ordered(step: Step, offers: Offers) -> Iterator[Channel]:
    """The step's own order where anything will do; the cheapest first where a proof is asked for."""
    prices = {channel: price for channel in step.ways if (price := offers.price(channel)) is not None}
    yield from sorted(prices, key=prices.__getitem__) if step.needs_proof else prices


def _spent(channel: Channel, tried: tuple[Channel, ...]) -> bool:
    """A channel goes once for a step, and so does paper: never two letters for one step."""
    return channel in tried or (channel in PAPER and not PAPER.isdisjoint(tried))


def _allowed(channel: Channel, customer: Customer) -> bool:
    if channel is Channel.SMS:
        return customer.sms_consent
    return channel not in CONSENT or customer.kind is CustomerKind.BUSINESS or customer.lre_consent


def _recipient(channel: Channel, step: Step, account: Account) -> ContactPoint | None:
    people = _in_role_order(step, account.customer.contacts)
    if channel in PAPER:
        open_still = postal_key(account.customer.address) not in account.closed_addresses
        return next(iter(people), ContactPoint("")) if open_still else None
    for person in people:
        address = person.email if channel in BY_MAIL else person.mobile
        if address and address not in account.closed_addresses:
            return person
    return None


def _reason(step: Step, offers: Offers, tried: tuple[Channel, ...]) -> str:
    if tried:
        return f"{', '.join(tried)} did not reach the debtor"
    if not step.needs_proof:
        return "first of the step's channels that reaches somebody"
    others = [f"{c} {price / 1_000_000:.4f} EUR" for c in step.ways if (price := offers.price(c)) is not None]
    return f"cheapest that proves {step.proof}, is lawful here and has an address ({'; '.join(others)})"


def _in_role_order(step: Step, contacts: tuple[ContactPoint, ...]) -> list[ContactPoint]:
    order = {role: place for place, role in enumerate(step.recipient_roles)}
    return sorted(contacts, key=lambda c: order.get(c.role, len(order)))
