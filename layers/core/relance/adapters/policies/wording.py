"""What letters must say and may not say, checked on the written words before a text is published.

A list of words proves no text lawful; it stops the known mistakes: wording of default before the due date, a court's
procedure used as a threat, fees asked of a consumer, a threat to a public buyer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from relance.adapters.policies.names import TextName
from relance.domain.billing import CustomerKind
from relance.domain.plan import Document

MOST_SEGMENTS: Final = 3

ANYWHERE: Final = ("injonction de payer", "huissier", "liste noire", "court order", "bailiff", "blacklist")
"""A court's act or a threat is no matter for a reminder (C. pén. 433-13, C. conso. L121-2)."""
BEFORE_DUE: Final = (
    "impayé",
    "ne nous est pas parvenu",
    "retard",
    "pénalité",
    "mise en demeure",
    "overdue",
    "unpaid",
    "late",
    "penalt",
)
BEFORE_NOTICE: Final = ("mettons en demeure", "vous sommons", "hereby give you formal notice")
NOTICE_HEADINGS: Final = ("mise en demeure", "formal notice")
NOT_TO_CONSUMERS: Final = ("l441-10", "d441-5", "indemnité forfaitaire", "frais de recouvrement", "fixed compensation")
"""CPCE L111-8: before an enforceable title, recovery costs are the creditor's."""
NOT_TO_PUBLIC_BUYERS: Final = ("mise en demeure", "juridiction", "tribunal", "saisir", "formal notice", "court")
IN_MAIL_SUBJECTS: Final = ("impayé", "mise en demeure", "unpaid", "formal notice")
"""The subject is seen by whoever passes the screen."""

ALWAYS: Final = ("reference",)
MUST_SAY: Final[Mapping[tuple[Document, str], tuple[str, ...]]] = {
    (Document.PRE_DUE_NOTICE, "fr"): ("échéance",),
    (Document.PRE_DUE_NOTICE, "en"): ("due",),
    (Document.FIRST_REMINDER, "fr"): ("sauf erreur", "entre-temps"),
    (Document.FIRST_REMINDER, "en"): ("unless we are mistaken", "meantime"),
    (Document.LAST_REMINDER, "fr"): ("dernière relance", "contest"),
    (Document.LAST_REMINDER, "en"): ("last reminder", "dispute"),
    (Document.FORMAL_NOTICE, "fr"): ("mettons en demeure", "contest", "1344", "1231-6"),
    (Document.FORMAL_NOTICE, "en"): ("formal notice", "dispute", "1344", "1231-6"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """The words of one text for one sample, and the values that went in."""

    letter: Mapping[str, str]
    mail: Mapping[str, str]
    sms: str
    segments: int
    values: Mapping[str, Any]


def breaches(name: TextName, written: Written) -> list[str]:
    """What is wrong with the words, in French; empty when nothing known is."""
    parts = {
        "letter": plain(" ".join(written.letter.values())),
        "mail": plain(" ".join(written.mail.values())),
        "sms": plain(written.sms),
    }
    found = [f"[{part}] le mot « {word} » est interdit ici" for part, word in _forbidden(name, parts)]
    found += [f"[letter] « {word} » doit y figurer" for word in _missing(name, parts["letter"], written.values)]
    found += _heading_breaches(name, written)
    found += _sms_breaches(written)
    unpaired = [text for text in (*written.letter.values(), *written.mail.values()) if text.count("\ue000") % 2]
    return found + [f"** ouvert et non fermé : « {plain(text)[:40]}… »" for text in unpaired]


def plain(text: str) -> str:
    """For comparing words: small letters, ordinary spaces and apostrophes, no bold marks."""
    return re.sub(r"\s+", " ", text.lower().replace("’", "'").replace("\ue000", "")).strip()


def _forbidden(name: TextName, parts: Mapping[str, str]) -> list[tuple[str, str]]:
    words: tuple[str, ...] = ANYWHERE
    if name.document is Document.PRE_DUE_NOTICE:
        words += BEFORE_DUE
    if name.document is not Document.FORMAL_NOTICE:
        words += BEFORE_NOTICE
    if name.kind is CustomerKind.CONSUMER:
        words += NOT_TO_CONSUMERS
    if name.kind is CustomerKind.PUBLIC:
        words += NOT_TO_PUBLIC_BUYERS
    return [(part, word) for part, text in parts.items() for word in words if re.search(rf"\b{re.escape(word)}", text)]


def _missing(name: TextName, letter: str, values: Mapping[str, Any]) -> list[str]:
    wanted = [plain(str(values[key])) for key in ALWAYS]
    wanted.append(plain(str(values["plan_total" if name.document is Document.INSTALMENT_PLAN else "amount"])))
    if name.document is Document.PRE_DUE_NOTICE:
        wanted.append(plain(str(values["due_on"])))
    else:
        wanted.append(plain(str(values["answer_by"])))
    found = [word for word in (*wanted, *_must_say(name)) if word not in letter]
    reachable = plain(str(values["email"])) in letter or plain(str(values["phone"])) in letter
    return found if reachable else [*found, "{{ email }} ou {{ phone }}"]


def _must_say(name: TextName) -> tuple[str, ...]:
    words = MUST_SAY.get((name.document, name.language), ())
    # A public buyer is asked for a date of payment: it has nothing to contest in a reminder.
    return tuple(w for w in words if name.kind is not CustomerKind.PUBLIC or w not in ("contest", "dispute"))


def _heading_breaches(name: TextName, written: Written) -> list[str]:
    heading, subject = plain(written.letter["subject"]), plain(written.mail["subject"])
    found = [f"[mail] subject : « {word} » ne se lit pas dans un objet" for word in IN_MAIL_SUBJECTS if word in subject]
    named = [word for word in NOTICE_HEADINGS if word in heading]
    if name.document is Document.FORMAL_NOTICE and not named:
        found.append("[letter] subject : l'objet d'une mise en demeure doit la nommer")
    if name.document is not Document.FORMAL_NOTICE and named:
        found.append(f"[letter] subject : « {named[0]} » en objet ferait de cette relance une mise en demeure")
    return found


def _sms_breaches(written: Written) -> list[str]:
    text = plain(written.sms)
    checks = (
        (plain(str(written.values["debtor"])) in text, "[sms] text : le SMS ne nomme pas le débiteur"),
        (plain(str(written.values["amount"])) in text, "[sms] text : le SMS ne dit pas le montant"),
        (plain(str(written.values["reference"])) not in text, "[sms] text : {{ reference }} doit y figurer"),
        (
            written.segments > MOST_SEGMENTS,
            f"[sms] text : {written.segments} segments, {MOST_SEGMENTS} au plus ({len(written.sms)} caractères)",
        ),
    )
    return [reason for broken, reason in checks if broken]
