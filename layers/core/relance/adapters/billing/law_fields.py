"""The contract's field types that the law knows: identifiers, penalty rates, payment terms."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from relance.adapters import identifiers
from relance.adapters.billing.fields import one_line, refuse
from relance.domain.law.term_rule import WHOLE_MONTHS, AmbiguousTermError, TermRule, UnknownTermError

MAX_NUMBER = 30
MAX_RATE = Decimal(100)
_RATE = re.compile(r"\d{1,3}(\.\d{1,4})?")
TERMS = "NET30, 45J_PUIS_FIN_DE_MOIS, FIN_DE_MOIS_PLUS_45J or 30J_FIN_DE_MOIS"


def _number(read: Callable[[str], str]) -> PlainValidator:
    def check(value: Any) -> str:
        try:
            return read(one_line(value, MAX_NUMBER))
        except identifiers.WrongNumberError as error:
            raise refuse(str(error)) from error

    return PlainValidator(check)


def _rate(value: Any) -> Decimal:
    if isinstance(value, str) and _RATE.fullmatch(value):
        value = Decimal(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise refuse('must be a number, or a string of digits with a point, such as "12.5"')
    rate = Decimal(value)
    if not rate.is_finite() or not 0 < rate <= MAX_RATE:
        raise refuse(f"must be more than zero and at most {MAX_RATE}")
    if rate != round(rate, 4):
        raise refuse("has more than four decimals")
    return rate


def _terms(value: Any) -> str:
    try:
        return str(TermRule.read(one_line(value, 64)))
    except AmbiguousTermError as error:
        raise refuse(f"{error}: of the two methods the contract means one") from error
    except UnknownTermError as error:
        raise refuse(f"must be a payment term such as {TERMS}") from error


_TERM_PATTERNS = (
    r"NET\d{1,3}",
    r"\d{1,3}J_PUIS_FIN_DE_MOIS",
    r"FIN_DE_(MOIS|DECADE)_PLUS_\d{1,3}J",
    f"({'|'.join(map(str, WHOLE_MONTHS))})J_FIN_DE_MOIS",
)

Siren = Annotated[
    str,
    _number(identifiers.siren),
    WithJsonSchema({"type": "string", "pattern": r"^\d{3} ?\d{3} ?\d{3}$"}),
]
Siret = Annotated[
    str,
    _number(identifiers.siret),
    WithJsonSchema({"type": "string", "pattern": r"^\d{3} ?\d{3} ?\d{3} ?\d{5}$"}),
]
VatNumber = Annotated[
    str,
    _number(identifiers.vat_number),
    WithJsonSchema({"type": "string", "maxLength": MAX_NUMBER, "pattern": "^[A-Za-z]{2}"}),
]
Rate = Annotated[
    Decimal,
    PlainValidator(_rate),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0, "maximum": int(MAX_RATE)},
                {"type": "string", "pattern": f"^{_RATE.pattern}$"},
            ],
        }
    ),
]
Terms = Annotated[
    str,
    PlainValidator(_terms),
    WithJsonSchema({"type": "string", "pattern": f"^({'|'.join(_TERM_PATTERNS)})$"}),
]
