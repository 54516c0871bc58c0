"""The linter: every rule has texts that break it, and none of them a shipped text does."""

from pathlib import Path

import pytest

from relance.adapters.policies.grammar import VARIABLES
from relance.adapters.policies.lint import RULES, Written, lint
from relance.adapters.policies.lint.turned import turned
from relance.adapters.policies.names import LANGUAGES, TextName
from relance.adapters.policies.shipped import shipped_files
from relance.adapters.policies.texts import TextBook
from relance.adapters.rendering.samples import SAMPLES
from relance.domain.billing import CustomerKind
from relance.domain.cells import refused, tones
from relance.domain.document import Document
from tests.texts.lab import changed, letter_of, values, without

TEXTS = TextBook.of(shipped_files())
CELLS = [
    TextName(language, document, kind, tone)
    for language in LANGUAGES
    for document in Document
    for kind in CustomerKind
    if not refused(document, kind)
    for tone in tones(document)
]

SAID = [
    # Rule, text, part, field, what somebody wrote there, what the refusal shows.
    ("MEN-05", "fr/first_reminder.business", "letter", "request", "Merci, entre-temps.", "{{ email }} ou {{ phone }}"),
    ("MOT-01", "fr/second_reminder.business", "letter", "request", "Sinon, une injonction de payer.", "injonction"),
    ("MOT-01", "fr/formal_notice.business", "letter", "closing", "À défaut, nous vous assignerons.", "assignerons"),
    ("MOT-01", "en/last_reminder.business", "mail", "body", "A payment order will follow.", "payment order"),
    ("MOT-02", "fr/last_reminder.business", "letter", "request", "Un huissier se présentera.", "huissier"),
    ("MOT-02", "fr/formal_notice.consumer", "letter", "request", "Nous ferons pratiquer une saisie.", "saisie"),
    ("MOT-02", "fr/formal_notice.business", "letter", "request", "Nous ferons saisir votre compte.", "saisir votre"),
    ("MOT-02", "fr/first_reminder.consumer", "letter", "request", "Vous seriez fiché.", "fiché"),
    ("MOT-02", "fr/second_reminder.consumer", "letter", "request", "La Banque de France le saura.", "banque de france"),
    ("MOT-02", "fr/formal_notice.business", "letter", "request", "Nous porterons plainte.", "plainte"),
    ("MOT-02", "en/formal_notice.business", "letter", "request", "Bailiffs will seize your goods.", "seize"),
    ("MOT-03", "fr/first_reminder.business", "letter", "opening", "Vous êtes notre débiteur.", "débiteur"),
    ("MOT-03", "fr/formal_notice.business", "letter", "opening", "Le créancier vous écrit.", "créancier"),
    ("MOT-03", "en/second_reminder.business", "mail", "body", "Your creditor writes to you.", "creditor"),
    ("MOT-04", "fr/last_reminder.business", "mail", "subject", "Service contentieux", "contentieux"),
    ("MOT-04", "en/last_reminder.business", "mail", "closing", "The litigation team", "litigation"),
    ("MOT-05", "fr/pre_due_notice.business", "mail", "body", "Votre facture est impayée.", "impayée"),
    ("MOT-05", "fr/pre_due_notice.business", "letter", "opening", "Son règlement ne nous est pas parvenu.", "parvenu"),
    ("MOT-05", "fr/pre_due_notice.business", "sms", "text", "Évitez les pénalités. {{ reference }}", "pénalités"),
    ("MOT-05", "en/pre_due_notice.business", "mail", "body", "Your invoice is overdue.", "overdue"),
    ("MOT-06", "fr/last_reminder.business", "letter", "request", "Nous vous mettons en demeure.", "mettons en demeure"),
    ("MOT-06", "fr/first_reminder.business", "mail", "body", "La présente vaut sommation.", "sommation"),
    ("MOT-06", "en/last_reminder.business", "letter", "request", "We hereby demand payment.", "hereby demand"),
    ("MOT-07", "fr/last_reminder.consumer", "letter", "request", "Une indemnité forfaitaire.", "indemnité forfaitaire"),
    ("MOT-07", "fr/formal_notice.consumer", "letter", "request", "Article L441-10.", "l441-10"),
    ("MOT-07", "en/last_reminder.consumer", "letter", "request", "A fixed compensation is due.", "fixed compensation"),
    ("MOT-08", "fr/last_reminder.public", "letter", "request", "Nous saisirons le tribunal.", "tribunal"),
    ("MOT-08", "en/last_reminder.public", "letter", "request", "We shall go to court.", "court"),
    (
        "MOT-09",
        "fr/second_reminder.business",
        "letter",
        "request",
        "Des frais de dossier s'ajoutent.",
        "frais de dossier",
    ),
    ("MOT-09", "en/second_reminder.business", "letter", "request", "A reminder fee applies.", "reminder fee"),
    ("MOT-10", "fr/first_reminder.business", "mail", "closing", "Découvrez nos nouveautés !", "découvrez"),
    ("MOT-10", "en/first_reminder.business", "mail", "closing", "Subscribe to our newsletter.", "subscribe"),
    ("MOT-11", "fr/second_reminder.business", "letter", "request", "Sinon, notre avocat.", "avocat"),
    ("MOT-11", "fr/first_reminder.business", "letter", "request", "Avant mise en demeure.", "mise en demeure"),
    ("MOT-11", "en/first_reminder.business", "letter", "request", "Our lawyers are informed.", "lawyers"),
    (
        "MOT-12",
        "fr/second_reminder.consumer",
        "letter",
        "request",
        "Nous écrirons à votre employeur.",
        "votre employeur",
    ),
    ("MOT-12", "en/second_reminder.consumer", "letter", "request", "We shall tell your bank.", "your bank"),
    ("MOT-13", "fr/instalment_plan.business", "letter", "request", "Déchéance du terme de plein droit.", "déchéance"),
    ("MOT-13", "en/instalment_plan.business", "letter", "request", "The whole balance falls due.", "whole balance"),
    ("CHI-01", "fr/first_reminder.business", "letter", "request", "Payez sous 8 jours.", "« 8 jours »"),
    ("CHI-01", "fr/formal_notice.business", "letter", "request", "Sous huit (8) jours.", "« huit (8) jours »"),
    ("CHI-01", "fr/last_reminder.business", "mail", "body", "Sous huitaine, merci.", "« huitaine »"),
    ("CHI-01", "fr/formal_notice.business", "letter", "closing", "À compter de la présente.", "« à compter de la"),
    (
        "CHI-01",
        "en/last_reminder.business",
        "letter",
        "request",
        "Pay within ten working days.",
        "« ten working days »",
    ),
    ("CHI-02", "fr/last_reminder.business", "letter", "request", "Avant le 1er avril 2026.", "« 1er avril »"),
    ("CHI-02", "fr/last_reminder.business", "sms", "text", "Avant le 01/04/2026. {{ reference }}", "« 01/04/2026 »"),
    ("CHI-02", "en/last_reminder.business", "letter", "request", "By 12 March at the latest.", "« 12 march »"),
    ("CHI-03", "fr/second_reminder.business", "letter", "request", "Une indemnité de 40 € est due.", "« 40 € »"),
    ("CHI-03", "fr/formal_notice.business", "letter", "request", "Au taux de 12,15 %.", "« 12,15 % »"),
    ("CHI-03", "en/formal_notice.business", "letter", "request", "A compensation of €40.", "« €40 »"),
    (
        "FOR-01",
        "fr/last_reminder.business",
        "letter",
        "subject",
        "Avant mise en demeure",
        "« mise en demeure » en objet",
    ),
    ("FOR-01", "fr/formal_notice.business", "letter", "subject", "Courrier important", "doit la nommer"),
    ("FOR-01", "en/last_reminder.business", "letter", "subject", "Formal notice", "« formal notice » en objet"),
    ("FOR-02", "fr/second_reminder.business", "mail", "subject", "Impayé {{ invoice }}", "ne se lit pas à cet endroit"),
    ("FOR-02", "fr/formal_notice.business", "mail", "preheader", "Mise en demeure", "preheader"),
    ("FOR-03", "fr/second_reminder.business", "letter", "closing", "**Cordialement", "ouvert et non fermé"),
    ("FOR-03", "fr/second_reminder.business", "sms", "text", "**Merci** {{ reference }}", "pas de gras"),
    (
        "FOR-04",
        "fr/second_reminder.business",
        "sms",
        "text",
        "{{ debtor }}, {{ reference }}",
        "ne nomme pas le débiteur",
    ),
    ("FOR-04", "fr/second_reminder.business", "sms", "text", "{{ amount }}, {{ reference }}", "ne dit pas le montant"),
    ("FOR-05", "fr/second_reminder.business", "sms", "text", "Merci de payer.", "{{ reference }} doit y figurer"),
    (
        "FOR-06",
        "fr/second_reminder.business",
        "sms",
        "text",
        "{{ reference }}" + " très long" * 60,
        "segments, 3 au plus",
    ),
    ("MOT-14", "fr/second_reminder.consumer", "letter", "request", "Des intérêts de retard courent.", "intérêts de"),
    ("MOT-14", "en/last_reminder.consumer", "letter", "request", "Late interest is due.", "late interest"),
    ("MOT-15", "fr/last_reminder.public", "letter", "request", "Article L. 441-10, II.", "l441-10"),
    ("MOT-15", "en/last_reminder.public", "letter", "request", "The French Commercial Code.", "commercial code"),
    ("MOT-16", "fr/formal_notice.business", "letter", "request", "Nous saisirons le tribunal.", "nous saisirons"),
    ("MOT-16", "en/formal_notice.business", "letter", "request", "We shall go to court.", "we shall go to"),
    ("CHI-04", "fr/first_reminder.business", "mail", "body", "IBAN FR76 3000 6000 0112 3456 7890 189", "« fr76 3000"),
    ("FOR-08", "fr/first_reminder.business", "letter", "closing", "Il reste {amount}.", "« { » s'imprimerait"),
    ("FOR-08", "fr/first_reminder.business", "letter", "closing", "{% raw %}{{ amount }}{% endraw %}", "« { »"),
    ("FOR-08", "fr/first_reminder.business", "mail", "body", "<b>Bonjour</b>", "« <b> » s'imprimerait"),
    ("FOR-08", "en/first_reminder.business", "mail", "body", "Dear [name],", "« [name] »"),
    ("FOR-09", "fr/first_reminder.business", "letter", "closing", "{% if consumer %}x{% endif %}", "ne laissent rien"),
    ("FOR-03", "fr/first_reminder.business", "mail", "body", "**Bonjour\n\nmerci** bien", "le même paragraphe"),
    ("FOR-10", "fr/first_reminder.business", "sms", "text", "https://bit.ly/3xYz {{ reference }}", "« https: »"),
    ("FOR-03", "fr/first_reminder.business", "mail", "body", "***Bonjour***", "une étoile de trop"),
    ("FOR-07", "fr/first_reminder.business", "mail", "body", "Encore une phrase. " * 180, "3200 au plus"),
    ("FOR-07", "fr/first_reminder.business", "letter", "request", "Encore une phrase. " * 180, "3200 au plus"),
    ("FOR-07", "en/first_reminder.business", "letter", "subject", "One more word " * 15, "plus de 160 signes"),
]
LEFT_OUT = [
    # Rule, text, the shipped words that somebody took out, the field, what the refusal asks for.
    ("MEN-01", "fr/first_reminder", "{{ amount }}", "opening", "{{ amount }} doit y figurer"),
    ("MEN-01", "fr/formal_notice", "{{ total_claimed }}", "opening", "{{ total_claimed }} doit"),
    ("MEN-01", "fr/instalment_plan", "{{ plan_total }}", "opening", "{{ plan_total }} doit"),
    ("MEN-02", "fr/pre_due_notice", "{{ reference }}", "request", "{{ reference }} doit"),
    ("MEN-03", "fr/pre_due_notice", "{{ due_on }}", "opening", "{{ due_on }} doit"),
    ("MEN-04", "fr/first_reminder", "{{ answer_by }}", "request", "{{ answer_by }} doit"),
    ("MEN-06", "fr/first_reminder", "Sauf erreur ou omission de notre part, ", "opening", "« sauf erreur »"),
    ("MEN-06", "en/second_reminder", "Unless we are mistaken, ", "opening", "« unless we are mistaken »"),
    ("MEN-07", "fr/formal_notice", "entre-temps", "request", "« entre-temps »"),
    ("MEN-07", "en/last_reminder", "meantime", "request", "« meantime »"),
    ("MEN-08", "fr/first_reminder", "{{ days_late }}", "opening", "{{ days_late }} doit"),
    ("MEN-09", "fr/second_reminder", "{{ history }}", "opening", "{{ history }} doit"),
    ("MEN-10", "fr/second_reminder", "{{ rates }}", "request", "{{ rates }} doit"),
    ("MEN-10", "fr/last_reminder", "{{ interest }}", "request", "{{ interest }} doit"),
    ("MEN-10", "fr/second_reminder.public", "{{ as_of }}", "request", "{{ as_of }} doit"),
    ("MEN-12", "fr/last_reminder", "relance avant", "request", "« dernière relance avant mise en demeure »"),
    ("MEN-13", "fr/last_reminder", "contestez", "request", "« contest »"),
    ("MEN-13", "en/last_reminder", "dispute", "request", "« dispute »"),
    ("MEN-14", "fr/formal_notice", "mettons en demeure", "opening", "« mettons en demeure »"),
    ("MEN-14", "en/formal_notice", "hereby give you", "opening", "« give you formal notice »"),
    ("MEN-14", "fr/formal_notice.consumer", "1344-1", "request", "« 1344-1 »"),
    ("MEN-15", "fr/formal_notice.consumer", "1231-6", "request", "« 1231-6 »"),
    ("MEN-29", "fr/formal_notice", "D441-5", "request", "« d441-5 »"),
    ("MEN-16", "fr/formal_notice", "L441-10", "request", "« l441-10 »"),
    ("MEN-16", "fr/formal_notice", "{{ principal }}", "opening", "{{ principal }} doit"),
    ("MEN-17", "fr/formal_notice.consumer", "ne sont pas compris dans", "request", "« pas comprises dans » ou"),
    ("MEN-18", "fr/formal_notice", "par écrit", "request", "« par écrit »"),
    ("MEN-18", "en/formal_notice", "in writing", "request", "« in writing »"),
    ("MEN-19", "fr/formal_notice", "nous nous réservons", "request", "« nous réservons »"),
    ("MEN-20", "fr/formal_notice", "sous réserve", "request", "« sous réserve »"),
    ("MEN-20", "en/instalment_plan", "without prejudice", "request", "« without prejudice »"),
    ("MEN-21", "fr/formal_notice.consumer", "sa réception", "request", "« réception »"),
    ("MEN-22", "fr/formal_notice.consumer", "{{ mediator }}", "request", "{{ mediator }} doit"),
    ("MEN-23", "fr/instalment_plan", "{{ plan_total_words }}", "opening", "{{ plan_total_words }} doit"),
    ("MEN-25", "en/instalment_plan", "is not paid", "request", "« is not paid » ou « failing »"),
    ("MEN-26", "fr/instalment_plan", "novation", "request", "« novation »"),
    ("MEN-27", "fr/instalment_plan", "de votre main", "request", "« de votre main »"),
    ("MEN-28", "en/second_reminder", "French", "request", "« french »"),
]


@pytest.mark.parametrize("sample", list(SAMPLES))
@pytest.mark.parametrize("name", CELLS, ids=lambda name: name.file.removeprefix("texts/").removesuffix(".toml"))
def test_no_shipped_text_breaks_a_rule_whatever_is_so(name: TextName, sample: str) -> None:
    """With the sample's facts as they are, and with each of the rarer ones turned over."""
    found = [
        breach.reason
        for facts in turned(name, values(name, sample))
        for breach in lint(Written.of(TEXTS, name, facts, 1))
    ]
    assert found == []


def test_a_branch_that_no_sample_takes_is_read_all_the_same() -> None:
    """Every sample has an earlier reminder; somebody writes a threat for when there is none."""
    name = letter_of("fr/second_reminder.business")
    draft = {name.file: b"[letter]\nclosing = 'Merci.{% if not history %} Un huissier viendra.{% endif %}'"}
    texts = TextBook.of({**shipped_files(), **draft})
    found = {b.rule for facts in turned(name, values(name)) for b in lint(Written.of(texts, name, facts, 1))}
    assert found == {"MOT-02"}


@pytest.mark.parametrize(("rule", "stem", "part", "field", "text", "shown"), SAID)
def test_what_may_not_be_said_is_refused_by_its_rule(
    rule: str, stem: str, part: str, field: str, text: str, shown: str
) -> None:
    found = [breach.reason for breach in changed(stem, part, field, text) if breach.rule == rule]
    assert found
    assert any(shown in reason and reason.endswith(f"({rule})") for reason in found)


@pytest.mark.parametrize(("rule", "stem", "words", "field", "shown"), LEFT_OUT)
def test_what_must_be_said_is_asked_for_by_its_rule(rule: str, stem: str, words: str, field: str, shown: str) -> None:
    found = [breach.reason for breach in without(stem, words, field=field) if breach.rule == rule]
    assert any(shown in reason for reason in found), found


def test_indemnities_are_told_wherever_they_are_owed() -> None:
    stem = "fr/second_reminder.business"
    text = "Merci. {{ rates }} {{ interest }} {{ as_of }}"
    assert "MEN-11" in {breach.rule for breach in changed(stem, "letter", "request", text)}


def test_a_plan_that_is_silent_on_interest_is_refused() -> None:
    request = "À défaut, novation, signé de votre main, sous réserve, {{ reference }} {{ answer_by }} {{ email }}"
    found = {breach.rule for breach in changed("fr/instalment_plan.business", "letter", "request", request)}
    assert found == {"MEN-24"}


def test_every_rule_has_a_text_that_breaks_it() -> None:
    tried = {row[0] for row in SAID} | {row[0] for row in LEFT_OUT} | {"MEN-11", "MEN-24"}
    assert sorted(tried) == sorted(rule.id for rule in RULES)


def test_no_two_rules_share_an_id() -> None:
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)


def test_a_name_that_sounds_like_a_threat_is_none() -> None:
    """The lab's creditor is called Police Secours and its customer Étude Saisie, huissiers de justice."""
    assert changed("fr/first_reminder.business", "letter", "subject", "{{ debtor }}, {{ creditor }}, {{ city }}") == []


@pytest.mark.parametrize(
    "disguised",
    [
        "INJONCTION DE PAYER",
        "injonction\u00a0de\u202fpayer",
        "injonction **de** payer",
        "injonction\nde payer",
        "l’injonction de payer",
    ],
)
def test_a_word_is_found_in_any_dress(disguised: str) -> None:
    found = changed("fr/formal_notice.business", "letter", "closing", disguised)
    assert [breach.rule for breach in found] == ["MOT-01"]


def test_a_figure_that_the_decompte_gives_is_no_figure_typed_by_hand() -> None:
    printed = (
        "{{ indemnity_each }}, {{ interest }}, {{ rates }}, {{ answer_by }}, {{ days_late }}, {{ count }} factures"
    )
    assert changed("fr/second_reminder.business", "letter", "closing", printed) == []


def test_the_page_on_texts_lists_every_rule_and_every_value() -> None:
    page = Path("docs/texts.md").read_text("utf-8")
    assert [rule.id for rule in RULES if rule.id not in page] == []
    assert [value for value in sorted(VARIABLES) if f"`{value}`" not in page] == []
