"""Settings whose values a carrier lists: checked where they are read, not where the carrier refuses a letter."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

from relance.domain.errors import RejectedError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def check_words(settings: DataclassInstance, carrier: str) -> None:
    """Raises RejectedError naming the first field of a Literal type that holds no word of it."""
    hints = get_type_hints(type(settings))
    for field in fields(settings):
        value: Any = getattr(settings, field.name)
        known = get_args(hints[field.name]) if get_origin(hints[field.name]) is Literal else (value,)
        if not any(value == word and type(value) is type(word) for word in known):
            raise RejectedError(f"{carrier}, {field.name}: {value!r} is none of {', '.join(map(repr, known))}")
