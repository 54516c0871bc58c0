"""Figures that an alarm watches: it sees one figure, however many carriers there are."""

from __future__ import annotations

from relance.ports.outside import Figures


def count_for(figures: Figures, name: str, carrier: str | None) -> None:
    """Count it for the carrier, to show, and for all together, to alarm."""
    figures.count(name, Carrier=carrier or "")
    figures.count(name)
