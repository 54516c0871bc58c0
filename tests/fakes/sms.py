"""Text messages in memory. Told to fail, the texter fails as SNS would."""

from dataclasses import dataclass, field
from datetime import date

from relance.ports.messaging import OutcomeUnknownError


@dataclass(frozen=True)
class SentSms:
    """One text message that went out."""

    mobile: str
    text: str
    reference: str
    message_id: str


@dataclass
class FakeTexter:
    """Texter. `failures` are raised one by one, oldest first."""

    failures: list[Exception] = field(default_factory=list)
    sends_although_unknown: bool = False
    outbox: list[SentSms] = field(default_factory=list)
    calls: int = 0

    def send(self, mobile: str, text: str, *, account_id: str, day: date, attempt: int, reference: str) -> str:
        self.calls += 1
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None and not (self.sends_although_unknown and isinstance(failure, OutcomeUnknownError)):
            raise failure
        sent = SentSms(mobile, text, reference, f"sms-{len(self.outbox) + 1}")
        self.outbox.append(sent)
        if failure is not None:
            raise failure
        return sent.message_id
