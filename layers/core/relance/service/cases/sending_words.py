"""How a notice would go, in the words of whoever approves it: the way, why that one, through whom, at what price."""

from __future__ import annotations

from dataclasses import dataclass

from relance.domain.case import Case
from relance.domain.channels import BY_MAIL, Channel, Offer
from relance.domain.costs import euros
from relance.domain.errors import InvalidPolicyError
from relance.domain.statement import Statement
from relance.ports.cases import Sending
from relance.ports.outside import PlanSource
from relance.service.french_channels import carrier, channel, why_channel


@dataclass(frozen=True, slots=True)
class SendingWords:
    """Reads the offers in force: the carrier's own price comes with its answer, after the approval."""

    plans: PlanSource

    def of(self, case: Case, statement: Statement) -> Sending:
        """What the approval page says of the way."""
        offers = self._offers(case.channel)
        by_mail = case.channel in BY_MAIL and statement.recipient is not None
        return Sending(
            channel=case.channel,
            way=channel(case.channel),
            why=why_channel(case.why_channel) if case.why_channel else "",
            carriers=tuple(carrier(offer.carrier) for offer in offers),
            price=euros(offers[0].micros) if offers and offers[0].micros else "",
            email=(statement.recipient.email or "") if by_mail and statement.recipient else "",
            tried=tuple(channel(tried) for tried in case.tried),
            # CPCE-postes R53-1: whoever sends a qualified letter is identified first.
            sender_identifies=case.channel is Channel.LRE,
        )

    def _offers(self, wanted: Channel) -> tuple[Offer, ...]:
        try:
            return self.plans.book().offers.of(wanted)
        except InvalidPolicyError:
            return ()  # what is approved is the document; whether it can go is seen when it goes
