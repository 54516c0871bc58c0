"""A new rates.csv against the one in force: semesters are added; a row that letters may have printed never moves alone.

A row in force is dropped for nothing, and its figures change only with a note that says so ("rectification…"): a
décompte already sent was computed with it, and somebody will ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from relance.adapters.policies.names import RATES
from relance.adapters.policies.shipped import shipped_files
from relance.domain.errors import InvalidPolicyError
from relance.domain.law.figures import LegalFigures
from relance.domain.law.rates import RateTable, SemesterRates

CORRECTION: Final = "rectification"
FIGURES: Final = {
    "refinancing": "taux de la BCE",
    "default": "taux entre professionnels",
    "public": "taux des acheteurs publics",
    "legal_individuals": "taux légal, particuliers",
    "legal": "taux légal, autres cas",
    "floor": "plancher",
}
LARGEST_MOVE: Final = Decimal(3)
"""Points in one semester: since 2015 no rate has moved so far."""
UNOFFICIAL: Final = "C"
"""The confidence of a figure that nobody has read on an official page."""


def figures_of(files: Mapping[str, bytes]) -> LegalFigures:
    """The law's figures with the rates of these files. Raises InvalidPolicyError naming line and field."""
    from relance.adapters.law.rates_csv import load_rates
    from relance.adapters.law.shipped import shipped_figures

    shipped = shipped_figures()
    if files[RATES] == shipped_files()[RATES]:
        return shipped
    return LegalFigures(overlaid(shipped.rates, load_rates(files[RATES])), shipped.parameters)


def judge_rates(body: bytes, in_force: Mapping[str, bytes]) -> str:
    """What a new table changes, line by line."""
    from relance.adapters.law.rates_csv import load_rates

    changes = check_change(figures_of(in_force).rates, load_rates(body))
    figures_of({**in_force, RATES: body})
    return "\n".join(changes) or "Aucun taux ne change."


def overlaid(shipped: RateTable, published: RateTable) -> RateTable:
    """Published semesters win; those that only the shipped table has, of a later deployment, still count."""
    rows = {row.semester: row for row in (*shipped.rows, *published.rows)}
    sources = dict(shipped.sources) | dict(published.sources)
    return RateTable(tuple(rows[semester] for semester in sorted(rows)), tuple(sources.items()))


def check_change(before: RateTable, after: RateTable) -> list[str]:
    """What changes, in French. Raises InvalidPolicyError for a row in force that is dropped or silently changed."""
    kept = {row.semester: row for row in after.rows}
    wrong: list[str] = []
    corrected: list[str] = []
    for row in before.rows:
        new = kept.pop(row.semester, None)
        if new is None:
            wrong.append(f"le semestre {row.semester}, en vigueur, n'y est plus")
        elif moved := _moved(row, new):
            said = f"semestre {row.semester} : {' ; '.join(moved)}"
            (corrected if _explained(row, new) else wrong).append(said)
    if wrong:
        advice = f"écrivez dans sa colonne note « {CORRECTION} du JJ/MM/AAAA : motif »"
        reasons = " ; ".join(wrong)
        raise InvalidPolicyError(
            f"{RATES} : {reasons}. Une ligne en vigueur ne disparaît pas ; pour en corriger un taux, {advice}"
        )
    return [*corrected, *(_new(row, after) for row in kept.values())]


def _moved(row: SemesterRates, new: SemesterRates) -> list[str]:
    pairs = [(label, getattr(row, name), getattr(new, name)) for name, label in FIGURES.items()]
    return [f"{label} {percent(old)} devient {percent(now)}" for label, old, now in pairs if old != now]


def _explained(row: SemesterRates, new: SemesterRates) -> bool:
    return new.note != row.note and new.note.lower().startswith(CORRECTION)


def _new(row: SemesterRates, table: RateTable) -> str:
    figures = f"entre professionnels {percent(row.default)}, légal {percent(row.legal)}"
    doubt = UNOFFICIAL in (row.refinancing_confidence, row.legal_confidence)
    said = f"semestre {row.semester} ajouté : {figures}" + (" ; à confirmer sur une page officielle" if doubt else "")
    return ". ".join([said, *_odd(row, table)])


def _odd(row: SemesterRates, table: RateTable) -> Iterator[str]:
    """What was never seen and is no contradiction: a person should look twice."""
    if row.legal >= row.legal_individuals:
        # RATE-05: tables are about that give one column for the other.
        yield "Attention, le taux légal des autres cas atteint celui des particuliers : colonnes inversées ?"
    before = next((r for r in table.rows if r.semester < row.semester and r.semester.next == row.semester), None)
    for name in ("refinancing", "legal", "legal_individuals") if before else ():
        old, new = getattr(before, name), getattr(row, name)
        if abs(new - old) > LARGEST_MOVE:
            yield f"Attention, {FIGURES[name]} : de {percent(old)} à {percent(new)} en un semestre"


def percent(rate: Decimal) -> str:
    """Such as "12,40 %"."""
    return f"{rate:.2f} %".replace(".", ",")
