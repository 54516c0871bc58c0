"""A case of more invoices than one transaction holds: written in pieces, resumed after a crash at any of them."""

from __future__ import annotations

import pytest

from relance.domain.case import CaseState
from tests.builders import invoice_item
from tests.case_world import OPENING, CaseWorld
from tests.service.test_case_crashes import again, served
from tests.service.test_crashes import Crasher, CrashError

MANY = 100


def owing(crasher: Crasher) -> CaseWorld:
    crasher.armed = False
    world = CaseWorld(wrap=crasher.wrap)
    world.machine.died = (CrashError,)
    items = [invoice_item(f"F-{n:03}", total="100.00") for n in range(MANY)]
    world.owe_in_pieces(items)
    crasher.armed = True
    return world


def live(crasher: Crasher) -> CaseWorld:
    world = owing(crasher)
    again(lambda: world.morning(OPENING))
    served(world)
    return world


def test_every_invoice_is_in_the_case_on_the_letter_and_at_its_rank() -> None:
    world = live(Crasher())
    invoices = world.ledger.load("C-1").invoices.values()
    assert len(world.case.invoices) == MANY
    assert {i.case_id for i in invoices} == {world.case.case_id}
    assert {i.progress.reached for i in invoices} == {4}
    assert len(world.carrier.letters) == 1
    assert str(world.served.balances[0].claimed) == "10000.00 EUR"


def test_a_refusal_frees_every_invoice() -> None:
    world = owing(Crasher())
    world.morning(OPENING)
    world.refuse("Non.")
    invoices = world.ledger.load("C-1").invoices.values()
    assert {(i.case_id, i.hold is not None) for i in invoices} == {(None, True)}
    assert world.case.state is CaseState.CLOSED_REFUSED


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_between_two_pieces_leaves_no_invoice_behind(after: bool) -> None:
    whole = Crasher()
    live(whole)
    commits = [at for at, name in enumerate(whole.calls) if name == "ledger.commit"]
    for at in commits:
        world = live(Crasher(at=at, after=after))
        invoices = world.ledger.load("C-1").invoices.values()
        assert len(world.machine.executions) == 1, at
        assert {i.case_id for i in invoices} == {world.case.case_id}, at
        assert {i.progress.reached for i in invoices} == {4}, at
        assert len(world.carrier.letters) == 1, at
