"""What changes between the writing of a letter and its sending. It is Monday 2 February 2026."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from relance.domain.contact import ContactState
from relance.domain.statement import Statement
from relance.ports.messaging import TryLaterError
from relance.ports.rendering import InvoiceFile
from tests.builders import customer_item, invoice_item, record
from tests.world import MONDAY, PlainRenderer, World


@dataclass
class Wording(PlainRenderer):
    """Letters that bear the creditor's IBAN."""

    iban: str = "FR76 OLD"

    def letter(self, statement: Statement, *, reference: str, copies: Sequence[InvoiceFile] = ()) -> bytes:
        return super().letter(statement, reference=reference) + self.iban.encode()


@pytest.fixture
def wording(monkeypatch: pytest.MonkeyPatch) -> Wording:
    renderer = Wording()
    monkeypatch.setattr("tests.world.PlainRenderer", lambda: renderer)
    return renderer


@pytest.fixture
def world(wording: Wording) -> World:
    world = World()
    world.billing.put_all([customer_item(), invoice_item()])
    world.knows(record())
    world.plan(MONDAY)
    for order in world.contacts.take():
        world.prepare(order)
    return world


def test_an_iban_that_changes_while_the_contact_waits_in_its_queue_is_on_the_letter_that_goes(
    world: World, wording: Wording
) -> None:
    wording.iban = "FR76 NEW"
    world.drain()
    assert world.post.mails == []
    assert world.row().reason == "the texts or the creditor changed since the letter was written"
    world.run(MONDAY)
    letter = world.row().letter
    assert letter is not None
    assert b"FR76 NEW" in world.archive.get(letter.key)
    assert len(world.post.mails) == 1


def test_an_iban_that_changes_while_aws_takes_no_mail_is_on_the_letter_that_goes(
    world: World, wording: Wording
) -> None:
    world.post.fails = TryLaterError("mail RL-1: AccountSuspendedException")
    (order,) = world.dispatches.take()
    with pytest.raises(TryLaterError):
        world.dispatcher.dispatch(order)
    world.post.fails, wording.iban = None, "FR76 NEW"
    world.dispatch(order)
    assert (world.post.mails, world.row().state) == ([], ContactState.VOID)
    world.run(MONDAY)
    assert [reference for _, reference in world.post.mails] == [world.row().reference]
    assert world.row().attempt == 2
