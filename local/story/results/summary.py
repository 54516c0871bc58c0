"""The story in figures: what out/summary.json holds, counted from the ledger alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from local.story.notebook import Notebook
from local.story.results.gathering import Gathered, Told
from relance.domain import events
from relance.domain.contact import ContactRow, ContactState
from relance.domain.events import Event

OUTCOMES = (
    *("sent", "delivered", "read", "refused", "unclaimed"),
    *("wrong_address", "lost", "complained", "rejected", "voided"),
)


def summarise(gathered: Gathered, notebook: Notebook) -> dict[str, Any]:
    """Plain values, in an order that does not depend on the run."""
    accounts = gathered.accounts
    return {
        "days": len(notebook.evenings),
        "accounts": len(accounts),
        "invoices": sum(len(told.explanation.invoices) for told in accounts),
        "contacts": contacts(row for told in accounts for row in told.explanation.contacts),
        "not_sent": {
            "skipped": _reasons(accounts, events.CONTACT_SKIPPED, "why"),
            "blocked": _reasons(accounts, events.CONTACT_BLOCKED, "why"),
            "voided": _reasons(accounts, events.CONTACT_VOIDED, "reason"),
            "superseded_steps": sum(len(e.data["steps"]) for e in _events(accounts, events.STEPS_SUPERSEDED)),
        },
        "closed_addresses": sum(len(told.explanation.closed_addresses) for told in accounts),
        "letters": _letters(row for told in accounts for row in told.explanation.contacts),
        "cases": {case.case_id: case.state.value for told in accounts for case in told.cases},
        "quarantine": {entry.key: dict(entry.breaches) for entry in sorted(gathered.quarantine, key=lambda q: q.key)},
        "redelivered_messages": notebook.redelivered,
        "money": _money(notebook),
    }


def contacts(rows: Iterable[ContactRow]) -> dict[str, dict[str, dict[str, int]]]:
    """By step, then channel, then outcome."""
    counted: dict[str, dict[str, Counter[str]]] = {}
    for row in rows:
        outcomes = counted.setdefault(row.step_name, {}).setdefault(str(row.channel), Counter())
        outcomes.update(_outcomes(row))
    return {
        step: {
            channel: {o: counts[o] for o in OUTCOMES if counts[o]} for channel, counts in sorted(counted[step].items())
        }
        for step in sorted(counted, key=_place)
    }


def _letters(rows: Iterable[ContactRow]) -> dict[str, Any]:
    """How many each carrier took, and the proofs that were kept, by kind."""
    sent = [row for row in rows if row.state is ContactState.SENT]
    taken = Counter(f"{row.carrier} {row.channel}" for row in sent if row.carrier)
    proofs = Counter(proof.kind for row in sent for proof in row.proofs)
    return {"taken": dict(sorted(taken.items())), "proofs": dict(sorted(proofs.items()))}


def _outcomes(row: ContactRow) -> Iterator[str]:
    if row.state is ContactState.VOID:
        yield "voided"
    if row.state is ContactState.SENT:
        yield "sent"
    if row.delivery and row.delivery.lower() in OUTCOMES[1:]:
        yield row.delivery.lower()


def _place(step: str) -> tuple[int, str]:
    order = ("pre_due_notice", "first_reminder", "second_reminder", "third_reminder", "last_reminder", "formal_notice")
    return (order.index(step) if step in order else len(order), step)


def _events(accounts: Iterable[Told], kind: str) -> Iterator[Event]:
    for told in accounts:
        yield from (h.event for h in told.explanation.happenings if h.event.kind == kind)


def _reasons(accounts: Iterable[Told], kind: str, name: str) -> dict[str, int]:
    codes = Counter(str(event.data.get(name, "")).partition(":")[0] for event in _events(accounts, kind))
    return dict(sorted(codes.items()))


def _money(notebook: Notebook) -> dict[str, str]:
    if not notebook.evenings:
        return {}
    first, last = notebook.evenings[0], notebook.evenings[-1]
    return {
        "outstanding_on_the_first_evening": f"{first.outstanding:.2f} EUR",
        "overdue_on_the_first_evening": f"{first.overdue:.2f} EUR",
        "outstanding_on_the_last_evening": f"{last.outstanding:.2f} EUR",
        "overdue_on_the_last_evening": f"{last.overdue:.2f} EUR",
        "received": f"{last.received:.2f} EUR",
        "received_after_contact": f"{last.received_after_contact:.2f} EUR",
    }
