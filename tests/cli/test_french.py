"""How finance people read dates, amounts, ages and reasons."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import pytest

from relance.cli import contacts, french, timeline
from relance.domain import events
from relance.domain.account import HoldKind
from relance.domain.billing import Invoice
from relance.domain.case import CaseState, Gate, Wake
from relance.domain.channels import Channel
from relance.domain.contact import ContactState
from relance.domain.decision import Rest, Why
from relance.domain.delivery import DeliveryStatus
from relance.domain.money import Money
from relance.service.french import WHY, rest, typeset


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(123456), "1\u202f234,56\u00a0€"),
        (Money(5), "0,05\u00a0€"),
        (Money(123456789), "1\u202f234\u202f567,89\u00a0€"),
        (Money(100000, "CHF"), "1\u202f000,00\u00a0CHF"),
    ],
)
def test_amounts_have_a_comma_and_no_break_spaces(money: Money, text: str) -> None:
    assert french.amount(money) == text


def test_dates_and_instants_are_those_of_paris() -> None:
    assert french.day(date(2026, 3, 1)) == "01/03/2026"
    assert french.instant(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "02/07/2026 à 00:30"


@pytest.mark.parametrize(
    ("lasted", "text"),
    [
        (timedelta(seconds=20), "il y a 0\u00a0min"),
        (timedelta(minutes=48), "il y a 48\u00a0min"),
        (timedelta(hours=13, minutes=48), "il y a 13\u00a0h\u00a048"),
        (timedelta(hours=47), "il y a 47\u00a0h\u00a000"),
        (timedelta(days=3, hours=5), "il y a 3\u00a0jours"),
    ],
)
def test_an_age_is_told_in_words(lasted: timedelta, text: str) -> None:
    assert french.age(lasted) == text


def test_high_punctuation_quotes_and_apostrophes_are_set_as_french_wants_them() -> None:
    assert typeset("l'étape « relance » : prête ; vraiment ?") == (
        "l’étape «\u00a0relance\u00a0»\u00a0: prête\u202f; vraiment\u202f?"
    )


def test_zero_and_one_are_singular() -> None:
    said = [french.count(n, "contact").replace("\u00a0", " ") for n in (0, 1, 2)]
    assert said == ["0 contact", "1 contact", "2 contacts"]


def test_every_reason_has_its_sentence() -> None:
    assert set(WHY) == set(Why)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (french.STATES, ContactState),
        (french.DELIVERIES, DeliveryStatus),
        (french.CASES, CaseState),
        (french.HOLDS, HoldKind),
        (french.CHANNELS, Channel),
        (timeline.WAKES, Wake),
        (timeline.GATES, Gate),
    ],
)
def test_every_code_that_people_may_meet_has_its_words(words: dict[str, str], codes: type[StrEnum]) -> None:
    assert set(words) == {code.value for code in codes}


def test_every_field_of_an_invoice_that_may_change_has_its_word() -> None:
    told_apart = {"invoice_id", "customer_id", "version", "payments", "amount_paid", "credit_notes"}
    assert set(timeline.FIELDS) == {f.name for f in fields(Invoice)} - told_apart


def test_money_on_the_timeline_is_french_too() -> None:
    paid = {"invoice": "C-1#F-1", "amount": "1200.00 EUR", "on": "2026-03-02"}
    assert timeline.SENTENCES[events.PAYMENT_SEEN](paid) == (
        "paiement de 1\u202f200,00\u00a0€ de la facture F-1, daté du 02/03/2026"
    )


def test_a_reason_names_its_subject() -> None:
    assert rest(Rest(Why.DISPUTED, "F-1 is disputed", None, subject="F-1")) == "la créance est contestée (F-1)"


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("default plan", "plan par défaut"),
        ("named by the customer's record", "choisi sur la fiche du client"),
        ("segment rule 1 (segment vip, kind business)", "règle 1\u00a0: segment vip, type entreprise"),
        ("segment rule 2 (segment any, kind consumer)", "règle 2\u00a0: segment tous, type particulier"),
    ],
)
def test_the_rule_that_chose_the_plan_is_told(reason: str, text: str) -> None:
    assert french.plan_reason(reason) == text


def test_an_address_is_closed_for_the_reason_that_there_is() -> None:
    assert contacts.closed({"channel": "sms", "why": "COMPLAINED"}) == "adresse fermée (SMS) : le client n'en veut plus"
    assert contacts.closed({"channel": "sms", "why": "WRONG_ADDRESS"}) == "adresse fermée (SMS) : elle ne reçoit plus"


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("the account changed before the contact was sent", "le compte a changé avant l'envoi"),
        (
            "the texts or the creditor changed since the letter was written",
            "les textes ou l'identité du créancier ont changé depuis la rédaction",
        ),
        ("an earlier attempt was sent after all", "un essai précédent était parti malgré tout"),
    ],
)
def test_a_letter_that_is_written_anew_says_why_in_french(reason: str, text: str) -> None:
    assert contacts.reason(reason) == text


def test_a_void_contact_s_reason_is_told_from_its_code() -> None:
    assert contacts.reason("NOTHING_OWED: no invoice is owed") == "rien n’est dû"
    assert contacts.reason("its day passed before it was sent") == "son jour est passé avant l'envoi"
    assert contacts.reason("refused by the provider: mail RL-1: MessageRejected") == (
        "refusé par le prestataire (MessageRejected)"
    )
    assert contacts.reason("refused by the provider: text message RL-1: STOP") == (
        "refusé par le prestataire (le client a répondu STOP)"
    )
    lacking = "legal_name contient U+6771, que la police des lettres n'a pas"
    assert contacts.reason(f"the letter cannot be written: the letter would not be legible: {lacking}") == (
        f"la lettre ne peut pas être écrite ({lacking})"
    )
    assert contacts.reason(None) == ""
