"""What `relance explain` tells a credit controller to do. It is Monday 2 February 2026, 08:30 in Paris."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from relance.cli import to_do
from relance.domain.channels import Channel, postal_key
from relance.domain.contact import ContactRow, ContactState
from relance.domain.decision import BLOCKERS
from tests.builders import NANTES, customer_item, invoice_item
from tests.cli.terminal import Terminal

FRIDAY = date(2026, 1, 30)


@pytest.fixture
def terminal() -> Terminal:
    made = Terminal()
    made.world.go_live()
    made.world.account(invoice_item("F-1"))
    return made


def waits(terminal: Terminal, state: ContactState, reason: str) -> None:
    row = ContactRow(
        "C-1", FRIDAY, 1, state, "first_reminder", 1, "first_reminder", Channel.LETTER, "ab" * 32,
        datetime(2026, 1, 30, 7, 31, tzinfo=UTC), carrier="maileva", reason=reason,
    )  # fmt: skip
    record = terminal.world.ledger.load("C-1")
    terminal.world.ledger.commit(record, replace(record, open_contact=FRIDAY), contact=row)


def test_every_reason_that_waits_for_a_person_says_what_to_do() -> None:
    assert set(to_do.BLOCKED) == BLOCKERS


def test_where_no_channel_is_left_the_addresses_are_to_be_corrected_in_billing(terminal: Terminal) -> None:
    closed = frozenset({"compta@boulangerie-martin.example", postal_key(NANTES)})
    terminal.world.account(invoice_item("F-1"), closed_addresses=closed)
    lines = terminal.run("explain", "C-1")
    assert (
        "À faire : donner dans la facturation une adresse qui marche, ou l'accord qui manque ; sinon offrir un autre "
        "canal dans channels.toml"
    ) in lines
    (addresses,) = [line for line in lines if line.startswith("Adresses fermées")]
    assert "|" not in addresses


def test_a_plan_that_does_not_exist_is_to_be_chosen_anew(terminal: Terminal) -> None:
    terminal.world.account(invoice_item("F-1"), customer=customer_item(plan="sur-mesure"))
    assert "À faire : choisir un autre plan sur la fiche du client, ou corriger rules.toml" in terminal.run(
        "explain", "C-1"
    )


def test_a_letter_of_unknown_outcome_names_the_command_that_settles_it(terminal: Terminal) -> None:
    waits(terminal, ContactState.UNKNOWN, "the call was never answered")
    lines = terminal.run("explain", "C-1")
    assert lines[2] == "Prochaine étape : première relance, après l'issue du contact du 30/01/2026, par e-mail"
    assert (
        "Contact du 30/01/2026 : issue inconnue (le prestataire n'a jamais répondu) ; rien d'autre ne part avant son "
        "issue"
    ) in lines
    assert (
        "À faire : le prestataire est interrogé de lui-même ; s'il ne répond pas, demandez-lui, puis « relance settle "
        "C-1 2026-01-30 sent » ou « not-sent »"
    ) in lines


def test_a_letter_that_no_carrier_takes_for_now_says_which_and_why(terminal: Terminal) -> None:
    waits(terminal, ContactState.RESERVED, "maileva LATER (503); ar24 NOT_SET_UP")
    lines = terminal.run("explain", "C-1")
    assert (
        "Contact du 30/01/2026 : réservé (Maileva : indisponible pour l'instant (503) ; AR24 : aucun compte) ; rien "
        "d'autre ne part avant son issue"
    ) in lines
    assert "À faire : rien si le transporteur revient ; sinon « relance carriers check » juge son compte" in lines


def test_an_unidentified_sender_is_told_how_to_be_identified(terminal: Terminal) -> None:
    waits(terminal, ContactState.RESERVED, "maileva SENDER_SESSION")
    lines = terminal.run("explain", "C-1")
    assert "À faire : « relance carriers open-session » ou « relance carriers certificate »" in lines


def test_an_account_that_goes_its_way_says_nothing_to_do(terminal: Terminal) -> None:
    assert not [line for line in terminal.run("explain", "C-1") if line.startswith("À faire")]
