"""What stands outside: clocks, tables, buckets and queues, each built on first use from the settings."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from relance.runtime.clock import SystemClock
from relance.runtime.observability import MetricFigures
from relance.runtime.settings import Settings

if TYPE_CHECKING:
    import boto3

    from relance.adapters.billing.table import DynamoDBBillingBook
    from relance.adapters.dynamodb.controls import DynamoDBControls
    from relance.adapters.dynamodb.ledger import DynamoDBLedger
    from relance.adapters.dynamodb.quarantine import DynamoDBQuarantine
    from relance.adapters.evidence import S3Evidence
    from relance.adapters.policies.published import PublishedPolicies
    from relance.adapters.s3 import S3Archive, S3Documents
    from relance.adapters.sqs import SqsContactQueue, SqsDispatchQueue
    from relance.runtime.clients import Clients


@dataclass(frozen=True)
class Stores:
    """Kept for the container's life."""

    settings: Settings
    session: boto3.Session | None = None

    @cached_property
    def clients(self) -> Clients:
        """AWS clients with explicit time-outs and retries."""
        from relance.runtime.clients import Clients

        return Clients(self.session)

    @cached_property
    def clock(self) -> SystemClock:
        """The machine's time."""
        return SystemClock()

    @cached_property
    def figures(self) -> MetricFigures:
        """Metrics in the log."""
        return MetricFigures()

    @cached_property
    def ledger(self) -> DynamoDBLedger:
        """Our own record."""
        from relance.adapters.dynamodb.ledger import DynamoDBLedger

        (table,) = self.settings.need("ledger_table")
        return DynamoDBLedger(client=self.clients.dynamodb, table_name=table)

    @cached_property
    def controls(self) -> DynamoDBControls:
        """The sending switch and the age of billing's data."""
        from relance.adapters.dynamodb.controls import DynamoDBControls

        (table,) = self.settings.need("ledger_table")
        return DynamoDBControls(client=self.clients.dynamodb, table_name=table)

    @cached_property
    def quarantine(self) -> DynamoDBQuarantine:
        """Records that could not be taken."""
        from relance.adapters.dynamodb.quarantine import DynamoDBQuarantine

        (table,) = self.settings.need("ledger_table")
        return DynamoDBQuarantine(client=self.clients.dynamodb, table_name=table)

    @cached_property
    def billing_book(self) -> DynamoDBBillingBook:
        """Billing's table."""
        from relance.adapters.billing.table import DynamoDBBillingBook

        (table,) = self.settings.need("invoice_table")
        return DynamoDBBillingBook(client=self.clients.dynamodb, table_name=table)

    @cached_property
    def documents(self) -> S3Documents:
        """Billing's documents."""
        from relance.adapters.s3 import S3Documents

        (bucket,) = self.settings.need("documents_bucket")
        return S3Documents(client=self.clients.s3, bucket=bucket)

    @cached_property
    def archive(self) -> S3Archive:
        """Our letters and messages."""
        from relance.adapters.s3 import S3Archive

        (bucket,) = self.settings.need("archive_bucket")
        return S3Archive(client=self.clients.s3, bucket=bucket)

    @cached_property
    def evidence(self) -> S3Evidence:
        """Proofs, under Object Lock."""
        from relance.adapters.evidence import S3Evidence

        (bucket,) = self.settings.need("evidence_bucket")
        return S3Evidence(client=self.clients.s3, bucket=bucket)

    @cached_property
    def policies(self) -> PublishedPolicies:
        """Plans, texts and the creditor in force."""
        from relance.adapters.policies.published import PublishedPolicies

        (bucket,) = self.settings.need("policy_bucket")
        return PublishedPolicies(self.clients.s3, bucket, monotonic=time.monotonic)

    @cached_property
    def contact_queue(self) -> SqsContactQueue:
        """Accounts to look at."""
        from relance.adapters.sqs import SqsContactQueue

        (url,) = self.settings.need("contact_queue_url")
        return SqsContactQueue(client=self.clients.sqs, queue_url=url)

    @cached_property
    def dispatch_queue(self) -> SqsDispatchQueue:
        """Contacts ready to go."""
        from relance.adapters.sqs import SqsDispatchQueue

        (url,) = self.settings.need("dispatch_queue_url")
        return SqsDispatchQueue(client=self.clients.sqs, queue_url=url)
