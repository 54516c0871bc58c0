"""Words that must not be said: at all, to a kind of customer, or at a level of the escalation.

A list of words proves no text lawful; it stops the known mistakes. Patterns are of the text's own language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from relance.adapters.policies.lint.rule import Rule
from relance.adapters.policies.lint.written import Written
from relance.domain.billing import CustomerKind
from relance.domain.plan import Document

Patterns = dict[str, tuple[str, ...]]
Applies = Callable[[Written], bool]
BEFORE_LAST: Final = (Document.PRE_DUE_NOTICE, Document.FIRST_REMINDER, Document.SECOND_REMINDER)


def forbid(rule: str, why: str, patterns: Patterns, applies: Applies = lambda _: True) -> Rule:
    """A rule against words, in every part of a text."""
    found = {language: [re.compile(rf"\b(?:{p})\w*") for p in words] for language, words in patterns.items()}

    def find(written: Written) -> Iterator[str]:
        if applies(written):
            for part, words in written.words.items():
                for pattern in found[written.name.language]:
                    if match := pattern.search(words):
                        yield f"[{part}] le mot « {match[0]} » est interdit ici"

    return Rule(rule, why, find)


def _is(*documents: Document) -> Applies:
    return lambda written: written.name.document in documents


def _to(kind: CustomerKind) -> Applies:
    return lambda written: written.name.kind is kind


FORBIDDEN: Final = (
    forbid(
        "MOT-01",
        "aucun acte de procédure ne se brandit dans une lettre (C. pén. 433-13, C. conso. L121-2)",
        {
            "fr": (r"injonction de payer", r"assign(er|ation|ons)", r"référé", r"commandement de payer", r"requête en"),
            "en": (r"injonction de payer", r"orders? (for|to) pay", r"payment orders?", r"writs?\b", r"summons(es)?\b"),
        },
    ),
    forbid(
        "MOT-02",
        "ni contrainte, ni plainte, ni fichage : ce serait une menace (C. pén. 312-1, 312-10)",
        {
            "fr": (
                r"saisies?\b",
                r"saisi(r|rons|rions) (vos|votre|les biens|le compte)",
                r"huissiers?",
                r"commissaires? de justice",
                r"police\b",
                r"gendarme",
                r"plainte",
                r"poursuites? pénale",
                r"escroquerie",
                r"ficha?ge",
                r"fich(er|és?|ées?)\b",
                r"banque de france",
                r"listes? noires?",
                r"interdi(t|ction)s? bancaires?",
            ),
            "en": (
                r"seiz",
                r"bailiff",
                r"police\b",
                r"criminal",
                r"prosecut",
                r"fraud",
                r"blacklist",
                r"credit (bureau|agenc|file)",
                r"garnish",
            ),
        },
    ),
    forbid(
        "MOT-03",
        "écrivez « nous » et « vous » : nul n'est désigné ainsi dans la lettre qu'il reçoit",
        {"fr": (r"créanci(er|ère)s?\b", r"débit(eur|rice)s?\b"), "en": (r"creditors?\b", r"debtors?\b")},
    ),
    forbid(
        "MOT-04",
        "la lettre est celle d'une entreprise, non d'un service de contentieux ou d'une société de recouvrement",
        {
            "fr": (r"contentieux", r"recouvrement (forcé|judiciaire)", r"(service|cabinet|société) de recouvrement"),
            "en": (r"litigation", r"collections? (agenc|compan|department)", r"debt collect", r"enforce"),
        },
    ),
    forbid(
        "MOT-05",
        "avant l'échéance, rien n'est dû",
        {
            "fr": (
                r"impay",
                r"(ne )?nous est pas (encore )?parvenu",
                r"pas (encore )?reçu",
                r"retard",
                r"pénalité",
                r"mise en demeure",
                r"relance",
                r"échue?s?\b",
            ),
            "en": (
                r"overdue",
                r"unpaid",
                r"late\b",
                r"delay",
                r"penalt",
                r"not (yet )?received",
                r"remind",
                r"past due",
            ),
        },
        _is(Document.PRE_DUE_NOTICE),
    ),
    forbid(
        "MOT-06",
        "une phrase qui somme déjà vaudrait mise en demeure (C. civ. 1344) ; celle-ci est une étape à part, approuvée",
        {
            "fr": (r"mett(ons|ent) en demeure", r"sommons", r"sommation", r"mis(e|es)? en demeure de", r"ultimatum"),
            "en": (r"give you .{0,4}formal notice", r"(hereby|formally) (notif|demand|require)", r"ultimatum"),
        },
        lambda written: written.name.document is not Document.FORMAL_NOTICE,
    ),
    forbid(
        "MOT-07",
        "un particulier ne doit ni frais ni pénalité (CPCE L111-8, C. conso. L121-21)",
        {
            "fr": (
                r"l441-10",
                r"d441-5",
                r"indemnités? forfaitaires?",
                r"frais de (?!justice)",
                r"pénalité",
                r"clause pénale",
            ),
            "en": (r"l441-10", r"d441-5", r"fixed compensation", r"(recovery|collection) (cost|fee|charge)", r"penalt"),
        },
        _to(CustomerKind.CONSUMER),
    ),
    forbid(
        "MOT-08",
        "un acheteur public ne se met pas en demeure et ne se saisit pas (CG3P L2311-1)",
        {
            "fr": (r"mises? en demeure", r"juridiction", r"tribuna(l|ux)", r"saisir"),
            "en": (r"formal notice", r"courts?\b", r"tribunal"),
        },
        _to(CustomerKind.PUBLIC),
    ),
    forbid(
        "MOT-09",
        "au-delà de l'indemnité de la loi, des frais ne se demandent que sur preuve (C. com. L441-10, II)",
        {
            "fr": (r"frais (de )?(dossier|relance|gestion|rappel|administratif|contentieux)", r"majoration"),
            "en": (r"(administrative|reminder|handling|processing|late) (fee|charge|cost)", r"surcharge"),
        },
    ),
    forbid(
        "MOT-10",
        "une relance ne fait pas de publicité (CPCE L34-5)",
        {
            "fr": (
                r"offres? (spéciale|exceptionnelle|du moment)",
                r"promo(tion|s)?\b",
                r"code promo",
                r"newsletter",
                r"découvrez",
                r"profitez",
                r"nouveautés",
                r"parrain",
                r"abonnez",
                r"soldes\b",
            ),
            "en": (
                r"special offer",
                r"discount",
                r"promo",
                r"newsletter",
                r"discover our",
                r"subscribe",
                r"refer a friend",
                r"sign up",
            ),
        },
    ),
    forbid(
        "MOT-11",
        "ce qui suit s'annonce dans la dernière relance, pas avant",
        {
            "fr": (r"mises? en demeure", r"juridiction", r"tribuna(l|ux)", r"en justice", r"judiciaire", r"avocat"),
            "en": (r"formal notice", r"courts?\b", r"lawyers?\b", r"solicitor", r"legal (action|proceeding)"),
        },
        _is(*BEFORE_LAST),
    ),
    forbid(
        "MOT-12",
        "la dette ne regarde que celui qui la doit (vie privée, RGPD)",
        {
            "fr": (r"vo(tre|s) (employeur|voisin|famille|proche|client|banque|banquier|assureur)", r"rendre public"),
            "en": (r"your (employer|neighbour|family|relative|customer|bank|insurer)s?\b", r"mak(e|ing) (it )?public"),
        },
    ),
    forbid(
        "MOT-13",
        "l'accord ne contient pas de clause de déchéance du terme",
        {
            "fr": (r"déchéance du terme", r"(totalité|intégralité) du solde", r"solde .{0,20}exigible"),
            "en": (r"whole balance", r"entire balance", r"accelerat"),
        },
        lambda written: written.name.document is Document.INSTALMENT_PLAN and not written.values["acceleration"],
    ),
)
