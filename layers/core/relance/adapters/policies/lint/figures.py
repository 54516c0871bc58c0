"""Figures that a text types by hand: delays, dates, sums, rates and accounts come from the plan and the décompte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from relance.adapters.policies.lint.rule import Rule
from relance.adapters.policies.lint.written import Written

_WORDS: Final = (
    "une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante"
    "|cinquante|soixante|cent|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|ninety|hundred"
)
_NUMBER: Final = rf"(\d+|({_WORDS})([- ](et[- ])?({_WORDS}))*)"
_COUNT: Final = rf"{_NUMBER}( ?\([^)]{{1,20}}\))?[ -]?"
_ADJECTIVE: Final = r"((working|business|calendar|clear) )?"
_UNIT: Final = rf"(jours?|jrs?|semaines?|mois|{_ADJECTIVE}(days?|weeks?|months?))"
_DAYS: Final = "lundi|mardi|mercredi|jeudi|vendredi|samedi|monday|tuesday|wednesday|thursday|friday|saturday"
DURATION: Final = re.compile(
    # Opening hours are no delay: hours count only after a word that makes one of them.
    rf"\b{_COUNT}{_UNIT}\b(?! ?(sur|/) ?\d)|\b\d+ ?j\b(?! ?/ ?\d)|\bj ?\+ ?\d+"
    rf"|\b(sous|dans les|dans un délai de|d'ici|within|in) {_COUNT}(h|heures?|hours?)\b"
    r"|huitaine|quinzaine|dizaine de jours|fortnight"
    r"|\b(sous|dans|d'ici|pendant) (la|le|les|cette|ce|quelques|une?) ?(prochaine?s? )?(semaine|mois|jours)\b"
    rf"|\b(avant|d'ici|pour|by|before|next) (le |ce |this )?({_DAYS}|demain|tomorrow)\b|\bdès (demain|aujourd'hui)"
    r"|\b(avant|d'ici|by|before) (à )?(la |the )?(fin|end) (de |of )?(la |du |the |this )?(semaine|mois|week|month)"
    r"|\bfin de (semaine|mois)|\b(this|next) (week|month)\b"
    r"|aujourd'hui même|\bwithin (a|an|the) (day|week|month|next|coming)\w*"
    r"|\bà (compter|dater|partir) de la présente|au reçu de|dès réception|à réception d|\bdès la réception"
    r"|(up)?on receipt of this|by return\b"
)
_MONTHS: Final = (
    r"(janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)"
)
_MONTH: Final = r"(0?[1-9]|1[0-2])"
DAY: Final = re.compile(
    rf"\b(\d{{1,2}}(er|st|nd|rd|th)?|premier|{_WORDS}) (of )?{_MONTHS}\b"
    rf"|(?<![\d./-])\d{{1,2}}(er)?[/.-]{_MONTH}[/.-](\d{{4}}|\d{{2}})(?![./-]?\d)|\b20\d\d-\d\d-\d\d\b"
    rf"|\bfin {_MONTHS}\b|\ble \d{{1,2}} (courant|prochain|du mois)|\bend of {_MONTHS}\b"
)
LAWS: Final = re.compile(
    r"\b(loi|décret|ordonnance|arrêté|arrêt|directive|act|decree|law)\b[^.;:]{0,50}?"
    rf" (du|of) \d{{1,2}}(er)? {_MONTHS} \d{{4}}"
)
"""A text of law is named by its date, which is nobody's deadline."""
FIGURE: Final = re.compile(
    r"\d[\d .,]*(€|%|euros?\b|eur\b)|(€|\beur) ?\d+([.,]\d+)*|\bpour cent\b|\bper cent\b"
    rf"|\b({_WORDS}) euros?\b|\b\d+ (percentage )?points?\b|fois le taux|times the (french )?(legal|statutory)"
)
ACCOUNT: Final = re.compile(r"\b[a-z]{2}\d{2}( ?[a-z0-9]{4}){3,}")
"""An IBAN: a wrong digit, or a swindler's, and the money is gone."""


def _typed(rule: str, pattern: re.Pattern[str], advice: str) -> Rule:
    def find(written: Written) -> Iterator[str]:
        for part, words in written.words.items():
            if match := pattern.search(LAWS.sub("", words)):
                yield f"[{part}] « {match[0].strip()} » est écrit en toutes lettres"

    return Rule(rule, advice, find)


FIGURES: Final = (
    _typed("CHI-01", DURATION, "un délai vient du plan : imprimez la date, {{ answer_by }}"),
    _typed("CHI-02", DAY, "une date vient du plan ou de la facture : imprimez sa valeur"),
    _typed(
        "CHI-03", FIGURE, "un montant ou un taux vient du décompte : imprimez sa valeur, comme {{ indemnity_each }}"
    ),
    _typed("CHI-04", ACCOUNT, "le compte à créditer est celui de creditor.toml, imprimé de lui-même"),
)
