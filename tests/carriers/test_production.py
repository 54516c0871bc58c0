"""Accounts that only try: in production their letters would count as sent, and nobody would get them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from relance.adapters.carriers.accounts import build
from relance.adapters.carriers.part import Part, Surroundings
from relance.adapters.carriers.sessions import NoSessions
from relance.domain.errors import RejectedError
from relance.runtime.bootstrap import Application
from relance.runtime.settings import Settings

LOGIN = {"client_id": "c", "client_secret": "s3cret", "username": "u", "password": "s3cret"}
HOOK = {"webhook_user": "relance", "webhook_password": "s3cret"}
TRIES: list[tuple[str, dict[str, Any], str]] = [
    (
        "maileva",
        {**LOGIN, "services": ["letter"], "base_url": "https://api.sandbox.maileva.net"},
        "base_url: a sandbox posts nothing, and this is production",
    ),
    (
        "maileva",
        {**LOGIN, "services": ["letter"], "token_url": "https://connexion.sandbox.maileva.net"},
        "token_url: a sandbox posts nothing, and this is production",
    ),
    (
        "ar24",
        {"id_user": 7, "token": "s3cret", "private_key": "s3cret", "base_url": "https://sandbox.ar24.fr/api"},
        "base_url: a sandbox posts nothing, and this is production",
    ),
    ("mysendingbox", {**HOOK, "key": "test_s3cret", "mode": "test"}, "mode: 'test' posts nothing, and this is"),
    ("mysendingbox", {**HOOK, "key": "test_s3cret"}, "mode: 'test' posts nothing, and this is production"),
]


@pytest.mark.parametrize(("carrier", "values", "told"), TRIES)
def test_an_account_that_only_tries_is_refused_in_production_and_nowhere_else(
    carrier: str, values: dict[str, Any], told: str
) -> None:
    """2026-11-22: with a test key letters counted as sent that nobody ever printed."""
    part = Part(carrier, values)
    build(part, _around(production=False))
    with pytest.raises(RejectedError, match=rf"^carriers' secret, {carrier}, {told}") as caught:
        build(part, _around(production=True))
    assert "s3cret" not in str(caught.value)


def test_a_test_key_that_says_live_is_refused_everywhere() -> None:
    part = Part("mysendingbox", {**HOOK, "key": "test_s3cret", "mode": "live"})
    for production in (True, False):
        with pytest.raises(RejectedError, match="key: is no key for mode 'live'"):
            build(part, _around(production=production))


@pytest.mark.parametrize(("stage", "production"), [("production", True), ("sandbox", False)])
def test_what_production_is_the_stage_says(stage: str, production: bool) -> None:
    app = Application(Settings(stage=stage, archive_bucket="archive", ledger_table="ledger"))
    assert app.post.carriers.around.production is production


def _around(*, production: bool) -> Surroundings:
    return Surroundings(lambda: datetime(2026, 11, 23, 9, 0, tzinfo=UTC), NoSessions(), production=production)
