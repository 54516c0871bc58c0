"""What left the embedded AWS: mails and text messages."""

import json
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class SentMail:
    id: str
    at: datetime
    destination: tuple[str, ...]
    tags: dict[str, list[str]]
    configuration_set: str
    file: Path

    @property
    def message(self) -> EmailMessage:
        parsed = BytesParser(policy=policy.default).parsebytes(self.file.read_bytes())
        if not isinstance(parsed, EmailMessage):
            raise TypeError(f"{self.file.name} is no mail")
        return parsed

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def attachments(self) -> dict[str, bytes]:
        parts = self.message.iter_attachments()
        return {part.get_filename() or "": part.get_payload(decode=True) for part in parts}  # type: ignore[misc]

    @property
    def text(self) -> str:
        body = self.message.get_body(preferencelist=("plain", "html"))
        return str(body.get_content()) if body else ""


@dataclass(frozen=True, slots=True)
class SentText:
    phone: str
    text: str
    attributes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outbox:
    folder: Path
    endpoint: str
    account: str
    _ask: Callable[[str, dict[str, Any]], Any]

    def mails(self) -> Sequence[SentMail]:
        """In the order in which they were accepted."""
        return sorted((_mail(file) for file in self.folder.glob("*.json")), key=lambda mail: (mail.at, mail.id))

    def texts(self) -> Sequence[SentText]:
        url = f"{self.endpoint}/_ministack/sns/sms-messages?accountId={self.account}"
        with urllib.request.urlopen(url) as answer:
            found = json.load(answer)
        return [_text(record) for records in found["sms_messages"].values() for record in records]

    def tell(self, mail: SentMail, kind: str, **more: Any) -> None:
        """An event that comes later: Open, Click, Complaint, Bounce…, with more in its details."""
        self._ask("mail-event", {"message_id": mail.id, "kind": kind, "more": more})


def _mail(file: Path) -> SentMail:
    said = json.loads(file.read_text(encoding="utf-8"))
    return SentMail(
        id=said["message_id"],
        at=datetime.fromisoformat(said["at"]),
        destination=tuple(said["destination"]),
        tags=said["tags"],
        configuration_set=said["configuration_set"],
        file=file.with_suffix(".eml"),
    )


def _text(record: dict[str, Any]) -> SentText:
    return SentText(record["PhoneNumber"], record["Message"], record.get("MessageAttributes") or {})
