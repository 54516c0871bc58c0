"""The accounts at carriers, from one secret: read again when old, and never shown."""

from __future__ import annotations

import json
import traceback
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from relance.adapters.carriers.accounts import MAX_AGE, CarrierAccounts
from relance.adapters.carriers.ar24.carrier import Ar24
from relance.adapters.carriers.maileva.carrier import Maileva
from relance.adapters.carriers.merci_facteur.carrier import MerciFacteur
from relance.adapters.carriers.mysendingbox.carrier import MySendingBox
from relance.adapters.carriers.part import Surroundings
from relance.adapters.outbox_carrier import OutboxCarrier
from relance.domain.errors import RejectedError, TransientError
from relance.ports.carriers import NotSetUpError, Service
from relance.ports.messaging import TryLaterError
from relance.ports.sender_sessions import SenderSession, SenderSessions
from tests.fakes.carrier import FakeSessions
from tests.fakes.storage import InMemoryArchive

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WHOLE: dict[str, dict[str, Any]] = {
    "maileva": {
        "base_url": "https://api.sandbox.maileva.net",
        "token_url": "https://connexion.sandbox.maileva.net",
        "client_id": "relance.test",
        "client_secret": "s3cret-client",
        "username": "camille.roux",
        "password": "s3cret-word",
        "services": ["letter", "registered", "lre"],
        "lre_sender_id": "0f8fad5b-d9cb-469f-a165-70867728950e",
        "lre_route": "session",
        "archive_years": 10,
    },
    "ar24": {
        "base_url": "https://sandbox.ar24.fr/api",
        "id_user": 4711,
        "token": "s3cret-token",
        "private_key": "s3cret-private",
        "proof_origins": ["https://www.ar24.fr"],
    },
    "mysendingbox": {
        "key": "live_s3cret",
        "mode": "live",
        "webhook_user": "msb",
        "webhook_password": "s3cret-hook",
        "consent_required": ["lre"],
    },
    "merci_facteur": {
        "service_id": "svc-1",
        "user_id": 7,
        "secret_key": "s3cret-mf",
        "events_hours": 24,
        "settles_after_seconds": 3600,
    },
}
SECRETS = ("s3cret-client", "s3cret-word", "s3cret-token", "s3cret-private", "live_s3cret", "s3cret-hook", "s3cret-mf")


@dataclass
class Kept:
    """The secret as people write it, and how often it was read."""

    text: str = field(default_factory=lambda: json.dumps(WHOLE), repr=False)
    reads: int = 0
    fails: Exception | None = None
    at: float = 0.0

    def read(self) -> str:
        self.reads += 1
        if self.fails is not None:
            raise self.fails
        return self.text

    def accounts(self, sessions: SenderSessions | None = None) -> CarrierAccounts:
        around = Surroundings(lambda: NOW, sessions or FakeSessions())
        return CarrierAccounts(self.read, InMemoryArchive(), around, lambda: self.at)


def with_part(carrier: str, **changes: Any) -> Kept:
    part = {k: v for k, v in (WHOLE[carrier] | changes).items() if v is not ...}
    return Kept(json.dumps({**WHOLE, carrier: part}))


def test_each_carrier_is_built_from_its_part() -> None:
    accounts = Kept().accounts()
    maileva, ar24, mysendingbox, merci_facteur = map(accounts.get, WHOLE)
    assert isinstance(maileva, Maileva)
    assert isinstance(ar24, Ar24)
    assert isinstance(mysendingbox, MySendingBox)
    assert isinstance(merci_facteur, MerciFacteur)
    assert isinstance(accounts.get("outbox"), OutboxCarrier)
    assert (maileva.http.base_url, maileva.connexion.base_url) == (
        "https://api.sandbox.maileva.net",
        "https://connexion.sandbox.maileva.net",
    )
    assert (maileva.settings.archive_years, maileva.settings.lre_route) == (10, "session")
    assert maileva.capabilities.services == {Service.LETTER, Service.REGISTERED, Service.LRE}
    assert (ar24.http.base_url, ar24.settings.id_user) == ("https://sandbox.ar24.fr/api", 4711)
    assert ar24.settings.proof_origins == ("https://www.ar24.fr",)
    assert mysendingbox.capabilities.consent_required == {Service.LRE}
    assert merci_facteur.capabilities.sees_back_hours == 24


def test_without_addresses_carriers_are_the_real_ones() -> None:
    kept = with_part("maileva", base_url=..., token_url=...)
    maileva = kept.accounts().get("maileva")
    assert isinstance(maileva, Maileva)
    assert (maileva.http.base_url, maileva.connexion.base_url) == (
        "https://api.maileva.com",
        "https://connexion.maileva.com",
    )


@pytest.mark.parametrize("text", ["{}", "", '{"maileva": {}}'])
def test_an_empty_part_is_no_account(text: str) -> None:
    with pytest.raises(NotSetUpError, match="maileva"):
        Kept(text).accounts().get("maileva")


def test_a_carrier_that_nobody_knows_is_no_account() -> None:
    with pytest.raises(NotSetUpError, match="pigeon"):
        Kept().accounts().get("pigeon")


def test_one_carrier_is_kept_for_the_containers_life_with_its_breaker_and_token() -> None:
    kept = Kept()
    accounts = kept.accounts()
    first = accounts.get("maileva")
    kept.at = MAX_AGE - 1
    assert accounts.get("maileva") is first
    assert kept.reads == 1
    kept.at = MAX_AGE
    assert accounts.get("maileva") is first
    assert kept.reads == 2


def test_a_rotated_secret_is_picked_up_and_the_other_carriers_stay() -> None:
    kept = Kept()
    accounts = kept.accounts()
    before = {name: accounts.get(name) for name in WHOLE}
    kept.text = with_part("maileva", password="s3cret-word-2").text
    kept.at = MAX_AGE
    after = {name: accounts.get(name) for name in WHOLE}
    assert [name for name in before if before[name] is not after[name]] == ["maileva"]


def test_a_secret_that_cannot_be_read_again_leaves_what_was_read_last() -> None:
    kept = Kept()
    accounts = kept.accounts()
    first = accounts.get("ar24")
    kept.at, kept.fails = MAX_AGE, TransientError("no answer")
    assert accounts.get("ar24") is first


def test_a_secret_that_was_never_read_means_later() -> None:
    with pytest.raises(TryLaterError):
        Kept(fails=TransientError("no answer")).accounts().get("ar24")


def test_the_outbox_needs_no_secret() -> None:
    kept = Kept(fails=TransientError("no answer"))
    assert isinstance(kept.accounts().get("outbox"), OutboxCarrier)
    assert kept.reads == 0


@pytest.mark.parametrize(
    ("carrier", "changes", "told"),
    [
        ("maileva", {"password": ...}, "maileva, password: missing"),
        ("maileva", {"passwort": "s3cret-word"}, "maileva, passwort: unknown"),
        ("maileva", {"s3cret-word oops": 1}, "maileva, a field whose name is none: unknown"),
        ("maileva", {"archive_years": "s3cret-word"}, "maileva, archive_years: "),
        ("maileva", {"archive_years": 7}, "maileva, archive_years: "),
        ("maileva", {"services": ["letter", "s3cret-word"]}, "maileva, services: "),
        ("maileva", {"lre_sender_id": "s3cret-word"}, "maileva, lre_sender_id: "),
        ("maileva", {"base_url": "http://s3cret-word.example"}, "base_url"),
        ("ar24", {"id_user": "s3cret-token"}, "ar24, id_user: "),
        ("ar24", {"token": ""}, "ar24, settings of AR24: token"),
        ("ar24", {"reference_field": "s3cret-token"}, "ar24, reference_field: "),
        ("mysendingbox", {"mode": "s3cret-hook"}, "mysendingbox, "),
        ("mysendingbox", {"mode": "s3cret-hook\n"}, "mysendingbox, "),
        ("mysendingbox", {"envelope": "s3cret-h\u00a0ook\u2028"}, "mysendingbox, "),
        ("mysendingbox", {"key": "test_s3cret"}, "mysendingbox, key"),
        ("mysendingbox", {"webhook_password": ...}, "mysendingbox, webhook_password: missing"),
        ("mysendingbox", {"key": "live_s3cret\n"}, "mysendingbox, key: a blank or a line break"),
        ("ar24", {"token": " s3cret-token"}, "ar24, token: a blank or a line break"),
        ("merci_facteur", {"secret_key": ""}, "merci_facteur, secret_key: may not be empty"),
        ("merci_facteur", {"events_hours": 49}, "merci_facteur, events_hours: "),
        ("merci_facteur", {"secret_key": ["s3cret-mf"]}, "merci_facteur, secret_key: "),
        ("merci_facteur", {"settles_after_seconds": 86_400}, "merci_facteur, settles_after_seconds: "),
    ],
)
def test_a_field_that_is_wrong_is_named_and_no_value_is_shown(carrier: str, changes: dict[str, Any], told: str) -> None:
    accounts = with_part(carrier, **changes).accounts()
    with pytest.raises(RejectedError) as caught:
        accounts.get(carrier)
    assert told in str(caught.value)
    assert shown(caught.value, accounts) == []
    for other in set(WHOLE) - {carrier}:
        accounts.get(other)  # one wrong part stops nobody else


@pytest.mark.parametrize(
    "text",
    [
        '{"maileva": "s3cret-word"}',
        '["s3cret-word"]',
        '{"maileva": {"password": "s3cret-word",}',
        '{"s3cret word": {}}',
    ],
)
def test_a_secret_that_is_no_json_of_carriers_is_refused_and_not_shown(text: str) -> None:
    accounts = Kept(text).accounts()
    with pytest.raises(RejectedError) as caught:
        accounts.get("maileva")
    assert shown(caught.value, accounts) == []


def test_nothing_that_is_built_shows_a_secret() -> None:
    accounts = Kept().accounts()
    told = repr(accounts) + "".join(repr(accounts.get(name)) for name in WHOLE)
    assert [secret for secret in SECRETS if secret in told] == []


def test_a_session_of_maileva_lets_letters_go_until_shortly_before_its_end() -> None:
    sessions = FakeSessions()
    maileva = Kept().accounts(sessions).get("maileva")
    assert isinstance(maileva, Maileva)
    assert maileva.sessions() is None
    sessions.put("maileva", SenderSession("", NOW + timedelta(minutes=2)))
    assert maileva.sessions() is None
    sessions.put("maileva", SenderSession("", NOW + timedelta(minutes=3)))
    assert maileva.sessions() is not None


def shown(error: BaseException, accounts: CarrierAccounts) -> list[str]:
    """Secrets that the error, what led to it, or the accounts themselves would show."""
    chain: list[BaseException | None] = [error]
    while chain[-1] is not None:
        chain.append(chain[-1].__cause__ or chain[-1].__context__)
    told = repr(accounts) + "".join(traceback.format_exception(error))
    told += "".join(repr(each) + repr(getattr(each, "__dict__", "")) for each in chain)
    return [secret for secret in (*SECRETS, "s3cret") if secret in told]
