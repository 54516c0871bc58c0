"""The form of `sendCourrier`: within the carrier's limits, every key there, emptiness written as ""."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import Any, Final

from relance.adapters.carriers.lines import joined
from relance.adapters.carriers.mailbox import mailbox
from relance.adapters.carriers.merci_facteur.countries import country_name
from relance.adapters.carriers.merci_facteur.settings import MerciFacteurSettings
from relance.adapters.carriers.merci_facteur.words import (
    ELECTRONIC,
    LETTER,
    MODES,
    REGISTERED_SCANNED,
    TRACKED,
)
from relance.domain.billing import Address
from relance.domain.errors import RejectedError
from relance.ports.carriers import Consignment, Party, Sheet

REFERENCE: Final = re.compile(r"[A-Za-z0-9 _-]{1,30}")
COMPANY: Final = 90
NAME: Final = 70
LINE: Final = 90
LINES: Final = 3
POSTAL_CODE: Final = 12
CITY: Final = 70
TITLE: Final = 50
FILES: Final = 10


def letter_form(consignment: Consignment, settings: MerciFacteurSettings, today: date) -> dict[str, str]:
    """The fields of the call. Raises RejectedError naming the field that cannot be sent."""
    mode = _mode(consignment, settings)
    if not REFERENCE.fullmatch(consignment.reference):
        raise RejectedError("reference: 1 to 30 of A-Z, 0-9, space, - and _")
    electronic = mode in ELECTRONIC
    form = {
        "idUser": str(settings.user_id),
        "modeEnvoi": mode,
        "adress": _json({"exp": _sender(consignment, electronic), "dest": [_recipient(consignment, electronic)]}),
        "content": _json(_content(consignment, settings, electronic)),
        "antidoublon": consignment.reference,
    }
    return form | _options(consignment, settings, mode, today)


def _mode(consignment: Consignment, settings: MerciFacteurSettings) -> str:
    if consignment.service not in MODES:
        raise RejectedError(f"service: Merci Facteur does not sell {consignment.service}")
    mode = MODES[consignment.service]
    return settings.acknowledgement if mode == REGISTERED_SCANNED else mode


def _options(consignment: Consignment, settings: MerciFacteurSettings, mode: str, today: date) -> dict[str, str]:
    options: dict[str, str] = {}
    if consignment.day > today:  # without it the letter goes at once; a day that is past is refused
        options["dateEnvoi"] = consignment.day.isoformat()
    if mode not in ELECTRONIC:  # the recipient of an electronic letter reads it, and our reference says nothing to him
        options["designation"] = consignment.reference
    if settings.scan_returns and mode in {LETTER, TRACKED}:
        options["gestionNpai"] = "1"
    if settings.anonymize_after_days is not None:
        options["anonymize"] = _json({"delay": settings.anonymize_after_days, "target": ["content", "exp", "dest"]})
    if settings.envelope_id and mode not in ELECTRONIC:
        options["enveloppe"] = _json({"type": "template", "value": settings.envelope_id})
    return options


def _sender(consignment: Consignment, electronic: bool) -> dict[str, Any]:  # noqa: FBT001 a fact of the product
    return _party(consignment.sender, "sender", electronic=electronic) | {"reference": ""}


def _recipient(consignment: Consignment, electronic: bool) -> dict[str, Any]:  # noqa: FBT001
    recipient = consignment.recipient
    if electronic and not recipient.professional and not consignment.consent:
        raise RejectedError("consent: a consumer gets an electronic registered letter only by recorded consent")
    consent = 1 if electronic and consignment.consent else 0
    return _party(recipient, "recipient", electronic=electronic) | {
        "consent": consent,
        "reference": consignment.reference,
    }


def _party(party: Party, role: str, *, electronic: bool) -> dict[str, Any]:
    # An electronic letter needs it of both sides.
    email = mailbox(party.email, f"{role}.email") if electronic else ""
    if party.address is None:
        raise RejectedError(f"{role}.address: is missing")
    return {
        "civilite": "",
        **_names(party, role),
        **_address(party.address, f"{role}.address"),
        "email": email,
        "phone": "",
    }


def _names(party: Party, role: str) -> dict[str, str]:
    company = party.company or ("" if party.last_name or not party.professional else party.name)
    last = party.last_name or ("" if party.name == company else party.name)
    first = party.first_name if party.last_name else ""
    names = {"nom": _cut(last, NAME), "prenom": _cut(first, NAME), "societe": _cut(company, COMPANY)}
    if not names["nom"] and not names["societe"]:
        raise RejectedError(f"{role}.name: is empty")
    return names


def _address(address: Address, field: str) -> dict[str, str]:
    code, city = joined(address.postal_code), joined(address.city)
    for name, value, most in (("postal_code", code, POSTAL_CODE), ("city", city, CITY)):
        if not value or len(value) > most:
            raise RejectedError(f"{field}.{name}: 1 to {most} characters")
    country = country_name(address.country, code)
    if country is None:
        raise RejectedError(f"{field}.country: {address.country} has no name at Merci Facteur that we know")
    lines = fitted([line for line in map(joined, address.lines) if line], f"{field}.lines")
    return {
        **{f"adresse{n}": line for n, line in enumerate(lines, 1)},
        "cp": code,
        "ville": city,
        "pays": country,
    }


def fitted(lines: list[str], field: str) -> list[str]:
    """Three lines of at most 90 characters without a word lost; where they need fewer the last are empty."""
    if len(lines) <= LINES and all(len(line) <= LINE for line in lines):
        return lines + [""] * (LINES - len(lines))
    packed: list[str] = []
    for line in lines:
        for nth, word in enumerate(line.split()):
            joint = " " if nth else ", "
            if packed and len(packed[-1]) + len(joint) + len(word) <= LINE:
                packed[-1] += joint + word
            else:
                packed.append(word)
    if len(packed) > LINES or any(len(line) > LINE for line in packed):
        raise RejectedError(f"{field}: no room in {LINES} lines of {LINE} characters")
    return packed + [""] * (LINES - len(packed))


def _content(consignment: Consignment, settings: MerciFacteurSettings, electronic: bool) -> Mapping[str, Any]:  # noqa: FBT001
    sheets = (consignment.letter, *consignment.enclosures)
    if len(sheets) > FILES:
        raise RejectedError(f"enclosures: at most {FILES} files with the letter")
    letter: dict[str, Any] = {"files": "", "base64files": [_file(sheet, settings) for sheet in sheets]}
    if not electronic:
        letter["print_sides"] = settings.print_sides
    letter["final_filename"] = _cut(PurePath(consignment.letter.name).stem, TITLE)
    return {"letter": letter, "photo": "", "card": ""}


def _file(sheet: Sheet, settings: MerciFacteurSettings) -> str:
    if not sheet.body.startswith(b"%PDF-"):
        raise RejectedError(f"{sheet.name}: is no PDF")
    if len(sheet.body) > settings.most_file_bytes:
        raise RejectedError(f"{sheet.name}: more than {settings.most_file_bytes} bytes")
    return b64encode(sheet.body).decode()


def _cut(text: str, most: int) -> str:
    """The first words that fit; a single word is cut."""
    text = joined(text)
    if len(text) <= most:
        return text
    return text[: most + 1].rpartition(" ")[0] or text[:most]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
