"""What a letter must say: values that it must print, and words (one of several, where several will do)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from relance.adapters.policies.lint.rule import Rule
from relance.adapters.policies.lint.written import Written, fold
from relance.domain.billing import CustomerKind
from relance.domain.document import Document

Applies = Callable[[Written], bool]
AnyOf = tuple[str, ...]
REMINDERS: Final = (Document.FIRST_REMINDER, Document.SECOND_REMINDER, Document.LAST_REMINDER)
LATER: Final = (Document.SECOND_REMINDER, Document.LAST_REMINDER)
LAST: Final = {
    ("fr", True): ("dernière relance avant mise en demeure", "dernier rappel avant mise en demeure"),
    ("fr", False): ("dernière relance", "dernier rappel"),
    ("en", True): ("last reminder before formal notice", "final reminder before formal notice"),
    ("en", False): ("last reminder", "final reminder"),
}
"""By language, and whether to a business."""
SUMS: Final = {Document.FORMAL_NOTICE: "total_claimed", Document.INSTALMENT_PLAN: "plan_total"}
"""The sum that a document is about; for the others it is `amount`."""


def wants(
    rule: str,
    why: str,
    applies: Applies = lambda _: True,
    *,
    prints: tuple[AnyOf, ...] = (),
    fr: tuple[AnyOf, ...] = (),
    en: tuple[AnyOf, ...] = (),
) -> Rule:
    """A rule that the letter must print these values and say these words."""
    said = {"fr": fr, "en": en}

    def find(written: Written) -> Iterator[str]:
        if not applies(written):
            return
        for names in prints:
            if not written.printed["letter"].intersection(names):
                yield f"[letter] {' ou '.join(f'{{{{ {n} }}}}' for n in names)} doit y figurer"
        for words in said[written.name.language]:
            if not any(fold(word) in written.folded["letter"] for word in words):
                yield f"[letter] {' ou '.join(f'« {w} »' for w in words)} doit y figurer"

    return Rule(rule, why, find)


def _in(*documents: Document) -> Applies:
    return lambda written: written.name.document in documents


def _notice(written: Written) -> bool:
    return written.name.document is Document.FORMAL_NOTICE


def _notice_with_penalties(written: Written) -> bool:
    return _notice(written) and bool(written.values["rates"])


def _notice_to_consumer(written: Written) -> bool:
    return _notice(written) and written.name.kind is CustomerKind.CONSUMER


def _plan(written: Written) -> bool:
    return written.name.document is Document.INSTALMENT_PLAN


def _informs(written: Written) -> bool:
    return written.name.document in LATER and bool(written.values["rates"])


def _summed(written: Written) -> Iterator[str]:
    wanted = SUMS.get(written.name.document, "amount")
    if wanted not in written.printed["letter"]:
        yield f"[letter] {{{{ {wanted} }}}} doit y figurer"


def _last(written: Written) -> Iterator[str]:
    """Only a business is told of a formal notice as of the next step: for the others it is reserved, or unlawful."""
    if written.name.document is Document.LAST_REMINDER:
        wanted = LAST[written.name.language, written.name.kind is CustomerKind.BUSINESS]
        if not any(fold(words) in written.folded["letter"] for words in wanted):
            yield f"[letter] {' ou '.join(f'« {w} »' for w in wanted)} doit y figurer"


MENTIONS: Final = (
    Rule("MEN-01", "la lettre dit la somme dont il s'agit", _summed),
    wants("MEN-02", "un règlement sans référence ne se rapproche pas", prints=(("reference",),)),
    wants("MEN-03", "la date d'échéance à venir", _in(Document.PRE_DUE_NOTICE), prints=(("due_on",),)),
    wants(
        "MEN-04",
        "une réponse est attendue à une date, celle du plan",
        lambda written: written.name.document is not Document.PRE_DUE_NOTICE,
        prints=(("answer_by",),),
    ),
    wants("MEN-05", "une contestation doit pouvoir arriver", prints=(("email", "phone"),)),
    wants(
        "MEN-06",
        "nos écritures peuvent être en défaut",
        _in(*REMINDERS),
        fr=(("sauf erreur", "à moins d'une erreur"),),
        en=(("unless we are mistaken", "unless there is an error", "errors and omissions excepted"),),
    ),
    wants(
        "MEN-07",
        "un règlement peut croiser la lettre",
        _in(*REMINDERS, Document.FORMAL_NOTICE),
        fr=(("entre-temps", "entretemps", "déjà réglé", "déjà effectué", "croisé"),),
        en=(("meantime", "already paid", "already been made", "crossed"),),
    ),
    wants("MEN-08", "la première relance dit le retard", _in(Document.FIRST_REMINDER), prints=(("days_late",),)),
    wants(
        "MEN-09",
        "les envois précédents sont rappelés avec leur date",
        lambda written: written.name.document in (*LATER, Document.FORMAL_NOTICE) and bool(written.values["history"]),
        prints=(("history",),),
    ),
    wants(
        "MEN-10",
        "les pénalités courues s'indiquent avec leur taux, leur fondement et leur date",
        _informs,
        prints=(("rates",), ("interest",), ("as_of",)),
    ),
    wants(
        "MEN-11",
        "l'indemnité forfaitaire est due pour chaque facture en retard (D441-5, D2192-35)",
        lambda written: _informs(written) and bool(written.values["invoices_owed"]),
        prints=(("indemnity_each", "indemnity"),),
    ),
    Rule("MEN-12", "la dernière relance dit qu'elle l'est", _last),
    wants(
        "MEN-13",
        "la dernière relance dit ce qui la suit",
        lambda w: w.name.document is Document.LAST_REMINDER and w.name.kind is not CustomerKind.PUBLIC,
        fr=(("mise en demeure",), ("contest", "désaccord")),
        en=(("formal notice",), ("dispute", "disagree")),
    ),
    wants(
        "MEN-14",
        "sans interpellation suffisante, ce n'est pas une mise en demeure (C. civ. 1344)",
        _notice,
        fr=(("mettons en demeure",), ("1344",), ("1344-1",)),
        en=(("give you formal notice",), ("1344",), ("1344-1",)),
    ),
    wants("MEN-15", "les intérêts qui courent ont un fondement", _notice, fr=(("1231-6",),), en=(("1231-6",),)),
    wants(
        "MEN-16",
        "le décompte à une date : principal, pénalités, indemnités, taux et fondement",
        _notice_with_penalties,
        prints=(("principal",), ("interest",), ("rates",), ("as_of",)),
        fr=(("l441-10",),),
        en=(("l441-10",),),
    ),
    wants(
        "MEN-29",
        "le décompte compte l'indemnité forfaitaire de chaque facture, avec son fondement",
        lambda written: _notice_with_penalties(written) and bool(written.values["invoices_owed"]),
        prints=(("indemnity",),),
        fr=(("d441-5",),),
        en=(("d441-5",),),
    ),
    wants(
        "MEN-17",
        "les intérêts postérieurs ne sont pas dans la somme, et se disent",
        _notice,
        fr=(
            (
                "pas comprises dans",
                "pas compris dans",
                "ne comprend pas",
                "non compris",
                "courir, là où la loi n'en prévoit pas",
            ),
        ),
        en=(("not included in", "does not include", "where the law provides no other"),),
    ),
    wants(
        "MEN-18",
        "la contestation s'invite par écrit",
        _notice,
        fr=(("contest",), ("par écrit", "écrivez", "nous écrire")),
        en=(("dispute",), ("in writing", "write to")),
    ),
    wants(
        "MEN-19",
        "la suite se réserve, elle ne se promet pas",
        _notice,
        fr=(("nous réservons",), ("juridiction compétente", "tribunal compétent")),
        en=(("reserve the right",), ("competent court",)),
    ),
    wants(
        "MEN-20",
        "les droits sont réservés (C. civ. 1908)",
        lambda written: _notice(written) or _plan(written),
        fr=(("sous réserve",),),
        en=(("without prejudice",),),
    ),
    wants(
        "MEN-21",
        "à un particulier, le taux légal court de la réception (C. civ. 1231-6)",
        _notice_to_consumer,
        fr=(("taux légal",), ("réception",)),
        en=(("legal rate",), ("receipt",)),
    ),
    wants(
        "MEN-22",
        "le médiateur nommé aux conditions générales se rappelle (C. conso. L616-1)",
        lambda written: _notice_to_consumer(written) and bool(written.values["mediator"]),
        prints=(("mediator",),),
    ),
    wants(
        "MEN-23",
        "la somme reconnue en chiffres et en lettres, et ses échéances",
        _plan,
        prints=(("plan_total_words",), ("first_instalment_on",), ("agreed_on",)),
    ),
    wants(
        "MEN-24",
        "il se dit si les pénalités courent encore",
        _plan,
        fr=(("pénalité", "intérêt"),),
        en=(("interest", "penalt"),),
    ),
    wants(
        "MEN-25",
        "la sanction d'une échéance manquée",
        _plan,
        fr=(("à défaut", "en cas de non-paiement", "échéance manquée"),),
        en=(("is not paid", "failing", "missed instalment"),),
    ),
    wants("MEN-26", "l'accord n'éteint pas la dette d'origine", _plan, fr=(("novation",),), en=(("novation",),)),
    wants(
        "MEN-27",
        "l'engagement se signe, la somme écrite de la main de celui qui paie (C. civ. 1376)",
        lambda written: _plan(written) and written.name.kind is not CustomerKind.PUBLIC,
        fr=(("signé",), ("de votre main", "manuscrite")),
        en=(("signed",), ("handwriting",)),
    ),
    wants(
        "MEN-28",
        "une lettre en anglais dit qu'elle est de droit français",
        lambda w: _notice(w) or _plan(w) or _informs(w),
        en=(("french",),),
    ),
)
