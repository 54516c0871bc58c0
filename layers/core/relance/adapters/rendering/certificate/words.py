"""The fixed words of a certificate, around those of the facts (domain.tracked_words)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CertificateWords:
    """One language's words, to be set with the values in braces."""

    title: str
    made: str
    no_end: str
    at: str
    sender: str
    recipient: str
    address: str
    subject: str
    reference: str
    account: str
    until: str
    until_day: str
    not_told: str
    parts: str
    part_columns: tuple[str, str, str]
    parts_note: str
    facts: str
    fact_columns: tuple[str, str, str]
    certified: str
    not_certified: str
    awaits: str
    absent: str
    clock: str
    clock_neglect: str
    clock_alone: str
    clock_certified: str
    meanings: str
    meaning_columns: tuple[str, str, str]
    worth: str
    worth_said: str
    verify: str
    verify_columns: tuple[str, str, str]
    verify_said: str
    verify_tokens: str
    untimed: str
    coded: str
    holds: str


FRENCH: Final = CertificateWords(
    title="Certificat de suivi d'une lettre électronique",
    made="Établi le {at}, heure de Paris.",
    no_end="À cette date, la lettre n'a été ni ouverte, ni refusée, ni négligée",
    at="{name}, le {at}",
    sender="Expéditeur",
    recipient="Destinataire",
    address="Adresse de l'avis",
    subject="Objet",
    reference="Référence",
    account="Compte client",
    until="Délai",
    until_day="à ouvrir ou refuser jusqu'au {until} inclus, quinze jours comptés du lendemain de l'avis",
    not_told="aucun ne court : la distribution de l'avis n'est pas connue",
    parts="Ce qui a été déposé",
    part_columns=("Fichier", "Octets", "Empreinte SHA-256"),
    parts_note="Un fichier dont l'empreinte est la même est, à l'octet près, celui qui a été déposé.",
    facts="Ce qui a été constaté",
    fact_columns=("Fait", "Heure du constat", "Heure certifiée"),
    certified="{at} par {authority}",
    not_certified="non certifiée",
    awaits="certification en cours",
    absent="Non constaté à cette date : {names}.",
    clock="Heures de Paris. L'heure du constat est celle de notre horloge ou, pour ce que rapporte le service d'envoi, "
    "de la sienne.",
    clock_neglect="La négligence porte l'heure à laquelle le délai a expiré.",
    clock_alone="Aucune autorité d'horodatage n'est désignée : ces heures ne sont que celles de nos horloges.",
    clock_certified="L'heure certifiée est celle d'une autorité d'horodatage (RFC 3161) : elle établit que le constat "
    "existait au plus tard à cette heure.",
    meanings="Ce que chaque mot veut dire",
    meaning_columns=("Mot", "Ce qu'il dit", "Ce qu'il ne dit pas"),
    worth="Valeur de ce certificat",
    worth_said="Une lettre électronique suivie n'est pas une lettre recommandée : elle ne vaut pas l'envoi recommandé "
    "électronique qualifié de l'article L100 du code des postes et des communications électroniques, et l'identité du "
    "destinataire n'est pas vérifiée. Entre commerçants, la preuve est libre (code de commerce, art. L110-3) ; un "
    "envoi électronique ne peut pas être écarté comme preuve pour la seule raison qu'il est électronique ou n'est pas "
    "qualifié (règlement (UE) n° 910/2014, art. 43, § 1). Le juge apprécie.",
    verify="Vérifier",
    verify_columns=("Constat", "Empreinte SHA-256 du constat", "Jeton d'horodatage"),
    verify_said="Les constats et leurs jetons sont dans ce fichier PDF, en pièces jointes. L'empreinte de chaque "
    "constat se recalcule avec « sha256sum ».",
    verify_tokens="Un jeton se vérifie avec « openssl ts -verify -data constat.json -in jeton.tsr -CAfile "
    "autorité.pem ».",
    untimed="aucun",
    coded="Entre crochets : les codes Unicode des signes que les caractères de ce document n'ont pas. La pièce jointe "
    "« deposit.json » porte les noms tels qu'ils ont été déposés.",
    holds="Constat : {name}",
)
ENGLISH: Final = CertificateWords(
    title="Certificate of a tracked electronic letter",
    made="Made on {at}, Paris time.",
    no_end="At this date the letter has been neither opened, nor refused, nor neglected",
    at="{name}, on {at}",
    sender="Sender",
    recipient="Addressee",
    address="Address of the notice",
    subject="Subject",
    reference="Reference",
    account="Customer account",
    until="Time allowed",
    until_day="to be opened or refused until {until}, that day included: fifteen days from the day after the notice",
    not_told="none is running: delivery of the notice is not known",
    parts="What was deposited",
    part_columns=("File", "Bytes", "SHA-256 hash"),
    parts_note="A file that has the same hash is, to the byte, the one that was deposited.",
    facts="What was found",
    fact_columns=("Fact", "Time of the finding", "Certified time"),
    certified="{at} by {authority}",
    not_certified="not certified",
    awaits="being certified",
    absent="Not found at this date: {names}.",
    clock="Paris time. The time of a finding is that of our clock or, for what the sending service reports, of its "
    "own.",
    clock_neglect="Neglect bears the time at which the time allowed ran out.",
    clock_alone="No timestamp authority is appointed: these times are those of our own clocks only.",
    clock_certified="The certified time is that of a timestamp authority (RFC 3161): it proves that the finding "
    "existed at that time at the latest.",
    meanings="What each word means",
    meaning_columns=("Word", "What it says", "What it does not say"),
    worth="What this certificate is worth",
    worth_said="A tracked electronic letter is not a registered letter: it is not equal to the qualified electronic "
    "registered delivery of article L100 of the French code des postes et des communications électroniques, and the "
    "addressee's identity is not verified. Between merchants evidence is free (French code de commerce, art. L110-3); "
    "an electronic delivery may not be refused as evidence solely because it is electronic or not qualified "
    "(Regulation (EU) No 910/2014, art. 43, § 1). The judge weighs it.",
    verify="To verify",
    verify_columns=("Finding", "SHA-256 hash of the finding", "Timestamp token"),
    verify_said="The findings and their tokens are inside this PDF file, as attachments. The hash of each finding is "
    "computed again with “sha256sum”.",
    verify_tokens="A token is verified with “openssl ts -verify -data finding.json -in token.tsr -CAfile "
    "authority.pem”.",
    untimed="none",
    coded="In brackets: the Unicode codes of signs that the typeface of this document does not have. The attachment "
    "“deposit.json” holds the names as they were deposited.",
    holds="Finding: {name}",
)
WORDS: Final = {"fr": FRENCH, "en": ENGLISH}
