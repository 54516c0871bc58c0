"""`relance settle`."""

from __future__ import annotations

from argparse import Namespace

from relance.cli import french
from relance.cli.application import Connect
from relance.cli.output import Screen


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """Record what became of a contact of unknown outcome."""
    sent = arguments.outcome == "sent"
    row = connect().settling.settle(arguments.customer, arguments.day, sent=sent, by=arguments.by)
    word = "envoyé" if sent else "non envoyé, le compte est revu au prochain passage"
    screen.line(f"Contact {row.reference} du {french.day(row.day)} : {word}.")
    return 0
