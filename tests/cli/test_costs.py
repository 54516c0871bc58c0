"""`relance costs`. It is Monday 2 February 2026; two customers were written to in January and February.

By hand: three e-mails at 0.000093 €, two text segments at 0.0684 €, one simple letter of MySendingBox at 1.53 € (as
configured), one registered letter of Maileva at 6.28 € (as Maileva said).
"""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from relance.cli.carrier_invoice import read_invoice
from relance.domain import events
from relance.domain.carrier_invoice import Billed
from relance.domain.channels import Channel, Cost
from relance.domain.contact import ContactRow, ContactState
from relance.domain.errors import RejectedError
from relance.domain.events import NewEvent
from tests.cli.terminal import Terminal, cells

MAILEVA = "11111111-2222-3333-4444-555555555555"
"""Maileva's own id of the registered letter."""


def row(account: str, day: date, channel: Channel, micros: int, carrier: str | None = None, **more: str) -> ContactRow:
    source = "carrier" if channel is Channel.REGISTERED else "configured"
    at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    return ContactRow(
        account, day, 1, ContactState.SENT, "first_reminder", 1, "first_reminder", channel, "ab" * 32, at,
        carrier=carrier, cost=Cost(micros, source), message_id=more.get("message_id"), case_id=more.get("case_id"),
        segments=2 if channel is Channel.SMS else None,
    )  # fmt: skip


ROWS = (
    row("C-1", date(2026, 1, 28), Channel.EMAIL, 93),
    row("C-1", date(2026, 2, 2), Channel.EMAIL, 93),
    row("C-2", date(2026, 2, 2), Channel.EMAIL, 93),
    row("C-2", date(2026, 2, 3), Channel.SMS, 136_800),
    row("C-2", date(2026, 2, 4), Channel.LETTER, 1_530_000, "mysendingbox", message_id="msb-1"),
    row("C-1", date(2026, 2, 5), Channel.REGISTERED, 6_280_000, "maileva", message_id=MAILEVA, case_id="CASE-1"),
)
EMAIL_1, EMAIL_2, EMAIL_3, TEXT, LETTER, REGISTERED = (r.reference for r in ROWS)


@pytest.fixture
def terminal() -> Terminal:
    made = Terminal()
    for sent in ROWS:
        known = made.world.ledger.load(sent.account_id)
        told = NewEvent(events.CONTACT_SENT, sent.since, "dispatch_contact", {"reference": sent.reference})
        made.world.ledger.commit(known, known, contact=sent, events=[told])
    return made


def table(lines: list[str]) -> list[list[str]]:
    """The rows below the rule."""
    start = next(n for n, line in enumerate(lines) if line.lstrip().startswith("──")) + 1
    return [cells(line) for line in lines[start : lines.index("", start)]]


def test_the_month_is_told_by_channel_the_dearest_first(terminal: Terminal) -> None:
    lines = terminal.run("costs", "2026-02")

    assert terminal.code == 0
    assert lines[0] == "Coût des envois, 02/2026, hors taxes"
    assert table(lines) == [
        ["lettre recommandée AR", "1", "6,28 €", "0,00 €"],
        ["lettre simple", "1", "1,53 €", "1,53 €"],
        ["SMS", "1", "0,14 €", "0,14 €"],
        ["e-mail", "2", "0,00 €", "0,00 €"],
    ]
    # 6.28 + 1.53 + 0.1368 + 2 x 0.000093 = 7.946986
    assert lines[-1] == "Total : 5 envois, 7,95 €, dont 1,67 € au prix configuré"


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("customer", [["C-1", "2", "6,28 €", "0,00 €"], ["C-2", "3", "1,67 €", "1,67 €"]]),
        ("case", [["CASE-1", "1", "6,28 €", "0,00 €"], ["hors dossier", "4", "1,67 €", "1,67 €"]]),
        (
            "carrier",
            [
                ["Maileva", "1", "6,28 €", "0,00 €"],
                ["MySendingBox", "1", "1,53 €", "1,53 €"],
                ["AWS", "3", "0,14 €", "0,14 €"],
            ],
        ),
        ("month", [["01/2026", "1", "0,00 €", "0,00 €"], ["02/2026", "5", "7,95 €", "1,67 €"]]),
    ],
)
def test_and_by_whatever_one_asks(terminal: Terminal, by: str, rows: list[list[str]]) -> None:
    lines = terminal.run("costs", "02/2026", "--by", by)
    assert table(lines) == rows


def test_the_month_is_this_one_where_none_is_named(terminal: Terminal) -> None:
    assert terminal.run("costs")[0] == "Coût des envois, 02/2026, hors taxes"
    assert terminal.run("costs", "2025-11") == ["Coût des envois, 11/2025, hors taxes", "Aucun envoi."]


def test_other_programs_get_exact_millionths(terminal: Terminal) -> None:
    told = terminal.json("costs", "2026-02")
    assert told["parts"][2] == {"key": "sms", "dispatches": 1, "micros": 136800}
    assert told["total"] == {"dispatches": 5, "micros": 7946986, "configured": 1666986}


def test_the_file_has_every_dispatch_at_its_exact_cost(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "couts.csv"
    lines = terminal.run("costs", "2026-02", "--csv", str(file))
    assert lines[-1] == f"5 envois dans {file}"
    written = file.read_text("utf-8-sig").splitlines()
    assert written[0] == "jour;reference;client;etape;dossier;canal;transporteur;segments;cout_ht;prix"
    assert written[2] == f"2026-02-02;{EMAIL_2};C-1;first_reminder;;email;;;0,000093;configuré"
    assert written[3] == f"2026-02-03;{TEXT};C-2;first_reminder;;sms;;2;0,136800;configuré"
    assert written[5] == (
        f"2026-02-05;{REGISTERED};C-1;first_reminder;CASE-1;registered;maileva;;6,280000;transporteur"
    )


# ---------------------------------------------------------------------------- a carrier's invoice


def invoice(tmp_path: Path, *lines: str) -> str:
    file = tmp_path / "facture.csv"
    file.write_text("\n".join(("reference;montant", *lines)) + "\n", "utf-8")
    return str(file)


def test_an_invoice_that_agrees_is_told_so(terminal: Terminal, tmp_path: Path) -> None:
    lines = terminal.run("costs", "2026-02", "--check", invoice(tmp_path, f"{MAILEVA};6,28"))
    assert lines == [
        "Facture de Maileva, 02/2026, hors taxes",
        "Concordent : 1 envoi",
        "Chez nous 6,28 €, sur la facture 6,28 €, écart 0,00 €",
        "Aucune différence.",
    ]
    assert terminal.code == 0


def test_every_difference_is_named_line_by_line(terminal: Terminal, tmp_path: Path) -> None:
    lines = terminal.run(
        "costs", "2026-02", "--carrier", "maileva", "--carrier", "mysendingbox",
        "--check", invoice(tmp_path, f"{REGISTERED};6,48", "RL-260209-UNKNOWN;3,20", f"{MAILEVA};6,28"),
    )  # fmt: skip
    assert terminal.code == 1
    assert lines[2:4] == ["Chez nous 7,81 €, sur la facture 15,96 €, écart 8,15 €", "4 différences :"]
    assert table(lines) == [
        ["2", REGISTERED, "autre montant", "6,28 €", "6,48 €"],
        ["3", "RL-260209-UNKNOWN", "facturé, inconnu ici", "—", "3,20 €"],
        ["4", REGISTERED, "facturé plusieurs fois", "6,28 €", "6,28 €"],
        ["—", LETTER, "envoyé, absent de la facture", "1,53 €", "—"],
    ]


def test_a_letter_of_another_month_is_known_all_the_same(terminal: Terminal, tmp_path: Path) -> None:
    lines = terminal.run("costs", "2026-03", "--check", invoice(tmp_path, "msb-1;1,53"))
    assert lines[0] == "Facture de MySendingBox, 03/2026, hors taxes"
    assert lines[-1] == "Aucune différence."


def test_an_invoice_that_names_nothing_of_ours_needs_its_carrier(
    terminal: Terminal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.run("costs", "2026-02", "--check", invoice(tmp_path, "X-1;1,53"))
    assert terminal.code == 1
    assert "nommez le transporteur" in capsys.readouterr().err


@pytest.mark.parametrize(
    "body",
    [
        b"reference;montant\nRL-1;1\xc2\xa0234,56\n",
        b"\xef\xbb\xbfR\xc3\xa9f;Montant HT;Note\r\nRL-1;1234,56 \xe2\x82\xac;x\r\n",
        b"reference,amount\nRL-1,1234.56\n\n",
        b"amount\treference\n1.234,56\tRL-1\n",
        "Référence;Montant\nRL-1;1234,56\n".encode("cp1252"),
        "Votre référence;Montant H.T. (€)\nRL-1;1 234,56 EUR\n".encode("cp1252"),
        b'amount,reference\n"1,234.56",RL-1\n',
        b'reference;montant\nRL-1;"1\xe2\x80\xaf234,56"\n;\n ; \n',
    ],
)
def test_what_spreadsheets_write_is_read(body: bytes) -> None:
    assert read_invoice(body) == [Billed(2, "RL-1", 1_234_560_000)]


def test_what_stands_before_the_columns_is_passed_over_and_lines_keep_their_numbers() -> None:
    body = 'sep=;\r\n"Facture, n° 4711";;\r\n\r\nRéf.;Objet;Montant HT\r\nRL-1;"Avis\r\nsigné";6,28\r\n;Port;0,50\r\n'
    assert read_invoice(body.encode()) == [Billed(6, "RL-1", 6_280_000), Billed(7, "", 500_000)]


@pytest.mark.parametrize("amount", ["-6,28", "\u22126,28 €", "-6.28 EUR"])
def test_a_credit_is_an_amount_below_nothing(amount: str) -> None:
    assert read_invoice(f"reference;montant\nRL-1;{amount}\n".encode()) == [Billed(2, "RL-1", -6_280_000)]


def test_a_letter_billed_in_parts_or_put_right_by_a_credit_agrees(terminal: Terminal, tmp_path: Path) -> None:
    parts = invoice(tmp_path, f"{MAILEVA};5,78", f"{MAILEVA};0,50", "msb-1;3,06", "msb-1;-1,53")
    lines = terminal.run("costs", "2026-02", "--check", parts)
    assert lines[1:] == [
        "Concordent : 2 envois",
        "Chez nous 7,81 €, sur la facture 7,81 €, écart 0,00 €",
        "Aucune différence.",
    ]


def test_a_credit_that_goes_too_far_is_told_once_with_what_is_left(terminal: Terminal, tmp_path: Path) -> None:
    lines = terminal.run("costs", "2026-02", "--check", invoice(tmp_path, f"{MAILEVA};6,28", f"{REGISTERED};-1,00"))
    assert table(lines) == [["3", REGISTERED, "autre montant", "6,28 €", "5,28 €"]]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "le fichier est vide"),
        (b"numero;prix\n1;2\n", "ligne 1 : colonne reference et montant absente"),
        (b"reference;montant\nRL-1;deux\n", "ligne 2, montant : « deux » n'est pas un montant"),
        (b"reference;montant\nRL-1;1\nRL-2\n", "ligne 3 : il manque des colonnes"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(body: bytes, reason: str) -> None:
    with pytest.raises(RejectedError, match=reason):
        read_invoice(body)


def test_an_invoice_that_is_no_csv_is_refused_by_its_line() -> None:
    with pytest.raises(RejectedError, match="facture, ligne 2 : ce n'est pas du CSV"):
        read_invoice(b"reference;montant\n" + b"A" * 200_000 + b";1\n")
