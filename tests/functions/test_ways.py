"""The composition root: every channel that a plan may name has a way out."""

from dataclasses import fields

import boto3
from moto import mock_aws

from relance.domain.channels import Channel
from relance.runtime.bootstrap import Application
from relance.runtime.settings import Settings


@mock_aws
def test_a_contact_can_leave_by_every_channel() -> None:
    key = boto3.client("secretsmanager").create_secret(Name="letter-key", SecretString="k" * 64)["ARN"]
    named = {f.name: "https://x.example" for f in fields(Settings) if f.name.endswith(("_table", "_bucket", "_url"))}
    settings = Settings(**named, configuration_set="named", letter_secret_arn=key)
    assert set(Application(settings).contacts.ways) == set(Channel)
