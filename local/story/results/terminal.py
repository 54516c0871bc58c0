"""The last words in the terminal: what was sent, what was not, and where to look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from local.story.results.summary import OUTCOMES


def tell(console: Console, summary: dict[str, Any], first_page: Path) -> None:
    """Print the table and the lines under it."""
    console.print()
    console.print(_contacts(summary["contacts"]))
    for name, counts in summary["not_sent"].items():
        if isinstance(counts, dict):
            words = ", ".join(f"{code} {count}" for code, count in counts.items()) or "none"
            console.print(Text.assemble((f"{name}: ", "bold"), words), soft_wrap=True)
    console.print(Text.assemble(("steps passed over before the due date: ", "bold"), str(_superseded(summary))))
    console.print(Text.assemble(("records in quarantine: ", "bold"), str(len(summary["quarantine"]))))
    for case, state in summary["cases"].items():
        console.print(Text.assemble((f"{case}: ", "bold"), state.replace("_", " ").lower()))
    console.print(Text.assemble(("received after a contact: ", "bold"), summary["money"]["received_after_contact"]))
    console.print()
    console.print(Text.assemble("Look around: ", (str(first_page), "bold underline"), f" ({_seconds(summary)} s)"))


def _contacts(contacts: dict[str, dict[str, dict[str, int]]]) -> Table:
    table = Table(title="Contacts of the sixty days", title_justify="left")
    table.add_column("step")
    table.add_column("channel")
    known = {outcome for channels in contacts.values() for counts in channels.values() for outcome in counts}
    shown = [outcome for outcome in OUTCOMES if outcome in known]
    for outcome in shown:
        table.add_column(outcome.replace("_", " "), justify="right")
    for step, channels in contacts.items():
        for channel, counts in channels.items():
            cells = [str(counts.get(outcome, "·")) for outcome in shown]
            table.add_row(step.replace("_", " "), channel.replace("_", " "), *cells)
    return table


def _superseded(summary: dict[str, Any]) -> int:
    return int(summary["not_sent"]["superseded_steps"])


def _seconds(summary: dict[str, Any]) -> int:
    timings: dict[str, float] = summary["timings_seconds"]
    return round(sum(timings.values()))
