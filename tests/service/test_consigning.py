"""What carriers are given for Boulangerie Martin on Monday 2 February 2026."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from relance.domain.billing import ContactPoint, CustomerKind
from relance.domain.channels import Channel
from relance.domain.contact import ContactRow, ContactState, StoredObject
from relance.domain.document import Document
from relance.domain.errors import RejectedError
from relance.domain.plan import InvoiceCopy
from relance.domain.reference import contact_reference
from relance.domain.statement import Statement
from relance.ports.carriers import Party, Service
from relance.service.sending.consigning import Consigning, address_of, parts_of
from relance.service.sending.enclosing import Enclosing
from relance.service.sending.ways import Owed
from tests.builders import MARTIN, NANTES, creditor, customer, customer_item, invoice_item, record
from tests.fakes.storage import InMemoryArchive, InMemoryDocuments
from tests.world import MONDAY, World

LETTER = b"%PDF-1.7 first reminder"
KEY = "letters/C-1/2026-02-02/x.pdf"


@pytest.fixture
def archive() -> InMemoryArchive:
    archive = InMemoryArchive()
    archive.put(KEY, LETTER, media_type="application/pdf")
    return archive


@pytest.fixture
def documents() -> InMemoryDocuments:
    return InMemoryDocuments({"f/F-1.pdf": b"%PDF-1.7 F-1", "f/F-2.pdf": b"%PDF-1.7 F-2"})


@pytest.fixture
def consigning(archive: InMemoryArchive, documents: InMemoryDocuments) -> Consigning:
    return Consigning(archive, Enclosing(documents), creditor)


def statement(**changes: Any) -> Statement:
    """The first reminder, of F-1 that is due for it and of F-2 that had it."""
    world = World()
    copies = ({"kind": "invoice", "key": "f/F-1.pdf"}, {"kind": "invoice", "key": "f/F-2.pdf"})
    items = [
        invoice_item(documents=[copies[0]]),
        invoice_item("F-2", issued_on="2026-01-01", due_on="2026-01-31", total="80.00", documents=[copies[1]]),
    ]
    world.billing.put_all([customer_item(), *items])
    world.knows(record(*world.billing.partition("C-1").invoices.values()))
    planned = world.planning.decide(world.reader.read("C-1"), MONDAY)
    assert planned.statement is not None
    return replace(planned.statement, **changes)


def owed(said: Statement | None = None, channel: Channel = Channel.LETTER, **who: Any) -> Owed:
    row = ContactRow(
        account_id="C-1",
        day=MONDAY,
        attempt=1,
        state=ContactState.RESERVED,
        step_name="first_reminder",
        rank=1,
        document=Document.FIRST_REMINDER,
        channel=channel,
        statement_hash="0" * 64,
        since=datetime(2026, 2, 2, 7, 30, tzinfo=UTC),
        letter=StoredObject(KEY, hashlib.sha256(LETTER).hexdigest()),
    )
    return Owed(row, said or statement(), customer(**who))


def test_the_letter_goes_from_the_creditor_to_the_person_at_the_company(consigning: Consigning) -> None:
    letter = consigning.reminder(owed())
    assert (letter.reference, letter.service, letter.day) == (
        contact_reference("C-1", MONDAY, 1),
        Service.LETTER,
        MONDAY,
    )
    assert letter.letter.body == LETTER
    assert letter.letter.name == f"{letter.reference}.pdf"
    assert letter.recipient == Party(
        name="Claire Martin",
        company="Boulangerie Martin SARL",
        address=NANTES,
        email="compta@boulangerie-martin.example",
        professional=True,
        first_name="Claire",
        last_name="Martin",
    )
    assert (letter.sender.company, letter.sender.address) == (creditor().legal_name, creditor().address)
    assert letter.sender.email == creditor().email


def test_a_company_without_a_person_is_addressed_by_its_name(consigning: Consigning) -> None:
    said = statement(recipient=ContactPoint(""))
    assert consigning.reminder(owed(said)).recipient == Party(
        name="Boulangerie Martin SARL", company="Boulangerie Martin SARL", address=NANTES
    )


def test_a_consumer_is_the_addressee_whoever_reads_the_mails(consigning: Consigning) -> None:
    said = statement()
    debtor = replace(said.debtor, kind=CustomerKind.CONSUMER, legal_name="Mme Jeanne Petit")
    letter = consigning.reminder(owed(replace(said, debtor=debtor)))
    to = letter.recipient
    assert (to.name, to.company, to.professional) == ("Mme Jeanne Petit", "", False)
    assert (to.first_name, to.last_name) == ("Jeanne", "Petit")


@pytest.mark.parametrize(("agreed", "told"), [(True, "billing:C-1:v7"), (False, "")])
def test_the_consent_is_billings_record_of_it_and_none_is_claimed_without(
    consigning: Consigning, agreed: bool, told: str
) -> None:
    """CPCE-postes L100: who is no professional must have agreed beforehand."""
    assert consigning.reminder(owed(lre_consent=agreed, version=7)).consent == told


@pytest.mark.parametrize(
    ("copies", "enclosed"),
    [
        (InvoiceCopy.REQUIRED, ["F-1.pdf"]),
        (InvoiceCopy.IF_AVAILABLE, []),
        (InvoiceCopy.NEVER, []),
    ],
)
def test_only_the_copies_that_the_step_requires_are_printed_and_paid(
    consigning: Consigning, copies: InvoiceCopy, enclosed: list[str]
) -> None:
    said = statement(invoice_copy=copies, reached=(("C-1#F-1", 1),))
    assert [sheet.name for sheet in consigning.reminder(owed(said)).enclosures] == enclosed


def test_a_required_copy_that_is_missing_stops_the_letter(consigning: Consigning, documents: InMemoryDocuments) -> None:
    documents.files.clear()
    with pytest.raises(RejectedError, match="MISSING_INVOICE_PDF: the PDF of F-1"):
        consigning.reminder(owed(statement(invoice_copy=InvoiceCopy.REQUIRED)))


def test_a_letter_that_is_not_what_was_written_is_not_sent(consigning: Consigning, archive: InMemoryArchive) -> None:
    archive.files[KEY] = b"%PDF-1.7 another"
    with pytest.raises(RejectedError, match="not the one that was written"):
        consigning.reminder(owed())


def test_a_letter_that_was_not_written_is_not_sent(consigning: Consigning) -> None:
    bare = owed()
    with pytest.raises(RejectedError, match="not written"):
        consigning.reminder(replace(bare, row=replace(bare.row, letter=None)))


def test_a_notice_goes_with_what_was_frozen_beside_it(consigning: Consigning, archive: InMemoryArchive) -> None:
    kept = archive.put("cases/CASE-1/enclosures/001.pdf", b"%PDF-1.7 as it was", media_type="application/pdf")
    notice = consigning.notice(owed(channel=Channel.REGISTERED), [kept])
    assert notice.service is Service.REGISTERED
    assert [(sheet.name, sheet.body) for sheet in notice.enclosures] == [("001.pdf", b"%PDF-1.7 as it was")]
    archive.files[kept.key] = b"%PDF-1.7 altered"
    with pytest.raises(RejectedError, match=r"enclosures/001\.pdf"):
        consigning.notice(owed(channel=Channel.REGISTERED), [kept])


def test_the_ledger_keeps_the_address_by_which_it_may_be_closed_and_the_hash_of_each_sheet(
    consigning: Consigning,
) -> None:
    said = statement(invoice_copy=InvoiceCopy.REQUIRED, reached=(("C-1#F-1", 1),))
    assert address_of(owed().row, said) == "3 rue crébillon|44000|nantes"
    assert address_of(owed(channel=Channel.LRE).row, said) == MARTIN.email
    letter = consigning.reminder(owed(said))
    assert parts_of(letter) == {
        # SHA-256 of "%PDF-1.7 first reminder" and of "%PDF-1.7 F-1", by sha256sum
        f"{letter.reference}.pdf": "d90714d69b1c1c4b888671d5b65fc2c1e3f495c42d60b5ab73e4ae23720aca0b",
        "F-1.pdf": "026d8b504b2aefb6778007e39008f1fc9aa4a564573714eb3e32be64f94f51a1",
    }
