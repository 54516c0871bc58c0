"""Mails as bytes: parsed again, each part is what was put in, and its hash is the one returned."""

import hashlib
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.adapters.mail.mime import LARGEST, MimeComposer, sorted_by_room
from relance.domain.errors import RejectedError
from relance.ports.messaging import Attachment, MailDraft, Mime
from relance.ports.rendering import InlineImage
from tests import builders

DAY = date(2026, 2, 3)
REFERENCE = "RL-260203-ABCDEFGHIJKL"
LETTER = Attachment(f"{REFERENCE}.pdf", b"%PDF-1.7 la lettre\r\n\x00\xff" * 50)
DRAFT = MailDraft(
    to="compta@boulangerie-martin.example",
    subject="Atelier Lumière – rappel : facture F-1 échue le 30 janvier 2026",
    html='<p style="margin:0">Il reste à régler <b>1\u202f200,00\u00a0€</b>.</p>',
    text="Bonjour,\n\nIl reste à régler 1\u202f200,00\u00a0€.\n.\nFrom here on\n",
    attachments=(LETTER, Attachment("F-1.pdf", b"%PDF-1.7 la facture"), Attachment("F-1.pdf", b"%PDF-1.7 une autre")),
)


def compose(draft: MailDraft = DRAFT, reference: str = REFERENCE) -> Mime:
    return MimeComposer(creditor=builders.creditor).compose(draft, reference=reference, day=DAY)


def parsed(mime: Mime) -> EmailMessage:
    message = message_from_bytes(mime.raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_mail_parsed_again_has_the_parts_that_were_put_in() -> None:
    message = parsed(compose())
    html, text = message.get_body(("html",)), message.get_body(("plain",))
    assert html is not None
    assert text is not None
    assert html.get_content().rstrip() == DRAFT.html
    # A reader that knows format=flowed takes the stuffing space away.
    assert text.get_content().splitlines() == [*DRAFT.text.splitlines()[:-1], " From here on"]
    assert text["Content-Type"].params["format"] == "flowed"
    files = [(part.get_filename(), part.get_content_type(), part.get_content()) for part in message.iter_attachments()]
    assert files == [
        (f"{REFERENCE}.pdf", "application/pdf", LETTER.body),
        ("F-1.pdf", "application/pdf", b"%PDF-1.7 la facture"),
        ("F-1 (2).pdf", "application/pdf", b"%PDF-1.7 une autre"),
    ]


def test_a_mail_reader_finds_text_and_html_as_alternatives_beside_the_files() -> None:
    message = parsed(compose())
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
        "application/pdf",
        "application/pdf",
    ]


LOGO = InlineImage("logo.png", b"\x89PNG le logo", "0123456789abcdef@atelier-lumiere.example")


def test_the_logo_belongs_to_the_page_and_to_it_alone() -> None:
    message = parsed(compose(replace(DRAFT, images=(LOGO,))))
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
        "application/pdf",
        "application/pdf",
    ]
    related, image = (next(p for p in message.walk() if p.get_content_type() == k) for k in (kinds[3], kinds[5]))
    assert related["Content-Type"].params["type"] == "text/html"
    assert image["Content-ID"] == "<0123456789abcdef@atelier-lumiere.example>"
    assert image.get_content_disposition() == "inline"
    assert image.get_content() == LOGO.body
    html = message.get_body(("html",))
    assert html is not None
    assert html.get_content().rstrip() == DRAFT.html


def test_the_logo_has_its_hash_and_no_file_takes_its_name() -> None:
    mime = compose(replace(DRAFT, images=(LOGO,), attachments=(Attachment("logo.png", b"%PDF-1.7"),)))
    assert mime.parts["logo.png"] == hashlib.sha256(LOGO.body).hexdigest()
    assert mime.parts["logo (2).png"] == hashlib.sha256(b"%PDF-1.7").hexdigest()


def test_a_mail_with_a_logo_has_the_same_bytes_each_time() -> None:
    draft = replace(DRAFT, images=(LOGO,))
    assert compose(draft).raw == compose(draft).raw


def test_the_hashes_are_those_of_the_decoded_parts() -> None:
    mime = compose()
    decoded = {
        part.get_filename() or part.get_content_subtype().replace("plain", "text"): part.get_payload(decode=True)
        for part in parsed(mime).walk()
        if not part.is_multipart()
    }
    assert mime.parts == {name: hashlib.sha256(bytes(body)).hexdigest() for name, body in decoded.items()}
    assert sorted(mime.parts) == ["F-1 (2).pdf", "F-1.pdf", f"{REFERENCE}.pdf", "html", "text"]
    assert mime.parts[f"{REFERENCE}.pdf"] == hashlib.sha256(LETTER.body).hexdigest()


def test_the_debtor_sees_the_creditor_and_answers_to_it() -> None:
    message = parsed(compose())
    assert str(message["From"]) == "Atelier Lumière <facturation@atelier-lumiere.example>"
    assert str(message["Reply-To"]) == "Atelier Lumière <compta@atelier-lumiere.example>"
    assert str(message["To"]) == "compta@boulangerie-martin.example"
    assert str(message["Subject"]) == DRAFT.subject
    assert str(message["X-Relance-Reference"]) == REFERENCE
    assert str(message["Message-ID"]) == f"<{REFERENCE}@atelier-lumiere.example>"
    assert str(message["Date"]) == "Tue, 03 Feb 2026 12:00:00 +0100"
    assert str(message["Content-Language"]) == "fr"


def test_an_english_mail_says_so() -> None:
    assert str(parsed(compose(replace(DRAFT, language="en")))["Content-Language"]) == "en"


def test_no_machine_is_asked_to_answer_and_reports_of_failure_still_come() -> None:
    message = parsed(compose())
    assert str(message["Auto-Submitted"]) == "auto-generated"
    assert str(message["X-Auto-Response-Suppress"]) == "OOF, AutoReply"
    assert message["Precedence"] is None


def test_the_same_draft_gives_the_same_bytes() -> None:
    assert compose().raw == compose().raw
    assert compose(reference="RL-260203-OTHERREFEREN").raw != compose().raw


def test_every_line_is_short_ascii_and_ends_as_the_standard_wants() -> None:
    raw = compose(replace(DRAFT, subject="é" * 300, text="ê" * 5000)).raw
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_a_mail_without_files_is_an_alternative() -> None:
    message = parsed(compose(replace(DRAFT, attachments=())))
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize(
    "subject", ["Rappel\r\nBcc: x@evil.example", "Rappel\nBcc: x@evil.example", "Rappel\u2028Bcc: x", "\x00Rappel\x85B"]
)
def test_a_line_end_in_the_subject_adds_no_header(subject: str) -> None:
    message = parsed(compose(replace(DRAFT, subject=subject)))
    assert message["Bcc"] is None
    assert str(message["Subject"]).startswith("Rappel")


def test_a_line_end_in_the_creditors_name_adds_no_header() -> None:
    sly = builders.creditor(legal_name="Atelier\r\nBcc: x@evil.example\r\n")
    mime = MimeComposer(creditor=lambda: sly).compose(DRAFT, reference=REFERENCE, day=DAY)
    message = parsed(mime)
    assert message["Bcc"] is None
    assert message["From"].addresses[0].addr_spec == "facturation@atelier-lumiere.example"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\factures\\F-1.pdf", "F-1.pdf"),
        ('F"1\r\nX: y.pdf', 'F"1 X: y.pdf'),
        ("facture été n° 1.pdf", "facture été n° 1.pdf"),
        ("", "document.pdf"),
        ("text", "text (2)"),
    ],
)
def test_a_file_name_is_one_line_without_folders(name: str, expected: str) -> None:
    mime = compose(replace(DRAFT, attachments=(Attachment(name, b"%PDF-"),)))
    (part,) = parsed(mime).iter_attachments()
    assert (part.get_filename() or "").strip() == expected.strip()
    assert set(mime.parts) == {"text", "html", part.get_filename()}


@pytest.mark.parametrize(
    "to",
    [
        "",
        "no address",
        "a@b.example, c@d.example",
        "a@b.example\r\nBcc: x@evil.example",
        "é@b.example",
        "a@b@c.example",
        "Nom <a@b.example>",
        "@b.example",
    ],
)
def test_what_is_not_one_plain_address_is_refused(to: str) -> None:
    with pytest.raises(RejectedError, match="e-mail address") as caught:
        compose(replace(DRAFT, to=to))
    assert "b.example" not in str(caught.value)


def test_a_domain_with_accents_is_written_as_mail_servers_read_it() -> None:
    message = parsed(compose(replace(DRAFT, to="compta@boulangerie-été.example")))
    assert message["To"].addresses[0].domain == "xn--boulangerie-t-mhbb.example"


def test_a_mail_that_ses_would_not_take_is_refused() -> None:
    with pytest.raises(RejectedError, match="more than"):
        compose(replace(DRAFT, attachments=(Attachment("F-1.pdf", b"x" * LARGEST),)))


def test_copies_are_left_out_before_the_letter_and_named() -> None:
    """30 million bytes take 41 million signs of base64: only the small copy has room beside the letter."""
    copies = (
        Attachment("F-1.pdf", b"x" * 30_000_000, expendable=True),
        Attachment("F-2.pdf", b"%PDF-1.7 petite", expendable=True),
    )
    mime = compose(replace(DRAFT, attachments=(LETTER, *copies)))
    assert set(mime.parts) == {"text", "html", f"{REFERENCE}.pdf", "F-2.pdf"}
    assert mime.left_out == ("F-1.pdf",)


def test_a_copy_that_must_go_is_never_left_out() -> None:
    with pytest.raises(RejectedError, match="more than"):
        compose(replace(DRAFT, attachments=(LETTER, Attachment("F-1.pdf", b"x" * 31_000_000))))


@pytest.mark.parametrize(
    ("room", "going"),
    [(4_300, "letter F-1 F-2"), (3_000, "letter F-1"), (1_078, "letter"), (0, "letter")],
)
def test_what_must_go_is_counted_first(room: int, going: str) -> None:
    """57 bytes are one line of 76 signs with its end: 78, and 1 000 for the part's own headers."""
    copies = tuple(Attachment(name, b"x" * 57, expendable=True) for name in ("F-1", "F-2"))
    kept, left_out = sorted_by_room((*copies[:1], Attachment("letter", b"x" * 57), *copies[1:]), room)
    assert {a.name for a in kept} == set(going.split())
    assert {a.name for a in (*kept, *left_out)} == {"letter", "F-1", "F-2"}


@pytest.mark.parametrize(
    "name",
    [
        "Œuvres d’Été – Łódź Ελλάς Сергей",
        "Société générale d’électricité et d’éclairage de l’Île-de-France – établissement secondaire d’Évry",
        'Dupont, "Fils" & <Cie> (SARL); x@y.example',
        "É" * 100,
    ],
)
def test_a_name_of_many_words_is_read_again_whole(name: str) -> None:
    raw = compose_as(name)
    for header in (b"From: ", b"Reply-To: "):
        value = raw.split(header, 1)[1].split(b"\r\n", 1)[0] + b"\r\n"
        assert b"?==?" not in value
    # As mail readers do: spaces between encoded words are none of the name's (RFC 2047, 6.2).
    head = message_from_bytes(raw, policy=policy.compat32)
    for field in ("From", "Reply-To"):
        said, address = parseaddr(str(head[field]).replace("\r\n", ""))
        assert str(make_header(decode_header(said))) == name
        assert address.endswith("@atelier-lumiere.example")
    assert b"?==?" not in raw.split(b"\r\n\r\n", 1)[0]


def compose_as(name: str) -> bytes:
    composer = MimeComposer(creditor=lambda: builders.creditor(legal_name=name))
    return composer.compose(DRAFT, reference=REFERENCE, day=DAY).raw


@pytest.mark.parametrize("words", ["=?utf-8?q?=0D=0ABcc:_x=40y.example?=", "=?utf-8?b?DQpCY2M6IHhAeS5leGFtcGxl?="])
def test_what_looks_like_an_encoded_word_is_read_as_it_was_written(words: str) -> None:
    """An invoice's number comes from outside, and stands in subjects."""
    head = parsed(compose(replace(DRAFT, subject=f"Facture {words}")))
    assert str(head["Subject"]) == f"Facture {words}"
    raw = compose_as(words)
    said, _ = parseaddr(str(message_from_bytes(raw, policy=policy.compat32)["From"]))
    assert str(make_header(decode_header(said))) == words


def test_no_name_turns_the_reading_about() -> None:
    """ "facture", a sign that turns, "fdp.exe" would be shown as factureexe.pdf."""
    turned = replace(DRAFT, subject="a\u202eb", attachments=(Attachment("facture\u202efdp.exe", b"x"),))
    message = parsed(compose(turned))
    assert str(message["Subject"]) == "ab"
    assert [part.get_filename() for part in message.iter_attachments()] == ["facturefdp.exe"]


@given(st.text(max_size=300), st.text(max_size=300), st.binary(max_size=300), st.text(max_size=60))
def test_whatever_is_written_comes_back(subject: str, text: str, body: bytes, name: str) -> None:
    printable = text.encode("utf-8", "replace").decode().replace("\r", "")
    draft = replace(DRAFT, subject=subject, text=printable, attachments=(Attachment(name, body),))
    mime = compose(draft)
    (part,) = parsed(mime).iter_attachments()
    assert mime.parts[part.get_filename() or ""] == hashlib.sha256(body).hexdigest()
    assert set(parsed(mime).keys()) == {
        "From",
        "To",
        "Reply-To",
        "Subject",
        "Date",
        "Message-ID",
        "X-Relance-Reference",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "Content-Language",
        "MIME-Version",
        "Content-Type",
    }
