"""`relance statement`: what invoices come to by law, computed here with the shipped figures; no AWS."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING

from relance.adapters.law.exchange import answer
from relance.adapters.law.shipped import shipped_figures
from relance.cli.input import read_input
from relance.cli.output import Screen

if TYPE_CHECKING:
    from relance.cli.application import Connect


def run(_: Connect, arguments: Namespace, screen: Screen) -> int:
    """Every statement, or none: where a field is bad nothing is printed."""
    stated = answer(read_input(arguments.file), shipped_figures())
    screen.raw(json.dumps(stated, ensure_ascii=False, indent=2))
    return 0
