"""MySendingBox: whatever a party is called, what we send is what the contract takes, and no word is lost."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from local.carriers.mysendingbox.forms import check, read
from local.carriers.serving import Request
from relance.adapters.carriers.mysendingbox.body import form_of
from relance.adapters.carriers.mysendingbox.settings import MySendingBoxSettings
from relance.domain.billing import Address
from relance.domain.errors import RejectedError
from relance.ports.carriers import Party, Service
from tests.carriers.suite import SENDER, consignment

WORDS = st.lists(st.text("aéB1'-\n\u00a0 ", min_size=1, max_size=12), max_size=9).map(" ".join)
PARTIES = st.builds(
    Party,
    name=WORDS,
    company=WORDS,
    address=st.builds(
        Address,
        lines=st.lists(WORDS, max_size=5).map(tuple),
        postal_code=st.sampled_from(["44000", "2A004", ""]),
        city=WORDS,
    ),
    email=st.sampled_from(["compta@boulangerie-martin.example", None]),
    professional=st.booleans(),
    first_name=WORDS,
    last_name=WORDS,
)


@given(
    party=PARTIES,
    service=st.sampled_from([Service.LETTER, Service.REGISTERED, Service.LRE, Service.ERE]),
    speed=st.sampled_from([None, "express", "D"]),
)
def test_a_form_is_either_refused_by_us_or_taken_by_the_contract(
    party: Party, service: Service, speed: str | None
) -> None:
    letter = consignment(service, recipient=party, sender=replace(SENDER, address=party.address))
    try:
        form = form_of(letter, MySendingBoxSettings(postage_speed=speed))
    except RejectedError:
        return
    sent = read(Request("POST", form.path, {}, {"content-type": form.content_type}, form.body))
    check(sent, paper=service in {Service.LETTER, Service.REGISTERED})
    assert all(value == " ".join(value.split()) != "" for value in sent.fields["to"].values())
    if service is Service.LETTER and party.address:
        said = " ".join(sent.fields["to"].values()).replace(",", " ").split()
        lines = (party.name, party.company, *party.address.lines, party.address.postal_code, party.address.city)
        assert {word for line in lines for word in line.split()} <= set(said)


def test_a_line_whose_blanks_do_not_break_is_broken_like_any_other() -> None:
    """2026-11-22: of no-break spaces it was one word of 58 characters, and refused."""
    street = (
        "12\u00a0rue\u00a0de\u00a0la\u00a0Grande\u202fPlaine\u00a0bâtiment\u00a0C\u00a0escalier\u00a0de\u00a0droite"
    )
    party = replace(SENDER, address=Address(lines=(street,), postal_code="44\u00a0000", city=" Nantes\u00a0"))
    form = form_of(consignment(Service.LETTER, recipient=party), MySendingBoxSettings())
    to = read(Request("POST", form.path, {}, {"content-type": form.content_type}, form.body)).fields["to"]
    assert (to["address_line1"], to["address_line2"]) == (
        "12 rue de la Grande Plaine bâtiment C",
        "escalier de droite",
    )
    assert (to["address_postalcode"], to["address_city"]) == ("44 000", "Nantes")
