"""The contract's field types. A refusal says what is wrong with the value and never repeats it: it may be personal."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from email_validator import EmailNotValidError, validate_email
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, PlainValidator, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_plain_validator_function

from relance.adapters.billing.codes import COUNTRIES, CURRENCIES, OVERSEAS
from relance.ports.billing import INVOICE_RECORD

MAX_AMOUNT = Decimal(1_000_000_000)
MAX_VERSION = 10**18
YEARS = range(1990, 2101)

_AMOUNT = re.compile(r"-?\d{1,20}(\.\d{1,20})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CUSTOMER_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?")
_FORBIDDEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
# Characters that reverse the direction of what follows: they make a letter read otherwise than it is stored.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def refuse(reason: str) -> PydanticCustomError:
    """A breach of the contract, in words."""
    return PydanticCustomError("contract", reason.replace("{", "{{").replace("}", "}}"))


def one_line(value: Any, limit: int) -> str:
    """The text without blanks around it; refused where it is too long or would break a letter."""
    if not isinstance(value, str):
        raise refuse("must be a string")
    if len(value) > limit:
        raise refuse(f"is longer than {limit} characters")
    if any(unicodedata.category(c) in _FORBIDDEN or c in _BIDI for c in value):
        raise refuse("holds a control character or a line break")
    return value.strip()


def _amount(value: Any) -> Decimal:
    if isinstance(value, str) and _AMOUNT.fullmatch(value):
        value = Decimal(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise refuse('must be a number, or a string of digits with a point, such as "1234.56"')
    amount = Decimal(value)
    if not amount.is_finite() or abs(amount) > MAX_AMOUNT:
        raise refuse(f"is beyond {MAX_AMOUNT:,.0f}: no such amount is taken")
    if amount != round(amount, 2):
        raise refuse("has more than two decimals: nothing is rounded silently")
    return amount


def _positive(value: Any) -> Decimal:
    amount = _amount(value)
    if amount <= 0:
        raise refuse("must be more than zero")
    return amount


def _not_negative(value: Any) -> Decimal:
    amount = _amount(value)
    if amount < 0:
        raise refuse("must not be negative")
    return amount


def _civil_date(value: Any) -> date:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise refuse('must be a civil date without time, such as "2026-01-31"')
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise refuse("is not a day of the calendar") from error
    if day.year not in YEARS:
        raise refuse(f"is not between {YEARS[0]} and {YEARS[-1]}")
    return day


def _instant(value: Any) -> datetime:
    try:
        at = datetime.fromisoformat(one_line(value, 40))
    except ValueError as error:
        raise refuse('must be an instant, such as "2026-01-31T08:00:00Z"') from error
    if at.tzinfo is None:
        raise refuse('has no time zone: end it with "Z" or an offset')
    return at


def _version(value: Any) -> int:
    whole = isinstance(value, int | Decimal) and not isinstance(value, bool) and value == int(value)
    if not whole:
        raise refuse("must be a whole number")
    if not 1 <= value <= MAX_VERSION:
        raise refuse(f"must be from 1 to {MAX_VERSION}")
    return int(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise refuse("must be true or false")
    return value


def is_customer_id(value: Any) -> bool:
    """Whether the value can be an account's name: it goes into keys, tags and file names."""
    return isinstance(value, str) and _CUSTOMER_ID.fullmatch(value) is not None and ".." not in value


def _customer_id(value: Any) -> str:
    if not is_customer_id(value):
        raise refuse("must be 1 to 64 letters, digits, dots, hyphens or underscores, beginning with a letter or digit")
    return str(value)


def _invoice_id(value: Any) -> str:
    text = one_line(value, 64)
    if text != value or not text or not text[0].isalnum():
        raise refuse("must begin with a letter or digit, and not end with a space")
    if any(c in text for c in "#\\") or ".." in text:
        raise refuse('must not hold "#", a backslash or ".."')
    return text


def _invoice_record(value: Any) -> str:
    name = value if isinstance(value, str) else ""
    return INVOICE_RECORD + _invoice_id(name.removeprefix(INVOICE_RECORD))


def _document_key(value: Any) -> str:
    text = one_line(value, 900)
    if text != value or text.startswith("/") or ".." in text:
        raise refuse('must be a key of the documents bucket: no "/" in front, no ".."')
    return text


def _email(value: Any) -> str:
    text = one_line(value, 254)
    try:
        # SES takes a domain with accents in its ASCII form, and no accent before the @.
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise refuse("is not an e-mail address that can be written to") from error
    return found.ascii_email or found.normalized


def _country(value: Any) -> str:
    code = one_line(value, 2).upper()
    if code not in COUNTRIES and code not in OVERSEAS:
        raise refuse('must be a country code of two letters (ISO 3166), such as "FR"')
    return code


def _currency(value: Any) -> str:
    if not isinstance(value, str) or value not in CURRENCIES:
        raise refuse('must be a currency code of three capitals (ISO 4217), such as "EUR"')
    return value


@dataclass(frozen=True, slots=True)
class Line:
    """Marks a string as one line of text of at most `limit` characters, not blank."""

    limit: int

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "minLength": 1, "maxLength": self.limit}

    def read(self, value: Any) -> str:
        """The text, or the reason why it is refused."""
        if not (found := one_line(value, self.limit)):
            raise refuse("is blank")
        return found


def _amount_schema(minimum: dict[str, Any], digits: str) -> dict[str, Any]:
    # No "multipleOf": validators that reckon in binary would refuse 1200.05.
    number = {"type": "number", "description": "At most two decimals.", "maximum": int(MAX_AMOUNT), **minimum}
    return {"anyOf": [number, {"type": "string", "pattern": f"^{digits}$"}]}


_DIGITS = r"\d{1,9}(\.\d{1,2})?"
_NOT_ZERO = r"(?!0+(\.0+)?$)"

Amount = Annotated[
    Decimal, PlainValidator(_positive), WithJsonSchema(_amount_schema({"exclusiveMinimum": 0}, _NOT_ZERO + _DIGITS))
]
AmountOrZero = Annotated[
    Decimal, PlainValidator(_not_negative), WithJsonSchema(_amount_schema({"minimum": 0}, _DIGITS))
]
CivilDate = Annotated[date, PlainValidator(_civil_date), WithJsonSchema({"type": "string", "format": "date"})]
Instant = Annotated[datetime, PlainValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})]
Version = Annotated[
    int, PlainValidator(_version), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MAX_VERSION})
]
Flag = Annotated[bool, PlainValidator(_flag), WithJsonSchema({"type": "boolean"})]
CustomerId = Annotated[
    str,
    PlainValidator(_customer_id),
    WithJsonSchema({"type": "string", "maxLength": 64, "pattern": f"^{_CUSTOMER_ID.pattern}$"}),
]
InvoiceId = Annotated[
    str,
    PlainValidator(_invoice_id),
    WithJsonSchema({"type": "string", "maxLength": 64, "pattern": r"^[^#\\\s][^#\\]*$"}),
]
InvoiceRecord = Annotated[
    str,
    PlainValidator(_invoice_record),
    WithJsonSchema({"type": "string", "maxLength": 72, "pattern": r"^INVOICE#[^#\\\s][^#\\]*$"}),
]
DocumentKey = Annotated[
    str,
    PlainValidator(_document_key),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 900, "pattern": "^[^/]"}),
]
Email = Annotated[str, PlainValidator(_email), WithJsonSchema({"type": "string", "format": "email", "maxLength": 254})]
Country = Annotated[str, PlainValidator(_country), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2}$"})]
Currency = Annotated[str, PlainValidator(_currency), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"})]
