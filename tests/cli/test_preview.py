"""`relance preview`. It is Monday 2 February 2026, 08:30 in Paris; Boulangerie Martin owes F-1 since 30 January."""

from dataclasses import replace
from datetime import timedelta

import pytest

from relance.adapters.policies.book import load_book
from relance.adapters.policies.shipped import shipped_files
from tests.builders import customer_item, invoice_item, progress
from tests.cli.terminal import Terminal, cells
from tests.service.desk_world import hold


@pytest.fixture
def terminal() -> Terminal:
    made = Terminal()
    made.world.go_live()
    made.world.controls.hear_billing(made.world.clock.now() - timedelta(hours=13, minutes=48))
    made.world.account(invoice_item("F-1"), invoice_item("F-2", due_on="2026-02-20", total="31234.56"))
    return made


def withheld(terminal: Terminal) -> None:
    for owner in ("C-2", "C-3"):
        terminal.world.account(
            invoice_item(f"G-{owner}", customer_id=owner, payment_announced_on="2026-02-02"),
            customer=customer_item(owner, legal_name=f"Société {owner}"),
        )
    terminal.world.account(
        invoice_item("H-1", customer_id="C-4"), customer=customer_item("C-4", legal_name="SCI Breton"), hold=hold()
    )


def priced(terminal: Terminal) -> None:
    """An e-mail at 0.0001 €, a letter of the house at 1.80 €."""
    shipped = shipped_files()["channels.toml"].replace(b'price = "0"', b'price = "0.0001"', 1)
    letter = b'\n[[offers]]\nchannel = "letter"\ncarrier = "outbox"\nprice = "1.80"\n'
    terminal.world.plans.in_force = load_book({**shipped_files(), "channels.toml": shipped + letter})


def test_what_the_day_will_cost_is_told_where_prices_are_known(terminal: Terminal) -> None:
    priced(terminal)
    nobody = customer_item("C-5", legal_name="Menuiserie Roux", contacts=[])
    terminal.world.account(invoice_item("K-1", customer_id="C-5"), customer=nobody)

    lines = terminal.run("preview", "2026-02-02")

    (letter,) = [cells(line) for line in lines if line.strip().startswith("C-5 ")]
    assert letter[3] == "lettre simple"
    assert "Coût prévu : 1,80 € HT, un segment par SMS" in lines


def test_a_case_names_the_way_that_its_notice_would_take(terminal: Terminal) -> None:
    """F-9 fell due on 10 December, and its last reminder went long ago."""
    owed = terminal.world.account(
        invoice_item("F-9", customer_id="C-9", due_on="2025-12-10", issued_on="2025-11-10"),
        customer=customer_item("C-9", legal_name="Garage Petit"),
    )
    entry = replace(owed.invoices["C-9#F-9"], progress=progress(1, 2, 3, superseded=(0,)))
    terminal.world.change("C-9", invoices={entry.key: entry})

    lines = terminal.run("preview", "2026-02-02")

    (case,) = [cells(line) for line in lines if line.strip().startswith("C-9 ")]
    assert case[2:4] == ["mise en demeure", "dossier, lettre recommandée AR"]


def test_the_day_is_shown_with_what_it_stands_on(terminal: Terminal) -> None:
    withheld(terminal)

    lines = terminal.run("preview", "2026-02-02")

    assert terminal.code == 0
    assert lines[:3] == [
        "Aperçu du 02/02/2026",
        "Données de facturation du 01/02/2026 à 18:42, il y a 13 h 48",
        "Envoi : ouvert",
    ]
    assert "1 contact :" in lines
    header, row = lines[lines.index("1 contact :") + 2], lines[lines.index("1 contact :") + 4]
    assert cells(header) == ["Compte", "Client", "Étape", "Canal", "Factures", "Montant", "Plan"]
    assert cells(row) == [
        "C-1",
        "Boulangerie Martin SARL",
        "première relance",
        "e-mail",
        "F-1, F-2",
        "1 200,00 €",
        "standard (plan par défaut)",
    ]
    assert lines[-3:] == [
        "3 comptes au programme, sans contact :",
        "  2 — un paiement est annoncé et a encore le temps d'arriver",
        "  1 — le compte est suspendu",
    ]


def test_all_lists_what_is_withheld_account_by_account(terminal: Terminal) -> None:
    withheld(terminal)

    lines = terminal.run("preview", "2026-02-02", "--all")

    rows = [cells(line) for line in lines if line.strip().startswith(("C-2", "C-4"))]
    assert rows == [
        ["C-2", "Société C-2", "un paiement est annoncé et a encore le temps d'arriver (G-C-2)", "05/02/2026"],
        ["C-4", "SCI Breton", "le compte est suspendu", "—"],
    ]


def test_a_day_to_come_says_what_it_supposes(terminal: Terminal) -> None:
    lines = terminal.run("preview", "05/02/2026")

    assert "Jour à venir : suppose que rien ne change et que rien ne part d'ici là" in lines
    (row,) = [cells(line) for line in lines if line.strip().startswith("C-1")]
    assert row[-1] == "02/02/2026"


def test_a_day_gone_says_that_it_is_played_with_today_s_data(terminal: Terminal) -> None:
    assert any(line.startswith("Jour passé :") for line in terminal.run("preview", "2026-01-15"))


def test_a_deployment_that_was_never_switched_on_says_so() -> None:
    lines = Terminal(specimen=True).run("preview", "2026-02-02")

    assert lines == [
        "Aperçu du 02/02/2026",
        "Données de facturation : aucune reçue à ce jour",
        "Envoi : coupé, jamais mis en service ; rien ne partira avant « relance resume »",
        "Bac à sable : documents marqués SPÉCIMEN, envoyés à l'adresse d'essai seulement",
        "",
        "Rien ne partirait.",
    ]


def test_a_stopped_deployment_names_who_stopped_it(terminal: Terminal) -> None:
    terminal.run("stop", "--reason", "inventaire")

    assert "Envoi : coupé le 02/02/2026 à 08:30 par anne (inventaire) ; rien ne partira" in terminal.run(
        "preview", "2026-02-02"
    )


def test_a_name_with_brackets_is_shown_as_it_is(terminal: Terminal) -> None:
    terminal.world.account(
        invoice_item("J-1", customer_id="C-5"), customer=customer_item("C-5", legal_name="[bold]Garage[/bold]")
    )

    assert any("[bold]Garage[/bold]" in line for line in terminal.run("preview", "2026-02-02"))


def test_other_programs_get_codes(terminal: Terminal) -> None:
    withheld(terminal)

    seen = terminal.json("preview", "2026-02-02")

    assert seen["day"] == "2026-02-02"
    assert seen["sending"] is True
    assert seen["going_out"] == [
        {
            "account_id": "C-1",
            "customer": "Boulangerie Martin SARL",
            "step": "first_reminder",
            "channel": "email",
            "invoices": ["F-1", "F-2"],
            "amounts": ["1200.00 EUR"],
            "plan": "standard",
            "plan_reason": "default plan",
            "agenda": "2026-02-02",
            "micros": 0,
        }
    ]
    assert [(w["account_id"], w["why"], w["until"]) for w in seen["withheld"]] == [
        ("C-2", "PAYMENT_ANNOUNCED", "2026-02-05"),
        ("C-3", "PAYMENT_ANNOUNCED", "2026-02-05"),
        ("C-4", "ACCOUNT_ON_HOLD", None),
    ]
