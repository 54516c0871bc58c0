"""By which way a step goes, as stories of Boulangerie Martin, a business of Nantes with one accountant.

Offers, per dispatch: e-mail and tracked letter 0.0001 €, SMS 0.07 €, simple letter 1.80 €, tracked letter on paper
3.20 €, ERE 2.49 €, LRE 3.99 €, LRAR 7.40 €. Every price is invented.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.account import Account
from relance.domain.billing import Address, ContactPoint, CustomerKind
from relance.domain.channels import GIVES, Channel, Offer, Offers, ProofNeeded, postal_key
from relance.domain.document import Document, Tone
from relance.domain.plan import Side, Step
from relance.domain.reach import Choice, Considered, PassedOver, Rule, choose_channel, consider
from tests.builders import MARTIN, NANTES, account, customer

C = Channel
PRICES = {
    C.EMAIL: 100,
    C.TRACKED: 100,
    C.SMS: 70_000,
    C.LETTER: 1_800_000,
    C.ERE: 2_490_000,
    C.TRACKED_LETTER: 3_200_000,
    C.LRE: 3_990_000,
    C.REGISTERED: 7_400_000,
}
OFFERS = Offers(tuple(Offer(channel, micros) for channel, micros in PRICES.items()))
WITH_MOBILE = replace(MARTIN, mobile="+33612345678")


def reminder(*channels: Channel, proof: ProofNeeded = ProofNeeded.NONE) -> Step:
    return Step(1, "relance", Side.AFTER, 3, Document.FIRST_REMINDER, Tone.CORDIAL, channels, proof=proof)


def notice(*channels: Channel, proof: ProofNeeded = ProofNeeded.REGISTERED) -> Step:
    return Step(4, "mise_en_demeure", Side.AFTER, 45, Document.FORMAL_NOTICE, Tone.FIRM, channels, proof=proof)


def debtor(kind: CustomerKind = CustomerKind.BUSINESS, *people: ContactPoint, consent: bool = False) -> Account:
    return account(debtor=customer(kind=kind, contacts=people or (WITH_MOBILE,), lre_consent=consent))


def way(step: Step, who: Account, offers: Offers = OFFERS, tried: tuple[Channel, ...] = ()) -> Channel | None:
    found = choose_channel(step, who, offers, tried)
    return found.channel if found else None


# ---------------------------------------------------------------------------- where anything will do


def test_without_a_proof_the_plan_s_order_decides_whatever_it_costs() -> None:
    assert way(reminder(C.SMS, C.EMAIL), debtor()) is C.SMS
    assert way(reminder(C.LETTER, C.EMAIL), debtor()) is C.LETTER


def test_a_channel_that_nobody_sells_is_passed_over() -> None:
    mails_only = Offers((Offer(C.EMAIL, 0),))
    assert way(reminder(C.SMS, C.EMAIL), debtor(), mails_only) is C.EMAIL
    assert way(reminder(C.SMS, C.LETTER), debtor(), mails_only) is None


def test_cont_02_whoever_refused_text_messages_gets_none() -> None:
    who = account(debtor=customer(contacts=(WITH_MOBILE,), sms_consent=False))
    assert way(reminder(C.SMS, C.EMAIL), who) is C.EMAIL


def test_the_recipient_is_the_first_of_the_plan_s_roles_whose_address_works() -> None:
    manager = ContactPoint("manager", "Paul Martin", email="paul@boulangerie-martin.example")
    step = replace(reminder(C.EMAIL), recipient_roles=("manager", "accounting"))
    who = debtor(CustomerKind.BUSINESS, MARTIN, manager)
    found = choose_channel(step, who, OFFERS)
    assert found is not None
    assert found.recipient == manager
    closed = replace(who, closed_addresses=frozenset({"paul@boulangerie-martin.example"}))
    found = choose_channel(step, closed, OFFERS)
    assert found is not None
    assert found.recipient == MARTIN


def test_a_letter_needs_nobody_s_name() -> None:
    found = choose_channel(reminder(C.LETTER), account(debtor=customer(contacts=())), OFFERS)
    assert found is not None
    assert (found.channel, found.recipient) == (C.LETTER, ContactPoint(""))


# ---------------------------------------------------------------------------- where a proof is needed


@pytest.mark.parametrize(
    ("proof", "cheapest"),
    [
        (ProofNeeded.SENDING, C.TRACKED),  # 0.0001 €, and it proves more than asked
        (ProofNeeded.DELIVERY, C.TRACKED),
        (ProofNeeded.REGISTERED, C.LRE),
    ],
)
def test_the_cheapest_that_proves_enough_is_taken(proof: ProofNeeded, cheapest: Channel) -> None:
    assert way(reminder(proof=proof), debtor()) is cheapest


def test_channels_that_the_step_names_bound_the_choice_but_do_not_order_it() -> None:
    assert way(reminder(C.REGISTERED, C.ERE, proof=ProofNeeded.DELIVERY), debtor()) is C.ERE


def test_a_channel_that_proves_too_little_is_no_way_even_when_it_is_named() -> None:
    assert reminder(C.EMAIL, C.REGISTERED, proof=ProofNeeded.DELIVERY).ways == (C.REGISTERED,)


def test_of_two_sellers_of_a_channel_the_cheaper_one_counts() -> None:
    cheaper = Offers((*OFFERS.offers, Offer(C.REGISTERED, 3_500_000, "maileva")))
    assert way(notice(), debtor(), cheaper) is C.REGISTERED
    assert [o.carrier for o in cheaper.of(C.REGISTERED)] == ["maileva", ""]


def test_of_two_ways_at_the_same_price_the_one_named_first_is_taken_else_the_lighter() -> None:
    even = Offers((Offer(C.REGISTERED, 4_000_000), Offer(C.LRE, 4_000_000)))
    assert way(notice(C.REGISTERED, C.LRE), debtor(), even) is C.REGISTERED
    assert way(notice(C.LRE, C.REGISTERED), debtor(), even) is C.LRE
    free = Offers((Offer(C.REGISTERED, 0, "outbox"), Offer(C.TRACKED, 0)))
    assert way(reminder(proof=ProofNeeded.DELIVERY), debtor(), free) is C.TRACKED


def test_where_nobody_sells_the_proof_there_is_no_way() -> None:
    assert way(notice(), debtor(), Offers((Offer(C.ERE, 1), Offer(C.EMAIL, 1)))) is None


def test_without_an_e_mail_address_the_electronic_ways_are_none() -> None:
    nobody = ContactPoint("accounting", "Claire Martin")
    assert way(notice(), debtor(CustomerKind.BUSINESS, nobody)) is C.REGISTERED


def test_a_closed_postal_address_takes_no_paper_until_billing_knows_another() -> None:
    who = replace(debtor(), closed_addresses=frozenset({postal_key(NANTES)}))
    assert way(reminder(C.LETTER), who) is None
    assert way(notice(C.REGISTERED), who) is None
    moved = Address(("1 place Royale",), "44000", "Nantes")
    assert way(notice(C.REGISTERED), replace(who, customer=replace(who.customer, address=moved))) is C.REGISTERED


# ---------------------------------------------------------------------------- law


@pytest.mark.parametrize(
    ("kind", "consent", "taken"),
    [
        (CustomerKind.BUSINESS, False, C.LRE),  # L100: consent is asked of whoever is no professional
        (CustomerKind.CONSUMER, False, C.REGISTERED),
        (CustomerKind.CONSUMER, True, C.LRE),
        (CustomerKind.PUBLIC, False, C.REGISTERED),
        (CustomerKind.PUBLIC, True, C.LRE),
    ],
)
def test_l100_an_lre_goes_to_a_consumer_or_a_public_body_only_with_its_recorded_consent(
    kind: CustomerKind, consent: bool, taken: Channel
) -> None:
    assert way(notice(), debtor(kind, consent=consent)) is taken


@pytest.mark.parametrize(
    ("kind", "consent", "taken"),
    [
        (CustomerKind.BUSINESS, False, C.ERE),
        (CustomerKind.CONSUMER, False, C.TRACKED_LETTER),
        (CustomerKind.PUBLIC, True, C.ERE),
    ],
)
def test_an_ere_asks_for_the_same_consent_prudently(kind: CustomerKind, consent: bool, taken: Channel) -> None:
    step = reminder(C.ERE, C.TRACKED_LETTER, C.REGISTERED, proof=ProofNeeded.DELIVERY)
    assert way(step, debtor(kind, consent=consent)) is taken


def test_eidas_43_an_ere_is_never_a_registered_letter() -> None:
    only_ere = Offers((Offer(C.ERE, 1),))
    assert way(notice(), debtor(consent=True), only_ere) is None
    assert C.ERE not in notice().ways


def test_c_civ_1344_a_notice_may_go_by_ere_where_the_plan_says_that_delivery_is_enough() -> None:
    assert way(notice(proof=ProofNeeded.DELIVERY), debtor()) is C.ERE


def test_a_notice_never_goes_by_what_only_we_can_vouch_for() -> None:
    """Our own tracked letter proves a delivery, but by our word; a tracked letter on paper proves no content."""
    assert set(notice(proof=ProofNeeded.DELIVERY).ways) == {C.REGISTERED, C.LRE, C.ERE}


def test_every_channel_is_known_to_give_some_proof_or_none() -> None:
    assert set(GIVES) == set(Channel)


# ---------------------------------------------------------------------------- a step that goes once more


def test_a_channel_that_failed_for_the_step_is_not_gone_again() -> None:
    assert way(reminder(C.EMAIL, C.SMS), debtor(), tried=(C.EMAIL,)) is C.SMS
    assert way(reminder(C.EMAIL, C.SMS), debtor(), tried=(C.EMAIL, C.SMS)) is None


@pytest.mark.parametrize("paper", [C.LETTER, C.TRACKED_LETTER, C.REGISTERED])
def test_there_are_never_two_letters_on_paper_for_one_step(paper: Channel) -> None:
    step = reminder(C.LETTER, C.TRACKED_LETTER, C.REGISTERED, C.SMS)
    assert way(step, debtor(), tried=(paper,)) is C.SMS
    assert way(step, debtor(CustomerKind.BUSINESS, MARTIN), tried=(paper,)) is None


def test_paper_may_follow_an_electronic_letter_and_the_reverse() -> None:
    assert way(notice(), debtor(), tried=(C.LRE,)) is C.REGISTERED
    assert way(notice(), debtor(), tried=(C.REGISTERED,)) is C.LRE


# ---------------------------------------------------------------------------- why


def test_the_choice_by_price_tells_what_the_others_would_have_cost() -> None:
    found = choose_channel(reminder(C.ERE, C.TRACKED_LETTER, proof=ProofNeeded.DELIVERY), debtor(), OFFERS)
    assert found is not None
    assert found.reason == "PRICE:delivery ere=2490000 tracked_letter=3200000"


def test_a_way_that_was_passed_over_is_told_with_why() -> None:
    consumer = replace(debtor(CustomerKind.CONSUMER, MARTIN), closed_addresses=frozenset({MARTIN.email or ""}))
    found = choose_channel(reminder(C.EMAIL, C.SMS, C.LETTER, C.REGISTERED), consumer, OFFERS)
    assert found is not None
    assert found.reason == "ORDER:none email!CLOSED sms!NO_ADDRESS letter=1800000"
    choice = consider(reminder(C.LRE, C.REGISTERED, proof=ProofNeeded.REGISTERED), consumer, Offers(()))
    assert str(choice) == "PRICE:registered lre!NOT_OFFERED registered!NOT_OFFERED"


def test_the_line_of_codes_is_read_back_as_it_was_written() -> None:
    line = "PRICE:registered lre!NO_CONSENT registered=7400000"
    assert Choice.read(line) == Choice(
        Rule.PRICE,
        ProofNeeded.REGISTERED,
        (Considered(C.LRE, passed_over=PassedOver.NO_CONSENT), Considered(C.REGISTERED, 7_400_000)),
    )
    assert str(Choice.read(line)) == line


@pytest.mark.parametrize(
    "line", ["", "email did not reach the debtor", "PRICE", "PRICE:all email=1", "ORDER:none fax=1", "ORDER:none email"]
)
def test_anything_else_is_no_line_of_codes(line: str) -> None:
    assert Choice.read(line) is None
