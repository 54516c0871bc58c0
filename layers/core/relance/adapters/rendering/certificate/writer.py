"""The certificate as a PDF that holds what it tells of."""

from __future__ import annotations

from collections.abc import Callable

from relance.adapters.rendering.certificate.page import CertificatePages
from relance.adapters.rendering.certificate.words import WORDS
from relance.adapters.rendering.words.labels import LABELS
from relance.adapters.rendering.words.typography import typeset
from relance.domain.calendar import civil_date
from relance.domain.creditor import Creditor
from relance.ports.tracked import CertificateView


class PdfCertificates:
    """See ports.tracked.Certificates. The creditor is that of the moment of the call."""

    def __init__(self, *, creditor: Callable[[], Creditor], specimen: bool = False) -> None:
        self._creditor = creditor
        self._specimen = specimen

    def certificate(self, view: CertificateView) -> bytes:
        """A PDF; equal views give equal bytes."""
        from relance.adapters.rendering.pdf.writer import Attachment, Described, PdfFaces, write_pdf

        creditor, language = self._creditor(), view.manifest.language
        words, labels = WORDS[language], LABELS[language]
        holds = typeset(words.holds, language)
        faces = PdfFaces()
        sheet = CertificatePages(view, creditor, faces, faces.lacks).laid_out()
        attached = tuple(
            Attachment(proof.name, proof.body, holds.format(name=proof.name), proof.media_type) for proof in view.proofs
        )
        described = Described(
            f"{typeset(words.title, language)} – {view.manifest.reference}",
            creditor.legal_name,
            labels.locale,
            civil_date(view.made_at),
            view.manifest.reference,
            labels.specimen if self._specimen else "",
            attached,
        )
        return write_pdf(sheet.pages, described)
