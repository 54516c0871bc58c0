"""channels.toml: by which ways we write, through whom, at what price; every mistake that one can make in it."""

from pathlib import Path

import pytest

from relance.adapters.policies.book import load_book
from relance.adapters.policies.channels import load_channels
from relance.adapters.policies.fields import parse_toml
from relance.adapters.policies.plans import load_plan
from relance.adapters.policies.shipped import shipped_files
from relance.adapters.rendering.trial import PolicyTrial
from relance.domain.channels import Channel, Offer, ProofNeeded
from relance.domain.errors import InvalidPolicyError
from relance.service.publish_policy import Publication, PublishPolicy
from tests.fakes.policies import InMemoryPolicyDesk

NAME = "channels.toml"
SHIPPED = shipped_files()[NAME].decode()
GOOD = """
[[offers]]
channel = "email"
price = "0.0001"

[[offers]]
channel = "sms"
price = "0.0684"

[[offers]]
channel = "tracked_letter"
carrier = "mysendingbox"
price = "5.20"

[[offers]]
channel = "tracked_letter"
carrier = "merci_facteur"
price = "2.42"

[[offers]]
channel = "registered"
carrier = "outbox"
price = "0"

[silence_days]
tracked_letter = 20
"""


def judged(text: str) -> str:
    """The receipt of a publication, with ordinary spaces."""
    said = PolicyTrial().check(NAME, text.encode(), shipped_files())
    return said.replace("\u00a0", " ").replace("\u202f", " ")


def test_prices_are_exact_millionths_of_a_euro() -> None:
    offers = load_channels(GOOD.encode())
    assert offers.offers[:2] == (Offer(Channel.EMAIL, 100), Offer(Channel.SMS, 68_400))
    assert offers.of(Channel.TRACKED_LETTER) == (
        Offer(Channel.TRACKED_LETTER, 2_420_000, "merci_facteur"),
        Offer(Channel.TRACKED_LETTER, 5_200_000, "mysendingbox"),
    )
    assert offers.silence_days == {Channel.TRACKED_LETTER: 20}


def test_the_receipt_shows_who_takes_what_at_what_price_the_cheapest_first() -> None:
    assert judged(GOOD).splitlines()[:7] == [
        "Canaux, du moins cher au plus cher :",
        "- email : AWS, 0,0001 €",
        "- sms : AWS, 0,0684 € par segment",
        "- tracked_letter : merci_facteur, 2,42 € ; mysendingbox, 5,20 € ; perdu après 20 jours sans nouvelle",
        "- registered : outbox, 0,00 €",
        "Non offerts : tracked, letter, ere, lre.",
        "Attention : prix à renseigner pour registered (outbox) ; à « 0 », ce canal passe toujours pour le moins cher.",
    ]


def test_as_shipped_everything_goes_without_a_contract() -> None:
    offers = load_book(shipped_files()).offers
    assert [(o.channel, o.carrier) for o in offers.offers] == [
        (Channel.EMAIL, ""),
        (Channel.SMS, ""),
        (Channel.TRACKED, ""),
        (Channel.REGISTERED, "outbox"),
    ]


def test_the_examples_that_are_commented_out_hold_once_they_are_not() -> None:
    examples = SHIPPED.replace("# [[offers]]", "[[offers]]")
    for field in ("channel =", "carrier =", "price =", "lre =", "tracked_letter ="):
        examples = examples.replace(f"# {field}", field)
    assert {o.carrier for o in load_channels(examples.encode()).offers} == {
        "", "outbox", "maileva", "ar24", "mysendingbox", "merci_facteur"
    }  # fmt: skip


def test_the_example_of_the_documentation_holds() -> None:
    example = Path("docs/channels.md").read_text("utf-8").split("```toml")[1].split("```")[0]
    assert [o.carrier for o in load_channels(example.encode()).of(Channel.REGISTERED)] == ["maileva", "outbox"]


def test_the_steps_of_the_documentation_hold() -> None:
    steps = Path("docs/plans.md").read_text("utf-8").split("```toml")[2].split("```")[0]
    text = f'title = "Exemple"\nkinds = ["business"]\n{steps}'
    plan = load_plan("exemple", parse_toml("plans/exemple.toml", text.encode()))
    assert [step.proof for step in plan.steps] == [ProofNeeded.NONE, ProofNeeded.DELIVERY, ProofNeeded.REGISTERED]


@pytest.mark.parametrize(
    ("good", "bad", "reason"),
    [
        ('carrier = "outbox"', 'carrier = "postx"', "offre 5, carrier : « postx » est inconnu ; possibles : outbox,"),
        ('carrier = "outbox"', "", "offre 5, carrier : manque : registered est vendu par outbox, maileva"),
        ('carrier = "outbox"', 'carrier = "ar24"', "offre 5, carrier : ar24 ne vend pas registered ; il est vendu par"),
        ('carrier = "mysendingbox"', 'carrier = "maileva"', "offre 3, carrier : maileva ne vend pas tracked_letter"),
        ('channel = "sms"', 'channel = "sms"\ncarrier = "maileva"', "sms part sans transporteur : ôtez ce champ"),
        ('channel = "sms"', 'channel = "fax"', "offre 2, channel : « fax » est inconnu ; possibles : email, sms,"),
        ('channel = "sms"', "", "offre 2, channel : manque"),
        ('price = "0.0684"', 'price = "-0.0684"', "offre 2, price : -0.0684 est négatif"),
        ('price = "0.0684"', 'price = "0,0684"', "« 0,0684 » n'est pas un prix comme \"0.0125\""),
        ('price = "0.0684"', 'price = "0.0684001"', "avec au plus six décimales"),
        ('price = "0.0684"', 'price = "1e3"', "« 1e3 » n'est pas un prix"),
        ('price = "0.0684"', "price = 0.0684", "price : attend un prix en euros entre guillemets"),
        ('price = "0.0684"', "", "offre 2, price : manque"),
        ('price = "0.0684"', 'price = "0.0684"\nprix = "1"', "offre 2, prix : champ inconnu"),
        ('"merci_facteur"', '"mysendingbox"', "mysendingbox est offert deux fois pour tracked_letter"),
        ('[[offers]]\nchannel = "sms"', '[[offer]]\nchannel = "sms"', "offer : écrivez [[offers]], au pluriel"),
        ("tracked_letter = 20", "tracked_letter = 0", "tracked_letter : attend un nombre de jours entre 1 et 90"),
        ("tracked_letter = 20", "letter = 20", "une lettre simple ne donne jamais de nouvelles"),
        ("tracked_letter = 20", "registered = 20", "ce que vous postez vous-même ne donne pas de nouvelles"),
        ("tracked_letter = 20", "lre = 20", "silence_days.lre : n'est pas offert : ajoutez une offre de ce canal"),
        ("tracked_letter = 20", "fax = 20", "silence_days.fax : champ inconnu"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_its_field_and_its_reason(good: str, bad: str, reason: str) -> None:
    assert good in GOOD
    with pytest.raises(InvalidPolicyError) as caught:
        load_channels(GOOD.replace(good, bad, 1).encode())
    assert reason in str(caught.value)


def test_a_file_without_an_offer_is_refused() -> None:
    with pytest.raises(InvalidPolicyError, match="aucun canal n'est offert"):
        load_channels(b"")


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        load_channels(GOOD.replace('"0.0684"', '"-1"').replace('"outbox"', '"postx"').encode())
    assert [word in str(caught.value) for word in ("-1 est négatif", "postx")] == [True, True]


# ---------------------------------------------------------------------------- with the plans

PROVING = b"""
title = "Preuve"
kinds = ["business"]

[[steps]]
name = "relance_prouvee"
after = 10
document = "first_reminder"
tone = "firm"
proof = "delivery"
"""
EMAIL_ONLY = '[[offers]]\nchannel = "email"\nprice = "0.0001"\n'


def test_offers_that_leave_a_step_without_its_proof_are_refused_naming_plan_and_step() -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        judged(EMAIL_ONLY)
    assert str(caught.value) == (
        "plans/standard.toml, étape formal_notice : channels.toml n'offre aucun canal qui donne la preuve registered "
        "(registered, lre)"
    )


def test_a_plan_that_asks_for_a_proof_that_nobody_sells_is_refused_too() -> None:
    without = {**shipped_files(), NAME: GOOD.replace("tracked_letter", "letter").split("[silence")[0].encode()}
    desk = InMemoryPolicyDesk(published=without)
    publisher = PublishPolicy(desk, PolicyTrial())
    desk.drafts["plans/preuve.toml"] = PROVING
    assert publisher.publish(key="drafts/plans/preuve.toml") is Publication.ACCEPTED  # LRAR proves a delivery, too
    desk.drafts["plans/preuve.toml"] = PROVING + b'channels = ["tracked", "ere"]\n'
    assert publisher.publish(key="drafts/plans/preuve.toml") is Publication.REFUSED
    said = desk.drafts["plans/preuve.toml.refused.txt"].decode()
    assert "plans/preuve.toml, étape relance_prouvee" in said.replace("\u00a0", " ")


def test_a_plan_none_of_whose_channels_is_offered_is_refused() -> None:
    plan = PROVING.replace(b'proof = "delivery"', b'channels = ["letter"]')
    with pytest.raises(InvalidPolicyError, match=r"channels.toml n'offre aucun de ses canaux \(letter\)"):
        load_book({**shipped_files(), "plans/preuve.toml": plan})


def test_other_offers_are_another_version_of_the_book() -> None:
    before, after = (load_book({**shipped_files(), NAME: text.encode()}) for text in (SHIPPED, GOOD))
    assert before.version != after.version
    assert after.offers.price(Channel.TRACKED_LETTER) == 2_420_000


def test_the_shipped_plans_write_by_mail_first_and_by_post_only_where_that_fails() -> None:
    for plan in load_book(shipped_files()).plans.values():
        for step in plan.steps:
            if not step.needs_proof:
                assert step.channels[0] in (Channel.EMAIL, Channel.TRACKED), (plan.name, step.name)


def test_the_only_proof_that_is_shipped_is_that_of_the_formal_notice() -> None:
    steps = [s for plan in load_book(shipped_files()).plans.values() for s in plan.steps if s.needs_proof]
    assert [(s.name, s.proof) for s in steps] == [("formal_notice", ProofNeeded.REGISTERED)]
