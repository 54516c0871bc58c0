"""Finding a deployment by the name of its stack."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from relance.adapters.stack_queues import SqsStackQueues, stack_queue_urls
from relance.cli.application import Operator
from relance.domain.errors import RejectedError
from relance.runtime.settings import settings_from_outputs

if TYPE_CHECKING:
    from boto3.session import Session
    from mypy_boto3_cloudformation import CloudFormationClient


def connect_to_stack(arguments: Namespace) -> Operator:
    """The deployment that the command line names. AWS_ENDPOINT_URL leads to the local one."""
    import boto3

    from relance.cli.deployment import Deployment

    session = boto3.session.Session(profile_name=arguments.profile, region_name=arguments.region)
    if session.region_name is None:
        raise RejectedError("--region : aucune région AWS n'est choisie (ou AWS_DEFAULT_REGION, ou un profil)")
    cloudformation = session.client("cloudformation")
    outputs = stack_outputs(cloudformation, arguments.stack)
    settings = settings_from_outputs(outputs)
    return Operator(
        app=Deployment(settings, session),
        queues=_queues(session, cloudformation, arguments.stack),
        person=arguments.by,
        specimen=settings.specimen,
        outputs=outputs,
    )


def _queues(session: Session, cloudformation: CloudFormationClient, stack: str) -> SqsStackQueues:
    return SqsStackQueues(client=session.client("sqs"), urls=lambda: stack_queue_urls(cloudformation, stack))


def stack_outputs(client: CloudFormationClient, stack: str) -> dict[str, str]:
    """The stack's outputs. Raises RejectedError naming the stack that there is not."""
    from botocore.exceptions import ClientError

    try:
        found = client.describe_stacks(StackName=stack)["Stacks"]
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "ValidationError":
            raise
        raise RejectedError(f"--stack : la pile {stack} n'existe pas dans {client.meta.region_name}") from error
    outputs = found[0].get("Outputs", [])
    return {output["OutputKey"]: output["OutputValue"] for output in outputs}
