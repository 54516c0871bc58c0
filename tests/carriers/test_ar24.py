from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.carriers.ar24.fake import Ar24Fake
from local.carriers.ar24.forms import Form
from local.carriers.ar24.secrecy import Secrecy
from local.carriers.calling import storm
from local.carriers.serving import Fault, Reply, Request
from relance.adapters.carriers.ar24.carrier import Ar24
from relance.adapters.carriers.ar24.crypto import reveal, sign
from relance.adapters.carriers.ar24.settings import Ar24Settings, ar24_http
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import RejectedError, RelanceError
from relance.ports.carriers import (
    ForgedError,
    Hint,
    ProofExpiredError,
    ProofKind,
    ProofOffer,
    Service,
    Sheet,
)
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError
from relance.ports.sender_sessions import SenderSession
from tests.carriers.ar24_rig import ar24, ar24_settings, as_received
from tests.carriers.suite import DEBTOR, LETTER, REFERENCE, SENDER, consignment, quick_http

PRIVATE_KEY = "7X9gx9E3Qx4EiUdB63nc"
DATE = "2021-05-26 14:00:00"
SIGNATURE = "bDop0cbjKpkySlpvnNGvBMg7PuYFFgPPqTTS2RAHoY0="
BODY = b"WwBOU6s8DaMWmYdctBJwfuoujFgVygBUjhsbdf8eWqQ="
"""AR24's own published example."""


@dataclass
class Clock:
    """Monday 2 March 2026, ten in Paris."""

    at: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def pass_days(self, days: int) -> None:
        self.at += timedelta(days=days)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fake(clock: Clock) -> Iterator[Ar24Fake]:
    with Ar24Fake(clock.now) as fake:
        yield fake


class TestSecrecy:
    def test_the_published_date_has_the_published_signature(self) -> None:
        assert sign(PRIVATE_KEY, DATE) == SIGNATURE

    def test_the_published_answer_says_success(self) -> None:
        assert reveal(PRIVATE_KEY, DATE, BODY) == b'{status: "SUCCESS"}'

    def test_the_pretended_carrier_passes_the_same_example(self) -> None:
        secrecy = Secrecy("a-token", PRIVATE_KEY)
        assert secrecy.signature(DATE) == SIGNATURE
        assert secrecy.answer(DATE, b'{status: "SUCCESS"}') == BODY

    @pytest.mark.parametrize("body", [b"", b"no base64!", b"AAAA", BODY[:-4], b"\xff\xfe", BODY.swapcase()])
    def test_a_body_that_is_not_encrypted_for_this_call_is_told(self, body: bytes) -> None:
        with pytest.raises(ValueError, match=r".*"):
            reveal(PRIVATE_KEY, DATE, body)

    def test_an_answer_to_another_call_is_not_read(self) -> None:
        with pytest.raises(ValueError, match=r".*"):
            json.loads(reveal(PRIVATE_KEY, "2021-05-26 14:00:01", BODY))


class TestWhatIsSent:
    def test_a_qualified_letter_to_a_company(self, fake: Ar24Fake) -> None:
        taken = ar24(fake).submit(consignment(Service.LRE, enclosures=(Sheet("annexe.pdf", b"%PDF-annex"),)))
        letter = fake.letters[1001]
        sent = {name: value for name, value in letter.form.items() if name not in {"token", "date", "webhook"}}
        assert sent == {
            "id_user": "4711",
            "to_firstname": "Claire",
            "to_lastname": "Martin",
            "to_email": "compta@boulangerie-martin.example",
            "dest_statut": "professionnel",
            "to_company": "Boulangerie Martin SARL",
            "eidas": "1",
            "ref_dossier": "RL-2026-C1042-3-1",
            "auth_otp_hash": "hour-of-identity-1",
            "attachment[0]": "900",
            "attachment[1]": "901",
        }
        assert letter.form["date"] == "2026-03-02 10:00:00"
        assert letter.files == (LETTER.body, b"%PDF-annex")
        assert (taken.carrier_id, taken.price_cents) == ("1001", 399)

    def test_a_simple_letter_to_a_consumer_needs_neither_company_nor_identity_nor_consent(self, fake: Ar24Fake) -> None:
        consumer = replace(DEBTOR, company="", professional=False)
        carrier = Ar24(quick_http(fake.api), ar24_settings(fake, webhook_url="", payment_slug="stripe-1"), fake.now)
        carrier.submit(consignment(Service.ERE, recipient=consumer, consent=""))
        form = fake.letters[1001].form
        assert (form["dest_statut"], form["eidas"], form["payment_slug"]) == ("particulier", "0", "stripe-1")
        assert not {"to_company", "auth_otp_hash", "webhook", "otp"} & set(form)

    def test_accents_arrive_whole(self, fake: Ar24Fake) -> None:
        debtor = replace(DEBTOR, first_name="Zoé", last_name="L’Hérault", company="Crêperie Œuvre & Cie")
        letter = consignment(Service.ERE, recipient=debtor, letter=Sheet("Relevé à 30 jours.pdf", b"%PDF-1"))
        ar24(fake).submit(letter)
        form = fake.letters[1001].form
        assert (form["to_firstname"], form["to_lastname"]) == ("Zoé", "L’Hérault")
        assert form["to_company"] == "Crêperie Œuvre & Cie"
        assert fake.uploads["900"].name == "Relevé à 30 jours.pdf"

    def test_the_reference_may_lie_in_another_field(self, fake: Ar24Fake) -> None:
        carrier = ar24(fake, reference_field="ref_client")
        taken = carrier.submit(consignment(Service.ERE))
        assert fake.letters[1001].form["ref_client"] == REFERENCE
        assert carrier.find(REFERENCE) == taken

    def test_in_summer_the_date_of_a_call_is_two_hours_ahead_of_utc(self, fake: Ar24Fake, clock: Clock) -> None:
        clock.at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
        ar24(fake).submit(consignment(Service.ERE))
        assert fake.letters[1001].form["date"] == "2026-07-02 00:30:00"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"service": Service.REGISTERED}, "service"),
            ({"reference": "RL 2026"}, "reference"),
            ({"reference": "R" * 31}, "reference"),
            ({"recipient": replace(DEBTOR, first_name=" ")}, "recipient.first_name"),
            ({"recipient": replace(DEBTOR, last_name="")}, "recipient.last_name"),
            ({"recipient": replace(DEBTOR, email=None)}, "recipient.email"),
            ({"recipient": replace(DEBTOR, company="")}, "recipient.company"),
            ({"recipient": replace(DEBTOR, email="Recouvrement@Atelier-du-Ponant.example")}, "recipient.email"),
            ({"recipient": replace(DEBTOR, professional=False), "consent": ""}, "consent"),
            ({"letter": Sheet("lettre.pdf", b"")}, "letter"),
            ({"enclosures": (Sheet(" ", b"%PDF"),)}, "letter"),
        ],
    )
    def test_what_cannot_go_is_refused_before_any_call(
        self, fake: Ar24Fake, changes: Mapping[str, Any], field: str
    ) -> None:
        with pytest.raises(RejectedError, match=field):
            ar24(fake).submit(replace(consignment(Service.LRE), **changes))
        assert fake.calls == []

    def test_more_bytes_than_it_takes_are_refused_before_any_call(self, fake: Ar24Fake) -> None:
        with pytest.raises(RejectedError, match="10 bytes"):
            ar24(fake, most_bytes=10).submit(consignment(Service.LRE))
        assert fake.calls == []


class TestTheSendersIdentity:
    def test_without_it_a_qualified_letter_waits_for_a_person(self, fake: Ar24Fake) -> None:
        carrier = Ar24(quick_http(fake.api), ar24_settings(fake), fake.now)
        with pytest.raises(TryLaterError, match="one-time code"):
            carrier.submit(consignment(Service.LRE))
        assert fake.calls == []

    def test_an_hour_that_is_nearly_over_is_not_begun_with(self, fake: Ar24Fake, clock: Clock) -> None:
        ending = SenderSession("hour", clock.now() + timedelta(minutes=2))
        carrier = Ar24(quick_http(fake.api), ar24_settings(fake), fake.now, lambda: ending)
        with pytest.raises(TryLaterError, match="one-time code"):
            carrier.submit(consignment(Service.LRE))

    def test_a_code_opens_an_hour_and_is_kept_nowhere(self, fake: Ar24Fake, clock: Clock) -> None:
        opened: list[SenderSession] = []
        carrier = Ar24(quick_http(fake.api), ar24_settings(fake), fake.now, lambda: opened[-1])
        opened.append(carrier.open_session("424242"))
        assert opened[0].expires_at == datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
        carrier.submit(consignment(Service.LRE))
        assert fake.letters[1001].form["auth_otp_hash"] == opened[0].hash
        assert "otp" not in fake.letters[1001].form
        assert "424242" not in repr(carrier) + repr(vars(carrier))
        assert opened[0].hash not in repr(carrier) + repr(opened)

    def test_a_code_works_once(self, fake: Ar24Fake) -> None:
        carrier = Ar24(quick_http(fake.api), ar24_settings(fake), fake.now)
        carrier.open_session("424242")
        with pytest.raises(TryLaterError, match="authentication_otp_invalid") as caught:
            carrier.open_session("424242")
        assert "424242" not in str(caught.value)

    def test_an_hour_that_ar24_no_longer_knows_sends_nothing(self, fake: Ar24Fake) -> None:
        carrier = ar24(fake)
        fake.identity.hours.clear()
        with pytest.raises(TryLaterError, match="authentication_otp_hash_invalid"):
            carrier.submit(consignment(Service.LRE))
        assert fake.paid(REFERENCE) == 0


OUTCOMES = [
    ("AR", DeliveryStatus.DELIVERED, "ar", ProofKind.RECEIPT),
    ("refused", DeliveryStatus.REFUSED, "rf", ProofKind.REFUSAL),
    ("negligence", DeliveryStatus.UNCLAIMED, "ng", ProofKind.UNCLAIMED),
]


class TestWhatIsTold:
    @pytest.mark.parametrize("service", [Service.LRE, Service.ERE])
    @pytest.mark.parametrize(("word", "stage", "code", "kind"), OUTCOMES)
    def test_each_end_is_read_from_its_proof_and_date(
        self,
        fake: Ar24Fake,
        clock: Clock,
        service: Service,
        word: str,
        stage: DeliveryStatus,
        code: str,
        kind: ProofKind,
    ) -> None:
        taken = ar24(fake).submit(consignment(service))
        clock.pass_days(1)
        fake.progress(taken.carrier_id, "sent")
        clock.pass_days(15)
        fake.progress(taken.carrier_id, word)
        facts = ar24(fake).facts(taken.carrier_id)
        assert [(fact.status, fact.raw, fact.at.astimezone(UTC).day) for fact in facts] == [
            (DeliveryStatus.SUBMITTED, "date", 2),
            (DeliveryStatus.SENT, "ev", 3),
            (DeliveryStatus.AWAITING_RECIPIENT, "ev", 3),
            (stage, code, 18),
        ]
        offers = {offer.kind: offer for offer in ar24(fake).proofs(taken.carrier_id)}
        assert set(offers) == {ProofKind.DEPOSIT, ProofKind.CONTENT, ProofKind.BUNDLE, kind}
        assert offers[kind].issued_at == datetime(2026, 3, 18, 9, 0, tzinfo=UTC)

    def test_a_bounced_letter_awaited_nobody(self, fake: Ar24Fake) -> None:
        taken = ar24(fake).submit(consignment(Service.LRE))
        fake.progress(taken.carrier_id, "sent")
        fake.progress(taken.carrier_id, "bounced")
        stages = [fact.status for fact in ar24(fake).facts(taken.carrier_id)]
        assert stages == [DeliveryStatus.SUBMITTED, DeliveryStatus.SENT, DeliveryStatus.WRONG_ADDRESS]
        assert ProofKind.UNDELIVERED in {offer.kind for offer in ar24(fake).proofs(taken.carrier_id)}

    def test_a_letter_that_waits_for_its_senders_validation_is_a_draft(self, fake: Ar24Fake) -> None:
        taken = ar24(fake).submit(consignment(Service.LRE))
        fake.progress(taken.carrier_id, "to_valid")
        assert [(fact.status, fact.raw) for fact in ar24(fake).facts(taken.carrier_id)] == [
            (DeliveryStatus.DRAFT, "to_valid")
        ]

    def test_a_sending_that_failed_is_rejected(self, fake: Ar24Fake) -> None:
        taken = ar24(fake).submit(consignment(Service.ERE))
        fake.progress(taken.carrier_id, "error")
        assert [(fact.status, fact.raw) for fact in ar24(fake).facts(taken.carrier_id)] == [
            (DeliveryStatus.SUBMITTED, "date"),
            (DeliveryStatus.REJECTED, "error"),
        ]

    def test_a_failure_that_only_the_mark_tells_is_rejected_too(self, fake: Ar24Fake) -> None:
        taken = ar24(fake).submit(consignment(Service.ERE))
        fake.progress(taken.carrier_id, "sent")
        fake.letters[1001].failed = True
        newest = ar24(fake).facts(taken.carrier_id)[-1]
        assert (newest.status, newest.raw) == (DeliveryStatus.REJECTED, "send_fail")

    def test_a_bounced_letter_that_is_called_an_error_has_only_bounced(self, fake: Ar24Fake) -> None:
        taken = ar24(fake).submit(consignment(Service.LRE))
        for word in ("sent", "bounced", "error"):
            fake.progress(taken.carrier_id, word)
        stages = [fact.status for fact in ar24(fake).facts(taken.carrier_id)]
        assert stages == [DeliveryStatus.SUBMITTED, DeliveryStatus.SENT, DeliveryStatus.WRONG_ADDRESS]

    def test_an_end_by_word_alone_is_not_believed_but_told(self, fake: Ar24Fake) -> None:
        taken = ar24(fake).submit(consignment(Service.LRE))
        fake.letters[1001].status = "refused"
        assert [(fact.status, fact.raw) for fact in ar24(fake).facts(taken.carrier_id)] == [
            (DeliveryStatus.SUBMITTED, "date"),
            (DeliveryStatus.UNKNOWN, "refused"),
        ]

    @pytest.mark.parametrize("word", ["ar", "Ar", "AR"])
    def test_the_case_of_a_word_does_not_matter_beside_its_proof(self, fake: Ar24Fake, word: str) -> None:
        taken = ar24(fake).submit(consignment(Service.LRE))
        fake.progress(taken.carrier_id, "sent")
        fake.progress(taken.carrier_id, "AR")
        fake.letters[1001].status = word
        assert DeliveryStatus.UNKNOWN not in {fact.status for fact in ar24(fake).facts(taken.carrier_id)}

    def test_a_proof_without_its_date_counts_from_the_last_sure_moment(self, fake: Ar24Fake) -> None:
        carrier = ar24(fake)
        taken = carrier.submit(consignment(Service.ERE))
        fake.progress(taken.carrier_id, "sent")
        fake.progress(taken.carrier_id, "AR")
        _tell(fake, {"view_date": "0000-00-00 00:00:00"})
        newest = carrier.facts(taken.carrier_id)[-1]
        assert (newest.status, newest.at) == (DeliveryStatus.DELIVERED, datetime(2026, 3, 2, 9, 0, tzinfo=UTC))

    def test_a_letter_without_a_date_is_dated_by_its_proofs_or_as_it_was_seen(self, fake: Ar24Fake) -> None:
        taken = ar24(fake).submit(consignment(Service.ERE))
        _tell(fake, {"date": None})
        assert [(fact.raw, fact.at) for fact in ar24(fake).facts(taken.carrier_id)] == [("date", fake.now())]
        _tell(fake, {"date": None, "ts_ev_date": "2026-03-02 10:00:05"})
        deposited = datetime(2026, 3, 2, 9, 0, 5, tzinfo=UTC)
        assert {fact.at for fact in ar24(fake).facts(taken.carrier_id)} == {deposited}

    @pytest.mark.parametrize(
        ("told", "cents"), [(3.99, 399), ("3,49", 349), (0, 0), (4, 400), (None, None), ("gratuit", None)]
    )
    def test_the_price_is_read_as_euros(self, fake: Ar24Fake, told: object, cents: int | None) -> None:
        _tell(fake, {"price_ht": told})
        assert ar24(fake).submit(consignment(Service.ERE)).price_cents == cents

    def test_what_is_kept_of_an_answer_opens_nothing_and_names_nobody(self, fake: Ar24Fake) -> None:
        kept = ar24(fake).submit(consignment(Service.LRE)).raw
        assert dict(kept) == {
            "id": 1001,
            "type": "lre",
            "status": "waiting",
            "date": "2026-03-02 10:00:00",
            "price_ht": 3.99,
            "is_eidas": 1,
            "full_hash_sha256": fake.letters[1001].told("", "", {})["full_hash_sha256"],
            "ref_dossier": REFERENCE,
        }


class TestTheLookUp:
    def test_the_first_of_eight_letters_is_found_though_lists_come_in_threes(self, fake: Ar24Fake) -> None:
        carrier = ar24(fake)
        for number in range(8):
            carrier.submit(consignment(Service.ERE, reference=f"RL-{number}"))
        fake.calls.clear()
        found = carrier.find("RL-0")
        assert found is not None
        assert found.carrier_id == "1001"
        assert [call.query["start"] for call in fake.calls] == ["0", "3", "6"]
        assert carrier.find("RL-8") is None
        assert carrier.find("RL") is None

    def test_letters_of_other_makers_have_no_reference(self, fake: Ar24Fake) -> None:
        carrier = ar24(fake)
        carrier.submit(consignment(Service.ERE))
        _tell(fake, {"ref_dossier": None})
        assert carrier.find(REFERENCE) is None

    def test_a_list_that_leaves_references_out_has_each_letter_read(self, fake: Ar24Fake) -> None:
        carrier = ar24(fake)
        taken = carrier.submit(consignment(Service.ERE))
        whole = fake._routes["GET /api/user/mail"]
        fake._routes["GET /api/user/mail"] = lambda form: [{"id": each["id"]} for each in _listed(whole(form))]
        assert carrier.find(REFERENCE) == taken
        assert carrier.find("RL-NEVER-SENT") is None

    def test_a_list_may_come_wrapped(self, fake: Ar24Fake) -> None:
        carrier = ar24(fake)
        taken = carrier.submit(consignment(Service.ERE))
        whole = fake._routes["GET /api/user/mail"]
        fake._routes["GET /api/user/mail"] = lambda form: {"mail": whole(form)}
        assert carrier.find(REFERENCE) == taken

    @pytest.mark.parametrize("listed", [None, "", {}, {"mails": []}, ["1001"], 3])
    def test_what_is_no_list_never_says_that_there_is_none(self, fake: Ar24Fake, listed: object) -> None:
        carrier = ar24(fake)
        fake._routes["GET /api/user/mail"] = lambda _: listed
        with pytest.raises(OutcomeUnknownError):
            carrier.find(REFERENCE)

    def test_a_list_that_never_ends_is_left(self, fake: Ar24Fake) -> None:
        carrier = ar24(fake)
        carrier.submit(consignment(Service.ERE))
        whole = fake._routes["GET /api/user/mail"]
        fake._routes["GET /api/user/mail"] = lambda form: whole(Form({**form.fields, "start": "0"}, {}))
        with pytest.raises(OutcomeUnknownError, match="circles"):
            carrier.find("RL-NEVER-SENT")

    def test_letters_that_arrive_meanwhile_hide_none(self, fake: Ar24Fake) -> None:
        carrier = ar24(fake)
        for number in range(5):
            carrier.submit(consignment(Service.ERE, reference=f"RL-{number}"))
        other, whole = ar24(fake), fake._routes["GET /api/user/mail"]

        def busy(form: Form) -> object:
            told = whole(form)
            fake._routes["GET /api/user/mail"] = whole
            other.submit(consignment(Service.ERE, reference="RL-MEANWHILE"))
            return told

        fake._routes["GET /api/user/mail"] = _unlocked(fake, busy)
        found = carrier.find("RL-1")
        assert found is not None
        assert found.carrier_id == "1002"

    @pytest.mark.parametrize("fault", [Fault.THROTTLE, Fault.REFUSE, Fault.CUT_BEFORE])
    def test_a_look_up_that_failed_is_never_heard_as_nothing_sent(self, fake: Ar24Fake, fault: Fault) -> None:
        fake.fail_next(fault, times=9)
        with pytest.raises(OutcomeUnknownError):
            ar24(fake).find(REFERENCE)

    def test_a_carrier_may_be_at_work_five_minutes_after_silence(self, fake: Ar24Fake) -> None:
        assert ar24(fake).capabilities.settles_after_seconds == 300


class TestRefusals:
    @pytest.mark.parametrize(
        ("slug", "error"),
        [
            ("invalid_email", NotAcceptedError),
            ("same_sender_recipients_emails", NotAcceptedError),
            ("attachment_too_big", NotAcceptedError),
            ("user_no_payment", TryLaterError),
            ("user_eula_not_accepted", TryLaterError),
            ("expired_date", TryLaterError),
            ("attachment_not_exists", TryLaterError),
            ("a_word_of_tomorrow", OutcomeUnknownError),
            (None, OutcomeUnknownError),
            ("<script>tok_3f9c1d7b52", OutcomeUnknownError),
        ],
    )
    def test_each_word_says_whether_the_letter_may_go_later(
        self, fake: Ar24Fake, slug: str | None, error: type[RelanceError]
    ) -> None:
        _answer(fake, "POST /api/mail", Reply.of({"status": "ERROR", "slug": slug, "message": "…"}))
        with pytest.raises(error) as caught:
            ar24(fake).submit(consignment(Service.ERE))
        assert fake.secrecy.token not in str(caught.value)

    @pytest.mark.parametrize(
        "reply",
        [
            Reply(404, b"<html>Not Found</html>"),
            Reply.of({"status": "ERROR", "slug": "invalid_email"}, 400),
            Reply(302, b"", headers={"Location": "/maintenance.html"}),
            Reply(200, b""),
            Reply(200, b"[]"),
            Reply.of({"status": "PENDING"}),
            Reply(200, b"QUJDRA=="),
        ],
    )
    def test_an_answer_that_is_not_ar24s_own_leaves_the_outcome_open(self, fake: Ar24Fake, reply: Reply) -> None:
        _answer(fake, "POST /api/mail", reply)
        with pytest.raises(OutcomeUnknownError):
            ar24(fake).submit(consignment(Service.ERE))

    @pytest.mark.parametrize("result", [{}, {"id": None}, {"id": "new"}, [], "1001"])
    def test_success_without_a_number_leaves_the_outcome_open(self, fake: Ar24Fake, result: object) -> None:
        fake._routes["POST /api/mail"] = lambda _: result
        with pytest.raises(OutcomeUnknownError):
            ar24(fake).submit(consignment(Service.ERE))

    def test_silence_before_the_letter_itself_means_that_nothing_was_sent(self, fake: Ar24Fake) -> None:
        fake.fail_next(Fault.CUT_AFTER, on="POST /api/attachment")
        with pytest.raises(TryLaterError):
            ar24(fake).submit(consignment(Service.ERE))
        assert fake.letters == {}

    def test_silence_at_the_letter_itself_leaves_the_outcome_open(self, fake: Ar24Fake) -> None:
        fake.fail_next(Fault.CUT_AFTER, on="POST /api/mail")
        with pytest.raises(OutcomeUnknownError):
            ar24(fake).submit(consignment(Service.ERE))
        assert fake.paid(REFERENCE) == 1

    def test_in_maintenance_letters_wait(self, fake: Ar24Fake) -> None:
        fake.maintenance = True
        with pytest.raises(TryLaterError, match="maintenance"):
            ar24(fake).submit(consignment(Service.ERE))

    @pytest.mark.parametrize(
        ("changes", "slug"),
        [({"token": "tok_of_another"}, "token_invalid"), ({"private_key": "another-key"}, "invalid_signature")],
    )
    def test_wrong_keys_send_nothing_and_are_not_told(
        self, fake: Ar24Fake, changes: Mapping[str, str], slug: str
    ) -> None:
        with pytest.raises(TryLaterError, match=slug) as caught:
            ar24(fake, **changes).submit(consignment(Service.ERE))
        assert not [secret for secret in changes.values() if secret in str(caught.value)]

    @pytest.mark.parametrize(("minutes", "slug"), [(-11, "expired_date"), (11, "date_in_future")])
    def test_a_clock_that_is_off_sends_nothing(self, fake: Ar24Fake, minutes: int, slug: str) -> None:
        with pytest.raises(TryLaterError, match=slug):
            ar24(fake, clock_ahead_seconds=60 * minutes).submit(consignment(Service.ERE))


class TestProofs:
    def test_what_is_fetched_is_what_ar24_made(self, fake: Ar24Fake) -> None:
        taken = _delivered(fake)
        carrier, letter = ar24(fake), fake.letters[1001]
        got = {offer.kind: carrier.fetch(offer) for offer in carrier.proofs(taken)}
        assert got[ProofKind.DEPOSIT].body == letter.proof("ev")
        assert got[ProofKind.RECEIPT].body == letter.proof("ar")
        assert got[ProofKind.CONTENT].media_type == "application/pdf"
        assert (got[ProofKind.BUNDLE].media_type, got[ProofKind.BUNDLE].body) == ("application/zip", letter.archive())

    def test_an_offer_holds_no_key_and_outlives_the_address(self, fake: Ar24Fake) -> None:
        taken = _delivered(fake)
        offers = ar24(fake).proofs(taken)
        fake.proof_key = "another-key-of-the-next-day"
        assert [offer.locator for offer in offers] == ["ev", "ar", "content", "bundle"]
        assert all(ar24(fake).fetch(offer).body for offer in offers)

    def test_the_proof_of_deposit_of_older_letters_is_fetched_too(self, fake: Ar24Fake) -> None:
        taken = _delivered(fake)
        _tell(fake, {"proof_dp_url": f"{fake.url}/get/proof/ev-1001?token={fake.proof_key}"})
        offer = ar24(fake).proofs(taken)[0]
        assert (offer.kind, offer.locator) == (ProofKind.DEPOSIT, "dp")
        assert ar24(fake).fetch(offer).body == fake.letters[1001].proof("ev")

    @pytest.mark.parametrize(
        "address",
        [
            "https://ar24.example.org/get/proof/ar-1001",
            "http://169.254.169.254/x",
            "http://www.ar24.fr/get/proof/ar-1001",
            "https://ar24.fr.example/get/proof/ar-1001",
            "https://notar24.fr/get/proof/ar-1001",
            "https://www.ar24.fr@evil.example/x",
        ],
    )
    def test_an_address_elsewhere_is_not_called(self, fake: Ar24Fake, address: str) -> None:
        taken = _delivered(fake)
        _tell(fake, {"proof_ar_url": address})
        with pytest.raises(RejectedError, match="proof_origins"):
            ar24(fake).fetch(ProofOffer(taken, ProofKind.RECEIPT, "ar"))

    def test_another_host_of_ar24s_can_be_allowed(self, fake: Ar24Fake) -> None:
        taken = _delivered(fake)
        with Ar24Fake(fake.now) as store:
            store.letters, store.proof_key = fake.letters, "of-the-store"
            _tell(fake, {"proof_ar_url": f"{store.url}/get/proof/ar-1001?token=of-the-store"})
            carrier = ar24(fake, proof_origins=(store.url,))
            assert carrier.fetch(ProofOffer(taken, ProofKind.RECEIPT, "ar")).body == fake.letters[1001].proof("ar")

    def test_a_page_in_place_of_a_proof_is_no_proof(self, fake: Ar24Fake) -> None:
        taken = _delivered(fake)
        _answer(fake, "GET /get/proof/ar-1001", Reply(200, b"<html>Connexion</html>", "text/html"))
        with pytest.raises(ProofExpiredError, match="neither"):
            ar24(fake).fetch(ProofOffer(taken, ProofKind.RECEIPT, "ar"))

    def test_a_proof_that_the_letter_does_not_tell_of_is_gone(self, fake: Ar24Fake) -> None:
        taken = _delivered(fake)
        with pytest.raises(ProofExpiredError, match="no longer"):
            ar24(fake).fetch(ProofOffer(taken, ProofKind.REFUSAL, "rf"))

    def test_a_locator_of_nobody_is_refused(self, fake: Ar24Fake) -> None:
        with pytest.raises(RejectedError, match="locator"):
            ar24(fake).fetch(ProofOffer("1001", ProofKind.RECEIPT, "../../etc"))

    def test_a_letter_cannot_be_stopped(self, fake: Ar24Fake) -> None:
        assert ar24(fake).cancel("1001") is False
        assert ar24(fake).capabilities.cancels is False


class TestCalls:
    def test_each_letter_is_called_about_at_an_address_of_its_own(self, fake: Ar24Fake) -> None:
        ar24(fake).submit(consignment(Service.ERE, reference="RL-1"))
        ar24(fake).submit(consignment(Service.ERE, reference="RL-2"))
        one, two = (as_received(fake.callback(number)) for number in ("1001", "1002"))
        assert (one.query["letter"], two.query["letter"]) == ("RL-1", "RL-2")
        assert one.query["key"] != two.query["key"]
        with pytest.raises(ForgedError):
            ar24(fake).webhook(one.headers, one.body, {**one.query, "key": two.query["key"]})

    def test_a_thousand_doubled_and_shuffled_calls_hint_at_one_letter(self, fake: Ar24Fake) -> None:
        taken = _delivered(fake)
        carrier = ar24(fake)
        assert [b"new_state=sent" in call.body for call in fake.owed] == [True, False]
        hints = {
            carrier.webhook(hook.headers, hook.body, hook.query)
            for hook in map(as_received, storm(fake.owed, copies=500, seed=7))
        }
        assert hints == {(Hint(taken, REFERENCE, "sent"),), (Hint(taken, REFERENCE, "AR"),)}

    def test_json_on_request(self, fake: Ar24Fake) -> None:
        ar24(fake).submit(consignment(Service.ERE))
        query = as_received(fake.callback("1001")).query
        body = json.dumps({"id_mail": 1001, "new_state": "a new word"}).encode()
        hints = ar24(fake).webhook({"Content-Type": "application/json; charset=utf-8"}, body, query)
        assert hints == (Hint("1001", REFERENCE, "a new word"),)

    @pytest.mark.parametrize(
        ("media_type", "body", "told"),
        [
            ("application/x-www-form-urlencoded", b"new_state=AR", "id_mail"),
            ("application/x-www-form-urlencoded", b"id_mail=1001", "new_state"),
            ("application/x-www-form-urlencoded", b"id_mail=../1&new_state=AR", "id_mail"),
            ("application/x-www-form-urlencoded", b"id_mail=1001&new_state=%0AAR", "new_state"),
            ("application/x-www-form-urlencoded", b"id_mail=1001&new_state=" + b"A" * 61, "new_state"),
            ("application/x-www-form-urlencoded", b"a=1&" * 41 + b"id_mail=1001&new_state=AR", "form"),
            ("application/x-www-form-urlencoded", b"x=" + b"1" * 20_000, "16384 bytes"),
            ("application/json", b"[1001]", "object"),
            ("application/json", b'{"id_mail": 10', "form nor JSON"),
            ("application/json", b"[" * 16_000, "form nor JSON"),
        ],
    )
    def test_what_is_malformed_is_refused_by_name(
        self, fake: Ar24Fake, media_type: str, body: bytes, told: str
    ) -> None:
        ar24(fake).submit(consignment(Service.ERE))
        query = as_received(fake.callback("1001")).query
        with pytest.raises(RejectedError, match=told) as caught:
            ar24(fake).webhook({"content-type": media_type}, body, query)
        assert not isinstance(caught.value, ForgedError)

    def test_a_call_that_was_cut_short_is_refused_though_it_reads_well(self, fake: Ar24Fake) -> None:
        taken = _delivered(fake)
        call = as_received(fake.callback(taken))
        with pytest.raises(RejectedError, match="cut short"):
            ar24(fake).webhook(call.headers, call.body[:-9], call.query)

    def test_without_a_secret_nobody_is_believed(self, fake: Ar24Fake) -> None:
        carrier = ar24(fake, webhook_url="", webhook_secret="")
        carrier.submit(consignment(Service.ERE))
        assert "webhook" not in fake.letters[1001].form
        under_no_key = hmac.new(b"", REFERENCE.encode(), "sha256").hexdigest()
        for key in ("", under_no_key):
            with pytest.raises(ForgedError):
                carrier.webhook({}, b"id_mail=1001&new_state=AR", {"letter": REFERENCE, "key": key})


class TestSettings:
    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"id_user": 0}, "id_user"),
            ({"token": ""}, "token"),
            ({"private_key": ""}, "private_key"),
            ({"page": 0}, "page"),
            ({"webhook_url": "https://hooks.relance.example", "webhook_secret": "short"}, "webhook_secret"),
        ],
    )
    def test_what_is_missing_is_named(self, changes: Mapping[str, Any], field: str) -> None:
        with pytest.raises(RejectedError, match=field):
            Ar24Settings(**{"id_user": 1, "token": "t", "private_key": "k", **changes})

    def test_nobody_gives_up_before_ar24_does(self) -> None:
        assert ar24_http("https://sandbox.ar24.fr/api").pool.connection_pool_kw["timeout"].read_timeout == 60.0

    def test_even_the_most_talkative_log_holds_no_secret(
        self, fake: Ar24Fake, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.DEBUG):
            taken = _delivered(fake)
            for offer in ar24(fake).proofs(taken):
                ar24(fake).fetch(offer)
        secrets = (fake.secrecy.token, fake.secrecy.private_key, str(fake.proof_key), "hour-of-identity")
        assert not [secret for secret in secrets if secret in caplog.text]


def _delivered(fake: Ar24Fake) -> str:
    taken = ar24(fake).submit(consignment(Service.LRE, sender=SENDER))
    fake.progress(taken.carrier_id, "sent")
    fake.progress(taken.carrier_id, "AR")
    return taken.carrier_id


def _tell(fake: Ar24Fake, changes: Mapping[str, object]) -> None:
    """From now on letters are told with these fields instead."""
    told = fake._object
    fake._object = lambda letter: {**told(letter), **changes}  # type: ignore[method-assign]


def _answer(fake: Ar24Fake, call: str, reply: Reply) -> None:
    """From now on this call has this answer."""
    usual = fake.answer

    def answer(request: Request) -> Reply:
        return reply if request.call == call else usual(request)

    fake.answer = answer  # type: ignore[method-assign]


def _listed(value: object) -> list[dict[str, object]]:
    assert isinstance(value, list)
    return value


def _unlocked(fake: Ar24Fake, route: Callable[[Form], object]) -> Callable[[Form], object]:
    """A route that lets other calls in meanwhile."""

    def run(form: Form) -> object:
        fake._lock.release()
        try:
            return route(form)
        finally:
            fake._lock.acquire()

    return run
