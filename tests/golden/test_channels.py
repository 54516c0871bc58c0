"""What a letter says of its own way, and of the ways by which we wrote before."""

from dataclasses import replace
from datetime import date

import pytest

from relance.adapters.rendering.words.labels import LABELS
from relance.domain.account import PastContact
from relance.domain.channels import Channel
from relance.domain.document import Document
from tests import builders
from tests.golden.statements import EARLIER, REFERENCE, claimed, read, statement, to

C = Channel


def reminder(channel: Channel, language: str = "fr", *history: PastContact) -> str:
    debtor = to(language=language)
    made = statement(Document.LAST_REMINDER, overdue=claimed(builders.invoice()), channel=channel, debtor=debtor)
    return read(replace(made, history=history or EARLIER))


@pytest.mark.parametrize(
    ("channel", "french", "english"),
    [
        (C.EMAIL, "Par courriel", "By e-mail"),
        (C.TRACKED, "Courrier suivi électronique", "Tracked electronic letter"),
        (C.LETTER, "Par courrier", "By post"),
        (C.TRACKED_LETTER, "Lettre suivie", "Tracked letter"),
        (C.ERE, "Recommandé électronique simple", "Electronic registered delivery, not qualified"),
        (C.LRE, "Lettre recommandée électronique", "Qualified electronic registered letter"),
        (C.REGISTERED, "Lettre recommandée avec avis de réception", "Registered letter with acknowledgement"),
    ],
)
def test_a_reminder_says_how_it_travels(channel: Channel, french: str, english: str) -> None:
    assert french in reminder(channel)
    assert english in reminder(channel, "en")


def test_what_the_carrier_must_find_again_bears_our_number() -> None:
    assert f"Lettre recommandée électronique Notre numéro : {REFERENCE}" in reminder(C.LRE)
    assert "Notre numéro" not in reminder(C.LETTER)


def test_a_letter_by_post_does_not_call_itself_an_e_mail() -> None:
    wrote = PastContact(date(2026, 2, 10), C.LETTER, Document.FIRST_REMINDER, 1)
    assert "courriel" not in reminder(C.LETTER, "fr", wrote)


@pytest.mark.parametrize(
    ("channel", "french", "english"),
    [
        (C.EMAIL, "courriel", "e-mail"),
        (C.SMS, "SMS", "text message"),
        (C.TRACKED, "courrier suivi électronique", "tracked electronic letter"),
        (C.LETTER, "lettre", "letter"),
        (C.TRACKED_LETTER, "lettre suivie", "tracked letter"),
        (C.ERE, "recommandé électronique simple", "electronic registered delivery, not qualified"),
        (C.LRE, "lettre recommandée électronique", "electronic registered letter"),
        (C.REGISTERED, "lettre recommandée", "registered letter"),
    ],
)
def test_every_way_of_an_earlier_message_is_named(channel: Channel, french: str, english: str) -> None:
    wrote = PastContact(date(2026, 2, 10), channel, Document.FIRST_REMINDER, 1)
    assert f"Notre message du 10 février 2026 ({french}) est resté" in reminder(C.EMAIL, "fr", wrote)
    assert f"Our message of 10 February 2026 ({english}) has" in reminder(C.EMAIL, "en", wrote)


def test_what_came_back_is_not_said_to_have_been_written() -> None:
    """The e-mail of 3 February bounced; the text message of the 4th reached the debtor."""
    bounced = PastContact(date(2026, 2, 3), C.EMAIL, Document.FIRST_REMINDER, 1, reached=False)
    reached = PastContact(date(2026, 2, 4), C.SMS, Document.FIRST_REMINDER, 1)
    text = reminder(C.EMAIL, "fr", bounced, reached)
    assert "Notre message du 4 février 2026 (SMS) est resté sans règlement complet." in text
    assert "3 février" not in text
    assert "Notre message" not in reminder(C.EMAIL, "fr", bounced)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_channel_has_its_words(language: str) -> None:
    assert set(LABELS[language].channels) == set(LABELS[language].modes) == set(Channel)
