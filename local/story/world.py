"""Everybody in the story: the deployed stack, billing's table beside it, and the operator's own command."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

import boto3

from local.endpoint import ADMINISTRATOR
from local.moved_clock import MovedClock
from local.portfolio.billing_system import BillingSystem
from local.portfolio.book import HERE, Portfolio, load_portfolio
from local.stack import LocalStack
from relance.adapters.stack_queues import SqsStackQueues, stack_queue_urls
from relance.cli.application import Operator
from relance.cli.deployment import Deployment
from relance.cli.main import INTERRUPTED
from relance.cli.main import main as relance_command
from relance.cli.output import Screen
from relance.domain.contact import ContactRow
from relance.runtime.settings import settings_from_outputs

PERSON = "Maëlle Jourdain"
SCREEN_WIDTH = 150


class EmbeddedSession(boto3.Session):
    """A session whose clients all lead to the embedded AWS."""

    def __init__(self, url: str, region: str) -> None:
        super().__init__(
            aws_access_key_id=ADMINISTRATOR["aws_access_key_id"],
            aws_secret_access_key=ADMINISTRATOR["aws_secret_access_key"],
            region_name=region,
        )
        self._url = url

    def client(self, service_name: str, *arguments: Any, **options: Any) -> Any:
        """A client of this machine's own AWS."""
        make: Any = super().client
        return make(service_name, *arguments, **{**options, "endpoint_url": self._url})


class MovedDeployment(Deployment):
    """The deployment as the operator's command sees it, at the moved clock's time."""

    moved: MovedClock

    @cached_property
    def clock(self) -> MovedClock:  # type: ignore[override]
        """The story's time."""
        return self.moved


@dataclass
class World:
    """One stack and what surrounds it."""

    stack: LocalStack
    billing: BillingSystem
    portfolio: Portfolio = field(default_factory=load_portfolio)

    @cached_property
    def app(self) -> MovedDeployment:
        """Relance's own parts, reading what is deployed."""
        session = EmbeddedSession(self.stack.endpoint.url, self.stack.region)
        app = MovedDeployment(settings_from_outputs(self.stack.outputs), session)
        object.__setattr__(app, "moved", self.stack.clock)
        return app

    @cached_property
    def operator(self) -> Operator:
        """A person at a terminal."""
        cloudformation = self.stack.client("cloudformation")
        urls = stack_queue_urls(cloudformation, self.stack.name)
        queues = SqsStackQueues(client=self.stack.client("sqs"), urls=lambda: urls)
        return Operator(
            app=self.app,
            queues=queues,
            person=PERSON,
            specimen=self.app.settings.specimen,
            outputs=dict(self.stack.outputs),
        )

    def relance(self, *words: str, refused: bool = False) -> str:
        """Run the `relance` command and return what it printed; it must answer as expected."""
        printed = io.StringIO()
        code = relance_command(
            ["--by", PERSON, *words], connect=lambda _: self.operator, screen=Screen(printed, width=SCREEN_WIDTH)
        )
        if code == INTERRUPTED:  # the command swallowed a Ctrl-C that was meant for the whole story
            raise KeyboardInterrupt
        if bool(code) is not refused:
            raise RuntimeError(f"relance {' '.join(words)} answered {code}: {printed.getvalue()}")
        return printed.getvalue()

    def at(self, moment: datetime) -> None:
        """Move the one clock."""
        self.stack.clock.move_to(moment)

    # ------------------------------------------------------------------------ the machinery

    def deliver_again(self, day: date, rows: list[ContactRow]) -> int:
        """Put a day's messages on both queues once more, twice each, and wait until they are gone."""
        sqs = self.stack.client("sqs")
        for row in rows * 2:
            order: dict[str, Any] = {"account_id": row.account_id, "day": day.isoformat()}
            sqs.send_message(QueueUrl=self.stack.outputs["ContactQueueUrl"], MessageBody=json.dumps(order))
            order["attempt"] = row.attempt
            sqs.send_message(QueueUrl=self.stack.outputs["DispatchQueueUrl"], MessageBody=json.dumps(order))
        self.stack.settled()
        return len(rows) * 4

    @contextmanager
    def paused(self, function: str) -> Iterator[None]:
        """For a moment a function reads neither its queue nor its stream: what comes waits there."""
        awslambda = self.stack.client("lambda")
        found = awslambda.list_event_source_mappings(FunctionName=self.stack.resources[function])
        (mapping,) = found["EventSourceMappings"]
        awslambda.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
        try:
            yield
        finally:
            awslambda.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)

    def spare_the_machine(self) -> None:
        """At most two copies of a function at once: each costs a start, and the machine may have two cores."""
        awslambda = self.stack.client("lambda")
        for mapping in awslambda.list_event_source_mappings()["EventSourceMappings"]:
            if ":sqs:" in mapping["EventSourceArn"]:
                awslambda.update_event_source_mapping(UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": 2})

    def start_anew(self, *functions: str) -> None:
        """The functions' containers are replaced, as Lambda does within hours."""
        awslambda = self.stack.client("lambda")
        for function in functions:
            name = self.stack.resources[function]
            timeout = awslambda.get_function_configuration(FunctionName=name)["Timeout"]
            awslambda.update_function_configuration(FunctionName=name, Timeout=timeout)

    def reconcile(self) -> None:
        """Load the ledger from billing's table, as after a first deployment."""
        self.stack.invoke("ReconcileLedgerFunction", {})
        self.stack.settled()

    def verify_sender(self) -> None:
        """The creditor's domain is allowed to send, as AWS asks before any mail."""
        domain = self.billing.creditor["sender_email"].rpartition("@")[2]
        self.stack.client("sesv2").create_email_identity(EmailIdentity=domain)

    def publish(self, name: str, body: bytes | None = None) -> None:
        """Finance drops a policy; the deployed publication checks it and puts it in force, or the story ends."""
        bucket, s3 = self.stack.outputs["PolicyBucket"], self.stack.client("s3")
        s3.put_object(Bucket=bucket, Key=f"drafts/{name}", Body=body or (HERE / name).read_bytes())
        self.stack.settled()
        s3.head_object(Bucket=bucket, Key=f"published/{name}")
