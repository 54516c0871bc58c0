"""`relance quarantine`. Billing wrote an invoice without its due date, and mends it later."""

import pytest

from relance.domain.record import Quarantined
from tests.builders import invoice_item
from tests.cli.terminal import Terminal, cells

KEY = "billing:C-1#INVOICE#F-2"


@pytest.fixture
def terminal() -> Terminal:
    made = Terminal()
    made.world.account(invoice_item("F-1"))
    made.world.billing.put(invoice_item("F-2", due_on=None))
    entry = Quarantined(
        "billing", "C-1#INVOICE#F-2", (("due_on", "is missing"),), '{"secret": "body"}', made.world.clock.now()
    )
    made.world.quarantine.put(entry)
    return made


def test_the_list_names_field_and_reason_and_keeps_the_record_to_itself(terminal: Terminal) -> None:
    lines = terminal.run("quarantine", "list")

    assert terminal.code == 0
    assert lines[0] == "1 enregistrement en quarantaine"
    (row,) = [cells(line) for line in lines if "F-2" in line]
    assert row == [KEY, "02/02/2026 à 08:30", "due_on: is missing", "—"]
    assert not any("secret" in line for line in lines)


def test_an_empty_quarantine_says_so(terminal: Terminal) -> None:
    assert Terminal().run("quarantine", "list") == ["0 enregistrement en quarantaine"]


def test_a_mended_record_is_taken_in(terminal: Terminal) -> None:
    terminal.world.billing.put(invoice_item("F-2"))

    lines = terminal.run("quarantine", "replay", KEY)

    assert terminal.code == 0
    assert lines == [f"{KEY} : repris", "1 enregistrement repris, 0 encore en quarantaine."]
    assert "C-1#F-2" in terminal.world.ledger.load("C-1").invoices
    assert terminal.run("quarantine", "list") == ["0 enregistrement en quarantaine"]


def test_a_record_that_is_still_wrong_stays_with_its_reason(terminal: Terminal) -> None:
    lines = terminal.run("quarantine", "replay", "--all")

    assert terminal.code == 1
    assert lines[0].startswith(f"{KEY} : due_on: ")
    assert lines[-1] == "0 enregistrement repris, 1 encore en quarantaine."


def test_a_key_that_is_not_there_is_refused(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    assert terminal.run("quarantine", "replay", "billing:C-1#INVOICE#F-9") == []
    assert terminal.code == 1
    assert "billing:C-1#INVOICE#F-9 n’est pas en quarantaine" in capsys.readouterr().err
