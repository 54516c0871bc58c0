"""One account's history as a person reads it: a card for each contact, a line for everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from local.story import words
from local.story.results.documents import ContactFiles
from local.story.results.gathering import Told
from relance.cli.contacts import reason
from relance.cli.timeline import sentence
from relance.domain import events
from relance.domain.calendar import civil_date
from relance.domain.contact import ContactRow
from relance.domain.delivery import UNREACHED, DeliveryStatus
from relance.service import french_channels
from relance.service.explain import Happening
from relance.service.french import NBSP, typeset

LOOKS = {
    "contact": "contact",
    "delivery": "contact",
    "steps": "quiet",
    "address": "alert",
    "billing": "money",
    "hold": "hold",
    "case": "case",
}
ALERTS = frozenset({events.CONTACT_BLOCKED, events.CONTACT_SKIPPED, events.CONTACT_UNKNOWN, events.CASE_REFUSED})
Data = dict[str, Any]
FAILED = frozenset(status.value for status in UNREACHED)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a contact met on its way."""

    at: datetime
    text: str
    bad: bool = False


@dataclass(slots=True)
class Entry:
    """One thing that happened. `row` and `files` are those of a contact's card."""

    at: datetime
    look: str
    text: str
    row: ContactRow | None = None
    files: ContactFiles = field(default_factory=ContactFiles)
    facts: list[Fact] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    """The invoices of a line that speaks of several."""

    @property
    def failed(self) -> bool:
        """Whether the contact did not reach the debtor."""
        return self.row is not None and self.row.delivery in FAILED


def timeline(told: Told, files: dict[str, ContactFiles]) -> list[tuple[date, list[Entry]]]:
    """The account's days on which something happened, oldest first."""
    rows = {row.reference: row for row in told.explanation.contacts}
    cards: dict[str, Entry] = {}
    entries: list[Entry] = []
    for happening in told.explanation.happenings:
        reference = str(happening.event.data.get("reference", ""))
        if reference not in rows or happening.event.kind == events.CASE_NOTICE_SERVED:
            _add_line(entries, happening)
            if happening.event.kind == events.AGREEMENT_MADE:
                entries[-1].files = files.get(reference, ContactFiles())
            continue
        if reference not in cards:
            cards[reference] = _card(happening, rows[reference], files.get(reference, ContactFiles()))
            entries.append(cards[reference])
        cards[reference].facts += [fact for fact in _facts(happening) if fact not in cards[reference].facts]
    return _by_day(entries)


def _add_line(entries: list[Entry], happening: Happening) -> None:
    """Invoices that came in together share one line."""
    last = entries[-1] if entries else None
    if happening.event.kind != events.INVOICE_SEEN:
        entries.append(_line(happening))
    elif last is None or not last.numbers or civil_date(last.at) != civil_date(happening.event.at):
        entries.append(replace(_line(happening), numbers=[_number(happening)]))
    else:
        last.numbers.append(_number(happening))
        last.text = f"Prise en compte de {len(last.numbers)}{NBSP}factures : {', '.join(last.numbers)}"


def _number(happening: Happening) -> str:
    return str(happening.event.data.get("invoice", "")).rpartition("#")[2]


def _line(happening: Happening) -> Entry:
    kind = happening.event.kind
    look = "alert" if kind in ALERTS else LOOKS.get(kind.partition(".")[0], "quiet")
    return Entry(happening.event.at, look, _capital(sentence(happening)))


def _card(happening: Happening, row: ContactRow, files: ContactFiles) -> Entry:
    title = f"{words.step(row.step_name)} par {words.channel(row.channel)}"
    return Entry(happening.event.at, "contact", title, row=row, files=files)


def _facts(happening: Happening) -> list[Fact]:
    event = happening.event
    if event.kind in FACTS:
        text, bad = FACTS[event.kind](event.data)
    else:
        text, bad = sentence(happening), event.kind == events.CONTACT_UNKNOWN
    return [Fact(event.at, typeset(text), bad)] if text else []


def _chosen(data: Data) -> tuple[str, bool]:
    """Why this channel, where there was something to choose."""
    code = str(data.get("why_channel", ""))
    said = f"canal choisi : {french_channels.why_channel(code)}" if french_channels.remarkable(code) else ""
    return said, False


def _voided(data: Data) -> tuple[str, bool]:
    return f"abandonné avant l'envoi : {reason(data.get('reason'))}", True


def _delivered(data: Data) -> tuple[str, bool]:
    """That it was submitted is said already by the contact itself."""
    status = str(data.get("status") or "")
    said = "" if status in ("", DeliveryStatus.SUBMITTED) else words.delivery(status, str(data.get("channel", "")))
    return said, status in FAILED


FACTS: dict[str, Callable[[Data], tuple[str, bool]]] = {
    events.CONTACT_RESERVED: _chosen,
    events.CONTACT_SENT: lambda _: ("remis au prestataire d’envoi", False),
    events.CONTACT_VOIDED: _voided,
    events.DELIVERY_FACT: _delivered,
    events.CASE_NOTICE_MOVED: lambda _: ("", False),  # the letter's own fact has said it
}


def _by_day(entries: Iterable[Entry]) -> list[tuple[date, list[Entry]]]:
    days: dict[date, list[Entry]] = {}
    for entry in entries:
        days.setdefault(civil_date(entry.at), []).append(entry)
    return sorted(days.items())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
