"""Mails in memory. Told to fail, the mailer fails as SES would; what it sent anyway is in the outbox."""

from dataclasses import dataclass, field
from datetime import date

from relance.adapters.mail.tags import tags_of
from relance.ports.messaging import Mime, OutcomeUnknownError


@dataclass(frozen=True)
class SentMail:
    """One mail that went out."""

    mime: Mime
    tags: dict[str, str]
    message_id: str


@dataclass
class FakeMailer:
    """Mailer. `failures` are raised one by one, oldest first.

    With `sends_although_unknown`, an unknown outcome is a lost answer: the mail went out all the same.
    """

    failures: list[Exception] = field(default_factory=list)
    sends_although_unknown: bool = False
    outbox: list[SentMail] = field(default_factory=list)
    calls: int = 0

    def send(self, mime: Mime, *, account_id: str, day: date, attempt: int, reference: str) -> str:
        self.calls += 1
        tags = tags_of(account_id=account_id, day=day, attempt=attempt, reference=reference)
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None and not (self.sends_although_unknown and isinstance(failure, OutcomeUnknownError)):
            raise failure
        sent = SentMail(mime, tags, f"mail-{len(self.outbox) + 1}")
        self.outbox.append(sent)
        if failure is not None:
            raise failure
        return sent.message_id
