"""A whole Relance in memory: billing writes, days pass, contacts are prepared and dispatched, mails go to a pile.

The world plays the queues faithfully to their worst: every message can be delivered twice, late or after a crash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any

from relance.adapters.holidays_fr import FrenchHolidays
from relance.domain.calendar import SendingHours, WorkingCalendar
from relance.domain.channels import LETTERS, Channel, Offers
from relance.domain.contact import ContactRow
from relance.domain.decision import Escalate
from relance.domain.errors import TransientError
from relance.domain.pauses import Limits
from relance.domain.record import AccountRecord, SendingSwitch
from relance.domain.statement import Statement
from relance.ports.carriers import Carriers
from relance.ports.messaging import ContactOrder, DispatchOrder, MailDraft, Mime
from relance.ports.rendering import InvoiceFile, RenderedMail, RenderedSms, Renderer
from relance.service.account.planning import Planning
from relance.service.account.snapshot import Snapshot, SnapshotReader
from relance.service.contacts.contact_book import ContactBook
from relance.service.contacts.dispatch_contact import DispatchContact
from relance.service.contacts.plan_day import PlanDay
from relance.service.contacts.prepare_contact import PrepareContact
from relance.service.contacts.ramp import Ramp
from relance.service.contacts.settling_letters import SettlingLetters
from relance.service.contacts.sweep_contacts import SweepContacts
from relance.service.following.track_delivery import TrackDelivery
from relance.service.sending.consigning import Consigning
from relance.service.sending.enclosing import Enclosing
from relance.service.sending.posting import Posting
from relance.service.sending.sending_letters import Letters
from relance.service.sending.sending_messages import Diversion, Mails, Texts
from relance.service.sending.ways import Way
from tests.builders import creditor
from tests.fakes.billing import InMemoryBillingBook
from tests.fakes.carrier import FakeCarrier, FakeCarriers, FakePreflight
from tests.fakes.clock import MovableClock
from tests.fakes.figures import RecordingFigures
from tests.fakes.ledger import InMemoryControls, InMemoryLedger
from tests.fakes.plans import FakePlans
from tests.fakes.queues import InMemoryContactQueue, InMemoryDispatchQueue
from tests.fakes.storage import InMemoryArchive, InMemoryDocuments

MONDAY = date(2026, 2, 2)
"""Three days after the default invoice's due date: the first reminder's day."""


class PlainRenderer:
    """Letters as plain text that starts like a PDF; enough to follow bytes through the system."""

    def letter(self, statement: Statement, *, reference: str, copies: Sequence[InvoiceFile] = ()) -> bytes:
        return f"%PDF- {reference} {statement.document} {statement.hash}".encode()

    def mail(self, statement: Statement, *, reference: str) -> RenderedMail:
        subject, text = f"Facture {statement.lines[0].invoice_id}", statement.document
        language = "en" if statement.debtor.language == "en" else "fr"
        return RenderedMail(subject, f"<p>{text}</p>", text, language)

    def sms(self, statement: Statement, *, reference: str) -> RenderedSms:
        return RenderedSms(f"Facture {statement.lines[0].invoice_id}", 1)


class PlainComposer:
    """A mail as its parts one after the other."""

    def compose(self, draft: MailDraft, *, reference: str, day: date) -> Mime:
        parts = {"text": draft.text.encode(), **{a.name: a.body for a in draft.attachments}}
        raw = b"\n".join([draft.to.encode(), draft.subject.encode(), *parts.values()])
        return Mime(draft.to, raw, {name: hashlib.sha256(body).hexdigest() for name, body in parts.items()})


@dataclass
class Post:
    """What really left: one entry for each call that the provider accepted."""

    mails: list[tuple[str, str]] = field(default_factory=list)
    """(address, reference)"""
    texts: list[tuple[str, str]] = field(default_factory=list)
    fails: Exception | None = None
    """Raised instead of accepting."""
    lost_answer: Exception | None = None
    """Raised after accepting."""

    def accept(self, pile: list[tuple[str, str]], address: str, reference: str) -> str:
        if self.fails is not None:
            raise self.fails
        pile.append((address, reference))
        if self.lost_answer is not None:
            raise self.lost_answer
        return f"msg-{len(pile)}"


@dataclass
class PostMailer:
    post: Post

    def send(self, mime: Mime, *, account_id: str, day: date, attempt: int, reference: str) -> str:
        return self.post.accept(self.post.mails, mime.to, reference)


@dataclass
class PostTexter:
    post: Post

    def send(self, mobile: str, text: str, *, account_id: str, day: date, attempt: int, reference: str) -> str:
        return self.post.accept(self.post.texts, mobile, reference)


@dataclass
class NoCases:
    """Cases that are only noted: what opens one is tested elsewhere."""

    opened: list[Escalate] = field(default_factory=list)

    def open(self, snapshot: Snapshot, escalation: Escalate, day: date) -> AccountRecord:
        self.opened.append(escalation)
        return snapshot.record

    def wake_due(self, record: AccountRecord, day: date) -> AccountRecord:
        return record


class World:
    """Everything wired as in a deployment, on fakes. `wrap` may put something between a use case and a port."""

    def __init__(self, *, wrap: Callable[[str, Any], Any] = lambda _, port: port, live: bool = True) -> None:
        self.billing = InMemoryBillingBook()
        self.ledger, self.controls = InMemoryLedger(), InMemoryControls()
        self.documents, self.archive = InMemoryDocuments(), InMemoryArchive()
        self.contacts, self.dispatches = InMemoryContactQueue(), InMemoryDispatchQueue()
        self.clock, self.figures = MovableClock.paris(MONDAY), RecordingFigures()
        self.post, self.cases, self.plans = Post(), NoCases(), FakePlans()
        self.ramp, self.wrap = Ramp(days=0), wrap
        self.diversion: Diversion | None = None
        self.carriers, self.preflight = FakeCarriers.only(FakeCarrier()), FakePreflight()
        self.offers: Offers | None = None
        """Instead of those of the plans."""
        self.hours = SendingHours(time(8, 30), time(19, 0))
        if live:
            self.controls.switch(SendingSwitch(on=True, by="Anne", reason="", live_since=MONDAY - timedelta(days=60)))

    # ------------------------------------------------------------------------------ the parts

    @property
    def reader(self) -> SnapshotReader:
        return SnapshotReader(self.wrap("ledger", self.ledger), self.wrap("billing", self.billing))

    @property
    def planning(self) -> Planning:
        calendar = WorkingCalendar(FrenchHolidays())
        return Planning(self.plans, self.plans, calendar, self.wrap("documents", self.documents), Limits())

    @property
    def book(self) -> ContactBook:
        return ContactBook(
            self.wrap("ledger", self.ledger), self.wrap("archive", self.archive), self.reader, self.planning
        )

    @property
    def renderer(self) -> Renderer:
        return PlainRenderer()

    @property
    def preparer(self) -> PrepareContact:
        return PrepareContact(
            ledger=self.wrap("ledger", self.ledger),
            controls=self.wrap("controls", self.controls),
            reader=self.reader,
            planning=self.planning,
            book=self.book,
            archive=self.wrap("archive", self.archive),
            renderer=self.renderer,
            queue=self.wrap("dispatches", self.dispatches),
            cases=self.cases,
            waker=self.cases,
            clock=self.clock,
            figures=self.figures,
            hours=self.hours,
            ramp=self.ramp,
        )

    @property
    def dispatcher(self) -> DispatchContact:
        return DispatchContact(
            ledger=self.wrap("ledger", self.ledger),
            controls=self.wrap("controls", self.controls),
            reader=self.reader,
            planning=self.planning,
            book=self.book,
            renderer=self.renderer,
            ways=self.ways,
            clock=self.clock,
            figures=self.figures,
            hours=self.hours,
        )

    @property
    def ways(self) -> dict[Channel, Way]:
        archive = self.wrap("archive", self.archive)
        mails = Mails(
            archive=archive,
            enclosing=Enclosing(self.wrap("documents", self.documents)),
            renderer=self.renderer,
            composer=PlainComposer(),
            mailer=self.wrap("mailer", PostMailer(self.post)),
            clock=self.clock,
            figures=self.figures,
            diversion=self.diversion,
        )
        texter = self.wrap("texter", PostTexter(self.post))
        texts = Texts(archive, self.renderer, texter, self.clock, self.diversion)
        ways: dict[Channel, Way] = dict.fromkeys(LETTERS, self.by_post)
        return ways | {Channel.EMAIL: mails, Channel.SMS: texts}

    @property
    def by_post(self) -> Letters:
        enclosing = Enclosing(self.wrap("documents", self.documents))
        consigning = Consigning(self.wrap("archive", self.archive), enclosing, creditor)
        return Letters(
            consigning,
            Posting(
                offers=lambda: self.offers or self.plans.book().offers,
                carriers=self.wrapped_carriers,
                preflight=self.preflight,
                clock=self.clock,
                figures=self.figures,
            ),
        )

    @property
    def settling(self) -> SettlingLetters:
        return SettlingLetters(self.wrapped_carriers, self.book)

    @property
    def wrapped_carriers(self) -> Carriers:
        carriers = {name: self.wrap("carrier", carrier) for name, carrier in self.carriers.carriers.items()}
        return replace(self.carriers, carriers=carriers)

    @property
    def tracker(self) -> TrackDelivery:
        return TrackDelivery(self.ledger, self.book, self.clock, self.figures)

    @property
    def sweeper(self) -> SweepContacts:
        return SweepContacts(self.ledger, self.book, self.contacts, self.settling, self.clock, self.figures)

    # ------------------------------------------------------------------------------- the acts

    def knows(self, record: AccountRecord, *, next_day: date | None = MONDAY) -> None:
        """The ledger has taken this account in."""
        before = self.ledger.load(record.account_id)
        self.ledger.commit(before, replace(record, revision=before.revision, next_day=next_day, head=before.head))

    def plan(self, day: date) -> int:
        return PlanDay(self.ledger, self.contacts).plan(day)

    def run(self, day: date, at: time = time(8, 30), *, copies: int = 1) -> None:
        """One run of the day: planned, prepared, dispatched; each message delivered `copies` times."""
        self.clock.go_to(day, at)
        self.plan(day)
        self.drain(copies=copies)

    def drain(self, *, copies: int = 1) -> None:
        """Empty both queues. What raises TransientError comes back once more, as SQS would bring it."""
        for contact_order in self.contacts.take():
            for _ in range(copies):
                self.prepare(contact_order)
        for dispatch_order in self.dispatches.take():
            for _ in range(copies):
                self.dispatch(dispatch_order)

    def prepare(self, order: ContactOrder) -> str:
        return _twice(lambda: self.preparer.prepare(order))

    def dispatch(self, order: DispatchOrder) -> str:
        return _twice(lambda: self.dispatcher.dispatch(order))

    def days(self, first: date, last: date) -> Iterator[date]:
        day = first
        while day <= last:
            yield day
            day += timedelta(days=1)

    # ---------------------------------------------------------------------------- what is seen

    def row(self, account_id: str = "C-1", day: date = MONDAY) -> ContactRow:
        row = self.ledger.contact(account_id, day)
        assert row is not None, f"no contact of {account_id} on {day}"
        return row

    def kinds(self, account_id: str = "C-1") -> list[str]:
        """The kinds of the account's events, oldest first."""
        return [e.kind for e in self.ledger.events(account_id)]


SANDBOX = Diversion("essai@atelier-lumiere.example", "+33639980099")


def _twice(act: Callable[[], str]) -> str:
    try:
        return act()
    except TransientError:
        return act()
