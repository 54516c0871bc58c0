"""`relance carriers check`, `open-session` and `certificate`, and what `relance status` says of letters that wait."""

from __future__ import annotations

import getpass
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from relance.domain.contact import ContactRow, ContactState
from relance.domain.errors import RejectedError
from relance.ports.carriers import Service
from relance.ports.sender_sessions import SenderSession
from tests.builders import record
from tests.cli.terminal import Terminal, cells, plainly
from tests.fakes.carrier import FakeCarrier
from tests.world import MONDAY


@dataclass
class Qualified(FakeCarrier):
    """Wants to know who sends."""

    codes: list[str] = field(default_factory=list)
    certificates: list[str] = field(default_factory=list)

    def open_session(self, code: str) -> SenderSession:
        self.codes.append(code)
        if code != "424242":
            raise RejectedError("code: six to eight digits")
        return SenderSession("hour-of-identity", datetime(2026, 2, 2, 9, 30, tzinfo=UTC))

    def register_certificate(self, certificate: str) -> None:
        self.certificates.append(certificate)


@pytest.fixture
def terminal() -> Terminal:
    terminal = Terminal()
    qualified = Qualified().able(services=frozenset({Service.LRE, Service.ERE}))
    terminal.world.carriers.carriers.update({"ar24": qualified, "mysendingbox": FakeCarrier()})
    wrong = RejectedError("carriers' secret, maileva, password: missing")
    terminal.world.carriers.wrongly_set_up["maileva"] = wrong
    return terminal


def test_each_account_is_told_with_what_is_to_be_mended(terminal: Terminal) -> None:
    rows = [cells(line) for line in terminal.run("carriers", "check")]
    assert ["Maileva", "à corriger : carriers' secret, maileva, password: missing"] in rows
    assert ["AR24", "recommandé électronique simple, lettre recommandée électronique"] in rows
    assert ["Merci Facteur", "aucun"] in rows
    assert terminal.code == 1
    terminal.world.carriers.wrongly_set_up.clear()
    terminal.run("carriers", "check")
    assert terminal.code == 0


def test_a_one_time_code_opens_a_session_and_is_kept_nowhere(terminal: Terminal) -> None:
    lines = terminal.run("carriers", "open-session", "ar24", "424242")
    assert lines == [
        "Séance ouverte chez AR24 jusqu'au 02/02/2026 à 10:30.",
        "Les lettres qui l'attendaient partent dans l'heure.",
    ]
    kept = terminal.world.sessions.kept
    assert kept == {"ar24": SenderSession("hour-of-identity", datetime(2026, 2, 2, 9, 30, tzinfo=UTC))}
    assert "424242" not in repr(kept) + repr(terminal.world.ledger)
    assert "hour-of-identity" not in "".join(lines) + repr(kept)


def test_a_code_that_the_carrier_does_not_take_opens_nothing(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.run("carriers", "open-session", "ar24", "12")
    assert terminal.code == 1
    assert "six to eight digits" in capsys.readouterr().err
    assert terminal.world.sessions.kept == {}


@pytest.mark.parametrize("words", [("open-session", "mysendingbox", "424242"), ("certificate", "mysendingbox")])
def test_a_carrier_that_asks_for_nothing_gets_nothing(
    terminal: Terminal, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda _: "KCCPMRYZ8CY9B6EHGF5H23HKLNOGBSPM")
    terminal.run("carriers", *words)
    assert terminal.code == 1
    assert "mysendingbox : ce transporteur ne" in capsys.readouterr().err.replace("\u00a0", " ")


def test_a_certificate_is_typed_unseen_and_handed_over(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda _: " KCCPMRYZ8CY9B6EHGF5H23HKLNOGBSPM\n")
    lines = terminal.run("carriers", "certificate", "ar24")
    qualified = terminal.world.carriers.get("ar24")
    assert isinstance(qualified, Qualified)
    assert qualified.certificates == ["KCCPMRYZ8CY9B6EHGF5H23HKLNOGBSPM"]
    assert "KCCPM" not in "".join(lines)


@pytest.mark.parametrize(
    ("reason", "told", "hint"),
    [
        ("maileva LATER (down)", "Maileva : indisponible pour l'instant (down)", False),
        (
            "ar24 SENDER_SESSION (a code); maileva NOT_SET_UP",
            "AR24 : attend que l'expéditeur soit identifié (a code) ; Maileva : aucun compte",
            True,
        ),
    ],
)
def test_the_status_says_which_letters_wait_for_a_carrier_and_why(
    terminal: Terminal, reason: str, told: str, hint: bool
) -> None:
    world = terminal.world
    row = ContactRow(
        account_id="C-1",
        day=MONDAY,
        attempt=1,
        state=ContactState.RESERVED,
        step_name="first_reminder",
        rank=1,
        document="first_reminder",
        channel="lre",
        statement_hash="0" * 64,
        since=datetime(2026, 2, 2, 7, 20, tzinfo=UTC),
        reason=reason,
    )
    before = world.ledger.load("C-1")
    world.ledger.commit(before, record(), contact=row)
    lines = terminal.run("status")
    place = lines.index("Lettres qu'aucun transporteur ne prend pour l'instant : 1")
    assert lines[place + 1] == f"  C-1, 02/02/2026 : {told}"
    assert lines[place + 2].startswith("  Pour identifier l'expéditeur") is hint
    assert terminal.json("status")["postponed"] == [{"account": "C-1", "day": "2026-02-02", "why": reason}]


def test_a_carrier_without_an_account_is_told_in_french(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.run("carriers", "open-session", "merci_facteur", "424242")
    assert terminal.code == 1
    assert "merci_facteur : aucun compte dans le secret des transporteurs" in plainly(capsys.readouterr().err)
