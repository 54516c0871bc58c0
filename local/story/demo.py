"""The demo from nothing to its results: a stack, a portfolio in its table, sixty days, and what they leave."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from local.portfolio.book import Portfolio, load_creditor, load_portfolio
from local.portfolio.premises import FurnishedStack
from local.story import checks
from local.story.addressees import Addressees
from local.story.approver import Approver
from local.story.bills import bills, small_costs
from local.story.chronicle import Chronicle, load_chronicle
from local.story.doors import come_late, tamper
from local.story.play import BILLING_WRITES, Story
from local.story.post import Post
from local.story.results.cost_page import INVOICES
from local.story.results.documents import DocumentShelf
from local.story.results.gathering import gather
from local.story.results.pages import Pages
from local.story.results.post_pages import Posted
from local.story.results.summary import summarise
from local.story.screen import StoryScreen
from local.story.timetable import read_timetable
from local.story.verification import verify
from local.story.world import World
from local.tsa.server import TimestampServer
from relance.adapters.policies.names import TIMESTAMP_AUTHORITY
from relance.domain.calendar import PARIS

PARAMETERS = {"Stage": "production"}
POLICIES = (
    *("creditor.toml", "logo.png", "signature.png", "penalties.toml", "channels.toml"),
    *(f"plans/{name}.toml" for name in ("express", "poste", "mixte", "electronique", "direct")),
)
PLANNER = "PlanDayFunctionMorning"
NIGHTLY = "SealDayFunctionNightly"
BESIDES = ("ReconcileLedgerFunctionWeekly", "SweepContactsFunctionQuarterly", "MeasureReceivablesFunctionEvening")


@dataclass
class Demo:
    """One run of the demo."""

    out: Path
    screen: StoryScreen
    chronicle: Chronicle = field(default_factory=load_chronicle)
    portfolio: Portfolio = field(default_factory=load_portfolio)
    timings: dict[str, float] = field(default_factory=dict)
    authority: TimestampServer = field(init=False)

    def run(self) -> dict[str, Any]:
        """Play it and write the results; returns the summary."""
        stack = self.stack()
        try:
            with self._timed("deployment", "Starting the embedded AWS; template.yaml is deployed beside a full table."):
                stack.start()
            summary = self.on(World(stack, stack.billing, self.portfolio))
        except Exception:
            stack.stop(keep=True)
            self.screen.step(f"The story broke off; what the functions logged is in {stack.data}/logs.")
            raise
        except KeyboardInterrupt:
            stack.stop()
            raise
        stack.stop()
        return summary

    def stack(self) -> FurnishedStack:
        """The stack on the eve, not yet started; its timestamp authority answers already, at the stack's time."""
        records = self.portfolio.written_before(self.chronicle.first_day)
        self.authority = TimestampServer(lambda: stack.clock.now())  # noqa: PLW0108 the stack is made with its address
        stack = FurnishedStack("demo", records=records, parameters={**PARAMETERS, "TimestampUrl": self.authority.url})
        return stack

    def on(self, world: World) -> dict[str, Any]:
        """The same on a stack that somebody else started."""
        with self.authority, Post(world, self.chronicle).open() as post:
            return self._with(world, post)

    def _with(self, world: World, post: Post) -> dict[str, Any]:
        world.at(datetime.combine(self.chronicle.first_day, BILLING_WRITES, PARIS))
        with self._timed("first load", "Finance publishes its identity and plans; reconcile loads what billing had."):
            world.spare_the_machine()
            world.verify_sender()
            for policy in POLICIES:
                world.publish(policy)
            world.publish(TIMESTAMP_AUTHORITY, self.authority.authority.root.pem)
            post.connect()
            world.reconcile()
        story = self.story(world, post)
        with self._timed("sixty days", f"Living {len(list(self.chronicle.days()))} days, one by one."):
            story.live()
            self._try_doors(story)
            checks.at_the_end(world, story.approver.address)
        with self._timed("results", "Reading everything back and writing the pages."):
            summary = self.results(story)
        summary["timings_seconds"] = {name: round(seconds, 1) for name, seconds in self.timings.items()}
        (self.out / "summary.json").write_text(
            json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
        )
        return summary

    def story(self, world: World, post: Post) -> Story:
        """The days to come."""
        approver = Approver(world, load_creditor()["approvers"][0])
        timetable = read_timetable(world, planner=PLANNER, besides=BESIDES, nightly=NIGHTLY)
        return Story(
            world, self.chronicle, self.screen, timetable, approver, post, Addressees(world, self.chronicle.readers)
        )

    def _try_doors(self, story: Story) -> None:
        """Links of letters, changed by a sign and opened too late; the clock then stands where the story ended."""
        if story.addressees.links():
            now = story.world.stack.clock.now()
            late = come_late(story.world, story.addressees, now)
            story.post.knocks += [tamper(story.world, story.addressees), late]

    def results(self, story: Story) -> dict[str, Any]:
        """Everything in `out`, made anew."""
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True)
        gathered = gather(story.world)
        posted = self._posted(story)
        shelf = DocumentShelf(story.world.app.archive, story.world.app.evidence, self.out)
        for told in gathered.accounts:
            shelf.keep(told)
        shelf.keep_requests(story.approver.requests())
        for name, text in story.notebook.printed.items():
            (self.out / f"{name}.txt").write_text(text, encoding="utf-8")
        summary = summarise(gathered, story.notebook) | posted.figures()
        creditor = load_creditor()["legal_name"]
        Pages(self.out, self.chronicle, story.notebook, gathered, shelf, summary, creditor, posted).write()
        return summary

    def _posted(self, story: Story) -> Posted:
        """The carriers send their invoices; each line must be in the ledger, and the reverse."""
        months = sorted({f"{day:%Y-%m}" for day in self.chronicle.days()})
        ledger, post = story.world.app.ledger, story.post
        agreed = bills(post.host, ledger, months)
        folder = self.out / INVOICES
        folder.mkdir()
        for bill in agreed:
            file = folder / f"{bill.carrier}-{bill.month}.csv"
            file.write_text(post.host.invoice(bill.carrier, bill.month), encoding="utf-8")
            checked = story.world.relance("costs", bill.month, "--check", str(file), "--carrier", bill.carrier)
            story.notebook.printed[f"costs-{bill.month}-{bill.carrier}"] = checked
        for month in months:
            story.notebook.printed[f"costs-{month}"] = story.world.relance("costs", month, "--by", "carrier")
        return Posted(
            bills=agreed,
            small=small_costs(ledger, months),
            storm=post.weathered,
            outages=self.chronicle.carrier_outages,
            verified=verify(story.world, self.chronicle.verified, self.out),
            knocks=post.knocks,
        )

    @contextmanager
    def _timed(self, name: str, text: str) -> Iterator[None]:
        self.screen.step(text)
        started = time.monotonic()
        yield
        self.timings[name] = time.monotonic() - started
