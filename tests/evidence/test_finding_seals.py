"""Seals are found by their days, back to the first, across pauses, whatever the clock says."""

from datetime import date, time

from relance.domain import events
from relance.domain.flaws import Finding, Flaw
from relance.domain.sealing import seal_key
from relance.domain.verifying import Verdict, verify
from tests.evidence_world import EvidenceWorld

FIRST, SECOND, AFTER_A_PAUSE = date(2026, 3, 2), date(2026, 3, 3), date(2026, 11, 20)


def world() -> EvidenceWorld:
    """Sealed on two nights, then not for eight months, then once."""
    made = EvidenceWorld()
    for day in (FIRST, SECOND, AFTER_A_PAUSE):
        made.clock.go_to(day, time(9))
        made.tell(events.INVOICE_CHANGED, invoice="C-1#F-1").night(day)
    return made


def days(made: EvidenceWorld) -> list[date]:
    return [seal.day for seal in made.gather().seals]


def test_a_pause_longer_than_what_is_asked_for_at_once_hides_nothing() -> None:
    assert days(world()) == [FIRST, SECOND, AFTER_A_PAUSE]


def test_long_after_the_last_seal_it_is_found_by_the_ledgers_word() -> None:
    made = world()
    made.clock.go_to(date(2029, 1, 1), time(9))
    assert days(made) == [FIRST, SECOND, AFTER_A_PAUSE]
    assert isinstance(verify(made.gather()), Verdict)


def test_a_machine_whose_clock_is_behind_finds_the_newest_too() -> None:
    made = world()
    made.clock.go_to(SECOND, time(9))
    assert days(made) == [FIRST, SECOND, AFTER_A_PAUSE]


def test_what_lies_before_a_seal_that_is_gone_is_missed_by_name() -> None:
    made = world()
    del made.evidence.files[seal_key(SECOND)]
    told = verify(made.gather())
    assert isinstance(told, Finding)
    assert (told.flaw, told.where) == (Flaw.SEAL_MISSING, "2026-03-03")


def test_where_the_ledger_forgot_that_it_ever_sealed_the_seals_are_found_all_the_same() -> None:
    made = world()
    made.book.state = type(made.book.state)()
    made.clock.go_to(date(2026, 11, 25), time(9))
    told = verify(made.gather())
    assert isinstance(told, Verdict)
    assert told.seals.seals == 3
