"""out/index.html and one page for each customer: static, in French, with nothing fetched from anywhere."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from local.story import words
from local.story.chronicle import Chronicle
from local.story.notebook import Notebook
from local.story.results.chart import draw
from local.story.results.customer import CustomerView
from local.story.results.documents import DocumentShelf
from local.story.results.gathering import Gathered
from local.story.results.post_pages import Posted, PostPages, pages
from local.story.results.summary import OUTCOMES
from local.story.results.timeline import timeline
from relance.cli.contacts import reason
from relance.service.french import typeset

TEMPLATES = Path(__file__).parent / "templates"
TOUR = Path(__file__).parents[1] / "tour.toml"
HEADINGS = {
    "sent": "Envoyés",
    "delivered": "Reçus",
    "read": "Lus",
    "refused": "Refusés",
    "unclaimed": "Non réclamés",
    "wrong_address": "Mauvaise adresse",
    "lost": "Perdus",
    "complained": "Plaintes",
    "rejected": "Rejetés",
    "voided": "Abandonnés",
}


@dataclass(frozen=True, slots=True)
class Pages:
    """Writes them all."""

    out: Path
    chronicle: Chronicle
    notebook: Notebook
    gathered: Gathered
    shelf: DocumentShelf
    summary: dict[str, Any]
    creditor: str
    posted: Posted

    def write(self) -> Path:
        """The first page's path."""
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        common = {"creditor": self.creditor, "now": words.long_date(self.chronicle.last_day)}
        views = [CustomerView(told, self.chronicle.last_day) for told in self.gathered.accounts]
        (self.out / "clients").mkdir(parents=True, exist_ok=True)
        template = environment.get_template("customer.html.j2")
        for view in views:
            days = timeline(view.told, self.shelf.contacts)
            page = template.render(root="../", **view.page(days, self.shelf.cases), **common)
            (self.out / view.path).write_text(page, encoding="utf-8")
        post = PostPages({view.told.account_id: view for view in views}, self.shelf.contacts, self.posted)
        for name, template_name, values in pages(post):
            page = environment.get_template(template_name).render(root="", **values, **common)
            (self.out / name).write_text(page, encoding="utf-8")
        page = environment.get_template("index.html.j2").render(root="", **self._index(views), **common)
        (self.out / "index.html").write_text(page, encoding="utf-8")
        shutil.copyfile(TEMPLATES / "style.css", self.out / "style.css")
        return self.out / "index.html"

    def _index(self, views: list[CustomerView]) -> dict[str, Any]:
        by_id = {view.told.account_id: view for view in views}
        return {
            "first": words.long_date(self.chronicle.first_day),
            "last": words.long_date(self.chronicle.last_day),
            "customers_count": words.plural(len(views), "client"),
            "invoices_count": words.plural(self.summary["invoices"], "facture"),
            "tiles": list(self._tiles(views)),
            "chart": draw(self.notebook.evenings, self.chronicle.outages),
            "tour": list(_tour(by_id)),
            "outcomes": [HEADINGS[outcome] for outcome in self._outcomes()],
            "sent": list(self._sent()),
            "unsent": list(self._unsent()),
            "cases": [case for view in views for case in view.case_lines()],
            "customers": sorted((view.row() for view in views), key=lambda row: row.order),
            "quarantine": [
                {"key": entry.key, "field": field, "reason": reason}
                for entry in self.gathered.quarantine
                for field, reason in entry.breaches
            ],
        }

    def _tiles(self, views: list[CustomerView]) -> Iterator[dict[str, str]]:
        first, last = self.notebook.evenings[0], self.notebook.evenings[-1]
        sent = sum(counts.get("sent", 0) for counts in self._counts())
        blocked = sum(view.blocked for view in views)
        euros = words.whole_euros
        yield _tile(euros(last.outstanding), "d’encours", f"{euros(first.outstanding)} au premier soir", "blue")
        yield _tile(euros(last.overdue), "échus", f"{euros(first.overdue)} au premier soir", "gold")
        yield _tile(
            euros(last.received_after_contact), "encaissés après contact", f"sur {euros(last.received)} reçus", ""
        )
        yield _tile(str(sent), "contacts envoyés", "jamais deux le même jour au même client", "")
        yield _tile(
            str(len(self.summary["cases"])), "dossiers de mise en demeure", "approuvés par une personne", "plum"
        )
        yield _tile(str(blocked), "comptes bloqués", "quelqu’un doit corriger quelque chose", "red")

    def _sent(self) -> Iterator[dict[str, Any]]:
        for step, channels in self.summary["contacts"].items():
            for channel, counts in channels.items():
                yield {
                    "step": words.step(step),
                    "channel": words.channel(channel),
                    "cells": [_cell(channel, outcome, counts) for outcome in self._outcomes()],
                }

    def _outcomes(self) -> list[str]:
        """What anything became, in the order of a life."""
        return [outcome for outcome in OUTCOMES if any(outcome in counts for counts in self._counts())]

    def _counts(self) -> list[dict[str, int]]:
        return [counts for channels in self.summary["contacts"].values() for counts in channels.values()]

    def _unsent(self) -> Iterator[str]:
        for name in ("skipped", "blocked", "voided"):
            for code, count in self.summary["not_sent"][name].items():
                yield f"{reason(code)} ({count})"


SILENT = ("sms", "letter")
"""Channels that tell nothing of arrival: what is not known is not zero."""


def _cell(channel: str, outcome: str, counts: dict[str, int]) -> int | str:
    count = counts.get(outcome, 0)
    return count if count or channel not in SILENT or outcome in ("sent", "voided") else "–"


def _tile(figure: str, label: str, note: str, look: str) -> dict[str, str]:
    return {"figure": figure, "label": label, "note": note, "look": look}


def _tour(by_id: dict[str, CustomerView]) -> Iterator[dict[str, str]]:
    for stop in tomllib.loads(TOUR.read_text(encoding="utf-8"))["stop"]:
        view = by_id.get(stop.get("customer", ""))
        href, who = (view.path, view.name) if view else (stop.get("page", ""), stop.get("who", ""))
        if href:
            yield {"href": href, "title": typeset(stop["title"]), "text": typeset(stop["text"]), "who": who}
