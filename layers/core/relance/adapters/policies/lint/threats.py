"""Words that no letter may say, to anybody, at any level: threats, insults, other people's business."""

from __future__ import annotations

from typing import Final

from relance.adapters.policies.lint.words import forbid

ACCOUNTS: Final = "".join(
    f"(?<!{words} )" for words in ("solde", "soldes", "compte", "comptes", "solde est", "compte est", "position")
)
"""What has a balance, which is no person."""
OTHERS: Final = {
    "fr": r"(votre|vos) (clients?|banques?|banquiers?|assureurs?|fournisseurs?|partenaires?)",
    "en": r"your (customers?|banks?|insurers?|suppliers?|partners?)",
}
"""Whom a letter may name, for a transfer goes by a bank, but never as somebody who would be told."""
OUR_TELLING: Final = r"(inform|averti|prévien|alert|signal|contact|écri|communiqu|transmett|révél|fe)\w*r(ons|ions)"
WE_MAY: Final = r"we (shall|will|would|may|might|could|must|shall have to|will have to|reserve the right to)( also)?"

THREATS: Final = (
    forbid(
        "MOT-01",
        "aucun acte de procédure ne se brandit dans une lettre (C. pén. 433-13, C. conso. L121-2)",
        {
            "fr": (
                r"injonctions? de payer",
                r"assign(er|ation|ons)",
                r"(en|juges? des) référés?\b",
                r"référé[- ]provision",
                r"commandements? de payer",
                r"requête (en injonction|aux fins|au (président|tribunal|juge))",
                r"(exécution|voies d'exécution) forcée?",
                r"voies d'exécution",
                r"tiers[- ]détenteur",
                r"ordonnance (du juge|du tribunal|portant|de référé)",
            ),
            "en": (
                r"injonction de payer",
                r"(?<!in )(?<!purchase )orders? (for|to) pay",
                r"payment orders?\b",
                r"court orders?\b",
                r"writs?\b",
                r"summons(es)?\b",
                r"statutory demand",
                r"wind(ing)?[ -]up",
                r"judge?ment (in default|against)",
                r"default judge?ment",
            ),
        },
    ),
    forbid(
        "MOT-02",
        "ni contrainte, ni plainte, ni fichage, ni injure : ce serait une menace (C. pén. 312-1, 312-10)",
        {
            "fr": (
                r"(?<!erreur de )(?<!erreurs de )(?<!faute de )saisies?\b(?! (comptable|informatique))",
                r"saisi(r|rons|rions|ssons) (vos|votre|les biens|les comptes|le compte)",
                r"huissiers?",
                r"commissaires? de justice",
                r"(?<!votre )police\b(?! d'assurance| n°)",
                r"gendarme",
                r"procureur",
                r"(?<!réclamation ou )plaintes?\b(?! ou réclamation)",
                r"pénalement",
                r"poursuites?\b(?! d(e|u|es)\b)",
                r"vous poursuiv",
                r"(serez|seriez|êtes|être|sera|serait) poursuivi",
                r"prison\b",
                r"(?<!tentative d')(?<!tentatives d')(?<!risque d')(?<!risques d')(?<!contre l')escroquerie",
                r"escrocs?\b",
                r"(est|c'est|constitue) (du|un) (vol|délit)\b",
                r"malhonnêt",
                r"votre mauvaise foi",
                r"mauvais payeurs?",
                r"dernier avertissement",
                r"ficha?ge",
                r"ficher\b",
                r"(serez|seriez|êtes|être|sera|serait) fichée?s?\b",
                r"fichiers? (national|central|des (incidents|mauvais))",
                r"ficp\b",
                r"banque de france",
                r"listes? (noires?|rouges?)",
                r"interdi(t|ction)s? bancaires?",
                r"enchères",
                r"(vendre|vente de|bloqu(er|ons|erons)|gel(er|ons|erons)) (vos|votre)",
                r"(comptes?|avoirs|salaires?) (en )?(sera|seront|serait|seraient) (bloqué|gelé|saisi)",
                r"(passer|rendr|présenter|viendr)\w* (à|chez|dans) (votre|vos|vous)\b",
                r"mise en (liquidation|redressement)",
            ),
            "en": (
                r"seiz",
                r"bailiff",
                r"police\b",
                r"criminal",
                r"prosecut",
                r"prison\b",
                r"jail",
                r"(act of|guilty of|commit\w*|is|amounts to|constitutes) fraud",
                r"fraud(ulent|ster)",
                r"dishonest",
                r"(your|in) bad faith",
                r"blacklist",
                r"credit (bureau|agenc|file|record|rating|score)",
                r"garnish",
                r"(freez\w*|froz\w*|block\w*) your",
                r"auction",
                r"repossess",
                r"(visit|come to|call at|turn up at) your",
                r"bankrupt(cy)? (petition|proceeding)",
                r"(shall|will|would|may|might|to) sue\b",
                r"lawsuit",
            ),
        },
    ),
    forbid(
        "MOT-03",
        "écrivez « nous » et « vous » : nul n'est désigné ainsi dans la lettre qu'il reçoit",
        {
            "fr": (
                r"créanci(er|ère)s?\b",
                rf"{ACCOUNTS}débit(eur|rice)s?\b",
            ),
            "en": (r"creditors?\b", r"debtors?\b"),
        },
    ),
    forbid(
        "MOT-04",
        "la lettre est celle d'une entreprise, non d'un service de contentieux ou d'une société de recouvrement",
        {
            "fr": (
                r"contentieux",
                r"recouvrement (forcé|judiciaire)",
                r"(service|cabinet|société|agence|organisme|officine) de recouvrement",
            ),
            "en": (r"litigation", r"collections? (agenc|compan|department)", r"debt collect", r"enforce"),
        },
    ),
    forbid(
        "MOT-12",
        "la dette ne regarde que celui qui la doit (vie privée, RGPD)",
        {
            "fr": (
                r"(votre|vos) (employeur|patron\b|voisin|famille|proche|conjoint|collègue)",
                rf"{OUR_TELLING} [^.;]{{0,40}}\b{OTHERS['fr']}\b",
                rf"{OTHERS['fr']} (en )?(sera|seront|serait|seraient)\b",
                r"rendre public",
                r"nom (sera|serait) (publié|affiché|diffusé)",
                r"publi(er|erons) (votre|vos)",
            ),
            "en": (
                r"your (employer|neighbour|neighbor|family|relative|colleague|spouse)s?\b",
                rf"{WE_MAY} (tell|inform|notify|contact|write to|warn|alert) {OTHERS['en']}",
                rf"{OTHERS['en']} (will|shall|would) be",
                r"mak(e|ing) (it )?public",
                r"publish your",
            ),
        },
    ),
)
