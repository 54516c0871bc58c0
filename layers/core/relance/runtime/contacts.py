"""The composition of the daily path: planning, preparing, dispatching, tracking, sweeping."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from relance.domain.channels import LETTERS, Channel

if TYPE_CHECKING:
    from relance.runtime.bootstrap import Application
    from relance.runtime.delivery_intake import DeliveryIntake
    from relance.service.contacts.dispatch_contact import DispatchContact
    from relance.service.contacts.plan_day import PlanDay
    from relance.service.contacts.prepare_contact import PrepareContact
    from relance.service.contacts.ramp import Ramp
    from relance.service.contacts.sweep_contacts import SweepContacts
    from relance.service.sending.sending_messages import Diversion
    from relance.service.sending.ways import Way


@dataclass(frozen=True)
class Contacts:
    """Built on first use, from the application's common parts."""

    app: Application

    @cached_property
    def plan_day(self) -> PlanDay:
        """The morning's work list."""
        from relance.service.contacts.plan_day import PlanDay

        return PlanDay(self.app.ledger, self.app.contact_queue)

    @cached_property
    def ramp(self) -> Ramp:
        """The cap of the first days."""
        from relance.service.contacts.ramp import Ramp

        settings = self.app.settings
        return Ramp(int(settings.ramp_days), int(settings.ramp_contacts_per_day))

    @cached_property
    def prepare_contact(self) -> PrepareContact:
        """Decide, reserve, write."""
        from relance.service.contacts.prepare_contact import PrepareContact

        app = self.app
        return PrepareContact(
            ledger=app.ledger,
            controls=app.controls,
            reader=app.snapshot_reader,
            planning=app.planning,
            book=app.contact_book,
            archive=app.archive,
            renderer=app.renderer,
            queue=app.dispatch_queue,
            cases=app.cases.open_case,
            waker=app.cases.signals,
            clock=app.clock,
            figures=app.figures,
            hours=app.hours,
            ramp=self.ramp,
        )

    @cached_property
    def dispatch_contact(self) -> DispatchContact:
        """Decide again, send once."""
        from relance.service.contacts.dispatch_contact import DispatchContact

        app = self.app
        return DispatchContact(
            ledger=app.ledger,
            controls=app.controls,
            reader=app.snapshot_reader,
            planning=app.planning,
            book=app.contact_book,
            renderer=app.renderer,
            ways=self.ways,
            clock=app.clock,
            figures=app.figures,
            hours=app.hours,
        )

    @cached_property
    def ways(self) -> dict[Channel, Way]:
        """The ways out, by channel."""
        from relance.service.sending.enclosing import Enclosing
        from relance.service.sending.sending_messages import Mails, Texts

        app = self.app
        enclosing = Enclosing(app.documents)
        mails = Mails(
            archive=app.archive,
            enclosing=enclosing,
            renderer=app.renderer,
            composer=app.composer,
            mailer=app.mailer,
            clock=app.clock,
            figures=app.figures,
            diversion=self.diversion,
        )
        texts = Texts(app.archive, app.renderer, app.texter, app.clock, self.diversion)
        ways: dict[Channel, Way] = dict.fromkeys(LETTERS, app.post.letters)
        return ways | {Channel.EMAIL: mails, Channel.SMS: texts, Channel.TRACKED: app.tracked.notices}

    @property
    def diversion(self) -> Diversion | None:
        """Where a sandbox sends everything."""
        from relance.service.sending.sending_messages import Diversion

        settings = self.app.settings
        return Diversion(settings.sandbox_recipient, settings.sandbox_mobile) if settings.specimen else None

    @cached_property
    def delivery_intake(self) -> DeliveryIntake:
        """What the providers say."""
        from relance.runtime.delivery_intake import DeliveryIntake
        from relance.service.following.track_delivery import TrackDelivery

        app = self.app
        tracker = TrackDelivery(app.ledger, app.contact_book, app.clock, app.figures)
        return DeliveryIntake(tracker, app.quarantine, app.clock, app.figures)

    @cached_property
    def sweep_contacts(self) -> SweepContacts:
        """What stands still."""
        from relance.service.contacts.sweep_contacts import SweepContacts

        app = self.app
        return SweepContacts(app.ledger, app.contact_book, app.contact_queue, app.post.settling, app.clock, app.figures)
