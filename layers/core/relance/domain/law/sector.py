"""Trades and buyers for which the law has limits of its own."""

from __future__ import annotations

from enum import StrEnum


class Sector(StrEnum):
    """What was sold, where a special text sets the payment term (TERM-07) or the limitation (§7)."""

    GENERAL = "general"
    """None of the special trades: the general limits are certain, not a hypothesis."""
    TRANSPORT = "transport"
    TELECOM = "telecom"
    INSURANCE = "insurance"
    PERISHABLE_FOOD = "perishable_food"
    LIVESTOCK = "livestock"
    ALCOHOL = "alcohol"


class PublicBody(StrEnum):
    """A public buyer that has longer to pay (TERM-10)."""

    HEALTH = "health"
    """A public health establishment."""
    ENTERPRISE = "enterprise"
    """An entreprise publique."""
