"""`relance stop` and `relance resume`."""

from __future__ import annotations

from argparse import Namespace

from relance.cli import french
from relance.cli.application import Connect
from relance.cli.output import Screen


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """Turn the switch and say what that means."""
    operator = connect()
    if arguments.command == "stop":
        operator.switching.stop(by=arguments.by, reason=arguments.reason)
        screen.line("Envoi coupé : plus rien ne part. Un appel déjà en cours chez un prestataire se termine.")
        return 0
    switch = operator.switching.resume(by=arguments.by, reason=arguments.reason)
    screen.line(f"Envoi ouvert. En service depuis le {french.day(switch.live_since)}.")
    screen.line("Ce qui a été retenu est revu au prochain passage, un contact par compte.")
    return 0
