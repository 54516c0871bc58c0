"""What Maileva's contract demands of a body: fields, lengths, words. What breaks it comes back as Maileva's codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

MAIL, LREL, LREQ, ERE = (
    "mail/v2",
    "registered_mail/v4",
    "electronic_qualified_registered_mail/v1",
    "secured_electronic_mail/v1",
)
PRODUCTS = (MAIL, LREL, LREQ, ERE)
PRINTED = frozenset({MAIL, LREL})
COUNTRIES = frozenset({"FR", "MC", "RE", "YT", "MQ", "GP", "MF", "BL", "GF"})
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
EMAIL = re.compile(r"^[\w]{1,}[\w.+-]{0,}@[\w-]{2,}([.][a-zA-Z]{2,}|[.][\w-]{2,}[.][a-zA-Z]{2,})+$", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

Check = Callable[[Any], bool]


def text(most: int, least: int = 0) -> Check:
    return lambda value: isinstance(value, str) and least <= len(value) <= most


def one_of(*words: object) -> Check:
    return lambda value: value in words and not isinstance(value, bool)


def flag(value: Any) -> bool:
    return isinstance(value, bool)


def like(pattern: re.Pattern[str]) -> Check:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


LINES = {f"address_line_{number}": text(38) for number in range(1, 7)}
SENDER = {f"sender_{name}": check for name, check in LINES.items()} | {"sender_country_code": text(2, 2)}
PAPER_SENDING: dict[str, Check] = {
    "name": text(256, 1),
    "custom_data": text(255),
    "color_printing": flag,
    "duplex_printing": flag,
    "optional_address_sheet": flag,
    "notification_email": like(EMAIL),
    "print_sender_address": flag,
    **SENDER,
}
ELECTRONIC_SENDING: dict[str, Check] = {
    "name": text(256, 1),
    "sender_id": like(re.compile(UUID)),
    "custom_data": text(255),
    "additional_sender_name": text(255),
    "message": text(450),
}
SENDINGS: dict[str, dict[str, Check]] = {
    MAIL: PAPER_SENDING
    | {
        "custom_id": text(36),
        "postage_type": one_of("FAST", "URGENT", "ECONOMIC"),
        "archiving_duration": one_of(0, 1, 3, 6, 10),
        "treat_undelivered_mail": flag,
        "envelope_windows_type": one_of("SIMPLE", "DOUBLE"),
    },
    LREL: PAPER_SENDING
    | {
        "custom_id": text(38),
        "acknowledgement_of_receipt": flag,
        "expected_date": like(DATE),
        "returned_mail_scanning": flag,
        "reference_to_print_enabled": flag,
        "postage_type": one_of("FAST", "URGENT"),
        "archiving_duration": one_of(3, 6, 10),
    },
    LREQ: ELECTRONIC_SENDING | {"custom_id": text(38), "pre_notification": flag},
    ERE: ELECTRONIC_SENDING | {"custom_id": text(36), "notification_language": one_of("FR", "EN", "NL")},
}
PAPER_RECIPIENT: dict[str, Check] = {
    **LINES,
    "country_code": text(2, 2),
    "custom_id": text(36),
    "custom_data": text(255),
}
ELECTRONIC_RECIPIENT: dict[str, Check] = {
    "custom_id": text(36),
    "email": like(EMAIL),
    "legal_status": one_of("PROFESSIONAL", "INDIVIDUAL"),
    "first_name": text(50, 1),
    "last_name": text(50, 1),
    "company": text(38),
}
ELECTRONIC_RECIPIENTS = {LREQ: ELECTRONIC_RECIPIENT, ERE: ELECTRONIC_RECIPIENT | {"company": text(10_000)}}
NEEDED: dict[str, tuple[str, ...]] = {
    LREQ: ("email", "first_name", "last_name", "legal_status"),
    ERE: ("email", "legal_status"),
}


def sending_faults(product: str, body: Mapping[str, Any]) -> list[str]:
    faults = _faults(SENDINGS[product], body)
    if product in {LREQ, ERE} and "sender_id" not in body:
        faults.append("SENDER_ID_EMPTY")
    return ["EMPTY_NAME", *faults] if not body.get("name") else faults


def recipient_faults(product: str, body: Mapping[str, Any]) -> list[str]:
    if product not in PRINTED:
        missing = [f"{name.upper()}_EMPTY" for name in NEEDED[product] if name not in body]
        return missing + _faults(ELECTRONIC_RECIPIENTS[product], body) + _ere_names(product, body)
    faults = _faults(PAPER_RECIPIENT, body)
    if not body.get("address_line_1") and not body.get("address_line_2"):
        faults.append("ADDRESS_LINE_1_OR_ADDRESS_LINE_2_MANDATORY")
    if not body.get("address_line_6"):
        faults.append("EMPTY_ADDRESS_LINE_6")
    elif body.get("country_code") == "FR" and not re.fullmatch(r"\d{5} \S.*", body["address_line_6"]):
        faults.append("INVALID_ADDRESS_LINE_6")
    if not body.get("country_code"):
        faults.append("COUNTRY_CODE_EMPTY")
    elif product == LREL and body["country_code"] not in COUNTRIES:
        faults.append("INVALID_COUNTRY_CODE")
    return faults


def _ere_names(product: str, body: Mapping[str, Any]) -> list[str]:
    if product != ERE:
        return []
    if body.get("legal_status") == "PROFESSIONAL":
        return [] if body.get("company") else ["COMPANY_EMPTY"]
    return [] if body.get("first_name") and body.get("last_name") else ["LAST_NAME_EMPTY"]


def _faults(fields: Mapping[str, Check], body: Mapping[str, Any]) -> list[str]:
    """Stricter than Maileva, which may pass over what it does not know: here a misspelt field is found."""
    unknown = ["UNEXPECTED_NOT_VALID_ERROR" for name in body if name not in fields]
    wrong = [_code(name, body[name]) for name, check in fields.items() if name in body and not check(body[name])]
    return unknown + wrong


def _code(name: str, value: Any) -> str:
    lengthy = isinstance(value, str) and ("address_line" in name or name in {"name", "sender_country_code"})
    return f"{name.upper()}_TOO_LONG" if lengthy and value else f"INVALID_{name.upper()}"
