"""What becomes of a formal notice that was approved and sent on Monday 16 March 2026, and what the case makes of it.

On paper it prints Tuesday 7 April: 16 March, 7 days to approve, 15 to pay. Electronic, Thursday 23 April: 16 more.
"""

from __future__ import annotations

from datetime import date

import pytest

from relance.domain.account import HoldKind
from relance.domain.case import CaseState
from relance.domain.channels import Channel
from relance.domain.delivery import DeliveryStatus as S
from tests.builders import customer_item
from tests.case_world import AFTER_DEADLINE
from tests.notice_world import DEAR_ELECTRONIC, ELECTRONIC, PAPER, NoticeWorld, served


def test_a_delivered_letter_takes_effect_that_day_and_the_printed_date_still_runs() -> None:
    world = served().carrier_says(S.SENT, "2026-03-17").carrier_says(S.DELIVERED, "2026-03-18")
    assert world.case.effective_on == date(2026, 3, 18)
    assert (world.case.state, world.case.wake_on) == (CaseState.SERVED, AFTER_DEADLINE)
    (told,) = world.events_of("case.notice_effective")
    assert (told.data["day"], told.data["status"], told.data["channel"]) == ("2026-03-18", "DELIVERED", "registered")
    world.mornings(date(2026, 3, 19), AFTER_DEADLINE)
    assert world.case.state is CaseState.HANDOFF_APPROVAL


@pytest.mark.parametrize(("outcome", "on"), [(S.REFUSED, "2026-03-19"), (S.UNCLAIMED, "2026-04-03")])
def test_a_refused_or_unclaimed_letter_stays_valid_from_its_first_presentation_med_02(outcome: S, on: str) -> None:
    world = served().carrier_says(S.PRESENTED, "2026-03-19").carrier_says(outcome, on)
    assert world.case.effective_on == date(2026, 3, 19)
    assert (world.case.state, world.letters_taken) == (CaseState.SERVED, 1)


def test_a_presentation_that_is_heard_of_late_moves_the_effect_back_and_is_told() -> None:
    world = served().carrier_says(S.UNCLAIMED, "2026-04-03").carrier_says(S.PRESENTED, "2026-03-19")
    assert [e.data["day"] for e in world.events_of("case.notice_effective")] == ["2026-04-03", "2026-03-19"]
    assert world.case.effective_on == date(2026, 3, 19)


def test_a_wrong_address_closes_the_case_and_another_channel_is_tried_after_another_approval_ch_03() -> None:
    world = served(PAPER, DEAR_ELECTRONIC).carrier_says(S.WRONG_ADDRESS, "2026-03-23")
    assert (world.first.state, world.first.effective_on) == (CaseState.CLOSED_UNDELIVERED, None)
    assert world.closed["why"] == "UNDELIVERED"
    assert world.hold is None
    assert world.ledger.load("C-1").invoices["C-1#F-1"].progress.sent == {1, 2, 3}

    world.until_open(date(2026, 3, 24), date(2026, 3, 27))
    assert (world.case.opened_on, world.case.channel, world.case.tried) == (
        date(2026, 3, 24),
        Channel.LRE,
        (Channel.REGISTERED,),
    )
    assert (world.open_cases, world.letters_taken) == (1, 1)
    assert len(world.approvers.links) == 2
    assert world.statement["answer_by"] == "2026-05-04"  # 24 March + 7 + 16 + 15 is Friday 1 May; then Monday

    world.approve()
    assert (world.letters_taken, len(world.electronic.letters)) == (2, 1)
    world.carrier_says(S.NOTIFIED, "2026-03-24").carrier_says(S.DELIVERED, "2026-03-26")
    assert world.case.effective_on == date(2026, 3, 26)
    world.mornings(date(2026, 3, 27), date(2026, 5, 5))
    assert (world.case.state, world.letters_taken) == (CaseState.HANDOFF_APPROVAL, 2)


def test_the_link_of_the_second_notice_is_another_one_and_the_first_approval_allows_nothing() -> None:
    world = NoticeWorld(PAPER, DEAR_ELECTRONIC)
    world.to_approval()
    first = world.token
    world.approve()
    world.carrier_says(S.WRONG_ADDRESS, "2026-03-23").until_open(date(2026, 3, 24), date(2026, 3, 27))
    assert world.submit(first, decision="approve", name="Anne").status == 409
    assert world.letters_taken == 1


def test_an_electronic_letter_to_a_dead_mailbox_is_followed_by_paper_ch_04() -> None:
    world = served(ELECTRONIC, PAPER)
    assert (world.case.channel, world.statement["answer_by"]) == (Channel.LRE, "2026-04-23")
    world.carrier_says(S.WRONG_ADDRESS, "2026-03-16").until_open(date(2026, 3, 17), date(2026, 3, 20))
    assert (world.case.channel, world.case.tried) == (Channel.REGISTERED, (Channel.LRE,))
    world.approve()
    assert (len(world.electronic.letters), len(world.carrier.letters)) == (1, 1)
    assert world.notice_row().tried == (Channel.LRE,)


def test_a_neglected_electronic_letter_takes_effect_at_the_end_of_its_fifteen_days_ch_01() -> None:
    world = served(ELECTRONIC).carrier_says(S.NOTIFIED, "2026-03-16").carrier_says(S.UNCLAIMED, "2026-04-01")
    assert (world.case.effective_on, world.case.state) == (date(2026, 3, 31), CaseState.SERVED)


def test_a_lost_letter_with_no_other_channel_waits_until_a_person_found_where_to_write() -> None:
    world = served(PAPER).carrier_says(S.LOST, "2026-04-02")
    assert world.first.state is CaseState.CLOSED_UNDELIVERED
    assert world.hold is not None
    assert (world.hold.kind, world.hold.until) == (HoldKind.ADDRESS, None)
    assert world.hold.reason == (
        "la mise en demeure du 16/03/2026 (lettre recommandée AR) s’est perdue en chemin\u00a0: chercher une autre "
        "adresse, la corriger dans la facturation, puis lever la suspension"
    )
    assert world.closed["held_for"] == "ADDRESS"
    world.mornings(date(2026, 4, 3), date(2026, 5, 15))
    assert len(world.cases_of_account) == 1

    world.release()
    world.until_open(date(2026, 5, 18), date(2026, 5, 20))
    assert (world.case.channel, world.open_cases) == (Channel.REGISTERED, 1)


def test_after_a_wrong_address_the_same_address_is_not_written_to_again_even_when_released() -> None:
    world = served(PAPER).carrier_says(S.WRONG_ADDRESS, "2026-03-23")
    assert world.hold is not None
    world.clock.go_to(date(2026, 3, 25))
    world.release()
    world.mornings(date(2026, 3, 26), date(2026, 4, 10))
    assert (len(world.cases_of_account), world.ledger.load("C-1").blocked) == (1, "NO_CHANNEL")

    moved = {"lines": ["8 quai de la Fosse"], "postal_code": "44000", "city": "Nantes", "country": "FR"}
    world.billing.put(customer_item(version=2, address=moved))
    world.looked_at_again(date(2026, 4, 13))
    world.until_open(date(2026, 4, 13), date(2026, 4, 13))
    assert world.statement["debtor"]["address"]["lines"] == ["8 quai de la Fosse"]


def test_a_letter_that_came_back_for_an_unknown_reason_waits_for_the_reason() -> None:
    world = served(PAPER, DEAR_ELECTRONIC).carrier_says(S.RETURNED, "2026-04-01")
    assert (world.case.state, world.case.effective_on) == (CaseState.SERVED, None)
    world.carrier_says(S.PRESENTED, "2026-03-18").carrier_says(S.UNCLAIMED, "2026-04-02")
    assert (world.case.state, world.case.effective_on) == (CaseState.SERVED, date(2026, 3, 18))


def test_at_the_printed_date_the_approver_reads_plainly_that_nothing_proves_the_receipt() -> None:
    world = served().carrier_says(S.PRESENTED, "2026-03-19")
    world.mornings(date(2026, 3, 20), AFTER_DEADLINE)
    page = world.get().body
    assert "Aucune preuve de réception à ce jour." in page
    assert "Présentée au destinataire, le\u00a019\u00a0mars\u00a02026" in page
    assert "n’a pas été suivie d’un paiement complet au 7\u00a0avril\u00a02026" in page
