"""What carriers take, as data: policies/carriers.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

from relance.adapters.rendering.paper.window import DL, Window
from relance.domain.errors import InvalidPolicyError

DEFAULT = "default"
"""The rules of envelopes that no carrier chooses."""
KNOWN = {DEFAULT, "carriers"}


@dataclass(frozen=True, slots=True)
class PostalRules:
    """One carrier's. A limit of None is not documented, and not checked."""

    carrier: str = DEFAULT
    paper: bool = True
    """Whether it is printed: else only the file counts."""
    duplex: bool = True
    margin: float = 5.0
    """Millimetres that stay white along each edge."""
    most_bytes: int | None = None
    most_sheets: int | None = None
    window: Window = DL


@cache
def postal_rules() -> Mapping[str, PostalRules]:
    """The shipped rules by carrier, and "default" for any other."""
    return load_postal_rules((files("relance.policies") / "carriers.toml").read_bytes())


def load_postal_rules(body: bytes) -> dict[str, PostalRules]:
    """Raises InvalidPolicyError naming what is wrong and where."""
    try:
        read = tomllib.loads(body.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidPolicyError(f"carriers.toml : ce n'est pas du TOML valide ({error})") from error
    if unknown := sorted(read.keys() - KNOWN):
        raise InvalidPolicyError(f"carriers.toml : partie inconnue {', '.join(unknown)}")
    base = read.get(DEFAULT, {})
    found = {DEFAULT: _rules(DEFAULT, base)}
    for name, own in read.get("carriers", {}).items():
        found[name] = _rules(name, {**base, **own})
    return found


def _rules(carrier: str, table: Mapping[str, Any]) -> PostalRules:
    values = dict(table)
    if "window" in values:
        values["window"] = _window(carrier, values["window"])
    _check_names(carrier, values, PostalRules)
    for key, kind in (("paper", bool), ("duplex", bool), ("margin", float), ("most_bytes", int), ("most_sheets", int)):
        if key in values and type(values[key]) is not kind:
            raise InvalidPolicyError(
                f"carriers.toml, {carrier}, {key} : « {values[key]} » n'est pas un {kind.__name__}"
            )
    return PostalRules(carrier=carrier, **values)


def _window(carrier: str, table: Mapping[str, Any]) -> Window:
    _check_names(f"{carrier}, window", table, Window)
    missing = [field.name for field in fields(Window) if not isinstance(table.get(field.name), float)]
    if missing:
        raise InvalidPolicyError(f"carriers.toml, {carrier}, window : nombre décimal attendu pour {', '.join(missing)}")
    window = Window(**table)
    if not (window.reach_left <= window.left < window.right and window.top < window.bottom):
        raise InvalidPolicyError(f"carriers.toml, {carrier}, window : la fenêtre est vide")
    return window


def _check_names(where: str, table: Mapping[str, Any], kind: type) -> None:
    known = {field.name for field in fields(kind)} - {"carrier"}
    if unknown := sorted(table.keys() - known):
        raise InvalidPolicyError(f"carriers.toml, {where} : champ inconnu {', '.join(unknown)}")
