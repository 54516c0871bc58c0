"""The agenda misses nothing: looking on its days only gives the contacts of looking every day, on the same days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from relance.adapters.holidays_fr import FrenchHolidays
from relance.domain.account import Account, Hold, InvoiceState, PastContact, Progress
from relance.domain.billing import ContactPoint, CustomerKind, Unapplied
from relance.domain.calendar import WorkingCalendar
from relance.domain.channels import Channel
from relance.domain.decide import decide
from relance.domain.decision import Contact, Decision, Escalate, Rest
from relance.domain.document import Document, Tone
from relance.domain.money import Money
from relance.domain.pauses import Limits
from relance.domain.plan import Plan, Side, Step
from tests.builders import account, customer, invoice

CALENDAR = WorkingCalendar(FrenchHolidays())
FIRST = date(2026, 3, 30)
"""Easter and the holidays of May lie ahead."""
DAYS = 120

amounts = st.sampled_from([300, 900, 4_000, 60_000])
soon = st.none() | st.integers(-5, 40).map(lambda n: FIRST + timedelta(days=n))
currencies = st.sampled_from(["EUR", "EUR", "CHF"])


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """One or no step before, up to four after; gaps, minimums and channels in any order."""
    before = draw(st.lists(st.integers(1, 20), max_size=2, unique=True).map(lambda d: sorted(d, reverse=True)))
    after = draw(st.lists(st.integers(1, 50), min_size=1, max_size=4, unique=True).map(sorted))
    sides = [(Side.BEFORE, d) for d in before] + [(Side.AFTER, d) for d in after]
    escalates = draw(st.booleans())
    steps = []
    for place, (side, days) in enumerate(sides):
        document = Document.PRE_DUE_NOTICE if side is Side.BEFORE else Document.FIRST_REMINDER
        channels = draw(st.sampled_from([(Channel.EMAIL,), (Channel.SMS,), (Channel.EMAIL, Channel.SMS)]))
        if escalates and place == len(sides) - 1:
            document, channels = Document.FORMAL_NOTICE, ()
        steps.append(
            Step(
                rank=place - len(before) + 1,
                name=f"step_{place}",
                side=side,
                days=days,
                document=document,
                tone=Tone.CORDIAL,
                channels=channels,
                gap_days=draw(st.integers(0, 25)),
                minimum=Money(draw(st.sampled_from([0, 500, 5_000]))),
            )
        )
    return Plan("any", "any", frozenset({CustomerKind.BUSINESS}), tuple(steps))


@st.composite
def states(draw: st.DrawFn, number: int) -> InvoiceState:
    due = FIRST + timedelta(days=draw(st.integers(-30, 40)))
    held = draw(st.none() | st.integers(0, 30))
    currency = draw(currencies)
    facts = replace(
        invoice(f"F-{number}", issued_on=due - timedelta(days=30), due_on=due),
        total=Money(draw(amounts), currency),
        payment_announced_on=draw(st.none() | soon),
        direct_debit_on=draw(st.none() | soon),
    )
    hold = None if held is None else Hold("", "Anne", FIRST, FIRST + timedelta(days=held))
    return InvoiceState(facts, hold=hold)


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    invoices = [draw(states(n)) for n in range(draw(st.integers(1, 4)))]
    reach = draw(st.sampled_from(["email", "mobile", "both"]))
    who = ContactPoint(
        "accounting",
        email="a@b.example" if reach != "mobile" else None,
        mobile="+33639980001" if reach != "email" else None,
    )
    unmatched = draw(st.lists(st.builds(Money, amounts, currencies), max_size=2))
    debtor = customer(contacts=(who,), unapplied=tuple(Unapplied("payment", c) for c in unmatched))
    held = draw(st.none() | st.none() | st.integers(0, 20))
    hold = None if held is None else Hold("", "Anne", FIRST, FIRST + timedelta(days=held))
    past = draw(st.none() | st.integers(1, 20))
    contacts = () if past is None else (PastContact(FIRST - timedelta(days=past), "email", "first_reminder", 1),)
    return account(*invoices, debtor=debtor, hold=hold, contacts=contacts)


def after(who: Account, decision: Decision, day: date) -> Account:
    """The account once the decision was carried out."""
    sent: dict[str, int] = {}
    cases: set[str] = set()
    if isinstance(decision, Contact):
        sent = {t.invoice_key: t.step.rank for t in decision.triggers}
        who = replace(who, contacts=(*who.contacts, PastContact(day, decision.channel, "", decision.step.rank)))
    if isinstance(decision, Escalate):
        cases = set(decision.invoices)
    passed = {(key, rank) for key, rank in decision.superseded}
    return replace(who, invoices=tuple(_moved(s, sent, passed, cases) for s in who.invoices))


def _moved(state: InvoiceState, sent: dict[str, int], passed: set[tuple[str, int]], cases: set[str]) -> InvoiceState:
    key, old = state.invoice.key, state.progress
    new = Progress(
        old.cycle,
        old.sent | ({sent[key]} if key in sent else set()),
        old.superseded | {rank for name, rank in passed if name == key},
    )
    return replace(state, progress=new, case_id="CASE" if key in cases else state.case_id)


def lived(who: Account, plan: Plan, limits: Limits, *, agenda: bool) -> list[tuple[date, str, tuple[str, ...]]]:
    """What went out, day by day; following the agenda or looking every day."""
    told: list[tuple[date, str, tuple[str, ...]]] = []
    next_day: date | None = FIRST
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        if agenda and (next_day is None or next_day > day):
            continue
        decision = decide(who, plan, day, calendar=CALENDAR, limits=limits)
        who = after(who, decision, day)
        if isinstance(decision, Contact):
            told.append((day, decision.step.name, tuple(t.invoice_key for t in decision.triggers)))
        if isinstance(decision, Escalate):
            told.append((day, decision.step.name, decision.invoices))
        next_day = decision.until if isinstance(decision, Rest) else _looked_at(who, plan, limits, decision, day)
    return told


def _looked_at(who: Account, plan: Plan, limits: Limits, decision: Decision, day: date) -> date | None:
    """As after a contact that was sent, or a case that was opened."""
    seen_from = day + timedelta(days=1) if isinstance(decision, Contact) else day
    found = decide(who, plan, seen_from, calendar=CALENDAR, limits=limits)
    return found.until if isinstance(found, Rest) else seen_from


@settings(max_examples=200, deadline=None)
@given(accounts(), plans(), st.sampled_from([Limits(), Limits(days_between=1, in_thirty_days=2)]))
def test_following_the_agenda_contacts_on_the_same_days_as_deciding_every_day(
    who: Account, plan: Plan, limits: Limits
) -> None:
    assert lived(who, plan, limits, agenda=True) == lived(who, plan, limits, agenda=False)
