"""`relance dead-letters list` and `redrive`."""

from __future__ import annotations

from argparse import Namespace

from relance.cli import french
from relance.cli.application import Connect
from relance.cli.output import Screen


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """List what was given up, or send it back."""
    operator = connect()
    if arguments.word == "redrive":
        moved = operator.dead_letters.redrive(arguments.queue)
        screen.line(f"{french.count(moved, 'message')} remis dans {arguments.queue}.")
        return 0
    depths = operator.queues.depths()
    rows = []
    for queue in operator.dead_letters.waiting():
        sources = [q.name for q in depths if q.feeds == queue.name]
        rows.append([queue.name, str(queue.waiting), ", ".join(sources) or "— (voir le guide d'exploitation)"])
    screen.table(["File", "Messages", "File d'origine"], rows, right=(1,))
    return 0
