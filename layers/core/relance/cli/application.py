"""What the commands need of a deployment, and the use cases built on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from relance.adapters.policies.dropping import PolicyDropbox
from relance.adapters.policies.history import PolicyHistory
from relance.domain.carriers import CarrierName
from relance.ports.dead_letters import StackQueues
from relance.ports.ledger import Controls, Ledger, Quarantine
from relance.ports.outside import Clock
from relance.ports.policies import PolicyDesk
from relance.ports.rendering import Renderer
from relance.ports.storage import Archive, Eraser
from relance.service.account.planning import Planning
from relance.service.account.snapshot import SnapshotReader
from relance.service.acts import Acts, Signals
from relance.service.agreements import Agreements
from relance.service.billing.replay_quarantine import QuarantineReplay
from relance.service.contacts.contact_book import ContactBook
from relance.service.contacts.ramp import Ramp
from relance.service.contacts.settling import Settling
from relance.service.costs import Costs
from relance.service.dead_letters import DeadLetters
from relance.service.evidence.dossiers import Dossiers
from relance.service.evidence.erasing import Erasing
from relance.service.explain import Explaining
from relance.service.following.hook_addresses import HookAddresses
from relance.service.following.posted_by_hand import PostedByHand
from relance.service.holds import Holds
from relance.service.identifying import Identifying
from relance.service.preview import Previewing
from relance.service.status import Statuses
from relance.service.switching import Switching
from relance.service.tracked.on_demand import CertificatesOnDemand


class Application(Protocol):
    """The part of runtime.bootstrap.Application that the commands use; a test brings its own, on fakes."""

    @property
    def ledger(self) -> Ledger: ...
    @property
    def controls(self) -> Controls: ...
    @property
    def quarantine(self) -> Quarantine: ...
    @property
    def archive(self) -> Archive: ...
    @property
    def snapshot_reader(self) -> SnapshotReader: ...
    @property
    def planning(self) -> Planning: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def ramp(self) -> Ramp: ...
    @property
    def renderer(self) -> Renderer: ...
    @property
    def case_signals(self) -> Signals: ...
    @property
    def hook_addresses(self) -> HookAddresses: ...
    @property
    def quarantine_replay(self) -> QuarantineReplay: ...
    @property
    def identifying(self) -> Identifying: ...
    @property
    def contact_book(self) -> ContactBook: ...
    @property
    def certificates(self) -> CertificatesOnDemand: ...
    @property
    def posted_by_hand(self) -> PostedByHand: ...
    @property
    def dossiers(self) -> Dossiers: ...
    @property
    def trusted_authorities(self) -> bytes: ...
    @property
    def eraser(self) -> Eraser: ...
    @property
    def policy_desk(self) -> PolicyDesk: ...
    @property
    def policy_dropbox(self) -> PolicyDropbox: ...
    @property
    def policy_history(self) -> PolicyHistory: ...


@dataclass(frozen=True, slots=True)
class Operator:
    """A person at a terminal: one deployment, its queues, and the use cases."""

    app: Application
    queues: StackQueues
    person: str
    specimen: bool
    """Whether the deployment is a sandbox."""
    outputs: Mapping[str, str]
    """The stack's outputs by name."""

    @property
    def previewing(self) -> Previewing:
        """What would go out on a day."""
        a = self.app
        return Previewing(a.ledger, a.controls, a.snapshot_reader, a.planning, a.clock, a.ramp)

    @property
    def explaining(self) -> Explaining:
        """Where an account stands."""
        a = self.app
        return Explaining(a.ledger, a.controls, a.snapshot_reader, a.planning, a.archive, a.clock)

    @property
    def holds(self) -> Holds:
        """Holding and releasing."""
        return Holds(self._acts)

    @property
    def agreements(self) -> Agreements:
        """Instalment plans."""
        return Agreements(self._acts, self.app.renderer)

    @property
    def _acts(self) -> Acts:
        a = self.app
        return Acts(a.ledger, a.snapshot_reader, a.planning, a.archive, a.clock, a.case_signals)

    @property
    def switching(self) -> Switching:
        """Stopping and resuming."""
        return Switching(self.app.controls, self.app.clock)

    @property
    def statuses(self) -> Statuses:
        """The deployment at a glance."""
        a = self.app
        return Statuses(a.ledger, a.controls, a.quarantine, self.queues, a.planning.laws, a.clock)

    @property
    def dossiers(self) -> Dossiers:
        """What proves an account's history."""
        return self.app.dossiers

    @property
    def erasing(self) -> Erasing:
        """Lawful erasure of one file."""
        return Erasing(self._acts, self.app.dossiers.copies, self.app.eraser)

    @property
    def trusted_authorities(self) -> bytes:
        """Whose timestamps are believed, as PEM; empty: nobody's."""
        return self.app.trusted_authorities

    @property
    def settling(self) -> Settling:
        """Contacts of unknown outcome."""
        return Settling(self.app.ledger, self.app.contact_book, self.app.clock)

    @property
    def costs(self) -> Costs:
        """What sending cost."""
        return Costs(self.app.ledger, tuple(CarrierName))

    @property
    def certificates(self) -> CertificatesOnDemand:
        """What is proved of tracked letters."""
        return self.app.certificates

    @property
    def policy_desk(self) -> PolicyDesk:
        """The policies in force."""
        return self.app.policy_desk

    @property
    def policy_dropbox(self) -> PolicyDropbox:
        """Where finance drops drafts."""
        return self.app.policy_dropbox

    @property
    def policy_history(self) -> PolicyHistory:
        """Every version that was in force."""
        return self.app.policy_history

    @property
    def dead_letters(self) -> DeadLetters:
        """Messages that were given up."""
        return DeadLetters(self.queues)


Connect = Callable[[], Operator]
"""Reaches the deployment; what needs none never calls it."""
