"""Every letter that can be written, on ordinary and extreme data: what a person leafs through before publishing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from relance.adapters.policies.names import LANGUAGES, TextName
from relance.adapters.rendering.renderer import PolicyRenderer
from relance.adapters.rendering.samples import REFERENCE, SAMPLES
from relance.domain.billing import CustomerKind
from relance.domain.cells import refused, tones
from relance.domain.document import Document, Tone
from relance.domain.statement import Statement
from relance.ports.rendering import RenderedMail, RenderedSms

DOCUMENTS_FR = {
    Document.PRE_DUE_NOTICE: "Rappel avant échéance",
    Document.FIRST_REMINDER: "Première relance",
    Document.SECOND_REMINDER: "Deuxième relance",
    Document.LAST_REMINDER: "Dernière relance",
    Document.FORMAL_NOTICE: "Mise en demeure",
    Document.INSTALMENT_PLAN: "Échéancier",
}
KINDS_FR = {
    CustomerKind.BUSINESS: "entreprise",
    CustomerKind.CONSUMER: "particulier",
    CustomerKind.PUBLIC: "acheteur public",
}
TONES_FR = {Tone.CORDIAL: "cordial", Tone.FIRM: "ferme"}
SAMPLES_FR = {"ordinary": "une facture", "several": "trois factures", "extreme": "données extrêmes"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One document to one kind of customer in one tone and language, on one sample."""

    name: TextName
    sample: str

    @property
    def slug(self) -> str:
        """A file's name, such as "fr-2-first_reminder-business-firm-several"."""
        place = list(DOCUMENTS_FR).index(self.name.document)
        return f"{self.name.language}-{place}-{self.name.document}-{self.name.kind}-{self.name.tone}-{self.sample}"

    @property
    def caption(self) -> str:
        """The same in words, for people."""
        name = self.name
        tone = f", {TONES_FR[name.tone]}" if name.tone and len(tones(name.document)) > 1 else ""
        kind = KINDS_FR[name.kind] if name.kind else ""
        return f"{DOCUMENTS_FR[name.document]}, {kind}{tone}, {name.language}, {SAMPLES_FR[self.sample]}"

    @property
    def statement(self) -> Statement:
        """What it is written on."""
        return SAMPLES[self.sample](self.name)


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as the debtor would get it."""

    cell: Cell
    letter: bytes
    mail: RenderedMail
    sms: RenderedSms


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that must not exist, and why."""

    document: Document
    kind: CustomerKind
    reason: str

    @property
    def caption(self) -> str:
        """In words."""
        return f"{DOCUMENTS_FR[self.document]}, {KINDS_FR[self.kind]} : {self.reason}"


def cells() -> Iterator[Cell]:
    """In the order of a dunning: language, document, kind, tone, sample."""
    for language in LANGUAGES:
        for document in DOCUMENTS_FR:
            for kind in CustomerKind:
                if refused(document, kind) is None:
                    for tone in tones(document):
                        name = TextName(language, document, kind, tone)
                        yield from (Cell(name, sample) for sample in SAMPLES)


def refusals() -> Iterator[Refused]:
    """The cells that are left out."""
    for document in DOCUMENTS_FR:
        for kind in CustomerKind:
            if (reason := refused(document, kind)) is not None:
                yield Refused(document, kind, reason)


def show(renderer: PolicyRenderer, cell: Cell) -> Shown:
    """Raises InvalidPolicyError or RejectedError for texts that cannot be written on the sample."""
    statement = cell.statement
    return Shown(
        cell,
        renderer.letter(statement, reference=REFERENCE),
        renderer.mail(statement, reference=REFERENCE),
        renderer.sms(statement, reference=REFERENCE),
    )
