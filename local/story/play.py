"""Living the sixty days: each has its moments, and each moment ends when nothing moves any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial

from local.story import checks
from local.story.acts import Acts
from local.story.addressees import Addressees
from local.story.approver import Approver
from local.story.chronicle import Chronicle, Event
from local.story.habits import Habit, load_habits, payments_of
from local.story.notebook import Notebook
from local.story.post import Post
from local.story.screen import StoryScreen
from local.story.timetable import Timetable
from local.story.world import World
from relance.domain.calendar import PARIS
from relance.domain.contact import ContactRow, ContactState

BILLING_WRITES = time(7, 30)
CARRIERS_OPEN = time(7, 0)
MAIL_IS_READ = time(9, 30)
BANK_REPORTS = time(10, 0)
APPROVER_READS = time(11, 0)
POST_ARRIVES = time(16, 0)
EVENING = time(20, 0)
NIGHT = time(23, 45)

SUNDAY = 6

Moment = tuple[time, Callable[[], None]]


@dataclass
class Story:
    """One life of the chronicle on one stack."""

    world: World
    chronicle: Chronicle
    screen: StoryScreen
    timetable: Timetable
    approver: Approver
    post: Post
    addressees: Addressees
    notebook: Notebook = field(default_factory=Notebook)
    habits: dict[str, Habit] = field(default_factory=load_habits)

    @property
    def _acts(self) -> Acts:
        return Acts(self.world, self.notebook, self.post)

    def live(self) -> None:
        """Every day, in order."""
        days = list(self.chronicle.days())
        self.screen.expect(len(days))
        for day in days:
            self.screen.day(day)
            self._live(day)
            self.screen.day_done()

    def _live(self, day: date) -> None:
        if outage := self._outage_begins(day):
            self._say(day, outage, style="yellow")
        for at, happen in sorted(self._moments(day), key=lambda moment: moment[0]):
            self.world.at(datetime.combine(day, at, PARIS))
            happen()
        self._close(day)

    def _moments(self, day: date) -> list[Moment]:
        moments: list[Moment] = [
            (CARRIERS_OPEN, partial(self._carriers_open, day)),
            (MAIL_IS_READ, partial(self._mail_is_read, day)),
            (POST_ARRIVES, partial(self._post_arrives, day)),
            (BILLING_WRITES, partial(self._bill, day)),
            (BANK_REPORTS, partial(self._bank, day)),
            (APPROVER_READS, partial(self._approve, day)),
            (EVENING, partial(self._evening, day)),
            (NIGHT, partial(self._night, day)),
        ]
        moments += [(event.at, partial(self._event, event)) for event in self.chronicle.events_of(day)]
        if self.chronicle.outage(day) is None:
            moments += [(at, partial(self._run, day, at)) for at in self.timetable.runs(day)]
        return moments

    # ------------------------------------------------------------------------------ moments

    def _carriers_open(self, day: date) -> None:
        for text in self.post.begin(day):
            self._say(day, text, style="yellow")

    def _post_arrives(self, day: date) -> None:
        """What became of letters, as their carriers tell it. They rest on Sundays."""
        if day.weekday() != SUNDAY:
            self.post.live()

    def _mail_is_read(self, day: date) -> None:
        for name, does in self.addressees.answer_since(day):
            said = {"read": "opens and reads", "refuse": "refuses"}[does]
            self._say(day, f"{name} {said} its tracked electronic letter.", style="magenta")

    def _bill(self, day: date) -> None:
        """The night's export: invoices of the day, and a sign of life."""
        issued = self.world.portfolio.issued_on(day)
        if not issued:
            return
        self.world.billing.write_all(issued)
        self.world.billing.print_invoices(issued)
        self.world.billing.heartbeat(datetime.combine(day, BILLING_WRITES, PARIS).isoformat())
        self.world.stack.settled()

    def _bank(self, day: date) -> None:
        """Debtors who pay of themselves, or because they were reminded."""
        paying = list(
            payments_of(day, self.world.billing, self.habits, self.notebook.reminders, frozenset(self.notebook.bounced))
        )
        for invoice in paying:
            self.notebook.pay_rest(self.world.billing, invoice, day)
        if paying:
            self.world.stack.settled()

    def _approve(self, day: date) -> None:
        if not self.timetable.is_working_day(day):
            return
        for mail in self.approver.answer_since(day):
            self._say(day, f"{mail.subject}: approved through the link in the mail.", style="magenta")
            self.world.stack.settled()

    def _event(self, event: Event) -> None:
        self._say(event.on, event.says)
        self._acts.perform(event)
        self.world.stack.settled()

    def _run(self, day: date, at: time) -> None:
        """One firing of the deployed schedule. The later ones of a day only where somebody is still due."""
        due = list(self.world.app.ledger.due(day))
        first = at == self.timetable.first
        between = self.chronicle.events_of(day, between=True) if first else []
        if not due and not first:
            return
        if between:
            self._run_held(between)
        else:
            self.world.stack.fire_schedule(self.timetable.schedule)
            self.world.stack.settled()
        rows = [row for account in due if (row := self.world.app.ledger.contact(account, day))]
        self.notebook.contacted(day, rows)
        self._tell(day, rows)

    def _run_held(self, between: list[Event]) -> None:
        """What happens while contacts wait in the dispatch queue."""
        with self.world.paused("DispatchContactFunction"):
            self.world.stack.fire_schedule(self.timetable.schedule)
            self.world.stack.settled(besides=["DispatchQueue"])
            for event in between:
                self._say(event.on, event.says)
                self._acts.perform(event)
            self.world.stack.settled(besides=["DispatchQueue"])
        self.world.stack.settled()

    def _evening(self, day: date) -> None:
        """What the deployment does by itself, beside its daily work."""
        if day in self.chronicle.sundays:
            for name in self.timetable.besides:
                self.world.stack.fire_schedule(name)
            self.world.stack.settled()

    def _night(self, day: date) -> None:  # noqa: ARG002 the schedule's own time says which
        """The chains that moved are sealed, and the seal is timestamped."""
        self.world.stack.fire_schedule(self.timetable.nightly)
        self.world.stack.settled()

    def _close(self, day: date) -> None:
        """At night every contact has an end, whatever happened meanwhile; only a letter may wait for its carrier."""
        ledger = self.world.app.ledger
        for known in self.notebook.open_contacts(checks.SETTLED):
            if row := ledger.contact(known.account_id, known.day):
                self.notebook.contacted(known.day, [row])
        checks.settled_contacts(self.notebook.contacts_of(day), self.post.away)
        self.notebook.close_day(day, self.world.billing)
        if day in self.chronicle.sundays:
            checks.published_figures(self.world, self.notebook.evenings[-1])

    # ------------------------------------------------------------------------------ telling

    def _tell(self, day: date, rows: list[ContactRow]) -> None:
        sent = [row for row in rows if row.state is ContactState.SENT]
        if sent:
            words = ", ".join(f"{n} {name}" for name, n in _by_step(sent).items())
            self._say(day, f"{len(sent)} sent ({words})", style="green")

    def _say(self, day: date, text: str, *, style: str = "") -> None:
        self.notebook.said.append((day, text))
        self.screen.happened(day, text, style=style)

    def _outage_begins(self, day: date) -> str | None:
        outage = self.chronicle.outage(day)
        return outage.says if outage and outage.first == day else None


def _by_step(rows: list[ContactRow]) -> dict[str, int]:
    steps: dict[str, int] = {}
    for row in rows:
        name = f"{row.document.replace('_', ' ')} by {row.channel}"
        steps[name] = steps.get(name, 0) + 1
    return dict(sorted(steps.items()))
