"""What an approver reads of a notice deposited on Monday 16 March 2026 that asks to be paid by Tuesday 7 April."""

from __future__ import annotations

from datetime import date

import pytest

from relance.adapters.notice_words import ELECTRONIC_WORDS, PAPER_WORDS, FateWords, fate_words
from relance.domain.channels import HOUSE, NOTICES, Channel
from relance.domain.delivery import DeliveryStatus as S
from relance.domain.notice import Fate

DEPOSIT, ANSWER_BY = date(2026, 3, 16), date(2026, 4, 7)


def read(channel: Channel, *facts: tuple[S, str], carrier: str | None = "maileva") -> FateWords:
    fate = Fate(channel, DEPOSIT)
    for status, on in facts:
        fate = fate.with_fact(status, date.fromisoformat(on))
    return fate_words(fate, ANSWER_BY, carrier)


@pytest.mark.parametrize(
    ("channel", "facts", "status", "effect"),
    [
        (Channel.REGISTERED, (), "Aucune nouvelle du transporteur", "Aucune preuve de réception à ce jour."),
        (
            Channel.REGISTERED,
            ((S.PRESENTED, "2026-03-19"), (S.AWAITING_RECIPIENT, "2026-03-19")),
            "Destinataire avisé, lettre au bureau de poste, le 19 mars 2026",
            "Aucune preuve de réception à ce jour.",
        ),
        (
            Channel.REGISTERED,
            ((S.RETURNED, "2026-04-01"),),
            "Retournée à l’expéditeur, motif pas encore connu, le 1er avril 2026",
            "Aucune preuve de réception à ce jour.",
        ),
        (
            Channel.REGISTERED,
            ((S.PRESENTED, "2026-03-19"), (S.REFUSED, "2026-03-20")),
            "Refusée par le destinataire, le 20 mars 2026",
            "Produit effet depuis le 19 mars 2026 (jour de la première présentation).",
        ),
        (
            Channel.REGISTERED,
            ((S.UNCLAIMED, "2026-04-03"),),
            "Non réclamée par le destinataire, le 3 avril 2026",
            "Produit effet depuis le 3 avril 2026 (jour constaté par le transporteur).",
        ),
        (
            Channel.LRE,
            ((S.DELIVERED, "2026-03-17"),),
            "Acceptée par le destinataire, le 17 mars 2026",
            "Produit effet depuis le 17 mars 2026 (jour de la réception).",
        ),
        (
            Channel.LRE,
            ((S.UNCLAIMED, "2026-04-01"),),
            "Non réclamée dans les quinze jours, le 1er avril 2026",
            "Produit effet depuis le 31 mars 2026 (fin des quinze jours laissés au destinataire).",
        ),
        (
            Channel.REGISTERED,
            ((S.LOST, "2026-04-02"),),
            "Perdue, le 2 avril 2026",
            "Sans effet : elle n’a atteint personne.",
        ),
    ],
)
def test_the_fate_in_plain_words(channel: Channel, facts: tuple[tuple[S, str], ...], status: str, effect: str) -> None:
    words = read(channel, *facts)
    assert (plain(words.status), plain(words.effect)) == (status, effect)
    assert words.proved == effect.startswith("Produit")


def test_whoever_posted_the_letter_is_told_to_enclose_the_receipt() -> None:
    (caution,) = read(Channel.REGISTERED, (S.SENT, "2026-03-16"), carrier=HOUSE).cautions
    assert "postée par vos soins" in caution


@pytest.mark.parametrize(
    ("delivered", "said"),
    [
        ("2026-03-30", None),
        ("2026-03-31", "que 7 jours avant"),
        ("2026-04-06", "que 1 jour avant"),
        ("2026-04-07", "qu’après"),
    ],
)
def test_a_debtor_who_had_less_than_eight_days_is_pointed_out_med_01(delivered: str, said: str | None) -> None:
    cautions = [plain(caution) for caution in read(Channel.REGISTERED, (S.DELIVERED, delivered)).cautions]
    expected = [f"Elle n’a eu effet {said} la date qu’elle imprime, moins que les huit jours d’usage."]
    assert cautions == (expected if said else [])


@pytest.mark.parametrize("outcome", [S.REFUSED, S.UNCLAIMED])
def test_of_a_letter_that_nobody_took_it_is_not_said_that_the_debtor_knew_it_med_02(outcome: S) -> None:
    (caution,) = read(Channel.REGISTERED, (outcome, "2026-04-03")).cautions
    assert plain(caution) == (
        "Elle n’a eu effet que 4 jours avant la date qu’elle imprime, moins que les huit jours d’usage."
    )


def test_what_the_law_leaves_open_of_electronic_letters_is_said_ch_02() -> None:
    assert "Aucun juge connu" in read(Channel.LRE, (S.REFUSED, "2026-03-17")).cautions[-1]
    assert "non une lettre recommandée" in read(Channel.ERE, (S.DELIVERED, "2026-03-17")).cautions[-1]
    assert read(Channel.LRE, (S.DELIVERED, "2026-03-17")).cautions == ()


@pytest.mark.parametrize("channel", NOTICES)
def test_every_status_of_a_letter_has_words(channel: Channel) -> None:
    words = PAPER_WORDS if channel is Channel.REGISTERED else ELECTRONIC_WORDS
    of_mail_only = {S.NOTIFIED, S.OPENED, S.READ, S.BOUNCED, S.COMPLAINED}
    expected = set(S) - {S.UNKNOWN} - (of_mail_only if channel is Channel.REGISTERED else set())
    assert set(words) >= expected


def plain(text: str) -> str:
    return " ".join(text.split())
