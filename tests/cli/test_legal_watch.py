"""`relance explain`: limitation and payment terms. It is Monday 2 February 2026; the debtor is Boulangerie Martin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from relance.domain.account import PastContact
from relance.domain.channels import Channel
from relance.domain.law.sector import Sector
from tests.builders import customer_item, invoice_item
from tests.cli.terminal import Terminal, cells


@pytest.fixture
def terminal() -> Terminal:
    made = Terminal()
    made.world.go_live()
    return made


def trade(terminal: Terminal, sector: Sector) -> None:
    """What penalties.toml says of the creditor's trade."""
    law = terminal.world.plans.law_in_force
    terminal.world.plans.law_in_force = replace(law, terms=replace(law.terms, sector=sector))


def told(terminal: Terminal, *invoices: dict[str, Any], **account: Any) -> list[str]:
    """From the heading of the limitation on."""
    terminal.world.account(*invoices, **account)
    lines = terminal.run("explain", "C-1")
    return [line for line in lines[lines.index("Prescription :") :] if line.strip()]


def test_an_unknown_sector_is_told_as_a_hypothesis_with_the_general_limit(terminal: Terminal) -> None:
    lines = told(terminal, invoice_item("F-1", terms="NET30"))

    assert cells(lines[3]) == [
        "F-1", "31/12/2026", "1 an depuis la facture du 31/12/2025", "04/07/2026",
        "hypothèse ; sinon 31/12/2030 (C. com., art. L110-4)",
    ]  # fmt: skip
    assert lines[4].startswith("Hypothèse : le secteur n'est pas connu, le délai le plus court est retenu.")
    assert "Délais de paiement à revoir :" not in lines


def test_a_known_trade_gives_the_limit_and_its_text(terminal: Terminal) -> None:
    trade(terminal, Sector.GENERAL)

    lines = told(terminal, invoice_item("F-1", performed_on="2025-12-29", terms="NET30"))

    assert cells(lines[3]) == [
        "F-1", "29/12/2030", "5 ans depuis la prestation du 29/12/2025", "29/12/2029", "C. com., art. L110-4",
    ]  # fmt: skip
    assert lines[4] == "Historique :"


def test_a_part_payment_may_have_interrupted_it_and_the_alarm_stays(terminal: Terminal) -> None:
    trade(terminal, Sector.TRANSPORT)
    paid = [{"amount": "100.00", "on": "2026-01-20"}]

    lines = told(terminal, invoice_item("F-1", payments=paid, terms="NET30"))

    assert cells(lines[3])[1:] == [
        "31/12/2026", "1 an depuis la facture du 31/12/2025", "04/07/2026",
        "C. com., art. L133-6 ; peut-être interrompue, alors 20/01/2027",
    ]  # fmt: skip


def test_a_letter_may_interrupt_towards_a_public_buyer_only(terminal: Terminal) -> None:
    trade(terminal, Sector.GENERAL)
    letter = PastContact(date(2026, 1, 31), Channel.EMAIL, "first_reminder", 1)
    item = invoice_item("F-1", terms="NET30")

    business = told(terminal, item, contacts=(letter,))
    public = told(terminal, item, customer=customer_item(kind="public"), contacts=(letter,))

    assert cells(business[3])[4] == "C. com., art. L110-4"
    assert cells(public[3])[1:] == [
        "31/12/2029", "4 années civiles depuis la facture du 31/12/2025", "31/12/2028",
        "loi n° 68-1250, art. 1er ; peut-être interrompue, alors 31/12/2030",
    ]  # fmt: skip


def test_a_claim_that_has_lapsed_is_said_to_have(terminal: Terminal) -> None:
    old = invoice_item("F-1", issued_on="2020-01-10", due_on="2020-02-09", terms="NET30")

    assert cells(told(terminal, old)[3])[1] == "10/01/2021 (peut-être acquise)"
    trade(terminal, Sector.GENERAL)
    assert cells(told(terminal, old)[3])[1] == "10/01/2025 (acquise)"


def test_terms_are_told_with_the_law_and_the_lawful_day(terminal: Terminal) -> None:
    lines = told(
        terminal,
        invoice_item("F-1", issued_on="2025-11-03", due_on="2026-01-31", terms="NET60"),
        invoice_item("F-2", issued_on="2025-12-01", due_on="2026-01-30"),
        invoice_item("F-3", issued_on="2018-01-10", due_on="2018-02-09"),
        invoice_item("F-4", issued_on="2025-12-01", due_on="2026-01-15", sector="alcohol", performed_on="2025-12-01"),
    )

    default = (
        "30 jours après la livraison ou la prestation, soit le 31/12/2025 (C. com., art. L441-10, I, al. 1er) ; "
        "date inconnue, compté de l'émission"
    )
    net = "60 jours après l'émission de la facture, soit le 02/01/2026 (C. com., art. L441-10, I, al. 2)"
    found = lines[lines.index("Délais de paiement à revoir :") + 1 : -1]
    assert [line.split(" : ", 1) for line in found] == [
        ["  F-3, échéance du 09/02/2018", "délai non vérifié, la loi du jour d'émission n'est pas connue (term.base)"],
        ["  F-2, échéance du 30/01/2026", f"aucun délai convenu n'est connu, la loi fixe alors {default}"],
        ["  F-1, échéance du 31/01/2026", "le délai convenu, 60 jours, donne le 02/01/2026"],
        ["  F-1, échéance du 31/01/2026", f"au-delà du maximum légal, {net}"],
    ]


def test_what_is_paid_is_not_watched(terminal: Terminal) -> None:
    terminal.world.account(invoice_item("F-1", payments=[{"amount": "1200.00"}]))

    assert "Prescription :" not in terminal.run("explain", "C-1")
    (invoice,) = terminal.json("explain", "C-1")["invoices"]
    assert (invoice["limitation"], invoice["term_warnings"]) == (None, [])


def test_programs_get_codes_and_dates(terminal: Terminal) -> None:
    terminal.world.account(invoice_item("F-1", issued_on="2025-11-03", due_on="2026-01-31", terms="NET89"))

    (invoice,) = terminal.json("explain", "C-1")["invoices"]

    assert invoice["limitation"] == {
        "last_day": "2026-11-03",
        "parameter": "limitation.transport_years",
        "hypothesis": True,
        "otherwise": "2030-11-03",
        "start": "2025-11-03",
        "started_by": "INVOICE",
        "possible_until": None,
        "next_alarm": "2026-05-07",
    }
    assert invoice["term_warnings"] == [
        {
            "why": "BEYOND_LAW",
            "expected_on": "2026-01-02",
            "rule": "NET60",
            "base": "ISSUE",
            "assumed": False,
            "parameter": "term.max_days_net",
        }
    ]
