"""LISEZMOI.txt of an exported dossier: what it holds, how anybody verifies it, and what it proves."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from relance.adapters.policies.authority import described
from relance.cli import french
from relance.domain.dossier import Dossier
from relance.domain.verifying import Verdict
from relance.service.french import typeset

COMMAND = "    "
"""Begins a line that is copied into a terminal: not a sign of it is touched."""


def script() -> bytes:
    """The few lines of Python by which anybody follows the way from the account to a seal."""
    return (files("relance.cli") / "chemin.py.txt").read_bytes()


def readme(told: Verdict, dossier: Dossier, at: datetime, authority: bytes, *, specimen: bool) -> str:
    """Plain text, for people."""
    template = (files("relance.cli") / "lisezmoi.txt.j2").read_text(encoding="utf-8")
    lawful = Environment(trim_blocks=True, undefined=StrictUndefined, autoescape=False)  # noqa: S701 plain text
    stamped = [seal.day for seal in dossier.seals if seal.token is not None and authority]
    sealed = [seal.day for seal in dossier.seals if seal.sealing is not None]
    events, kept = french.count(told.events, "événement"), french.count(len(told.files.sizes), "fichier")
    text = lawful.from_string(template).render(
        title=f"Dossier de preuves du compte {told.account_id}",
        specimen=specimen,
        at=french.instant(at),
        counted=f"{events}, {kept}",
        stamped=max(stamped, default=None),
        authorities=list(described(authority)) if authority else [],
        sealed=max(sealed, default=None),
    )
    return "\n".join(line if line.startswith(COMMAND) else typeset(line) for line in text.split("\n")) + "\n"
