"""The fixed words that only mails have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class MailWords:
    """One language's words, already set."""

    to_plan: str
    to_pay: str
    agreed_sum: str
    due: str
    first_due: str
    answer: str
    deadline: str
    first_instalment: str
    one_more: str
    many_more: str
    pay_online: str
    colon: str
    not_asked: str
    rates: str


FRENCH: Final = MailWords(
    to_plan="À prévoir",
    to_pay="À régler",
    agreed_sum="Somme convenue",
    due="Échéance",
    first_due="Première échéance",
    answer="Réponse attendue au plus tard le",
    deadline="Au plus tard le",
    first_instalment="Première échéance",
    one_more="et une autre facture, détaillée dans la lettre jointe",
    many_more="et {count} autres factures, détaillées dans la lettre jointe",
    pay_online="Régler en ligne",
    colon=" :",
    not_asked="Ces sommes s’ajoutent de plein droit à la somme à régler, qui ne les comprend pas.",
    rates="Taux appliqué : {rates}.",
)
ENGLISH: Final = MailWords(
    to_plan="To be planned",
    to_pay="To be paid",
    agreed_sum="Sum agreed",
    due="Due date",
    first_due="First due date",
    answer="Answer expected by",
    deadline="No later than",
    first_instalment="First instalment",
    one_more="and one more invoice, listed in the attached letter",
    many_more="and {count} more invoices, listed in the attached letter",
    pay_online="Pay online",
    colon=":",
    not_asked="These sums are due by law in addition to the sum to be paid, which does not include them.",
    rates="Rate applied: {rates}.",
)

WORDS: Final = {"fr": FRENCH, "en": ENGLISH}
