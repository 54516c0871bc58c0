"""Facts of the notice of Monday 16 March 2026 that come twice, too early, too late; carriers that take nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from relance.domain.account import HoldKind
from relance.domain.case import CaseState
from relance.domain.channels import Channel
from relance.domain.delivery import DeliveryStatus as S
from relance.ports.messaging import NotAcceptedError
from tests.builders import customer_item
from tests.case_world import AFTER_DEADLINE, OPENING
from tests.notice_world import DEAR_ELECTRONIC, ELECTRONIC, PAPER, NoticeWorld, noon, served


def test_a_fact_that_comes_twice_and_late_changes_nothing_and_is_told_once() -> None:
    world = served(PAPER, DEAR_ELECTRONIC)
    for _ in range(3):
        world.carrier_says(S.DELIVERED, "2026-03-18").carrier_says(S.IN_TRANSIT, "2026-03-17")
    assert (world.case.effective_on, len(world.events_of("case.notice_effective"))) == (date(2026, 3, 18), 1)
    first = world.case
    for _ in range(3):
        world.carrier_says(S.LOST, "2026-03-30", of=first)  # a proof of delivery beats every report of a loss
    assert (world.case.state, world.woken) == (CaseState.SERVED, ["APPROVED"])


def test_a_case_closed_for_a_wrong_address_is_closed_once_however_often_it_is_told() -> None:
    world = served(PAPER, DEAR_ELECTRONIC)
    first = world.case
    for _ in range(3):
        world.carrier_says(S.WRONG_ADDRESS, "2026-03-23", of=first)
    world.until_open(date(2026, 3, 24), date(2026, 3, 27)).approve()
    for _ in range(3):
        world.carrier_says(S.WRONG_ADDRESS, "2026-03-23", of=first)
    assert world.kinds().count("case.notice_undelivered") == 1
    assert (world.open_cases, world.letters_taken, world.case.state) == (1, 2, CaseState.SERVED)
    assert world.ledger.load("C-1").invoices["C-1#F-1"].progress.sent == {1, 2, 3, 4}


def test_a_fact_that_comes_before_the_case_knows_that_it_was_served_is_not_lost() -> None:
    """The function dies between the carrier and the case; the carrier is quicker than its second try."""
    world = NoticeWorld(PAPER, DEAR_ELECTRONIC)
    world.to_approval()
    commit, dies = world.ledger.commit, [True]

    def dying(*given: object, **named: object) -> object:
        happened = [e.kind for e in named.get("events", ())]  # type: ignore[attr-defined]
        if "case.notice_served" in happened and dies:
            dies.clear()
            case = world.case
            world.fold(case, S.WRONG_ADDRESS, OPENING)
            world.tell(case, S.WRONG_ADDRESS, OPENING)
        return commit(*given, **named)  # type: ignore[arg-type]

    world.ledger.commit = dying  # type: ignore[method-assign, assignment]
    world.approve()
    assert world.first.state is CaseState.CLOSED_UNDELIVERED
    assert [k for k in world.kinds() if k.startswith("case.")][-4:] == [
        "case.notice_undelivered",
        "case.notice_served",
        "case.woken",
        "case.closed",
    ]


def test_a_payment_before_the_wrong_address_leaves_the_case_paid() -> None:
    world = served(PAPER, DEAR_ELECTRONIC)
    world.billing_says(amount_paid="1200.00")
    world.carrier_says(S.WRONG_ADDRESS, "2026-03-23", of=world.first)
    world.mornings(date(2026, 3, 24), date(2026, 4, 10))
    assert (world.first.state, len(world.cases_of_account)) == (CaseState.CLOSED_PAID, 1)
    assert world.first.undelivered


def test_a_case_stopped_meanwhile_is_put_on_notice_again_once_nothing_stops_it() -> None:
    """The notice had no effect, so its step is still to be done, however the case ended."""
    world = served(PAPER, DEAR_ELECTRONIC)
    world.billing_says(status="disputed")
    assert world.first.state is CaseState.CLOSED_REFUSED
    world.carrier_says(S.WRONG_ADDRESS, "2026-03-23", of=world.first)
    assert world.ledger.load("C-1").invoices["C-1#F-1"].progress.sent == {1, 2, 3}
    world.billing_says(status="open")
    world.looked_at_again(date(2026, 3, 24))
    world.until_open(date(2026, 3, 24), date(2026, 3, 27))
    assert world.case.channel is Channel.LRE


@pytest.mark.parametrize("approved", [False, True], ids=["asked", "approved"])
def test_a_wrong_address_after_the_printed_date_stops_the_handoff(approved: bool) -> None:
    world = served(PAPER, DEAR_ELECTRONIC)
    world.mornings(date(2026, 3, 17), AFTER_DEADLINE)
    token = world.token
    put = world.archive.put

    def late(key: str, body: bytes, *, media_type: str) -> object:
        stored = put(key, body, media_type=media_type)
        if key.endswith("bordereau.html"):  # everything was looked at; the handoff is about to be written
            world.fold(world.case, S.WRONG_ADDRESS, world.today)
            world.tell(world.case, S.WRONG_ADDRESS, world.today)
        return stored

    if approved:
        world.archive.put = late  # type: ignore[method-assign, assignment]
        assert world.approve().status == 200
    else:
        world.carrier_says(S.WRONG_ADDRESS, "2026-04-08")
        assert world.submit(token, decision="approve", name="Anne").status == 409
    assert world.first.state is CaseState.CLOSED_UNDELIVERED
    assert "case.handed_off" not in world.kinds()


def test_a_letter_that_comes_back_after_the_handoff_rings_and_touches_nothing() -> None:
    world = served(PAPER, DEAR_ELECTRONIC)
    world.mornings(date(2026, 3, 17), AFTER_DEADLINE)
    world.approve()
    world.carrier_says(S.WRONG_ADDRESS, "2026-04-10")
    assert (world.case.state, len(world.cases_of_account)) == (CaseState.HANDED_OFF, 1)
    assert world.figures.total("NoticeUndeliveredAfterHandoff") == 1
    assert world.events_of("case.notice_undelivered")[0].data["case_state"] == "HANDED_OFF"
    assert world.ledger.load("C-1").invoices["C-1#F-1"].case_id == world.case.case_id
    assert world.ledger.load("C-1").next_day is None


def test_what_no_carrier_of_the_channel_takes_goes_by_another_one_after_another_approval() -> None:
    world = NoticeWorld(ELECTRONIC, PAPER)
    world.electronic.fails = [NotAcceptedError("the mailbox is refused")]
    world.to_approval().approve()
    assert (world.first.state, world.letters_taken) == (CaseState.CLOSED_UNDELIVERED, 0)
    assert (world.closed["why"], world.closed["error"]) == ("UNDELIVERED", "NotAcceptedError")
    world.until_open(date(2026, 3, 17), date(2026, 3, 18)).approve()
    assert (world.case.channel, len(world.carrier.letters)) == (Channel.REGISTERED, 1)


def test_what_no_carrier_takes_at_all_waits_for_a_person_and_is_not_tried_day_after_day() -> None:
    world = NoticeWorld(PAPER)
    world.carrier.fails = [NotAcceptedError("address not in France")] * 9
    world.to_approval().approve()
    assert world.hold is not None
    assert world.hold.kind is HoldKind.MANUAL
    assert world.hold.reason == (
        "la mise en demeure du 16/03/2026 (lettre recommandée AR) a été refusée par le transporteur\u00a0: "
        "voir la chronologie du compte"
    )
    world.mornings(date(2026, 3, 17), date(2026, 4, 15))
    assert (len(world.carrier.calls), len(world.cases_of_account)) == (1, 1)
    world.morning(date(2026, 4, 16))
    assert (world.case.state, world.case.tried) == (CaseState.NOTICE_APPROVAL, ())  # looked at again, by a person


def test_an_unknown_word_of_the_carrier_says_nothing_of_the_notice() -> None:
    world = served().carrier_says(S.UNKNOWN, "2026-03-18")
    assert world.case.notice_facts == ()


def test_a_fact_of_an_earlier_attempt_of_the_day_says_nothing_of_the_letter_that_counts() -> None:
    world = served(PAPER, DEAR_ELECTRONIC)
    world.app.cases.notice_fates.notice_moved("C-1", world.case.case_id, S.WRONG_ADDRESS, noon(date(2026, 3, 18)))
    assert (world.case.state, world.case.notice_facts) == (CaseState.SERVED, ())


def test_while_its_notice_is_on_the_way_a_case_waits_as_long_as_it_prints() -> None:
    world = served(ELECTRONIC)
    world.mornings(date(2026, 3, 17), date(2026, 4, 23))
    assert world.path[-1] == "AwaitPayment"
    world.morning(date(2026, 4, 24))
    assert world.path[-1] == "AskHandoffApproval"


@pytest.mark.parametrize("gone", ["bounced", "replaced"])
def test_a_mailbox_that_is_gone_before_the_letter_leaves_voids_the_approval_med_03(gone: str) -> None:
    world = NoticeWorld(ELECTRONIC, PAPER)
    world.to_approval()
    if gone == "bounced":
        before = world.ledger.load("C-1")
        closed = frozenset({"compta@boulangerie-martin.example"})
        world.ledger.commit(before, replace(before, closed_addresses=closed))
    else:
        world.billing.put(customer_item(version=2, contacts=[{"role": "billing", "email": "paie@martin.example"}]))
    assert world.approve().status == 409
    assert (world.woken, world.letters_taken) == (["CHANGED"], 0)
    world.until_open(date(2026, 3, 17), date(2026, 3, 18))
    assert world.case.channel is (Channel.REGISTERED if gone == "bounced" else Channel.LRE)
