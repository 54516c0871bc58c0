"""The last step before the debtor: decide again on fresh facts, mark the attempt, send once, write the receipt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from relance.domain.calendar import SendingHours, civil_date
from relance.domain.channels import Channel
from relance.domain.contact import ContactRow, ContactState
from relance.domain.decision import Rest
from relance.domain.errors import RejectedError
from relance.domain.plan import InvoiceCopy
from relance.domain.statement import Line, Statement
from relance.ports.ledger import Controls, Ledger
from relance.ports.messaging import (
    Attachment,
    DispatchOrder,
    MailComposer,
    MailDraft,
    Mailer,
    Mime,
    OutcomeUnknownError,
    Texter,
    TryLaterError,
)
from relance.ports.outside import Clock, Figures
from relance.ports.rendering import Renderer
from relance.ports.storage import Archive, Documents
from relance.service.contact_book import ContactBook
from relance.service.planning import Planning
from relance.service.snapshot import Snapshot, SnapshotReader

ACTOR = "dispatch_contact"
MAX_COPIES_BYTES = 7 * 1024 * 1024
"""Copies "if available" stop here: many mail servers refuse more than 10 MB once encoded."""
MOST_COPIES = 50
"""Copies "if available" beside which nobody looks for one more."""
PDF_MAGIC = b"%PDF-"
AT_ONCE = timedelta(0)
NEXT_DAY = timedelta(days=1)
"""What somebody must mend is tried again once a day, not at every run."""


class Dispatched(StrEnum):
    """What became of an order."""

    SENT = "SENT"
    VOID = "VOID"
    UNKNOWN = "UNKNOWN"
    WITHHELD = "WITHHELD"
    """Sending is switched off: the contact stays reserved until its day ends."""
    SETTLED = "SETTLED"
    """Somebody else has it, or had it."""


@dataclass(frozen=True, slots=True)
class _Message:
    """What is about to be handed over: stored first, so that what was sent can always be shown."""

    row: ContactRow
    mobile: str = ""
    text: str = ""
    mime: Mime | None = None


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
class DispatchContact:
    """Sends a reserved contact through its channel."""

    ledger: Ledger
    controls: Controls
    reader: SnapshotReader
    planning: Planning
    book: ContactBook
    archive: Archive
    documents: Documents
    renderer: Renderer
    composer: MailComposer
    mailer: Mailer
    texter: Texter
    clock: Clock
    figures: Figures
    hours: SendingHours
    diversion: Diversion | None = None
    """None in production: the debtor's own address."""

    def dispatch(self, order: DispatchOrder) -> Dispatched:
        """Send the contact if it is still owed at this very moment."""
        now = self.clock.now()
        # The row is read after the account: whoever moves it moves the account's revision, under which we mark it.
        snapshot = self.reader.read(order.account_id)
        row = self.ledger.contact(order.account_id, order.day)
        if row is None or row.attempt != order.attempt or row.state is not ContactState.RESERVED:
            self.book.finish_folds(order.account_id)
            return Dispatched.SETTLED
        if not self.controls.sending().on:
            return Dispatched.WITHHELD
        if row.day != civil_date(now):
            return self._void(row, "its day passed before it was sent", now)
        return self._send_if_owed(row, snapshot, now)

    def _send_if_owed(self, row: ContactRow, snapshot: Snapshot, now: datetime) -> Dispatched:
        planned = self.planning.decide(snapshot, row.day)
        if isinstance(planned.decision, Rest):
            return self._void(row, planned.decision.code, now)
        statement = planned.statement
        if statement is None or statement.hash != row.statement_hash:
            return self._void(row, "the account changed since the letter was written", now)
        if not self.hours.contain(now, snapshot.account.customer.department if snapshot.account else ""):
            return self._void(row, "the sending hours were over", now)
        try:
            message = self._message(row, statement)
        except RejectedError as error:
            return self._void(row, str(error), now, retry=NEXT_DAY)
        marked = replace(message.row, state=ContactState.SENDING, since=now)
        # Under the revision that was read: a hold or a payment taken in meanwhile brings the order back, unsent.
        self.ledger.commit(snapshot.record, snapshot.record, contact=marked)
        return self._hand_over(replace(message, row=marked))

    def _hand_over(self, message: _Message) -> Dispatched:
        row = message.row
        try:
            message_id = self._call(message)
        except RejectedError as error:  # the provider's NotAcceptedError, and what never reached it
            self.figures.count("DeliveryFailed", Channel=row.channel, Status="NOT_ACCEPTED")
            return self._void(row, f"refused by the provider: {error}", self.clock.now(), retry=NEXT_DAY)
        except TryLaterError:
            self.book.release(row, at=self.clock.now())
            raise
        except OutcomeUnknownError as error:
            self.book.unknown(row, reason=str(error), at=self.clock.now(), actor=ACTOR)
            self.figures.count("ContactUnknown", Channel=row.channel)
            return Dispatched.UNKNOWN
        self.book.sent(row, message_id=message_id, at=self.clock.now(), actor=ACTOR)
        self.figures.count("ContactSent", Step=row.document, Channel=row.channel)
        return Dispatched.SENT

    def _call(self, message: _Message) -> str:
        row = message.row
        if row.channel == Channel.SMS:
            return self.texter.send(message.mobile, message.text, reference=row.reference)
        if message.mime is None:
            raise RejectedError("a mail was not composed")
        return self.mailer.send(
            message.mime, account_id=row.account_id, day=row.day, attempt=row.attempt, reference=row.reference
        )

    def _message(self, row: ContactRow, statement: Statement) -> _Message:
        return self._sms(row, statement) if row.channel == Channel.SMS else self._mail(row, statement)

    def _sms(self, row: ContactRow, statement: Statement) -> _Message:
        mobile = statement.recipient.mobile if statement.recipient else None
        if mobile is None:
            raise RejectedError("the recipient has no mobile phone")
        mobile = self._address(row, mobile)
        sms = self.renderer.sms(statement, reference=row.reference)
        key = f"messages/{row.account_id}/{row.day}/{row.reference}.txt"
        stored = self.archive.put(key, sms.text.encode(), media_type="text/plain; charset=utf-8")
        row = replace(row, message=stored, address=mobile, segments=sms.segments, parts={"text": stored.sha256})
        return _Message(row, mobile=mobile, text=sms.text)

    def _mail(self, row: ContactRow, statement: Statement) -> _Message:
        address = statement.recipient.email if statement.recipient else None
        if address is None or row.letter is None:
            raise RejectedError("the recipient has no e-mail address, or the letter was not written")
        address = self._address(row, address)
        rendered = self.renderer.mail(statement, reference=row.reference)
        letter = Attachment(f"{row.reference}.pdf", self.archive.get(row.letter.key))
        files = (letter, *self._copies(statement))
        draft = MailDraft(
            address, rendered.subject, rendered.html, rendered.text, files, rendered.images, rendered.language
        )
        mime = self.composer.compose(draft, reference=row.reference, day=row.day)
        if mime.left_out:
            self.figures.count("InvoiceCopyLeftOut", len(mime.left_out), Reason="MAIL_TOO_LARGE")
        key = f"messages/{row.account_id}/{row.day}/{row.reference}.eml"
        stored = self.archive.put(key, mime.raw, media_type="message/rfc822")
        return _Message(replace(row, message=stored, address=address, parts=mime.parts), mime=mime)

    def _address(self, row: ContactRow, own: str) -> str:
        return own if self.diversion is None else self.diversion.address(row.channel)

    def _copies(self, statement: Statement) -> tuple[Attachment, ...]:
        """The invoices' own PDFs: all of them when required, else as many as a mail bears; no file is read in vain."""
        if statement.invoice_copy is InvoiceCopy.NEVER:
            return ()
        reached = {key for key, _ in statement.reached}
        needed = reached if statement.invoice_copy is InvoiceCopy.REQUIRED else set()
        copies: list[Attachment] = []
        size = 0
        for line in sorted(statement.lines, key=lambda x: (x.key not in needed, x.key not in reached)):
            if line.key not in needed and len(copies) >= MOST_COPIES:
                break
            body = self._copy(line, needed=line.key in needed)
            size += len(body or b"")
            if size > MAX_COPIES_BYTES and line.key in needed:
                raise RejectedError(f"the invoices' PDFs weigh more than {MAX_COPIES_BYTES} bytes")
            if size > MAX_COPIES_BYTES:
                break
            if body is not None:
                name = f"{_file_name(line.invoice_id)}.pdf"
                copies.append(Attachment(name, body, expendable=line.key not in needed))
        return tuple(copies)

    def _copy(self, line: Line, *, needed: bool) -> bytes | None:
        body = self.documents.read(line.copy_key) if line.copy_key else None
        if body is not None and body.startswith(PDF_MAGIC):
            return body
        if needed:
            raise RejectedError(f"MISSING_INVOICE_PDF: the PDF of {line.invoice_id} is missing or is not a PDF")
        return None

    def _void(self, row: ContactRow, reason: str, now: datetime, *, retry: timedelta = AT_ONCE) -> Dispatched:
        ended = self.book.void(row, reason=reason, at=now, actor=ACTOR, retry_on=civil_date(now) + retry)
        if ended.state is not ContactState.VOID:
            return Dispatched.SETTLED
        self.figures.count("ContactVoided", Channel=row.channel)
        return Dispatched.VOID


def _file_name(invoice_id: str) -> str:
    """A name that every file system takes."""
    return "".join(c if c.isalnum() or c in "-_." else "-" for c in invoice_id)
