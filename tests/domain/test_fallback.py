"""A step that did not reach the debtor goes once more, by another channel.

Boulangerie Martin owes F-1 since Friday 30 January 2026. The plan: a notice 5 days before the due date by e-mail or
SMS; reminders 3 and 15 days after it by e-mail, SMS, then letter; a last one after 30 days that must prove delivery.
What the ledger does with a fact is done here by its own functions, on a record in hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance.adapters.holidays_fr import FrenchHolidays
from relance.domain.account import PastContact
from relance.domain.billing import ContactPoint, Customer, Invoice
from relance.domain.calendar import WorkingCalendar
from relance.domain.channels import PAPER, Channel, Offer, Offers, ProofNeeded, postal_key
from relance.domain.contact import ContactRow, ContactState
from relance.domain.decide import decide
from relance.domain.decision import Contact, Decision, Rest, Why
from relance.domain.delivery import CLOSING, REACHED, UNREACHED, DeliveryStatus, fold
from relance.domain.document import Document, Tone
from relance.domain.pauses import Limits
from relance.domain.plan import Plan, Side, Step
from relance.domain.record import AccountRecord
from relance.service.contacts.folding import folded
from relance.service.contacts.unreached import SILENCE, reached_after_all, unreached
from tests.builders import MARTIN, NANTES, customer, invoice, record

C, S = Channel, DeliveryStatus
CALENDAR: Final = WorkingCalendar(FrenchHolidays())
OFFERS: Final = Offers(tuple(Offer(channel, cost) for cost, channel in enumerate(Channel)))
MOBILE: Final = "+33612345678"
REACHABLE: Final = replace(MARTIN, mobile=MOBILE)


def step(rank: int, name: str, document: Document, *ways: Channel, proof: ProofNeeded = ProofNeeded.NONE) -> Step:
    side = Side.AFTER if rank > 0 else Side.BEFORE
    days = {0: 5, 1: 3, 2: 15, 3: 30}[rank]
    return Step(rank, name, side, days, document, Tone.CORDIAL, ways, gap_days=7, proof=proof)


PLAN: Final = Plan(
    "essai",
    "Essai",
    frozenset({customer().kind}),
    (
        step(0, "before", Document.PRE_DUE_NOTICE, C.EMAIL, C.SMS),
        step(1, "first", Document.FIRST_REMINDER, C.EMAIL, C.SMS, C.LETTER),
        step(2, "second", Document.SECOND_REMINDER, C.EMAIL, C.SMS, C.LETTER),
        step(3, "last", Document.LAST_REMINDER, proof=ProofNeeded.DELIVERY),
    ),
)


@dataclass
class Life:
    """An account, day after day: what the decision says is sent at once, and facts come when the story says."""

    record: AccountRecord
    debtor: Customer
    rows: dict[date, ContactRow] = field(default_factory=dict)
    steps: list[tuple[str, int, Channel]] = field(default_factory=list)
    """(invoice, rank, channel) of everything that went out."""

    @classmethod
    def of(cls, *invoices: Invoice, debtor: Customer | None = None) -> Life:
        who = debtor or customer(contacts=(REACHABLE,))
        return cls(record(*(invoices or (invoice(),)), debtor=who), who)

    def decide(self, day: date) -> Decision:
        facts = {key: entry.seen.facts for key, entry in self.record.invoices.items()}
        account = self.record.account(self.debtor, facts)
        return decide(account, PLAN, day, calendar=CALENDAR, limits=Limits(), offers=OFFERS)

    def live(self, day: date) -> Contact | None:
        """The day's contact, if there is one: sent, and folded in."""
        if (today := self.rows.get(day)) and today.state is ContactState.SENT:
            return None
        decision = self.decide(day)
        if not isinstance(decision, Contact):
            return None
        self.rows[day] = ContactRow(
            "C-1", day, 1, ContactState.SENT, decision.step.name, decision.step.rank, decision.step.document,
            decision.channel, "ab" * 32, at(day), tried=decision.tried,
        )  # fmt: skip
        past = PastContact(day, decision.channel, decision.step.document, decision.step.rank)
        reached = [(t.invoice_key, t.step.rank) for t in decision.triggers]
        after = folded(self.record, reached, day)
        self.record = replace(after, contacts=(*after.contacts, past), undelivered=None)
        self.steps += [(key, rank, decision.channel) for key, rank in reached]
        return decision

    def until(self, day: str, *, since: str = "2026-01-20") -> list[tuple[str, str, Channel]]:
        """Every contact from one day to another: its day, its step and its channel."""
        first, last = date.fromisoformat(since), date.fromisoformat(day)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        sent = [(d, contact) for d in days if (contact := self.live(d))]
        return [(d.isoformat(), contact.step.name, contact.channel) for d, contact in sent]

    def fact(self, day: str | date, status: DeliveryStatus) -> None:
        """A provider's word about the contact of a day, as track_delivery takes it in."""
        row = self.rows[date.fromisoformat(day) if isinstance(day, str) else day]
        known = DeliveryStatus(row.delivery) if row.delivery else None
        now = fold(row.channel, known, status)
        row = replace(row, delivery=now.value if now else None)
        self.rows[row.day] = row
        if status in CLOSING and row.channel not in PAPER:
            address = MOBILE if row.channel == C.SMS else MARTIN.email
            self.record = replace(self.record, closed_addresses=self.record.closed_addresses | {address or ""})
        if status in CLOSING and row.channel in PAPER:
            self.record = replace(self.record, closed_addresses=self.record.closed_addresses | {postal_key(NANTES)})
        if now in UNREACHED:
            self.record, _ = unreached(self.record, row, str(now), at=at(row.day), actor="test")
        elif now in REACHED and known in UNREACHED:
            self.record = reached_after_all(self.record, row)

    def silence(self, day: str) -> None:
        self.record, _ = unreached(
            self.record, self.rows[date.fromisoformat(day)], SILENCE, at=at(date.fromisoformat(day)), actor="test"
        )

    def pays(self, key: str) -> None:
        entry = self.record.invoices[key]
        paid = replace(entry.seen.facts, amount_paid=entry.seen.facts.total)
        self.record = self.record.with_invoice(replace(entry, seen=replace(entry.seen, facts=paid)))


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def test_an_e_mail_that_bounced_is_followed_by_the_same_step_as_a_text_message() -> None:
    life = Life.of()
    assert life.until("2026-02-02", since="2026-01-30") == [("2026-02-02", "first", C.EMAIL)]
    life.fact("2026-02-02", S.WRONG_ADDRESS)
    assert life.until("2026-02-10", since="2026-02-03") == [("2026-02-03", "first", C.SMS)]
    assert life.record.undelivered is None


def test_when_the_text_message_fails_too_a_letter_goes_and_then_nothing_more_for_that_step() -> None:
    life = Life.of()
    life.until("2026-02-02", since="2026-01-30")
    life.fact("2026-02-02", S.WRONG_ADDRESS)
    life.until("2026-02-03", since="2026-02-03")
    life.fact("2026-02-03", S.WRONG_ADDRESS)
    assert life.until("2026-02-04", since="2026-02-04") == [("2026-02-04", "first", C.LETTER)]
    life.fact("2026-02-04", S.LOST)
    assert life.until("2026-02-13", since="2026-02-05") == []
    assert [channel for _, rank, channel in life.steps if rank == 1] == [C.EMAIL, C.SMS, C.LETTER]


def test_days_without_a_word_count_as_a_failure() -> None:
    life = Life.of()
    life.until("2026-02-02", since="2026-01-30")
    life.silence("2026-02-02")
    assert life.until("2026-02-06", since="2026-02-06") == [("2026-02-06", "first", C.SMS)]


def test_the_same_bounce_told_again_once_the_text_message_has_gone_changes_nothing() -> None:
    life = Life.of()
    life.until("2026-02-02", since="2026-01-30")
    for _ in range(3):
        life.fact("2026-02-02", S.WRONG_ADDRESS)
    life.until("2026-02-03", since="2026-02-03")
    life.fact("2026-02-02", S.COMPLAINED)
    life.fact("2026-02-02", S.WRONG_ADDRESS)
    assert life.until("2026-02-13", since="2026-02-04") == []


def test_the_gap_counts_from_the_contact_that_arrived() -> None:
    """The second step falls on Monday the 16th; the letter of the first went on the 12th: seven days, so the 19th."""
    life = Life.of()
    life.until("2026-02-02", since="2026-01-30")
    life.fact("2026-02-02", S.WRONG_ADDRESS)
    assert life.until("2026-02-12", since="2026-02-12") == [("2026-02-12", "first", C.SMS)]
    assert life.until("2026-02-20", since="2026-02-13") == [("2026-02-19", "second", C.SMS)]


def test_whoever_paid_meanwhile_hears_nothing_more() -> None:
    life = Life.of()
    life.until("2026-02-02", since="2026-01-30")
    life.fact("2026-02-02", S.WRONG_ADDRESS)
    life.pays("C-1#F-1")
    assert life.until("2026-03-31", since="2026-02-03") == []
    found = life.decide(date(2026, 2, 3))
    assert isinstance(found, Rest)
    assert found.why is Why.NOTHING_OWED


def test_the_step_goes_again_for_every_invoice_that_it_was_for() -> None:
    life = Life.of(invoice("F-1"), invoice("F-2"), invoice("F-3", due_on=date(2026, 3, 30)))
    life.until("2026-02-02", since="2026-01-30")
    life.fact("2026-02-02", S.REJECTED)
    life.until("2026-02-03", since="2026-02-03")
    assert life.steps == [
        ("C-1#F-1", 1, C.EMAIL), ("C-1#F-2", 1, C.EMAIL), ("C-1#F-1", 1, C.SMS), ("C-1#F-2", 1, C.SMS)
    ]  # fmt: skip


def test_an_invoice_whose_own_contact_arrived_is_not_taken_in() -> None:
    """F-1's first reminder arrived on 2 February; the one for F-2, of the 9th, did not."""
    life = Life.of(invoice("F-1"), invoice("F-2", due_on=date(2026, 2, 5)))
    assert life.until("2026-02-09", since="2026-01-30") == [
        ("2026-02-02", "first", C.EMAIL), ("2026-02-09", "first", C.EMAIL)
    ]  # fmt: skip
    life.fact("2026-02-09", S.REJECTED)
    found = life.live(date(2026, 2, 10))
    assert found is not None
    assert [t.invoice_key for t in found.triggers] == ["C-1#F-2"]
    assert found.overdue == ("C-1#F-1", "C-1#F-2")


def test_what_falls_due_besides_goes_with_it() -> None:
    """F-2's first step falls on 3 February, the day on which F-1's goes again."""
    life = Life.of(invoice("F-1"), invoice("F-2", due_on=date(2026, 1, 31)))
    life.until("2026-02-02", since="2026-02-02")
    life.fact("2026-02-02", S.REJECTED)
    found = life.live(date(2026, 2, 3))
    assert found is not None
    assert [(t.invoice_key, t.step.name) for t in found.triggers] == [("C-1#F-1", "first"), ("C-1#F-2", "first")]
    assert found.channel is C.SMS


def test_a_higher_step_of_another_invoice_covers_it() -> None:
    """F-1 is at its second step when F-2's first one fails: one contact, in the tone of the second, by e-mail."""
    life = Life.of(invoice("F-1"), invoice("F-2", due_on=date(2026, 2, 5)))
    life.until("2026-02-09", since="2026-01-30")
    life.fact("2026-02-09", S.REJECTED)
    found = life.live(date(2026, 2, 16))
    assert found is not None
    assert (found.step.name, found.channel, found.tried) == ("second", C.EMAIL, ())
    assert found.overdue == ("C-1#F-1", "C-1#F-2")


def test_a_notice_before_the_due_date_is_not_made_good_once_the_date_is_past() -> None:
    life = Life.of()
    assert life.until("2026-01-26") == [("2026-01-26", "before", C.EMAIL)]
    life.fact("2026-01-26", S.WRONG_ADDRESS)
    assert life.until("2026-02-02", since="2026-01-31") == [("2026-02-02", "first", C.SMS)]


def test_a_notice_before_the_due_date_goes_again_while_it_still_is_one() -> None:
    life = Life.of()
    life.until("2026-01-26")
    life.fact("2026-01-26", S.WRONG_ADDRESS)
    assert life.until("2026-01-28", since="2026-01-27") == [("2026-01-27", "before", C.SMS)]


def test_where_no_channel_is_left_the_plan_goes_on_by_those_that_work() -> None:
    """Only an e-mail address, closed by the bounce; in March the customer gives another one."""
    life = Life.of(debtor=customer(contacts=(MARTIN,), address=replace(NANTES, lines=("à vérifier",))))
    life.record = replace(life.record, closed_addresses=frozenset({postal_key(life.debtor.address)}))
    life.until("2026-02-02", since="2026-01-30")
    life.fact("2026-02-02", S.WRONG_ADDRESS)
    assert life.until("2026-02-28", since="2026-02-03") == []
    other = replace(MARTIN, email="factures@boulangerie-martin.example")
    life.debtor = customer(contacts=(other,), address=life.debtor.address)
    assert life.until("2026-03-02", since="2026-03-02") == [("2026-03-02", "second", C.EMAIL)]


def test_a_failure_of_one_invoice_does_not_close_the_way_to_another() -> None:
    """F-1's first reminder was rejected and had no other way; F-2's first one goes by e-mail all the same."""
    life = Life.of(
        invoice("F-1"),
        invoice("F-2", due_on=date(2026, 2, 5)),
        debtor=customer(contacts=(MARTIN,)),
    )
    life.record = replace(life.record, closed_addresses=frozenset({postal_key(NANTES)}))
    life.until("2026-02-02", since="2026-01-30")
    life.fact("2026-02-02", S.REJECTED)
    found = life.live(date(2026, 2, 9))
    assert found is not None
    assert ([t.invoice_key for t in found.triggers], found.channel) == (["C-1#F-2"], C.EMAIL)


def test_a_letter_thought_lost_that_arrived_after_all_counts_and_goes_no_second_time() -> None:
    life = Life.of(debtor=customer(contacts=()))
    assert life.until("2026-02-02", since="2026-01-30") == [("2026-02-02", "first", C.LETTER)]
    life.fact("2026-02-02", S.LOST)
    life.fact("2026-02-02", S.DELIVERED)
    assert life.record.undelivered is None
    assert [contact.reached for contact in life.record.contacts] == [True]


@pytest.mark.parametrize("status", [S.REFUSED, S.UNCLAIMED, S.BOUNCED, S.RETURNED, S.UNKNOWN])
def test_ch_04_what_was_refused_or_not_fetched_did_reach_and_what_is_not_sure_is_waited_for(
    status: DeliveryStatus,
) -> None:
    life = Life.of(debtor=customer(contacts=()))
    life.until("2026-02-02", since="2026-01-30")
    life.fact("2026-02-02", status)
    assert life.until("2026-02-13", since="2026-02-03") == []


# ---------------------------------------------------------------------------- whatever happens

FACTS = st.sampled_from([*(s for s in S if s is not S.DRAFT), None])
WHEN = st.integers(min_value=0, max_value=60)


@given(
    st.lists(st.tuples(WHEN, st.integers(0, 9), FACTS), max_size=40),
    st.lists(st.integers(0, 25), min_size=1, max_size=3),
    st.sampled_from([(), (MARTIN,), (REACHABLE,), (replace(REACHABLE, email=None),)]),
)
@settings(max_examples=300, deadline=None)
def test_whatever_is_told_no_step_of_an_invoice_goes_twice_by_a_channel_nor_twice_on_paper(
    told: list[tuple[int, int, DeliveryStatus | None]], due: list[int], people: tuple[ContactPoint, ...]
) -> None:
    """Facts about any contact, on any day, in any order, as often as they like; None: silence."""
    invoices = [invoice(f"F-{n}", due_on=date(2026, 1, 26) + timedelta(days=d)) for n, d in enumerate(due)]
    life = Life.of(*invoices, debtor=customer(contacts=people))
    for n in range(61):
        day = date(2026, 1, 20) + timedelta(days=n)
        life.live(day)
        sent = sorted(life.rows)
        for _, which, status in (fact for fact in told if fact[0] == n and fact[1] < len(sent)):
            if status is None:
                life.silence(sent[which].isoformat())
            else:
                life.fact(sent[which], status)
    assert len(set(life.steps)) == len(life.steps)
    on_paper = [(key, rank) for key, rank, channel in life.steps if channel in PAPER]
    assert len(set(on_paper)) == len(on_paper)
    assert max((c.day for c in life.record.contacts), default=None) == max(life.rows, default=None)


def test_the_property_would_see_a_second_letter() -> None:
    life = Life.of(debtor=customer(contacts=()))
    life.until("2026-02-02", since="2026-01-30")
    life.fact("2026-02-02", S.LOST)
    failed = life.record.undelivered
    assert failed is not None
    life.record = replace(life.record, undelivered=replace(failed, tried=()))
    life.until("2026-02-03", since="2026-02-03")
    assert life.steps == [("C-1#F-1", 1, C.LETTER)] * 2
