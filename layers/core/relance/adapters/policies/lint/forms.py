"""Headings, subjects, text messages, bold, lengths, and what must not be left in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from relance.adapters.policies.lint.rule import Rule
from relance.adapters.policies.lint.written import Written, fold
from relance.adapters.policies.texts import BOLD
from relance.domain.document import Document

MOST_SEGMENTS: Final = 3
LONGEST_SUBJECT: Final = 160
"""Signs of a letter's or a mail's subject, names and numbers aside: two lines."""
LONGEST: Final = 3200
"""Signs of a letter's or a mail's own words: beyond, one invoice needs a third page."""
NOTICE_HEADINGS: Final = ("mise en demeure", "formal notice")
IN_SUBJECTS: Final = ("impayé", "mise en demeure", "unpaid", "overdue", "formal notice")
"""Whoever passes the screen reads the subject, and the preheader in a notification."""
SUMS: Final = ("amount", "principal", "interest", "indemnity", "total_claimed", "plan_total", "deducted")
LEFT_OVER: Final = re.compile(r"[{}]|</?[a-z!][^>]*>|\[[^\]]*\]")
"""Marks of a template, of a web page, or of a place that somebody meant to fill."""
LINK: Final = re.compile(r"https?:|\b(bit\.ly|tinyurl|goo\.gl|t\.co|lnkd\.in|shorturl)\b")
"""An address that a text types leads where nobody checks; "www.exemple.fr" is words."""


def _headings(written: Written) -> Iterator[str]:
    heading = fold(written.field("letter", "subject"))
    named = [word for word in NOTICE_HEADINGS if word in heading]
    if written.name.document is Document.FORMAL_NOTICE and not named:
        yield "[letter] subject : l'objet d'une mise en demeure doit la nommer"
    if written.name.document is not Document.FORMAL_NOTICE and named:
        yield f"[letter] subject : « {named[0]} » en objet ferait de cette lettre une mise en demeure"


def _subjects(written: Written) -> Iterator[str]:
    for key in ("subject", "preheader"):
        words = written.field("mail", key)
        for word in IN_SUBJECTS:
            if fold(word) in fold(words):
                yield f"[mail] {key} : « {word} » ne se lit pas à cet endroit"


def _bold(written: Written) -> Iterator[str]:
    for (part, key), text in written.fields.items():
        if any(paragraph.count(BOLD) % 2 for paragraph in re.split(r"\n\s*\n", text)):
            yield f"[{part}] {key} : ** ouvert et non fermé dans le même paragraphe"
        elif f"*{BOLD}" in text or f"{BOLD}*" in text:
            yield f"[{part}] {key} : une étoile de trop"
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
        length = len(written.words[part])
        if length > LONGEST:
            yield f"[{part}] {length} signes, {LONGEST} au plus"


def _left_over(written: Written) -> Iterator[str]:
    for part, words in written.words.items():
        if match := LEFT_OVER.search(words):
            yield f"[{part}] « {match[0][:40]} » s'imprimerait tel quel"


def _links(written: Written) -> Iterator[str]:
    for part, words in written.words.items():
        if match := LINK.search(words):
            yield f"[{part}] « {match[0]} » : une adresse ne s'écrit pas à la main"


def _empty(written: Written) -> Iterator[str]:
    for (part, key), text in written.fields.items():
        if not text.replace(BOLD, "").strip():
            yield f"[{part}] {key} : ses conditions ne laissent rien"


FORMS: Final = (
    Rule("FOR-01", "c'est l'objet qui fait la lettre", _headings),
    Rule("FOR-02", "qui passe devant l'écran le lit (vie privée)", _subjects),
    Rule("FOR-03", "les ** vont par paires", _bold),
    Rule("FOR-04", "un téléphone se lit par-dessus l'épaule (RGPD)", _discreet_sms),
    Rule("FOR-05", "une réponse sans référence ne se rapproche pas", _sms_reference),
    Rule("FOR-06", "chaque segment se paie", _sms_length),
    Rule("FOR-07", "une lettre tient en une page ou deux", _lengths),
    Rule("FOR-08", "ni balise, ni accolade, ni crochet : imprimez une valeur, {{ … }}", _left_over),
    Rule("FOR-09", "rien ne s'envoie sans mots", _empty),
    Rule("FOR-10", "les liens viennent de creditor.toml : {{ short_link }}, et le bouton du courriel", _links),
)
