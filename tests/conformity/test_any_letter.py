"""Whatever names and addresses people have: an adapter refuses a letter with its field, or writes it as published."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relance.domain.billing import Address
from relance.domain.errors import RejectedError
from relance.ports.carriers import Party, Service
from relance.ports.messaging import NotAcceptedError
from tests.carriers.carriers import CARRIERS
from tests.carriers.suite import SENDER, Maker, consignment
from tests.conformity.contract import check_all

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=0, max_size=60)
NAMES = st.one_of(
    WORDS,
    st.lists(
        st.sampled_from(["Jean", "SARL", "de", "l'Étoile", "Bertrand-Desjardins", "&", "<b>", '"x"', "Œ"]), max_size=8
    ).map(" ".join),
)
LINES = st.lists(
    st.one_of(NAMES, st.sampled_from(["12 bis rue de la Paix", "Bât. C, esc. 2", "BP 40117", "x" * 38, "y" * 46])),
    max_size=5,
)
PLACES = st.sampled_from(
    [
        ("44000", "Nantes", "FR"),
        ("97134", "Saint-Louis de Marie-Galante", "FR"),
        ("98000", "Monaco", "MC"),
        ("1050", "Bruxelles", "BE"),
        ("EC1A 1BB", "London", "GB"),
        ("", "Dublin", "IE"),
        ("10000", "Prishtinë", "XK"),
        ("4400", "Nantes", "FR"),
        ("44000", "", "FR"),
        ("35000", "Saint-Germain-du-Corbéis-lès-Alençon-sur-Sarthe", "FR"),
    ]
)
ADDRESSES = st.builds(lambda lines, place: Address(tuple(lines), *place), LINES, PLACES)
MAILS = st.sampled_from(
    [
        "a@b.fr",
        "jean.dupont+x@sous.domaine-long.example",
        "é@b.fr",
        "a@b",
        "a b@c.fr",
        "@b.fr",
        "x@y.co.uk",
        "a@-.fr",
        "",
    ]
)
PARTIES = st.builds(
    Party,
    name=NAMES,
    company=NAMES,
    address=ADDRESSES,
    email=MAILS,
    professional=st.booleans(),
    first_name=NAMES,
    last_name=NAMES,
)


@pytest.mark.parametrize(
    ("name", "make", "service"),
    [
        pytest.param(name, make, service, id=f"{name}-{service}")
        for name, (make, services) in CARRIERS.items()
        for service in services
    ],
)
def test_a_letter_is_refused_with_its_field_or_written_as_published(name: str, make: Maker, service: Service) -> None:
    numbers = itertools.count(1)
    with make() as rig:
        carrier = rig.connect()

        @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
        @given(recipient=PARTIES, sender=st.one_of(st.just(SENDER), PARTIES))
        def any_letter(recipient: Party, sender: Party) -> None:
            rig.fake.calls.clear()
            letter = consignment(service, recipient=recipient, sender=sender, reference=f"RL-{next(numbers)}")
            try:
                carrier.submit(letter)
            except NotAcceptedError as error:
                raise AssertionError(f"handed over, and refused by the carrier: {error}") from error
            except RejectedError as error:
                field, _, reason = str(error).partition(": ")
                assert field.startswith(("recipient", "sender", "consent"))
                assert reason
                assert rig.fake.calls == []
            else:
                check_all(name, rig.fake.calls)

        any_letter()
