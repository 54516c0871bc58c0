"""A creditor's deployment in memory, for the use cases of its people. It is Monday 2 February 2026, 08:30 in Paris."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any

import boto3

from relance.adapters.holidays_fr import FrenchHolidays
from relance.adapters.hooks import HmacHookKeys, hook_address
from relance.adapters.policies.desk import S3PolicyDesk
from relance.adapters.policies.dropping import PolicyDropbox
from relance.adapters.policies.history import PolicyHistory
from relance.adapters.rendering.certificate.writer import PdfCertificates
from relance.domain.account import Hold, HoldKind
from relance.domain.calendar import WorkingCalendar
from relance.domain.delivery import DeliveryStatus
from relance.domain.pauses import Limits
from relance.domain.record import AccountRecord, LedgerInvoice, Seen, SendingSwitch
from relance.service.account.planning import Planning
from relance.service.account.snapshot import SnapshotReader
from relance.service.acts import Acts
from relance.service.billing.project_invoice import InvoiceProjector
from relance.service.billing.replay_quarantine import QuarantineReplay
from relance.service.contacts.contact_book import ContactBook
from relance.service.contacts.ramp import Ramp
from relance.service.evidence.dossiers import Dossiers
from relance.service.following.hook_addresses import HookAddresses
from relance.service.following.keeping_proofs import KeepProofs
from relance.service.following.posted_by_hand import PostedByHand
from relance.service.following.track_delivery import TrackDelivery
from relance.service.identifying import Identifying
from relance.service.tracked.certifying import Certifying
from relance.service.tracked.depositing import Depositing, Proving
from relance.service.tracked.on_demand import CertificatesOnDemand
from relance.service.tracked.recording import TrackedFacts
from tests.builders import creditor, customer_item
from tests.fakes.billing import InMemoryBillingBook
from tests.fakes.carrier import FakeCarriers, FakeSessions
from tests.fakes.clock import MovableClock
from tests.fakes.dossiers import InMemoryLedgerCopies
from tests.fakes.figures import RecordingFigures
from tests.fakes.ledger import InMemoryControls, InMemoryLedger, InMemoryQuarantine
from tests.fakes.plans import FakePlans
from tests.fakes.sealing import InMemorySealBook
from tests.fakes.stamps import InMemoryVerifier
from tests.fakes.storage import InMemoryArchive, InMemoryDocuments, InMemoryEvidence
from tests.world import PlainRenderer

MONDAY = date(2026, 2, 2)
POLICIES = "policies"
"""A bucket that a test makes inside `mock_aws`."""


@dataclass
class RecordingSignals:
    """Remembers which accounts' cases were told that something changed."""

    told: list[tuple[str, date]] = field(default_factory=list)

    def facts_changed(self, account_id: str, day: date) -> None:
        self.told.append((account_id, day))

    def notice_moved(self, account_id: str, case_id: str, status: DeliveryStatus, at: datetime) -> None:
        self.told.append((account_id, at.date()))


@dataclass
class DeskWorld:
    """Has the attributes that the operators' command asks of an application."""

    ledger: InMemoryLedger = field(default_factory=InMemoryLedger)
    controls: InMemoryControls = field(default_factory=InMemoryControls)
    quarantine: InMemoryQuarantine = field(default_factory=InMemoryQuarantine)
    billing: InMemoryBillingBook = field(default_factory=InMemoryBillingBook)
    archive: InMemoryArchive = field(default_factory=InMemoryArchive)
    documents: InMemoryDocuments = field(default_factory=InMemoryDocuments)
    evidence: InMemoryEvidence = field(default_factory=InMemoryEvidence)
    seals: InMemorySealBook = field(default_factory=InMemorySealBook)
    trusted_authorities: bytes = b""
    plans: FakePlans = field(default_factory=FakePlans)
    clock: MovableClock = field(default_factory=lambda: MovableClock.paris(MONDAY))
    case_signals: RecordingSignals = field(default_factory=RecordingSignals)
    ramp: Ramp = field(default_factory=Ramp)
    carriers: FakeCarriers = field(default_factory=lambda: FakeCarriers({}))
    sessions: FakeSessions = field(default_factory=FakeSessions)
    hooked: tuple[str, ...] = ()
    """The carriers that call us."""

    @property
    def snapshot_reader(self) -> SnapshotReader:
        return SnapshotReader(self.ledger, self.billing)

    @property
    def contact_book(self) -> ContactBook:
        return ContactBook(self.ledger, self.archive, self.snapshot_reader, self.planning)

    @property
    def policy_desk(self) -> S3PolicyDesk:
        return S3PolicyDesk(client=boto3.client("s3"), bucket=POLICIES)

    @property
    def policy_dropbox(self) -> PolicyDropbox:
        return PolicyDropbox(client=boto3.client("s3"), bucket=POLICIES)

    @property
    def policy_history(self) -> PolicyHistory:
        return PolicyHistory(client=boto3.client("s3"), bucket=POLICIES)

    @property
    def identifying(self) -> Identifying:
        return Identifying(self.carriers, self.sessions)

    @property
    def hook_addresses(self) -> HookAddresses:
        keys = HmacHookKeys(b"a secret of the deployment")
        return HookAddresses(self.carriers, tuple(self.hooked), partial(hook_address, "https://hooks.example", keys))

    @property
    def quarantine_replay(self) -> QuarantineReplay:
        projector = InvoiceProjector(
            self.ledger,
            self.billing,
            self.planning,
            self.quarantine,
            self.controls,
            self.case_signals,
            RecordingFigures(),
            self.clock,
        )
        return QuarantineReplay(self.quarantine, self.billing, projector, self.clock)

    @property
    def dossiers(self) -> Dossiers:
        copies = InMemoryLedgerCopies(self.ledger)
        return Dossiers(copies, self.archive, self.evidence, self.seals, InMemoryVerifier(), self.clock)

    @property
    def eraser(self) -> InMemoryArchive:
        return self.archive

    @property
    def planning(self) -> Planning:
        return Planning(self.plans, self.plans, WorkingCalendar(FrenchHolidays()), self.documents, Limits())

    @property
    def certificates(self) -> CertificatesOnDemand:
        depositing = Depositing(self.archive, Proving(self.evidence, None))
        certifying = Certifying(TrackedFacts(self.ledger), depositing, PdfCertificates(creditor=creditor))
        return CertificatesOnDemand(certifying, self.clock)

    @property
    def posted_by_hand(self) -> PostedByHand:
        figures = RecordingFigures()
        tracker = TrackDelivery(self.ledger, self.contact_book, self.clock, figures)
        proofs = KeepProofs(self.ledger, self.evidence, self.clock, figures)
        return PostedByHand(self.ledger, tracker, proofs, self.case_signals, self.clock)

    @property
    def acts(self) -> Acts:
        return Acts(self.ledger, self.snapshot_reader, self.planning, self.archive, self.clock, self.case_signals)

    @property
    def renderer(self) -> PlainRenderer:
        return PlainRenderer()

    def account(
        self,
        *invoices: dict[str, Any],
        customer: dict[str, Any] | None = None,
        next_day: date | None = MONDAY,
        **changes: Any,
    ) -> AccountRecord:
        """Billing's items, in its table and seen by the ledger."""
        debtor = customer or customer_item()
        self.billing.put_all([debtor, *invoices])
        facts = self.billing.partition(debtor["customer_id"])
        assert facts.customer is not None
        assert not facts.invalid
        seen = {key: LedgerInvoice(Seen(i, "", i.issued_on)) for key, i in facts.invoices.items()}
        before = self.ledger.load(debtor["customer_id"])
        wanted = replace(before, customer=Seen(facts.customer), invoices=seen, next_day=next_day, **changes)
        return self.ledger.commit(before, wanted)

    def change(self, account_id: str = "C-1", **changes: Any) -> AccountRecord:
        """What the ledger learned since."""
        before = self.ledger.load(account_id)
        return self.ledger.commit(before, replace(before, **changes))

    def go_live(self, on: date = date(2026, 1, 5)) -> None:
        """Sending was switched on some weeks ago."""
        self.controls.switch(SendingSwitch(on=True, by="anne", reason="", at=self.clock.now(), live_since=on))


def hold(reason: str = "réclamation", *, until: date | None = None, since: date = MONDAY) -> Hold:
    return Hold(reason, "anne", since, until, HoldKind.MANUAL)
