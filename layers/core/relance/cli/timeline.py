"""What happened, one French sentence for each event. Events hold codes, ids and dates; this gives them words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from relance.cli import french
from relance.domain import events
from relance.domain.contact import ContactRow
from relance.domain.decision import Why
from relance.service.explain import Happening
from relance.service.french import typeset, why

Data = dict[str, Any]


def contact_row(row: ContactRow) -> list[str]:
    """One contact as a table's row."""
    state = french.STATES.get(row.state, row.state)
    return [
        french.day(row.day),
        french.step(row.step_name),
        french.channel(row.channel),
        row.address or "—",
        typeset(f"{state} : {reason(row.reason)}" if row.reason else state),
        french.DELIVERIES.get(row.delivery, row.delivery) if row.delivery else "—",
        row.reference,
    ]


def sentence(happening: Happening) -> str:
    """The event in words; one of a kind that has no words yet is shown as it is."""
    event = happening.event
    write = SENTENCES.get(event.kind)
    if write is None:
        details = ", ".join(f"{key} {value}" for key, value in event.data.items() if value is not None)
        return typeset(f"{event.kind} : {details}" if details else event.kind)
    note = f" : {happening.note}" if happening.note else ""
    by = f", par {event.actor}" if event.kind in PEOPLES else ""
    return typeset(write(event.data) + note + by)


def reason(text: str | None) -> str:
    """Why a contact is void or unknown: the decision's code in words, or the text as it is."""
    code = (text or "").partition(":")[0]
    if code in Why.__members__:
        return why(Why(code))
    return REASONS.get(text or "", text or "")


REASONS = {
    "its day passed before it was sent": "son jour est passé avant l'envoi",
    "the account changed since the letter was written": "le compte a changé depuis la rédaction",
    "the account changed before the letter was written": "le compte a changé avant la rédaction",
    "the sending hours were over": "les heures d'envoi étaient passées",
    "no Send event within an hour: not accepted": "aucune prise en charge par le prestataire en une heure",
}


def _day(data: Data) -> str:
    text = data.get("day")
    return french.day(date.fromisoformat(text)) if isinstance(text, str) else "—"


def _step(data: Data) -> str:
    return french.step(str(data.get("step", "contact")))


def _about(data: Data) -> str:
    """The invoice that an event speaks of, by its number; nothing for the whole account."""
    key = data.get("invoice")
    return f" de la facture {str(key).rpartition('#')[2]}" if key else ""


def _until(data: Data) -> str:
    until = data.get("until")
    return f" jusqu'au {french.day(date.fromisoformat(until))} inclus" if isinstance(until, str) else ""


def _why(data: Data) -> str:
    code = str(data.get("why", ""))
    return why(Why(code)) if code in Why.__members__ else str(data.get("detail") or code)


def _superseded(data: Data) -> str:
    steps = data.get("steps") or []
    numbers = sorted({str(step["invoice"]).rpartition("#")[2] for step in steps})
    return f"étapes d'avant l'échéance laissées de côté ({', '.join(numbers)})"


def _delivery(data: Data) -> str:
    status = data.get("status")
    words = french.DELIVERIES.get(str(status), str(status)) if status else str(data.get("kind", ""))
    return f"contact du {_day(data)} : {words}"


def _case(text: str) -> Callable[[Data], str]:
    return lambda data: text + (f" ({data['case_id']})" if data.get("case_id") else "")


def _billing(text: str) -> Callable[[Data], str]:
    return lambda data: text + _about(data)


SENTENCES: dict[str, Callable[[Data], str]] = {
    events.CONTACT_RESERVED: lambda d: f"étape « {_step(d)} » préparée, par {french.channel(d.get('channel'))}",
    events.CONTACT_SENT: lambda d: f"étape « {_step(d)} » envoyée, par {french.channel(d.get('channel'))}",
    events.CONTACT_SKIPPED: lambda d: f"contact du {_day(d)} non envoyé : {_why(d)}",
    events.CONTACT_VOIDED: lambda d: f"contact du {_day(d)} annulé avant l'envoi : {reason(d.get('reason'))}",
    events.CONTACT_UNKNOWN: lambda d: f"contact du {_day(d)} : le prestataire n'a pas répondu, issue inconnue",
    events.CONTACT_BLOCKED: lambda d: f"bloqué : {_why(d)}",
    events.STEPS_SUPERSEDED: _superseded,
    events.DELIVERY_FACT: _delivery,
    events.ADDRESS_CLOSED: lambda d: f"adresse fermée ({french.channel(d.get('channel'))}) : elle ne reçoit plus",
    events.INVOICE_SEEN: _billing("facturation : nouvel état"),
    events.INVOICE_PAID: _billing("facturation : solde nul"),
    events.INVOICE_WITHDRAWN: _billing("facturation : retrait"),
    events.PAYMENT_SEEN: _billing("facturation : paiement vu"),
    events.VERSION_WENT_BACK: _billing("facturation : version plus ancienne ignorée"),
    events.HOLD_SET: lambda d: f"suspension{_about(d)}{_until(d)}",
    events.HOLD_RELEASED: lambda d: f"levée de la suspension{_about(d)}",
    events.CASE_OPENED: _case("dossier de mise en demeure ouvert"),
    events.CASE_APPROVAL_ASKED: _case("approbation demandée"),
    events.CASE_APPROVED: _case("approuvé"),
    events.CASE_REFUSED: _case("refusé"),
    events.CASE_NOTICE_SERVED: _case("mise en demeure remise au transporteur"),
    events.CASE_WOKEN: _case("dossier repris"),
    events.CASE_CLOSED: _case("dossier clos"),
    events.CASE_HANDED_OFF: _case("dossier transmis"),
}
PEOPLES = frozenset({events.HOLD_SET, events.HOLD_RELEASED, events.CASE_APPROVED, events.CASE_REFUSED})
"""Events whose actor is a person, worth naming."""
