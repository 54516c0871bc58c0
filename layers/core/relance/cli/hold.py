"""`relance hold` and `relance release`."""

from __future__ import annotations

from argparse import Namespace

from relance.cli import french
from relance.cli.application import Connect
from relance.cli.output import Screen
from relance.domain.account import HoldKind
from relance.service.holds import HoldRequest


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """Set or release, and say when the account is looked at next."""
    operator = connect()
    invoice = arguments.invoice
    what = f"La facture {invoice} du compte {arguments.customer}" if invoice else f"Le compte {arguments.customer}"
    agreed = "e" if invoice else ""
    if arguments.command == "hold":
        record = operator.holds.set(
            HoldRequest(
                account_id=arguments.customer,
                reason=arguments.reason,
                by=arguments.by,
                until=arguments.until,
                invoice_id=invoice,
                kind=HoldKind(arguments.kind.upper()),
            )
        )
        end = f"jusqu'au {french.day(arguments.until)} inclus" if arguments.until else "jusqu'à levée"
        screen.line(f"{what} est suspendu{agreed} {end}.")
    else:
        record = operator.holds.release(account_id=arguments.customer, by=arguments.by, invoice_id=invoice)
        screen.line(f"{what} n'est plus suspendu{agreed}.")
    screen.line(
        f"Prochain examen du compte : {french.day(record.next_day) if record.next_day else 'à un fait nouveau'}."
    )
    return 0
