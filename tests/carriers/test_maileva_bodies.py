"""What Maileva is told of a letter, and limits kept before anything is asked."""

from __future__ import annotations

import time
from dataclasses import replace
from io import BytesIO
from typing import Any

import pypdf
import pytest

from local.carriers.maileva import MailevaFake
from relance.adapters.carriers.maileva.bodies import ordered
from relance.domain.errors import RejectedError
from relance.ports.carriers import Service, Sheet
from tests.carriers.maileva_rig import ERE_SENDER, LRE_SENDER, SETTINGS, adapter
from tests.carriers.suite import DEBTOR, LETTER, REFERENCE, SENDER, consignment


def test_a_registered_letter_asks_for_its_receipt_and_for_the_picture_of_a_return() -> None:
    order = ordered(consignment(Service.REGISTERED), SETTINGS)
    assert order.sending == {
        "name": "Courrier RL-2026-C1042-3-1",
        "custom_id": REFERENCE,
        "color_printing": True,
        "duplex_printing": True,
        "optional_address_sheet": False,
        "print_sender_address": False,
        "sender_address_line_1": "Atelier du Ponant SAS",
        "sender_address_line_2": "Camille Roux",
        "sender_address_line_4": "12 quai de la Fosse",
        "sender_address_line_6": "44000 Nantes",
        "sender_country_code": "FR",
        "acknowledgement_of_receipt": True,
        "returned_mail_scanning": True,
        "archiving_duration": 3,
        "postage_type": "FAST",
    }


def test_settings_choose_postage_colour_archive_and_window() -> None:
    chosen = replace(SETTINGS, letter_postage="ECONOMIC", color=False, letter_archive_years=10, letter_window="DOUBLE")
    sending = ordered(consignment(Service.LETTER), chosen).sending
    assert sending["postage_type"] == "ECONOMIC"
    assert sending["color_printing"] is False
    assert sending["archiving_duration"] == 10
    assert sending["envelope_windows_type"] == "DOUBLE"
    assert "acknowledgement_of_receipt" not in sending


def test_electronic_letters_name_their_sender_and_the_recipients_person() -> None:
    qualified, simple = (ordered(consignment(service), SETTINGS) for service in (Service.LRE, Service.ERE))
    assert qualified.sending["sender_id"] == LRE_SENDER
    assert simple.sending["sender_id"] == ERE_SENDER
    assert simple.sending["notification_language"] == "FR"
    assert qualified.recipient == simple.recipient
    assert qualified.recipient == {
        "custom_id": REFERENCE,
        "email": "compta@boulangerie-martin.example",
        "legal_status": "PROFESSIONAL",
        "first_name": "Claire",
        "last_name": "Martin",
        "company": "Boulangerie Martin SARL",
    }


def test_a_long_company_is_named_as_far_as_the_product_has_room() -> None:
    long = replace(DEBTOR, company="Société coopérative agricole des producteurs de lait de Haute-Bretagne")
    qualified, simple = (
        ordered(consignment(service, recipient=long), SETTINGS).recipient["company"]
        for service in (Service.LRE, Service.ERE)
    )
    assert qualified == "Société coopérative agricole des produ"
    assert simple == "Société coopérative agricole des producteurs de lait de Haute-Bretagne"


CONSUMER = replace(DEBTOR, professional=False, company="")


@pytest.mark.parametrize(
    ("service", "changes", "field"),
    [
        (Service.REGISTERED, {"reference": "rl-1"}, "reference"),
        (Service.REGISTERED, {"reference": "A" * 31}, "reference"),
        (Service.REGISTERED, {"enclosures": (LETTER,) * 30}, "enclosures"),
        (Service.REGISTERED, {"letter": Sheet("x.pdf", b"%PDF" + b"0" * 20_000_000)}, "letter"),
        (Service.REGISTERED, {"letter": Sheet("x.pdf", b"")}, "letter"),
        (Service.LRE, {"recipient": CONSUMER, "consent": ""}, "consent"),
        (Service.LRE, {"recipient": replace(DEBTOR, first_name="")}, "recipient.last_name"),
        (Service.LRE, {"recipient": replace(DEBTOR, last_name="x" * 51)}, "recipient.last_name"),
        (Service.LRE, {"recipient": replace(DEBTOR, email=None)}, "recipient.email"),
        (Service.ERE, {"recipient": replace(CONSUMER, last_name="")}, "recipient.last_name"),
        (Service.ERE, {"recipient": replace(DEBTOR, company="")}, "recipient.company"),
        (Service.ERE, {"recipient": replace(DEBTOR, email="claire@martin")}, "recipient.email"),
        (Service.ERE, {"recipient": replace(DEBTOR, email="cl aire@martin.fr")}, "recipient.email"),
        (Service.ERE, {"recipient": replace(DEBTOR, email="claire@martin.f1")}, "recipient.email"),
    ],
)
def test_what_maileva_would_refuse_is_refused_before_anything_is_asked(
    service: Service, changes: dict[str, Any], field: str
) -> None:
    with MailevaFake() as fake:
        with pytest.raises(RejectedError, match=field):
            adapter(fake).submit(consignment(service, **changes))
        assert fake.calls == []


def pdf(pages: int) -> Sheet:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    written = BytesIO()
    writer.write(written)
    return Sheet(f"{pages}.pdf", written.getvalue())


@pytest.mark.parametrize(
    ("duplex", "pages", "sheets"),
    [
        (True, (1,), 1),
        (True, (60,), 30),
        (True, (90,), 45),
        (True, (91,), 46),
        (True, (59, *[1] * 15), 45),
        (True, (59, *[1] * 16), 46),
        (False, (45,), 45),
        (False, (46,), 46),
        (False, (44, 2), 46),
    ],
)
def test_a_letter_that_no_envelope_holds_is_refused_before_it_is_handed_over(
    duplex: bool, pages: tuple[int, ...], sheets: int
) -> None:
    letter, *enclosures = map(pdf, pages)
    for service in (Service.LETTER, Service.REGISTERED):
        thick = consignment(service, letter=letter, enclosures=tuple(enclosures))
        if sheets <= 45:
            assert len(ordered(thick, replace(SETTINGS, duplex=duplex)).documents) == len(pages)
        else:
            with pytest.raises(RejectedError, match=f"letter: {sheets} sheets"):
                ordered(thick, replace(SETTINGS, duplex=duplex))
    assert ordered(consignment(Service.ERE, letter=pdf(200)), SETTINGS).documents


def test_what_cannot_be_read_here_is_left_to_maileva() -> None:
    for body in (b"%PDF-1.7 torn", LETTER.body[:-200]):
        assert ordered(consignment(Service.REGISTERED, letter=Sheet("x.pdf", body)), SETTINGS).documents


def test_an_address_made_to_be_hard_to_read_is_read_at_once() -> None:
    hostile = replace(DEBTOR, email="a@aa" + ".aa" * 5_000 + "!")
    began = time.perf_counter()
    with pytest.raises(RejectedError, match="email"):
        ordered(consignment(Service.ERE, recipient=hostile), SETTINGS)
    assert time.perf_counter() - began < 1.0


def test_a_sender_without_an_address_is_left_to_mailevas_own_account() -> None:
    order = ordered(consignment(Service.REGISTERED, sender=replace(SENDER, address=None)), SETTINGS)
    assert not [name for name in order.sending if name.startswith("sender_")]


def test_a_refusal_of_maileva_is_told_by_its_codes_alone() -> None:
    with MailevaFake() as fake:
        fake.most_bytes = 10
        with pytest.raises(RejectedError) as caught:
            adapter(fake).submit(consignment(Service.REGISTERED))
        assert str(caught.value) == "maileva document: refused (400): INVALID_TOTAL_SENDING_SIZE"
