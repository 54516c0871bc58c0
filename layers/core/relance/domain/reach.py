"""Who can be reached, and how."""

from __future__ import annotations

from relance.domain.account import Account
from relance.domain.billing import ContactPoint
from relance.domain.plan import Channel, Step


def choose_channel(step: Step, account: Account) -> tuple[Channel, ContactPoint] | None:
    """The first channel of the step that reaches somebody, in the step's order of roles, then anybody."""
    for channel in step.channels:
        for person in _in_role_order(step, account.customer.contacts):
            address = person.email if channel is Channel.EMAIL else person.mobile
            allowed = channel is not Channel.SMS or account.customer.sms_consent
            if address and allowed and address not in account.closed_addresses:
                return channel, person
    return None


def _in_role_order(step: Step, contacts: tuple[ContactPoint, ...]) -> list[ContactPoint]:
    order = {role: place for place, role in enumerate(step.recipient_roles)}
    return sorted(contacts, key=lambda c: order.get(c.role, len(order)))
