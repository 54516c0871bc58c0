"""One customer's page: who it is, where it stands, its invoices, its cases, its history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from local.story import words
from local.story.results.documents import CaseFile
from local.story.results.gathering import Told
from local.story.results.shown import shown_case, shown_entry, shown_invoice
from local.story.results.timeline import Entry
from relance.cli.explain import hold_text
from relance.cli.french import amounts, plan_reason
from relance.domain.billing import Customer, Invoice
from relance.domain.contact import ContactState
from relance.domain.decision import Rest
from relance.domain.money import Money
from relance.service.explain import channel_and_step
from relance.service.french import rest as rest_text
from relance.service.french import typeset


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the first page's table."""

    order: tuple[int, str]
    id: str
    name: str
    place: str
    href: str
    state: str
    look: str
    contacts: int
    overdue: str
    outstanding: str
    words: str


@dataclass(frozen=True, slots=True)
class CustomerView:
    """An account, ready to be shown."""

    told: Told
    today: date

    @property
    def customer(self) -> Customer | None:
        """The customer's own record."""
        return self.told.record.customer.facts if self.told.record.customer else None

    @property
    def name(self) -> str:
        """Its name, or its id where billing never gave a valid record."""
        return self.customer.legal_name if self.customer else self.told.account_id

    @property
    def path(self) -> str:
        """The page's place in the folder of results."""
        return f"clients/{self.told.account_id}.html"

    @property
    def rest(self) -> Rest | None:
        """Why nothing would go out today."""
        decision = self.told.explanation.planned.decision
        return decision if isinstance(decision, Rest) else None

    @property
    def blocked(self) -> bool:
        """Whether somebody must mend something."""
        return self.rest is not None and self.rest.blocked

    @property
    def invoices(self) -> list[Invoice]:
        """Every invoice of the account."""
        return [progress.state.invoice for progress in self.told.explanation.invoices]

    def state(self) -> tuple[str, str]:
        """Where the account stands, in two words, with the look of its badge."""
        told = self.told.explanation
        if told.open_case is not None or any(case.state == "HANDED_OFF" for case in self.told.cases):
            return "Dossier", "case"
        if self.blocked:
            return "Bloqué", "blocked"
        if told.hold is not None and told.hold.active(self.today):
            return "Suspendu", "held"
        if any(invoice.due_on < self.today for invoice in self._open()):
            return ("Contesté", "held") if self._only_disputed() else ("En retard", "late")
        return ("À échoir", "") if self._open() else ("À jour", "quietly")

    def sentence(self) -> str:
        """What comes next, or why nothing does."""
        told = self.told.explanation
        if told.upcoming is not None:
            step, channel = channel_and_step(told.upcoming.planned)
            way = f" par {words.channel(channel)}" if channel else ", à approuver"
            return f"Prochaine étape : {words.step(step).lower()}{way}, le {words.short_date(told.upcoming.day)}."
        if self.rest is not None:
            text = rest_text(self.rest)
            return typeset(f"{text[:1].upper()}{text[1:]}.")
        return "La suite se décide au prochain passage."

    def row(self) -> Row:
        """The account on the first page."""
        state, look = self.state()
        place = self.customer.address.city if self.customer else ""
        numbers = " ".join(invoice.invoice_id for invoice in self.invoices)
        late = [i for i in self._open() if i.due_on < self.today]
        return Row(
            order=(0 if late or look in ("case", "blocked") else 1, self.name),
            id=self.told.account_id,
            name=self.name,
            place=place,
            href=self.path,
            state=state,
            look=look,
            contacts=sum(row.state is ContactState.SENT for row in self.told.explanation.contacts),
            overdue=_sum(late),
            outstanding=_sum(self._open()),
            words=f"{self.name} {self.told.account_id} {place} {state} {numbers}",
        )

    def case_lines(self) -> list[dict[str, str]]:
        """Its cases on the first page."""
        return [
            {"href": self.path, "who": self.name, "state": words.case_state(case.state), "id": case.case_id}
            for case in self.told.cases
        ]

    def page(self, days: list[tuple[date, list[Entry]]], files: dict[str, list[CaseFile]]) -> dict[str, Any]:
        """What the template of the page needs."""
        state, look = self.state()
        return {
            "c": {"name": self.name, "state": state, "look": look, "sentence": self.sentence()},
            "facts": list(self._facts()),
            "invoices_title": words.plural(len(self.invoices), "facture"),
            "invoices": [shown_invoice(progress, self.today) for progress in self.told.explanation.invoices],
            "cases": [shown_case(case, files.get(case.case_id, [])) for case in self.told.cases],
            "days": [
                {"title": words.long_date(day), "entries": list(map(shown_entry, entries))} for day, entries in days
            ],
        }

    def _facts(self) -> Iterator[tuple[str, str]]:
        told, customer = self.told.explanation, self.customer
        yield "Numéro de client", self.told.account_id
        if customer is not None:
            yield from _identity(customer)
        if told.planned.plan_name:
            yield "Plan de relance", f"{told.planned.plan_name} ({plan_reason(told.planned.plan_reason)})"
        if told.closed_addresses:
            yield "Adresses fermées", "\n".join(map(words.postal, told.closed_addresses))
        if told.hold is not None:
            yield "Suspension", typeset(hold_text(told.hold))
        yield "Encours", _sum(self._open())

    def _open(self) -> list[Invoice]:
        gone = ("cancelled", "withdrawn")
        return [i for i in self.invoices if i.outstanding.cents and i.status not in gone and not i.factor]

    def _only_disputed(self) -> bool:
        return all(i.status == "disputed" for i in self._open() if i.due_on < self.today)


def _identity(customer: Customer) -> Iterator[tuple[str, str]]:
    siren = f", SIREN {words.siren(customer.siren)}" if customer.siren else ""
    segment = f", segment {customer.segment}" if customer.segment else ""
    yield "Qualité", f"{words.KINDS[customer.kind]}{segment}{siren}"
    address = customer.address
    country = f"\n{address.country}" if address.country != "FR" else ""
    yield "Adresse", "\n".join(address.lines) + f"\n{address.postal_code} {address.city}{country}"
    for contact in customer.contacts:
        mobile = words.phone(contact.mobile) if contact.mobile else None
        ways = "\n".join(way for way in (contact.email, mobile) if way) or "ni e-mail ni mobile"
        yield words.ROLES.get(contact.role, contact.role).capitalize(), f"{contact.name}\n{ways}"
    for unapplied in customer.unapplied:
        label = "Paiement non imputé" if unapplied.kind == "payment" else "Avoir non imputé"
        yield label, words.amount(unapplied.amount)


def _sum(invoices: list[Invoice]) -> str:
    currencies = sorted({i.currency for i in invoices}, key=lambda c: (c != "EUR", c))
    return amounts(Money.total((i.outstanding for i in invoices if i.currency == c), c) for c in currencies)
