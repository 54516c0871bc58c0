"""Letter objects as MySendingBox shows them."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pypdf

from local.carriers.mysendingbox.forms import FLAGS, PAPER_FIELDS, Form

PROOFS = (
    "delivery_proof",
    "filing_proof",
    "lost_proof",
    "return_to_sender_proof",
    "download_proof",
    "rejection_proof",
    "negligence_proof",
)
POST_WORDS = ("PRIS_EN_CHARGE", "A_RETIRER", "DISTRIBUE", "RETOUR_DESTINATAIRE", "INCONNU")
CENTS = {
    "ecopli": (81, 60),
    "verte": (93, 60),
    "prioritaire": (119, 60),
    "lr": (430, 90),
    "lrar": (550, 95),
    "lre": (299, 100),
    "ere": (99, 60),
    "email": (0, 20),
}
"""Postage and service: this fake's own prices, for the vendor publishes none."""
NO_PAPER = {"color": "none", "address_placement": "none", "envelope": "none", "postage_speed": "none"}


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def merged(form: Form) -> bytes:
    """The files of a letter in one, as it is printed or shown."""
    writer = pypdf.PdfWriter()
    for body in form.files.values():
        writer.append(BytesIO(body))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def made(letter_id: str, form: Form, at: datetime, *, paper: bool, live: bool, pages: int) -> dict[str, Any]:
    """A new letter object."""
    told = form.fields
    postage, service = CENTS.get(told["postage_type"], (100, 50))
    sheets = pages + (told.get("address_placement") == "insert_blank_page") if paper else 0
    return {
        "_id": letter_id,
        "object": "letter",
        "channel": "paper" if paper else "electronic",
        "mode": "live" if live else "test",
        "price": {
            "pack": "business",
            "postage": postage / 100,
            "service": service / 100,
            "total": (postage + service) / 100,
        },
        **({} if paper else NO_PAPER),
        **{name: told[name] for name in sorted(PAPER_FIELDS & told.keys()) if not name.startswith("source_file")},
        **{name: told[name] in {"true", True} for name in sorted(FLAGS & told.keys())},
        "source_file_type": told.get("source_file_type"),
        "page_count": pages if paper else 0,
        "sheet_count": sheets,
        "mail_provider": "A" if paper else "ar24",
        "tracking_number": None,
        "tracking_events": [],
        "events": [],
        **dict.fromkeys(PROOFS),
        "wrong_address": False,
        "error": False,
        "user": "rkUserId1",
        "created_from": "api",
        "created_at": moment(at),
        "updated_at": moment(at),
    }


def event(event_id: str, letter_id: str, name: str, at: datetime) -> dict[str, Any]:
    return {
        "_id": event_id,
        "name": name,
        "category": "letter",
        "description": name,
        "letter": letter_id,
        "user": "rkUserId1",
        "webhook_called": False,
        "webhook_failed": False,
        "webhook_last_error_message": None,
        "created_at": moment(at),
        "updated_at": moment(at),
    }
