"""`relance received`: a registered letter of Monday 2 February 2026 that Anne posted. It is Friday 6 February."""

from datetime import date
from pathlib import Path

import pytest

from relance.domain.channels import Channel
from relance.domain.contact import ContactState
from tests.builders import invoice_item
from tests.cli.terminal import Terminal
from tests.cli.test_costs import row


@pytest.fixture
def terminal() -> Terminal:
    made = Terminal()
    made.world.account(invoice_item("F-1"))
    sent = row("C-1", date(2026, 2, 2), Channel.REGISTERED, 6_280_000, "outbox", message_id="OUTBOX")
    known = made.world.ledger.load("C-1")
    made.world.ledger.commit(known, known, contact=sent)
    made.world.clock.go_to(date(2026, 2, 6))
    return made


REFERENCE = row("C-1", date(2026, 2, 2), Channel.REGISTERED, 0).reference


def test_the_receipt_is_recorded_with_its_scan_and_said_twice_it_stays_as_it_was(
    terminal: Terminal, tmp_path: Path
) -> None:
    scan = tmp_path / "avis.pdf"
    scan.write_bytes(b"%PDF-1.7 avis")
    words = ("received", REFERENCE, "--as", "delivered", "--on", "05/02/2026", "--proof", str(scan))
    assert terminal.run(*words) == [
        f"Lettre {REFERENCE} du 02/02/2026 à C-1 : remis, le 05/02/2026.",
        "Preuve conservée au coffre des preuves.",
    ]
    assert terminal.run(*words) == [
        f"Lettre {REFERENCE} du 02/02/2026 à C-1 : remis, le 05/02/2026 (c'était déjà dit).",
        "Preuve déjà conservée au coffre des preuves.",
    ]
    (sent,) = terminal.world.ledger.contacts("C-1")
    assert (sent.state, sent.delivery, len(sent.proofs)) == (ContactState.SENT, "DELIVERED", 1)
    assert terminal.code == 0


def test_a_letter_that_nobody_knows_is_refused(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.run("received", "RL-260202-AAAAAAAAAAAA", "--as", "lost", "--on", "2026-02-05")
    assert terminal.code == 1
    assert "n’est pas celle d’une lettre" in capsys.readouterr().err
