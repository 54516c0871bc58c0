"""`relance output NAME`: one output of the stack, for scripts."""

from __future__ import annotations

from argparse import Namespace

from relance.cli.application import Connect
from relance.cli.output import Screen
from relance.domain.errors import RejectedError


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """Print the value and nothing else."""
    outputs = connect().outputs
    if arguments.name not in outputs:
        raise RejectedError(f"sortie : {arguments.name} n'existe pas (connues : {', '.join(sorted(outputs))})")
    screen.raw(outputs[arguments.name])
    return 0
