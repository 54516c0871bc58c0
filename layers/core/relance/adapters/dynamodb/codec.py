"""Values of the domain as plain DynamoDB maps, and back, exactly.

Money is a string ("12.34 EUR"), dates are ISO strings, sets are sorted lists. A field that holds nothing is left out
when its default is nothing too, so rows stay small, and a row written before a field existed still reads.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from relance.domain.money import Money

BLANKS: tuple[Any, ...] = (None, False, "", (), frozenset(), {})
ALWAYS = object()
"""Stands for "never left out": no stored value equals it."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Field:
    name: str
    shape: Any
    blank: Any
    """The value that is left out."""
    required: bool
    """Whether the class has no default for it; then left out means None."""


def encode(value: Any) -> Any:
    """A value as strings, whole numbers, booleans, lists and maps."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type | Money):
        return _encode_fields(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: encode(getattr(value, name)) for name in value._fields}
    if isinstance(value, dict):
        return {k: encode(v) for k, v in value.items()}
    if isinstance(value, frozenset):
        return sorted(encode(v) for v in value)
    if isinstance(value, tuple | list):
        return [encode(v) for v in value]
    return _encode_scalar(value)


def _encode_scalar(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Money | Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value  # a datetime is a date


def decode(shape: Any, stored: Any) -> Any:
    """The value of a type from what `encode` made of it."""
    origin = get_origin(shape)
    if origin in (Union, UnionType):
        return _decode_union(get_args(shape), stored)
    if origin is not None:
        return _decode_generic(shape, origin, stored)
    if dataclasses.is_dataclass(shape) and shape is not Money:
        return _decode_fields(shape, stored)
    if isinstance(shape, type) and issubclass(shape, tuple) and hasattr(shape, "_fields"):
        return shape(**{name: decode(hint, stored[name]) for name, hint in get_type_hints(shape).items()})
    return _decode_scalar(shape, stored)


def _encode_fields(value: Any) -> dict[str, Any]:
    kind: Any = type(value)
    pairs = ((f, getattr(value, f.name)) for f in _fields(kind))
    return {f.name: encode(v) for f, v in pairs if not _left_out(f, v)}


def _left_out(field: _Field, value: Any) -> bool:
    return type(value) is type(field.blank) and value == field.blank


def _decode_fields(shape: Any, stored: dict[str, Any]) -> Any:
    values = {}
    for field in _fields(shape):
        if field.name in stored:
            values[field.name] = decode(field.shape, stored[field.name])
        elif field.required:
            values[field.name] = None
    return (get_origin(shape) or shape)(**values)


def _decode_union(members: tuple[Any, ...], stored: Any) -> Any:
    if stored is None:
        return None
    *narrow, widest = (m for m in members if m is not NoneType)
    for member in narrow:  # such as Channel | str: the enum where it knows the word
        if isinstance(member, type) and issubclass(member, Enum) and stored in {m.value for m in member}:
            return member(stored)
    return decode(widest, stored)


def _decode_generic(shape: Any, origin: Any, stored: Any) -> Any:
    args = get_args(shape)
    if origin is dict:
        return {k: decode(args[1], v) for k, v in stored.items()}
    if origin is frozenset:
        return frozenset(decode(args[0], v) for v in stored)
    if origin is tuple:
        shapes: Iterable[Any] = [args[0]] * len(stored) if args[-1] is Ellipsis else args
        return tuple(decode(s, v) for s, v in zip(shapes, stored, strict=True))
    return _decode_fields(shape, stored)


def _decode_scalar(shape: Any, stored: Any) -> Any:
    if stored is None or shape is Any:
        return stored
    if shape is Money:
        amount, currency = stored.split(" ")
        return Money.of(amount, currency)
    if shape in (date, datetime):
        return shape.fromisoformat(stored)
    if shape is str:
        return stored
    return shape(stored)  # int and bool from DynamoDB's numbers and booleans; enums from their words


@cache
def _fields(shape: Any) -> tuple[_Field, ...]:
    """The fields of a dataclass; of a generic one such as Seen[Invoice], with its parameter filled in."""
    origin = cast("Any", get_origin(shape) or shape)
    filled = dict(zip(getattr(origin, "__parameters__", ()), get_args(shape), strict=False))
    hints = get_type_hints(origin)
    return tuple(_field(f, filled.get(hints[f.name], hints[f.name])) for f in dataclasses.fields(origin))


def _field(field: dataclasses.Field[Any], shape: Any) -> _Field:
    required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    if field.default_factory is not dataclasses.MISSING:
        default = field.default_factory()
    else:
        default = None if required else field.default
    return _Field(field.name, shape, default if default in BLANKS else ALWAYS, required)
