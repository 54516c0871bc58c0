"""Headings, subjects, text messages, bold, and figures that must come from the plan or the décompte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from relance.adapters.policies.lint.rule import Rule
from relance.adapters.policies.lint.written import Written
from relance.adapters.policies.texts import BOLD
from relance.domain.plan import Document

MOST_SEGMENTS: Final = 3
LONGEST_SUBJECT: Final = 160
"""Signs of a letter's or a mail's subject, names and numbers aside: two lines."""
LONGEST_LETTER: Final = 3200
"""Signs of a letter's own words: beyond, one invoice needs a third page."""
NOTICE_HEADINGS: Final = ("mise en demeure", "formal notice")
IN_SUBJECTS: Final = ("impayé", "mise en demeure", "unpaid", "overdue", "formal notice")
"""Whoever passes the screen reads the subject, and the preheader in a notification."""
SUMS: Final = ("amount", "principal", "interest", "indemnity", "total_claimed", "plan_total", "deducted")
_COUNT: Final = (
    r"(\d+|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|trente|quarante|soixante"
    r"|one|two|three|four|five|seven|eight|nine|ten|twelve|fourteen|fifteen|twenty|thirty|sixty)"
)
_UNIT: Final = r"(jours?|semaines?|mois|heures?|h|working days?|business days?|days?|weeks?|months?|hours?)"
DURATION: Final = re.compile(
    rf"\b{_COUNT}( ?\(\d+\))? ?{_UNIT}\b"
    r"|huitaine|quinzaine|fortnight"
    r"|à compter de la présente|dès réception|à réception d|upon receipt|by return"
)
_MONTHS: Final = (
    r"(janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)"
)
DAY: Final = re.compile(rf"\b\d{{1,2}}(er|st|nd|rd|th)? {_MONTHS}\b|\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}\b")
FIGURE: Final = re.compile(r"\d[\d .,]*(€|%|euros?\b|eur\b)|€ ?\d|\bpour cent\b|\bper cent\b")


def _typed(rule: str, pattern: re.Pattern[str], advice: str) -> Rule:
    def find(written: Written) -> Iterator[str]:
        for part, words in written.words.items():
            if match := pattern.search(words):
                yield f"[{part}] « {match[0].strip()} » est écrit en toutes lettres"

    return Rule(rule, advice, find)


def _headings(written: Written) -> Iterator[str]:
    heading = written.field("letter", "subject")
    named = [word for word in NOTICE_HEADINGS if word in heading]
    if written.name.document is Document.FORMAL_NOTICE and not named:
        yield "[letter] subject : l'objet d'une mise en demeure doit la nommer"
    if written.name.document is not Document.FORMAL_NOTICE and named:
        yield f"[letter] subject : « {named[0]} » en objet ferait de cette lettre une mise en demeure"


def _subjects(written: Written) -> Iterator[str]:
    for key in ("subject", "preheader"):
        words = written.field("mail", key)
        for word in IN_SUBJECTS:
            if word in words:
                yield f"[mail] {key} : « {word} » ne se lit pas à cet endroit"


def _bold(written: Written) -> Iterator[str]:
    for (part, key), text in written.fields.items():
        if text.count(BOLD) % 2:
            yield f"[{part}] {key} : ** ouvert et non fermé"
        elif BOLD in text and part == "sms":
            yield "[sms] text : un SMS n'a pas de gras"


def _discreet_sms(written: Written) -> Iterator[str]:
    printed = written.printed["sms"]
    if "debtor" in printed:
        yield "[sms] text : le SMS ne nomme pas le débiteur"
    if printed.intersection(SUMS):
        yield "[sms] text : le SMS ne dit pas le montant"


def _sms_reference(written: Written) -> Iterator[str]:
    if "reference" not in written.printed["sms"]:
        yield "[sms] text : {{ reference }} doit y figurer"


def _sms_length(written: Written) -> Iterator[str]:
    if written.segments > MOST_SEGMENTS:
        yield f"[sms] text : {written.segments} segments, {MOST_SEGMENTS} au plus"


def _lengths(written: Written) -> Iterator[str]:
    for part in ("letter", "mail"):
        if len(written.field(part, "subject")) > LONGEST_SUBJECT:
            yield f"[{part}] subject : plus de {LONGEST_SUBJECT} signes"
    length = len(written.words["letter"])
    if length > LONGEST_LETTER:
        yield f"[letter] {length} signes, {LONGEST_LETTER} au plus"


FORMS: Final = (
    Rule("FOR-01", "c'est l'objet qui fait la lettre", _headings),
    Rule("FOR-02", "qui passe devant l'écran le lit (vie privée)", _subjects),
    Rule("FOR-03", "les ** vont par paires", _bold),
    Rule("FOR-04", "un téléphone se lit par-dessus l'épaule (RGPD)", _discreet_sms),
    Rule("FOR-05", "une réponse sans référence ne se rapproche pas", _sms_reference),
    Rule("FOR-06", "chaque segment se paie", _sms_length),
    Rule("FOR-07", "une lettre tient en une page ou deux", _lengths),
    _typed("CHI-01", DURATION, "un délai vient du plan : imprimez la date, {{ answer_by }}"),
    _typed("CHI-02", DAY, "une date vient du plan ou de la facture : imprimez sa valeur"),
    _typed(
        "CHI-03", FIGURE, "un montant ou un taux vient du décompte : imprimez sa valeur, comme {{ indemnity_each }}"
    ),
)
