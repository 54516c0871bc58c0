"""The composition of our own tracked letter: its way out, its page, its facts, its certificate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from relance.service.tracked.depositing import Depositing, Proving
from relance.service.tracked.recording import TrackedFacts

if TYPE_CHECKING:
    from relance.adapters.letters.tokens import HmacLetterTokens
    from relance.runtime.bootstrap import Application
    from relance.service.tracked.certifying import Certifying
    from relance.service.tracked.letters import TrackedLetters
    from relance.service.tracked.notifying import TrackedNotices
    from relance.service.tracked.on_demand import CertificatesOnDemand
    from relance.service.tracked.page import LetterDesk


@dataclass(frozen=True)
class Tracked:
    """Built on first use, from the application's common parts."""

    app: Application

    @cached_property
    def tokens(self) -> HmacLetterTokens:
        """Signed with the deployment's own key, and read with the one before too."""
        from relance.adapters.letters.keys import letter_keys
        from relance.adapters.letters.tokens import HmacLetterTokens

        (secret,) = self.app.settings.need("letter_secret_arn")
        return HmacLetterTokens(lambda: letter_keys(self.app.clients.secretsmanager, secret))

    @cached_property
    def facts(self) -> TrackedFacts:
        """What becomes of letters."""
        return TrackedFacts(self.app.ledger)

    @cached_property
    def depositing(self) -> Depositing:
        """Deposits, with certified times where an authority is set."""
        return Depositing(self.app.archive, Proving(self.app.evidence, self.app.stamper))

    @cached_property
    def certifying(self) -> Certifying:
        """Facts and certificates in the evidence bucket."""
        from relance.adapters.rendering.certificate.writer import PdfCertificates
        from relance.service.tracked.certifying import Certifying

        certificates = PdfCertificates(creditor=self.app.policies.creditor, specimen=self.app.settings.specimen)
        return Certifying(self.facts, self.depositing, certificates)

    @cached_property
    def notices(self) -> TrackedNotices:
        """The way out."""
        from relance.adapters.rendering.mail.notice import MailedNotices
        from relance.service.sending.enclosing import Enclosing
        from relance.service.tracked.notifying import TrackedNotices

        app = self.app
        return TrackedNotices(
            archive=app.archive,
            enclosing=Enclosing(app.documents),
            depositing=self.depositing,
            renderer=app.renderer,
            notices=MailedNotices(creditor=app.policies.creditor, specimen=app.settings.specimen),
            tokens=self.tokens,
            creditor=app.policies.creditor,
            composer=app.composer,
            mailer=app.mailer,
            clock=app.clock,
            figures=app.figures,
            site=app.settings.letters_url,
            diversion=app.contacts.diversion,
        )

    @cached_property
    def letters(self) -> TrackedLetters:
        """Looking after them."""
        from relance.service.tracked.letters import TrackedLetters

        app = self.app
        return TrackedLetters(self.certifying, app.letters.silences, app.contact_book, app.clock)

    @cached_property
    def on_demand(self) -> CertificatesOnDemand:
        """Certificates for whoever asks."""
        from relance.service.tracked.on_demand import CertificatesOnDemand

        return CertificatesOnDemand(self.certifying, self.app.clock)

    @cached_property
    def desk(self) -> LetterDesk:
        """The pages. They only read what was deposited: no authority is asked while somebody waits for a page."""
        from relance.adapters.letters.pages import HtmlLetterPages
        from relance.service.tracked.page import LetterDesk

        app = self.app
        return LetterDesk(
            tokens=self.tokens,
            facts=self.facts,
            depositing=Depositing(app.archive, Proving(app.evidence, None)),
            archive=app.archive,
            pages=HtmlLetterPages(creditor=app.policies.creditor, specimen=app.settings.specimen),
            queue=app.letters.queue,
            clock=app.clock,
        )
