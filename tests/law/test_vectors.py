"""The worked examples of vectors.json, through the command and through the engine."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from relance.adapters.law.exchange import read_questions
from relance.adapters.law.shipped import shipped_figures
from relance.domain.law.account import account_sums, state_account
from tests.law.asking import VECTORS, ask, at_the_terminal

PENALTIES: list[dict[str, Any]] = VECTORS["penalty_vectors"]
ACCOUNTS: list[dict[str, Any]] = VECTORS["statement_vectors"]
MISTAKEN = [v for v in PENALTIES if "must_not_equal" in v]
HALF_A_CENT = Decimal("0.005")
penalties = pytest.mark.parametrize("vector", PENALTIES, ids=[v["id"] for v in PENALTIES])
accounts = pytest.mark.parametrize("vector", ACCOUNTS, ids=[v["id"] for v in ACCOUNTS])


@penalties
def test_the_statement_is_the_one_worked_by_hand(vector: dict[str, Any]) -> None:
    assert ask(vector["input"]) == vector["expected"]


@pytest.mark.parametrize("vector", MISTAKEN, ids=[v["id"] for v in MISTAKEN])
def test_a_common_mistake_gives_another_total(vector: dict[str, Any]) -> None:
    assert ask(vector["input"])["total_due"] != vector["must_not_equal"]["total_due"]


@penalties
def test_rounding_moves_no_segment_by_more_than_half_a_cent(vector: dict[str, Any]) -> None:
    found = ask(vector["input"])

    off = abs(Decimal(found["interest_accrued"]) - Decimal(vector["unrounded_interest"]))

    assert off <= HALF_A_CENT * len(found["segments"])


def test_the_command_answers_a_list_in_its_order(tmp_path: Path) -> None:
    file = tmp_path / "debts.json"
    file.write_text(json.dumps([v["input"] for v in PENALTIES]), encoding="utf-8")

    code, out = at_the_terminal(str(file))

    assert code == 0
    assert json.loads(out) == [v["expected"] for v in PENALTIES]


@penalties
def test_the_command_answers_one_object_with_one_object(vector: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "debt.json"
    file.write_text(json.dumps(vector["input"]), encoding="utf-8")

    code, out = at_the_terminal(str(file))

    assert code == 0
    assert json.loads(out) == vector["expected"]
    assert list(json.loads(out)) == list(vector["expected"])


@accounts
def test_an_account_is_the_sum_of_its_invoices(vector: dict[str, Any]) -> None:
    invoices = vector["invoices"]
    as_of = {invoice["expected"]["as_of"] for invoice in invoices}.pop()
    inputs = [{**invoice["input"], "as_of": as_of} for invoice in invoices]
    questions = [question for _, question in read_questions(inputs)]

    entries = [(str(place), question.debt) for place, question in enumerate(questions)]
    sums = account_sums(state_account(entries, questions[0].as_of, shipped_figures()))

    assert ask(inputs) == [invoice["expected"] for invoice in invoices]
    expected = {name: int(amount.replace(".", "")) for name, amount in vector["expected"].items()}
    assert sums._asdict() == expected
