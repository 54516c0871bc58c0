"""One carrier's part of the secret, read field by field into the adapter's own settings. No error shows a value."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from relance.domain.errors import RejectedError
from relance.ports.sender_sessions import SenderSessions

Read = TypeVar("Read")
LEAST: Final = 4
"""Shorter texts are no secrets, and stand in many words."""
NAME: Final = re.compile(r"[a-z][a-z_0-9]{0,29}")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What carriers need besides their part of the secret."""

    now: Callable[[], datetime]
    sessions: SenderSessions
    production: bool = False
    """Whether letters are meant for debtors: an account that only tries is then refused."""


@dataclass(frozen=True, slots=True)
class Part:
    """`values` as JSON gave them."""

    carrier: str
    values: Mapping[str, Any]

    def check_names(self, *kinds: type) -> None:
        """Raise RejectedError naming a field that none of the classes has, or one that they need and that lacks."""
        known = {field.name: field for kind in kinds for field in fields(kind)}
        if unknown := sorted(self.values.keys() - known.keys()):
            raise RejectedError(
                f"carriers' secret, {self.carrier}, {shown(unknown[0])}: unknown; known are {', '.join(sorted(known))}"
            )
        needed = (n for n, f in known.items() if f.default is MISSING and f.default_factory is MISSING)
        if missing := sorted(set(needed) - self.values.keys()):
            raise RejectedError(f"carriers' secret, {self.carrier}, {missing[0]}: missing")

    def check_pasted(self) -> None:
        """Raise RejectedError naming a text with a blank or a line break at an end: the carrier would not know it."""
        for name, value in self.values.items():
            if isinstance(value, str) and value != value.strip():
                raise RejectedError(
                    f"carriers' secret, {self.carrier}, {shown(name)}: a blank or a line break at its end"
                )

    def check_no_sandbox(self) -> None:
        """Raise RejectedError naming an address at which the carrier only tries: letters would go nowhere."""
        for name in ("base_url", "token_url"):
            if "sandbox" in re.split(r"[./:]", str(self.values.get(name))):
                raise RejectedError(
                    f"carriers' secret, {self.carrier}, {name}: a sandbox posts nothing, and this is production"
                )

    def read(self, kind: type[Read]) -> Read:
        """The fields of a class. Raises RejectedError naming carrier and field."""
        own = {field.name for field in fields(kind)}  # type: ignore[arg-type]
        given = json.dumps({name: value for name, value in self.values.items() if name in own})
        found: Read | None = None
        wrong = ""
        try:
            found = TypeAdapter(kind).validate_json(given, strict=True)
        except ValidationError as error:
            wrong = self._first(error)
        except RejectedError as error:
            wrong = self._veiled(str(error))
        # Raised here, so that not even its context holds what was read.
        if found is None:
            raise RejectedError(f"carriers' secret, {self.carrier}, {wrong}")
        return found

    def _first(self, error: ValidationError) -> str:
        told = error.errors(include_url=False, include_context=False, include_input=False)[0]
        return f"{told['loc'][0] if told['loc'] else 'fields'}: {told['type']}"

    def _veiled(self, text: str) -> str:
        for value in self.values.values():
            if isinstance(value, str) and len(value) >= LEAST:
                # An error quotes what it shows: a line break at the end of a paste is written out there.
                text = text.replace(value, "…").replace(repr(value)[1:-1], "…")
        return text


def shown(name: str) -> str:
    """A name as an error may show it: a secret may have been pasted in its place."""
    return name if NAME.fullmatch(name) else "a field whose name is none"
