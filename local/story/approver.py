"""The person who approves. She knows only what her mailbox holds: a link, a page, a button."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from http import HTTPStatus
from urllib.parse import urlencode

from local.endpoint import Answer
from local.outbox import SentMail
from local.story.world import PERSON, World
from relance.domain.calendar import civil_date

LINK = re.compile(r"https?://[^\s<>\"]+/approvals/[A-Za-z0-9._~%-]+")
FIELD = re.compile(r"<input[^>]*type=\"hidden\"[^>]*>")
ATTRIBUTE = re.compile(r"(name|value)=\"([^\"]*)\"")


@dataclass
class Approver:
    """Answers each request on a later working day, once she has opened its page."""

    world: World
    address: str
    answered: dict[str, str] = field(default_factory=dict)
    """The page that she saw, by the id of the mail."""

    def answer_since(self, today: date) -> Iterator[SentMail]:
        """Approve whatever arrived before today."""
        for mail in self.requests():
            if mail.id not in self.answered and civil_date(mail.at) < today:
                self._approve(mail)
                yield mail

    def requests(self) -> list[SentMail]:
        """Every mail that asked her for a decision."""
        mails = self.world.stack.outbox.mails()
        return [mail for mail in mails if self.address in mail.destination and LINK.search(mail.text)]

    def _approve(self, mail: SentMail) -> None:
        link = LINK.search(mail.text)
        if link is None:
            raise RuntimeError(f"{mail.file.name} has no link to approve")
        page = _fine(self.world.stack.http("GET", link[0]))
        self.answered[mail.id] = page.text
        form = {**hidden_fields(page.text), "decision": "approve", "name": PERSON}
        headers = {"content-type": "application/x-www-form-urlencoded"}
        _fine(self.world.stack.http("POST", link[0], body=urlencode(form), headers=headers))


def hidden_fields(page: str) -> dict[str, str]:
    """What the page's form sends along."""
    tags = [dict(ATTRIBUTE.findall(tag)) for tag in FIELD.findall(page)]
    return {tag["name"]: unescape(tag.get("value", "")) for tag in tags if "name" in tag}


def _fine(answer: Answer) -> Answer:
    if answer.status != HTTPStatus.OK:
        raise RuntimeError(f"the desk answered {answer.status}: {answer.text[:300]}")
    return answer
