"""`relance policies check`, `publish`, `history` and `show`."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Callable

from relance.adapters.policies.dropping import PolicyDropbox, Receipt, published_name
from relance.adapters.policies.history import PastVersion, PolicyHistory
from relance.adapters.policies.names import IMAGES
from relance.cli import french
from relance.cli.application import Connect
from relance.cli.input import read_input
from relance.cli.output import Screen
from relance.domain.errors import RejectedError, TransientError
from relance.ports.policies import PolicyDesk

PATIENCE_SECONDS = 90
"""A publication tries letters on samples: a cold function takes some seconds."""
EVERY_SECONDS = 1.0


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """Judge a file here, or drop it and wait for the answer."""
    if arguments.word in ("history", "show"):
        return _past(connect().policy_history, arguments, screen)
    name = arguments.name or published_name(arguments.file)
    body = read_input(arguments.file)
    if arguments.word == "check":
        return check(name, body, connect().policy_desk if arguments.in_force else None, screen)
    receipt = publish(connect().policy_dropbox, name, body, pause=time.sleep)
    screen.line(receipt.text.rstrip())
    return 0 if receipt.accepted else 1


def check(name: str, body: bytes, desk: PolicyDesk | None, screen: Screen) -> int:
    """The judgement of the publication, with what was shipped or with what is in force."""
    from relance.adapters.policies.shipped import shipped_files
    from relance.adapters.rendering.trial import PolicyTrial

    files = desk.in_force() if desk is not None else shipped_files()
    meaning = PolicyTrial().check(name, body, files)
    screen.line(f"{name} est bon à publier.")
    screen.line()
    screen.line(meaning)
    return 0


def _past(history: PolicyHistory, arguments: Namespace, screen: Screen) -> int:
    if arguments.word == "show":
        found = history.find(arguments.name)
        if found.name.split("@")[0] in IMAGES:
            raise RejectedError(f"{found.name} est une image : reprenez cette version dans le bucket, sous published/")
        screen.raw(found.body.decode("utf-8-sig").rstrip("\n"))
        return 0
    rows = [[v.name, _since(v), "en vigueur" if v.in_force else ""] for v in history.versions(arguments.name)]
    screen.table(["Version", "Depuis", ""], rows)
    return 0


def _since(version: PastVersion) -> str:
    return french.instant(version.published_at) if version.published_at else "livrée avec le code"


def publish(dropbox: PolicyDropbox, name: str, body: bytes, *, pause: Callable[[float], None]) -> Receipt:
    """Drop the draft and wait for an answer that was not there before."""
    before = {receipt.version for receipt in dropbox.receipts(name)}
    dropbox.drop(name, body)
    for _ in range(int(PATIENCE_SECONDS / EVERY_SECONDS)):
        fresh = [r for r in dropbox.receipts(name) if r.version not in before and _speaks(r)]
        if fresh:
            return fresh[0]
        pause(EVERY_SECONDS)
    raise TransientError(f"{name} est déposé, mais la publication n'a pas répondu en {PATIENCE_SECONDS} s")


def _speaks(receipt: Receipt) -> bool:
    """An answer of the other kind, once left behind, is overwritten with a pointer to this one."""
    return receipt.text.startswith("Accepté" if receipt.accepted else "Refusé")
