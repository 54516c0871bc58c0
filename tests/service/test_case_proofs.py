"""The lawyer's file of the notice of Monday 16 March 2026: what proves it, and what it makes a consumer owe."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from relance.adapters.dynamodb.codec import decode, encode
from relance.domain.case import Case, CaseState
from relance.domain.channels import Channel
from relance.domain.contact import ContactRow, ContactState, StoredObject
from relance.domain.delivery import DeliveryStatus as S
from tests.builders import customer_item, invoice_item
from tests.case_world import AFTER_DEADLINE, OPENING
from tests.fakes.plans import FakePlans
from tests.notice_world import DEAR_ELECTRONIC, PAPER, NoticeWorld

DEPOSIT = b"%PDF- preuve de depot"
RECEIPT = b"%PDF- avis de reception"
CONSUMER = """
title = "Particuliers"
kinds = ["consumer"]
[[steps]]
name = "first_reminder"
after = 3
document = "first_reminder"
tone = "cordial"
channels = ["email"]
[[steps]]
name = "second_reminder"
after = 15
document = "second_reminder"
tone = "cordial"
channels = ["email"]
[[steps]]
name = "last_reminder"
after = 30
document = "last_reminder"
tone = "firm"
channels = ["email"]
[[steps]]
name = "formal_notice"
after = 45
document = "formal_notice"
tone = "firm"
answer_days = 15
"""


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def proved() -> NoticeWorld:
    """Served, delivered on 18 March, and both proofs kept."""
    world = NoticeWorld()
    world.to_payment_wait()
    world.carrier_says(S.SENT, "2026-03-16").carrier_says(S.DELIVERED, "2026-03-18")
    world.keep_proof("DEPOSIT", DEPOSIT)
    world.keep_proof("RECEIPT", RECEIPT)
    return world


def record_of(world: NoticeWorld) -> dict[str, Any]:
    assert world.case.handoff is not None
    record: dict[str, Any] = json.loads(world.archive.files[world.case.handoff.key])
    return record


def kinds(world: NoticeWorld) -> list[str]:
    return [piece["kind"] for piece in record_of(world)["pieces"]]


def test_the_file_holds_the_notice_then_its_proofs_with_their_hashes() -> None:
    world = proved()
    world.morning(AFTER_DEADLINE)
    assert kinds(world) == ["statement", "formal_notice", "proof_deposit", "proof_receipt"]
    *_, deposit, receipt = record_of(world)["pieces"]
    assert (deposit["sha256"], receipt["sha256"]) == (sha256(DEPOSIT), sha256(RECEIPT))
    assert (deposit["subject"], receipt["on"]) == (world.case.served_reference, "2026-03-18")
    page = world.get().body
    for said in (
        "Remise au destinataire, le\u00a018\u00a0mars\u00a02026",
        "Produit effet depuis le 18\u00a0mars\u00a02026 (jour de la réception).",
        "Avis de réception",
        sha256(RECEIPT),
    ):
        assert said in page
    world.approve("Paul Robin")
    assert world.case.state is CaseState.HANDED_OFF
    bordereau = world.archive.files[f"cases/{world.case.case_id}/bordereau.html"].decode()
    for said in (sha256(DEPOSIT), sha256(RECEIPT), "Preuve de dépôt", "Produit effet depuis le 18\u00a0mars\u00a02026"):
        assert said in bordereau
    assert world.archive.get(deposit["key"]) == DEPOSIT  # a copy of its own


def test_the_proofs_of_a_reminder_stand_after_it() -> None:
    world = proved()
    letter = world.archive.put("letters/r.pdf", b"%PDF- relance", media_type="application/pdf")
    row = ContactRow(
        account_id="C-1",
        day=date(2026, 3, 2),
        attempt=1,
        state=ContactState.SENT,
        step_name="last_reminder",
        rank=3,
        document="last_reminder",
        channel=Channel.TRACKED_LETTER,
        statement_hash="0" * 64,
        since=world.clock.now(),
        letter=letter,
    )
    record = world.ledger.load("C-1")
    world.ledger.commit(record, record, contact=row)
    world.keep_proof("DEPOSIT", b"%PDF- depot de la relance", row=row)
    world.morning(AFTER_DEADLINE)
    assert kinds(world) == ["statement", "reminder", "proof_deposit", "formal_notice", "proof_deposit", "proof_receipt"]


def test_a_notice_that_reached_nobody_is_in_the_file_of_the_next_one_under_its_own_name() -> None:
    world = NoticeWorld(PAPER, DEAR_ELECTRONIC)
    world.to_payment_wait()
    world.keep_proof("UNDELIVERED", b"%PDF- pli non distribuable")
    world.carrier_says(S.WRONG_ADDRESS, "2026-03-23").until_open(date(2026, 3, 24), date(2026, 3, 27)).approve()
    world.mornings(date(2026, 3, 25), date(2026, 5, 5))
    assert kinds(world) == ["statement", "earlier_notice", "proof_undelivered", "formal_notice"]


def test_a_proof_that_comes_while_somebody_decides_makes_another_file_and_another_link() -> None:
    world = NoticeWorld()
    world.to_payment_wait()
    world.carrier_says(S.DELIVERED, "2026-03-18")
    world.mornings(date(2026, 3, 19), AFTER_DEADLINE)
    first = world.token
    assert kinds(world) == ["statement", "formal_notice"]
    world.keep_proof("RECEIPT", RECEIPT)
    assert world.submit(first, decision="approve", name="Anne").status == 409
    assert kinds(world) == ["statement", "formal_notice", "proof_receipt"]
    assert world.approve().status == 200
    assert world.case.state is CaseState.HANDED_OFF


def test_an_outcome_that_comes_while_somebody_decides_makes_another_file() -> None:
    world = NoticeWorld()
    world.to_payment_wait()
    world.mornings(date(2026, 3, 17), AFTER_DEADLINE)
    assert "Aucune preuve de réception à ce jour." in world.get().body
    world.carrier_says(S.DELIVERED, "2026-04-09")
    assert world.woken == ["APPROVED", "DEADLINE", "CHANGED"]
    page = world.get().body
    assert "Produit effet depuis le 9\u00a0avril\u00a02026" in page
    assert "Elle n’a eu effet qu’après la date qu’elle imprime" in page


def test_a_letter_that_only_moves_on_asks_nobody_again() -> None:
    world = NoticeWorld()
    world.to_payment_wait()
    world.mornings(date(2026, 3, 17), AFTER_DEADLINE)
    world.carrier_says(S.PRESENTED, "2026-04-09")
    assert len(world.approvers.links) == 2
    assert world.approve().status == 200


def test_a_proof_that_is_not_what_was_kept_stops_the_file() -> None:
    world = proved()
    (key,) = (k for k in world.evidence.files if "RECEIPT" in k)
    world.evidence.files[key] = b"%PDF- another"
    world.morning(AFTER_DEADLINE)
    assert (world.execution.state, world.execution.status) == ("CaseStuck", "FAILED")


def test_a_proof_that_cannot_be_read_is_named_and_asks_for_no_new_file_for_ever() -> None:
    world = proved()
    (key,) = (k for k in world.evidence.files if "RECEIPT" in k)
    del world.evidence.files[key]
    world.morning(AFTER_DEADLINE)
    assert record_of(world)["unproved"] == [f"{world.case.served_reference}: RECEIPT"]
    assert "Preuves recueillies mais illisibles" in world.get().body
    assert world.approve().status == 200
    assert world.case.state is CaseState.HANDED_OFF


@pytest.mark.parametrize(
    ("facts", "effective", "interest"),
    [
        # 19 March to 8 April is 13 + 8 = 21 days: 1 200 × 2,62 % × 21 / 365 = 1,8089.
        (((S.PRESENTED, "2026-03-17"), (S.DELIVERED, "2026-03-18")), date(2026, 3, 18), "1.81 EUR"),
        # 18 March to 8 April is 14 + 8 = 22 days: 1 200 × 2,62 % × 22 / 365 = 1,8950.
        (((S.PRESENTED, "2026-03-17"), (S.UNCLAIMED, "2026-04-02")), date(2026, 3, 17), "1.90 EUR"),
        # Nothing proves that the debtor was put on notice.
        (((S.PRESENTED, "2026-03-17"),), None, "0.00 EUR"),
    ],
)
def test_a_consumer_owes_interest_at_the_legal_rate_from_the_day_after_the_notice_took_effect_1231_6(
    facts: tuple[tuple[S, str], ...], effective: date | None, interest: str
) -> None:
    world = consumer()
    for status, on in facts:
        world.carrier_says(status, on)
    world.mornings(date(2026, 3, 19), AFTER_DEADLINE)
    record = record_of(world)
    assert (world.case.effective_on, record["day"]) == (effective, "2026-04-08")
    (line,) = record["claim"]["lines"]
    assert f"{line['claim']['interest_due'] / 100:.2f} EUR" == interest
    assert line["claim"]["indemnity_due"] == 0  # C. conso.: never from a consumer (B2C-03)
    assert line["claim"]["principal_due"] == 120_000


def test_an_effect_that_becomes_known_later_changes_what_a_consumer_owes_and_voids_the_file() -> None:
    """Delivered on 18 March, told on 8 April: 1 200 × 2,62 % × 21 / 365 = 1,8089."""
    world = consumer()
    world.mornings(date(2026, 3, 17), AFTER_DEADLINE)
    world.carrier_says(S.DELIVERED, "2026-03-18")
    assert world.woken[-1] == "CHANGED"
    assert record_of(world)["claim"]["notice_effective"] == "2026-03-18"
    assert "1,81\u00a0€" in world.get().body


def consumer() -> NoticeWorld:
    """Mme Martin was put on notice on 16 March."""
    world = NoticeWorld()
    offers = world.plans.book().offers
    world.plans = FakePlans.with_text("consumer", CONSUMER)
    world.plans.in_force = replace(world.plans.in_force, offers=offers)
    world.owe(invoice_item(), customer=customer_item(kind="consumer", siren=None, legal_name="Claire Martin"))
    world.morning(OPENING)
    world.approve()
    assert world.case.state is CaseState.SERVED
    return world


def test_a_case_opened_before_there_was_a_choice_reads_as_registered_and_has_no_facts() -> None:
    case = Case("CASE-1", "C-1", CaseState.SERVED, OPENING, 4, ("C-1#F-1",), "0" * 64, statement=StoredObject("k", "h"))
    stored = encode(case)
    old = {k: v for k, v in stored.items() if k not in ("channel", "why_channel", "tried", "notice_facts")}
    assert decode(Case, old) == case
    assert (case.channel, case.notice_facts) == (Channel.REGISTERED, ())


def test_what_the_carrier_said_survives_the_ledger() -> None:
    world = proved()
    assert decode(Case, encode(world.case)) == world.case
