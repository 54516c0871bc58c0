"""`relance preview DAY`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from relance.cli import french
from relance.cli.application import Connect
from relance.cli.output import Screen
from relance.domain.costs import euros
from relance.domain.decision import Escalate, Rest, Why
from relance.service.explain import channel_and_step
from relance.service.french import rest as rest_text
from relance.service.french import typeset, why
from relance.service.preview import WAITING, Preview, PreviewLine

CENTS = 2
UNSETTLED = "un contact précédent est d'issue inconnue"


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """Print the day; nothing is written anywhere."""
    operator = connect()
    preview = operator.previewing.preview(arguments.day)
    if arguments.json:
        screen.json(as_json(preview, specimen=operator.specimen))
        return 0
    for line in heading(preview, specimen=operator.specimen):
        screen.line(line)
    _going_out(preview, screen)
    _withheld(preview, screen, everything=arguments.all)
    return 0


def heading(preview: Preview, *, specimen: bool) -> Iterator[str]:
    """What the figures stand on, before the figures."""
    yield f"Aperçu du {french.day(preview.day)}"
    yield french.billing_data(preview.billing_heard, preview.now)
    switch = preview.switch
    if switch.on:
        yield "Envoi : ouvert"
    elif switch.at is None:
        yield "Envoi : coupé, jamais mis en service ; rien ne partira avant « relance resume »"
    else:
        why = f" ({switch.reason})" if switch.reason else ""
        yield f"Envoi : coupé le {french.instant(switch.at)} par {switch.by}{why} ; rien ne partira"
    if specimen:
        yield "Bac à sable : documents marqués SPÉCIMEN, envoyés à l'adresse d'essai seulement"
    if preview.cap is not None:
        yield f"Premiers jours : {french.count(preview.cap.limit, 'contact')} par jour au plus"
    if preview.day > preview.today:
        yield "Jour à venir : suppose que rien ne change et que rien ne part d'ici là"
    elif preview.day < preview.today:
        yield "Jour passé : ce qui partirait si ce jour était joué avec les données de maintenant"


def _going_out(preview: Preview, screen: Screen) -> None:
    going = preview.going_out
    screen.line()
    if not going:
        screen.line("Rien ne partirait.")
        return
    cases = sum(isinstance(line.planned.decision, Escalate) for line in going)
    contacts = len(going) - cases
    said = french.count(contacts, "contact") + (
        f" et {french.count(cases, 'dossier')} de mise en demeure" if cases else ""
    )
    screen.line(f"{said} :")
    headers = ["Compte", "Client", "Étape", "Canal", "Factures", "Montant", "Plan"]
    early = preview.day > preview.today
    screen.table([*headers, *(["Dès le"] if early else [])], (_row(x, early=early) for x in going), right=(5,))
    if micros := sum(line.micros for line in going):
        screen.line(f"Coût prévu : {euros(micros, decimals=CENTS)} HT, un segment par SMS")


def _row(line: PreviewLine, *, early: bool) -> list[str]:
    step, channel = channel_and_step(line.planned)
    plan = f"{line.planned.plan_name} ({french.plan_reason(line.planned.plan_reason)})"
    row = [
        line.account_id,
        line.legal_name,
        french.step(step),
        _way(line, channel),
        ", ".join(line.invoices),
        french.amounts(line.amounts),
        plan,
    ]
    return [*row, french.day(line.agenda)] if early else row


def _way(line: PreviewLine, channel: str | None) -> str:
    """A case waits for an approval; then its notice goes by the channel that would be taken now."""
    decision = line.planned.decision
    return f"dossier, {french.channel(decision.channel)}" if isinstance(decision, Escalate) else french.channel(channel)


def _withheld(preview: Preview, screen: Screen, *, everything: bool) -> None:
    if not preview.withheld:
        return
    screen.line()
    screen.line(f"{french.count(len(preview.withheld), 'compte')} au programme, sans contact :")
    for code, number in preview.reasons:
        screen.line(f"  {number} — {UNSETTLED if code == WAITING else why(Why(code))}")
    if everything:
        rows = [[x.account_id, x.legal_name, _why(x), _again(x)] for x in preview.withheld]
        screen.table(["Compte", "Client", "Pourquoi", "À revoir le"], rows)


def _why(line: PreviewLine) -> str:
    if line.withheld == WAITING:
        return typeset(UNSETTLED)
    return rest_text(line.planned.decision) if isinstance(line.planned.decision, Rest) else ""


def _again(line: PreviewLine) -> str:
    decision = line.planned.decision
    return french.day(decision.until) if isinstance(decision, Rest) else ""


def as_json(preview: Preview, *, specimen: bool) -> dict[str, Any]:
    """The same, for programs: codes instead of sentences."""
    return {
        "day": preview.day,
        "billing_heard": preview.billing_heard,
        "sending": preview.switch.on,
        "sandbox": specimen,
        "daily_cap": preview.cap.limit if preview.cap else None,
        "going_out": [_line_json(line) for line in preview.going_out],
        "withheld": [_withheld_json(line) for line in preview.withheld],
    }


def _line_json(line: PreviewLine) -> dict[str, Any]:
    step, channel = channel_and_step(line.planned)
    return {
        "account_id": line.account_id,
        "customer": line.legal_name,
        "step": step,
        "channel": channel,
        "invoices": line.invoices,
        "amounts": line.amounts,
        "plan": line.planned.plan_name,
        "plan_reason": line.planned.plan_reason,
        "agenda": line.agenda,
        "micros": line.micros,
    }


def _withheld_json(line: PreviewLine) -> dict[str, Any]:
    decision = line.planned.decision
    rest = decision if isinstance(decision, Rest) else None
    return {
        "account_id": line.account_id,
        "customer": line.legal_name,
        "why": line.withheld,
        "subject": rest.subject if rest else "",
        "until": rest.until if rest else None,
    }
