"""`relance export`: an account's evidence as one file, to be handed over and verified without us."""

from __future__ import annotations

import zipfile
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from relance.adapters.dossier_file import AUTHORITY, README, SCRIPT, DossierWriter, close_envelope
from relance.cli import evidence_words, french
from relance.cli.output import Screen
from relance.cli.readme import readme, script
from relance.domain.calendar import PARIS
from relance.domain.errors import RejectedError
from relance.domain.flaws import Finding
from relance.domain.verifying import verify

if TYPE_CHECKING:
    from relance.cli.application import Connect

ALTERED = 1


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """Written only if it is whole: a file that proves nothing is of no use to anybody."""
    operator = connect()
    dossier, copy = operator.dossiers.gather(arguments.customer)
    told = verify(dossier)
    if isinstance(told, Finding):
        for line in evidence_words.finding_lines(told):
            screen.line(line)
        screen.line("Rien n'a été écrit.")
        return ALTERED
    path, at = Path(arguments.output), operator.app.clock.now().astimezone(PARIS)
    authority = operator.trusted_authorities
    try:
        with path.open("w+b") as file:
            with zipfile.ZipFile(file, "w") as members:
                writer = DossierWriter(members, at)
                writer.add(README, readme(told, dossier, at, authority, specimen=operator.specimen).encode())
                writer.add(SCRIPT, script())
                if authority:
                    writer.add(AUTHORITY, authority)
                writer.write(dossier, copy.items, list(told.files.sizes), specimen=operator.specimen)
                writer.finish()
            close_envelope(file)
    except OSError as error:
        raise RejectedError(f"-o : {path} ne peut pas être écrit ({error.strerror})") from error
    for line in evidence_words.verdict_lines(told):
        screen.line(line)
    screen.line(f"Écrit : {path} ({french.size(path.stat().st_size)}). Pour le vérifier : relance verify {path}")
    return 0
