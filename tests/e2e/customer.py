"""A customer of a story, as billing writes it and as the ledger and the outbox show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from local.outbox import SentMail
from local.portfolio.book import CUSTOMER, Record, document_key
from local.story.world import World
from relance.domain.calendar import PARIS
from relance.domain.contact import ContactRow
from relance.domain.events import Event


@dataclass(frozen=True)
class StoryCustomer:
    """One account."""

    world: World
    id: str

    @classmethod
    def new(cls, world: World, customer_id: str, **changes: Any) -> StoryCustomer:
        """A French business in Angers that reads its mail."""
        record: Record = {
            "customer_id": customer_id,
            "record": CUSTOMER,
            "version": 1,
            "kind": "business",
            "legal_name": "Boulangerie des Récollets SARL",
            "address": {"lines": ["4 rue des Récollets"], "postal_code": "49100", "city": "Angers", "country": "FR"},
            "contacts": [{"role": "accounting", "name": "Anne Lory", "email": f"{customer_id.lower()}@debtor.example"}],
        }
        world.billing.put({k: v for k, v in {**record, **changes}.items() if v is not None})
        return cls(world, customer_id)

    @property
    def address(self) -> str:
        """Where its mails go."""
        return f"{self.id.lower()}@debtor.example"

    def invoice(self, name: str, due_on: str, *, pdf: bool = True, **changes: Any) -> Record:
        """An invoice of 1 200 € issued on New Year's eve, with its PDF."""
        number = f"{self.id}-{name}"
        record: Record = {
            "customer_id": self.id,
            "record": f"INVOICE#{number}",
            "version": 1,
            "issued_on": "2025-12-31",
            "due_on": due_on,
            "total": "1200.00",
            **({"documents": [{"kind": "invoice", "key": document_key(number)}]} if pdf else {}),
            **changes,
        }
        self.world.billing.put(record)
        if pdf:
            self.world.billing.print_invoice(record)
        self.world.stack.settled()
        return record

    def number(self, name: str) -> str:
        """The invoice's number."""
        return f"{self.id}-{name}"

    def pay(self, name: str, on: date, at: time = time(10, 0)) -> None:
        """The invoice is paid in full."""
        self.world.at(datetime.combine(on, at, PARIS))
        record = self.world.billing.invoice(self.number(name))
        self.world.billing.pay(record, f"{self.world.billing.outstanding(record):.2f}", on.isoformat())
        self.world.stack.settled()

    def mails(self) -> list[SentMail]:
        """What arrived, oldest first."""
        return [mail for mail in self.world.stack.outbox.mails() if mail.destination == (self.address,)]

    def rows(self) -> list[ContactRow]:
        """The ledger's contacts."""
        return self.world.app.ledger.contacts(self.id)

    def contacts(self) -> list[tuple[str, str, str]]:
        """Day, step and state of each."""
        return [(row.day.isoformat(), row.step_name, row.state.value) for row in self.rows()]

    def events(self, kind: str) -> list[Event]:
        """The history's events of a kind."""
        return [event for event in self.world.app.ledger.events(self.id) if event.kind == kind]

    def quarantined(self) -> dict[str, list[tuple[str, str]]]:
        """What the contract refused, by the record's name."""
        entries = self.world.app.quarantine.entries()
        mine = [entry for entry in entries if entry.key.startswith(f"{self.id}#")]
        return {entry.key.removeprefix(f"{self.id}#"): list(entry.breaches) for entry in mine}
