"""`relance certificate`: what is proved of a tracked letter, as a PDF."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from relance.cli import french
from relance.cli.application import Connect
from relance.cli.output import Screen
from relance.domain.errors import RejectedError
from relance.domain.tracked_letter import outcome


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """Write the certificate, and say what it tells."""
    found = connect().certificates.of(arguments.reference)
    path = Path(arguments.output or f"{arguments.reference}.pdf")
    try:
        path.write_bytes(found.pdf)
    except OSError as error:
        raise RejectedError(f"-o : {path} ne peut pas être écrit ({error.strerror})") from error
    ended = outcome(found.row.tracked)
    said = french.tracked(ended.status) if ended else "pas encore d'issue"
    screen.line(f"Courrier suivi {arguments.reference} : {said}.")
    origin = "conservé dans le coffre des preuves" if found.kept else "établi à l'instant, et conservé nulle part"
    screen.line(f"Certificat {origin} : {path}")
    return 0
