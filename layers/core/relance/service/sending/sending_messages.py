"""E-mails and text messages: written, stored, marked, handed to AWS once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from relance.domain.channels import Channel
from relance.domain.contact import ContactRow, ContactState
from relance.domain.errors import RejectedError
from relance.ports.messaging import Attachment, MailComposer, MailDraft, Mailer, Texter
from relance.ports.outside import Clock, Figures
from relance.ports.rendering import Renderer
from relance.ports.storage import Archive
from relance.service.sending.enclosing import Enclosing
from relance.service.sending.ways import Given, Mark, Owed


@dataclass(frozen=True, slots=True)
class Diversion:
    """Where a sandbox sends everything instead of to debtors; empty: nothing is sent."""

    email: str = ""
    mobile: str = ""

    def address(self, channel: str) -> str:
        """The address that is written to. Raises RejectedError where the sandbox names none."""
        diverted = self.mobile if channel == Channel.SMS else self.email
        if not diverted:
            raise RejectedError(f"the sandbox names no recipient for {channel}; the debtor's own is not used")
        return diverted


@dataclass(frozen=True, slots=True)
class Mails:
    """The letter as PDF, attached to a mail."""

    archive: Archive
    enclosing: Enclosing
    renderer: Renderer
    composer: MailComposer
    mailer: Mailer
    clock: Clock
    figures: Figures
    diversion: Diversion | None = None
    """None in production: the debtor's own address."""

    def hand_over(self, owed: Owed, mark: Mark) -> Given:
        """As Way."""
        row, statement = owed.row, owed.statement
        address = statement.recipient.email if statement.recipient else None
        if address is None or row.letter is None:
            raise RejectedError("the recipient has no e-mail address, or the letter was not written")
        address = addressed(self.diversion, row, address)
        rendered = self.renderer.mail(statement, reference=row.reference)
        letter = Attachment(f"{row.reference}.pdf", self.archive.get(row.letter.key))
        files = (letter, *self.enclosing.as_many_as_fit(statement))
        draft = MailDraft(
            address, rendered.subject, rendered.html, rendered.text, files, rendered.images, rendered.language
        )
        mime = self.composer.compose(draft, reference=row.reference, day=row.day)
        if mime.left_out:
            self.figures.count("InvoiceCopyLeftOut", len(mime.left_out), Reason="MAIL_TOO_LARGE")
        key = f"messages/{row.account_id}/{row.day}/{row.reference}.eml"
        stored = self.archive.put(key, mime.raw, media_type="message/rfc822")
        marked = replace(row, state=ContactState.SENDING, since=self.clock.now())
        marked = replace(marked, message=stored, address=address, parts=mime.parts)
        mark(marked)
        message_id = self.mailer.send(
            mime, account_id=row.account_id, day=row.day, attempt=row.attempt, reference=row.reference
        )
        return Given(replace(marked, message_id=message_id))


@dataclass(frozen=True, slots=True)
class Texts:
    """A text message; the letter stays in the archive."""

    archive: Archive
    renderer: Renderer
    texter: Texter
    clock: Clock
    diversion: Diversion | None = None

    def hand_over(self, owed: Owed, mark: Mark) -> Given:
        """As Way."""
        row, statement = owed.row, owed.statement
        mobile = statement.recipient.mobile if statement.recipient else None
        if mobile is None:
            raise RejectedError("the recipient has no mobile phone")
        mobile = addressed(self.diversion, row, mobile)
        sms = self.renderer.sms(statement, reference=row.reference)
        key = f"messages/{row.account_id}/{row.day}/{row.reference}.txt"
        stored = self.archive.put(key, sms.text.encode(), media_type="text/plain; charset=utf-8")
        marked = replace(row, state=ContactState.SENDING, since=self.clock.now(), message=stored, address=mobile)
        marked = replace(marked, segments=sms.segments, parts={"text": stored.sha256})
        mark(marked)
        message_id = self.texter.send(
            mobile, sms.text, account_id=row.account_id, day=row.day, attempt=row.attempt, reference=row.reference
        )
        return Given(replace(marked, message_id=message_id))


def addressed(diversion: Diversion | None, row: ContactRow, own: str) -> str:
    """The debtor's own address, or that of the sandbox."""
    return own if diversion is None else diversion.address(row.channel)
