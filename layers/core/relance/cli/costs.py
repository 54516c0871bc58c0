"""`relance costs`: what sending cost, by whom, by what and when; and a carrier's invoice held against it."""

from __future__ import annotations

import csv
import io
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from relance.cli import french
from relance.cli.application import Connect
from relance.cli.carrier_invoice import read_invoice
from relance.cli.input import read_input
from relance.cli.output import Screen
from relance.domain.calendar import civil_date
from relance.domain.carrier_invoice import Compared, Difference, Disagreement
from relance.domain.contact import ContactRow
from relance.domain.costs import CONFIGURED, By, Spent, euros, spent, total
from relance.domain.errors import RejectedError
from relance.service import french_channels

HEADINGS = {
    By.CUSTOMER: "Client",
    By.CASE: "Dossier",
    By.CHANNEL: "Canal",
    By.MONTH: "Mois",
    By.CARRIER: "Transporteur",
}
NONE = {By.CASE: "hors dossier", By.CARRIER: "AWS"}
COLUMNS = ("jour", "reference", "client", "etape", "dossier", "canal", "transporteur", "segments", "cout_ht", "prix")
SOURCES = {True: "configuré", False: "transporteur"}
MONTHS_SHOWN = 12
CENTS = 2
AGREED, DIFFERENT = 0, 1


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """Print the sums, write the rows, or compare an invoice; exit code 1 where it differs."""
    operator = connect()
    by = By(arguments.by)
    month = arguments.month or f"{civil_date(operator.app.clock.now()):%Y-%m}"
    if arguments.check:
        compared = operator.costs.check(month, read_invoice(read_input(arguments.check)), arguments.carrier or ())
        return _compared(compared, month, screen)
    rows = operator.costs.rows(_months(month, by))
    if arguments.csv:
        _write(Path(arguments.csv), rows)
    if arguments.json:
        screen.json(as_json(rows, by))
        return 0
    _sums(rows, by, month, screen)
    if arguments.csv:
        screen.line(f"{french.count(len(rows), 'envoi')} dans {arguments.csv}")
    return 0


def _months(month: str, by: By) -> list[str]:
    """The month; the twelve that end with it, where months are what is compared."""
    if by is not By.MONTH:
        return [month]
    year, number = map(int, month.split("-"))
    last = year * MONTHS_SHOWN + number - 1
    return [f"{n // MONTHS_SHOWN}-{n % MONTHS_SHOWN + 1:02d}" for n in range(last - MONTHS_SHOWN + 1, last + 1)]


def _sums(rows: Sequence[ContactRow], by: By, month: str, screen: Screen) -> None:
    parts = spent(rows, by)
    until = f"douze mois jusqu'à {_month(month)}" if by is By.MONTH else _month(month)
    screen.line(f"Coût des envois, {until}, hors taxes")
    if not parts:
        screen.line("Aucun envoi.")
        return
    table = [_row(part, _name(part.key, by)) for part in parts]
    screen.table([HEADINGS[by], "Envois", "Coût", "dont au prix configuré"], table, right=(1, 2, 3))
    whole = total(parts)
    sums = f"Total : {french.count(whole.dispatches, 'envoi')}, {euros(whole.micros, decimals=CENTS)}"
    screen.line(f"{sums}, dont {euros(whole.configured, decimals=CENTS)} au prix configuré")


def _row(part: Spent, name: str) -> list[str]:
    return [
        name,
        str(part.dispatches),
        euros(part.micros, decimals=CENTS),
        euros(part.configured, decimals=CENTS),
    ]


def _name(key: str, by: By) -> str:
    if by is By.CHANNEL:
        return french_channels.channel(key)
    if by is By.CARRIER:
        return french_channels.carrier(key)
    return _month(key) if by is By.MONTH else key or NONE.get(by, "—")


def _month(month: str) -> str:
    """03/2026."""
    return f"{date.fromisoformat(f'{month}-01'):%m/%Y}"


def _write(file: Path, rows: Sequence[ContactRow]) -> None:
    """One line for each dispatch, exact, as a French spreadsheet reads it: semicolons, decimal commas."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_line(row) for row in rows)
    try:
        file.write_bytes(out.getvalue().encode("utf-8-sig"))
    except OSError as error:
        raise RejectedError(f"fichier : {file} ne s'écrit pas ({error.strerror})") from error


def _line(row: ContactRow) -> list[str]:
    micros = row.cost.micros if row.cost else 0
    whole, rest = divmod(micros, 1_000_000)
    return [
        row.day.isoformat(),
        row.reference,
        row.account_id,
        row.step_name,
        row.case_id or "",
        row.channel,
        row.carrier or "",
        str(row.segments or ""),
        f"{whole},{rest:06d}",
        SOURCES[row.cost is not None and row.cost.source == CONFIGURED],
    ]


def _compared(compared: Compared, month: str, screen: Screen) -> int:
    if not compared.carriers:
        raise RejectedError(
            "--check : aucune ligne de la facture n'est connue ici ; nommez le transporteur (--carrier)"
        )
    names = ", ".join(map(french_channels.carrier, compared.carriers))
    screen.line(f"Facture de {names}, {_month(month)}, hors taxes")
    screen.line(f"Concordent : {french.count(compared.agreed, 'envoi')}")
    gap = compared.billed - compared.here
    screen.line(f"Chez nous {euros(compared.here)}, sur la facture {euros(compared.billed)}, écart {euros(gap)}")
    if not compared.differences:
        screen.line("Aucune différence.")
        return AGREED
    screen.line(f"{french.count(len(compared.differences), 'différence')} :")
    screen.table(
        ["Ligne", "Référence", "Différence", "Chez nous", "Sur la facture"],
        (list(_difference(d)) for d in compared.differences),
        right=(0, 3, 4),
        fixed=(1,),
    )
    return DIFFERENT


WORDS = {
    Disagreement.ONLY_BILLED: "facturé, inconnu ici",
    Disagreement.ONLY_HERE: "envoyé, absent de la facture",
    Disagreement.OTHER_AMOUNT: "autre montant",
    Disagreement.TWICE: "facturé plusieurs fois",
}


def _difference(found: Difference) -> Iterator[str]:
    yield str(found.line or "—")
    yield found.reference or "—"
    yield WORDS[found.why]
    yield euros(found.here) if found.here is not None else "—"
    yield euros(found.billed) if found.billed is not None else "—"


def as_json(rows: Sequence[ContactRow], by: By) -> dict[str, Any]:
    """The same sums, for programs: micros are millionths of a euro."""
    parts = spent(rows, by)
    whole = total(parts)
    return {
        "by": by.value,
        "parts": [{"key": p.key, "dispatches": p.dispatches, "micros": p.micros} for p in parts],
        "total": {"dispatches": whole.dispatches, "micros": whole.micros, "configured": whole.configured},
    }
