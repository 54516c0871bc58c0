"""The pages of a tracked letter as browsers, filters and strangers meet them."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from relance.adapters.letters.pages import HtmlLetterPages
from relance.adapters.letters.tokens import HmacLetterTokens
from relance.adapters.rendering.mail.dom import Element, parse
from relance.adapters.rendering.mail.lint_look import contrast
from relance.adapters.signing import Signer
from relance.domain.contact import LetterFact, StoredObject
from relance.domain.delivery import DeliveryStatus
from relance.domain.tracked_letter import Manifest, Part
from relance.ports.cases import Page
from relance.ports.tracked import FilePass, FileView, LetterLink, LetterView
from tests import builders
from tests.mail.mails import png
from tests.tracked_world import KEY, SITE, TrackedWorld
from tests.world import MONDAY

_S = DeliveryStatus
NINE = datetime(2026, 3, 2, 8, 5, 9, tzinfo=UTC)
BASE = (LetterFact(_S.SENT, NINE), LetterFact(_S.NOTIFIED, NINE + timedelta(seconds=40)))
READ = LetterFact(_S.READ, NINE + timedelta(hours=5))
UNCLAIMED = LetterFact(_S.UNCLAIMED, datetime(2026, 3, 18, 8, 0, tzinfo=UTC))
FACTS = {
    "waiting": BASE,
    "opened": (*BASE, READ),
    "refused": (*BASE, LetterFact(_S.REFUSED, NINE + timedelta(hours=5))),
    "neglected": (*BASE, UNCLAIMED),
    "opened late": (*BASE, UNCLAIMED, LetterFact(_S.READ, datetime(2026, 3, 20, 8, 0, tzinfo=UTC), late=True)),
}
TITLES = {
    ("waiting", "fr"): "Une lettre vous attend",
    ("waiting", "en"): "A letter is waiting for you",
    ("opened", "fr"): "Vous avez ouvert cette lettre",
    ("opened", "en"): "You have opened this letter",
    ("refused", "fr"): "Vous avez refusé cette lettre",
    ("refused", "en"): "You have refused this letter",
    ("neglected", "fr"): "Le délai est passé",
    ("neglected", "en"): "The time allowed is over",
    ("opened late", "fr"): "Vous avez ouvert cette lettre après le délai",
    ("opened late", "en"): "You have opened this letter after the time allowed",
}


def view(state: str, language: str = "fr", **changes: object) -> LetterView:
    parts = tuple(
        Part(name, StoredObject("k", "ab" * 32), size)
        for name, size in (("RL-260302-ABCDEFGHIJKL.pdf", 84_213), ("F-1.pdf", 143_000))
    )
    manifest = Manifest(
        "RL-260302-ABCDEFGHIJKL",
        "C-1",
        date(2026, 3, 2),
        1,
        "Atelier Lumière",
        "123456782",
        "Boulangerie <Martin> & fils",
        "compta@boulangerie-martin.example",
        language,
        "Facture F-1",
        parts,
    )
    base = LetterView(manifest, FACTS[state], date(2026, 3, 17), date(2026, 5, 1))
    return replace(base, **changes)  # type: ignore[arg-type]


def pages(**creditor: object) -> HtmlLetterPages:
    return HtmlLetterPages(creditor=lambda: builders.creditor(**{"logo": png(), **creditor}))


def every_page() -> Iterator[tuple[str, Page]]:
    made = pages()
    for language in ("fr", "en"):
        for state in FACTS:
            yield f"{state} {language}", made.letter(view(state, language))
        files = (FileView("RL.pdf", 84_213, "/letters/files/x"), FileView("F-1.pdf", 900, "/letters/files/y"))
        yield f"files {language}", made.letter(view("opened", language, files=files))
        yield f"refusal {language}", made.refusal(view("waiting", language))
    yield "invalid", made.invalid()
    yield "busy", made.busy()


EVERY = dict(every_page())
LOADING = ("src", "srcset", "href", "action", "data", "poster", "background", "formaction", "ping", "cite", "manifest")


def elements(page: Page) -> list[Element]:
    return list(parse(page.html).walk())


# ------------------------------------------------------------------------------- what stands there


@pytest.mark.parametrize(("state", "language"), TITLES)
def test_a_page_says_how_the_letter_stands_in_the_addressees_language(state: str, language: str) -> None:
    page = pages().letter(view(state, language))
    (heading,) = [e for e in elements(page) if e.tag == "h1"]
    assert heading.words == TITLES[state, language]
    (html,) = [e for e in elements(page) if e.tag == "html"]
    assert html.attributes["lang"] == language


def test_the_page_names_sender_date_content_and_time_allowed_and_nothing_of_why() -> None:
    root = parse(pages().letter(view("waiting")).html)
    words = root.words.replace("\u00a0", " ")
    for said in (
        "Atelier Lumière",
        "Boulangerie <Martin> & fils",
        "2 mars 2026 à 9 h 05",
        "une lettre et une pièce jointe",
        "jusqu’au 17 mars 2026 inclus",
        "RL-260302-ABCDEFGHIJKL",
    ):
        assert said in words
    assert "Facture" not in words


def test_the_page_offers_two_choices_and_a_third_that_decides_nothing() -> None:
    buttons = [e.words for e in elements(pages().letter(view("waiting"))) if e.tag == "button"]
    assert buttons == ["Ouvrir la lettre", "Refuser la lettre", "Décider plus tard"]


@pytest.mark.parametrize(
    ("state", "button"),
    [("opened", "Relire la lettre"), ("neglected", "Ouvrir la lettre"), ("opened late", "Relire la lettre")],
)
def test_an_ended_letter_can_only_be_read(state: str, button: str) -> None:
    assert [e.words for e in elements(pages().letter(view(state))) if e.tag == "button"] == [button]


def test_a_refused_letter_leaves_nothing_to_do() -> None:
    page = pages().letter(view("refused"))
    assert [e for e in elements(page) if e.tag in ("button", "form")] == []


def test_what_is_recorded_is_shown_in_its_exact_words() -> None:
    (facts,) = [e for e in elements(pages().letter(view("opened late"))) if "facts" in e.classes]
    assert [e.words for e in facts.walk() if "fact" in e.classes] == [
        "Lettre déposée",
        "Avis distribué",
        "Lettre négligée",
        "Lettre ouverte, après le délai",
    ]


def test_a_specimen_says_so() -> None:
    trial = HtmlLetterPages(creditor=builders.creditor, specimen=True)
    assert "SPÉCIMEN – ce message est un essai" in trial.letter(view("waiting")).html


# ------------------------------------------------------------------------------------- every page


@pytest.mark.parametrize("name", EVERY)
def test_a_page_fetches_nothing_from_elsewhere(name: str) -> None:
    for element in elements(EVERY[name]):
        for attribute in LOADING:
            target = element.attributes.get(attribute, "")
            fine = not target or target.startswith(("data:image/png;base64,", "/letters/files/", "tel:", "mailto:"))
            assert fine, (element.tag, attribute, target)
        assert element.tag not in {"link", "iframe", "object", "embed", "base", "video", "audio", "svg"}
    css = "".join(e.words for e in elements(EVERY[name]) if e.tag == "style")
    assert "url(" not in css
    assert "@import" not in css
    assert not re.search(r"https?:", EVERY[name].html)


@pytest.mark.parametrize("name", EVERY)
def test_a_page_runs_only_what_its_policy_names_and_has_no_inline_handler_or_style(name: str) -> None:
    page = EVERY[name]
    held = {kind: [e for e in elements(page) if e.tag == kind] for kind in ("style", "script")}
    for kind, hashes in (("style", page.style_hashes), ("script", page.script_hashes)):
        bodies = re.findall(rf"<{kind}>(.*?)</{kind}>", page.html, re.DOTALL)
        assert len(bodies) == len(held[kind])
        assert tuple(base64.b64encode(hashlib.sha256(b.encode()).digest()).decode() for b in bodies) == hashes
    for element in elements(page):
        assert "style" not in element.attributes
        assert not [a for a in element.attributes if a.startswith("on")]


@pytest.mark.parametrize("name", EVERY)
def test_a_page_can_be_used_by_whoever_listens_and_whoever_has_no_mouse(name: str) -> None:
    """WCAG 2.2 AA: language, title, landmarks, one heading of the first level, named sections, names and words."""
    found = elements(EVERY[name])
    tags = [e.tag for e in found]
    assert tags.count("main") == tags.count("h1") == tags.count("title") == 1
    assert all(e.attributes.get("alt") for e in found if e.tag == "img")
    ids = [e.attributes["id"] for e in found if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    named = {e.attributes[a] for e in found for a in ("aria-labelledby", "aria-describedby") if a in e.attributes}
    assert named <= set(ids)
    assert all(e.words for e in found if e.tag in ("button", "a", "h1", "h2"))
    assert all("aria-labelledby" in e.attributes for e in found if e.tag == "section")
    levels = [int(e.tag[1]) for e in found if e.tag in ("h1", "h2", "h3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_word_stands_in_a_landmark_on_a_trial_too(language: str) -> None:
    trial = HtmlLetterPages(creditor=builders.creditor, specimen=True).letter(view("waiting", language))
    body = trial.html.partition("<body>")[2]
    for landmark in ("aside", "header", "main", "footer", "script"):
        body = re.sub(rf"<{landmark}\b.*?</{landmark}>", "", body, flags=re.DOTALL)
    assert re.sub(r"</?[a-z]+>", "", body).strip() == ""


@pytest.mark.parametrize("scheme", [0, 1])
def test_words_stand_out_from_their_ground_in_both_schemes(scheme: int) -> None:
    css = next(e.words for e in elements(EVERY["waiting fr"]) if e.tag == "style")
    roots = re.findall(r":root\s*\{([^}]*--page[^}]*)\}", css)
    colours = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", roots[scheme]))
    for ink in ("ink", "soft", "accent"):
        for ground in ("page", "card"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    assert contrast(colours["on-accent"], colours["accent"]) >= 4.5
    assert contrast(colours["on-alert"], colours["alert"]) >= 4.5
    # The edge of a control and the ring of the focus are no words: 3 : 1.
    assert contrast(colours["focus"], colours["page"]) >= 3
    assert contrast(colours["edge"], colours["card"]) >= 3


class Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)


@pytest.mark.parametrize("name", EVERY)
def test_a_debtor_sees_the_creditor_only(name: str) -> None:
    reader = Words()
    reader.feed(EVERY[name].html)
    assert "Relance" not in " ".join(reader.said)
    assert "amazon" not in EVERY[name].html.lower()


# ------------------------------------------------------------------------------------ whole answers


@pytest.fixture
def world() -> TrackedWorld:
    world = TrackedWorld()
    world.sends()
    world.arrives()
    return world


def test_a_page_may_be_kept_framed_or_followed_by_nobody(world: TrackedWorld) -> None:
    world.creditor = builders.creditor(logo=png())
    headers = world.get().headers
    policy = headers["Content-Security-Policy"]
    script, style = re.findall(r"(?:script|style)-src '(sha256-[A-Za-z0-9+/=]{44})'", policy)
    assert script != style
    assert policy.startswith("default-src 'none'; ")
    for rule in ("connect-src 'self'", "img-src data:", "form-action 'self'", "base-uri 'none'"):
        assert rule in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_a_file_is_kept_and_shared_by_nobody_either(world: TrackedWorld) -> None:
    headers = world.fetches(world.opens()).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_script_speaks_only_when_somebody_acts() -> None:
    """A scanner that runs scripts loads the page; it neither presses a key nor points (docs/decisions/)."""
    (script,) = re.findall(r"<script>(.*?)</script>", EVERY["waiting fr"].html, re.DOTALL)
    assert "isTrusted" in script
    assert "visibilityState" in script
    for gesture in ("pointerdown", "keydown", "wheel", "touchstart"):
        assert gesture in script
    for at_once in ("DOMContentLoaded", "onload", '"load"', "setTimeout", "sendBeacon", "pageshow"):
        assert at_once not in script


# ------------------------------------------------------------------------------------------ tokens


def tampered(token: str) -> Iterator[str]:
    body, _, seal = token.partition(".")
    other = base64.urlsafe_b64encode(b'{"a":"C-2","d":"2026-02-02","e":9999999999,"n":1}').decode().rstrip("=")
    yield f"{other}.{seal}"
    yield f"{body}.{seal[:-1]}{'A' if seal[-1] != 'A' else 'B'}"
    yield body
    yield f"{body}."
    yield f".{seal}"
    yield ""
    yield "é"
    yield HmacLetterTokens(lambda: [b"another key of at least thirty-two bytes"]).sign(
        LetterLink("C-1", MONDAY, 1, datetime(2030, 1, 1, tzinfo=UTC))
    )
    yield Signer(KEY, "approval").sign({"a": "C-1", "d": "2026-02-02", "n": 1, "e": 9_999_999_999})
    yield Signer(KEY, "letter file").sign({"a": "C-1", "d": "2026-02-02", "n": 1, "e": 9_999_999_999, "f": 0})
    for content in ({}, {"a": "C-1", "d": "today", "n": 1, "e": 1}, {"a": "C-1", "d": "2026-02-02", "n": 1, "e": 1e40}):
        yield Signer(KEY, "letter").sign(content)


def unknown(world: TrackedWorld) -> Iterator[str]:
    later = datetime(2030, 1, 1, tzinfo=UTC)
    for link in (
        LetterLink("C-9", MONDAY, 1, later),
        LetterLink("C-1", date(2026, 2, 3), 1, later),
        LetterLink("C-1", MONDAY, 7, later),
    ):
        yield world.tokens.sign(link)


def test_every_address_that_opens_nothing_gets_the_same_page_to_the_byte(world: TrackedWorld) -> None:
    expected = pages().invalid().html
    for token in (*tampered(world.token), *unknown(world)):
        for answer in (world.get(token), world.post_form(token, choice="open")):
            assert (answer.status, answer.body) == (403, expected), token
    expired = world.tokens.sign(LetterLink("C-1", MONDAY, 1, world.clock.now()))
    for answer in (world.get(expired), world.post_form(expired, choice="open")):
        assert (answer.status, answer.body) == (410, expected)
    for name in ("Atelier", "Lumière", "Martin", "C-1", "RL-"):
        assert name not in expected
    assert world.told == ["SENT", "NOTIFIED"]


def test_a_link_lives_until_the_end_of_its_sixtieth_day(world: TrackedWorld) -> None:
    token = world.token
    world.clock.go_to(date(2026, 4, 3), time(23, 59))
    assert world.get(token).status == 200
    world.clock.go_to(date(2026, 4, 4), time(0, 0))
    assert world.get(token).status == 410


def test_a_contact_by_another_channel_has_no_page(world: TrackedWorld) -> None:
    world.ledger.rows["C-1", MONDAY] = replace(world.row(), channel="email")
    token = world.tokens.sign(LetterLink("C-1", MONDAY, 1, datetime(2030, 1, 1, tzinfo=UTC)))
    assert world.get(token).status == 403


def test_a_files_address_lives_a_quarter_of_an_hour(world: TrackedWorld) -> None:
    page = world.opens()
    world.clock.advance(timedelta(minutes=14, seconds=59))
    assert world.fetches(page).status == 200
    world.clock.advance(timedelta(seconds=1))
    late = world.fetches(page)
    assert (late.status, late.body) == (410, pages().invalid().html)


def test_no_file_is_had_before_the_letter_is_opened_whatever_was_signed(world: TrackedWorld) -> None:
    link = LetterLink("C-1", MONDAY, 1, datetime(2030, 1, 1, tzinfo=UTC))
    answer = world.desk.file(world.tokens.sign_file(FilePass(link, 0)))
    assert (answer.status, answer.body) == (403, pages().invalid().html)


def test_a_letters_own_token_is_no_address_of_a_file(world: TrackedWorld) -> None:
    world.opens()
    for token in (world.token, "", "x.y", Signer(KEY, "letter file").sign({"a": "C-1"})):
        assert world.desk.file(token).status == 403


def test_a_file_that_is_no_longer_what_was_deposited_is_not_handed_over(world: TrackedWorld) -> None:
    page = world.opens()
    letter = world.row().letter
    assert letter is not None
    world.archive.files[letter.key] += b" "
    with pytest.raises(Exception, match="is not the file that was kept"):
        world.fetches(page)


def test_the_link_names_the_contact_and_nothing_personal(world: TrackedWorld) -> None:
    body = world.token.partition(".")[0]
    said = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
    assert said == '{"a":"C-1","d":"2026-02-02","e":1775253600,"n":1}'
    assert SITE.startswith("https://")
