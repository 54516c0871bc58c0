"""`relance received`: what became of a letter that was posted by hand."""

from __future__ import annotations

from argparse import Namespace

from relance.cli import french
from relance.cli.application import Connect
from relance.cli.input import read_input
from relance.cli.output import Screen


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """Record it, with its scanned proof; said twice, it stays as it was."""
    scan = read_input(arguments.proof) if arguments.proof else None
    done = connect().app.posted_by_hand.receive(
        arguments.reference,
        arguments.fate,
        arguments.on,
        by=arguments.by,
        presented=arguments.presented,
        scan=scan,
    )
    row = done.row
    said = f"{french.delivery(done.status, row.channel)}, le {french.day(arguments.on)}"
    again = "" if done.news else " (c'était déjà dit)"
    screen.line(f"Lettre {row.reference} du {french.day(row.day)} à {row.account_id} : {said}{again}.")
    if scan is not None:
        screen.line(f"Preuve {'conservée' if done.proof_is_news else 'déjà conservée'} au coffre des preuves.")
    return 0
