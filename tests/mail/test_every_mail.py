"""Every document, debtor, tone and language, on ordinary and on extreme data, keeps the rules of mails."""

import re

import pytest

from relance.adapters.policies.names import TextName
from relance.adapters.rendering.mail.dom import parse
from relance.adapters.rendering.mail.lint import lint_mail
from relance.domain.billing import CustomerKind
from relance.domain.document import Document, Tone
from tests.mail.mails import PAYMENT_URL, cells, write, written

CELLS = list(cells())
FIRST = TextName("fr", Document.FIRST_REMINDER, CustomerKind.BUSINESS, Tone.CORDIAL)


@pytest.mark.parametrize("sample", ["ordinary", "several", "extreme"])
@pytest.mark.parametrize("name", CELLS, ids=lambda name: name.file)
def test_no_rule_is_broken(name: TextName, sample: str) -> None:
    assert lint_mail(written(name, sample)) == []


@pytest.mark.parametrize("name", CELLS, ids=lambda name: name.file)
def test_a_trial_keeps_the_rules_too(name: TextName) -> None:
    rendered = written(name, specimen=True)
    assert lint_mail(rendered) == []
    word = {"fr": "SPÉCIMEN", "en": "SPECIMEN"}[name.language]
    assert rendered.subject.startswith(f"[{word}]")
    assert rendered.text.startswith(word)


@pytest.mark.parametrize("name", CELLS, ids=lambda name: name.file)
def test_links_lead_to_the_creditor_alone(name: TextName) -> None:
    targets = {e.attributes["href"] for e in parse(written(name).html).walk() if e.tag == "a"}
    assert targets == {
        PAYMENT_URL,
        "tel:0240000000",
        "mailto:compta@atelier-lumiere.example?subject=RL-260302-EXEMPLEXEMPL",
    }


def test_without_a_payment_page_there_is_no_link_on_the_web() -> None:
    assert "https:" not in write(FIRST).html


def test_the_same_statement_gives_the_same_mail() -> None:
    assert write(FIRST, "extreme") == write(FIRST, "extreme")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_document_has_a_subject_and_a_preheader_of_its_own(language: str) -> None:
    mails = [written(name) for name in CELLS if name.language == language and name.kind is CustomerKind.BUSINESS]
    preheaders = {re.search(r'aria-hidden="true">([^&]*)', mail.html)[1] for mail in mails}  # type: ignore[index]
    assert len({mail.subject for mail in mails}) >= len(Document)
    assert len(preheaders) >= len(Document)
