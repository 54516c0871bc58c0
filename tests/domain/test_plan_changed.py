"""The plan changes between the loss of a step and its going again by another channel.

F-1 fell due on Friday 30 January 2026. The e-mail of Monday 2 February, three days later, came back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from relance.adapters.holidays_fr import FrenchHolidays
from relance.domain.account import Account, PastContact, Progress, Undelivered
from relance.domain.calendar import WorkingCalendar
from relance.domain.channels import Channel, Offer, Offers
from relance.domain.decide import decide
from relance.domain.decision import Contact, Decision, Escalate, Rest, Why
from relance.domain.document import Document, Tone
from relance.domain.pauses import Limits
from relance.domain.plan import Plan, Side, Step
from tests.builders import MARTIN, account, customer, invoice, state

MONDAY: Final = date(2026, 2, 2)
OFFERS: Final = Offers(tuple(Offer(channel, cost) for cost, channel in enumerate(Channel)))
BOUNCED: Final[dict[str, Any]] = {
    "debtor": customer(contacts=(replace(MARTIN, mobile="+33612345678"),)),
    "closed_addresses": frozenset({MARTIN.email}),
    "contacts": (PastContact(MONDAY, Channel.EMAIL, "first_reminder", 1, reached=False),),
    "undelivered": Undelivered(MONDAY, 1, (Channel.EMAIL,), "WRONG_ADDRESS"),
}


def reminder(rank: int, days: int, *ways: Channel) -> Step:
    words = Document.FIRST_REMINDER if rank == 1 else Document.SECOND_REMINDER
    return Step(rank, f"step_{rank}", Side.AFTER, days, words, Tone.CORDIAL, ways, gap_days=7)


def notice(rank: int, days: int) -> Step:
    channels = (Channel.REGISTERED,)
    return Step(rank, "formal_notice", Side.AFTER, days, Document.FORMAL_NOTICE, Tone.FIRM, channels, gap_days=12)


def bounced() -> Account:
    return account(state(invoice(), progress=Progress(sent=frozenset({1}), reached_on=MONDAY)), **BOUNCED)


def decided(day: date, *steps: Step) -> Decision:
    plan = Plan("other", "Autre", frozenset({customer().kind}), steps)
    return decide(bounced(), plan, day, calendar=WorkingCalendar(FrenchHolidays()), limits=Limits(), offers=OFFERS)


def test_a_lost_reminder_never_brings_the_other_plans_formal_notice_before_its_day() -> None:
    """Sixty days after 30 January is Tuesday 31 March."""
    rest = decided(date(2026, 2, 3), notice(1, 60))
    assert isinstance(rest, Rest)
    assert (rest.why, rest.until) == (Why.NOT_YET, date(2026, 3, 31))
    assert isinstance(decided(date(2026, 3, 30), notice(1, 60)), Rest)
    assert isinstance(decided(date(2026, 3, 31), notice(1, 60)), Escalate)


def test_a_plan_that_gives_more_time_gives_it_to_a_lost_step_too() -> None:
    """Twenty days after 30 January is Thursday 19 February."""
    slow = (reminder(1, 20, Channel.EMAIL, Channel.SMS), reminder(2, 40, Channel.EMAIL, Channel.SMS))
    rest = decided(date(2026, 2, 3), *slow)
    assert isinstance(rest, Rest)
    assert rest.until == date(2026, 2, 19)
    again = decided(date(2026, 2, 19), *slow)
    assert isinstance(again, Contact)
    assert (again.step.rank, again.channel, again.tried) == (1, Channel.SMS, (Channel.EMAIL,))


@given(days=st.integers(1, 90), day=st.integers(1, 120))
def test_whatever_plan_is_in_force_no_step_goes_before_its_day(days: int, day: int) -> None:
    today = MONDAY + timedelta(days=day)
    decision = decided(today, notice(1, days))
    if isinstance(decision, Escalate):
        assert today >= date(2026, 1, 30) + timedelta(days=days)
    else:
        assert isinstance(decision, Rest)
        assert decision.until is not None
        assert decision.until > today
