"""The files shipped with the code, read as package data."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from relance.adapters.policies.names import CARRIERS, CHANNELS, PENALTIES, RATES, RULES


@cache
def shipped_files() -> dict[str, bytes]:
    """Every shipped file by name. The creditor, logo and signature are nobody's until finance publishes them."""
    root = files("relance.policies")
    return {name: body for folder in ("plans", "texts") for name, body in _walk(root / folder, folder)} | {
        name: (root / name).read_bytes() for name in (RULES, CHANNELS, PENALTIES, RATES, CARRIERS)
    }


def sample_creditor() -> bytes:
    """A creditor.toml to start from."""
    return (files("relance.policies") / "creditor.sample.toml").read_bytes()


def _walk(folder: Traversable, name: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            found += _walk(entry, path)
        elif entry.name.endswith(".toml"):
            found.append((path, entry.read_bytes()))
    return found
