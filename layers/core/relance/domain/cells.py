"""The letters that must not exist, and those that speak in one tone only."""

from __future__ import annotations

from typing import Final

from relance.domain.billing import CustomerKind
from relance.domain.document import Document, Tone

# What follows is French: whoever writes a plan or a text in the finance department reads it in a refusal.

REFUSED: Final = {
    # PUB-05: no notice is needed, and no threat of enforcement is lawful against public property (CG3P L2311-1).
    (Document.FORMAL_NOTICE, CustomerKind.PUBLIC): (
        "pas de mise en demeure à un acheteur public : ses intérêts moratoires courent sans elle (CCP R2192-31), "
        "et ses biens sont insaisissables"
    ),
}
ONE_TONE: Final = {
    Document.FORMAL_NOTICE: "la mise en demeure n'a qu'un ton, celui de l'article 1344 du code civil",
    Document.INSTALMENT_PLAN: "la confirmation d'un échéancier n'a qu'un ton, celui d'un accord",
}


def refused(document: Document, kind: CustomerKind) -> str | None:
    """Why no such letter may be written to such a customer, in French; None where it may."""
    return REFUSED.get((document, kind))


def tones(document: Document) -> tuple[Tone, ...]:
    """The tones in which a document can be written."""
    return (Tone.FIRM,) if document in ONE_TONE else tuple(Tone)
