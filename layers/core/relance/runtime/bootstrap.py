"""The composition root: every concrete class is named here, built on first use and kept for the container's life."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from relance.domain.calendar import SendingHours, WorkingCalendar
from relance.domain.pauses import Limits
from relance.runtime.settings import END_USER_MESSAGING, settings_from_environment
from relance.runtime.stores import Stores
from relance.service.account.planning import Planning
from relance.service.account.snapshot import SnapshotReader
from relance.service.contacts.contact_book import ContactBook

if TYPE_CHECKING:
    from relance.adapters.mail.mime import MimeComposer
    from relance.adapters.mail.ses import SesMailer
    from relance.adapters.rendering.renderer import PolicyRenderer
    from relance.adapters.timestamps import HttpStamper
    from relance.ports.messaging import Texter
    from relance.runtime.cases import Cases
    from relance.runtime.contacts import Contacts
    from relance.runtime.letters import Letters
    from relance.runtime.post import Post
    from relance.runtime.sealing import Sealing
    from relance.runtime.tracked import Tracked
    from relance.service.billing.project_invoice import InvoiceProjector
    from relance.service.billing.reconcile_ledger import LedgerReconciler
    from relance.service.measure_receivables import ReceivablesMeter
    from relance.service.publish_policy import PublishPolicy


@dataclass(frozen=True)
class Application(Stores):
    """Everything a function or the operators' command needs. A function pays only for what it uses."""

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
    def texter(self) -> Texter:
        """Text messages out, through whom the deployment chose."""
        if self.settings.sms_through == END_USER_MESSAGING:
            from relance.adapters.sms.end_user_messaging import EumTexter

            identity, deployment = self.settings.need("sms_origination_identity", "configuration_set")
            return EumTexter(self.clients.sms_voice, identity, self.settings.sms_configuration_set, deployment)
        from relance.adapters.sms.sns import SnsTexter

        return SnsTexter(client=self.clients.sns, creditor=self.policies.creditor)

    @cached_property
    def contacts(self) -> Contacts:
        """The daily path."""
        from relance.runtime.contacts import Contacts

        return Contacts(self)

    @cached_property
    def post(self) -> Post:
        """Letters through carriers."""
        from relance.runtime.post import Post

        return Post(self)

    @cached_property
    def letters(self) -> Letters:
        """What becomes of them."""
        from relance.runtime.letters import Letters

        return Letters(self)

    @cached_property
    def tracked(self) -> Tracked:
        """Our own tracked letter."""
        from relance.runtime.tracked import Tracked

        return Tracked(self)

    @cached_property
    def cases(self) -> Cases:
        """The road of a case."""
        from relance.runtime.cases import Cases

        return Cases(self)

    @cached_property
    def sealing(self) -> Sealing:
        """Timestamps and seals."""
        from relance.runtime.sealing import Sealing

        return Sealing(self)

    @property
    def stamper(self) -> HttpStamper | None:
        """The timestamp authority; None where the deployment names none."""
        return self.sealing.stamper

    @cached_property
    def invoice_projector(self) -> InvoiceProjector:
        """Billing's changes into the ledger."""
        from relance.service.billing.project_invoice import InvoiceProjector

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
        from relance.service.billing.reconcile_ledger import LedgerReconciler

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
            self.ledger,
            self.snapshot_reader,
            self.quarantine,
            self.controls,
            self.clock,
            self.figures,
            self.policies,
            self.sealing.book,
        )


@cache
def application() -> Application:
    """The one of this container, from its environment."""
    return Application(settings_from_environment())
