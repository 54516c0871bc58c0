"""What an addressee does with a letter over the web. Asking for its page decides nothing: only a form does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import parse_qs

from relance.domain.calendar import civil_date
from relance.domain.contact import ContactRow, LetterFact
from relance.domain.delivery import DeliveryStatus
from relance.domain.errors import RejectedError, TransientError
from relance.domain.tracked_letter import Manifest, Part, answered, fact_of, neglected_at, open_until, outcome
from relance.ports.cases import BadLinkError
from relance.ports.following import ContactDue, LetterQueue
from relance.ports.outside import Clock
from relance.ports.storage import Archive
from relance.ports.tracked import FilePass, FileView, LetterLink, LetterPages, LetterTokens, LetterView
from relance.service.tracked.depositing import AlteredError, Depositing, verified
from relance.service.tracked.recording import TrackedFacts
from relance.service.web import SAFE_HEADERS, Answer, answer

ACTOR = "addressee"
MAX_BODY = 1_024
FILE_MINUTES = 15
_S = DeliveryStatus
A = TypeVar("A")
"""What is answered."""
L = TypeVar("L")
"""What a link names."""


class Choice(StrEnum):
    """What is asked of a page."""

    LOOK = ""
    ACT = "act"
    """The page's own script: somebody acts on it. It wants no page back."""
    LATER = "later"
    OPEN = "open"
    REFUSE = "refuse"
    REFUSE_INDEED = "refuse indeed"
    NONE = "none"
    """A form that we did not make."""


POSTED = {choice.value: choice for choice in (Choice.ACT, Choice.LATER, Choice.OPEN, Choice.REFUSE)}


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """A file as an HTTP answer."""

    body: bytes
    headers: Mapping[str, str]
    status: int = HTTPStatus.OK.value


@dataclass(frozen=True, slots=True)
class LetterDesk:
    """Whoever has the link acts as the addressee; others learn nothing, not even whether there is a letter."""

    tokens: LetterTokens
    facts: TrackedFacts
    depositing: Depositing
    archive: Archive
    pages: LetterPages
    queue: LetterQueue
    clock: Clock

    def show(self, token: str) -> Answer:
        """The page of a link. Records nothing: the filters of mail servers ask for every link."""
        return self._answer(token, Choice.LOOK)

    def act(self, token: str, body: str) -> Answer:
        """The answer to a posted choice."""
        return self._answer(token, _choice(body))

    def file(self, token: str) -> Answer | FileAnswer:
        """A file of a letter that was opened."""
        return self._guarded(lambda: self.tokens.read_file(token), self._file)

    def _answer(self, token: str, choice: Choice) -> Answer:
        return self._guarded(lambda: self.tokens.read(token), lambda link: self._asked(link, choice))

    def _guarded(self, read: Callable[[], L], answering: Callable[[L], A | Answer]) -> A | Answer:
        """Whatever fails on the way, the store of the signing key included, is told by a page that names nobody."""
        try:
            named = read()
        except BadLinkError:
            return self._invalid(HTTPStatus.FORBIDDEN)
        except TransientError:
            return answer(HTTPStatus.SERVICE_UNAVAILABLE, self.pages.busy())
        try:
            return answering(named)
        except TransientError:
            return answer(HTTPStatus.SERVICE_UNAVAILABLE, self.pages.busy())
        except AlteredError:
            raise
        except RejectedError:  # erased since
            return self._invalid(HTTPStatus.GONE)

    def _asked(self, link: LetterLink, choice: Choice) -> Answer:
        if self.clock.now() >= link.expires:
            return self._invalid(HTTPStatus.GONE)
        row = self.facts.letter(link.account_id, link.day, link.attempt)
        return self._invalid(HTTPStatus.FORBIDDEN) if row is None else self._chosen(link, row, choice)

    def _chosen(self, link: LetterLink, row: ContactRow, choice: Choice) -> Answer:
        if choice in (Choice.LOOK, Choice.NONE):
            status = HTTPStatus.OK if choice is Choice.LOOK else HTTPStatus.UNPROCESSABLE_ENTITY
            return self._as_it_stands(link, row, status)
        self.depositing.manifest(row)  # nobody has opened or refused what cannot be shown
        wanted = {Choice.OPEN: _S.READ, Choice.REFUSE_INDEED: _S.REFUSED}.get(choice)
        row = self._record(row, wanted)
        if choice is Choice.ACT:
            return _nothing()
        if choice is Choice.REFUSE and answered(row.tracked) is None:
            return answer(HTTPStatus.OK, self.pages.refusal(self._view(link, row)))
        if choice is Choice.OPEN and fact_of(row.tracked, _S.READ):
            return self._opened(link, row)
        # Of two choices that exclude each other the first stands, and is shown.
        done = choice is Choice.LATER or (wanted is not None and fact_of(row.tracked, wanted) is not None)
        return self._as_it_stands(link, row, HTTPStatus.OK if done else HTTPStatus.CONFLICT)

    def _record(self, row: ContactRow, status: DeliveryStatus | None = None) -> ContactRow:
        """Whoever chooses has opened the notice."""
        known = row.tracked
        for each in (_S.OPENED, *([status] if status else [])):
            row = self.facts.record(row, each, at=self.clock.now(), actor=ACTOR)
        if row.tracked != known:
            # What gets lost here is caught up with by the rounds of those who follow letters.
            self.queue.put_all((ContactDue(row.account_id, row.day, self.clock.now()),))
        return row

    def _opened(self, link: LetterLink, row: ContactRow) -> Answer:
        view = self._view(link, row)
        expires = self.clock.now() + timedelta(minutes=FILE_MINUTES)
        passes = (FilePass(replace(link, expires=expires), number) for number, _ in enumerate(view.manifest.parts))
        paths = (f"/letters/files/{self.tokens.sign_file(allowed)}" for allowed in passes)
        files = tuple(FileView(p.name, p.size, path) for p, path in zip(view.manifest.parts, paths, strict=True))
        return answer(HTTPStatus.OK, self.pages.letter(replace(view, files=files)))

    def _as_it_stands(self, link: LetterLink, row: ContactRow, status: HTTPStatus) -> Answer:
        return answer(status, self.pages.letter(self._view(link, row)))

    def _view(self, link: LetterLink, row: ContactRow) -> LetterView:
        now = self.clock.now()
        facts = _as_of(row.tracked, now)
        return LetterView(
            manifest=self.depositing.manifest(row),
            facts=facts,
            last_day=open_until(facts, row.day, civil_date(now)),
            readable_until=civil_date(link.expires - timedelta(seconds=1)),
        )

    def _file(self, allowed: FilePass) -> Answer | FileAnswer:
        link = allowed.letter
        if self.clock.now() >= link.expires:
            return self._invalid(HTTPStatus.GONE)
        row = self.facts.letter(link.account_id, link.day, link.attempt)
        if row is None or fact_of(row.tracked, _S.READ) is None:
            return self._invalid(HTTPStatus.FORBIDDEN)
        part = _part(self.depositing.manifest(row), allowed.number)
        body = verified(self.archive.get(part.stored.key), part.stored)
        headers = {**SAFE_HEADERS, "Content-Type": "application/pdf"}
        headers["Content-Disposition"] = f'inline; filename="{_plain(part.name)}"'
        return FileAnswer(body, headers)

    def _invalid(self, status: HTTPStatus) -> Answer:
        return answer(status, self.pages.invalid())


def _choice(body: str) -> Choice:
    fields = parse_qs(body) if len(body) <= MAX_BODY else {}
    choice = POSTED.get("".join(fields.get("choice", [])), Choice.NONE)  # two choices are none
    confirmed = choice is Choice.REFUSE and fields.get("confirm", [""])[-1] == "yes"
    return Choice.REFUSE_INDEED if confirmed else choice


def _as_of(facts: tuple[LetterFact, ...], now: datetime) -> tuple[LetterFact, ...]:
    """With the neglect that is due and that nobody has recorded yet."""
    due = neglected_at(facts)
    if due is None or now < due or outcome(facts) is not None:
        return facts
    return (*facts, LetterFact(_S.UNCLAIMED, due))


def _part(manifest: Manifest, number: int) -> Part:
    if not 0 <= number < len(manifest.parts):
        raise RejectedError(f"{manifest.reference} has no part {number}")
    return manifest.parts[number]


def _plain(name: str) -> str:
    """A file name that stands in a header."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in name)


def _nothing() -> Answer:
    headers = {name: value for name, value in SAFE_HEADERS.items() if name != "Content-Type"}
    return Answer(HTTPStatus.NO_CONTENT.value, "", headers)
