"""The outbox: every accepted mail as it was sent (.eml), and what SES knows of it (.json)."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Mail:
    id: str
    at: datetime
    source: str
    destination: tuple[str, ...]
    tags: dict[str, list[str]]
    configuration_set: str
    raw: bytes

    def keep(self, folder: Path) -> None:
        (folder / f"{self.id}.eml").write_bytes(self.raw)
        said = {
            "message_id": self.id,
            "at": self.at.isoformat(),
            "source": self.source,
            "destination": self.destination,
            "tags": self.tags,
            "configuration_set": self.configuration_set,
        }
        # The description comes last: who sees it finds the mail as well.
        (folder / f"{self.id}.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")

    @property
    def headers(self) -> list[dict[str, str]]:
        parsed = BytesParser(policy=policy.default).parsebytes(self.raw, headersonly=True)
        return [{"name": name, "value": str(value)} for name, value in parsed.items()]


def read(folder: Path, message_id: str) -> Mail:
    said = json.loads((folder / f"{message_id}.json").read_text(encoding="utf-8"))
    return Mail(
        id=said["message_id"],
        at=datetime.fromisoformat(said["at"]),
        source=said["source"],
        destination=tuple(said["destination"]),
        tags=said["tags"],
        configuration_set=said["configuration_set"],
        raw=(folder / f"{message_id}.eml").read_bytes(),
    )


def from_request(request: dict[str, Any], message_id: str, at: datetime) -> Mail:
    content = request["Content"]
    raw = base64.b64decode(content["Raw"]["Data"]) if content.get("Raw") else composed(request)
    parsed = BytesParser(policy=policy.default).parsebytes(raw, headersonly=True)
    named = [address for kind in ("To", "Cc", "Bcc") for address in request_addresses(request, kind)]
    in_headers = [address for _, address in getaddresses([str(parsed.get(kind, "")) for kind in ("To", "Cc", "Bcc")])]
    return Mail(
        id=message_id,
        at=at,
        source=request.get("FromEmailAddress") or str(parsed.get("From", "")),
        destination=tuple(named or [address for address in in_headers if address]),
        tags={tag["Name"]: [tag["Value"]] for tag in request.get("EmailTags", [])},
        configuration_set=request.get("ConfigurationSetName", ""),
        raw=raw,
    )


def request_addresses(request: dict[str, Any], kind: str) -> list[str]:
    addresses: list[str] = request.get("Destination", {}).get(f"{kind}Addresses", [])
    return addresses


def composed(request: dict[str, Any]) -> bytes:
    """What SES makes of a Simple message."""
    simple, message = request["Content"]["Simple"], EmailMessage(policy=policy.SMTP)
    message["From"] = request["FromEmailAddress"]
    for kind in ("To", "Cc"):
        if addresses := request_addresses(request, kind):
            message[kind] = ", ".join(addresses)
    message["Subject"] = simple["Subject"]["Data"]
    for header in simple.get("Headers", []):
        message[header["Name"]] = header["Value"]
    body = simple["Body"]
    message.set_content(body.get("Text", {}).get("Data", ""))
    if "Html" in body:
        message.add_alternative(body["Html"]["Data"], subtype="html")
    for attachment in simple.get("Attachments", []):
        main, _, sub = attachment.get("ContentType", "application/octet-stream").partition("/")
        content = base64.b64decode(attachment["RawContent"])
        message.add_attachment(content, maintype=main, subtype=sub, filename=attachment["FileName"])
    return message.as_bytes()
