"""The state diagram of docs/escalation.md, drawn from the definition: `python -m tests.workflow.diagram`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.machine import definition

PAGE = Path(__file__).parents[2] / "docs" / "escalation.md"
BEGIN, END = "<!-- drawn from statemachines/escalation.asl.json -->", "<!-- end of the drawing -->"
SHAPES = {"Task": "[{}]", "Choice": "{{{{{}}}}}", "Pass": "[/{}/]", "Succeed": "([{}])", "Fail": "([{}])"}


def diagram(asl: dict[str, Any]) -> str:
    """A Mermaid flowchart: boxes are tasks, hexagons choices; dashed arrows are errors and time-outs."""
    lines = ["```mermaid", "flowchart TD", f"    start(( )) --> {asl['StartAt']}"]
    for name, state in asl["States"].items():
        lines.append(f"    {name}{SHAPES[state['Type']].format(label(name, state))}")
    for name, state in asl["States"].items():
        lines += [f"    {arrow}" for arrow in arrows(name, state)]
    return "\n".join([*lines, "```"])


def label(name: str, state: dict[str, Any]) -> str:
    waits = str(state.get("Resource", "")).endswith(".waitForTaskToken")
    return f'"{name}<br/>waits"' if waits else name


def arrows(name: str, state: dict[str, Any]) -> Iterator[str]:
    if "Next" in state:
        yield f"{name} --> {state['Next']}"
    for choice in state.get("Choices", []):
        words = " · ".join(r["StringEquals"] for r in choice.get("Or", [choice]))
        yield f"{name} -- {words} --> {choice['Next']}"
    if "Default" in state:
        yield f"{name} -. any other word .-> {state['Default']}"
    for rule in state.get("Catch", []):
        why = "timed out" if rule["ErrorEquals"] == ["States.Timeout"] else "failed"
        yield f"{name} -. {why} .-> {rule['Next']}"


def draw() -> None:
    """Replace the drawing on the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n\n{diagram(definition())}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    draw()
