"""The keys of the letters' links, on a Secrets Manager of the same contract."""

from __future__ import annotations

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from relance.adapters.letters.keys import letter_keys
from relance.domain.errors import TransientError


@mock_aws
def test_the_key_that_signs_comes_first_and_the_one_that_it_replaced_second() -> None:
    client = boto3.client("secretsmanager")
    secret = client.create_secret(Name="letter-key", SecretString="first" * 10)["ARN"]
    assert letter_keys(client, secret) == (b"first" * 10,)
    client.put_secret_value(SecretId=secret, SecretString="second" * 10)
    assert letter_keys(client, secret) == (b"second" * 10, b"first" * 10)
    client.put_secret_value(SecretId=secret, SecretString="third" * 10)
    assert letter_keys(client, secret) == (b"third" * 10, b"second" * 10)


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalServiceError"])
def test_a_store_that_does_not_answer_now_may_answer_later(code: str) -> None:
    client = boto3.client("secretsmanager", aws_access_key_id="x", aws_secret_access_key="x")
    with Stubber(client) as stubbed:
        stubbed.add_client_error("get_secret_value", code)
        with pytest.raises(TransientError, match=f"letter key: {code}"):
            letter_keys(client, "letter-key")
