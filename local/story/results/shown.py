"""Parts of a customer's page, as plain values for its template."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from local.story import words
from local.story.results.documents import CaseFile
from local.story.results.timeline import FAILED, Entry
from relance.domain.billing import Invoice
from relance.domain.calendar import civil_date
from relance.domain.case import Case
from relance.domain.channels import PAPER
from relance.domain.contact import ContactRow, ContactState
from relance.domain.costs import euros
from relance.domain.decision import Why
from relance.domain.delivery import DeliveryStatus
from relance.service.explain import InvoiceProgress
from relance.service.french import NBSP
from relance.service.french import rest as rest_text

PASSED_BY = frozenset({DeliveryStatus.REFUSED, DeliveryStatus.UNCLAIMED})
QUIET = (Why.NOTHING_OWED, Why.CANCELLED)


def shown_invoice(progress: InvoiceProgress, today: date) -> dict[str, Any]:
    """A line of the invoices' table."""
    invoice = progress.state.invoice
    late = (today - invoice.due_on).days if invoice.outstanding.cents else 0
    return {
        "number": invoice.invoice_id,
        "status": _status(invoice),
        "due": words.short_date(invoice.due_on),
        "late": words.plural(late, "jour de retard", "jours de retard") if late > 0 else "",
        "total": words.amount(invoice.total),
        "reduced": f"avoir de {words.amount(invoice.credited)}" if invoice.credited.cents else "",
        "outstanding": words.amount(invoice.outstanding),
        "settled": invoice.outstanding.cents == 0,
        "paid_share": 100 - 100 * invoice.outstanding.cents // invoice.total.cents,
        "steps": [words.step(name) for name in progress.reached],
        "next": _next(progress),
    }


def _status(invoice: Invoice) -> str:
    if invoice.factor:
        return f"cédée à {invoice.factor}"
    return words.STATUSES.get(invoice.status, "")


def _next(progress: InvoiceProgress) -> str:
    if progress.paused is not None:
        return "" if progress.paused.why in QUIET else rest_text(progress.paused)
    if progress.next_step is None:
        return "plan terminé"
    return f"{words.step(progress.next_step)} à partir du {words.short_date(progress.next_on)}"


def shown_case(case: Case, files: list[CaseFile]) -> dict[str, Any]:
    """The box of a case."""
    said = {"notice": "Mise en demeure", "handoff": "Transmission"}
    decided = {"APPROVED": "approuvée", "REFUSED": "refusée"}
    return {
        "id": case.case_id,
        "state": words.case_state(case.state),
        "opened": words.short_date(case.opened_on),
        "served": words.short_date(case.served_on) if case.served_on and case.state != "NOTICE_APPROVAL" else "",
        "approvals": [
            {
                "text": f"{said[a.gate]} {decided.get(a.decision, a.decision)} par {a.by} le "
                f"{words.short_date(a.at.date())} à {words.clock_time(a.at)}",
                "sha": a.document_sha256[:16],
            }
            for a in case.approvals
        ],
        "files": files,
    }


def shown_entry(entry: Entry) -> dict[str, Any]:
    """A card or a line of the timeline."""
    row = entry.row
    badge, look = badge_of(row)
    return {
        "look": entry.look,
        "failed": entry.failed,
        "time": words.clock_time(entry.at),
        "text": entry.text,
        "row": row,
        "badge": badge,
        "badge_look": look,
        "to": _to(row) if row else "",
        "way": _way(row) if row else "",
        "files": entry.files,
        "facts": [{"time": _moment(f.at, entry.at), "text": f.text, "bad": f.bad} for f in entry.facts],
    }


def _moment(at: datetime, since: datetime) -> str:
    """The hour; of a later day, the day instead."""
    return words.clock_time(at) if civil_date(at) == civil_date(since) else f"{civil_date(at):%d/%m}"


def _to(row: ContactRow) -> str:
    """A number or a mailbox; the address on paper stands at the head of the page."""
    if not row.address or row.channel in PAPER:
        return ""
    return f"au {words.phone(row.address)}" if row.channel == "sms" else f"à {row.address}"


def _way(row: ContactRow) -> str:
    """Who took it and for how much; of what goes through AWS itself, nothing."""
    if row.carrier is None:
        return ""
    price = f", {euros(row.cost.micros)}{NBSP}HT" if row.cost else ""
    return f"confié à {words.carrier(row.carrier)}{price}"


def badge_of(row: ContactRow | None) -> tuple[str, str]:
    """What became of a contact, and the look of its badge."""
    if row is None:
        return "", ""
    if row.delivery is not None:
        look = "bad" if row.delivery in FAILED else "late" if row.delivery in PASSED_BY else ""
        return words.delivery(row.delivery, row.channel), look
    return words.contact_state(row.state), "quietly" if row.state is ContactState.VOID else ""
