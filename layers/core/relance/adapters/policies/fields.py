"""Reading a TOML table strictly: every key known, every type right, and all mistakes told at once.

The messages are French: whoever edits plans in the finance department reads them in the receipt of a refusal.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from relance.adapters.policies.names import most_bytes
from relance.domain.errors import InvalidPolicyError
from relance.domain.money import Money

Choice = TypeVar("Choice", bound=StrEnum)
MAX_TEXT = 10_000
NUMBER = r"[0-9]{1,3}(\.[0-9]{1,4})?"
AMOUNT = r"-?[0-9]{1,9}(\.[0-9]{1,2})?"
PRICE = r"-?[0-9]{1,5}(\.[0-9]{1,6})?"


def parse_toml(file: str, body: bytes) -> dict[str, Any]:
    """The file's table. Raises InvalidPolicyError for what is too long, no UTF-8 or no TOML, with the line."""
    check_length(file, body)
    try:
        # Some editors put a byte order mark first: it is no mistake of the writer.
        return tomllib.loads(body.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise InvalidPolicyError(f"{file} : ce n'est pas du texte UTF-8 (octet {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"ligne {place[1]}, colonne {place[2]}" if place else "fin du fichier"
        raise InvalidPolicyError(f"{file} : ce n'est pas du TOML valide ({where})") from error


def check_length(file: str, body: bytes) -> None:
    """Raise InvalidPolicyError for a file that is longer than one of its name may be."""
    if len(body) > most_bytes(file):
        raise InvalidPolicyError(f"{file} : plus de {most_bytes(file) // 1000} ko")


class Fields:
    """One table of a file. Each reading notes what is wrong and goes on; `mistakes` holds all of it."""

    def __init__(self, table: Mapping[str, Any], where: str, mistakes: list[str]) -> None:
        self._table = table
        self._where = where
        self._read: set[str] = set()
        self.mistakes = mistakes

    def has(self, key: str) -> bool:
        """Whether the table names the key, which counts as known from here on."""
        self._read.add(key)
        return key in self._table

    def wrong(self, key: str, reason: str) -> None:
        """Note a mistake of a field."""
        self.mistakes.append(f"{self._where}{key} : {reason}")

    def text(self, key: str, *, default: str | None = None, pattern: str = "", expected: str = "") -> str:
        """A string that is not blank, or the default (which may be)."""
        value = self._take(key, default, str, "un texte entre guillemets")
        if key not in self._table or not isinstance(value, str):
            return value if isinstance(value, str) else ""
        if not value.strip() and default is None:
            self.wrong(key, "ne peut pas être vide")
        elif len(value) > MAX_TEXT:
            self.wrong(key, f"plus de {MAX_TEXT} caractères")
        elif pattern and not re.fullmatch(pattern, value):
            self.wrong(key, f"« {value[:60]} » ne convient pas, attendu : {expected}")
        return value

    def integer(self, key: str, *, default: int | None = None) -> int:
        """A whole number between -3650 and 3650 (ten years of days)."""
        value = self._take(key, default, int, "un nombre entier de jours")
        if isinstance(value, bool) or not isinstance(value, int):
            return 0
        if abs(value) > 3650:  # noqa: PLR2004
            self.wrong(key, f"{value} jours dépasse dix ans")
            return 0
        return value

    def money(self, key: str) -> Money:
        """An amount of euros, written as text such as "15.00": TOML's own decimals are not exact. Absent: zero."""
        value = self._take(key, "0", str, 'un montant en euros entre guillemets, comme "15.00"')
        try:
            return Money.of(value if isinstance(value, str) and re.fullmatch(AMOUNT, value) else "?")
        except (InvalidOperation, ValueError):
            self.wrong(key, f'« {str(value)[:60]} » n\'est pas un montant comme "15.00"')
            return Money(0)

    def price(self, key: str) -> int:
        """Millionths of a euro, written as euros in a text such as "0.0125"."""
        value = self._take(key, None, str, 'un prix en euros entre guillemets, comme "0.0125"')
        if not isinstance(value, str):
            return 0
        if not re.fullmatch(PRICE, value):
            self.wrong(key, f'« {value[:60]} » n\'est pas un prix comme "0.0125", avec au plus six décimales')
            return 0
        if value.startswith("-"):
            self.wrong(key, f"{value} est négatif")
            return 0
        return int(Decimal(value).scaleb(6))

    def number(self, key: str, *, most: int) -> Decimal:
        """A positive number written as text such as "12.50", at most `most`."""
        value = self._take(key, None, str, 'un nombre entre guillemets, comme "12.50"')
        if not isinstance(value, str) or not re.fullmatch(NUMBER, value) or not 0 < Decimal(value) <= most:
            if isinstance(value, str):
                self.wrong(key, f'« {value[:60]} » n\'est pas un nombre comme "12.50", entre 0 et {most}')
            return Decimal(0)
        return Decimal(value)

    def day(self, key: str) -> date | None:
        """A civil day, written without quotes as in 2026-03-12; None where it is wrong or absent."""
        value = self._take(key, None, date, "un jour sans guillemets, comme 2026-03-12")
        if isinstance(value, datetime):
            self.wrong(key, "attend un jour sans heure, comme 2026-03-12")
            return None
        return value if isinstance(value, date) else None

    def flag(self, key: str, *, default: bool) -> bool:
        """Yes or no, written true or false."""
        self._read.add(key)
        value = self._table.get(key, default)
        if not isinstance(value, bool):
            self.wrong(key, "attend true ou false")
            return default
        return value

    def choice(self, key: str, kind: type[Choice], *, default: Choice | None = None) -> Choice:
        """One of the words of an enumeration."""
        value = self._take(key, default, str, "un mot entre guillemets")
        return self._word(key, value, kind) if isinstance(value, str) else next(iter(kind))

    def optional_choice(self, key: str, kind: type[Choice]) -> Choice | None:
        """One of the words of an enumeration, or None where the key is absent."""
        self._read.add(key)
        return self.choice(key, kind) if key in self._table else None

    def choices(self, key: str, kind: type[Choice], *, default: Iterable[Choice] | None = None) -> tuple[Choice, ...]:
        """Several words of an enumeration, in the file's order."""
        return tuple(self._word(key, word, kind) for word in self.words(key, default=default))

    def words(self, key: str, *, default: Iterable[str] | None = None) -> tuple[str, ...]:
        """A list of strings."""
        fallback = None if default is None else list(default)
        value = self._take(key, fallback, list, "une liste entre crochets")
        if not isinstance(value, list):
            return ()
        if any(not isinstance(word, str) or not word.strip() for word in value):
            self.wrong(key, "attend une liste de textes entre guillemets")
            return ()
        return tuple(value)

    def table(self, key: str) -> Fields:
        """A table inside this one."""
        value = self._take(key, None, dict, f"une partie [{key}]")
        return Fields(value if isinstance(value, dict) else {}, f"{self._where}{key}.", self.mistakes)

    def tables(self, key: str, name: str) -> list[Fields]:
        """A list of tables, written [[key]]."""
        value = self._take(key, [], list, f"des parties [[{key}]]")
        rows = value if isinstance(value, list) else []
        if any(not isinstance(row, dict) for row in rows):
            self.wrong(key, f"attend des parties [[{key}]]")
            return []
        return [Fields(row, f"{name} {n}, ", self.mistakes) for n, row in enumerate(rows, start=1)]

    def nothing_else(self, advice: Mapping[str, str] | None = None) -> None:
        """Note every key that nobody read: a misspelt key must not pass as an absent one."""
        for key in sorted(set(self._table) - self._read):
            known = ", ".join(sorted(self._read))
            self.wrong(key, (advice or {}).get(key) or f"champ inconnu ; champs possibles : {known}")

    def _take(self, key: str, default: Any, kind: type, expected: str) -> Any:
        self._read.add(key)
        if key not in self._table:
            if default is None:
                self.wrong(key, "manque")
            return default
        value = self._table[key]
        if not isinstance(value, kind) or isinstance(value, bool):
            self.wrong(key, f"attend {expected}")
            return None
        return value

    def _word(self, key: str, word: str, kind: type[Choice]) -> Choice:
        if word not in list(kind):
            self.wrong(key, f"« {word[:60]} » est inconnu ; possibles : {', '.join(kind)}")
            return next(iter(kind))
        return kind(word)
