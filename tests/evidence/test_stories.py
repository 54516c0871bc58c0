"""Whatever the use cases do to an account, what proves its history stays whole: stories of other tests, verified."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.domain.verifying import Verdict, verify
from relance.ports.following import LetterNews
from relance.service.evidence.dossiers import Dossiers
from relance.service.evidence.sealing import SealDay
from relance.service.holds import HoldRequest, Holds
from tests.builders import customer_item, invoice_item, record
from tests.case_world import AFTER_DEADLINE, OPENING, CaseWorld
from tests.fakes.dossiers import InMemoryLedgerCopies
from tests.fakes.figures import RecordingFigures
from tests.fakes.sealing import InMemoryChainHeads, InMemorySealBook
from tests.fakes.stamps import InMemoryStamper, InMemoryVerifier
from tests.fakes.storage import InMemoryEvidence
from tests.letter_world import LetterWorld
from tests.service.desk_world import DeskWorld
from tests.service.test_posting import Posting
from tests.tracked_world import TrackedWorld
from tests.world import MONDAY, World


def sealed(world: Any) -> Verdict:
    """A night, then the verification of everything that the world's use cases left behind."""
    evidence = getattr(world, "evidence", None) or InMemoryEvidence()
    heads, book, stamper = InMemoryChainHeads(world.ledger), InMemorySealBook(), InMemoryStamper(world.clock.now)
    SealDay(heads, book, evidence, stamper, RecordingFigures(), world.clock).seal(world.clock.now().date())
    copies = InMemoryLedgerCopies(world.ledger)
    dossiers = Dossiers(copies, world.archive, evidence, book, InMemoryVerifier(), world.clock)
    told = verify(dossiers.gather("C-1")[0])
    assert isinstance(told, Verdict), told
    assert told.unsealed == 0
    return told


def owing(world: World) -> World:
    world.billing.put_all([customer_item(), invoice_item()])
    world.knows(record())
    return world


def kinds(told: Verdict) -> set[str]:
    """The folders of the files that were compared."""
    return {key.split("/")[0] for key in told.files.sizes}


def test_reminders_by_mail() -> None:
    world = owing(World())
    for day in world.days(MONDAY, date(2026, 2, 16)):
        world.run(day)
    fact = DeliveryFact("C-1", MONDAY, 1, "Delivery", DeliveryStatus.DELIVERED, world.clock.now(), "ses-1")
    world.tracker.track(fact)
    told = sealed(world)
    assert kinds(told) == {"statements", "letters", "messages"}
    assert len(told.files.sizes) == 6
    assert told.rows == 3


def test_a_mail_that_bounced_and_an_address_that_is_closed() -> None:
    world = owing(World())
    world.run(MONDAY)
    bounce = DeliveryFact(
        "C-1", MONDAY, 1, "Bounce", DeliveryStatus.WRONG_ADDRESS, world.clock.now(), "ses-2", address="x@y.example"
    )
    world.tracker.track(bounce)
    world.run(date(2026, 2, 3))
    assert sealed(world).rows >= 2


def test_a_contact_that_was_voided_and_sent_the_next_day() -> None:
    world = owing(World())
    world.plan(MONDAY)
    world.prepare(world.contacts.take()[0])
    world.clock.go_to(MONDAY, time(20))
    world.drain()
    for day in world.days(date(2026, 2, 3), date(2026, 2, 4)):
        world.run(day)
    assert "letters" in kinds(sealed(world))


def test_a_contact_that_is_being_sent_is_compared_with_its_row_alone() -> None:
    world = owing(World())
    world.plan(MONDAY)
    world.prepare(world.contacts.take()[0])
    told = sealed(world)
    assert told.under_way == 1
    assert kinds(told) == {"statements", "letters"}


def to_handoff(world: CaseWorld) -> CaseWorld:
    world.to_handoff_approval().approve()
    return world


def refused(world: CaseWorld) -> CaseWorld:
    world.to_approval().refuse("le client a payé par chèque")
    return world


def paid(world: CaseWorld) -> CaseWorld:
    world.to_payment_wait().billing_says(amount_paid="1200.00")
    world.pump()
    return world


def copied(world: CaseWorld) -> CaseWorld:
    world.documents.files["f/F-1.pdf"] = b"%PDF-1.7 facture"
    world.owe(invoice_item(documents=[{"kind": "invoice", "key": "f/F-1.pdf"}])).morning(OPENING)
    world.approve()
    world.morning(AFTER_DEADLINE)
    world.approve()
    return world


@pytest.mark.parametrize("story", [CaseWorld.to_approval, CaseWorld.to_payment_wait, to_handoff, refused, paid, copied])
def test_a_case_wherever_it_stands(story: Callable[[CaseWorld], CaseWorld]) -> None:
    told = sealed(story(CaseWorld()))
    assert "cases" in kinds(told)


def test_a_handoff_brings_its_pieces_and_its_bordereau() -> None:
    told = sealed(copied(CaseWorld()))
    names = {key.rpartition("/")[2] for key in told.files.sizes}
    assert {"notice.pdf", "bordereau.html", "001.pdf"} <= names
    assert any("/pieces/" in key for key in told.files.sizes)


def test_a_letter_that_a_carrier_took() -> None:
    world = Posting()
    world.run(MONDAY)
    assert kinds(sealed(world)) >= {"statements", "letters"}


@pytest.mark.parametrize("letters", [1, 2])
def test_a_carriers_call_is_in_the_history_of_the_letter_that_it_speaks_of_alone(letters: int) -> None:
    """On Tuesday at 9:00 the carrier calls: delivered. What it sent about two letters at once is nobody's alone."""
    world = LetterWorld()
    world.owes()
    row = world.sent()
    world.poste.tells("L-1", DeliveryStatus.DELIVERED, world.later(hours=24))
    kept = world.evidence.keep("hooks/poste/ab", b'{"letter":"L-1"}', media_type="application/octet-stream")
    alone = kept if letters == 1 else None
    for _ in range(2):  # doubled
        world.follower.follow(LetterNews("poste", "L-1", row.reference, world.later(minutes=1), alone))
    told = sealed(world)
    assert ("hooks" in kinds(told)) == (letters == 1)
    world.evidence.files[kept.key] = b'{"letter":"L-2"}'
    if letters == 1:
        with pytest.raises(AssertionError, match=r"FILE_CHANGED.*hooks/poste/ab"):
            sealed(world)


def test_a_tracked_letter_with_certified_facts() -> None:
    world = TrackedWorld()
    world.sends()
    world.arrives()
    world.opens()
    world.follows()
    told = sealed(world)
    assert "tracked" in kinds(told)
    assert told.files.times == 4  # deposit, notice, its opening, the reading
    assert any(key.endswith(".pdf") and "/certificate-" in key for key in told.files.sizes)


def test_holds_and_what_people_typed() -> None:
    world = DeskWorld()
    world.account(invoice_item())
    holds = Holds(world.acts)
    holds.set(HoldRequest("C-1", "elle conteste les prix", "Anne"))
    holds.set(HoldRequest("C-1", "avoir attendu", "Anne", invoice_id="F-1"))
    holds.release(account_id="C-1", by="Anne")
    told = sealed(world)
    assert kinds(told) == {"notes"}
    assert len(told.files.sizes) == 2
