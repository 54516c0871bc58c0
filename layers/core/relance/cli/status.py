"""`relance status`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from relance.cli import contacts, french
from relance.cli.application import Connect
from relance.cli.output import Screen
from relance.service.sending.posting import SENDER_SESSION
from relance.service.status import Status


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """Print the deployment at a glance."""
    operator = connect()
    status = operator.statuses.status(approvals=not arguments.quick)
    if arguments.json:
        screen.json(as_json(status))
        return 0
    for line in lines(status, specimen=operator.specimen):
        screen.line(line)
    rows = [[q.name, str(q.waiting), str(q.in_flight)] for q in status.queues]
    screen.table(["File", "En attente", "En cours"], rows, right=(1, 2))
    return 0


def lines(status: Status, *, specimen: bool) -> Iterator[str]:
    """What a person on duty reads first."""
    yield f"Envoi : {_switch(status)}"
    if specimen:
        yield "Bac à sable : rien n'est adressé aux débiteurs"
    yield french.billing_data(status.billing_heard, status.now)
    yield f"Messages abandonnés : {status.dead_letters}"
    yield f"Quarantaine : {french.count(status.quarantined, 'enregistrement')}"
    yield f"Contacts sans issue depuis une heure : {len(status.stuck)}"
    for account_id, day, state in status.stuck:
        yield f"  {account_id}, {french.day(day)} : {french.STATES[state]}"
    if status.postponed:
        yield f"Lettres qu'aucun transporteur ne prend pour l'instant : {len(status.postponed)}"
    for account_id, day, reason in status.postponed:
        yield f"  {account_id}, {french.day(day)} : {contacts.reason(reason)}"
    if any(SENDER_SESSION in reason for _, _, reason in status.postponed):
        yield "  Pour identifier l'expéditeur : relance carriers open-session, ou relance carriers certificate"
    if status.rate_missing:
        yield f"Taux du semestre {status.rate_missing} à publier : les lettres qui impriment des intérêts l'attendent"
    if status.approvals is not None:
        yield f"Approbations en attente : {len(status.approvals)}"
        for case in status.approvals:
            yield f"  {case.case_id}, compte {case.account_id} : {french.CASES[case.state]}"


def _switch(status: Status) -> str:
    switch = status.switch
    if switch.at is None:
        return "coupé, jamais mis en service"
    word = "ouvert" if switch.on else "coupé"
    why = f" ({switch.reason})" if switch.reason else ""
    return f"{word} le {french.instant(switch.at)} par {switch.by}{why}"


def as_json(status: Status) -> dict[str, Any]:
    """The same, for programs."""
    approvals = status.approvals
    return {
        "sending": status.switch.on,
        "live_since": status.switch.live_since,
        "billing_heard": status.billing_heard,
        "queues": status.queues,
        "dead_letters": status.dead_letters,
        "quarantined": status.quarantined,
        "stuck": status.stuck_by_state,
        "postponed": [{"account": a, "day": d, "why": why} for a, d, why in status.postponed],
        "rate_missing": status.rate_missing,
        "approvals": [c.case_id for c in approvals] if approvals is not None else None,
    }
