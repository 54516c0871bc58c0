"""Reading JSON strictly: every key known, every mistake told with its path, such as "[2].payments[0].amount"."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeVar

from relance.domain.errors import RejectedError

Choice = TypeVar("Choice", bound=StrEnum)
Read = TypeVar("Read")

EUROS: Final = re.compile(r"[0-9]{1,12}\.[0-9]{2}")
NUMBER: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEARS: Final = range(1900, 2200)
SHOWN: Final = 40


class Doubled(dict[str, Any]):
    """An object in which a key stands twice: one of the values would be lost."""

    key = ""


def parse(body: bytes) -> Any:
    """The document. Raises RejectedError for what is no UTF-8 or no JSON, with line and column."""
    try:
        return json.loads(body.decode("utf-8-sig"), object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise RejectedError(f"ce n'est pas du texte UTF-8 (octet {error.start})") from error
    except json.JSONDecodeError as error:
        raise RejectedError(f"ce n'est pas du JSON valide (ligne {error.lineno}, colonne {error.colno})") from error
    except (ValueError, RecursionError) as error:
        raise RejectedError("ce n'est pas du JSON lisible : nombre ou imbrication démesurés") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled = Doubled(found)
    keys = [key for key, _ in pairs]
    doubled.key = next(key for key in keys if keys.count(key) > 1)
    return doubled


class JsonFields:
    """One object. Each reading notes what is wrong and gives a harmless value; null stands for absent."""

    def __init__(self, value: Any, path: str, mistakes: list[str]) -> None:
        self._path = path
        self._read: set[str] = set()
        self.mistakes = mistakes
        self._object: dict[str, Any] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            self._note(path, "attend un objet { }")
            self.mistakes = []  # what it lacks besides says nothing more
        elif isinstance(value, Doubled):
            self.wrong(value.key, "ce champ figure deux fois")

    def wrong(self, key: str, reason: str) -> None:
        """Note a mistake of a field."""
        self._note(self._place(key), reason)

    def euros(self, key: str) -> int:
        """A required amount such as "1200.00", in cents."""
        text = self._text(key, 'attend un montant entre guillemets à deux décimales, comme "1200.00"', required=True)
        if text is None:
            return 0
        if not EUROS.fullmatch(text):
            self.wrong(key, f'« {text[:SHOWN]} » n\'est pas un montant à deux décimales, comme "1200.00"')
            return 0
        return int(text.replace(".", ""))

    def has(self, key: str) -> bool:
        """Whether the field is there, be it wrong."""
        return self._object.get(key) is not None

    def number(self, key: str) -> Decimal | None:
        """A number such as "15.00", not below zero; None where absent."""
        text = self._text(key, 'attend un nombre entre guillemets, comme "15.00"')
        if text is None:
            return None
        if not NUMBER.fullmatch(text):
            self.wrong(key, f"« {text[:SHOWN]} » n'est pas un nombre positif d'au plus six chiffres, comme \"15.00\"")
            return None
        return Decimal(text)

    def day(self, key: str) -> date:
        """A required date."""
        return self._date(key, required=True) or date(YEARS.start, 1, 1)

    def day_if_any(self, key: str) -> date | None:
        """A date, or None where absent."""
        return self._date(key)

    def choice(self, key: str, kind: type[Choice], *, default: Choice | None = None) -> Choice:
        """One of the words of an enumeration; required without a default."""
        words = ", ".join(kind)
        text = self._text(key, f"attend l'un des mots {words}", required=default is None)
        if text is not None and text not in list(kind):
            self.wrong(key, f"« {text[:SHOWN]} » est inconnu ; possibles : {words}")
        return kind(text) if text in list(kind) else default or next(iter(kind))

    def objects(self, key: str, read: Callable[[JsonFields], Read]) -> tuple[Read, ...]:
        """A list of objects; empty where absent."""
        return tuple(read(JsonFields(one, place, self.mistakes)) for place, one in self._list(key))

    def object_if_any(self, key: str) -> JsonFields | None:
        """An object inside this one, or None where absent."""
        value = self._take(key)
        return None if value is None else JsonFields(value, self._place(key), self.mistakes)

    def spans(self, key: str) -> tuple[tuple[date, date], ...]:
        """A list of pairs of dates, the first not after the last."""
        found = []
        for place, pair in self._list(key):
            if not isinstance(pair, list) or len(pair) != 2:  # noqa: PLR2004 a pair
                self._note(place, "attend deux dates, la première et la dernière")
                continue
            first, last = (self._parsed(f"{place}[{n}]", value) for n, value in enumerate(pair))
            if first and last and first > last:
                self._note(place, f"la fin ({last}) précède le début ({first})")
            elif first and last:
                found.append((first, last))
        return tuple(found)

    def nothing_else(self) -> None:
        """Note every key that nobody read: a misspelt key would silently change a sum."""
        for key in self._object.keys() - self._read:
            self.wrong(key[:SHOWN], f"champ inconnu ; champs possibles : {', '.join(sorted(self._read))}")

    def _take(self, key: str) -> Any:
        self._read.add(key)
        return self._object.get(key)

    def _list(self, key: str) -> list[tuple[str, Any]]:
        value = self._take(key)
        if value is not None and not isinstance(value, list):
            self.wrong(key, "attend une liste [ ]")
        return [(f"{self._place(key)}[{n}]", one) for n, one in enumerate(value)] if isinstance(value, list) else []

    def _text(self, key: str, expected: str, *, required: bool = False) -> str | None:
        value = self._take(key)
        if value is None:
            if required:
                self.wrong(key, "manque")
            return None
        if not isinstance(value, str):
            self.wrong(key, expected)
            return None
        return value

    def _date(self, key: str, *, required: bool = False) -> date | None:
        value = self._take(key)
        if value is None:
            if required:
                self.wrong(key, "manque")
            return None
        return self._parsed(self._place(key), value)

    def _parsed(self, place: str, value: Any) -> date | None:
        if isinstance(value, str) and DAY.fullmatch(value):
            try:
                found = date.fromisoformat(value)
            except ValueError:
                pass
            else:
                if found.year in YEARS:
                    return found
        self._note(place, 'attend une date du calendrier entre guillemets, comme "2026-07-01"')
        return None

    def _place(self, key: str) -> str:
        key = key or '""'
        return f"{self._path}.{key}" if self._path else key

    def _note(self, place: str, reason: str) -> None:
        self.mistakes.append(f"{place} : {reason}" if place else reason)
