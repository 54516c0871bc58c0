"""MySendingBox: a consignment as the fields of a form. Nothing is sent that the contract does not name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from urllib3.filepost import encode_multipart_formdata

from relance.adapters.carriers.lines import joined, packed, wrapped
from relance.adapters.carriers.mailbox import mailbox
from relance.adapters.carriers.mysendingbox.settings import MySendingBoxSettings
from relance.adapters.rendering.words.labels import COUNTRIES
from relance.domain.billing import Address
from relance.domain.errors import RejectedError
from relance.ports.carriers import Consignment, Party, Service, Sheet

REFERENCE: Final = re.compile(r"[A-Z0-9-]{1,30}")
REFERENCE_KEY: Final = "reference"
POSTAGE: Final = {Service.TRACKED_LETTER: "lr", Service.REGISTERED: "lrar", Service.LRE: "lre", Service.ERE: "ere"}
"""A letter's own postage is a setting. `suivie` is no longer sold: `lr` is the cheapest that is tracked."""
PAPER: Final = frozenset({Service.LETTER, Service.TRACKED_LETTER, Service.REGISTERED})
SERVICES: Final = PAPER | {Service.LRE, Service.ERE}
MOST_FILES: Final = 5
MOST_LINES: Final = 3

Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """A call that makes a letter."""

    path: str
    body: bytes
    content_type: str


def form_of(letter: Consignment, settings: MySendingBoxSettings) -> Form:
    """Raises RejectedError naming the field that the carrier could not take."""
    if letter.service not in SERVICES:
        raise RejectedError(f"service: MySendingBox sells no {letter.service}")
    if not REFERENCE.fullmatch(letter.reference):
        raise RejectedError("reference: 1 to 30 of A-Z, 0-9 and hyphen")
    paper = letter.service in PAPER
    fields = _paper(letter, settings) if paper else _electronic(letter, settings)
    # Said twice: the dashboard shows the description, and a list may show one without the other.
    fields |= {f"metadata[{REFERENCE_KEY}]": letter.reference, "description": letter.reference}
    body, content_type = encode_multipart_formdata([*fields.items(), *_files(letter)])
    return Form(settings.paper_path if paper else "/letters/electronic", body, content_type)


def _paper(letter: Consignment, settings: MySendingBoxSettings) -> Fields:
    registered = letter.service is not Service.LETTER
    fields = {
        "postage_type": POSTAGE.get(letter.service, settings.letter_postage),
        "color": settings.color,
        "both_sides": _flag(on=settings.both_sides),
        "address_placement": settings.address_placement,
        "manage_returned_mail": _flag(on=settings.manage_returned_mail),
        **_prefixed("to", _postal("recipient", letter.recipient, settings)),
    }
    if letter.service is Service.REGISTERED:
        fields["manage_delivery_proof"] = _flag(on=settings.manage_delivery_proof)
    if registered or letter.sender.address:
        fields |= _prefixed("from", _postal("sender", letter.sender, settings))
        fields["print_sender_address"] = _flag(on=settings.print_sender_address)
    optional = {"envelope": settings.envelope, "postage_speed": settings.postage_speed}
    return fields | {name: value for name, value in optional.items() if value}


def _electronic(letter: Consignment, settings: MySendingBoxSettings) -> Fields:
    to, service = letter.recipient, letter.service
    if service in settings.consent_required and not to.professional and not letter.consent:
        raise RejectedError(f"consent: a consumer must have agreed to an {service} (CPCE L100)")
    fields = {
        "postage_type": POSTAGE[service],
        "to[email]": mailbox(to.email, "recipient.email"),
        "to[status]": "professional" if to.professional else "individual",
        "content": settings.content,
        "content_type": "text",
        **_prefixed("to", _identity(to)),
    }
    reply_to = mailbox(letter.sender.email, "sender.email") if letter.sender.email else ""
    return fields | ({"from[reply_to]": reply_to} if reply_to else {})


def _identity(to: Party) -> Fields:
    """Who the platform is to identify (CPCE R53-1): a company by its name, a person by both names."""
    if not to.professional:
        for name in ("first_name", "last_name"):
            if not joined(getattr(to, name)):
                raise RejectedError(f"recipient.{name}: an electronic letter to a person names both")
    company = to.company or to.name if to.professional else to.company
    named = {"first_name": to.first_name, "last_name": to.last_name, "company": company}
    return {name: plain for name, value in named.items() if (plain := joined(value))}


def _postal(who: str, party: Party, settings: MySendingBoxSettings) -> Fields:
    if party.address is None:
        raise RejectedError(f"{who}.address: a letter on paper needs one")
    limit, address = settings.line_limit, party.address
    name, *rest = wrapped(f"{who}.name", party.name, limit)
    company = wrapped(f"{who}.company", party.company, limit) if party.company.strip() not in {"", party.name} else []
    # What a name is too long for stands where the company stands, and the company's rest above the street.
    above = [*rest, *company]
    lines = packed(f"{who}.address.lines", [*above[1:], *address.lines], limit, MOST_LINES)
    code, city = (
        _one_line(f"{who}.address.postal_code", address.postal_code),
        _one_line(f"{who}.address.city", address.city),
    )
    if len(f"{code} {city}") > limit:
        raise RejectedError(f"{who}.address.city: with the postal code at most {limit} characters")
    first = {"name": name, **({"company": above[0]} if above else {})}
    numbered = {f"address_line{number}": line for number, line in enumerate(lines, 1)}
    town = {"address_postalcode": code, "address_city": city, "address_country": _country(address, settings)}
    return first | numbered | town


def _one_line(field: str, text: str) -> str:
    line = joined(text)
    if not line:
        raise RejectedError(f"{field}: is missing")
    return line


def _country(address: Address, settings: MySendingBoxSettings) -> str:
    if settings.country_form == "iso":
        return address.country
    return "France" if address.country == "FR" else COUNTRIES.get(address.country, address.country)


def _files(letter: Consignment) -> list[tuple[str, str | tuple[str, bytes, str]]]:
    """In their order: the carrier merges them so."""
    sheets = (letter.letter, *letter.enclosures)
    if len(sheets) > MOST_FILES:
        raise RejectedError(f"enclosures: at most {MOST_FILES - 1} beside the letter")
    return [part for number, sheet in enumerate(sheets, 1) for part in _file(number, sheet)]


def _file(number: int, sheet: Sheet) -> list[tuple[str, str | tuple[str, bytes, str]]]:
    if not sheet.body.startswith(b"%PDF-"):
        raise RejectedError(f"{'letter' if number == 1 else 'enclosures'}: {sheet.name!r} is no PDF")
    field = "source_file" if number == 1 else f"source_file_{number}"
    return [(field, (sheet.name, sheet.body, "application/pdf")), (f"{field}_type", "file")]


def _prefixed(prefix: str, fields: Fields) -> Fields:
    return {f"{prefix}[{name}]": value for name, value in fields.items()}


def _flag(*, on: bool) -> str:
    return "true" if on else "false"
