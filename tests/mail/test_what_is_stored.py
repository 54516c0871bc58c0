"""The mail that is handed over, from account to bytes: the letter's, the page's and the logo's own parts."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from relance.adapters.mail import mime
from relance.adapters.mail.mime import MimeComposer
from relance.domain.channels import Channel
from relance.domain.creditor import Creditor
from relance.service.sending.sending_messages import Mails
from tests import builders
from tests.builders import customer_item, invoice_item, record
from tests.golden.statements import renderer
from tests.mail.mails import png
from tests.world import MONDAY, World


def stored(world: World) -> EmailMessage:
    """Prepared on fakes, dispatched with the real renderer and the real composer."""

    def creditor() -> Creditor:
        return builders.creditor(logo=png())

    world.billing.put_all([customer_item(), invoice_item(documents=[{"kind": "invoice", "key": "factures/F-1.pdf"}])])
    world.documents.files["factures/F-1.pdf"] = b"%PDF-1.7 facture"
    world.knows(record())
    world.clock.go_to(MONDAY)
    world.plan(MONDAY)
    world.prepare(world.contacts.take()[0])
    mails = world.ways[Channel.EMAIL]
    assert isinstance(mails, Mails)
    mails = replace(mails, renderer=renderer(logo=png()), composer=MimeComposer(creditor=creditor))
    sender = replace(world.dispatcher, ways={Channel.EMAIL: mails})
    sender.dispatch(world.dispatches.take()[0])
    (key,) = [key for key in world.archive.files if key.endswith(".eml")]
    message = message_from_bytes(world.archive.files[key], policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_page_shows_the_logo_that_the_mail_carries() -> None:
    message = stored(World())
    html = message.get_body(("html",))
    assert html is not None
    (image,) = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert f'src="cid:{image["Content-ID"].strip("<>")}"' in html.get_content()
    assert image.get_content() == png()
    assert str(message["Content-Language"]) == "fr"


def test_letter_and_copy_are_attached_and_the_ledger_has_the_hash_of_every_part() -> None:
    world = World()
    names = [part.get_filename() for part in stored(world).iter_attachments()]
    reference = world.row().reference
    assert names == [f"{reference}.pdf", "F-1.pdf"]
    assert set(world.row().parts or {}) == {"text", "html", "logo.png", f"{reference}.pdf", "F-1.pdf"}


def test_a_copy_without_room_is_counted_and_the_mail_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mime, "LARGEST", mime.SPARE + 2_000)
    world = World()
    names = [part.get_filename() for part in stored(world).iter_attachments()]
    assert names == [f"{world.row().reference}.pdf"]
    assert world.figures.total("InvoiceCopyLeftOut", Reason="MAIL_TOO_LARGE") == 1
