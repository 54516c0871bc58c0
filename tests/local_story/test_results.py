"""What the story leaves: figures counted from rows, a chart to scale, mails made harmless."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from email.message import EmailMessage

import pytest

from local.story import words
from local.story.approver import LINK, hidden_fields
from local.story.chronicle import Outage
from local.story.notebook import Evening, Notebook
from local.story.results.chart import draw, round_step
from local.story.results.documents import readable
from local.story.results.summary import contacts
from relance.domain.contact import ContactRow, ContactState

SENT = ContactRow(
    account_id="CL-1001",
    day=date(2026, 3, 3),
    attempt=1,
    state=ContactState.SENT,
    step_name="first_reminder",
    rank=1,
    document="first_reminder",
    channel="email",
    statement_hash="0" * 64,
    since=datetime(2026, 3, 3, 7, 30, tzinfo=UTC),
    delivery="DELIVERED",
)


def evening(day: date, outstanding: int, *, overdue: int = 0, after: int = 0) -> Evening:
    return Evening(day, Decimal(outstanding), Decimal(overdue), Decimal(after), Decimal(after), contacts=0)


def test_contacts_are_counted_by_step_channel_and_outcome() -> None:
    rows = [
        SENT,
        replace(SENT, delivery="WRONG_ADDRESS"),
        replace(SENT, state=ContactState.VOID, delivery=None),
        replace(SENT, step_name="pre_due_notice", channel="sms", delivery=None),
        replace(SENT, step_name="formal_notice", channel="registered", delivery="UNCLAIMED"),
        replace(SENT, step_name="formal_notice", channel="registered", delivery="IN_TRANSIT"),
    ]
    assert contacts(rows) == {
        "pre_due_notice": {"sms": {"sent": 1}},
        "first_reminder": {"email": {"sent": 2, "delivered": 1, "wrong_address": 1, "voided": 1}},
        "formal_notice": {"registered": {"sent": 2, "unclaimed": 1}},
    }
    assert list(contacts(rows)) == ["pre_due_notice", "first_reminder", "formal_notice"]


def test_the_notebook_counts_money_as_after_a_contact_only_when_one_came_before() -> None:
    notebook = Notebook()
    invoice = {"record": "INVOICE#F-1", "customer_id": "CL-1001", "issued_on": "2026-02-01"}
    notebook.received(invoice, "100.00", date(2026, 3, 2))
    notebook.contacted(date(2026, 3, 3), [SENT])
    notebook.received(invoice, "40.00", date(2026, 3, 3))
    notebook.received(invoice, "250.00", date(2026, 3, 6))
    notebook.received(invoice | {"currency": "USD"}, "9999.00", date(2026, 3, 6))
    assert (notebook.received_total, notebook.received_after) == (Decimal(390), Decimal(250))


def test_a_contact_that_two_runs_of_a_day_saw_is_remembered_once() -> None:
    notebook = Notebook()
    notebook.contacted(SENT.day, [SENT])
    notebook.contacted(SENT.day, [SENT])
    assert len(notebook.contacts_of(SENT.day)) == 1
    assert len(notebook.reminders["CL-1001"]) == 1


@pytest.mark.parametrize(
    ("greatest", "step"), [("184302.10", "25000"), ("95000", "20000"), ("31000", "5000"), ("880", "200")]
)
def test_the_lines_of_the_chart_stand_at_round_amounts(greatest: str, step: str) -> None:
    assert round_step(Decimal(greatest)) == Decimal(step)


def test_the_chart_is_to_scale_and_shades_the_outage() -> None:
    first, last = date(2026, 3, 2), date(2026, 3, 12)
    chart = draw([evening(first, 1000), evening(last, 500)], [Outage(date(2026, 3, 7), last, "down")])
    outstanding = chart.lines[0]
    assert outstanding.path == f"M{float(chart.left)},{float(chart.top)} L{float(chart.right)},{161.0}"
    assert chart.bands[0].x == (chart.left + chart.right) / 2
    assert [mark.text for mark in chart.along] == ["2\u00a0mars"]


def test_a_mail_is_shown_without_any_way_out() -> None:
    mail = EmailMessage()
    mail["Subject"] = "Votre facture"
    mail.set_content("Bonjour")
    mail.add_alternative("<p>Bonjour</p>", subtype="html")
    subject, html = readable(mail.as_bytes())
    assert subject == "Votre facture"
    assert html.startswith(
        '<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
    )
    assert "<p>Bonjour</p>" in html


def test_a_mail_is_shown_with_the_logo_that_it_carries() -> None:
    mail = EmailMessage()
    mail.set_content("Bonjour")
    mail.add_alternative('<img src="cid:abc@atelier.example">', subtype="html")
    page = mail.get_payload(1)
    assert isinstance(page, EmailMessage)
    page.add_related(b"logo", maintype="image", subtype="png", cid="<abc@atelier.example>")
    _, html = readable(mail.as_bytes())
    assert '<img src="data:image/png;base64,bG9nbw==">' in html


def test_the_approver_finds_the_link_and_sends_the_form_as_it_is() -> None:
    text = "Ouvrez https://desk.example/approvals/AbC-1.x_y~z pour décider."
    found = LINK.search(text)
    assert found is not None
    assert found[0] == "https://desk.example/approvals/AbC-1.x_y~z"
    page = '<form><input type="hidden" name="sha256" value="ab&amp;c"><input type="text" name="by"></form>'
    assert hidden_fields(page) == {"sha256": "ab&c"}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 3), "mardi 3\u00a0mars 2026"),
        (date(2026, 4, 1), "mercredi 1er\u00a0avril 2026"),
    ],
)
def test_dates_are_written_as_in_france(day: date, expected: str) -> None:
    assert words.long_date(day) == expected


def test_times_are_those_of_paris() -> None:
    assert words.clock_time(datetime(2026, 3, 30, 6, 30, tzinfo=UTC)) == "8\u00a0h\u00a030"
