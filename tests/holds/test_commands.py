"""`relance instalments`, and `relance hold` for what has consequences in law. It is Monday 2 February 2026."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from relance.adapters.agreement_file import read_proposal
from relance.domain.account import HoldKind
from tests.builders import customer_item, invoice_item
from tests.cli.terminal import Terminal, cells, plainly

THREE = """
acceleration = true

[[instalments]]
on = 2026-03-06
amount = "400.00"

[[instalments]]
on = 2026-04-03
amount = "400.00"

[[instalments]]
on = 2026-05-05
amount = "400.00"
"""

RECOGNITION = (
    "Signé par le débiteur, il vaut reconnaissance de la dette : un nouveau délai de prescription court "
    "(C. civ. art. 2240 et 2231)."
)
MISSED = (
    "Une échéance manquée rouvre les relances ; la totalité du solde n'est exigible qu'après une mise en demeure "
    "restée sans effet."
)


@pytest.fixture
def terminal() -> Terminal:
    made = Terminal()
    made.world.go_live()
    made.world.account(invoice_item("F-1"))
    return made


@pytest.fixture
def file(tmp_path: Path) -> str:
    return written(tmp_path, THREE)


def written(folder: Path, text: str) -> str:
    path = folder / "echeancier.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_plan_is_written_down_and_its_letter_named(terminal: Terminal, file: str, tmp_path: Path) -> None:
    copy = tmp_path / "lettre.pdf"
    lines = terminal.run("instalments", "C-1", file, "--save", str(copy))

    agreed = terminal.world.ledger.load("C-1").agreed
    assert terminal.code == 0
    assert agreed is not None
    assert agreed.letter is not None
    assert lines == [
        f"Échéancier {agreed.reference} du compte C-1, 1 200,00 € :",
        "  06/03/2026 : 400,00 €",
        "  03/04/2026 : 400,00 €",
        "  05/05/2026 : 400,00 €",
        "Tant qu'il est tenu, rien ne part pour F-1.",
        RECOGNITION,
        "Les intérêts de retard qui sont dus continuent de courir sur le solde.",
        MISSED,
        f"Lettre à faire signer des deux parties : agreements/C-1/{agreed.reference}/letter.pdf",
        f"SHA-256 : {agreed.letter.sha256}",
        f"Copie : {copy}",
        "Prochain examen du compte : 11/03/2026.",
    ]
    assert copy.read_bytes() == terminal.world.archive.files[agreed.letter.key]


def test_what_was_waived_or_not_agreed_is_said(terminal: Terminal, tmp_path: Path) -> None:
    text = THREE.replace("acceleration = true", "penalties_go_on = false")
    lines = terminal.run("instalments", "C-1", written(tmp_path, text))
    assert (
        "Vous renoncez aux intérêts à venir tant que l'échéancier est tenu : la lettre le dit et vous engage." in lines
    )
    assert any("faute de clause (C. civ. art. 1305-4)" in line for line in lines)


def test_explain_tells_where_the_plan_stands(terminal: Terminal, file: str) -> None:
    terminal.run("instalments", "C-1", file)
    reference = terminal.world.ledger.load("C-1").agreed.reference  # type: ignore[union-attr]
    lines = terminal.run("explain", "C-1")

    assert f"Échéancier {reference} : 0,00 € sur 1 200,00 € ; prochaine échéance : 400,00 € le 06/03/2026" in lines
    assert "Aujourd'hui : un échéancier est en cours et respecté (F-1) ; à revoir le 11/03/2026" in lines
    row, *_ = [cells(line) for line in lines if line.strip().startswith("F-1 ")]
    assert row[-1] == "un échéancier est en cours et respecté (F-1)"
    assert lines[-1] == (f"  02/02/2026 à 08:30 — échéancier {reference} convenu : 1 200,00 € en 3 échéances, par anne")


def test_explain_tells_a_miss_and_an_end(terminal: Terminal, file: str) -> None:
    terminal.run("instalments", "C-1", file)
    reference = terminal.world.ledger.load("C-1").agreed.reference  # type: ignore[union-attr]
    world = terminal.world
    world.clock.go_to(date(2026, 3, 11))
    missed = "non tenu, échéance manquée : 400,00 € le 06/03/2026"
    assert f"Échéancier {reference} : 0,00 € sur 1 200,00 € ; {missed}" in terminal.run("explain", "C-1")
    world.billing.update("C-1", "INVOICE#F-1", amount_paid="1200.00", version=2)
    assert f"Échéancier {reference} : 1 200,00 € sur 1 200,00 €, tenu jusqu'au bout" in terminal.run("explain", "C-1")


def test_a_plan_is_released_with_its_reason(terminal: Terminal, file: str) -> None:
    terminal.run("instalments", "C-1", file)
    assert terminal.run("instalments", "C-1", "--release", "--reason", "jamais signé") == [
        "L'échéancier du compte C-1 est levé : ses factures reprennent où elles en étaient.",
        "Prochain examen du compte : 02/02/2026.",
    ]
    assert terminal.run("explain", "C-1")[-1].endswith(": jamais signé, par anne")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[instalments]]\non = 2026-03-06\n", ["amount", "manque"]),
        ('[[instalments]]\non = "6 mars"\namount = "1200.00"\n', ["échéance 1, on : attend un jour sans guillemets"]),
        ("[[instalments]]\non = 2026-03-06\namount = 1200.00\n", ["échéance 1, amount : attend un montant"]),
        ('[[instalments]]\non = 2026-03-06T12:00:00\namount = "1"\n', ["attend un jour sans heure"]),
        (THREE.replace("true", '"oui"'), ["acceleration : attend true ou false"]),
        (THREE.replace("acceleration", "aceleration"), ["aceleration : champ inconnu"]),
        ("instalments = 3", ["instalments : attend des parties [[instalments]]"]),
        ("[[instalments", ["ce n'est pas du TOML valide"]),
        (
            THREE.replace('"400.00"', '"300.00"'),
            ["leur somme est de 900,00 €", "la somme due de 1 200,00 € de factures"],
        ),
        ("", ["instalments : l'échéancier n'a aucune échéance"]),
    ],
)
def test_a_bad_file_is_refused_by_field_and_reason(
    terminal: Terminal, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: list[str]
) -> None:
    assert terminal.run("instalments", "C-1", written(tmp_path, text)) == []
    said = plainly(capsys.readouterr().err)
    assert terminal.code == 1
    assert [w for w in words if w not in said] == [], said
    assert terminal.world.ledger.load("C-1").agreed is None


@pytest.mark.parametrize("options", [[], ["f.toml", "--release", "--reason", "x"]])
def test_a_file_or_a_release_not_both_and_not_neither(
    terminal: Terminal, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    terminal.run("instalments", "C-1", *options)
    assert terminal.code == 1
    assert "donnez un fichier d'échéances, ou bien --release" in plainly(capsys.readouterr().err)


def test_the_example_of_the_documentation_reads_as_it_says() -> None:
    example = Path("docs/holds.md").read_text(encoding="utf-8").split("```toml")[1].split("```")[0]
    proposal = read_proposal("exemple", example.encode())
    assert proposal.invoices == ("F-2026-0117",)
    assert [(i.due_on, str(i.amount)) for i in proposal.instalments] == [
        (date(2026, 4, 3), "641.50 EUR"),
        (date(2026, 5, 4), "600.00 EUR"),
    ]
    assert str(proposal.accessories) == "41.50 EUR"
    assert proposal.agreement(date(2026, 3, 2)).agreed_on == date(2026, 3, 2)


def test_a_consumer_s_accessories_are_interest_only(terminal: Terminal, tmp_path: Path) -> None:
    terminal.world.account(invoice_item("F-1"), customer=customer_item(kind="consumer", siren=None))
    plan = 'accessories = "12.00"\n[[instalments]]\non = 2026-03-06\namount = "1212.00"\n'
    lines = terminal.run("instalments", "C-1", written(tmp_path, plan))
    assert [line for line in lines if "ni indemnité de 40 € ni frais" in line]


def test_a_missing_file_is_named(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.run("instalments", "C-1", "/nowhere/plan.toml")
    assert "fichier : /nowhere/plan.toml ne se lit pas" in plainly(capsys.readouterr().err)


def test_a_promise_gets_the_time_to_arrive_and_explain_says_so(terminal: Terminal) -> None:
    lines = terminal.run("hold", "C-1", "--reason", "M. Petit", "--kind", "promise", "--until", "2026-02-13")
    assert lines[0] == (
        "Le compte C-1 est suspendu jusqu'au 17/02/2026 inclus, le temps que le paiement du 13/02/2026 arrive."
    )
    assert "reconnaissance de la dette (C. civ. art. 2240)" in lines[1]
    assert lines[2] == "Prochain examen du compte : 18/02/2026."

    told = terminal.run("explain", "C-1")
    assert "Aujourd'hui : un paiement est promis et a encore le temps d'arriver ; à revoir le 18/02/2026" in told
    assert (
        "Compte suspendu : M. Petit (promesse de paiement pour le 13/02/2026, du 02/02/2026 par anne, "
        "jusqu'au 17/02/2026 inclus)"
    ) in told
    assert told[-1] == (
        "  02/02/2026 à 08:30 — suspension (promesse de paiement pour le 13/02/2026) jusqu'au 17/02/2026 inclus : "
        "M. Petit, par anne"
    )


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("dispute", "n'est pas certaine"),
        ("insolvency", "deux mois"),
        ("overindebted", "L722-2"),
        ("deceased", "notaire"),
        ("grace-court", "1343-5"),
        ("assigned", "1324"),
        ("address", "sans effet"),
        ("legal-check-unknown", "prescription"),
        ("payment-announced", "crédité"),
        ("manual", "prescription"),
    ],
)
def test_a_hold_says_what_follows_in_law(terminal: Terminal, kind: str, words: str) -> None:
    lines = terminal.run(
        "hold", "C-1", "--invoice", "F-1", "--reason", "motif", "--kind", kind, "--until", "2026-02-27"
    )
    assert words in lines[1]
    held = terminal.world.ledger.load("C-1").invoices["C-1#F-1"].hold
    assert held is not None
    assert held.kind is HoldKind(kind.upper().replace("-", "_"))
    row, *_ = [cells(line) for line in terminal.run("explain", "C-1") if line.strip().startswith("F-1 ")]
    assert row[-1].startswith("suspendue : motif (")


def test_a_plan_is_no_kind_of_hold(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        terminal.run("hold", "C-1", "--reason", "x", "--kind", "plan")
    assert ended.value.code == 2
    assert "invalid choice" in capsys.readouterr().err


def test_explain_names_what_billing_says_and_no_hold_of_ours() -> None:
    terminal = Terminal()
    terminal.world.account(invoice_item("F-1"), customer=customer_item(insolvency_judgment_on="2026-01-20"))
    told = terminal.run("explain", "C-1")
    reason = "la créance est antérieure au jugement qui ouvre la procédure collective du client (F-1)"
    assert f"Aujourd'hui : {reason}" in told
    row, *_ = [cells(line) for line in told if line.strip().startswith("F-1 ")]
    assert row[-1] == reason
