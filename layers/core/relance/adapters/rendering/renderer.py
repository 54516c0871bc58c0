"""The renderer: statement in; letter, mail or text message out. Texts and creditor are those in force at the call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from relance.adapters.policies.texts import BOLD, TextBook
from relance.adapters.rendering.mail.writer import write_mail
from relance.adapters.rendering.paper.letter import lay_out
from relance.adapters.rendering.paper.sheet import Sheet
from relance.adapters.rendering.pdf.copies import attached
from relance.adapters.rendering.postal.rules import DEFAULT, PostalRules, postal_rules
from relance.adapters.rendering.sms import segments, to_gsm
from relance.adapters.rendering.words.legible import illegible
from relance.adapters.rendering.words.typography import typeset
from relance.adapters.rendering.words.view import View
from relance.domain.cells import refused
from relance.domain.creditor import Creditor
from relance.domain.document import Document
from relance.domain.errors import RejectedError
from relance.domain.statement import Statement
from relance.ports.rendering import InvoiceFile, RenderedMail, RenderedSms


class PolicyRenderer:
    """Deterministic: equal statements, texts and creditor give equal bytes. `specimen` marks all as trials."""

    def __init__(
        self,
        *,
        creditor: Callable[[], Creditor],
        texts: Callable[[], TextBook],
        specimen: bool = False,
        postal: Callable[[], Mapping[str, PostalRules]] = postal_rules,
    ) -> None:
        self._creditor = creditor
        self._texts = texts
        self._specimen = specimen
        self._postal = postal

    def letter(self, statement: Statement, *, reference: str, copies: Sequence[InvoiceFile] = ()) -> bytes:
        """The letter as PDF. Copies that would make it too heavy for a carrier are left to travel beside it.

        Raises RejectedError for a letter that must not exist (domain.cells), for a name in signs that the font does
        not have, and for a formal notice that an envelope would not show as it must.
        """
        from relance.adapters.rendering.pdf.writer import Described, write_pdf

        view, words, sheet = self._laid_out(statement, reference)
        title = f"{words['subject'].replace(BOLD, '')} – {reference}"
        watermark = view.labels.specimen if self._specimen else ""
        written_from = ", ".join(self._texts().origin(view.text_name))
        described = Described(
            title,
            view.creditor.legal_name,
            view.labels.locale,
            statement.day,
            written_from,
            watermark,
            attached(copies, view.language),
        )
        pdf = write_pdf(sheet.pages, described)
        if statement.document is Document.FORMAL_NOTICE and not self._specimen:
            self._check(pdf)
        return pdf

    def _check(self, pdf: bytes) -> None:
        """Before people approve it, and long before a carrier is paid."""
        from relance.adapters.rendering.postal.preflight import check_letter

        breaches = check_letter(pdf, self._postal()[DEFAULT])
        if breaches:
            raise RejectedError(f"the letter cannot be posted: {'; '.join(map(str, breaches))}")

    def sheet(self, statement: Statement, *, reference: str) -> Sheet:
        """What stands where on the letter's pages, for whoever judges it. Raises as `letter` does."""
        return self._laid_out(statement, reference)[2]

    def _laid_out(self, statement: Statement, reference: str) -> tuple[View, dict[str, str], Sheet]:
        from relance.adapters.rendering.pdf.writer import PdfFaces

        if (reason := refused(statement.document, statement.debtor.kind)) is not None:
            raise RejectedError(reason)
        view = View.of(statement, self._creditor(), reference)
        words = self._write("letter", view)
        faces = PdfFaces()
        if reason := illegible(statement, faces.lacks):
            raise RejectedError(f"the letter would not be legible: {reason}")
        return view, words, lay_out(view, words, faces, self._postal()[DEFAULT].window)

    def mail(self, statement: Statement, *, reference: str) -> RenderedMail:
        """The e-mail that carries the letter."""
        view = View.of(statement, self._creditor(), reference)
        return write_mail(view, self._write("mail", view), specimen=self._specimen)

    def sms(self, statement: Statement, *, reference: str) -> RenderedSms:
        """The text message, in the GSM alphabet where the words allow it."""
        view = View.of(statement, self._creditor(), reference)
        words = " ".join(self._write("sms", view)["text"].replace(BOLD, "").split())
        text = to_gsm(f"{view.labels.specimen} {words}" if self._specimen else words)
        return RenderedSms(text, segments(text))

    def _write(self, part: str, view: View) -> dict[str, str]:
        written = self._texts().write(part, view.text_name, view.values)
        return {key: typeset(text, view.language) for key, text in written.items()}
