"""`relance erase`: one file of a customer, where the law asks for it; the history stays verifiable."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Final

from relance.cli import french
from relance.cli.output import Screen
from relance.service.evidence.erasing import Ground

if TYPE_CHECKING:
    from relance.cli.application import Connect

GROUNDS: Final = {"demande": Ground.REQUEST, "erreur": Ground.MISTAKE, "conservation": Ground.RETENTION}


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """Say what is gone, and what stays."""
    operator = connect()
    ground = GROUNDS[arguments.why]
    gone = operator.erasing.erase(account_id=arguments.customer, key=arguments.key, ground=ground, by=arguments.by)
    versions = french.count(gone, "version")
    screen.line(f"Effacé : {arguments.key} ({versions}). L'historique le dit, l'empreinte y reste.")
    return 0
