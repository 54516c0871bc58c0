"""What became of letters, told as dated stories. The letter went on Monday 2 February 2026 at 8:30."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NoReturn

import pytest

from relance.domain import events
from relance.domain.channels import Channel, Cost
from relance.domain.contact import ContactState
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import TransientError
from relance.ports.carriers import ProofKind, Taken
from relance.ports.following import ContactDue
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError
from relance.service.contacts.contact_book import ContactBook
from tests.letter_world import PAPER_ADDRESS, LetterWorld
from tests.world import MONDAY

SENT_AT = datetime(2026, 2, 2, 7, 30, tzinfo=UTC)
TUESDAY = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 2, 5, 10, 12, tzinfo=UTC)


@pytest.fixture
def world() -> LetterWorld:
    world = LetterWorld()
    world.owes()
    return world


def test_a_registered_letter_is_followed_from_its_deposit_to_its_receipt(world: LetterWorld) -> None:
    world.sent()
    world.poste.tells("L-1", DeliveryStatus.SENT, TUESDAY, word="pris_en_charge")
    world.poste.proves("L-1", ProofKind.DEPOSIT, b"%PDF-1.7 depot")
    world.later(days=1)
    assert world.hears() == "READ"
    assert (world.status(), len(world.row().proofs)) == ("SENT", 1)

    world.poste.tells("L-1", DeliveryStatus.DELIVERED, THURSDAY, word="distribue")
    world.poste.proves("L-1", ProofKind.RECEIPT, b"%PDF-1.7 avis de reception")
    world.later(days=3)
    assert world.hears() == "READ"
    assert world.status() == "DELIVERED"
    assert world.words() == ["pris_en_charge", "distribue"]
    assert [p.kind for p in world.row().proofs] == ["DEPOSIT", "RECEIPT"]
    assert world.row().follow_at is None
    assert world.ledger.load("C-1").contacts[-1].reached


def test_a_fact_tells_the_carriers_word_its_payload_and_its_own_instant(world: LetterWorld) -> None:
    row = world.sent()
    world.poste.tells("L-1", DeliveryStatus.DELIVERED, THURSDAY, word="distribue")
    world.later(days=4)
    world.hears()
    (told,) = [e for e in world.ledger.events("C-1") if e.kind == events.DELIVERY_FACT]
    assert told.at == THURSDAY
    assert told.data == {
        "day": "2026-02-02",
        "channel": "registered",
        "reference": row.reference,
        "kind": "distribue",
        "status": "DELIVERED",
        "detail": "",
        "event_id": "poste|L-1|distribue|2026-02-05T10:12:00+00:00",
        "carrier": "poste",
        # sha256 of "L-1|distribue|2026-02-05T10:12:00+00:00"
        "payload_sha256": "2b422f67c7628a53c56a238b423268f050cb9592a4afff309e1025f970b0fae2",
    }


def test_a_proof_is_kept_under_its_hash_and_told_on_the_timeline(world: LetterWorld) -> None:
    row = world.sent()
    world.poste.proves("L-1", ProofKind.DEPOSIT, b"abc")
    world.hears()
    # SHA-256 of "abc", FIPS 180-4
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    key = f"proofs/{row.reference}/DEPOSIT-{digest}.pdf"
    assert world.evidence.files == {key: b"abc"}
    (told,) = [e for e in world.ledger.events("C-1") if e.kind == events.PROOF_KEPT]
    assert told.data == {
        "day": "2026-02-02",
        "reference": row.reference,
        "carrier": "poste",
        "kind": "DEPOSIT",
        "key": key,
        "sha256": digest,
    }
    (kept,) = world.row().proofs
    assert (kept.kind, kept.stored.key, kept.stored.sha256, kept.media_type) == (
        "DEPOSIT",
        key,
        digest,
        "application/pdf",
    )


def test_news_that_came_before_the_last_look_is_answered_already(world: LetterWorld) -> None:
    world.sent()
    early = ContactDue("C-1", MONDAY, world.clock.now())
    world.later(seconds=5)
    assert world.hears() == "READ"
    assert world.follower.follow(early) == "ANSWERED"
    assert world.hears() == "ANSWERED"
    world.later(seconds=1)
    assert world.hears() == "READ"
    assert world.poste.calls["facts"] == 2


def test_a_letter_is_found_by_our_reference_too(world: LetterWorld) -> None:
    row = world.sent()
    assert world.hears(None, row.reference) == "READ"
    assert world.hears("L-OTHER", row.reference) in ("READ", "ANSWERED")


def test_a_letter_that_is_not_ours_is_counted_and_nothing_else(world: LetterWorld) -> None:
    row = world.sent()
    assert world.hears("L-404", "RL-404") == "UNMATCHED"
    assert world.hears("L-1", carrier="autre") == "UNMATCHED"
    assert world.hears(None, row.reference, carrier="autre") == "UNMATCHED"
    assert world.poste.calls == {}
    assert world.figures.counts["LettersUnmatched", ()] == 3


def test_a_word_that_nobody_mapped_is_kept_raw_and_alarms_once(world: LetterWorld) -> None:
    world.sent()
    world.poste.tells("L-1", DeliveryStatus.UNKNOWN, TUESDAY, word="teleporte")
    for _ in range(3):
        world.later(hours=1)
        world.hears()
    assert world.words() == ["teleporte"]
    assert world.figures.total("UnmappedStatus", Carrier="poste") == 1


def test_a_proof_that_is_gone_alarms_once_and_its_neighbours_are_kept(world: LetterWorld) -> None:
    world.sent()
    world.poste.proves("L-1", ProofKind.DEPOSIT, b"%PDF-1.7 depot")
    world.poste.proves("L-1", ProofKind.RECEIPT, b"%PDF-1.7 avis")
    world.poste.expired.add("/L-1/DEPOSIT")
    for _ in range(3):
        world.later(hours=1)
        world.hears()
    assert [p.kind for p in world.row().proofs] == ["RECEIPT"]
    assert world.kinds().count(events.PROOF_LOST) == 1
    assert world.figures.total("ProofsLost", Carrier="poste") == 1


def test_a_proof_that_was_thought_gone_is_kept_when_it_can_be_had_after_all(world: LetterWorld) -> None:
    world.sent()
    world.poste.proves("L-1", ProofKind.DEPOSIT)
    world.poste.expired.add("/L-1/DEPOSIT")
    world.hears()
    world.poste.expired.clear()
    world.later(hours=4)
    world.hears()
    assert [p.kind for p in world.row().proofs] == ["DEPOSIT"]


# ------------------------------------------------------------------------------ refused, unclaimed, lost


@pytest.mark.parametrize("status", [DeliveryStatus.REFUSED, DeliveryStatus.UNCLAIMED])
def test_a_letter_that_was_refused_or_not_fetched_counts_as_a_contact(
    world: LetterWorld, status: DeliveryStatus
) -> None:
    """CH-04, MED-02."""
    world.sent()
    world.poste.tells("L-1", status, THURSDAY)
    world.later(days=4)
    world.hears()
    account = world.ledger.load("C-1")
    assert account.contacts[-1].reached
    assert account.undelivered is None
    assert account.closed_addresses == frozenset()


def test_a_lost_letter_is_no_contact_and_its_step_goes_by_another_channel(world: LetterWorld) -> None:
    world.sent(Channel.LETTER)
    world.poste.tells("L-1", DeliveryStatus.LOST, THURSDAY)
    world.later(days=4)
    world.hears()
    account = world.ledger.load("C-1")
    assert not account.contacts[-1].reached
    assert account.undelivered is not None
    assert (account.undelivered.status, account.undelivered.tried) == ("LOST", (Channel.LETTER,))
    assert account.closed_addresses == frozenset()
    assert account.next_day is not None


def test_a_machine_that_dies_right_after_a_loss_was_written_leaves_the_account_on_the_agenda(
    world: LetterWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fact is known when it comes again, and planning follows no known fact: the step would be lost for ever."""
    world.sent(Channel.LETTER)
    world.poste.tells("L-1", DeliveryStatus.LOST, THURSDAY)
    world.later(days=4)
    monkeypatch.setattr(ContactBook, "plan_again", _die)
    with pytest.raises(SystemExit):
        world.hears()
    monkeypatch.undo()
    world.later(hours=1)
    assert world.hears() == "READ"
    assert world.ledger.load("C-1").next_day == date(2026, 2, 6)


def test_a_wrong_address_on_paper_closes_the_address_that_the_letter_bore(world: LetterWorld) -> None:
    """The debtor has moved since: the new address stays open (CONT-04)."""
    world.sent()
    world.billing.put_all([_moved()])
    world.poste.tells("L-1", DeliveryStatus.WRONG_ADDRESS, THURSDAY)
    world.later(days=4)
    world.hears()
    assert world.ledger.load("C-1").closed_addresses == frozenset({"3 rue crébillon|44000|nantes"})
    assert PAPER_ADDRESS == "3 rue crébillon|44000|nantes"
    told = [e for e in world.ledger.events("C-1") if e.kind == events.ADDRESS_CLOSED]
    assert "rue" not in str(told[0].data)


def test_an_electronic_letter_to_a_wrong_address_closes_the_mail_address(world: LetterWorld) -> None:
    world.sent(Channel.ERE)
    world.poste.tells("L-1", DeliveryStatus.WRONG_ADDRESS, THURSDAY)
    world.later(days=4)
    world.hears()
    assert world.ledger.load("C-1").closed_addresses == frozenset({"compta@boulangerie-martin.example"})


def test_a_proof_of_delivery_that_comes_after_a_loss_makes_the_contact_count_again(world: LetterWorld) -> None:
    world.sent(Channel.LETTER)
    world.poste.tells("L-1", DeliveryStatus.LOST, THURSDAY)
    world.later(days=4)
    world.hears()
    world.poste.tells("L-1", DeliveryStatus.DELIVERED, THURSDAY + timedelta(days=2))
    world.later(days=2)
    world.hears()
    account = world.ledger.load("C-1")
    assert account.contacts[-1].reached
    assert account.undelivered is None


# ------------------------------------------------------------------------------------ silence of the carrier


@pytest.mark.parametrize("silence", [TryLaterError("429"), OutcomeUnknownError("500"), NotAcceptedError("404")])
def test_a_carrier_that_is_down_for_two_days_costs_nothing(world: LetterWorld, silence: Exception) -> None:
    """The letter is asked after again and again; no message fails, and the news is there when the carrier is."""
    world.sent()
    world.poste.tells("L-1", DeliveryStatus.DELIVERED, THURSDAY)
    world.poste.fails = silence
    for _ in range(48):
        world.later(hours=1)
        assert set(world.round()) <= {"LATER"}
    assert world.figures.total("CarrierUnanswered", Carrier="poste") == 24
    world.poste.fails = None
    world.later(hours=2)
    assert world.round() == ["READ"]
    assert world.status() == "DELIVERED"


def test_a_call_about_a_carrier_that_does_not_answer_is_not_forgotten(world: LetterWorld) -> None:
    world.sent(follow_at=None)
    world.poste.fails = TryLaterError("429")
    assert world.hears() == "LATER"
    assert world.row().follow_at == SENT_AT + timedelta(hours=1)
    world.poste.fails = None
    world.later(hours=1)
    assert world.round() == ["READ"]


def test_proofs_that_cannot_be_had_now_are_fetched_later_and_the_facts_stay(world: LetterWorld) -> None:
    world.sent()
    world.poste.tells("L-1", DeliveryStatus.DELIVERED, THURSDAY)
    world.poste.proves("L-1", ProofKind.DEPOSIT, b"%PDF-1.7 depot")
    world.poste.proves("L-1", ProofKind.RECEIPT, b"%PDF-1.7 avis")
    world.poste.fails_to_fetch = OutcomeUnknownError("cut")
    world.later(days=4)
    assert world.hears() == "LATER"
    assert (world.status(), world.row().proofs) == ("DELIVERED", ())
    assert world.poste.calls["fetch"] == 2
    world.poste.fails_to_fetch = None
    world.later(hours=2)
    assert world.round() == ["READ"]
    assert len(world.row().proofs) == 2
    assert world.words() == ["delivered"]


def test_what_fails_on_our_side_goes_back_to_the_queue(world: LetterWorld) -> None:
    world.sent()
    world.poste.proves("L-1", ProofKind.DEPOSIT)

    class Shut:
        def keep(self, key: str, body: bytes, *, media_type: str) -> None:
            raise TransientError("the bucket does not answer")

    world.wrap = lambda name, port: Shut() if name == "evidence" else port
    with pytest.raises(TransientError, match="bucket"):
        world.hears()
    assert world.row().followed_at is None


# -------------------------------------------------------------------------------------- when to look again


def test_a_letter_of_which_nobody_calls_is_asked_after_until_its_proofs_are_kept(world: LetterWorld) -> None:
    """Twenty-four hours apart at most: a carrier tells its events for forty-eight."""
    world.sent()
    looks: list[datetime] = []
    while world.clock.now() < SENT_AT + timedelta(days=30):
        world.later(hours=1)
        if world.round():
            looks.append(world.clock.now())
    assert looks[0] == SENT_AT + timedelta(hours=1)
    assert max(b - a for a, b in pairwise(looks)) == timedelta(days=1)
    # Hours 1, 2, 3; 7 to 47 by four; 51 to 235 by eight; 243 to 699 by twenty-four.
    assert len(looks) == 3 + 11 + 24 + 20


def test_a_letter_of_which_nothing_more_is_heard_is_given_up_after_ninety_days_with_an_alarm(
    world: LetterWorld,
) -> None:
    world.sent()
    for _ in range(95):
        world.later(days=1)
        world.round()
    assert world.row().follow_at is None
    assert world.figures.total("LettersGivenUp", Carrier="poste") == 1
    assert world.poste.calls["facts"] == 90


def test_a_delivered_letter_without_its_receipt_is_asked_after_until_it_is_there(world: LetterWorld) -> None:
    world.sent()
    world.poste.tells("L-1", DeliveryStatus.DELIVERED, THURSDAY)
    world.poste.proves("L-1", ProofKind.DEPOSIT, b"%PDF-1.7 depot")
    world.later(days=4)
    world.round()
    assert world.row().follow_at is not None
    world.poste.proves("L-1", ProofKind.RECEIPT, b"%PDF-1.7 avis")
    world.later(days=1)
    world.round()
    assert world.row().follow_at is None
    assert world.figures.total("LettersGivenUp") == 0


def test_letters_that_people_post_are_asked_after_of_nobody(world: LetterWorld) -> None:
    world.sent(carrier="outbox")
    assert world.row().follow_at is None
    assert world.hears(carrier="outbox") == "ANSWERED"


# ----------------------------------------------------------------------------------- outcomes nobody knew


@pytest.mark.parametrize("state", [ContactState.SENDING, ContactState.UNKNOWN])
def test_a_call_about_a_letter_of_unknown_outcome_settles_it_as_sent_with_its_price(
    world: LetterWorld, state: ContactState
) -> None:
    row = world.sent(state=state, carrier_id=None)
    world.poste.under[row.reference] = Taken("L-9", price_cents=612)
    world.poste.tells("L-9", DeliveryStatus.SUBMITTED, TUESDAY, reference=row.reference)
    world.later(days=1)
    assert world.hears("L-9", row.reference) == "READ"
    settled = world.row()
    assert (settled.state, settled.message_id) == (ContactState.SENT, "L-9")
    assert settled.cost == Cost(6_120_000, "carrier")
    assert world.kinds().count(events.CONTACT_SENT) == 1
    assert world.ledger.load("C-1").open_contact is None


def test_a_letter_whose_price_the_carrier_does_not_say_costs_what_was_configured_when_it_was_called(
    world: LetterWorld,
) -> None:
    """4.90 € that morning; the prices of this afternoon are for the letters of this afternoon."""
    marked = Cost(4_900_000, "configured")
    row = world.sent(state=ContactState.UNKNOWN, carrier_id=None, cost=marked)
    world.poste.under[row.reference] = Taken("L-9")
    world.poste.tells("L-9", DeliveryStatus.SUBMITTED, TUESDAY)
    world.hears(None, row.reference)
    assert (world.row().state, world.row().cost) == (ContactState.SENT, marked)


def test_a_letter_that_bears_another_reference_settles_nothing(world: LetterWorld) -> None:
    row = world.sent(state=ContactState.UNKNOWN, carrier_id=None)
    world.poste.tells("L-9", DeliveryStatus.SENT, TUESDAY, reference="RL-OTHER-1")
    world.hears("L-9", row.reference)
    assert world.row().state is ContactState.UNKNOWN
    assert world.words() == []


def test_a_carrier_that_knows_nothing_yet_leaves_the_outcome_open(world: LetterWorld) -> None:
    row = world.sent(state=ContactState.UNKNOWN, carrier_id=None)
    assert world.hears(None, row.reference) == "READ"
    assert world.row().state is ContactState.UNKNOWN


def test_an_earlier_attempt_of_the_day_that_went_after_all_is_told_apart(world: LetterWorld) -> None:
    """Its silence had counted as a no; the second attempt is stopped, and a person is told."""
    first = world.sent(state=ContactState.VOID, carrier_id=None)
    second = replace(first, attempt=2, state=ContactState.RESERVED, handed_over=(first,), carrier=None)
    before = world.ledger.load("C-1")
    world.ledger.commit(before, replace(before, open_contact=MONDAY), contact=second)
    world.poste.tells("L-9", DeliveryStatus.SENT, TUESDAY, reference=first.reference)
    assert world.hears("L-9", first.reference) == "READ"
    assert (world.row().state, world.row().attempt) == (ContactState.SENT, 1)
    assert world.figures.total("ContactSentAfterAll") == 1


# --------------------------------------------------------------------------------------------- cases


def test_a_case_is_told_of_each_fact_of_its_notice(world: LetterWorld) -> None:
    world.sent(case_id="K-1")
    world.poste.tells("L-1", DeliveryStatus.PRESENTED, TUESDAY)
    world.poste.tells("L-1", DeliveryStatus.UNCLAIMED, THURSDAY)
    world.later(days=4)
    world.hears()
    assert world.notices.moves == [
        ("C-1", "K-1", DeliveryStatus.PRESENTED, TUESDAY),
        ("C-1", "K-1", DeliveryStatus.UNCLAIMED, THURSDAY),
    ]


def test_a_case_that_could_not_be_told_is_told_when_the_message_comes_back(world: LetterWorld) -> None:
    world.sent(case_id="K-1")
    world.poste.tells("L-1", DeliveryStatus.DELIVERED, THURSDAY)
    world.later(days=4)
    world.notices.fails = TransientError("the case keeps changing")
    with pytest.raises(TransientError, match="case"):
        world.hears()
    assert world.status() == "DELIVERED"
    world.notices.fails = None
    world.hears()
    assert world.notices.moves == [("C-1", "K-1", DeliveryStatus.DELIVERED, THURSDAY)]


def test_a_reminder_tells_no_case(world: LetterWorld) -> None:
    world.sent()
    world.poste.tells("L-1", DeliveryStatus.DELIVERED, THURSDAY)
    world.hears()
    assert world.notices.moves == []


def test_our_own_tracked_letter_is_looked_at_by_who_knows_it(world: LetterWorld) -> None:
    world.sent(Channel.TRACKED, carrier=None)
    world.later(days=20)
    assert world.round() == ["LOOKED"]
    assert [r.reference for r in world.tracked.rows] == [world.row().reference]


def _die(*_: object) -> NoReturn:
    raise SystemExit


def _moved() -> dict[str, object]:
    from tests.builders import customer_item

    address = {"lines": ["1 place Royale"], "postal_code": "44000", "city": "Nantes", "country": "FR"}
    return customer_item(version=2, address=address)
