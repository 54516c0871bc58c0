"""The operators' command on a deployment in memory: what it prints, and its exit code."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass, field
from typing import Any

from relance.cli.application import Operator
from relance.cli.main import main
from relance.cli.output import Screen
from tests.fakes.stack_queues import InMemoryStackQueues
from tests.service.desk_world import DeskWorld


def plainly(text: str) -> str:
    """Without French typography, which tests of its own look at: stories are easier to read and to write."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def cells(line: str) -> list[str]:
    """The cells of a table's row, which two spaces or more part."""
    return re.split(r" {2,}", line.strip())


@dataclass
class Terminal:
    """`terminal.run("explain", "C-1")` gives the lines printed; `terminal.code` is the exit code."""

    world: DeskWorld = field(default_factory=DeskWorld)
    queues: InMemoryStackQueues = field(default_factory=InMemoryStackQueues)
    specimen: bool = False
    code: int = -1

    def run(self, *words: str) -> list[str]:
        out = io.StringIO()
        self.code = main(
            ["--by", "anne", *words],
            connect=lambda arguments: Operator(
                self.world, self.queues, arguments.by, self.specimen, {"ReconcileFunction": "relance-Reconcile-1A2B"}
            ),
            screen=Screen(out, width=200),
        )
        return [line.rstrip() for line in plainly(out.getvalue()).splitlines()]

    def json(self, *words: str) -> Any:
        return json.loads("\n".join(self.run(*words, "--json")))
