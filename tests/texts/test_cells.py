"""Cells that must not exist are named, and refused wherever somebody could make one."""

import pytest

from relance.adapters.policies.names import check_name
from relance.domain.billing import CustomerKind
from relance.domain.cells import refused, tones
from relance.domain.document import Document, Tone
from relance.domain.errors import InvalidPolicyError


def test_pub_05_a_public_buyer_is_never_given_formal_notice() -> None:
    reason = refused(Document.FORMAL_NOTICE, CustomerKind.PUBLIC)
    assert reason is not None
    assert "R2192-31" in reason


def test_every_other_letter_may_be_written_to_every_kind_of_customer() -> None:
    cells = [(d, k) for d in Document for k in CustomerKind if refused(d, k)]
    assert cells == [(Document.FORMAL_NOTICE, CustomerKind.PUBLIC)]


def test_tone_is_free_where_the_law_sets_none() -> None:
    free = {document for document in Document if tones(document) == (Tone.CORDIAL, Tone.FIRM)}
    assert free == {
        Document.PRE_DUE_NOTICE,
        Document.FIRST_REMINDER,
        Document.SECOND_REMINDER,
        Document.LAST_REMINDER,
    }


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("texts/fr/formal_notice.public.toml", "pas de mise en demeure à un acheteur public"),
        ("texts/en/formal_notice.public.firm.toml", "pas de mise en demeure à un acheteur public"),
        ("texts/fr/formal_notice.cordial.toml", "la mise en demeure n'a qu'un ton"),
        ("texts/fr/instalment_plan.business.firm.toml", "la confirmation d'un échéancier n'a qu'un ton"),
    ],
)
def test_a_text_for_a_letter_that_must_not_exist_is_refused_by_its_name(file: str, reason: str) -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        check_name(file)
    assert str(caught.value).startswith(f"{file} : {reason}")


@pytest.mark.parametrize(
    "file", ["texts/fr/formal_notice.consumer.toml", "texts/fr/last_reminder.public.firm.toml", "logo.png", "rates.csv"]
)
def test_the_names_beside_them_are_good(file: str) -> None:
    check_name(file)
