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
from local.story.approver import Approver
from local.story.chronicle import Chronicle, load_chronicle
from local.story.play import BILLING_WRITES, Story
from local.story.results.documents import DocumentShelf
from local.story.results.gathering import gather
from local.story.results.pages import Pages
from local.story.results.summary import summarise
from local.story.screen import StoryScreen
from local.story.timetable import read_timetable
from local.story.world import World
from relance.domain.calendar import PARIS

PARAMETERS = {"Stage": "production"}
POLICIES = ("creditor.toml", "logo.png", "signature.png", "penalties.toml", "plans/express.toml")
PLANNER = "PlanDayFunctionMorning"
BESIDES = ("ReconcileLedgerFunctionWeekly", "SweepContactsFunctionQuarterly", "MeasureReceivablesFunctionEvening")


@dataclass
class Demo:
    """One run of the demo."""

    out: Path
    screen: StoryScreen
    chronicle: Chronicle = field(default_factory=load_chronicle)
    portfolio: Portfolio = field(default_factory=load_portfolio)
    timings: dict[str, float] = field(default_factory=dict)

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
        """The stack on the eve, not yet started."""
        records = self.portfolio.written_before(self.chronicle.first_day)
        return FurnishedStack("demo", records=records, parameters=PARAMETERS)

    def on(self, world: World) -> dict[str, Any]:
        """The same on a stack that somebody else started."""
        world.at(datetime.combine(self.chronicle.first_day, BILLING_WRITES, PARIS))
        with self._timed("first load", "Finance publishes its identity and a plan; reconcile loads what billing had."):
            world.spare_the_machine()
            world.verify_sender()
            for policy in POLICIES:
                world.publish(policy)
            world.reconcile()
        story = self.story(world)
        with self._timed("sixty days", f"Living {len(list(self.chronicle.days()))} days, one by one."):
            story.live()
            checks.at_the_end(world, story.approver.address)
        with self._timed("results", "Reading everything back and writing the pages."):
            summary = self.results(story)
        summary["timings_seconds"] = {name: round(seconds, 1) for name, seconds in self.timings.items()}
        (self.out / "summary.json").write_text(
            json.dumps(summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
        )
        return summary

    def story(self, world: World) -> Story:
        """The days to come."""
        approver = Approver(world, load_creditor()["approvers"][0])
        timetable = read_timetable(world, planner=PLANNER, besides=BESIDES)
        return Story(world, self.chronicle, self.screen, timetable, approver)

    def results(self, story: Story) -> dict[str, Any]:
        """Everything in `out`, made anew."""
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True)
        gathered = gather(story.world)
        shelf = DocumentShelf(story.world.app.archive, self.out)
        for told in gathered.accounts:
            shelf.keep(told)
        shelf.keep_requests(story.approver.requests())
        for name, text in story.notebook.printed.items():
            (self.out / f"{name}.txt").write_text(text, encoding="utf-8")
        summary = summarise(gathered, story.notebook)
        creditor = load_creditor()["legal_name"]
        Pages(self.out, self.chronicle, story.notebook, gathered, shelf, summary, creditor).write()
        return summary

    @contextmanager
    def _timed(self, name: str, text: str) -> Iterator[None]:
        self.screen.step(text)
        started = time.monotonic()
        yield
        self.timings[name] = time.monotonic() - started
