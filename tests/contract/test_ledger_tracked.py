"""Tracked letters in the ledger: found by their reference, kept with every fact, asked after on their day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from relance.domain.channels import Channel
from relance.domain.contact import ContactState, KeptProof, LetterFact, StoredObject
from relance.domain.delivery import DeliveryStatus
from relance.ports.ledger import Ledger
from tests.contract.ledger_story import MONDAY, contact, event, stored

NINE = datetime(2026, 2, 9, 8, 0, tzinfo=UTC)
RECORD, TOKEN = StoredObject("tracked/C-1/read.json", "1f" * 32), StoredObject("tracked/C-1/read.tsr", "2e" * 32)
READ = LetterFact(DeliveryStatus.READ, NINE, True, RECORD, TOKEN, NINE + timedelta(seconds=3), "Autorité")
LETTER = contact(
    ContactState.SENT,
    channel=Channel.TRACKED,
    tracked=(LetterFact(DeliveryStatus.SENT, NINE), READ),
    proofs=(KeptProof("BUNDLE", RECORD, "application/pdf", NINE, "certificate:READ"),),
    follow_at=NINE + timedelta(days=16),
)


def test_it_is_found_by_its_reference_though_no_carrier_has_it(ledger: Ledger) -> None:
    now = stored(ledger)
    ledger.commit(now, now, contact=LETTER, events=[event()])
    assert ledger.contact_of(LETTER.reference) == ("C-1", MONDAY)


def test_an_ordinary_mail_is_looked_for_by_its_account_only(ledger: Ledger) -> None:
    now = stored(ledger)
    mail = contact(ContactState.SENT)
    ledger.commit(now, now, contact=mail, events=[event()])
    assert ledger.contact_of(mail.reference) is None


def test_every_fact_comes_back_as_it_was_kept(ledger: Ledger) -> None:
    now = stored(ledger)
    ledger.commit(now, now, contact=LETTER, events=[event()])
    assert ledger.contact("C-1", MONDAY) == LETTER


def test_it_is_asked_after_from_its_day_on(ledger: Ledger) -> None:
    now = stored(ledger)
    ledger.commit(now, now, contact=LETTER, events=[event()])
    due = NINE + timedelta(days=16)
    assert list(ledger.to_follow(due - timedelta(seconds=1))) == []
    assert list(ledger.to_follow(due)) == [("C-1", MONDAY)]
