"""Payment terms and limitation in French, for `relance explain`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from relance.cli import french
from relance.cli.output import Screen
from relance.domain.billing import Invoice
from relance.domain.law.limitation import Limitation, Period, Start
from relance.domain.law.term_limits import Base
from relance.domain.law.term_rule import Method, TermRule
from relance.domain.law.terms import TermWarning, TermWhy
from relance.service.explain import InvoiceProgress
from relance.service.french import typeset

LIMITATION_TEXTS = {
    "limitation.b2b_years": "C. com., art. L110-4",
    "limitation.b2c_years": "C. conso., art. L218-2",
    "limitation.public_years": "loi n° 68-1250, art. 1er",
    "limitation.transport_years": "C. com., art. L133-6",
    "limitation.telecom_years": "CPCE, art. L34-2",
    "limitation.insurance_years": "C. assur., art. L114-1",
}
TERM_TEXTS = {
    "term.default_days": "C. com., art. L441-10, I, al. 1er",
    "term.max_days_net": "C. com., art. L441-10, I, al. 2",
    "term.max_eom_days": "C. com., art. L441-10, I, al. 3",
    "term.periodic_invoice_max_days": "C. com., art. L441-10, I, al. 4",
    "term.public_days": "CCP, art. R2192-10 et s.",
}
HYPOTHESIS = (
    "Hypothèse : le secteur n'est pas connu, le délai le plus court est retenu. Précisez « sector » sur la facture, "
    "ou une fois pour toutes dans penalties.toml."
)
SECTOR_TEXT = "C. com., art. L441-11"
STARTS = {
    Start.PERFORMANCE: "la prestation",
    Start.INVOICE: "la facture",
    Start.DUE_DATE: "l'échéance",
}
BASES = {
    Base.ISSUE: "l'émission de la facture",
    Base.RECEIPT: "la réception de la facture",
    Base.DELIVERY: "la livraison ou la prestation",
}
METHODS = {
    Method.NET: "{days}",
    Method.DAYS_THEN_MONTH_END: "{days} puis fin de mois",
    Method.MONTH_END_THEN_DAYS: "fin de mois plus {days}",
    Method.DECADE_END_THEN_DAYS: "fin de décade plus {days}",
}


def tell(invoices: Iterable[InvoiceProgress], today: date, screen: Screen) -> None:
    """The limitation of each invoice that is owed, then what is wrong with its term."""
    owed = [(i.state.invoice, i.watched) for i in invoices if i.watched is not None]
    if not owed:
        return
    screen.line()
    screen.line("Prescription :")
    headers = ["Facture", "Dernier jour", "Délai", "Prochaine alerte", "À noter"]
    screen.table(headers, (_limitation_row(invoice, w.limitation, today) for invoice, w in owed))
    if any(w.limitation.hypothesis for _, w in owed):
        screen.line(HYPOTHESIS)
    warnings = [line for invoice, w in owed for line in _warning_lines(invoice, w.warnings)]
    if warnings:
        screen.line()
        screen.line("Délais de paiement à revoir :")
        for line in warnings:
            screen.line(f"  {line}")


def as_json(progress: InvoiceProgress, today: date) -> dict[str, Any]:
    """The same, for programs: codes and dates."""
    watched = progress.watched
    if watched is None:
        return {"limitation": None, "term_warnings": []}
    limit = watched.limitation
    return {
        "limitation": {
            "last_day": limit.last_day,
            "parameter": limit.period.key,
            "hypothesis": limit.hypothesis,
            "otherwise": limit.general_day if limit.hypothesis else None,
            "start": limit.start,
            "started_by": limit.started_by,
            "possible_until": limit.possible_until,
            "next_alarm": limit.next_alarm(today),
        },
        "term_warnings": [_warning_json(w) for w in watched.warnings],
    }


def _warning_json(warning: TermWarning) -> dict[str, Any]:
    return {
        "why": warning.why,
        "expected_on": warning.expected_on,
        "rule": str(warning.rule) if warning.rule else None,
        "base": warning.base,
        "assumed": warning.assumed,
        "parameter": warning.parameter,
    }


def _limitation_row(invoice: Invoice, limit: Limitation, today: date) -> list[str]:
    alarm = limit.next_alarm(today)
    return [
        invoice.invoice_id,
        french.day(limit.last_day) + _expired(limit, today),
        typeset(f"{_years(limit.period)} depuis {STARTS[limit.started_by]} du {french.day(limit.start)}"),
        french.day(alarm) if alarm else "—",
        typeset(" ; ".join(_notes(limit))) or "—",
    ]


def _expired(limit: Limitation, today: date) -> str:
    if not limit.expired(today):
        return ""
    return " (peut-être acquise)" if limit.hypothesis else " (acquise)"


def _years(period: Period) -> str:
    if period.civil:
        return french.count(period.years, "année civile", "années civiles")
    return french.count(period.years, "an")


def _notes(limit: Limitation) -> Iterator[str]:
    if limit.hypothesis:
        text = LIMITATION_TEXTS.get(limit.general.key, limit.general.key)
        yield f"hypothèse ; sinon {french.day(limit.general_day)} ({text})"
    else:
        yield LIMITATION_TEXTS.get(limit.period.key, limit.period.key)
    if limit.possible_until is not None:
        yield f"peut-être interrompue, alors {french.day(limit.possible_until)}"


def _warning_lines(invoice: Invoice, warnings: Iterable[TermWarning]) -> Iterator[str]:
    for warning in warnings:
        yield f"{invoice.invoice_id}, échéance du {french.day(invoice.due_on)} : {_words(warning)}"


def _words(warning: TermWarning) -> str:
    if warning.why is TermWhy.NOT_CHECKED or warning.rule is None or warning.expected_on is None:
        return f"délai non vérifié, la loi du jour d'émission n'est pas connue ({warning.parameter})"
    term, expected = _rule(warning.rule), french.day(warning.expected_on)
    if warning.why is TermWhy.NOT_AS_AGREED:
        return f"le délai convenu, {term}, donne le {expected}"
    counted = f"{term} après {BASES[warning.base]}, soit le {expected} ({_text(warning.parameter)})"
    assumed = " ; date inconnue, compté de l'émission" if warning.assumed else ""
    if warning.why is TermWhy.BEYOND_LAW:
        return f"au-delà du maximum légal, {counted}{assumed}"
    return f"aucun délai convenu n'est connu, la loi fixe alors {counted}{assumed}"


def _rule(rule: TermRule) -> str:
    return METHODS[rule.method].format(days=french.count(rule.days, "jour"))


def _text(parameter: str) -> str:
    return TERM_TEXTS.get(parameter, SECTOR_TEXT if parameter.startswith("term.sector.") else parameter)
