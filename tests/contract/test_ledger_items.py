"""Rows of the ledger keep every value exactly, whatever billing wrote."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relance.adapters.dynamodb.codec import decode, encode
from relance.adapters.dynamodb.items import (
    account_item,
    case_item,
    contact_item,
    contact_of,
    event_item,
    event_of,
    invoice_item,
    pointer_items,
    record_of,
)
from relance.adapters.dynamodb.keys import quarantine_key, shard_of
from relance.adapters.dynamodb.table import from_wire, item_size, to_wire
from relance.domain.account import Hold, PastContact, Progress
from relance.domain.billing import (
    ContactPoint,
    CreditNote,
    Customer,
    Document,
    Invoice,
    InvoiceStatus,
    Payment,
    Unapplied,
)
from relance.domain.case import Approval, Case
from relance.domain.channels import Channel, Cost
from relance.domain.contact import ContactRow, ContactState, StoredObject
from relance.domain.errors import RejectedError
from relance.domain.events import ChainHead, NewEvent, append
from relance.domain.money import Money
from relance.domain.record import AccountRecord, LedgerInvoice, Quarantined, Seen, SendingSwitch
from tests.builders import invoice, ledger_invoice, progress, record

T = TypeVar("T")

whole = st.integers(min_value=-(10**15), max_value=10**15)
ranks = st.integers(min_value=-9, max_value=9)
instants = st.datetimes(timezones=st.just(UTC))
maybe_day = st.none() | st.dates()
words = st.text(max_size=12)
ids = st.text(alphabet="ABCabc0123456789-_.#é", min_size=1, max_size=12)
money = st.builds(Money, whole, st.sampled_from(["EUR", "USD", "CHF"]))


def some(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


customers = st.builds(
    Customer,
    customer_id=ids,
    version=whole,
    contacts=some(st.builds(ContactPoint)),
    unapplied=some(st.builds(Unapplied, amount=money, on=maybe_day)),
)
invoices = st.builds(
    Invoice,
    invoice_id=ids,
    customer_id=ids,
    total=money,
    version=whole,
    status=st.sampled_from(InvoiceStatus),
    payments=some(st.builds(Payment, amount=money, on=maybe_day)),
    amount_paid=st.none() | money,
    credit_notes=some(st.builds(CreditNote, amount=money, on=maybe_day)),
    documents=some(st.builds(Document)),
)
progresses = st.builds(Progress, cycle=whole, sent=st.frozensets(ranks), superseded=st.frozensets(ranks))
entries = st.builds(
    LedgerInvoice,
    seen=st.builds(Seen, facts=invoices, sequence=words, first_seen=maybe_day),
    progress=progresses,
    hold=st.none() | st.builds(Hold),
    case_id=st.none() | words,
    moved_to=st.none() | words,
)
approvals = st.builds(Approval, at=instants)
cases = st.builds(Case, case_id=ids, rank=ranks, approvals=some(approvals), notice=st.none() | st.builds(StoredObject))
rows = st.builds(
    ContactRow,
    account_id=ids,
    attempt=whole,
    rank=ranks,
    since=instants,
    segments=st.none() | whole,
    parts=st.none() | st.dictionaries(words, words),
)
past_contacts = st.builds(PastContact, rank=ranks)
switches = st.builds(SendingSwitch, at=st.none() | instants, live_since=maybe_day)
quarantined = st.builds(Quarantined, source=ids, key=ids, at=instants, waits_for=st.none() | ids)

relaxed = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def through_the_table(item: dict[str, Any]) -> dict[str, Any]:
    return from_wire(to_wire(item))


@relaxed
@given(customer=customers, sequence=words, first_seen=st.none() | st.dates())
def test_a_customer_comes_back_exactly(customer: Customer, sequence: str, first_seen: date | None) -> None:
    seen = Seen(customer, sequence, first_seen)
    written = AccountRecord(customer.customer_id, revision=1, customer=seen)
    assert record_of(written.account_id, [through_the_table(account_item(written))]) == written


@relaxed
@given(entry=entries)
def test_an_invoice_with_its_progress_comes_back_exactly(entry: LedgerInvoice) -> None:
    read = record_of("C-1", [through_the_table(invoice_item("C-1", entry))])
    assert read.invoices == {entry.key: entry}


@relaxed
@given(case=cases)
def test_a_case_comes_back_exactly(case: Case) -> None:
    assert record_of("C-1", [through_the_table(case_item("C-1", case))]).cases == {case.case_id: case}


@relaxed
@given(row=rows)
def test_a_contact_comes_back_exactly(row: ContactRow) -> None:
    assert contact_of(through_the_table(contact_item(row))) == row


@relaxed
@given(revision=st.integers(1, 10**9), contacts=st.lists(past_contacts, max_size=5), days=st.lists(st.dates()))
def test_an_account_row_comes_back_exactly(revision: int, contacts: list[PastContact], days: list[date]) -> None:
    written = AccountRecord("C-1", revision=revision, contacts=tuple(contacts), unfolded=tuple(days))
    assert record_of("C-1", [through_the_table(account_item(written))]) == written


@relaxed
@given(data=st.dictionaries(words, st.none() | st.booleans() | whole | words | st.lists(whole)), at=instants)
def test_an_event_comes_back_with_its_hash(data: dict[str, Any], at: datetime) -> None:
    event = append("C-1", ChainHead(), NewEvent("contact.sent", at, "dispatch_contact", data))
    read = event_of(through_the_table(event_item(event)))
    assert read == event
    assert append("C-1", ChainHead(), NewEvent(read.kind, read.at, read.actor, read.data)).hash == event.hash


@relaxed
@given(entry=quarantined, switch=switches)
def test_quarantine_and_switch_come_back_exactly(entry: Quarantined, switch: SendingSwitch) -> None:
    assert decode(Quarantined, through_the_table({"pk": "p", "sk": "s", **encode(entry)})) == entry
    assert decode(SendingSwitch, through_the_table({"pk": "p", "sk": "s", **encode(switch)})) == switch


def test_an_invoice_row_is_small_and_readable() -> None:
    row = invoice_item("C-1", ledger_invoice(invoice(), sequence="0042", progress=progress(1)))
    assert row == {
        "pk": "ACCOUNT#C-1",
        "sk": "INVOICE#C-1#F-1",
        "seen": {
            "facts": {
                "invoice_id": "F-1",
                "customer_id": "C-1",
                "issued_on": "2025-12-31",
                "due_on": "2026-01-30",
                "total": "1200.00 EUR",
                "version": 1,
                "status": "open",
            },
            "sequence": "0042",
            "first_seen": "2025-12-31",
        },
        "progress": {"cycle": 1, "sent": [1]},
    }
    assert item_size(to_wire(row)) < 400


def test_an_account_stands_on_the_agenda_only_with_a_day() -> None:
    on = account_item(record(next_day=date(2026, 2, 9)))
    assert on["agenda_shard"] == f"AGENDA#{shard_of('C-1')}"
    assert on["agenda_at"] == "2026-02-09"
    assert not {"agenda_shard", "agenda_at"} & set(account_item(record()))


@pytest.mark.parametrize("state", list(ContactState))
def test_a_contact_stands_on_the_sweepers_index_until_it_is_settled(state: ContactState) -> None:
    row = ContactRow(
        "C-1", date(2026, 2, 9), 1, state, "r1", 1, "x", "email", "ab", datetime(2026, 2, 9, 7, 30, tzinfo=UTC)
    )
    item = contact_item(row)
    settled = state in {ContactState.SENT, ContactState.VOID}
    assert item.get("agenda_at") == (None if settled else "2026-02-09T07:30:00.000000+00:00")


def test_a_row_written_before_a_field_existed_still_reads() -> None:
    item = account_item(record(next_day=date(2026, 2, 9)))
    old = {k: v for k, v in item.items() if k not in {"head", "hold"}} | {"a_field_of_the_past": "x"}
    assert record_of("C-1", [old]) == replace(record(next_day=date(2026, 2, 9)), invoices={}, cases={})


def test_the_kind_of_a_channel_is_kept_even_for_words_that_are_no_channel() -> None:
    by_post = PastContact(date(2026, 2, 9), "pigeon", "formal_notice", 4)
    by_mail = PastContact(date(2026, 2, 9), Channel.EMAIL, "first_reminder", 1)
    read = [decode(PastContact, encode(c)) for c in (by_post, by_mail)]
    assert read == [by_post, by_mail]
    assert [type(c.channel) for c in read] == [str, Channel]


def test_a_row_beyond_400_kb_is_refused_by_name() -> None:
    with pytest.raises(RejectedError, match=r"ACCOUNT#C-1/INVOICE#C-1#F-1 would take 5\d{5} bytes"):
        to_wire(invoice_item("C-1", ledger_invoice(invoice(purchase_order="x" * 500_000))))


def test_a_key_beyond_dynamodbs_limit_is_refused_by_name() -> None:
    with pytest.raises(RejectedError, match="the key of ACCOUNT#C-1/INVOICE#C-1#FFF"):
        to_wire(invoice_item("C-1", ledger_invoice(invoice("F" * 2000))))


def test_a_quarantined_record_may_have_a_key_of_any_length() -> None:
    long, other = (quarantine_key("billing", "C-1|INVOICE#" + tail * 3000) for tail in "xy")
    assert len(long["sk"]) < 100
    assert long["sk"] != other["sk"]


def test_progress_without_steps_keeps_its_cycle() -> None:
    assert encode(Progress(cycle=2)) == {"cycle": 2}
    assert decode(Progress, {"cycle": 2}) == Progress(cycle=2)


def test_the_size_counts_every_kind_of_attribute_as_dynamodb_does() -> None:
    item = {"pk": "p", "sk": "s", "n": 1234, "yes": True, "none": None, "list": ["ab", "é"], "map": {"k": "v"}}
    # pk 3, sk 3, n 1+4, yes 3+1, none 4+1, list 4+3+(1+2)+(1+2), map 3+3+1+1+1
    assert item_size(to_wire(item)) == 3 + 3 + 5 + 4 + 5 + 13 + 9


def test_of_two_attempts_that_both_went_each_has_its_line_in_the_costs() -> None:
    at, cost = datetime(2026, 2, 9, 7, 30, tzinfo=UTC), Cost(1_500_000, "configured")
    day, sent = date(2026, 2, 9), ContactState.SENT
    first = ContactRow("C-1", day, 1, sent, "r1", 1, "x", "letter", "ab", at, carrier="maileva", cost=cost)
    second = replace(first, attempt=2, handed_over=(first,))
    void = replace(second, handed_over=(replace(first, state=ContactState.VOID),))
    assert cost_lines(second) == [f"2026-02-09#{second.reference}", f"2026-02-09#{first.reference}"]
    assert cost_lines(void) == [f"2026-02-09#{second.reference}"]


def cost_lines(row: ContactRow) -> list[str]:
    return [item["sk"] for item in pointer_items(row) if item["pk"] == "COSTS#2026-02"]
