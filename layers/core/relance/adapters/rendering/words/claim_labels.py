"""The fixed words of the décompte, of its annex and of an instalment plan."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

from relance.adapters.rendering.words.typography import typeset


@dataclass(frozen=True, slots=True)
class ClaimLabels:
    """One language's fixed words, already set."""

    sums: str
    for_information: str
    principal: str
    interest: str
    indemnity: str
    indemnity_each: str
    unapplied: str
    total: str
    annex: str
    annex_intro: str
    annex_columns: tuple[str, ...]
    """From, to, days, principal, rate a year, basis, interest."""
    annex_invoice: str
    payment: str
    credit_note: str
    credited: str
    to_interest: str
    to_principal: str
    to_indemnity: str
    to_excess: str
    no_interest: str
    invoice_sums: str
    already_paid: str
    plus_indemnity: str
    rounding: str
    ecb_rates: str
    legal_rates: str
    later: str
    annex_enclosed: str
    copy_enclosed: str
    copies_enclosed: str
    enclosures: str
    schedule: str
    schedule_columns: tuple[str, ...]
    """Number, due on, amount, left after it."""
    schedule_total: str
    party: str
    by_hand: str
    signed_at: str
    signed_on: str
    signed_by: str


def _set(labels: ClaimLabels) -> ClaimLabels:
    """French spacing, as for the texts."""
    values: dict[str, Any] = {field.name: getattr(labels, field.name) for field in fields(labels)}
    return ClaimLabels(**{name: _typeset(value) for name, value in values.items()})


def _typeset(value: Any) -> Any:
    return typeset(value, "fr") if isinstance(value, str) else tuple(typeset(text, "fr") for text in value)


FRENCH: Final = _set(
    ClaimLabels(
        sums="Décompte arrêté au {date}",
        for_information="Pour information, au {date}",
        principal="Principal restant dû, TTC",
        interest="Pénalités de retard",
        indemnity="Indemnités forfaitaires de recouvrement ({count} × {each})",
        indemnity_each="Indemnité forfaitaire de recouvrement",
        unapplied="Règlements et avoirs non encore affectés",
        total="Total dû au {date}",
        annex="Annexe – Calcul des sommes dues au {date}",
        annex_intro="Chaque ligne se refait à la main : principal × taux annuel × nombre de jours ÷ 365. Le jour de "
        "l’échéance n’est pas compté ; le jour d’un règlement et celui de l’arrêté le sont.",
        annex_columns=("Du", "Au", "Jours", "Principal", "Taux annuel", "Fondement", "Intérêts"),
        annex_invoice="Facture n° {invoice}, émise le {issued}, échue le {due} – {total} TTC",
        payment="Règlement de {amount} le {date}",
        credit_note="Avoir de {amount} le {date}",
        credited="Avoirs déduits du principal dès l’origine : {amount}",
        to_interest="{amount} sur les intérêts",
        to_principal="{amount} sur le principal",
        to_indemnity="{amount} sur l’indemnité",
        to_excess="{amount} en excédent",
        no_interest="Aucun intérêt à cette date",
        invoice_sums="Principal {principal} + intérêts {interest}",
        already_paid=" (déduction faite de {amount} déjà réglés)",
        plus_indemnity=" + indemnité {amount}",
        rounding="Les intérêts de chaque ligne sont arrondis au centime le plus proche, le demi-centime au centime "
        "supérieur ; les totaux sont la somme des lignes imprimées. Intérêts simples, sur 365 jours, non soumis "
        "à la TVA.",
        ecb_rates="Taux de la BCE : opérations principales de refinancement, taux en vigueur au premier jour du "
        "semestre, publié par la Banque centrale européenne et la Banque de France.",
        legal_rates="Taux légal : celui des créances de professionnels, fixé chaque semestre par arrêté publié au "
        "Journal officiel.",
        later="Les intérêts qui courent après le {date} ne sont pas compris dans ce décompte.",
        annex_enclosed="annexe de calcul",
        copy_enclosed="copie de la facture n° {invoice}",
        copies_enclosed="copies des {count} factures",
        enclosures="Pièces jointes :",
        schedule="Échéancier",
        schedule_columns=("N°", "Date", "Montant", "Reste après paiement"),
        schedule_total="Total",
        party="Pour {name}",
        by_hand="De la main du signataire : « Bon pour accord », puis la somme en toutes lettres et en chiffres.",
        signed_at="Fait à",
        signed_on="le",
        signed_by="Nom, qualité et signature",
    )
)

ENGLISH: Final = ClaimLabels(
    sums="Statement of account as at {date}",
    for_information="For information, as at {date}",
    principal="Principal outstanding, incl. tax",
    interest="Late-payment interest",
    indemnity="Fixed recovery indemnities ({count} × {each})",
    indemnity_each="Fixed recovery indemnity",
    unapplied="Payments and credits not yet applied",
    total="Total due as at {date}",
    annex="Annex – Computation of the sums due as at {date}",
    annex_intro="Each line can be redone by hand: principal × annual rate × number of days ÷ 365. The due date is not "
    "counted; the day of a payment and the day of this statement are.",
    annex_columns=("From", "To", "Days", "Principal", "Annual rate", "Basis", "Interest"),
    annex_invoice="Invoice {invoice}, issued on {issued}, due on {due} – {total} incl. tax",
    payment="Payment of {amount} on {date}",
    credit_note="Credit note of {amount} on {date}",
    credited="Credit notes deducted from the principal from the start: {amount}",
    to_interest="{amount} to interest",
    to_principal="{amount} to the principal",
    to_indemnity="{amount} to the indemnity",
    to_excess="{amount} in excess",
    no_interest="No interest at this date",
    invoice_sums="Principal {principal} + interest {interest}",
    already_paid=" (less {amount} already paid)",
    plus_indemnity=" + indemnity {amount}",
    rounding="The interest of each line is rounded to the nearest cent, half a cent upwards; totals are the sum of the "
    "printed lines. Simple interest, on 365 days, not subject to VAT.",
    ecb_rates="ECB rate: main refinancing operations, rate in force on the first day of the half-year, published by "
    "the European Central Bank and the Banque de France.",
    legal_rates="Legal rate: that of claims of professionals, set each half-year by an order published in the Journal "
    "officiel.",
    later="Interest running after {date} is not included in this statement.",
    annex_enclosed="computation annex",
    copy_enclosed="copy of invoice {invoice}",
    copies_enclosed="copies of the {count} invoices",
    enclosures="Enclosures:",
    schedule="Instalments",
    schedule_columns=("No.", "Date", "Amount", "Left after payment"),
    schedule_total="Total",
    party="For {name}",
    by_hand="In the signatory’s own hand: “Agreed”, then the sum in words and in figures.",
    signed_at="Signed at",
    signed_on="on",
    signed_by="Name, capacity and signature",
)

CLAIM_LABELS: Final = {"fr": FRENCH, "en": ENGLISH}
