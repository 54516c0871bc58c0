"""`relance preview`. It is Monday 2 February 2026, 08:30 in Paris; Boulangerie Martin owes F-1 since 30 January."""

from datetime import timedelta

import pytest

from tests.builders import customer_item, invoice_item
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
        }
    ]
    assert [(w["account_id"], w["why"], w["until"]) for w in seen["withheld"]] == [
        ("C-2", "PAYMENT_ANNOUNCED", "2026-02-05"),
        ("C-3", "PAYMENT_ANNOUNCED", "2026-02-05"),
        ("C-4", "ACCOUNT_ON_HOLD", None),
    ]
