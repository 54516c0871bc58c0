"""Maileva's invoice of February 2026 against our rows, whatever it says."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from relance.domain.carrier_invoice import Billed, Disagreement, compare
from relance.domain.channels import Channel, Cost
from relance.domain.contact import ContactRow, ContactState

MICROS = st.integers(-3, 3).map(lambda n: n * 1_530_000)
LINES = st.lists(st.tuples(st.sampled_from(["A", "A-id", "B", "C", "D", ""]), MICROS), max_size=12)


@given(LINES)
def test_the_differences_explain_the_gap_to_the_millionth(lines: list[tuple[str, int]]) -> None:
    """A and B are of the month, C of another one; D is unknown here. A, B and C cost 1.53 €."""
    rows = {name: _letter(name) for name in "ABC"}
    billed = [Billed(place, _billed_as(name, rows), micros) for place, (name, micros) in enumerate(lines, start=2)]
    others = [rows["C"]] if any(name == "C" for name, _ in lines) else []
    told = compare([rows["A"], rows["B"]], billed, others=others, carriers=["maileva"])
    gap = told.billed - told.here
    assert gap == sum((d.billed or 0) - (0 if d.why is Disagreement.TWICE else d.here or 0) for d in told.differences)
    assert told.differences or gap == 0


def _letter(name: str) -> ContactRow:
    day = date(2026, 2, 2 + "ABC".index(name))
    at = datetime(2026, 2, 2, 8, tzinfo=UTC)
    return ContactRow(
        f"C-{name}", day, 1, ContactState.SENT, "first_reminder", 1, "first_reminder", Channel.LETTER, "ab" * 32, at,
        carrier="maileva", cost=Cost(1_530_000, "carrier"), message_id=f"{name}-id",
    )  # fmt: skip


def _billed_as(name: str, rows: dict[str, ContactRow]) -> str:
    return rows[name].reference if name in rows else name
