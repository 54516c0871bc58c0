"""A consignment as AR24 wants it, refused here where AR24 would refuse it or where nobody may send it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from relance.adapters.carriers.ar24.settings import Ar24Settings
from relance.adapters.carriers.ar24.wire import Fields
from relance.adapters.carriers.mailbox import mailbox
from relance.domain.errors import RejectedError
from relance.ports.carriers import Consignment, Service
from relance.ports.sender_sessions import SenderSession

SERVICES: Final = frozenset({Service.LRE, Service.ERE})
REFERENCE: Final = re.compile(r"[A-Z0-9-]{1,30}")


def check(consignment: Consignment, settings: Ar24Settings) -> None:
    """Raises RejectedError naming the first field that AR24 cannot take."""
    if consignment.service not in SERVICES:
        raise RejectedError(f"service: AR24 does not sell {consignment.service}")
    if not REFERENCE.fullmatch(consignment.reference):
        raise RejectedError("reference: up to 30 of A-Z, 0-9 and hyphen")
    _check_recipient(consignment)
    _check_sheets(consignment, settings)


def letter_fields(
    consignment: Consignment,
    settings: Ar24Settings,
    files: Sequence[str],
    *,
    session: SenderSession | None,
    webhook: str,
) -> Fields:
    """The form of POST /mail. `files` are AR24's numbers of what was uploaded; empty fields are left out."""
    to = consignment.recipient
    fields = {
        "id_user": str(settings.id_user),
        "to_firstname": _composed(to.first_name),
        "to_lastname": _composed(to.last_name),
        "to_email": (to.email or "").strip(),
        "dest_statut": "professionnel" if to.professional else "particulier",
        "to_company": _composed(to.company) if to.professional else "",
        "eidas": "1" if consignment.service is Service.LRE else "0",
        settings.reference_field: consignment.reference,
        "payment_slug": settings.payment_slug,
        "webhook": webhook,
        "auth_otp_hash": session.hash if session else "",
        **{f"attachment[{place}]": number for place, number in enumerate(files)},
    }
    return [(name, value) for name, value in fields.items() if value]


def _composed(name: str) -> str:
    """Letters with their accents, single blanks: a recipient must prove that very name."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def _check_recipient(consignment: Consignment) -> None:
    to = consignment.recipient
    needed = {"first_name": to.first_name, "last_name": to.last_name}
    if to.professional:
        needed["company"] = to.company
    for name, value in needed.items():
        if not value.strip():
            raise RejectedError(f"recipient.{name}: AR24 needs it")
    mailbox(to.email, "recipient.email")
    if _same(to.email, consignment.sender.email):
        raise RejectedError("recipient.email: the sender's own")
    # CPCE L100 II: who is no professional must have agreed to qualified letters beforehand.
    if consignment.service is Service.LRE and not to.professional and not consignment.consent:
        raise RejectedError("consent: a consumer must have agreed to electronic registered letters")


def _check_sheets(consignment: Consignment, settings: Ar24Settings) -> None:
    sheets = (consignment.letter, *consignment.enclosures)
    for sheet in sheets:
        if not sheet.name.strip() or not sheet.body:
            raise RejectedError(f"letter: {sheet.name.strip() or 'a file'} has no name or is empty")
    if sum(len(sheet.body) for sheet in sheets) > settings.most_bytes:
        raise RejectedError(f"letter: AR24 takes {settings.most_bytes} bytes with all that is enclosed")


def _same(one: str | None, other: str | None) -> bool:
    return bool(one and other) and str(one).strip().casefold() == str(other).strip().casefold()
