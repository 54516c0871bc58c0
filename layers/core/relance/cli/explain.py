"""`relance explain CUSTOMER`: one account, for a person of the finance department."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from datetime import date
from typing import Any

from relance.cli import french, legal_watch, to_do
from relance.cli.application import Connect
from relance.cli.contacts import contact_row
from relance.cli.output import Screen
from relance.cli.timeline import sentence
from relance.domain.account import Hold
from relance.domain.agreement import Tracked
from relance.domain.decision import Escalate, Rest, Why
from relance.domain.pauses import HELD
from relance.domain.plan import SIDES_FR
from relance.service import french_channels
from relance.service.explain import Explanation, InvoiceProgress, Upcoming, channel_and_step
from relance.service.french import rest as rest_text
from relance.service.french import typeset


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """Print everything that is known of the account."""
    operator = connect()
    told = operator.explaining.explain(arguments.customer)
    if arguments.json:
        screen.json(as_json(told))
        return 0
    for line in summary(told):
        screen.line(line)
    _invoices(told, screen)
    legal_watch.tell(told.invoices, told.day, screen)
    _contacts(told, screen)
    screen.line()
    screen.line("Historique :")
    for happening in told.happenings:
        screen.line(f"  {french.instant(happening.event.at)} — {sentence(happening)}")
    return 0


def summary(told: Explanation) -> Iterator[str]:
    """Next step, its day, the rule, what blocks it."""
    yield f"{told.account_id} — {told.legal_name or 'client sans fiche valide'}"
    yield french.billing_data(told.billing_heard, told.now)
    yield f"Prochaine étape : {_next(told)}"
    if told.upcoming is not None:
        yield f"Règle : {_rule(told.upcoming)}"
        yield from _way(told.upcoming)
    if told.planned.plan_name:
        yield f"Plan : {told.planned.plan_name}, {french.plan_reason(told.planned.plan_reason)}"
    yield f"Aujourd'hui : {_today(told)}"
    yield from to_do.lines(told)
    if told.hold is not None:
        yield f"Compte suspendu : {hold_text(told.hold)}"
    if told.agreed is not None:
        yield _agreed(told.agreed, told.day)
    if told.open_case is not None:
        case = told.open_case
        wait = f", à revoir le {french.day(case.wake_on)}" if case.wake_on else ""
        yield f"Dossier {case.case_id} : {french.CASES.get(case.state, case.state)}{wait}"
    if told.closed_addresses:
        yield f"Adresses fermées : {' ; '.join(map(french.address, told.closed_addresses))}"
    yield f"Agenda : {french.day(told.agenda) if told.agenda else 'aucun jour, seul un fait nouveau le rouvre'}"
    if not told.sending:
        yield "Envoi coupé pour tous les comptes : rien ne part avant « relance resume »"


def _next(told: Explanation) -> str:
    if told.upcoming is None:
        return "aucune tant que rien ne change"
    step, channel = channel_and_step(told.upcoming.planned)
    when = "aujourd'hui" if told.upcoming.day == told.day else f"le {french.day(told.upcoming.day)}"
    if (row := told.unsettled) is not None and row.state in to_do.UNSETTLED:
        when = f"après l'issue du contact du {french.day(row.day)}"
    kind = "mise en demeure, à approuver" if channel is None else f"par {french.channel(channel)}"
    return f"{french.step(step)}, {when}, {kind}"


def _rule(upcoming: Upcoming) -> str:
    """What the plan says of the step, and of which invoices it speaks."""
    decision = upcoming.planned.decision
    if isinstance(decision, Rest):
        return rest_text(decision)
    keys = decision.invoices if isinstance(decision, Escalate) else [t.invoice_key for t in decision.triggers]
    numbers = ", ".join(key.rpartition("#")[2] for key in keys)
    step = decision.step
    offset = f"{french.count(step.days, 'jour')} {SIDES_FR[step.side]} l'échéance"
    return f"{offset} ({numbers}), au moins {french.count(step.gap_days, 'jour')} après le dernier contact"


def _way(upcoming: Upcoming) -> Iterator[str]:
    """The channel that the step will take, and why."""
    decision = upcoming.planned.decision
    if not isinstance(decision, Rest):
        yield f"Canal : {french.channel(decision.channel)}, {french_channels.why_channel(decision.why_channel)}"


def _today(told: Explanation) -> str:
    decision = told.planned.decision
    if isinstance(decision, Rest):
        again = f" ; à revoir le {french.day(decision.until)}" if decision.until else ""
        blocked = "bloqué, " if decision.blocked else ""
        return f"{blocked}{rest_text(decision)}{_nobody(decision)}{again}"
    if isinstance(decision, Escalate):
        return "les factures arrivent à la mise en demeure"
    return f"{french.step(decision.step.name)} à envoyer par {french.channel(decision.channel)}"


def _nobody(decision: Rest) -> str:
    """Where no channel is left, what speaks against each."""
    ways = french_channels.passed_over(decision.detail) if decision.why is Why.NO_CHANNEL else ""
    return f" : {ways}" if ways else ""


def hold_text(hold: Hold) -> str:
    """The hold's reason, who set it, and how long it lasts."""
    end = f"jusqu'au {french.day(hold.until)} inclus" if hold.until else "jusqu'à levée"
    kind = french.HOLDS[hold.kind] + (f" pour le {french.day(hold.expected_on)}," if hold.expected_on else "")
    return f"{hold.reason} ({kind} du {french.day(hold.since)} par {hold.by}, {end})"


def _invoices(told: Explanation, screen: Screen) -> None:
    screen.line()
    screen.line(f"{french.count(len(told.invoices), 'facture')} :")
    headers = ["Facture", "Échéance", "Montant", "Reste dû", "Étapes envoyées", "Suite"]
    screen.table(headers, (_invoice_row(i, told.day) for i in told.invoices), right=(2, 3))


def _invoice_row(progress: InvoiceProgress, today: date) -> list[str]:
    invoice = progress.state.invoice
    late = (today - invoice.due_on).days
    due = french.day(invoice.due_on) + (f" (+{late} j)" if late > 0 and invoice.outstanding.cents else "")
    return [
        invoice.invoice_id,
        due,
        french.amount(invoice.total),
        french.amount(invoice.outstanding),
        ", ".join(french.step(name) for name in progress.reached) or "—",
        _following(progress),
    ]


def _following(progress: InvoiceProgress) -> str:
    if progress.paused is not None:
        held = _own_hold(progress)
        return typeset(f"suspendue : {hold_text(held)}") if held else rest_text(progress.paused)
    if progress.next_step is None:
        return "plan terminé"
    return f"{french.step(progress.next_step)} à partir du {french.day(progress.next_on)}"


def _own_hold(progress: InvoiceProgress) -> Hold | None:
    """The invoice's own hold, where it is what stops it."""
    hold = progress.state.hold
    if hold is None or progress.paused is None:
        return None
    return hold if progress.paused.why is HELD.get(hold.kind, Why.INVOICE_ON_HOLD) else None


def _agreed(plan: Tracked, today: date) -> str:
    """The instalment plan: what was paid of it, and the next instalment or the one that is missing."""
    total, waited = plan.agreed.agreement.total, plan.waits_for
    start = f"Échéancier {plan.agreed.reference} : {french.amount(min(plan.paid, total))} sur {french.amount(total)}"
    if waited is None:
        return f"{start}, tenu jusqu'au bout"
    state = "prochaine échéance" if plan.kept(today) else "non tenu, échéance manquée"
    return f"{start} ; {state} : {french.amount(waited.amount)} le {french.day(waited.due_on)}"


def _contacts(told: Explanation, screen: Screen) -> None:
    if told.contacts:
        screen.line()
        screen.line(f"{french.count(len(told.contacts), 'contact')} :")
        headers = ["Jour", "Étape", "Canal", "Adresse", "État", "Distribution", "Coût HT", "Référence"]
        screen.table(headers, map(contact_row, told.contacts), fixed=(0, 7), right=(6,))


def as_json(told: Explanation) -> dict[str, Any]:
    """The same, for programs: codes instead of sentences."""
    decision = told.planned.decision
    rest = decision if isinstance(decision, Rest) else None
    return {
        "account_id": told.account_id,
        "customer": told.legal_name,
        "day": told.day,
        "billing_heard": told.billing_heard,
        "sending": told.sending,
        "plan": {"name": told.planned.plan_name, "reason": told.planned.plan_reason},
        "next": _next_json(told.upcoming) if told.upcoming else None,
        "today": {"why": rest.why, "subject": rest.subject, "until": rest.until, "blocked": rest.blocked}
        if rest
        else None,
        "agenda": told.agenda,
        "hold": told.hold,
        "agreed": told.agreed.agreed if told.agreed else None,
        "case": {"case_id": told.open_case.case_id, "state": told.open_case.state} if told.open_case else None,
        "closed_addresses": told.closed_addresses,
        "invoices": [_invoice_json(i, told.day) for i in told.invoices],
        "contacts": told.contacts,
        "history": [{"event": h.event, "note": h.note} for h in told.happenings],
    }


def _next_json(upcoming: Upcoming) -> dict[str, Any]:
    step, channel = channel_and_step(upcoming.planned)
    decision = upcoming.planned.decision
    why = "" if isinstance(decision, Rest) else decision.why_channel
    return {"day": upcoming.day, "step": step, "channel": channel, "why_channel": why}


def _invoice_json(progress: InvoiceProgress, today: date) -> dict[str, Any]:
    invoice = progress.state.invoice
    return {
        "invoice_id": invoice.invoice_id,
        "due_on": invoice.due_on,
        "total": invoice.total,
        "outstanding": invoice.outstanding,
        "sent": sorted(progress.state.progress.sent),
        "superseded": sorted(progress.state.progress.superseded),
        "cycle": progress.state.progress.cycle,
        "next_step": progress.next_step,
        "next_on": progress.next_on,
        "paused": progress.paused.why if progress.paused else None,
        "hold": progress.state.hold,
        "case_id": progress.state.case_id,
        **legal_watch.as_json(progress, today),
    }
