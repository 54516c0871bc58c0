"""What is handed to a carrier: the stored PDF and what goes with it, from the creditor to the debtor."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from relance.domain.billing import ContactPoint, Customer, CustomerKind
from relance.domain.channels import PAPER, Channel, postal_key
from relance.domain.contact import ContactRow, StoredObject
from relance.domain.creditor import Creditor
from relance.domain.errors import RejectedError
from relance.domain.person_names import first_and_last
from relance.domain.statement import Statement
from relance.ports.carriers import Consignment, Party, Service, Sheet
from relance.ports.storage import Archive
from relance.service.sending.enclosing import Enclosing
from relance.service.sending.ways import Owed


@dataclass(frozen=True, slots=True)
class Consigning:
    """Reads what was written and frozen; writes nothing. Raises RejectedError naming what is missing or altered."""

    archive: Archive
    enclosing: Enclosing
    creditor: Callable[[], Creditor]

    def reminder(self, owed: Owed) -> Consignment:
        """A letter of the plan, with the invoices' copies that its step requires."""
        copies = self.enclosing.required(owed.statement)
        return self._consignment(owed, [Sheet(copy.name, copy.body) for copy in copies])

    def notice(self, owed: Owed, enclosures: Iterable[StoredObject]) -> Consignment:
        """A formal notice, with the copies that were frozen beside it (MED-01, 15)."""
        return self._consignment(owed, [self._sheet(PurePosixPath(kept.key).name, kept) for kept in enclosures])

    def _consignment(self, owed: Owed, enclosures: list[Sheet]) -> Consignment:
        row = owed.row
        if row.letter is None:
            raise RejectedError("the letter was not written")
        return Consignment(
            reference=row.reference,
            service=Service(row.channel),
            day=row.day,
            sender=_sender(self.creditor()),
            recipient=_recipient(owed.statement),
            letter=self._sheet(f"{row.reference}.pdf", row.letter),
            enclosures=tuple(enclosures),
            consent=_consent(owed.customer),
        )

    def _sheet(self, name: str, stored: StoredObject) -> Sheet:
        """What is sent is what was written, and approved where people approve it."""
        body = self.archive.get(stored.key)
        if hashlib.sha256(body).hexdigest() != stored.sha256:
            raise RejectedError(f"{stored.key}: the stored file is not the one that was written")
        return Sheet(name, body)


def address_of(row: ContactRow, statement: Statement) -> str | None:
    """The address that a letter goes to, as the ledger keeps it: what closes it later names it so."""
    if Channel(row.channel) in PAPER:
        return postal_key(statement.debtor.address)
    return statement.recipient.email if statement.recipient else None


def parts_of(consignment: Consignment) -> dict[str, str]:
    """The SHA-256 of each sheet, by its name."""
    sheets = (consignment.letter, *consignment.enclosures)
    return {sheet.name: hashlib.sha256(sheet.body).hexdigest() for sheet in sheets}


def _sender(creditor: Creditor) -> Party:
    first, last = first_and_last(creditor.signatory)
    return Party(
        name=creditor.signatory or creditor.legal_name,
        company=creditor.legal_name,
        address=creditor.address,
        email=creditor.email,
        first_name=first,
        last_name=last,
    )


def _recipient(statement: Statement) -> Party:
    """A consumer is the addressee; of a business or a public body it is a person or desk where one is known."""
    debtor, contact = statement.debtor, statement.recipient or ContactPoint("")
    private = debtor.kind is CustomerKind.CONSUMER
    person = debtor.legal_name if private else contact.name
    first, last = first_and_last(person)
    return Party(
        name=person or debtor.legal_name,
        company="" if private else debtor.legal_name,
        address=debtor.address,
        email=contact.email,
        professional=not private,
        first_name=first,
        last_name=last,
    )


def _consent(customer: Customer) -> str:
    """Where the consent is recorded: billing's record of the customer, in the version that was read."""
    return f"billing:{customer.customer_id}:v{customer.version}" if customer.lre_consent else ""
