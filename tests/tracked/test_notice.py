"""The mail that announces a tracked letter: the rules of every mail, and nothing of why it was written."""

from __future__ import annotations

from datetime import date

import pytest

from relance.adapters.rendering.mail.dom import parse
from relance.adapters.rendering.mail.lint import lint_mail
from relance.adapters.rendering.mail.notice import MailedNotices
from relance.ports.rendering import RenderedMail
from relance.ports.tracked import Notice
from tests import builders
from tests.mail.mails import png

URL = "https://lettres.atelier-lumiere.example/letters/eyJhIjoiQy0xIn0.c2VhbA"
LONG = "Établissements Réunis de Boulangerie, Pâtisserie et Confiserie de Loire-Atlantique et du Maine-et-Loire"
NO_SUM = "[MAIL-TEXT] la partie texte ne dit aucun montant"
"""The one rule that a notice breaks on purpose."""


def notice(
    language: str, *, specimen: bool = False, recipient: str = "Boulangerie Martin", **who: object
) -> RenderedMail:
    mails = MailedNotices(creditor=lambda: builders.creditor(**{"logo": png(), **who}), specimen=specimen)
    return mails.notice(Notice("RL-260302-ABCDEFGHIJKL", recipient, language, URL, date(2026, 3, 17)))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("recipient", ["Boulangerie Martin", LONG, "Martin & fils < Cie"])
@pytest.mark.parametrize("specimen", [False, True])
def test_it_keeps_the_rules_of_every_mail_but_names_no_sum(language: str, recipient: str, *, specimen: bool) -> None:
    for who in ({}, {"logo": b"", "legal_name": LONG}):
        assert lint_mail(notice(language, specimen=specimen, recipient=recipient, **who)) == [NO_SUM]


SUBJECTS = {"fr": "Atelier Lumière vous adresse une lettre", "en": "A letter from Atelier Lumière is waiting for you"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_subject_and_preview_say_who_writes_and_that_a_letter_waits(language: str) -> None:
    mail = notice(language)
    assert mail.subject == SUBJECTS[language]
    preview = next(e for e in parse(mail.html).walk() if e.parent and e.parent.tag == "body").words
    for why in ("facture", "invoice", "dette", "debt", "relance", "reminder", "paiement", "payment", "€"):
        assert why not in (mail.subject + preview).lower()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_its_one_link_on_the_web_is_the_letters_page_and_it_says_where_it_leads(language: str) -> None:
    mail = notice(language)
    links = [e.attributes["href"] for e in parse(mail.html).walk() if e.tag == "a"]
    assert [link for link in links if link.startswith("http")] == [URL]
    assert "lettres.atelier-lumiere.example" in mail.text
    assert mail.text.count(URL) == 1


def test_nothing_tells_the_sender_that_the_mail_was_seen() -> None:
    images = [e for e in parse(notice("fr").html).walk() if e.tag == "img"]
    assert [image.attributes["src"].partition(":")[0] for image in images] == ["cid"]


def test_a_trial_says_so() -> None:
    mail = notice("fr", specimen=True)
    assert mail.subject.startswith("[SPÉCIMEN] ")
    assert mail.text.startswith("SPÉCIMEN")


def test_equal_notices_are_equal_bytes() -> None:
    assert notice("fr") == notice("fr")
