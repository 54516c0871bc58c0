"""`relance explain`. It is Monday 2 February 2026, 08:30 in Paris; Boulangerie Martin owes F-1 since 30 January."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from relance.adapters.policies.book import load_book
from relance.adapters.policies.shipped import shipped_files
from relance.domain import events
from relance.domain.account import PastContact
from relance.domain.channels import Channel
from relance.domain.contact import ContactRow, ContactState
from relance.domain.events import NewEvent
from tests.builders import invoice_item, progress
from tests.cli.terminal import Terminal, cells

FRIDAY = date(2026, 1, 30)


@pytest.fixture
def terminal() -> Terminal:
    made = Terminal()
    made.world.go_live()
    made.world.account(invoice_item("F-1"))
    return made


def first_reminder_sent(terminal: Terminal) -> None:
    """F-1 fell due on 16 January; its first reminder went out on Friday the 30th and reached the server."""
    world = terminal.world
    past = PastContact(FRIDAY, Channel.EMAIL, "first_reminder", 1)
    record = world.account(invoice_item("F-1", due_on="2026-01-16"), contacts=(past,))
    entry = replace(record.invoices["C-1#F-1"], progress=progress(1, superseded=(0,)))
    at = datetime(2026, 1, 30, 7, 31, tzinfo=UTC)
    row = ContactRow(
        "C-1", FRIDAY, 1, ContactState.SENT, "first_reminder", 1, "first_reminder", "email", "ab" * 32, at,
        address="compta@boulangerie-martin.example", delivery="DELIVERED",
    )  # fmt: skip
    sent = NewEvent(events.CONTACT_SENT, at, "dispatch_contact", {"step": "first_reminder", "channel": "email"})
    world.ledger.commit(record, replace(record, invoices={entry.key: entry}), contact=row, events=[sent])


def test_the_account_is_told_from_what_comes_to_what_happened(terminal: Terminal) -> None:
    first_reminder_sent(terminal)

    lines = terminal.run("explain", "C-1")

    assert terminal.code == 0
    assert lines[:8] == [
        "C-1 — Boulangerie Martin SARL",
        "Données de facturation : aucune reçue à ce jour",
        "Prochaine étape : deuxième relance, le 09/02/2026, par e-mail",
        "Règle : 15 jours après l'échéance (F-1), au moins 10 jours après le dernier contact",
        "Canal : e-mail, premier canal de l'étape qui atteint le client",
        "Plan : standard, plan par défaut",
        "Aujourd'hui : le délai minimal depuis le dernier contact n'est pas écoulé ; à revoir le 09/02/2026",
        "Agenda : 02/02/2026",
    ]
    invoice, _ = [cells(line) for line in lines if line.strip().startswith("F-1 ")]  # then its limitation
    assert invoice == [
        "F-1", "16/01/2026 (+17 j)", "1 200,00 €", "1 200,00 €", "première relance",
        "deuxième relance à partir du 02/02/2026",
    ]  # fmt: skip
    (contact,) = [cells(line) for line in lines if line.strip().startswith("30/01/2026  ")]
    assert contact[:6] == [
        "30/01/2026", "première relance", "e-mail", "compta@boulangerie-martin.example", "envoyé",
        "remis au serveur du destinataire",
    ]  # fmt: skip
    assert lines[-1] == "  30/01/2026 à 08:31 — étape « première relance » envoyée, par e-mail"


def test_where_no_channel_is_left_each_is_told_with_what_speaks_against_it(terminal: Terminal) -> None:
    """The e-mail address failed for good, there is no mobile, and nobody sells letters."""
    closed = frozenset({"compta@boulangerie-martin.example"})
    terminal.world.account(invoice_item("F-1"), closed_addresses=closed)

    lines = terminal.run("explain", "C-1")

    assert (
        "Aujourd'hui : bloqué, aucune adresse utilisable pour les canaux de l'étape : e-mail (adresse fermée), "
        "SMS (aucune adresse), lettre simple (pas d'offre en vigueur) ; à revoir le 04/03/2026"
    ) in lines


def test_the_channel_of_the_next_step_is_told_with_why(terminal: Terminal) -> None:
    """The e-mail address is closed; a letter would be next, and goes by the house's own stamp."""
    offers = shipped_files()["channels.toml"] + LETTERS
    terminal.world.plans.in_force = load_book({**shipped_files(), "channels.toml": offers})
    terminal.world.account(invoice_item("F-1"), closed_addresses=frozenset({"compta@boulangerie-martin.example"}))

    lines = terminal.run("explain", "C-1")

    assert "Prochaine étape : première relance, aujourd'hui, par lettre simple" in lines
    assert (
        "Canal : lettre simple, premier canal de l'étape qui atteint le client ; écartés : e-mail (adresse fermée), "
        "SMS (aucune adresse)"
    ) in lines


LETTERS = b"""
[[offers]]
channel = "letter"
carrier = "outbox"
price = "1.80"
"""


def test_a_hold_is_told_with_its_reason_its_owner_and_its_end(terminal: Terminal) -> None:
    terminal.run("hold", "C-1", "--reason", "attend un avoir", "--until", "2026-02-13")

    lines = terminal.run("explain", "C-1")

    assert "Aujourd'hui : le compte est suspendu ; à revoir le 14/02/2026" in lines
    assert "Compte suspendu : attend un avoir (suspension du 02/02/2026 par anne, jusqu'au 13/02/2026 inclus)" in lines
    assert "Prochaine étape : première relance, le 16/02/2026, par e-mail" in lines
    assert lines[-1] == "  02/02/2026 à 08:30 — suspension jusqu'au 13/02/2026 inclus : attend un avoir, par anne"


def test_a_stopped_deployment_is_told_on_every_account(terminal: Terminal) -> None:
    terminal.run("stop")

    lines = terminal.run("explain", "C-1")

    assert "Envoi coupé pour tous les comptes : rien ne part avant « relance resume »" in lines


def test_every_kind_of_event_has_its_words(terminal: Terminal) -> None:
    kinds = [
        value for name, value in vars(events).items() if name.isupper() and isinstance(value, str) and "." in value
    ]
    record = terminal.world.ledger.load("C-1")
    at = terminal.world.clock.now()
    terminal.world.ledger.commit(record, record, events=[NewEvent(kind, at, "test") for kind in kinds])

    lines = terminal.run("explain", "C-1")

    history = lines[lines.index("Historique :") + 1 :]
    assert len(history) == len(kinds)
    assert not [line for line in history if any(kind in line for kind in kinds)]


def test_an_event_of_a_later_version_is_shown_as_it_is(terminal: Terminal) -> None:
    record = terminal.world.ledger.load("C-1")
    new = NewEvent("solvency.checked", terminal.world.clock.now(), "watch_solvency", {"outcome": "CLEAR"})
    terminal.world.ledger.commit(record, record, events=[new])

    assert terminal.run("explain", "C-1")[-1] == "  02/02/2026 à 08:30 — solvency.checked : outcome CLEAR"


def test_other_programs_get_codes(terminal: Terminal) -> None:
    first_reminder_sent(terminal)

    told = terminal.json("explain", "C-1")

    assert told["today"] == {"why": "GAP", "subject": "", "until": "2026-02-09", "blocked": False}
    assert told["next"] == {
        "day": "2026-02-09", "step": "second_reminder", "channel": "email", "why_channel": "ORDER:none email=0"
    }  # fmt: skip
    assert told["invoices"][0]["sent"] == [1]
    assert told["contacts"][0]["delivery"] == "DELIVERED"
    assert told["history"][0]["event"]["kind"] == "contact.sent"


def test_an_unknown_customer_is_one_line_and_exit_code_1(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    assert terminal.run("explain", "C-9") == []
    assert terminal.code == 1
    assert capsys.readouterr().err == "Refusé\u00a0: client\u00a0: C-9 n’est pas connu\n"
