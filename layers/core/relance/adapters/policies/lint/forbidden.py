"""Words that must not be said to a kind of customer, or at a level of the escalation; and the threats, to nobody.

A list of words proves no text lawful; it stops the known mistakes.
"""

from __future__ import annotations

from typing import Final

from relance.adapters.policies.lint.threats import THREATS
from relance.adapters.policies.lint.words import NO, NONE_OF, addressed_to, among, forbid
from relance.domain.billing import CustomerKind
from relance.domain.document import Document

BEFORE_LAST: Final = (Document.PRE_DUE_NOTICE, Document.FIRST_REMINDER, Document.SECOND_REMINDER)
WITH_INTEREST: Final = (Document.FORMAL_NOTICE, Document.INSTALMENT_PLAN)
"""To a consumer, interest runs from the formal notice at the earliest; only these can speak of it."""

FORBIDDEN: Final = (
    *THREATS,
    forbid(
        "MOT-05",
        "avant l'échéance, rien n'est dû",
        {
            "fr": (
                r"impay",
                r"(ne )?nous (est|sont) pas (encore )?parvenu",
                r"(nous n'avons|n'a|n'ont) pas (encore )?(bien )?(été )?reçu",
                r"retard",
                r"pénalité",
                r"mise en demeure",
                r"relance",
                r"échue?s?\b",
                r"arriéré",
                r"en souffrance",
                r"défaut de paiement",
            ),
            "en": (
                r"overdue",
                r"unpaid",
                r"late\b",
                r"delay(ed)? (of |in )?pay",
                r"penalt",
                r"we have not (yet )?received",
                r"(has|have|was|were) not (yet )?been received",
                r"past due",
                r"arrears",
                r"in default",
            ),
        },
        among(Document.PRE_DUE_NOTICE),
    ),
    forbid(
        "MOT-06",
        "une phrase qui somme déjà vaudrait mise en demeure (C. civ. 1344) ; celle-ci est une étape à part, approuvée",
        {
            "fr": (
                r"mett(ons|ent) en demeure",
                r"somm(ons|er)\b",
                r"êtes sommé",
                r"sommation",
                r"êtes mise?s? en demeure",
                r"(vaut|tient lieu de|constitue une) mise en demeure",
                r"ultimatum",
                r"(intimons|enjoignons|exigeons)",
                r"(payez|payer|réglez|régler) immédiatement",
            ),
            "en": (
                r"(we|letter|message|hereby) gives? you .{0,4}formal notice",
                r"is a formal notice",
                r"(hereby|formally) (notif|demand|require|summon)",
                r"we (demand|insist)",
                r"pay (immediately|at once)",
                r"ultimatum",
            ),
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
                rf"{NONE_OF}frais (de )?(relance|recouvrement|dossier|gestion|rappel|retard|mise|procédure|traitement)",
                r"frais (supplémentaires|à votre charge|seront|seraient|s'ajout|en sus)",
                rf"{NONE_OF}pénalité",
                r"clause pénale",
                r"dommages[- ]et[- ]intérêts",
            ),
            "en": (
                r"l441-10",
                r"d441-5",
                r"fixed compensation",
                rf"{NO}(recovery|collection) (cost|fee|charge)",
                rf"{NO}penalt",
                r"(additional|extra|further) (cost|fee|charge)",
            ),
        },
        addressed_to(CustomerKind.CONSUMER),
    ),
    forbid(
        "MOT-08",
        "un acheteur public ne se met pas en demeure et ne se saisit pas (CG3P L2311-1)",
        {
            "fr": (r"mises? en demeure", r"juridiction", r"tribuna(l|ux)", r"juges?\b", r"saisir (vo|le préfet)"),
            "en": (r"formal notice", r"courts?\b", r"tribunal", r"judges?\b"),
        },
        addressed_to(CustomerKind.PUBLIC),
    ),
    forbid(
        "MOT-09",
        "au-delà de l'indemnité de la loi, des frais ne se demandent que sur preuve (C. com. L441-10, II)",
        {
            "fr": (
                rf"{NONE_OF}frais (de )?(dossier|relance|gestion|rappel|retard|traitement|administratif|contentieux)",
                r"majoration",
            ),
            "en": (rf"{NO}(administrative|reminder|handling|processing|late) (fee|charge|cost)", r"surcharge"),
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
                r"soldes d'(été|hiver)",
                r"réseaux sociaux",
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
                r"social media",
            ),
        },
    ),
    forbid(
        "MOT-11",
        "ce qui suit s'annonce dans la dernière relance, pas avant",
        {
            "fr": (
                r"mises? en demeure",
                r"juridiction",
                r"tribuna(l|ux)",
                r"en justice",
                r"(?<!redressement )(?<!liquidation )judiciaire",
                r"avocat",
                r"(service|département|direction) juridique",
            ),
            "en": (
                r"formal notice",
                r"courts?\b",
                r"lawyers?\b",
                r"solicitor",
                r"legal (action|proceeding|department)",
            ),
        },
        among(*BEFORE_LAST),
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
    forbid(
        "MOT-14",
        "à un particulier, les intérêts ne courent que de la mise en demeure (C. civ. 1231-6, 1344-1)",
        {
            "fr": (rf"{NONE_OF}intérêts? (de retard|moratoires?|contractuels?|légaux|au taux)",),
            "en": (rf"{NO}(default|late|late-payment|legal|statutory) interest", r"interest (runs|is due|will|accru)"),
        },
        lambda w: w.name.kind is CustomerKind.CONSUMER and w.name.document not in WITH_INTEREST,
    ),
    forbid(
        "MOT-15",
        "le retard d'un acheteur public relève du code de la commande publique (R2192-31, D2192-35)",
        {"fr": (r"l441-10", r"d441-5", r"code de commerce"), "en": (r"l441-10", r"d441-5", r"commercial code")},
        addressed_to(CustomerKind.PUBLIC),
    ),
    forbid(
        "MOT-16",
        "la suite se réserve, elle ne se promet pas : une personne en décide",
        {
            "fr": (
                r"nous (vous )?(saisirons|engagerons|introduirons|poursuivrons|traînerons)",
                r"(procédure|action|instance|tribunal|juridiction|juge)\b.{0,25} (sera|seront) (saisi|engagé|introdui)",
            ),
            "en": (
                r"we (shall|will) (take|go to|bring|start|begin|commence|issue)\b.{0,25} (court|action|proceeding)",
                r"proceedings (shall|will) be",
            ),
        },
    ),
)
