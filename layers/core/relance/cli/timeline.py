"""What happened, one French sentence for each event. Events hold codes, ids and dates; this gives them words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from relance.cli import french
from relance.cli.contacts import (
    Data,
    closed,
    day_of,
    delivered,
    effective,
    notice_lost,
    notice_moved,
    proof,
    reason,
    reserved,
    sent,
    undelivered,
    why_of,
)
from relance.domain import events
from relance.domain.account import HoldKind
from relance.domain.case import Gate
from relance.domain.money import Money
from relance.service.explain import Happening
from relance.service.french import typeset


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


def _about(data: Data) -> str:
    """The invoice that an event speaks of, by its number; nothing for the whole account."""
    key = data.get("invoice")
    return f" de la facture {str(key).rpartition('#')[2]}" if key else ""


def _until(data: Data) -> str:
    until = data.get("until")
    return f" jusqu'au {french.day(date.fromisoformat(until))} inclus" if isinstance(until, str) else ""


def _superseded(data: Data) -> str:
    steps = data.get("steps") or []
    numbers = sorted({str(step["invoice"]).rpartition("#")[2] for step in steps})
    return f"étapes d'avant l'échéance laissées de côté ({', '.join(numbers)})"


def _case(text: str) -> Callable[[Data], str]:
    return lambda data: text + (f" ({data['case_id']})" if data.get("case_id") else "") + _because(data)


def _because(data: Data) -> str:
    word = WAKES.get(str(data.get("why")))
    return f" : {word}" if word else ""


def _approval(verb: str) -> Callable[[Data], str]:
    return lambda data: f"{GATES.get(str(data.get('gate')), 'dossier')} {verb} ({data.get('case_id', '')})"


def _money(text: str) -> Callable[[Data], str]:
    """Events keep money as "200.00 EUR"."""

    def write(data: Data) -> str:
        number, _, currency = str(data.get("amount", "")).partition(" ")
        said = f" de {french.amount(Money.of(number, currency))}" if currency else ""
        on = data.get("on")
        dated = f", daté du {french.day(date.fromisoformat(on))}" if isinstance(on, str) else ""
        return f"{text}{said}{_about(data)}{dated}"

    return write


def _changed(data: Data) -> str:
    names = [FIELDS.get(name, name) for name in data.get("fields") or []]
    return f"modification{_about(data)}" + (f" ({', '.join(names)})" if names else "")


def _kind(data: Data) -> str:
    """Of a hold of a special kind; a payment that is expected has its day."""
    words = french.HOLDS.get(str(data.get("kind"))) if data.get("kind") != HoldKind.MANUAL else None
    on = data.get("expected_on")
    day = f" pour le {french.day(date.fromisoformat(on))}" if isinstance(on, str) else ""
    return f" ({words}{day})" if words else ""


def _sum(data: Data, name: str) -> str:
    number, _, currency = str(data.get(name, "")).partition(" ")
    return french.amount(Money.of(number, currency)) if currency else "—"


def _agreement(data: Data) -> str:
    count = french.count(int(data.get("instalments", 0)), "échéance")
    return f"échéancier {data.get('reference', '')} convenu : {_sum(data, 'total')} en {count}"


def _missed(data: Data) -> str:
    due = data.get("due_on")
    day = f" du {french.day(date.fromisoformat(due))}" if isinstance(due, str) else ""
    then = "les relances reprennent" if data.get("all_due") else "une personne décide de la suite"
    return f"échéance{day} non payée ({_sum(data, 'amount')}, {_sum(data, 'paid')} reçus depuis l'accord) : {then}"


SENTENCES: dict[str, Callable[[Data], str]] = {
    events.CONTACT_RESERVED: reserved,
    events.CONTACT_SENT: sent,
    events.CONTACT_SKIPPED: lambda d: f"contact du {day_of(d)} non envoyé : {why_of(d)}",
    events.CONTACT_VOIDED: lambda d: f"contact du {day_of(d)} annulé avant l'envoi : {reason(d.get('reason'))}",
    events.CONTACT_UNKNOWN: lambda d: f"contact du {day_of(d)} : le prestataire n'a pas répondu, issue inconnue",
    events.CONTACT_BLOCKED: lambda d: f"bloqué : {why_of(d)}",
    events.STEPS_SUPERSEDED: _superseded,
    events.DELIVERY_FACT: delivered,
    events.ADDRESS_CLOSED: closed,
    events.CONTACT_UNDELIVERED: undelivered,
    events.PROOF_KEPT: proof("conservée"),
    events.PROOF_LOST: proof("perdue : elle ne peut plus être téléchargée"),
    events.CONTENT_ERASED: lambda d: f"fichier effacé, son empreinte reste ({d.get('key', '')})",
    events.INVOICE_SEEN: lambda d: f"prise en compte{_about(d)}",
    events.INVOICE_CHANGED: _changed,
    events.INVOICE_MOVED: lambda d: f"transfert{_about(d)} au compte {d.get('moved_to', '')}",
    events.INVOICE_PAID: lambda d: f"solde nul{_about(d)}",
    events.INVOICE_REOPENED: lambda d: f"réouverture{_about(d)} : elle est de nouveau due",
    events.INVOICE_WITHDRAWN: lambda d: f"retrait{_about(d)} par la facturation",
    events.PAYMENT_SEEN: _money("paiement"),
    events.PAYMENT_REVERSED: _money("paiement annulé"),
    events.CREDIT_SEEN: _money("avoir"),
    events.VERSION_WENT_BACK: lambda d: f"version plus ancienne ignorée ({d.get('record', '')})",
    events.HOLD_SET: lambda d: f"suspension{_about(d)}{_kind(d)}{_until(d)}",
    events.HOLD_RELEASED: lambda d: f"levée de la suspension{_about(d)}",
    events.AGREEMENT_MADE: _agreement,
    events.AGREEMENT_MISSED: _missed,
    events.AGREEMENT_RELEASED: lambda d: f"levée de l'échéancier {d.get('reference', '')}",
    events.CASE_OPENED: lambda d: f"dossier de mise en demeure ouvert ({d.get('case_id', '')})",
    events.CASE_APPROVAL_ASKED: _approval("à approuver, demande envoyée"),
    events.CASE_APPROVED: _approval("approuvée"),
    events.CASE_REFUSED: _approval("refusée"),
    events.CASE_NOTICE_WRITTEN: _case("mise en demeure rédigée"),
    events.CASE_NOTICE_SERVED: _case("mise en demeure remise au transporteur"),
    events.CASE_NOTICE_MOVED: notice_moved,
    events.CASE_NOTICE_EFFECTIVE: effective,
    events.CASE_NOTICE_UNDELIVERED: notice_lost,
    events.CASE_WOKEN: _case("dossier repris"),
    events.CASE_CLOSED: _case("dossier clos"),
    events.CASE_HANDED_OFF: _case("dossier transmis"),
}
PEOPLES = frozenset(
    {
        events.HOLD_SET,
        events.HOLD_RELEASED,
        events.AGREEMENT_MADE,
        events.AGREEMENT_RELEASED,
        events.CASE_APPROVED,
        events.CASE_REFUSED,
    }
)
"""Events whose actor is a person, worth naming."""
GATES = {Gate.NOTICE.value: "mise en demeure", Gate.HANDOFF.value: "transmission"}
WAKES = {
    "APPROVED": "approuvé",
    "REFUSED": "refusé",
    "LAPSED": "approbation non donnée à temps",
    "PAID": "payé",
    "CHANGED": "les faits ont changé",
    "STOPPED": "suspension, litige ou retrait",
    "SERVED": "mise en demeure remise",
    "HANDED_OFF": "transmis",
    "DEADLINE": "délai écoulé",
    "FAILED": "le dossier n'a pas pu être mené",
    "UNDELIVERED": "la mise en demeure n'a pas atteint le client",
    "NEXT_DAY": "reporté au jour suivant",
}
FIELDS = {
    "due_on": "échéance",
    "issued_on": "date de facture",
    "total": "montant",
    "status": "état",
    "payer_id": "payeur",
    "purchase_order": "bon de commande",
    "engagement_number": "numéro d'engagement",
    "payment_announced_on": "paiement annoncé",
    "direct_debit_on": "prélèvement",
    "factor": "affacturage",
    "documents": "documents",
    "performed_on": "exécution",
    "received_on": "réception",
    "terms": "délai convenu",
    "periodic": "facture récapitulative",
    "sector": "secteur",
    "instalment_of": "facture d'origine",
    "suspensions": "délai de grâce",
}
