"""A deployed application as its operators use it: the composition of the functions, silent on metrics."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from relance.adapters.delivery_events import delivery_fact
from relance.adapters.policies.desk import S3PolicyDesk
from relance.adapters.policies.dropping import PolicyDropbox
from relance.adapters.policies.history import PolicyHistory
from relance.runtime.bootstrap import Application
from relance.runtime.delivery_intake import SOURCE as DELIVERY
from relance.runtime.observability import MetricFigures
from relance.service.billing.replay_quarantine import QuarantineReplay
from relance.service.following.receive_webhook import SOURCE as HOOK

if TYPE_CHECKING:
    from aws_lambda_powertools.metrics import MetricUnit

    from relance.adapters.s3 import S3Archive
    from relance.service.cases.signals import CaseSignals
    from relance.service.contacts.ramp import Ramp
    from relance.service.evidence.dossiers import Dossiers
    from relance.service.following.hook_addresses import HookAddresses
    from relance.service.following.posted_by_hand import PostedByHand
    from relance.service.identifying import Identifying
    from relance.service.tracked.on_demand import CertificatesOnDemand


class NoFigures(MetricFigures):
    """A function's metrics are lines of its log; on a terminal they would be noise."""

    @staticmethod
    def _emit(name: str, unit: MetricUnit, value: float, dimensions: dict[str, str]) -> None:
        del name, unit, value, dimensions


class Deployment(Application):
    """See cli.application.Application."""

    @cached_property
    def figures(self) -> MetricFigures:
        """None at all."""
        return NoFigures()

    @property
    def ramp(self) -> Ramp:
        """The cap of the first days."""
        return self.contacts.ramp

    @property
    def case_signals(self) -> CaseSignals:
        """What wakes waiting cases."""
        return self.cases.signals

    @property
    def hook_addresses(self) -> HookAddresses:
        """Where carriers call."""
        return self.letters.hook_addresses

    @property
    def certificates(self) -> CertificatesOnDemand:
        """What is proved of tracked letters."""
        return self.tracked.on_demand

    @property
    def posted_by_hand(self) -> PostedByHand:
        """What became of letters that people posted."""
        return self.letters.posted_by_hand

    @property
    def identifying(self) -> Identifying:
        """Accounts at carriers, and who sends qualified letters."""
        return self.post.identifying

    @property
    def quarantine_replay(self) -> QuarantineReplay:
        """Refused records, tried again."""
        return QuarantineReplay(
            quarantine=self.quarantine,
            billing=self.billing_book,
            projector=self.invoice_projector,
            clock=self.clock,
            # A call is a hint: the letter that it spoke of is asked after anyway.
            takers={DELIVERY: self._take_delivery, HOOK: lambda _: None},
        )

    @property
    def policy_desk(self) -> S3PolicyDesk:
        """The policies in force."""
        (bucket,) = self.settings.need("policy_bucket")
        return S3PolicyDesk(client=self.clients.s3, bucket=bucket)

    @property
    def policy_dropbox(self) -> PolicyDropbox:
        """Where finance drops drafts."""
        (bucket,) = self.settings.need("policy_bucket")
        return PolicyDropbox(client=self.clients.s3, bucket=bucket)

    @property
    def policy_history(self) -> PolicyHistory:
        """Every version that was in force."""
        (bucket,) = self.settings.need("policy_bucket")
        return PolicyHistory(client=self.clients.s3, bucket=bucket)

    @property
    def dossiers(self) -> Dossiers:
        """What proves an account's history."""
        return self.sealing.dossiers

    @property
    def eraser(self) -> S3Archive:
        """The archive."""
        return self.archive

    @property
    def trusted_authorities(self) -> bytes:
        """Whose timestamps are believed."""
        return self.sealing.verifier().pem

    def _take_delivery(self, body: str) -> None:
        fact = delivery_fact(body)
        if fact is not None:
            self.contacts.delivery_intake.tracker.track(fact)
