"""`relance statement`: what it refuses, how it says so, and how little it needs."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal import plainly
from tests.law.asking import at_the_terminal

GOOD: dict[str, Any] = {"regime": "B2B", "principal": "1000.00", "due_date": "2026-09-30", "as_of": "2026-11-21"}
CLAUSE = {"mode": "fixed", "value": "15.00"}
BULKY = ("boto3", "botocore", "pydantic", "rich", "jinja2", "fpdf", "holidays", "aws_lambda_powertools")


@pytest.fixture
def refusal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """What is said of a document, one line; nothing comes out beside it."""

    def refused(document: Any) -> str:
        file = tmp_path / "debts.json"
        file.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
        code, out = at_the_terminal(str(file))
        said = plainly(capsys.readouterr().err)
        assert (code, out, said.count("\n")) == (1, "", 1)
        return said

    return refused


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"principal": 1000.0}, "principal : attend un montant entre guillemets"),
        ({"principal": 1000}, "principal : attend un montant entre guillemets"),
        ({"principal": "1000"}, "principal : « 1000 » n'est pas un montant à deux décimales"),
        ({"principal": "1000.0"}, "principal : « 1000.0 »"),
        ({"principal": "1000,00"}, "principal : « 1000,00 »"),
        ({"principal": "-1.00"}, "principal : « -1.00 »"),
        ({"principal": " 1.00"}, "principal : «  1.00 »"),
        ({"principal": "١.00"}, "principal : « ١.00 »"),
        ({"principal": None}, "principal : manque"),
        ({"regime": "b2b"}, "regime : « b2b » est inconnu ; possibles : B2B, B2C, PUBLIC"),
        ({"regime": ["B2B"]}, "regime : attend l'un des mots"),
        ({"due_date": "30/09/2026"}, "due_date : attend une date du calendrier"),
        ({"due_date": "2026-02-29"}, "due_date : attend une date du calendrier"),
        ({"due_date": "20260930"}, "due_date : attend une date du calendrier"),
        ({"due_date": "2026-09-30T00:00:00"}, "due_date : attend une date du calendrier"),
        ({"as_of": "9999-12-31"}, "as_of : attend une date du calendrier"),
        ({"formal_notice_effective": 5}, "formal_notice_effective : attend une date"),
        ({"due-date": "2026-09-30"}, "due-date : champ inconnu ; champs possibles : allocation, as_of"),
        ({"payments": {"date": "2026-10-01"}}, "payments : attend une liste"),
        ({"payments": ["4000.00"]}, "payments[0] : attend un objet"),
        ({"payments": [{"date": "2026-10-01"}]}, "payments[0].amount : manque"),
        ({"payments": [{"date": "2026-10-01", "amount": "0.00"}]}, "payments[0].amount : ne peut pas être nul"),
        ({"payments": [{"date": "2026-10-01", "amount": "1.00", "x": 1}]}, "payments[0].x : champ inconnu"),
        ({"credit_notes": [{"date": "x", "amount": "1.00"}]}, "credit_notes[0].date : attend une date"),
        (
            {"credit_notes": [{"date": "2026-10-01", "amount": "1.00", "effect": "NOW"}]},
            "credit_notes[0].effect : « NOW » est inconnu ; possibles : ORIGIN, DATE",
        ),
        ({"allocation": "PRINCIPAL"}, "allocation : « PRINCIPAL » est inconnu"),
        ({"suspensions": ["2026-10-01"]}, "suspensions[0] : attend deux dates"),
        ({"suspensions": [["2026-10-01"]]}, "suspensions[0] : attend deux dates"),
        ({"suspensions": [["2026-10-01", 3]]}, "suspensions[0][1] : attend une date"),
        ({"suspensions": [["2026-10-02", "2026-10-01"]]}, "suspensions[0] : la fin (2026-10-01) précède le début"),
        ({"rate": "15"}, "rate : attend un objet"),
        ({"rate": {"mode": "flat"}}, "rate.mode : « flat » est inconnu ; possibles : default, fixed, multiple_of_til"),
        ({"rate": {"mode": "fixed"}}, "rate.value : nécessaire en mode fixed"),
        ({"rate": {"mode": "fixed", "value": 15.0}}, "rate.value : attend un nombre entre guillemets"),
        ({"rate": {"mode": "fixed", "value": "-1"}}, "rate.value : « -1 » n'est pas un nombre positif"),
        ({"rate": {"mode": "fixed", "value": "1e2"}}, "rate.value : « 1e2 »"),
        ({"rate": {"value": "15.00"}}, "rate.value : sans objet en mode default"),
        ({"rate": {"below_floor_policy": "MAX"}}, "rate.below_floor_policy : « MAX » est inconnu"),
        (
            {"regime": "B2C", "rate": {"mode": "fixed", "value": "5"}},
            "rate.mode : un taux contractuel n'existe qu'en B2B",
        ),
        ({"as_of": "2027-02-01"}, "taux du semestre 2027-S1 absents"),
    ],
)
def test_a_bad_field_is_named(refusal: Any, fields: dict[str, Any], said: str) -> None:
    assert f"Refusé : {said}" in refusal({**GOOD, **fields})
    assert f"Refusé : [1].{said}" in refusal([GOOD, {**GOOD, **fields}]).replace("[1] : taux", "[1].taux")


def test_every_mistake_of_a_list_is_told_at_once(refusal: Any) -> None:
    bad = [{**GOOD, "principal": "x"}, GOOD, {**GOOD, "payments": [{"date": "x", "amount": "y"}]}, 7]

    said = refusal(bad)

    for place in ("[0].principal", "[2].payments[0].date", "[2].payments[0].amount", "[3] : attend un objet"):
        assert place in said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "ce n'est pas du JSON valide (ligne 1, colonne 1)"),
        (b'{"regime": "B2B",}', "ce n'est pas du JSON valide (ligne 1"),
        (b"\xff\xfe", "ce n'est pas du texte UTF-8 (octet 0)"),
        (b'"B2B"', "attend un objet"),
        (b"NaN", "attend un objet"),
        (b"[" * 200_000, "JSON"),
        (b'{"principal": ' + b"1" * 5000 + b"}", "ce n'est pas du JSON lisible"),
        (
            b'{"regime": "B2B", "principal": "1.00", "principal": "2.00"}',
            "principal : ce champ figure deux fois",
        ),
    ],
)
def test_what_is_no_statement_s_json_is_refused(refusal: Any, body: bytes, said: str) -> None:
    assert said in refusal(body)


def test_a_file_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert at_the_terminal("nowhere.json") == (1, "")
    assert plainly(capsys.readouterr().err).startswith("Refusé : fichier : nowhere.json ne se lit pas")


def test_absent_and_null_are_the_same(tmp_path: Path) -> None:
    file = tmp_path / "debts.json"
    nothing = dict.fromkeys(("rate", "payments", "credit_notes", "allocation", "insolvency_judgment", "suspensions"))
    file.write_text(json.dumps([GOOD, {**GOOD, **nothing}]), encoding="utf-8")

    code, out = at_the_terminal(str(file))
    first, second = json.loads(out)

    assert (code, first == second) == (0, True)


def test_an_empty_list_has_an_empty_answer(tmp_path: Path) -> None:
    file = tmp_path / "none.json"
    file.write_text("[]", encoding="utf-8")

    assert at_the_terminal(str(file)) == (0, "[]\n")


def test_the_standard_input_is_read_where_no_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(GOOD).encode())))

    code, out = at_the_terminal("-")

    # 1 000 × 12.40 × 52 / 36 500 = 17.666
    assert (code, json.loads(out)["total_due"]) == (0, "1057.67")


def test_it_needs_no_aws_and_none_of_the_bulky_libraries(tmp_path: Path) -> None:
    file = tmp_path / "debt.json"
    file.write_text(json.dumps(GOOD), encoding="utf-8")
    script = (
        "import sys\n"
        "from relance.cli.main import main\n"
        "code = main(['statement', sys.argv[1]])\n"
        "print([name for name in sys.argv[2:] if name in sys.modules], file=sys.stderr)\n"
        "sys.exit(code)"
    )

    ran = subprocess.run(
        [sys.executable, "-c", script, str(file), *BULKY], capture_output=True, text=True, check=False, timeout=60
    )

    assert (ran.returncode, ran.stderr) == (0, "[]\n")
    assert json.loads(ran.stdout)["total_due"] == "1057.67"


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """More than a pipe or a buffer holds."""
    file = tmp_path / "many.json"
    file.write_text(json.dumps([GOOD] * 2000), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("| head -1", 141, ""),
        ("> /dev/full", 1, "Refusé : sortie standard : elle ne s'écrit pas (No space left on device)\n"),
        (">&-", 1, "Refusé : sortie standard : elle est fermée\n"),
    ],
)
def test_an_answer_that_did_not_arrive_is_no_success(many: Path, words: str, code: int, said: str) -> None:
    program = f"{sys.executable} -c 'from relance.cli.main import main; raise SystemExit(main())'"
    shell = f"{program} statement {many} {words}; exit ${{PIPESTATUS[0]}}"

    ran = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False, timeout=60)

    assert (ran.returncode, plainly(ran.stderr)) == (code, said)


def test_what_a_file_says_gives_the_terminal_no_orders(refusal: Any) -> None:
    said = refusal({**GOOD, "a\x1b[31m\u202e\nb": "1", "regime": "\x07"})

    assert "a [31m  b : champ inconnu" in said
    assert not {"\x1b", "\x07", "\u202e"} & set(said)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([[GOOD]], "Refusé : [0] : attend un objet { }\n"),
        ({**GOOD, "payments": [7]}, "Refusé : payments[0] : attend un objet { }\n"),
        (
            {**GOOD, "rate": {"mode": "fixed", "value": "-1"}},
            "Refusé : rate.value : « -1 » n'est pas un nombre positif d'au plus six chiffres, comme \"15.00\"\n",
        ),
    ],
)
def test_one_mistake_is_told_once(refusal: Any, document: Any, said: str) -> None:
    assert refusal(document) == said


def test_a_field_without_a_name_is_named_too(refusal: Any) -> None:
    assert refusal({**GOOD, "": 1}).startswith('Refusé : "" : champ inconnu')
