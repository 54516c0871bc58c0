"""The composition root: every concrete class is named here, built on first use and kept for the container's life."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from relance.domain.calendar import SendingHours, WorkingCalendar
from relance.domain.pauses import Limits
from relance.runtime.clock import SystemClock
from relance.runtime.observability import MetricFigures
from relance.runtime.settings import Settings, settings_from_environment
from relance.service.contact_book import ContactBook
from relance.service.planning import Planning
from relance.service.snapshot import SnapshotReader

if TYPE_CHECKING:
    import boto3

    from relance.adapters.billing.table import DynamoDBBillingBook
    from relance.adapters.dynamodb.controls import DynamoDBControls
    from relance.adapters.dynamodb.ledger import DynamoDBLedger
    from relance.adapters.dynamodb.quarantine import DynamoDBQuarantine
    from relance.adapters.mail.mime import MimeComposer
    from relance.adapters.mail.ses import SesMailer
    from relance.adapters.policies.published import PublishedPolicies
    from relance.adapters.rendering.renderer import PolicyRenderer
    from relance.adapters.s3 import S3Archive, S3Documents
    from relance.adapters.sms import SnsTexter
    from relance.adapters.sqs import SqsContactQueue, SqsDispatchQueue
    from relance.runtime.cases import Cases
    from relance.runtime.clients import Clients
    from relance.runtime.contacts import Contacts
    from relance.service.measure_receivables import ReceivablesMeter
    from relance.service.project_invoice import InvoiceProjector
    from relance.service.publish_policy import PublishPolicy
    from relance.service.reconcile_ledger import LedgerReconciler


@dataclass(frozen=True)
class Application:
    """Everything a function or the operators' command needs. A function pays only for what it uses."""

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
    def calendar(self) -> WorkingCalendar:
        """French working days."""
        from relance.adapters.holidays_fr import FrenchHolidays

        return WorkingCalendar(FrenchHolidays())

    @cached_property
    def hours(self) -> SendingHours:
        """The sending hours."""
        return SendingHours(*self.settings.opening)

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
    def policies(self) -> PublishedPolicies:
        """Plans, texts and the creditor in force."""
        from relance.adapters.policies.published import PublishedPolicies

        (bucket,) = self.settings.need("policy_bucket")
        return PublishedPolicies(self.clients.s3, bucket, monotonic=time.monotonic)

    @cached_property
    def snapshot_reader(self) -> SnapshotReader:
        """Accounts as they stand."""
        return SnapshotReader(self.ledger, self.billing_book)

    @cached_property
    def planning(self) -> Planning:
        """The daily decision."""
        limits = Limits(
            days_between=int(self.settings.days_between_contacts),
            in_thirty_days=int(self.settings.contacts_in_thirty_days),
        )
        return Planning(self.policies, self.policies, self.calendar, self.documents, limits)

    @cached_property
    def contact_book(self) -> ContactBook:
        """Contacts and their states."""
        return ContactBook(self.ledger, self.archive, self.snapshot_reader, self.planning)

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

    @cached_property
    def renderer(self) -> PolicyRenderer:
        """Letters, mails and text messages."""
        from relance.adapters.rendering.renderer import PolicyRenderer

        policies = self.policies
        return PolicyRenderer(
            creditor=policies.creditor,
            texts=policies.texts,
            specimen=self.settings.specimen,
            postal=policies.postal,
        )

    @cached_property
    def composer(self) -> MimeComposer:
        """Mails as MIME."""
        from relance.adapters.mail.mime import MimeComposer

        return MimeComposer(creditor=self.policies.creditor)

    @cached_property
    def mailer(self) -> SesMailer:
        """Mails out."""
        from relance.adapters.mail.ses import SesMailer

        (configuration_set,) = self.settings.need("configuration_set")
        return SesMailer(client=self.clients.sesv2, configuration_set=configuration_set)

    @cached_property
    def texter(self) -> SnsTexter:
        """Text messages out."""
        from relance.adapters.sms import SnsTexter

        return SnsTexter(client=self.clients.sns, creditor=self.policies.creditor)

    @cached_property
    def contacts(self) -> Contacts:
        """The daily path."""
        from relance.runtime.contacts import Contacts

        return Contacts(self)

    @cached_property
    def cases(self) -> Cases:
        """The road of a case."""
        from relance.runtime.cases import Cases

        return Cases(self)

    @cached_property
    def invoice_projector(self) -> InvoiceProjector:
        """Billing's changes into the ledger."""
        from relance.service.project_invoice import InvoiceProjector

        return InvoiceProjector(
            ledger=self.ledger,
            billing=self.billing_book,
            planning=self.planning,
            quarantine=self.quarantine,
            controls=self.controls,
            signals=self.cases.signals,
            figures=self.figures,
            clock=self.clock,
        )

    @cached_property
    def ledger_reconciler(self) -> LedgerReconciler:
        """The whole invoice table against the ledger."""
        from relance.adapters.billing.reconcile_tasks import SqsReconcileQueue
        from relance.service.reconcile_ledger import LedgerReconciler

        (url,) = self.settings.need("reconcile_queue_url")
        queue = SqsReconcileQueue(client=self.clients.sqs, queue_url=url)
        return LedgerReconciler(self.ledger, self.billing_book, self.invoice_projector, queue, self.figures)

    @cached_property
    def publish_policy(self) -> PublishPolicy:
        """What finance drops, judged and put in force."""
        from relance.adapters.policies.desk import S3PolicyDesk
        from relance.adapters.rendering.trial import PolicyTrial
        from relance.service.publish_policy import PublishPolicy

        (bucket,) = self.settings.need("policy_bucket")
        return PublishPolicy(S3PolicyDesk(client=self.clients.s3, bucket=bucket), PolicyTrial())

    @cached_property
    def receivables_meter(self) -> ReceivablesMeter:
        """The figures of the day."""
        from relance.service.measure_receivables import ReceivablesMeter

        return ReceivablesMeter(
            self.ledger, self.snapshot_reader, self.quarantine, self.controls, self.clock, self.figures, self.policies
        )


@cache
def application() -> Application:
    """The one of this container, from its environment."""
    return Application(settings_from_environment())
