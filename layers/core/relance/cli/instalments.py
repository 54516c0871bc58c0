"""`relance instalments`: write down what was agreed with a debtor, or release it."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from relance.adapters.agreement_file import read_proposal
from relance.cli import french
from relance.cli.application import Connect, Operator
from relance.cli.hold import next_look
from relance.cli.input import read_input
from relance.cli.output import Screen
from relance.domain.agreement import Agreement
from relance.domain.billing import CustomerKind
from relance.domain.errors import RejectedError

RECOGNITION = (
    "Signé par le débiteur, il vaut reconnaissance de la dette : un nouveau délai de prescription court "
    "(C. civ. art. 2240 et 2231)."
)

NO_FEE = (
    "Les accessoires d'un particulier ne sont que des intérêts au taux légal, depuis la mise en demeure : "
    "ni indemnité de 40 € ni frais (CPCE art. L111-8)."
)


def run(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    """Make the plan that the file tells, or end the one in force."""
    if arguments.release == bool(arguments.file):
        raise RejectedError("donnez un fichier d'échéances, ou bien --release avec --reason")
    return _release(connect(), arguments, screen) if arguments.release else _make(connect, arguments, screen)


def _make(connect: Connect, arguments: Namespace, screen: Screen) -> int:
    proposal = read_proposal(arguments.file, read_input(arguments.file))
    made = connect().agreements.make(account_id=arguments.customer, by=arguments.by, proposal=proposal)
    agreed, agreement = made.agreed, made.agreed.agreement
    numbers = ", ".join(key.rpartition("#")[2] for key in agreed.invoices)
    screen.line(f"Échéancier {agreed.reference} du compte {arguments.customer}, {french.amount(agreement.total)} :")
    for instalment in agreement.instalments:
        screen.line(f"  {french.day(instalment.due_on)} : {french.amount(instalment.amount)}")
    screen.line(f"Tant qu'il est tenu, rien ne part pour {numbers}.")
    customer = made.record.customer
    consumer = customer is not None and customer.facts.kind is CustomerKind.CONSUMER
    for line in consequences(agreement, consumer=consumer):
        screen.line(line)
    if agreed.letter is not None:
        screen.line(f"Lettre à faire signer des deux parties : {agreed.letter.key}")
        screen.line(f"SHA-256 : {agreed.letter.sha256}")
    if arguments.save:
        _write(arguments.save, made.letter)
        screen.line(f"Copie : {arguments.save}")
    screen.line(next_look(made.record.next_day))
    return 0


def consequences(agreement: Agreement, *, consumer: bool) -> list[str]:
    """What follows in law from the plan that was agreed."""
    interest = (
        "Les intérêts de retard qui sont dus continuent de courir sur le solde."
        if agreement.penalties_go_on
        else "Vous renoncez aux intérêts à venir tant que l'échéancier est tenu : la lettre le dit et vous engage."
    )
    missed = (
        "Une échéance manquée rouvre les relances ; la totalité du solde n'est exigible qu'après une mise en demeure "
        "restée sans effet."
        if agreement.acceleration
        else "Une échéance manquée ne rend pas les suivantes exigibles, faute de clause (C. civ. art. 1305-4) : "
        "les relances attendent alors votre décision."
    )
    return [
        RECOGNITION,
        interest,
        missed,
        *([NO_FEE] if consumer and agreement.accessories else []),
    ]


def _release(operator: Operator, arguments: Namespace, screen: Screen) -> int:
    record = operator.agreements.release(account_id=arguments.customer, by=arguments.by, reason=arguments.reason)
    screen.line(f"L'échéancier du compte {arguments.customer} est levé : ses factures reprennent où elles en étaient.")
    screen.line(next_look(record.next_day))
    return 0


def _write(file: str, body: bytes) -> None:
    try:
        Path(file).write_bytes(body)
    except OSError as error:
        raise RejectedError(f"copie : {file} ne s'écrit pas ({error.strerror})") from error
