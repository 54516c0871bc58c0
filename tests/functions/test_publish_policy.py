"""The function that puts finance's drafts in force, on its own sample event."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from functions.publish_policy.handler import lambda_handler
from relance.adapters.policies.shipped import shipped_files
from relance.runtime import bootstrap
from relance.runtime.settings import Settings

BUCKET = "relance-policies"
PLAN = "plans/standard.toml"


@dataclass
class Context:
    """What Lambda tells a function of its own invocation."""

    function_name: str = "PublishPolicy"
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws:lambda:eu-west-3:123456789012:function:PublishPolicy"
    aws_request_id: str = "request-1"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        application = bootstrap.Application(Settings(policy_bucket=BUCKET))
        monkeypatch.setattr(bootstrap, "application", lambda: application)
        yield client


def event(key: str = f"drafts/{PLAN}") -> dict[str, Any]:
    body: dict[str, Any] = json.loads(Path("events/publish_policy.json").read_text("utf-8"))
    body["Records"][0]["s3"]["object"]["key"] = key
    return body


def handle(payload: dict[str, Any]) -> dict[str, str]:
    context: Any = Context()
    return lambda_handler(payload, context)


def test_a_dropped_plan_is_put_in_force(bucket: Any) -> None:
    bucket.put_object(Bucket=BUCKET, Key=f"drafts/{PLAN}", Body=shipped_files()[PLAN])
    assert handle(event()) == {f"drafts/{PLAN}": "ACCEPTED"}
    published = bucket.get_object(Bucket=BUCKET, Key=f"published/{PLAN}")["Body"].read()
    assert published == shipped_files()[PLAN]


def test_a_bad_plan_gets_its_answer_beside_it(bucket: Any) -> None:
    bucket.put_object(Bucket=BUCKET, Key=f"drafts/{PLAN}", Body=b"title = 3")
    assert handle(event()) == {f"drafts/{PLAN}": "REFUSED"}
    names = [entry["Key"] for entry in bucket.list_objects_v2(Bucket=BUCKET)["Contents"]]
    assert names == [f"drafts/{PLAN}", f"drafts/{PLAN}.refused.txt"]


def test_the_answers_own_event_is_passed_over(bucket: Any) -> None:
    assert handle(event(f"drafts/{PLAN}.refused.txt")) == {f"drafts/{PLAN}.refused.txt": "IGNORED"}


def test_a_name_with_spaces_and_accents_arrives_as_it_was_dropped(bucket: Any) -> None:
    bucket.put_object(Bucket=BUCKET, Key="drafts/plans/plan été.toml", Body=shipped_files()[PLAN])
    assert handle(event("drafts/plans/plan+%C3%A9t%C3%A9.toml")) == {"drafts/plans/plan été.toml": "REFUSED"}
