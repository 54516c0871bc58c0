"""`relance carriers check`, `open-session` and `certificate`: accounts, and who sends qualified letters."""

from __future__ import annotations

import getpass
from argparse import Namespace

from relance.cli import french
from relance.cli.application import Connect
from relance.cli.output import Screen
from relance.service import french_channels
from relance.service.identifying import AccountState, Identifying


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """Say how the accounts are, or identify the sender. The code and the certificate are kept nowhere."""
    identifying = connect().app.identifying
    if arguments.word == "check":
        return _check(identifying, screen)
    if arguments.word == "open-session":
        session = identifying.open(arguments.carrier, arguments.code)
        screen.line(f"Séance ouverte chez {_name(arguments.carrier)} jusqu'au {french.instant(session.expires_at)}.")
        screen.line("Les lettres qui l'attendaient partent dans l'heure.")
        return 0
    identifying.register(arguments.carrier, getpass.getpass("Certificat (il ne s'affiche pas) : ").strip())
    screen.line(f"Certificat remis à {_name(arguments.carrier)}, qui le garde trente jours.")
    return 0


def _check(identifying: Identifying, screen: Screen) -> int:
    accounts = list(identifying.accounts())
    screen.table(["Transporteur", "Compte"], [[_name(a.carrier), _told(a)] for a in accounts])
    return 1 if any(account.wrong for account in accounts) else 0


def _told(account: AccountState) -> str:
    if account.wrong:
        return f"à corriger : {account.wrong}"
    if not account.sells:
        return "aucun"
    return ", ".join(french.CHANNELS[channel] for channel in account.sells)


def _name(carrier: str) -> str:
    return french_channels.carrier(carrier)
