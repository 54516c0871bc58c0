"""Finding a deployment by the name of its stack."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from relance.adapters.stack_queues import stack_queue_urls
from relance.cli.stack import connect_to_stack, stack_outputs
from relance.domain.errors import RejectedError
from relance.runtime.settings import settings_from_outputs


@pytest.fixture
def cloudformation() -> Iterator[tuple[Any, Stubber]]:
    client = boto3.client("cloudformation", region_name="eu-west-3")
    with Stubber(client) as stub:
        yield client, stub


def test_outputs_become_settings(cloudformation: tuple[Any, Stubber]) -> None:
    client, stub = cloudformation
    outputs = [
        {"OutputKey": "LedgerTable", "OutputValue": "relance-LedgerTable-1A2B"},
        {"OutputKey": "ContactQueueUrl", "OutputValue": "https://sqs.eu-west-3.amazonaws.com/1/relance-ContactQueue"},
        {"OutputKey": "Stage", "OutputValue": "production"},
    ]
    stack = {"StackName": "relance", "CreationTime": "2026-01-05", "StackStatus": "CREATE_COMPLETE", "Outputs": outputs}
    stub.add_response("describe_stacks", {"Stacks": [stack]}, {"StackName": "relance"})

    settings = settings_from_outputs(stack_outputs(client, "relance"))

    assert settings.ledger_table == "relance-LedgerTable-1A2B"
    assert settings.contact_queue_url.endswith("/relance-ContactQueue")
    assert not settings.specimen


def test_a_stack_that_is_not_there_is_named_with_its_region(cloudformation: tuple[Any, Stubber]) -> None:
    client, stub = cloudformation
    stub.add_client_error("describe_stacks", "ValidationError", "Stack with id relanse does not exist")

    with pytest.raises(RejectedError, match="--stack : la pile relanse n'existe pas dans eu-west-3"):
        stack_outputs(client, "relanse")


def test_queues_are_found_among_the_stack_s_resources(cloudformation: tuple[Any, Stubber]) -> None:
    client, stub = cloudformation
    stub.add_response(
        "list_stack_resources",
        {
            "StackResourceSummaries": [
                resource("ContactQueue", "AWS::SQS::Queue", "https://sqs/1/relance-ContactQueue-1"),
                resource("LedgerTable", "AWS::DynamoDB::Table", "relance-LedgerTable-1"),
            ]
        },
        {"StackName": "relance"},
    )

    assert stack_queue_urls(client, "relance") == {"ContactQueue": "https://sqs/1/relance-ContactQueue-1"}


def test_without_a_region_the_answer_says_where_to_name_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.delenv("AWS_REGION")

    with pytest.raises(RejectedError, match="--region : aucune région AWS n'est choisie"):
        connect_to_stack(Namespace(profile=None, region=None, stack="relance", by="anne"))


def resource(name: str, kind: str, physical: str) -> dict[str, Any]:
    return {
        "LogicalResourceId": name,
        "PhysicalResourceId": physical,
        "ResourceType": kind,
        "LastUpdatedTimestamp": "2026-01-05",
        "ResourceStatus": "CREATE_COMPLETE",
    }
