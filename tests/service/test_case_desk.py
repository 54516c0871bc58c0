"""The approval pages, as a person and as an attacker meet them. The case is that of Monday 16 March 2026."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date, time, timedelta
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from relance.adapters.approvals import HmacLinks
from relance.adapters.signing import Signer
from relance.domain.case import CaseState, Gate
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import ConflictError
from relance.service.cases.desk import MAX_BODY
from tests.builders import customer_item, invoice_item
from tests.case_world import KEY, OPENING, CaseWorld
from tests.notice_world import DEAR_ELECTRONIC, ELECTRONIC, PAPER, NoticeWorld


@pytest.fixture
def world() -> CaseWorld:
    return CaseWorld().to_approval()


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def text_of(html: str) -> str:
    """What a person reads, with plain spaces."""
    reader = Reader()
    reader.feed(re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))
    return " ".join(" ".join(reader.texts).split())


def test_the_page_shows_who_owes_what_until_when_and_the_hash_of_the_pdf(world: CaseWorld) -> None:
    page = world.get()
    text = text_of(page.body)
    assert page.status == 200
    assert world.case.notice is not None
    for shown in (
        "Boulangerie Martin SARL",
        "3 rue Crébillon, 44000 Nantes",
        "F-1",
        "30/01/2026",
        "45 jours de retard",
        "1 200,00 €",
        "7 avril 2026",
        "jusqu’au 23 mars 2026 inclus",
        world.case.notice.sha256,
    ):
        assert shown in text
    assert f"https://archive.example/{world.case.notice.key}?signature=ok" in page.body


def test_the_handoff_page_lists_every_piece_with_its_hash() -> None:
    world = CaseWorld().to_handoff_approval()
    text = text_of(world.get().body)
    assert "Approuver la remise du dossier au contentieux" in text
    assert "Mise en demeure RL-260316-" in text
    assert world.case.notice is not None
    assert world.case.notice.sha256 in text


def test_reading_the_page_decides_nothing(world: CaseWorld) -> None:
    before = world.ledger.load("C-1")
    for _ in range(3):
        assert world.get().status == 200
    assert world.ledger.load("C-1") == before


def test_a_posted_approval_is_recorded_with_the_hash_of_the_document(world: CaseWorld) -> None:
    answer = world.approve("  Anne   Durand ")
    assert answer.status == 200
    assert "Approuvé par Anne Durand le 16 mars 2026 à 8 h 30" in text_of(answer.body)
    (approval,) = world.case.approvals
    assert (approval.by, approval.gate) == ("Anne Durand", Gate.NOTICE)
    assert world.case.notice is not None
    assert approval.document_sha256 == world.case.notice.sha256


def test_a_second_decision_is_told_what_was_decided_first(world: CaseWorld) -> None:
    world.approve("Anne Durand")
    answer = world.refuse("Trop tard ?", name="Paul Robin")
    assert answer.status == 409
    assert "Approuvé par Anne Durand" in text_of(answer.body)
    assert len(world.case.approvals) == 1
    assert world.get().status == 409


def test_of_two_clicks_at_the_same_moment_one_decides(world: CaseWorld) -> None:
    commit, rivals = world.ledger.commit, ["Paul Robin"]

    def contested(*args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN002, ANN003, ANN202
        if rivals:
            world.submit(decision="refuse", name=rivals.pop(), reason="Non.")
        return commit(*args, **kwargs)

    world.ledger.commit = contested  # type: ignore[method-assign]
    answer = world.approve("Anne Durand")
    assert answer.status == 409
    assert "Refusé par Paul Robin" in text_of(answer.body)
    assert [a.by for a in world.case.approvals] == ["Paul Robin"]
    assert world.case.state is CaseState.CLOSED_REFUSED


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"name": "Anne"}, "Choisissez"),
        ({"decision": "maybe", "name": "Anne"}, "Choisissez"),
        ({"decision": "approve"}, "Indiquez votre nom"),
        ({"decision": "approve", "name": "   "}, "Indiquez votre nom"),
        ({"decision": "refuse", "name": "Anne"}, "Indiquez le motif"),
        ({"decision": "refuse", "name": "Anne", "reason": "x" * 501}, "500"),
        ({"decision": "approve", "name": "x" * 121}, "120"),
    ],
)
def test_an_incomplete_form_comes_back_with_what_to_mend(world: CaseWorld, form: dict[str, str], error: str) -> None:
    answer = world.submit(**form)
    assert answer.status == 422
    assert error in text_of(answer.body)
    assert 'role="alert"' in answer.body
    assert world.case.approvals == ()


def test_what_was_typed_comes_back_escaped(world: CaseWorld) -> None:
    answer = world.submit(decision="refuse", name='"><script>alert(1)</script>')
    assert answer.status == 422
    assert "<script" not in answer.body
    assert "&lt;script&gt;" in answer.body


def test_a_debtors_name_is_escaped() -> None:
    world = CaseWorld()
    world.owe(invoice_item(), customer=customer_item(legal_name="<img src=x onerror=alert(1)> & Fils"))
    world.morning(OPENING)
    body = world.get().body
    assert "<img" not in body
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; Fils" in body


def test_a_tampered_token_is_forbidden_and_changes_nothing(world: CaseWorld) -> None:
    body, _, seal = world.token.partition(".")
    other = HmacLinks(b"another key of thirty-two bytes..").sign(world.approvers.newest)
    longer = replace(world.approvers.newest, expires=world.approvers.newest.expires + timedelta(days=99))
    forged = HmacLinks(KEY).sign(longer).partition(".")[0]
    flipped = ("A" if seal[0] != "A" else "B") + seal[1:]
    for token in (f"{body}.{flipped}", f"{forged}.{seal}", body, f"{body}.", f".{seal}", "", "é.è", other, "a" * 4000):
        assert world.get(token or " ").status == 403
        assert world.submit(token or " ", decision="approve", name="Mallory").status == 403
    assert world.case.approvals == ()


def test_something_else_signed_with_the_same_key_is_no_link() -> None:
    signer = Signer(KEY, "approval")
    for content in (b"null", b"[]", b'{"a": 1}', b"\xff", b'{"a":"C-1","c":"x","g":"other","h":"0","e":1}'):
        body = base64.urlsafe_b64encode(content).rstrip(b"=").decode()
        assert CaseWorld().get(f"{body}.{signer._seal(body)}").status == 403


def test_a_short_key_is_refused() -> None:
    with pytest.raises(Exception, match="32 bytes"):
        HmacLinks(b"short")


def test_an_expired_link_is_gone(world: CaseWorld) -> None:
    world.clock.go_to(date(2026, 3, 23), time(23, 59))
    assert world.get().status == 200
    world.clock.go_to(date(2026, 3, 24), time(0, 0))
    assert world.get().status == 410
    assert world.approve().status == 410
    assert world.case.approvals == ()


def test_a_link_to_a_case_that_is_not_there_is_not_found(world: CaseWorld) -> None:
    link = replace(world.approvers.newest, case_id="CASE-260101-AAAAAAAAAAAA")
    assert world.get(HmacLinks(KEY).sign(link)).status == 404


def test_a_body_beyond_the_limit_is_refused_unread(world: CaseWorld) -> None:
    body = urlencode({"decision": "approve", "name": "Anne", "reason": "x" * MAX_BODY})
    answer = world.app.cases.desk.decide(world.token, body)
    assert answer.status == 413
    assert world.case.approvals == ()


def test_facts_that_changed_make_the_page_say_so_and_void_the_approval(world: CaseWorld) -> None:
    world.billing.update("C-1", "INVOICE#F-1", amount_paid="200.00", version=2)
    assert world.get().status == 409
    assert world.case.waiting_for == "notice"  # reading wakes nobody
    answer = world.approve()
    assert answer.status == 409
    assert "le dossier a changé" in text_of(answer.body)
    assert world.case.state is CaseState.CLOSED_REFUSED


def test_a_ledger_that_is_busy_asks_to_reload(world: CaseWorld) -> None:
    def busy(*_: object, **__: object) -> None:
        raise ConflictError("busy")

    world.ledger.commit = busy  # type: ignore[assignment, method-assign]
    assert world.approve().status == 503
    assert world.case.approvals == ()


def test_every_answer_forbids_caching_framing_scripts_and_referrers(world: CaseWorld) -> None:
    style = re.search(r"<style>(.*?)</style>", world.get().body, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    for answer in (world.get(), world.get("x"), world.submit(name="Anne"), world.approve()):
        headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert f"style-src 'sha256-{digest}'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_asks_nothing_of_third_parties_and_can_be_read_by_a_machine(world: CaseWorld) -> None:
    body = world.get().body
    assert "<script" not in body
    assert re.findall(r"\bsrc=|@import|url\(", body) == []
    assert '<html lang="fr">' in body
    assert 'name="viewport"' in body
    labels = set(re.findall(r'<label for="([^"]+)"', body))
    fields = set(re.findall(r'<(?:input|textarea) id="([^"]+)"', body))
    assert labels == fields == {"name-approve", "name-refuse", "reason"}


def test_the_page_of_a_notice_says_which_way_it_goes_why_through_whom_and_at_what_price() -> None:
    world = NoticeWorld(ELECTRONIC, PAPER)
    world.to_approval()
    text = text_of(world.get().body)
    for shown in (
        "La lettre part dès votre accord, par lettre recommandée électronique.",
        "Elle demande le paiement au plus tard le 23 avril 2026",
        "Moyen Lettre recommandée électronique",
        "Adressée à compta@boulangerie-martin.example",
        "Transporteur AR24",
        "Coût estimé 3,99 € HT",
        "Pourquoi le moins cher qui vaut recommandé, à 3,99 € (sinon lettre recommandée AR 6,28 €)",
        "L’expéditeur d’une lettre recommandée électronique doit prouver son identité (CPCE, art. R53-1).",
    ):
        assert shown in text


def test_a_paper_notice_asks_nobody_to_prove_who_sends_it_and_an_unknown_price_is_said_to_be_one() -> None:
    world = NoticeWorld(replace(PAPER, micros=0))
    world.to_approval()
    text = text_of(world.get().body)
    assert "prouver son identité" not in text
    assert "Adressée à" not in text
    assert "Coût estimé prix à renseigner dans channels.toml" in text


def test_the_page_of_a_second_notice_says_that_the_first_reached_nobody() -> None:
    world = NoticeWorld(PAPER, DEAR_ELECTRONIC)
    world.to_payment_wait()
    world.carrier_says(DeliveryStatus.WRONG_ADDRESS, "2026-03-23").until_open(date(2026, 3, 24), date(2026, 3, 27))
    text = text_of(world.get().body)
    assert "Une mise en demeure est déjà partie (lettre recommandée AR) et n’a atteint personne" in text
    assert "écartés : lettre recommandée AR (déjà tenté, sans atteindre le client)" in text
