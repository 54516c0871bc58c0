"""One name links everything: folder, logical id, log and metric name, sample event, state, import contract."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

Functions = dict[str, dict[str, Any]]


def folders() -> set[str]:
    return {p.parent.name for p in (ROOT / "functions").glob("*/handler.py")}


def pascal(folder: str) -> str:
    return "".join(word.capitalize() for word in folder.split("_"))


def test_each_folder_is_a_function_of_the_template_and_the_other_way_round(functions: Functions) -> None:
    assert set(functions) == {f"{pascal(f)}Function" for f in folders()}


def test_each_function_takes_its_code_from_the_folder_of_its_name(functions: Functions) -> None:
    assert {f: functions[f"{pascal(f)}Function"]["CodeUri"] for f in folders()} == {
        f: f"functions/{f}" for f in folders()
    }


def test_logs_and_metrics_speak_of_the_function_by_its_name(functions: Functions) -> None:
    named = {f: p["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] for f, p in functions.items()}
    assert named == {f"{pascal(f)}Function": pascal(f) for f in folders()}


def test_each_function_has_a_sample_event_and_no_sample_is_left_over() -> None:
    samples = {p.stem for p in (ROOT / "events").glob("*.json")}
    assert folders() - samples == set()
    assert {s for s in samples if not any(s == f or s.startswith(f"{f}-") for f in folders())} == set()


def test_every_sample_event_is_json() -> None:
    for sample in (ROOT / "events").glob("*.json"):
        assert json.loads(sample.read_text()), sample.name


def test_states_that_run_a_function_are_served_by_a_folder() -> None:
    machine = json.loads((ROOT / "statemachines" / "escalation.asl.json").read_text())
    text = json.dumps(machine)
    named = {part.split("}")[0] for part in text.split("${")[1:]}
    assert named <= {f"{pascal(f)}Function" for f in folders()}


def test_the_import_contract_names_every_function() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    strangers = next(c for c in contracts if c["type"] == "independence")
    assert set(strangers["modules"]) == {f"functions.{f}" for f in folders()} or strangers["modules"] == ["functions.*"]
