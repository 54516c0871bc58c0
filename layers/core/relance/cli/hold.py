"""`relance hold` and `relance release`."""

from __future__ import annotations

from argparse import Namespace
from datetime import date

from relance.cli import french
from relance.cli.application import Connect
from relance.cli.output import Screen
from relance.domain.account import Hold, HoldKind
from relance.domain.record import AccountRecord
from relance.service.holds import HoldRequest

CONSEQUENCES = {
    HoldKind.MANUAL: "La prescription continue de courir, comme les intérêts de retard qui sont dus.",
    HoldKind.DISPUTE: (
        "Une créance contestée n'est pas certaine : elle n'ouvre pas la voie de l'injonction de payer. "
        "Les intérêts de retard restent dus si la contestation n'est pas fondée. "
        "Fondée, elle appelle un avoir chez la facturation."
    ),
    HoldKind.PROMISE: (
        "Une promesse écrite peut valoir reconnaissance de la dette (C. civ. art. 2240) : conservez-la. "
        "Les intérêts de retard qui sont dus continuent de courir."
    ),
    HoldKind.PAYMENT_ANNOUNCED: "Les intérêts de retard dus courent jusqu'au jour où votre compte est crédité.",
    HoldKind.INSOLVENCY: (
        "Les créances antérieures au jugement ne peuvent plus être réclamées (C. com. art. L622-21) ni payées "
        "(art. L622-7), et leurs intérêts s'arrêtent (art. L622-28). Déclarez la créance dans les deux mois de la "
        "publication au BODACC (art. R622-24). Inscrivez la date du jugement à la fiche du client : ce qui est fourni "
        "depuis sera suivi à part."
    ),
    HoldKind.OVERINDEBTED: (
        "La recevabilité du dossier suspend l'exécution et interdit de payer les dettes antérieures "
        "(C. conso. art. L722-2 et L722-5). Inscrivez sa date à la fiche du client."
    ),
    HoldKind.DECEASED: (
        "Aucune lettre au défunt : adressez-vous au notaire ou aux héritiers, qui ont quatre mois pour opter "
        "(C. civ. art. 771). Inscrivez le décès à la fiche du client."
    ),
    HoldKind.GRACE_COURT: (
        "Pendant le délai de grâce, ni exécution ni majoration ou pénalité de retard (C. civ. art. 1343-5). "
        "Inscrivez la période à la facture chez la facturation : le décompte l'exclura."
    ),
    HoldKind.ASSIGNED: (
        "La créance n'est plus la vôtre : le débiteur informé de la cession paie le cessionnaire (C. civ. art. 1324)."
    ),
    HoldKind.ADDRESS: (
        "Une lettre revenue pour adresse inconnue est sans effet. Cherchez l'adresse actuelle (siège au registre, "
        "annuaire des entreprises), faites corriger la fiche du client, puis levez la suspension."
    ),
    HoldKind.LEGAL_CHECK_UNKNOWN: (
        "Aucune lettre tant que le doute demeure : régime, prescription, procédure collective. "
        "La prescription, elle, continue de courir."
    ),
}
"""What follows in law, told to whoever sets the hold."""


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """Set or release, and say when the account is looked at next."""
    operator = connect()
    invoice = arguments.invoice
    what = f"La facture {invoice} du compte {arguments.customer}" if invoice else f"Le compte {arguments.customer}"
    agreed = "e" if invoice else ""
    if arguments.command == "hold":
        kind = HoldKind(arguments.kind.upper().replace("-", "_"))
        request = HoldRequest(arguments.customer, arguments.reason, arguments.by, arguments.until, invoice, kind)
        record = operator.holds.set(request)
        screen.line(f"{what} est suspendu{agreed} {_end(_hold(record, invoice))}.")
        screen.line(CONSEQUENCES[kind])
    else:
        record = operator.holds.release(account_id=arguments.customer, by=arguments.by, invoice_id=invoice)
        screen.line(f"{what} n'est plus suspendu{agreed}.")
    screen.line(next_look(record.next_day))
    return 0


def next_look(day: date | None) -> str:
    """When the account is looked at next."""
    return f"Prochain examen du compte : {french.day(day) if day else 'à un fait nouveau'}."


def _hold(record: AccountRecord, invoice: str | None) -> Hold | None:
    """The hold as it was stored: a promise lasts some days longer than it says."""
    if invoice is None:
        return record.hold
    entries = record.invoices.values()
    return next((e.hold for e in entries if invoice in (e.key, e.seen.facts.invoice_id) and e.hold), None)


def _end(hold: Hold | None) -> str:
    if hold is None or hold.until is None:
        return "jusqu'à levée"
    expected = f", le temps que le paiement du {french.day(hold.expected_on)} arrive" if hold.expected_on else ""
    return f"jusqu'au {french.day(hold.until)} inclus{expected}"
