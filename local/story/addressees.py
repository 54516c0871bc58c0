"""Debtors who are told that a tracked electronic letter waits. They know only what their mailbox holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from local.endpoint import Answer
from local.outbox import SentMail
from local.story.checks import StoryBrokenError
from local.story.world import World
from relance.domain.calendar import civil_date

LINK = re.compile(r"https?://[^\s<>\"]+/letters/[A-Za-z0-9._~%-]+")
FILE = re.compile(r"href=\"(/letters/files/[^\"]+)\"")
FORM = {"content-type": "application/x-www-form-urlencoded"}
REFUSES = ({"choice": "refuse"}, {"choice": "refuse", "confirm": "yes"})
READS = ({"choice": "open"},)


@dataclass
class Addressees:
    """Each does on the day after what the chronicle says of it; who is not named leaves the letter unopened."""

    world: World
    readers: Mapping[str, str]
    """By customer: read or refuse."""
    _done: set[str] = field(default_factory=set)

    def answer_since(self, today: date) -> Iterator[tuple[str, str]]:
        """Whoever answers today, and how."""
        people = {self._address(customer): customer for customer in self.readers}
        for mail in self.world.stack.outbox.mails():
            customer = people.get(mail.destination[0])
            if customer is None or mail.id in self._done or civil_date(mail.at) >= today:
                continue
            self._done.add(mail.id)
            if link := LINK.search(mail.text):
                self._answer(link[0], self.readers[customer])
                yield self.world.billing.record(customer)["legal_name"], self.readers[customer]

    def links(self) -> list[tuple[SentMail, str]]:
        """Every link that was mailed to anybody."""
        found = ((mail, LINK.search(mail.text)) for mail in self.world.stack.outbox.mails())
        return [(mail, link[0]) for mail, link in found if link]

    def _answer(self, link: str, does: str) -> None:
        _fine(self.world.stack.http("GET", link))
        page = ""
        for form in REFUSES if does == "refuse" else READS:
            page = _fine(self.world.stack.http("POST", link, body=urlencode(form), headers=FORM)).text
        files = FILE.findall(page)
        if bool(files) is not (does == "read"):
            raise StoryBrokenError(f"whoever chose to {does} the letter was shown {len(files)} files")
        host = urlsplit(link)._replace(path="", query="").geturl()
        for path in files:
            body = _fine(self.world.stack.http("GET", host + unescape(path))).body
            if not body.startswith(b"%PDF"):
                raise StoryBrokenError("a file of the letter is no PDF")
        self.world.stack.settled()

    def _address(self, customer: str) -> str:
        return str(self.world.billing.record(customer)["contacts"][0]["email"])


def _fine(answer: Answer) -> Answer:
    if answer.status != HTTPStatus.OK:
        raise StoryBrokenError(f"the letter's page answered {answer.status}: {answer.text[:200]}")
    return answer
