"""parameters.json: the law's values, dated, with source and confidence."""

from __future__ import annotations

import json
from datetime import date
from types import MappingProxyType
from typing import Any, Final, NoReturn

from relance.domain.errors import InvalidPolicyError
from relance.domain.law.parameters import Parameter, Parameters, Value

FILE: Final = "parameters.json"
TEXTS: Final = ("key", "unit", "scope", "source", "confidence", "note")
DATES: Final = ("valid_from", "review_by")
FIELDS: Final = frozenset(TEXTS) | frozenset(DATES) | {"value"}


def load_parameters(body: bytes) -> Parameters:
    """The values. Raises InvalidPolicyError naming the parameter and its field."""
    try:
        whole = json.loads(body.decode("utf-8-sig"), parse_float=_no_float)
        entries = whole["parameters"]
        scale = frozenset(whole["confidence_scale"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InvalidPolicyError(f"{FILE} : attend {{confidence_scale, parameters}} en JSON ({error})") from error
    mistakes: list[str] = []
    rows = [_row(entry, f"{FILE}, paramètre {n}", scale, mistakes) for n, entry in enumerate(entries, start=1)]
    if mistakes:
        raise InvalidPolicyError(" ; ".join(mistakes))
    return Parameters(tuple(row for row in rows if row is not None))


def _row(entry: Any, where: str, scale: frozenset[str], mistakes: list[str]) -> Parameter | None:
    if not isinstance(entry, dict) or set(entry) != FIELDS:
        mistakes.append(f"{where} : attend les champs {', '.join(sorted(FIELDS))}")
        return None
    place = f"{where} ({entry['key']})"
    found = [f"{place}, {name} : attend un texte" for name in TEXTS if not isinstance(entry[name], str)]
    found += [
        f"{place}, {name} : attend une date comme 2026-07-01, ou null" for name in DATES if not _is_dated(entry[name])
    ]
    if entry["confidence"] not in scale:
        found.append(f"{place}, confidence : attend {', '.join(sorted(scale))}")
    mistakes += found
    if found:
        return None
    texts = {name: entry[name] for name in TEXTS}
    starts, review = _day(entry["valid_from"]), _day(entry["review_by"])
    return Parameter(value=_frozen(entry["value"]), valid_from=starts, review_by=review, **texts)


def _is_dated(value: Any) -> bool:
    try:
        return value is None or date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        return False


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _frozen(value: Any) -> Value:
    if isinstance(value, list):
        return tuple(_frozen(one) for one in value)
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(one) for key, one in value.items()})
    found: Value = value
    return found


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"{text} : écrivez les décimales entre guillemets")
