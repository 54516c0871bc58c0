"""The way out of a tracked letter: deposited first, then announced by a mail that says only that a letter waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from relance.domain.channels import Channel
from relance.domain.contact import ContactRow, ContactState
from relance.domain.creditor import Creditor
from relance.domain.errors import RejectedError
from relance.domain.statement import Statement
from relance.domain.tracked_letter import Manifest, Part, expires_at, last_day
from relance.ports.messaging import Attachment, MailComposer, MailDraft, Mailer, Mime
from relance.ports.outside import Clock, Figures
from relance.ports.rendering import Renderer
from relance.ports.storage import Archive
from relance.ports.tracked import LetterLink, LetterTokens, Notice, NoticeMails
from relance.service.sending.enclosing import Enclosing
from relance.service.sending.sending_messages import Diversion, addressed
from relance.service.sending.ways import Given, Mark, Owed
from relance.service.tracked.depositing import HEAVIEST, Depositing


@dataclass(frozen=True, slots=True)
class TrackedNotices:
    """See service.ways.Way. The letter itself stays in the archive, for its page to show."""

    archive: Archive
    enclosing: Enclosing
    depositing: Depositing
    renderer: Renderer
    notices: NoticeMails
    tokens: LetterTokens
    creditor: Callable[[], Creditor]
    composer: MailComposer
    mailer: Mailer
    clock: Clock
    figures: Figures
    site: str
    """Where the pages are: an https address on the creditor's domain."""
    diversion: Diversion | None = None

    def hand_over(self, owed: Owed, mark: Mark) -> Given:
        """As Way. Raises TransientError, before anything is marked, while the timestamp authority is silent."""
        row, manifest = self._deposited(owed)
        mime = self._notice(row, manifest)
        key = f"messages/{row.account_id}/{row.day}/{row.reference}.eml"
        stored = self.archive.put(key, mime.raw, media_type="message/rfc822")
        marked = replace(row, state=ContactState.SENDING, since=self.clock.now())
        marked = replace(marked, message=stored, address=manifest.address, parts=_hashes(mime, manifest.parts))
        mark(marked)
        message_id = self.mailer.send(
            mime, account_id=row.account_id, day=row.day, attempt=row.attempt, reference=row.reference
        )
        return Given(replace(marked, message_id=message_id))

    def _deposited(self, owed: Owed) -> tuple[ContactRow, Manifest]:
        row, statement = owed.row, owed.statement
        own = statement.recipient.email if statement.recipient else None
        if own is None or row.letter is None:
            raise RejectedError("the recipient has no e-mail address, or the letter was not written")
        if not self.site:
            raise RejectedError("LETTERS_URL is not set: there is no page to invite to")
        address = addressed(self.diversion, row, own)
        letter = self.archive.get(row.letter.key)
        parts = self.depositing.store(row, letter, self._enclosed(statement))
        manifest = self._manifest(row, statement, address, parts)
        return self.depositing.deposit(row, manifest, self.clock.now()), manifest

    def _enclosed(self, statement: Statement) -> tuple[Attachment, ...]:
        """The copies that the page can show: a required one that is too heavy is refused, another is left out."""
        copies = self.enclosing.as_many_as_fit(statement)
        heavy = [copy for copy in copies if len(copy.body) > HEAVIEST]
        if any(not copy.expendable for copy in heavy):
            raise RejectedError(f"an invoice's PDF weighs more than the {HEAVIEST} bytes that a page can show")
        if heavy:
            self.figures.count("InvoiceCopyLeftOut", len(heavy), Reason="PAGE_TOO_LARGE")
        return tuple(copy for copy in copies if copy not in heavy)

    def _manifest(self, row: ContactRow, statement: Statement, address: str, parts: tuple[Part, ...]) -> Manifest:
        creditor, written = self.creditor(), self.renderer.mail(statement, reference=row.reference)
        return Manifest(
            reference=row.reference,
            account_id=row.account_id,
            day=row.day,
            attempt=row.attempt,
            sender=creditor.legal_name,
            sender_siren=creditor.siren,
            recipient=statement.debtor.legal_name,
            address=address,
            language=written.language,  # the letter's own: whoever reads German is written to in French
            subject=written.subject,
            parts=parts,
        )

    def _notice(self, row: ContactRow, manifest: Manifest) -> Mime:
        link = LetterLink(row.account_id, row.day, row.attempt, expires_at(row.day))
        url = f"{self.site.rstrip('/')}/letters/{self.tokens.sign(link)}"
        rendered = self.notices.notice(
            Notice(row.reference, manifest.recipient, manifest.language, url, last_day(row.day))
        )
        draft = MailDraft(
            manifest.address,
            rendered.subject,
            rendered.html,
            rendered.text,
            images=rendered.images,
            language=rendered.language,
        )
        return self.composer.compose(draft, reference=row.reference, day=row.day)


def is_tracked(row: ContactRow) -> bool:
    """Whether the row is a tracked letter that was deposited."""
    return row.channel == Channel.TRACKED and bool(row.tracked)


def _hashes(mime: Mime, parts: tuple[Part, ...]) -> dict[str, str]:
    """What the debtor is given, by name: the notice's parts, and what its page shows."""
    return {**mime.parts, **{part.name: part.stored.sha256 for part in parts}}
