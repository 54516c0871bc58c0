"""Tracked letters, day by day: deposited, announced, opened, refused, neglected, lost on the way."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from relance.domain.channels import Channel
from relance.domain.contact import ContactState
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import TransientError
from relance.domain.tracked_letter import certificate_name
from tests.tracked_world import TrackedWorld, text_of
from tests.world import MONDAY, SANDBOX

TUESDAY = date(2026, 2, 3)
LAST_DAY = date(2026, 2, 17)
"""Fifteen days from Tuesday 3 February (CH-01)."""
DAY_SIXTEEN = date(2026, 2, 18)
PDF = b"%PDF-1.7 la facture F-1"


@pytest.fixture
def world() -> TrackedWorld:
    return TrackedWorld()


def sent(world: TrackedWorld) -> TrackedWorld:
    world.sends()
    world.arrives()
    world.follows()
    return world


# -------------------------------------------------------------------------- deposit and notice


def test_the_notice_says_who_writes_and_until_when_and_carries_no_letter(world: TrackedWorld) -> None:
    world.sends()
    mail = world.notice.replace("\u00a0", " ")
    assert "Atelier Lumière vous adresse une lettre" in mail
    assert "jusqu’au 17 février 2026 inclus" in mail
    assert "%PDF" not in mail
    for word in ("facture", "relance", "rappel ", "dette", "impayé", "1 200", "Relance"):
        assert word not in mail
    assert world.post.mails == [("compta@boulangerie-martin.example", world.row().reference)]


@pytest.mark.parametrize(
    ("reads", "waits"),
    [("fr", "Une lettre vous attend"), ("en", "A letter is waiting for you"), ("de", "Une lettre vous attend")],
)
def test_whoever_reads_a_language_that_no_text_has_is_written_to_in_french(
    world: TrackedWorld, reads: str, waits: str
) -> None:
    """The contract takes German, Spanish, Italian, Dutch and Portuguese; the letter itself is French then."""
    world.sends(language=reads)
    world.arrives()
    assert waits in world.get().body
    world.opens()
    world.follows()
    (certificate,) = world.certificates()
    assert ("Certificate of a tracked" in certificate) is (reads == "en")


def test_what_is_deposited_is_kept_and_certified_before_the_notice_goes(world: TrackedWorld) -> None:
    world.sends(copies={"factures/F-1.pdf": PDF})
    deposit = world.row().tracked[0]
    assert deposit.record is not None
    assert deposit.token is not None
    assert (deposit.status, deposit.authority) == (DeliveryStatus.SENT, "Horodatage d'essai")
    manifest = world.depositing.manifest(world.row())
    assert manifest.address == "compta@boulangerie-martin.example"
    assert [part.name for part in manifest.parts] == [f"{world.row().reference}.pdf", "F-1.pdf"]
    assert [world.archive.get(part.stored.key) for part in manifest.parts][1] == PDF
    assert world.status == "SENT"
    (event,) = [e for e in world.ledger.events("C-1") if e.kind == "contact.sent"]
    assert event.data["deposit_sha256"] == deposit.record.sha256
    assert event.data["deposit_token_sha256"] == deposit.token.sha256


def test_no_notice_goes_while_the_authority_is_silent(world: TrackedWorld) -> None:
    assert world.stamper is not None
    world.stamper.down = True
    with pytest.raises(TransientError, match="timestamp authority"):
        world.sends()
    assert world.post.mails == []
    assert world.row().state is ContactState.RESERVED
    world.stamper.down = False
    world.run(MONDAY, time(9, 30))
    assert len(world.post.mails) == 1


def test_without_an_authority_the_letter_goes_and_its_times_are_our_own(world: TrackedWorld) -> None:
    world.stamper = None
    sent(world).opens()
    world.follows()
    (certificate,) = world.certificates()
    assert "Aucune autorité d’horodatage n’est désignée : ces heures ne sont que celles de nos horloges." in certificate
    assert "non certifiée" in certificate
    assert "ssl ts -verify" not in certificate


def test_a_sandbox_sends_the_notice_to_its_own_recipient(world: TrackedWorld) -> None:
    world.diversion = SANDBOX
    world.sends()
    assert world.post.mails[0][0] == "essai@atelier-lumiere.example"


def test_a_copy_that_no_page_can_show_is_left_out_and_counted(world: TrackedWorld) -> None:
    world.sends(copies={"factures/F-1.pdf": b"%PDF-" + b"0" * (4 * 1024 * 1024)})
    assert [part.name for part in world.depositing.manifest(world.row()).parts] == [f"{world.row().reference}.pdf"]
    assert world.figures.total("InvoiceCopyLeftOut", Reason="PAGE_TOO_LARGE") == 1


# ------------------------------------------------------------------------------- the addressee


def test_a_server_that_takes_the_notice_has_taken_no_letter(world: TrackedWorld) -> None:
    sent(world)
    assert (world.status, world.told) == ("NOTIFIED", ["SENT", "NOTIFIED"])
    assert "DELIVERED" not in {str(e.data.get("status")) for e in world.ledger.events("C-1")}


def test_a_mail_servers_filter_that_asks_for_the_link_ten_times_opens_nothing(world: TrackedWorld) -> None:
    sent(world)
    before = world.ledger.load("C-1")
    for _ in range(10):
        assert world.get().status == 200
    assert world.ledger.load("C-1") == before
    assert world.told == ["SENT", "NOTIFIED"]
    assert world.queue.news == []


def test_somebody_who_acts_on_the_page_has_opened_the_notification_and_not_the_letter(world: TrackedWorld) -> None:
    sent(world)
    answer = world.post_form(choice="act")
    assert (answer.status, answer.body) == (204, "")
    assert (world.status, world.told[-1]) == ("OPENED", "OPENED")
    assert "files/" not in world.get().body


def test_deciding_later_is_a_choice_that_decides_nothing(world: TrackedWorld) -> None:
    sent(world)
    assert world.post_form(choice="later").status == 200
    assert world.told == ["SENT", "NOTIFIED", "OPENED"]


def test_whoever_opens_the_letter_is_given_it_and_its_copies(world: TrackedWorld) -> None:
    world.sends(copies={"factures/F-1.pdf": PDF})
    world.arrives()
    page = world.opens()
    assert (page.status, world.status) == (200, "READ")
    letter, copy = world.fetches(page), world.fetches(page, 1)
    stored = world.row().letter
    assert stored is not None
    assert letter.body == world.archive.get(stored.key)
    assert copy.body == PDF
    assert letter.headers["Content-Type"] == "application/pdf"
    assert letter.headers["Content-Disposition"] == f'inline; filename="{world.row().reference}.pdf"'


def test_the_letter_is_read_again_until_its_page_is_closed(world: TrackedWorld) -> None:
    sent(world).opens()
    token = world.token
    world.clock.go_to(date(2026, 4, 3), time(23, 59))
    assert world.fetches(world.opens()).status == 200
    world.clock.go_to(date(2026, 4, 4), time(0, 0))
    assert world.get(token).status == 410
    assert world.told == ["SENT", "NOTIFIED", "OPENED", "READ"]


def test_a_refusal_is_confirmed_first(world: TrackedWorld) -> None:
    sent(world)
    asked = world.post_form(choice="refuse")
    assert asked.status == 200
    assert "Oui, refuser la lettre" in asked.body
    assert world.status == "OPENED"
    refused = world.refuses()
    assert refused.status == 200
    assert "Vous avez refusé cette lettre" in refused.body
    assert (world.status, world.told[-1]) == ("REFUSED", "REFUSED")


def test_a_refused_letter_can_no_longer_be_opened(world: TrackedWorld) -> None:
    sent(world).refuses()
    answer = world.opens()
    assert answer.status == 409
    assert "Vous avez refusé cette lettre" in answer.body
    assert "files/" not in answer.body
    assert world.told == ["SENT", "NOTIFIED", "OPENED", "REFUSED"]


def test_an_opened_letter_can_no_longer_be_refused(world: TrackedWorld) -> None:
    sent(world).opens()
    for answer in (world.post_form(choice="refuse"), world.refuses()):
        assert answer.status == 409
        assert "Vous avez ouvert cette lettre" in answer.body
    assert world.status == "READ"


def test_a_form_that_we_did_not_make_decides_nothing(world: TrackedWorld) -> None:
    sent(world)
    before = world.ledger.load("C-1")
    for fields in ({}, {"choice": "burn"}, {"confirm": "yes"}, {"choice": "open" * 500}):
        assert world.post_form(**fields).status == 422
    for body in ("choice=open&choice=refuse&confirm=yes", "choice=refuse&confirm=yes&choice=later", "choice=%ff"):
        assert world.desk.act(world.token, body).status == 422
    assert world.ledger.load("C-1") == before


# --------------------------------------------------------------------------------------- neglect


def test_a_letter_is_neglected_on_day_sixteen_and_not_an_hour_before(world: TrackedWorld) -> None:
    """CPCE-postes R53-3, I: notice on Monday 2 February, days counted from the 3rd, over with the 17th."""
    sent(world)
    world.clock.go_to(LAST_DAY, time(23, 59))
    world.follows()
    assert world.status == "NOTIFIED"
    world.clock.go_to(DAY_SIXTEEN, time(0, 30))
    world.follows()
    assert (world.status, world.told) == ("UNCLAIMED", ["SENT", "NOTIFIED", "UNCLAIMED"])
    assert world.words[-1] == "UNCLAIMED"
    assert world.row().follow_at is None


def test_whoever_opens_on_the_last_day_is_in_time(world: TrackedWorld) -> None:
    sent(world)
    world.clock.go_to(LAST_DAY, time(23, 59))
    world.opens()
    world.clock.go_to(DAY_SIXTEEN, time(0, 30))
    world.follows()
    assert world.status == "READ"


def test_whoever_comes_before_the_round_of_day_sixteen_is_late_all_the_same(world: TrackedWorld) -> None:
    sent(world)
    world.clock.go_to(DAY_SIXTEEN, time(0, 10))
    assert "Le délai est passé" in world.get().body
    assert world.told == ["SENT", "NOTIFIED"]
    answer = world.opens()
    assert "après le délai" in answer.body
    assert world.fetches(answer).status == 200
    assert world.told == ["SENT", "NOTIFIED", "UNCLAIMED", "OPENED late", "READ late"]
    assert world.status == "UNCLAIMED"


def test_a_late_reading_changes_nothing_and_is_certified_as_late(world: TrackedWorld) -> None:
    sent(world)
    world.clock.go_to(DAY_SIXTEEN, time(0, 30))
    world.follows()
    world.clock.go_to(date(2026, 2, 20), time(10, 0))
    world.opens()
    world.follows()
    assert world.status == "UNCLAIMED"
    assert world.words[-2:] == ["OPENED_LATE", "READ_LATE"]
    first, second = world.certificates()
    assert "Lettre négligée, le 18 février 2026" in second
    assert "Lettre ouverte, après le délai" in second
    assert "après le délai" not in first


def test_neglect_is_dated_from_the_end_of_the_time_allowed_whenever_it_is_found(world: TrackedWorld) -> None:
    """The rounds stood still until the 21st: the page and the certificate say the 18th at midnight all the same."""
    sent(world)
    world.clock.go_to(date(2026, 2, 21), time(9, 0))
    assert "18\u00a0février\u00a02026 à 0\u00a0h\u00a000" in world.get().body
    world.follows()
    assert "18\u00a0février\u00a02026 à 0\u00a0h\u00a000" in world.get().body
    (certificate,) = world.certificates()
    assert "Lettre négligée, le 18 février 2026 à 0 h 00 min 00 s" in certificate
    assert "La négligence porte l’heure à laquelle le délai a expiré." in certificate
    event = next(e for e in world.ledger.events("C-1") if e.data.get("status") == "UNCLAIMED")
    assert event.at == world.clock.now()


def test_a_page_whose_notice_bounced_never_names_a_day_that_is_over(world: TrackedWorld) -> None:
    """It stays open until 3 April, and whoever has the link may still open the letter."""
    sent(world)
    world.mail_says("Bounce", DeliveryStatus.WRONG_ADDRESS)
    assert "jusqu’au 17\u00a0février\u00a02026 inclus" in world.get().body
    world.clock.go_to(DAY_SIXTEEN)
    page = world.get().body
    assert "Une lettre vous attend" in page
    assert "17\u00a0février" not in page
    assert "jusqu’au 3\u00a0avril\u00a02026 inclus" in page
    world.opens()
    assert world.told[-1] == "READ"


def test_nobody_neglects_a_letter_whose_page_is_closed(world: TrackedWorld) -> None:
    """Nobody told of the notice. Opened on 2 April, it leaves a page that closes with the 3rd, not fifteen days."""
    world.sends()
    world.clock.go_to(date(2026, 4, 2), time(10, 0))
    world.post_form(choice="later")
    assert "jusqu’au 3\u00a0avril\u00a02026 inclus" in world.get().body
    world.clock.go_to(date(2026, 4, 20))
    world.follows()
    assert world.told == ["SENT", "OPENED"]
    certificate = text_of(world.certifying.certificate(world.row(), world.clock.now()))
    assert "aucun ne court : la distribution de l’avis n’est pas connue" in certificate


def test_a_neglected_letter_can_no_longer_be_refused(world: TrackedWorld) -> None:
    sent(world)
    world.clock.go_to(DAY_SIXTEEN)
    assert world.refuses().status == 409
    assert world.status == "UNCLAIMED"


def test_a_notice_delivered_three_days_late_leaves_its_fifteen_days(world: TrackedWorld) -> None:
    world.sends()
    world.mail_says("Delivery", DeliveryStatus.DELIVERED, datetime(2026, 2, 5, 9, 0, tzinfo=UTC))
    world.clock.go_to(DAY_SIXTEEN)
    world.follows()
    assert world.status == "NOTIFIED"
    assert "jusqu’au 20\u00a0février\u00a02026 inclus" in world.get().body
    world.clock.go_to(date(2026, 2, 21), time(0, 30))
    world.follows()
    assert world.status == "UNCLAIMED"


# ----------------------------------------------------------------------- notices that do not arrive


def test_a_notice_that_bounces_for_good_goes_by_another_channel(world: TrackedWorld) -> None:
    world.sends(contacts=[{"role": "accounting", "email": "a@b.example", "mobile": "+33639980001"}])
    world.mail_says("Bounce", DeliveryStatus.WRONG_ADDRESS, address="a@b.example")
    world.follows()
    assert (world.status, world.told) == ("WRONG_ADDRESS", ["SENT", "WRONG_ADDRESS"])
    assert "a@b.example" in world.ledger.load("C-1").closed_addresses
    world.run(TUESDAY)
    again = world.row(day=TUESDAY)
    assert (again.channel, again.tried) == (Channel.SMS, (Channel.TRACKED,))
    assert len(world.post.texts) == 1
    (certificate,) = world.certificates()
    assert "Avis non distribuable" in certificate


def test_a_notice_of_which_nobody_speaks_for_fifteen_days_goes_by_another_channel(world: TrackedWorld) -> None:
    world.sends(contacts=[{"role": "accounting", "email": "a@b.example", "mobile": "+33639980001"}])
    world.clock.go_to(LAST_DAY, time(23, 0))
    world.follows()
    assert world.ledger.load("C-1").undelivered is None
    world.clock.go_to(DAY_SIXTEEN, time(0, 30))
    world.follows()
    undelivered = world.ledger.load("C-1").undelivered
    assert undelivered is not None
    assert (undelivered.tried, undelivered.status) == ((Channel.TRACKED,), "SILENCE")
    assert world.told == ["SENT"]


def test_a_letter_opened_after_its_notice_had_bounced_counts_again(world: TrackedWorld) -> None:
    world.sends()
    world.mail_says("Bounce", DeliveryStatus.WRONG_ADDRESS)
    assert world.ledger.load("C-1").undelivered is not None
    world.opens()
    record = world.ledger.load("C-1")
    assert record.undelivered is None
    assert [contact.reached for contact in record.contacts] == [True]
    assert world.status == "READ"


def test_a_mailbox_that_answers_that_its_owner_is_away_has_the_notice(world: TrackedWorld) -> None:
    """SES calls an absence message a transient bounce."""
    sent(world)
    world.mail_says("Bounce", DeliveryStatus.BOUNCED)
    world.clock.go_to(DAY_SIXTEEN, time(0, 30))
    world.follows()
    assert world.status == "UNCLAIMED"


# ----------------------------------------------------------------------------------- certificates


def test_each_fact_is_certified_within_the_round_that_follows_it(world: TrackedWorld) -> None:
    sent(world).opens()
    assert [fact.certified_at is None for fact in world.row().tracked] == [False, False, True, True]
    world.clock.advance(timedelta(seconds=3))
    world.follows()
    facts = world.row().tracked
    assert all(fact.record and fact.token for fact in facts)
    assert [fact.certified_at for fact in facts[2:]] == [datetime(2026, 2, 2, 7, 30, 3, tzinfo=UTC)] * 2
    kept = [e.data for e in world.ledger.events("C-1") if e.kind == "proof.kept"]
    assert [data["kind"] for data in kept] == ["NOTIFIED", "OPENED", "READ", "BUNDLE"]
    assert [data["sha256"] for data in kept[:3]] == [f.record.sha256 for f in facts[1:] if f.record]
    assert [data["token_sha256"] for data in kept[:3]] == [f.token.sha256 for f in facts[1:] if f.token]


def test_a_letter_opened_while_the_authority_is_silent_is_certified_once_it_speaks(world: TrackedWorld) -> None:
    sent(world)
    assert world.stamper is not None
    world.stamper.down = True
    assert world.opens().status == 200
    with pytest.raises(TransientError):
        world.follows()
    assert (world.status, world.certificates()) == ("READ", [])
    world.stamper.down = False
    world.clock.advance(timedelta(hours=1))
    world.follows()
    assert len(world.certificates()) == 1
    assert world.row().follow_at is None


def test_a_certificate_is_made_once_for_each_end_however_often_it_is_asked_after(world: TrackedWorld) -> None:
    sent(world).opens()
    for _ in range(3):
        world.looks.look(world.row())
    (proof,) = [p for p in world.row().proofs if p.kind == "BUNDLE"]
    assert proof.name == certificate_name(world.row().tracked) == "certificate:READ"
    assert sum(key.endswith(".pdf") for key in world.evidence.files) == 1


def test_anybody_may_have_a_certificate_of_a_letter_that_still_waits(world: TrackedWorld) -> None:
    sent(world)
    kept = dict(world.evidence.files)
    certificate = world.certifying.certificate(world.row(), world.clock.now())
    assert certificate.startswith(b"%PDF")
    assert world.evidence.files == kept


def test_the_certificate_that_is_kept_is_the_one_that_is_given(world: TrackedWorld) -> None:
    sent(world).refuses()
    world.follows()
    (proof,) = [p for p in world.row().proofs if p.kind == "BUNDLE"]
    given = world.certifying.certificate(world.row(), world.clock.now() + timedelta(days=400))
    assert given == world.evidence.read(proof.stored.key)
