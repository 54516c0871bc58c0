"""`relance`: parse, connect, carry out, answer. An expected error is one line and exit code 1, never a traceback."""

from __future__ import annotations

import os
import sys
import unicodedata
from argparse import Namespace
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from relance.cli.output import Screen, UnwritableError
from relance.cli.parser import parser
from relance.domain.errors import RelanceError, TransientError
from relance.runtime.settings import operator_environment
from relance.service.french import typeset

if TYPE_CHECKING:
    from relance.cli.application import Connect, Operator

FINE, REFUSED, INTERRUPTED, CUT_OFF = 0, 1, 130, 141
"""The last two as a shell counts the signals INT and PIPE."""

Reach = Callable[[Namespace], "Operator"]
Run = Callable[["Connect", Namespace, Screen], int]


def main(argv: Sequence[str] | None = None, *, connect: Reach | None = None, screen: Screen | None = None) -> int:
    """Carry out one command line. `connect` gives the deployment to work on; a test brings its own."""
    person = operator_environment("RELANCE_BY") or operator_environment("USER") or operator_environment("USERNAME")
    stack = operator_environment("RELANCE_STACK", "relance")
    arguments = parser(stack=stack, person=person).parse_args(argv)
    try:
        return _answer(connect or _connect_to_stack, arguments, screen or Screen())
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # `| head` has read enough
        _forget_output()
        return CUT_OFF


def _connect_to_stack(arguments: Namespace) -> Operator:
    from relance.cli.stack import connect_to_stack

    return connect_to_stack(arguments)


def _answer(connect: Reach, arguments: Namespace, screen: Screen) -> int:
    run: Run = import_module(f"relance.cli.{arguments.run}").run
    try:
        code = run(partial(connect, arguments), arguments, screen)
        screen.finish()
    except TransientError as error:
        return _complain(f"Réessayez : {error}")
    except UnwritableError as error:
        _forget_output()
        return _complain(f"Refusé : {error}")
    except RelanceError as error:
        return _complain(f"Refusé : {error}")
    except Exception as error:
        complaint = _said_by_aws(error)
        if complaint is None:
            raise
        return _complain(complaint)
    return code


def _forget_output() -> None:
    """Python would write what it still holds on leaving, fail again and say so."""
    if sys.stdout is None:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _said_by_aws(error: Exception) -> str | None:
    """What AWS answered. Where nothing loaded its library, it cannot be its error, and the command stays quick."""
    if "botocore.exceptions" not in sys.modules:
        return None
    from botocore.exceptions import BotoCoreError, ClientError

    if isinstance(error, ClientError):
        answer = error.response.get("Error", {})
        return f"AWS refuse {error.operation_name} : {answer.get('Code')}, {answer.get('Message')}"
    return f"AWS : {error}" if isinstance(error, BotoCoreError) else None


def _complain(text: str) -> int:
    print(typeset("".join(map(_harmless, text))), file=sys.stderr)
    return REFUSED


def _harmless(character: str) -> str:
    """What somebody's file says is shown on one line, and gives the terminal no orders."""
    return " " if unicodedata.category(character).startswith("C") else character
