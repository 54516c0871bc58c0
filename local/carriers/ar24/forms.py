"""The forms that AR24 takes, and the slug with which it refuses one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP

from local.carriers.serving import Request

MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
KNOWN = re.compile(
    r"token|date|id_user|to_(firstname|lastname|email|company)|dest_statut|eidas|content|attachment\[\d+\]"
    r"|ref_(dossier|client|facturation)|custom_name_sender|payment_slug|webhook|otp|auth_otp_hash|id_group|pre_notif"
)
NEEDED = {"to_firstname": "invalid_recipient", "to_lastname": "invalid_recipient", "to_email": "missing_email"}
STATUTS = ("particulier", "professionnel")
MOST_CONTENT = 100_000


class RefusedError(Exception):
    """AR24 says no: `slug` is its word."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(slug)


@dataclass(frozen=True)
class Form:
    fields: Mapping[str, str]
    files: Mapping[str, tuple[str, bytes]]
    """Name of the field, then the file's own name and bytes."""


def read_form(request: Request) -> Form:
    """Form data, in many parts; or the query of a GET."""
    if request.method == "GET":
        return Form(request.query, {})
    media_type = request.headers.get("content-type", "")
    if not media_type.startswith("multipart/form-data"):
        raise RefusedError("token_missing")
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {media_type}\r\n\r\n".encode() + request.body)
    fields: dict[str, str] = {}
    files: dict[str, tuple[str, bytes]] = {}
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            raise RefusedError("unknown_error")
        if part.get_filename() is None:
            fields[name] = payload.decode()
        else:
            files[name] = (str(part.get_filename()), payload)
    return Form(fields, files)


def check_letter(fields: Mapping[str, str], sender_email: str) -> None:
    """What POST /mail asks of its fields, apart from attachments and identity."""
    if strangers := [name for name in fields if not KNOWN.fullmatch(name)]:
        raise AssertionError(f"AR24 knows no {strangers}")
    for name, slug in NEEDED.items():
        if not fields.get(name, "").strip():
            raise RefusedError(slug)
    if not MAIL.fullmatch(fields["to_email"]):
        raise RefusedError("invalid_email")
    if fields["to_email"].lower() == sender_email.lower():
        raise RefusedError("same_sender_recipients_emails")
    _check_status(fields)
    if fields.get("eidas", "0") not in {"0", "1"}:
        raise AssertionError("eidas is 0 or 1")
    if "<script" in fields.get("content", "").lower():
        raise RefusedError("forbidden_html")
    if len(fields.get("content", "")) > MOST_CONTENT:
        raise RefusedError("content_exceeds_limit")


def _check_status(fields: Mapping[str, str]) -> None:
    statut = fields.get("dest_statut")
    if statut not in STATUTS or (statut == "professionnel" and not fields.get("to_company", "").strip()):
        raise RefusedError("invalid_recipient")
