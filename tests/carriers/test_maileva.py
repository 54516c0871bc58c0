"""Maileva's words, papers and tokens, over real HTTP to its fake."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from local.carriers.maileva import MailevaFake
from local.carriers.serving import Fault, Reply, Request
from relance.adapters.carriers.maileva.auth import Tokens
from relance.adapters.carriers.maileva.carrier import Maileva
from relance.adapters.carriers.maileva.settings import MailevaSettings
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import RejectedError
from relance.ports.carriers import ProofKind, ProofOffer, Service
from relance.ports.messaging import OutcomeUnknownError, TryLaterError
from tests.carriers.maileva_rig import LRE_SENDER, SECRETS, adapter
from tests.carriers.suite import REFERENCE, consignment, quick_http


@pytest.fixture
def fake() -> Iterator[MailevaFake]:
    with MailevaFake() as made:
        made.certificates[LRE_SENDER] = "2099-12-31"
        yield made


@pytest.fixture
def maileva(fake: MailevaFake) -> Maileva:
    return adapter(fake)


def sent(maileva: Maileva, service: Service = Service.REGISTERED) -> str:
    return maileva.submit(consignment(service)).carrier_id


@pytest.mark.parametrize(
    ("service", "word", "stage"),
    [
        (Service.REGISTERED, "REJECTED", DeliveryStatus.REJECTED),
        (Service.REGISTERED, "CANCELED", DeliveryStatus.CANCELED),
        (Service.REGISTERED, "SENDING_REJECTED", DeliveryStatus.REJECTED),
        (Service.REGISTERED, "PROCESSED_WITH_ERRORS", DeliveryStatus.REJECTED),
        (Service.REGISTERED, "LP00", DeliveryStatus.UNKNOWN),
        (Service.REGISTERED, "LP02", DeliveryStatus.SENT),
        (Service.REGISTERED, "LP04", DeliveryStatus.IN_TRANSIT),
        (Service.REGISTERED, "LP05", DeliveryStatus.IN_TRANSIT),
        (Service.REGISTERED, "LP06", DeliveryStatus.IN_TRANSIT),
        (Service.REGISTERED, "LP07", DeliveryStatus.IN_TRANSIT),
        (Service.REGISTERED, "LP10", DeliveryStatus.PRESENTED),
        (Service.REGISTERED, "LP11", DeliveryStatus.IN_TRANSIT),
        (Service.REGISTERED, "LP12", DeliveryStatus.IN_TRANSIT),
        (Service.REGISTERED, "LP13", DeliveryStatus.IN_TRANSIT),
        (Service.REGISTERED, "LP16", DeliveryStatus.DELIVERED),
        (Service.REGISTERED, "LP17", DeliveryStatus.RETURNED),
        (Service.REGISTERED, "LP18", DeliveryStatus.IN_TRANSIT),
        (Service.REGISTERED, "LP19", DeliveryStatus.UNCLAIMED),
        (Service.REGISTERED, "LP20", DeliveryStatus.WRONG_ADDRESS),
        (Service.REGISTERED, "LP21", DeliveryStatus.WRONG_ADDRESS),
        (Service.REGISTERED, "LP22", DeliveryStatus.REFUSED),
        (Service.REGISTERED, "LP23", DeliveryStatus.IN_TRANSIT),
        (Service.REGISTERED, "LP24", DeliveryStatus.RETURNED),
        (Service.REGISTERED, "LP25", DeliveryStatus.UNCLAIMED),
        (Service.REGISTERED, "LP26", DeliveryStatus.IN_TRANSIT),
        (Service.REGISTERED, "LP27", DeliveryStatus.RETURNED),
        (Service.REGISTERED, "LP28", DeliveryStatus.DELIVERED),
        (Service.REGISTERED, "LP29", DeliveryStatus.DELIVERED),
        (Service.LETTER, "REJECTED", DeliveryStatus.REJECTED),
        (Service.LRE, "REFUSED", DeliveryStatus.REFUSED),
        (Service.LRE, "NOT_CLAIMED", DeliveryStatus.UNCLAIMED),
        (Service.LRE, "TO_UPDATE", DeliveryStatus.WRONG_ADDRESS),
        (Service.LRE, "ERROR", DeliveryStatus.REJECTED),
        (Service.LRE, "CANCELED", DeliveryStatus.CANCELED),
        (Service.ERE, "DELIVERED", DeliveryStatus.DELIVERED),
        (Service.ERE, "UNDELIVERED", DeliveryStatus.RETURNED),
        (Service.ERE, "UNDELIVERED BOUNCED", DeliveryStatus.WRONG_ADDRESS),
        (Service.ERE, "UNDELIVERED REFUSED", DeliveryStatus.REFUSED),
        (Service.ERE, "UNDELIVERED LOST_IN_SPACE", DeliveryStatus.UNKNOWN),
        (Service.ERE, "SENDING_REJECTED", DeliveryStatus.REJECTED),
    ],
)
def test_each_published_word_has_the_stage_of_its_own_product(
    maileva: Maileva, fake: MailevaFake, service: Service, word: str, stage: DeliveryStatus
) -> None:
    letter = sent(maileva, service)
    fake.progress(letter, word)
    assert maileva.facts(letter)[-1].status is stage


def test_accepted_is_taken_by_maileva_everywhere_but_at_the_recipient_of_an_lre(
    maileva: Maileva, fake: MailevaFake
) -> None:
    last = {}
    for service in (Service.LETTER, Service.REGISTERED, Service.ERE, Service.LRE):
        letter = sent(maileva, service)
        fake.progress(letter, "ACCEPTED")
        last[service] = maileva.facts(letter)[-1].status
    assert last == {
        Service.LETTER: DeliveryStatus.ACCEPTED,
        Service.REGISTERED: DeliveryStatus.ACCEPTED,
        Service.ERE: DeliveryStatus.ACCEPTED,
        Service.LRE: DeliveryStatus.DELIVERED,
    }


def test_the_whole_life_of_a_registered_letter_is_told_oldest_first(maileva: Maileva, fake: MailevaFake) -> None:
    letter = sent(maileva)
    for word in ("ACCEPTED", "PROCESSED", "LP01", "LP09", "LP19"):
        fake.progress(letter, word)
    told = [(fact.raw, fact.status) for fact in maileva.facts(letter)]
    assert told == [
        ("PENDING", DeliveryStatus.SUBMITTED),
        ("PENDING", DeliveryStatus.SUBMITTED),
        ("ACCEPTED", DeliveryStatus.ACCEPTED),
        ("ACCEPTED", DeliveryStatus.ACCEPTED),
        ("PROCESSED", DeliveryStatus.SENT),
        ("PROCESSED", DeliveryStatus.SENT),
        ("LP01", DeliveryStatus.SENT),
        ("FIRST_PRESENTATION", DeliveryStatus.PRESENTED),
        ("LP09", DeliveryStatus.PRESENTED),
        ("UNDELIVERED", DeliveryStatus.RETURNED),
        ("LP19", DeliveryStatus.UNCLAIMED),
        ("N03", DeliveryStatus.UNCLAIMED),
    ]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("LP19", ProofKind.UNCLAIMED),
        ("LP20", ProofKind.UNDELIVERED),
        ("LP21", ProofKind.UNDELIVERED),
        ("LP22", ProofKind.REFUSAL),
    ],
)
def test_the_picture_of_a_returned_letter_proves_why_it_came_back(
    maileva: Maileva, fake: MailevaFake, word: str, kind: ProofKind
) -> None:
    letter = sent(maileva)
    fake.progress(letter, word)
    (offer,) = maileva.proofs(letter)
    assert offer.kind is kind
    assert maileva.fetch(offer).body.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("service", "word", "kinds"),
    [
        (Service.LRE, "REFUSED", {ProofKind.DEPOSIT, ProofKind.REFUSAL}),
        (Service.LRE, "NOT_CLAIMED", {ProofKind.DEPOSIT, ProofKind.UNCLAIMED}),
        (Service.ERE, "DELIVERED", {ProofKind.DEPOSIT, ProofKind.RECEIPT, ProofKind.BUNDLE}),
        (Service.ERE, "UNDELIVERED BOUNCED", {ProofKind.DEPOSIT, ProofKind.UNDELIVERED, ProofKind.BUNDLE}),
        (Service.ERE, "UNDELIVERED REFUSED", {ProofKind.DEPOSIT, ProofKind.REFUSAL, ProofKind.BUNDLE}),
    ],
)
def test_an_electronic_letter_leaves_the_proof_of_its_end(
    maileva: Maileva, fake: MailevaFake, service: Service, word: str, kinds: set[ProofKind]
) -> None:
    letter = sent(maileva, service)
    for each in ("PROCESSED", word):
        fake.progress(letter, each)
    offers = maileva.proofs(letter)
    assert {offer.kind for offer in offers} == kinds
    media = {maileva.fetch(offer).media_type for offer in offers}
    assert media == ({"application/pdf", "application/zip"} if service is Service.ERE else {"application/pdf"})


def test_the_one_paper_for_a_whole_sending_proves_its_deposit_until_there_is_a_letters_own(
    maileva: Maileva, fake: MailevaFake
) -> None:
    letter = sent(maileva)
    fake.progress(letter, "GLOBAL_DEPOSIT_PROOF")
    (whole,) = maileva.proofs(letter)
    assert (whole.kind, whole.locator.startswith("/registered_mail/v4/global_deposit_proofs/")) == (
        ProofKind.DEPOSIT,
        True,
    )
    assert maileva.fetch(whole).body.startswith(b"%PDF")
    fake.progress(letter, "PROCESSED")
    assert {offer.kind for offer in maileva.proofs(letter)} == {ProofKind.DEPOSIT, ProofKind.CONTENT}
    assert whole not in maileva.proofs(letter)


def test_a_simple_letter_that_is_not_archived_leaves_no_paper(maileva: Maileva, fake: MailevaFake) -> None:
    letter = sent(maileva, Service.LETTER)
    fake.progress(letter, "PROCESSED")
    assert maileva.proofs(letter) == ()


def test_what_answers_in_place_of_a_paper_is_never_kept_as_one(maileva: Maileva, fake: MailevaFake) -> None:
    letter = sent(maileva)
    fake.progress(letter, "PROCESSED")
    offer = maileva.proofs(letter)[0]
    fake.fail_next(Fault.GARBLE)
    with pytest.raises(OutcomeUnknownError, match="neither PDF nor ZIP"):
        maileva.fetch(offer)


@pytest.mark.parametrize(
    "locator", ["https://evil.example/proof.pdf", "/mail/v2/sendings/a/../../secret/download_x", "//evil/download", ""]
)
def test_our_token_goes_nowhere_but_to_papers_of_maileva(maileva: Maileva, fake: MailevaFake, locator: str) -> None:
    with pytest.raises(RejectedError, match="locator"):
        maileva.fetch(ProofOffer("registered:1", ProofKind.DEPOSIT, locator))
    assert fake.calls == []


@pytest.mark.parametrize("letter", ["", "registered:", "fax:1", "registered:../../x", "letter:é"])
def test_an_id_that_is_none_of_mailevas_asks_nobody(maileva: Maileva, fake: MailevaFake, letter: str) -> None:
    with pytest.raises(RejectedError, match="carrier_id"):
        maileva.facts(letter)
    assert fake.calls == []


def test_a_letter_that_maileva_does_not_know_is_said_to_be_none(maileva: Maileva) -> None:
    with pytest.raises(RejectedError, match="there is none"):
        maileva.facts("registered:00000000-0000-4000-8000-000000000000")


def test_a_submitted_letter_cannot_be_called_back(maileva: Maileva, fake: MailevaFake) -> None:
    letter = sent(maileva)
    assert maileva.cancel(letter) is False
    assert fake.paid(REFERENCE) == 1


def test_one_token_serves_until_shortly_before_its_end(fake: MailevaFake) -> None:
    seconds = [0.0]
    tokens = Tokens(quick_http(fake.url), SECRETS, monotonic=lambda: seconds[0])
    first = tokens.bearer()
    seconds[0] = 269.0
    assert tokens.bearer() == first
    seconds[0] = 270.0
    assert tokens.bearer() != first


def test_a_token_that_was_withdrawn_is_asked_for_anew_at_once_for_a_401_has_taken_nothing(
    maileva: Maileva, fake: MailevaFake
) -> None:
    letter = sent(maileva)
    fake.tokens.clear()
    assert maileva.facts(letter)
    fake.tokens.clear()
    assert sent(maileva) == letter
    assert fake.paid(REFERENCE) == 1


def forgetful(fake: MailevaFake, at: int) -> Callable[[Request], Reply]:
    """Answers as ever, but at one call every token has ended."""
    answer = fake.answer

    def ends(request: Request) -> Reply:
        if len(fake.calls) == at:
            fake.tokens.clear()
        return answer(request)

    return ends


def test_a_token_that_ends_between_any_two_calls_of_a_letter_pays_one_letter(fake: MailevaFake) -> None:
    calls = 8
    for nth in range(1, calls):
        maileva = adapter(fake)
        letter = replace(consignment(Service.REGISTERED), reference=f"RL-{nth}")
        known = fake.answer

        def ends(
            request: Request, after: int = len(fake.calls) + nth, known: Callable[[Request], Reply] = known
        ) -> Reply:
            if len(fake.calls) == after:
                fake.tokens.clear()
            return known(request)

        fake.answer = ends  # type: ignore[method-assign]
        maileva.submit(letter)
        fake.answer = known  # type: ignore[method-assign]
        assert fake.paid(letter.reference) == 1


def test_who_is_let_in_no_more_is_told_so_after_one_new_token(maileva: Maileva, fake: MailevaFake) -> None:
    letter = sent(maileva)
    fake.answer = lambda request: (  # type: ignore[method-assign]
        Reply.of({"access_token": "jeton-neuf", "expires_in": "300"}) if "token" in request.path else Reply(401)
    )
    fake.calls.clear()
    with pytest.raises(TryLaterError, match="maileva letter: not now"):
        maileva.facts(letter)
    assert len([call for call in fake.calls if "token" not in call.path]) == 2


@pytest.mark.parametrize("token", ["", None, 7, "jeton\nX-Other: 1", "jéton"])
def test_a_token_that_no_header_can_carry_is_none(fake: MailevaFake, token: object) -> None:
    fake.answer = lambda request: Reply.of({"access_token": token, "expires_in": 300})  # type: ignore[method-assign]  # noqa: ARG005
    with pytest.raises(TryLaterError, match="none was given"):
        Tokens(quick_http(fake.url), SECRETS).bearer()


def test_wrong_credentials_send_nothing_and_say_no_secret(fake: MailevaFake) -> None:
    wrong = adapter(fake, secrets=replace(SECRETS, password="falsches-wort"))
    with pytest.raises(TryLaterError) as caught:
        sent(wrong)
    told = "".join(traceback.format_exception(caught.value)) + repr(wrong)
    assert not [secret for secret in ("falsches-wort", "client-geheim", "hook-geheim") if secret in told]
    assert fake.letters == {}


@pytest.mark.parametrize("sender", ["", "camille.roux", "0F8FAD5B-D9CB-469F-A165-70867728950E"])
def test_a_service_that_needs_a_sender_is_not_set_up_without_its_uuid(sender: str) -> None:
    with pytest.raises(RejectedError, match="lre_sender_id"):
        MailevaSettings(services=frozenset({Service.LRE}), lre_sender_id=sender)


def test_what_maileva_does_not_sell_is_not_set_up() -> None:
    with pytest.raises(RejectedError, match="does not sell tracked_letter"):
        MailevaSettings(services=frozenset({Service.TRACKED_LETTER}))
