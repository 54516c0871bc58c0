"""What a mail says: subject, preheader, links, and a plain-text part that says as much as the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from relance.adapters.policies.texts import BOLD
from relance.adapters.rendering.mail.dom import Element
from relance.adapters.rendering.mail.lint_seen import Seen

LONGEST_SUBJECT: Final = 250
SHORTEST_PREHEADER, LONGEST_PREHEADER = 20, 140
BROADEST: Final = 78
FILLING: Final = "\u034f\u200c\u00a0"
REFERENCE: Final = re.compile(r"\bRL-\d{6}-[A-Z2-7]{12}\b")
FIGURE: Final = re.compile(r"\d[\d\u202f,]*[.,]\d{2}(?!\d)")
"""Amounts and rates, in French or in English."""
LEFT_OVER: Final = ("{{", "{%", BOLD, "**")
SCHEMES: Final = ("https://", "mailto:", "tel:")


def subject(seen: Seen) -> Iterator[str]:
    """One line, neither empty nor endless."""
    said = seen.mail.subject
    if not said.strip() or said.splitlines() != [said] or len(said) > LONGEST_SUBJECT:
        yield f"l'objet tient sur une ligne de {LONGEST_SUBJECT} caractères au plus, et n'est pas vide"


def preheader(seen: Seen) -> Iterator[str]:
    """The first words of the page, hidden: what a list of mails shows after the subject."""
    first = next((e for e in seen.root.walk() if e.parent and e.parent.tag == "body"), None)
    said = first.words.strip(FILLING + " ") if first is not None and first.hidden else ""
    if not said:
        yield "la page ne commence pas par un texte d'aperçu caché"
    elif not SHORTEST_PREHEADER <= len(said) <= LONGEST_PREHEADER:
        yield f"le texte d'aperçu a {len(said)} caractères, de {SHORTEST_PREHEADER} à {LONGEST_PREHEADER} se lisent"
    elif _letters(said) in _letters(seen.mail.subject):
        yield "le texte d'aperçu répète l'objet"


def links(seen: Seen) -> Iterator[str]:
    """A link goes where it says; an address on the web is also written in the plain text."""
    for element in (e for e in seen.root.walk() if e.tag == "a"):
        target = element.attributes.get("href", "")
        if not target.startswith(SCHEMES):
            yield f"le lien « {target[:60]} » n'est ni https, ni mailto, ni tel"
        elif target.startswith("https://") and target not in seen.mail.text:
            yield f"le lien « {target[:60]} » n'est pas écrit dans la partie texte"
        elif _disguised(element, target):
            yield f"le lien « {element.words[:60]} » mène ailleurs qu'il ne dit"


def text(seen: Seen) -> Iterator[str]:
    """The plain-text part stands alone."""
    if not seen.mail.text.strip():
        yield "la partie texte manque"
        return
    if not REFERENCE.search(seen.mail.text):
        yield "la partie texte ne dit pas la référence"
    if not FIGURE.search(seen.mail.text):
        yield "la partie texte ne dit aucun montant"


def same(seen: Seen) -> Iterator[str]:
    """Every amount, rate and reference of the page is in the plain text."""
    told = _bare(seen.mail.text)
    said = [*FIGURE.findall(seen.shown), *REFERENCE.findall(seen.shown)]
    for found in dict.fromkeys(said):
        if _bare(found) not in told:
            yield f"la partie texte ne dit pas « {found} »"


def columns(seen: Seen) -> Iterator[str]:
    """Tables fit the narrowest windows; only a word that cannot be cut may be longer."""
    for line in seen.mail.text.splitlines():
        if line.startswith("  ") and len(line) > BROADEST and max(map(len, line.split(" "))) <= BROADEST // 2:
            yield f"une ligne de tableau a {len(line)} caractères, {BROADEST} au plus"


def leftovers(seen: Seen) -> Iterator[str]:
    """No template mark reaches a debtor."""
    everything = f"{seen.mail.subject}\n{seen.shown}\n{seen.mail.text}"
    yield from (f"il reste « {mark} »" for mark in LEFT_OVER if mark in everything)
    if re.search(r"</?[a-z]+[ >]", seen.mail.text):
        yield "la partie texte contient des balises"


def _disguised(element: Element, target: str) -> bool:
    shown = element.words
    return shown.startswith(("http://", "https://", "www.")) and shown.rstrip("/") not in target


def _letters(words: str) -> str:
    return re.sub(r"\W", "", words).lower()


def _bare(words: str) -> str:
    return re.sub(r"\s", "", words)
