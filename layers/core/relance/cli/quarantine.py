"""`relance quarantine list` and `replay`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable

from relance.cli import french
from relance.cli.application import Connect, Operator
from relance.cli.output import Screen
from relance.domain.errors import RejectedError
from relance.domain.record import Quarantined
from relance.service.billing.replay_quarantine import Replayed


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """List the records that were refused, or try them again."""
    operator = connect()
    entries = sorted(operator.app.quarantine.entries(), key=name)
    if arguments.word == "list":
        _list(entries, screen, as_json=arguments.json)
        return 0
    chosen = entries if arguments.all else _chosen(entries, arguments.keys)
    return _replay(operator, chosen, screen)


def name(entry: Quarantined) -> str:
    """The entry as people type it, such as "billing:C-1#INVOICE#F-9"."""
    return f"{entry.source}:{entry.key}"


def _list(entries: list[Quarantined], screen: Screen, *, as_json: bool) -> None:
    """Field and reason; the record itself, which may be personal, only in JSON."""
    if as_json:
        screen.json(entries)
        return
    screen.line(f"{french.count(len(entries), 'enregistrement')} en quarantaine")
    if entries:
        rows = [[name(e), french.instant(e.at), _breaches(e.breaches), e.waits_for or "—"] for e in entries]
        screen.table(["Clé", "Depuis le", "Champ : raison", "Attend le client"], rows)


def _breaches(breaches: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{field}: {reason}" for field, reason in breaches)


def _chosen(entries: list[Quarantined], keys: list[str]) -> list[Quarantined]:
    by_name = {name(e): e for e in entries}
    missing = [key for key in keys if key not in by_name]
    if missing:
        raise RejectedError(f"clé : {', '.join(missing)} n'est pas en quarantaine (voir « quarantine list »)")
    return [by_name[key] for key in keys]


def _replay(operator: Operator, entries: list[Quarantined], screen: Screen) -> int:
    """Exit code 1 when something is still refused."""
    kept = 0
    for replayed in operator.app.quarantine_replay.replay(entries):
        kept += not replayed.freed
        screen.line(_answer(replayed))
    freed = len(entries) - kept
    screen.line(f"{french.count(freed, 'enregistrement')} repris, {kept} encore en quarantaine.")
    return 1 if kept else 0


def _answer(replayed: Replayed) -> str:
    if replayed.freed:
        return f"{name(replayed.entry)} : repris"
    return f"{name(replayed.entry)} : {' ; '.join(f'{field}: {why}' for field, why in replayed.breaches)}"
