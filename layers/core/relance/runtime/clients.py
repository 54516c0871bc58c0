"""AWS clients: one of each, with explicit time-outs. What sends never retries by itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_pinpoint_sms_voice_v2 import PinpointSMSVoiceV2Client
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

PATIENT = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 4})
"""For calls that may be repeated: reads, conditional writes, queueing."""

LINKS = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
"""For addresses that a browser opens: the bucket's own region, and the signature that KMS encryption demands."""

ONCE = Config(connect_timeout=3, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 1})
"""For calls that reach a debtor: a silent retry would be a second letter."""


@dataclass(frozen=True)
class Clients:
    """Built when first asked for, so that a function pays only for what it uses."""

    session: boto3.Session | None = None

    @cached_property
    def _session(self) -> boto3.Session:
        return self.session or boto3.Session()

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        """Tables."""
        return self._session.client("dynamodb", config=PATIENT)

    @cached_property
    def s3(self) -> S3Client:
        """Buckets."""
        return self._session.client("s3", config=PATIENT)

    @cached_property
    def s3_links(self) -> S3Client:
        """Signs addresses; calls nothing."""
        return self._session.client("s3", config=LINKS)

    @cached_property
    def sqs(self) -> SQSClient:
        """Queues."""
        return self._session.client("sqs", config=PATIENT)

    @cached_property
    def stepfunctions(self) -> SFNClient:
        """Executions of cases."""
        return self._session.client("stepfunctions", config=PATIENT)

    @cached_property
    def secretsmanager(self) -> SecretsManagerClient:
        """The approval key."""
        return self._session.client("secretsmanager", config=PATIENT)

    @cached_property
    def cloudformation(self) -> CloudFormationClient:
        """Outputs of the stack, for operators."""
        return self._session.client("cloudformation", config=PATIENT)

    @cached_property
    def awslambda(self) -> LambdaClient:
        """Functions, for operators."""
        return self._session.client("lambda", config=PATIENT)

    @cached_property
    def sesv2(self) -> SESV2Client:
        """Mail; never retried."""
        return self._session.client("sesv2", config=ONCE)

    @cached_property
    def sms_voice(self) -> PinpointSMSVoiceV2Client:
        """Text messages through End User Messaging; never retried."""
        return self._session.client("pinpoint-sms-voice-v2", config=ONCE)

    @cached_property
    def sns(self) -> SNSClient:
        """Text messages; never retried."""
        return self._session.client("sns", config=ONCE)
