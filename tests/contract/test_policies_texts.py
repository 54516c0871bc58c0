"""Texts: the most special file wins; a template prints values and knows conditions, nothing else."""

import pytest

from relance.adapters.policies.grammar import VARIABLES
from relance.adapters.policies.names import TextName, check_name
from relance.adapters.policies.shipped import shipped_files
from relance.adapters.policies.texts import PARTS, TextBook
from relance.adapters.rendering.samples import REFERENCE, ordinary
from relance.adapters.rendering.words.view import View
from relance.domain.billing import CustomerKind
from relance.domain.document import Document, Tone
from relance.domain.errors import InvalidPolicyError
from tests import builders

FIRST = TextName("fr", Document.FIRST_REMINDER, CustomerKind.BUSINESS, Tone.FIRM)
BASE = "texts/fr/first_reminder.toml"
VALUES = View.of(ordinary(FIRST), builders.creditor(), REFERENCE).values


def book(**files: str) -> TextBook:
    return TextBook.of({**shipped_files(), **{name: text.encode() for name, text in files.items()}})


def letter(text: str) -> str:
    """The first reminder's request, with that text in its place."""
    name = "texts/fr/first_reminder.business.firm.toml"
    return book(**{name: f"[letter]\nrequest = '''{text}'''"}).write("letter", FIRST, VALUES)["request"]


def test_the_most_special_file_that_has_the_field_wins() -> None:
    subjects = {
        "texts/fr/first_reminder.firm.toml": "ton",
        "texts/fr/first_reminder.business.toml": "type",
        "texts/fr/first_reminder.business.firm.toml": "type et ton",
    }
    files = {name: f'[letter]\nsubject = "{text}"' for name, text in subjects.items()}
    chosen = []
    while files:
        chosen.append(book(**files).write("letter", FIRST, VALUES)["subject"])
        files.popitem()
    assert chosen == ["type et ton", "type", "ton"]


def test_what_a_variant_leaves_out_comes_from_the_general_text() -> None:
    written = book(**{"texts/fr/first_reminder.business.toml": '[mail]\nsubject = "Autre"'}).write(
        "mail", FIRST, VALUES
    )
    assert written["subject"] == "Autre"
    assert written["body"].startswith("Bonjour,")


def test_a_condition_chooses_words() -> None:
    assert letter("{% if several %}vos factures{% else %}la facture {{ invoice }}{% endif %}") == "la facture 2026-0001"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ montant }}", "la valeur montant n'existe pas ; valeurs possibles : acceleration, accessories"),
        ("{% for x in creditor %}x{% endfor %}", "seules les conditions"),
        ("{{ creditor|upper }}", "seules les conditions"),
        ("{{ creditor.__class__ }}", "seules les conditions"),
        ("{{ range(10) }}", "seules les conditions"),
        ("{{ 9 ** 9 ** 9 }}", "seules les conditions"),
        ("{% set x = 1 %}", "seules les conditions"),
        ("{% include 'autre' %}", "seules les conditions"),
        ("{% if several %}", "est mal écrite (ligne 1 du texte)"),
        ("bonjour\n{{ creditor", "est mal écrite (ligne 2 du texte)"),
        (
            "{% if count > creditor %}x{% endif %}",
            "une condition compare un nombre (count, instalments, invoices_owed) à 0, 1 ou 2",
        ),
        ("{% if creditor == 'Acme' %}x{% endif %}", "une condition compare un nombre"),
        ("{% if count > 500 %}x{% endif %}", "à 0, 1 ou 2"),
        ("{{ 'injonc' }}tion", "seules les conditions"),
        ("{{ 40 }} €", "seules les conditions"),
        ("a\u202eb", "le signe U+202E, après « a », ne se voit pas"),
        ("\ue001amount\ue001", "le signe U+E001"),
        ("hui\u0455\u0455ier", "le signe U+0455, après « hui », ne se voit pas ou n'est pas une lettre latine"),
        ("a\tb", "le signe U+0009"),
    ],
)
def test_a_template_that_does_more_is_refused_with_its_place(text: str, reason: str) -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        letter(text)
    assert str(caught.value).startswith("texts/fr/first_reminder.business.firm.toml, [letter] request : ")
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[letter]\nsubject = 3", "[letter] subject|letter.subject : attend un texte"),
        ("[lettre]\nsubject = 'x'", "lettre : champ inconnu ; champs possibles : letter, mail, sms"),
        ("[letter]\nobjet = 'x'", "letter.objet : champ inconnu"),
        ("letter = 'x'", "letter : attend une partie [letter]"),
        ("[letter]\nsubject = ' '", "letter.subject : ne peut pas être vide"),
    ],
)
def test_a_text_file_of_another_shape_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        book(**{"texts/fr/first_reminder.business.toml": text})
    assert reason.rpartition("|")[2] in str(caught.value)


def test_a_general_text_must_be_whole() -> None:
    with pytest.raises(InvalidPolicyError, match=r"il manque \[letter\] opening"):
        book(**{BASE: '[letter]\nsubject = "x"'})


@pytest.mark.parametrize(
    "name",
    [
        "plans/Standard.toml",
        "plans/../secret.toml",
        "plans/standard.tml",
        "texts/de/first_reminder.toml",
        "texts/fr/relance.toml",
        "texts/fr/first_reminder.firm.business.toml",
        "texts/fr/first_reminder.rude.toml",
        "creditors.toml",
        "",
    ],
)
def test_a_name_that_means_nothing_is_refused(name: str) -> None:
    with pytest.raises(InvalidPolicyError):
        check_name(name)


@pytest.mark.parametrize("name", [*shipped_files(), "creditor.toml"])
def test_every_shipped_name_is_good(name: str) -> None:
    check_name(name)


def test_the_view_gives_exactly_the_values_that_texts_may_use() -> None:
    assert set(VALUES) == set(VARIABLES)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("document", list(Document))
def test_every_document_has_its_words_in_every_language(language: str, document: Document) -> None:
    texts = TextBook.of(shipped_files())
    for part in PARTS:
        for kind in CustomerKind:
            name = TextName(language, document, kind, Tone.CORDIAL)
            values = View.of(ordinary(name), builders.creditor(), REFERENCE).values
            assert all(texts.write(part, name, values).values())
