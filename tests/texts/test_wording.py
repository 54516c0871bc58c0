"""What the shipped texts say in the cases that a reader of the files might overlook."""

import pytest

from relance.adapters.policies.names import LANGUAGES
from relance.adapters.policies.shipped import shipped_files
from relance.adapters.policies.texts import TextBook
from relance.domain.document import Document
from tests.texts.lab import letter_of, values

TEXTS = TextBook.of(shipped_files())


def written(stem: str, part: str = "letter", **facts: object) -> dict[str, str]:
    name = letter_of(stem)
    fields = TEXTS.write(part, name, {**values(name), **facts})
    return {key: text.replace("\u00a0", " ").replace("\u202f", " ") for key, text in fields.items()}


def test_pen_14_a_notice_names_no_indemnity_where_none_is_owed() -> None:
    french = written("fr/formal_notice", invoices_owed=0, indemnity="0,00 €")
    assert "comprend 4 635,10 € en principal et " in french["opening"]
    assert "Les pénalités de retard sont dues de plein droit en vertu de l'article L441-10, II du" in french["request"]
    assert "D441-5" not in french["request"]
    assert "indemnit" not in french["opening"] + french["request"]
    english = written("en/formal_notice", invoices_owed=0, indemnity="€0.00")
    assert "compensation" not in english["opening"] + english["request"]
    assert "Default interest is due automatically under Article L441-10, II of" in english["request"]


def test_pub_05_a_public_buyer_that_misses_an_instalment_is_reminded_and_not_given_formal_notice() -> None:
    french = written("fr/instalment_plan.public", acceleration=True)["request"]
    assert "après un rappel écrit resté sans effet à la date qu'il fixera, la totalité du solde" in french
    assert "mise en demeure" not in french
    english = written("en/instalment_plan.public", acceleration=True)["request"]
    assert "a written reminder to pay it has remained without effect by the date which it sets" in english


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", [d for d in Document if d is not Document.PRE_DUE_NOTICE])
def test_letter_and_text_message_give_the_same_last_day(language: str, document: Document) -> None:
    """ "Avant le 17" would take a day from whoever was told "au plus tard le 17"."""
    text = written(f"{language}/{document}", "sms")["text"]
    assert "avant le" not in text
    assert "before" not in text
