"""Letters as deployed: the composition of accounts, sandbox and ways out, on moto."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import boto3
import pytest
from moto import mock_aws

from relance.adapters.carriers.maileva.carrier import Maileva
from relance.adapters.outbox_carrier import OutboxCarrier
from relance.domain.channels import HOUSE, LETTERS, Channel
from relance.ports.carriers import NotSetUpError
from relance.runtime.bootstrap import Application
from relance.runtime.settings import Settings

ACCOUNTS = {"maileva": {"client_id": "relance", "client_secret": "s", "username": "u", "password": "p"}}


@pytest.fixture
def settings() -> Iterator[Settings]:
    with mock_aws():
        s3, secrets = boto3.client("s3"), boto3.client("secretsmanager")
        for name in ("archive", "documents", "policies"):
            where = {"LocationConstraint": "eu-west-3"}
            s3.create_bucket(Bucket=name, CreateBucketConfiguration=where)  # type: ignore[arg-type]
        yield Settings(
            invoice_table="invoices",
            ledger_table="ledger",
            archive_bucket="archive",
            documents_bucket="documents",
            policy_bucket="policies",
            configuration_set="mail",
            stage="production",
            carriers_secret_arn=secrets.create_secret(Name="carriers", SecretString=json.dumps(ACCOUNTS))["ARN"],
            sessions_secret_arn=secrets.create_secret(Name="sessions", SecretString="{}")["ARN"],
        )


def test_accounts_come_from_the_secret_of_the_stack(settings: Settings) -> None:
    carriers = Application(settings).post.carriers
    assert isinstance(carriers.get("maileva"), Maileva)
    assert isinstance(carriers.get(HOUSE), OutboxCarrier)
    with pytest.raises(NotSetUpError):
        carriers.get("ar24")


def test_a_function_that_is_given_no_secret_has_no_accounts(settings: Settings) -> None:
    bare = replace(settings, carriers_secret_arn="", sessions_secret_arn="")
    with pytest.raises(NotSetUpError):
        Application(bare).post.carriers.get("maileva")


def test_in_a_sandbox_every_letter_goes_to_the_outbox_and_no_provider_is_called(settings: Settings) -> None:
    posting = Application(replace(settings, stage="sandbox")).post.posting
    assert {(o.channel, o.carrier, o.micros) for o in posting.offers().offers} == {(c, HOUSE, 0) for c in LETTERS}
    assert posting.preflight.breaches(b"no PDF at all", carrier=HOUSE, printed=True) == ()


def test_in_production_the_offers_and_the_carriers_rules_are_those_in_force(settings: Settings) -> None:
    app = Application(settings)
    assert [o.carrier for o in app.post.posting.offers().of(Channel.REGISTERED)] == [HOUSE]
    assert app.post.posting.preflight.breaches(b"no PDF at all", carrier="maileva", printed=True) == ("LECTURE",)
