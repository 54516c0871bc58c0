"""Whether a letter would be written again word for word, by the texts and the creditor in force now."""

from __future__ import annotations

import hashlib

from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError
from relance.domain.statement import Statement
from relance.ports.rendering import Renderer

CHANGED = "the texts or the creditor changed since the letter was written"


def says_the_same(renderer: Renderer, letter: StoredObject, statement: Statement, *, reference: str) -> bool:
    """Whoever mends a text or an IBAN does not want the old letter to go afterwards."""
    try:
        body = renderer.letter(statement, reference=reference)
    except RejectedError:
        return False
    return hashlib.sha256(body).hexdigest() == letter.sha256
