"""A letter at Maileva before the point of no return: found again, completed, or begun anew.

Until `submit` nobody pays. So all that goes wrong here means: later, nothing was sent.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from relance.adapters.carriers.maileva.api import (
    NOT_DRAFT,
    NOT_FOUND,
    SENDING_ID,
    UNSUPPORTED_MEDIA,
    MailevaApi,
    Refusal,
    Row,
    accepted,
)
from relance.adapters.carriers.maileva.bodies import Document, Order
from relance.adapters.carriers.maileva.facts import moment
from relance.adapters.carriers.maileva.settings import PAPER, PATHS, MailevaSettings
from relance.ports.carriers import Service
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError

DOCUMENTS_PAGE: Final = 30
OF_FORM: Final = frozenset({"EMPTY_DOCUMENT", "EMPTY_METADATA", "METADATA_WRONG_FORMAT"})
"""Where document or metadata were not found, they stood in another form than Maileva's."""


@dataclass(frozen=True, slots=True)
class Sendings:
    """What Maileva has of one product."""

    api: MailevaApi
    settings: MailevaSettings
    service: Service

    @property
    def root(self) -> str:
        return f"{PATHS[self.service]}/sendings"

    def known(self, reference: str) -> list[Row]:
        """Sendings under our reference, whole. Maileva's list has no filter: it is read page by page."""
        return [self._whole(row) for row in self._listed() if row.get("custom_id") == reference]

    def discard(self, sending_id: str) -> bool:
        """Whether a draft is gone; False: it is no draft any more."""
        outcome = self.api.change("maileva draft", "DELETE", f"{self.root}/{sending_id}")
        if not isinstance(outcome, Refusal) or outcome.status == NOT_FOUND:
            return True
        if self.sent(sending_id, outcome):
            return False
        raise OutcomeUnknownError(f"{outcome.error()}")

    def sent(self, sending_id: str, refusal: Refusal) -> bool:
        """Whether it is no draft any more: as the refusal says, or else the sending itself."""
        if NOT_DRAFT in refusal.codes or refusal.status == NOT_FOUND:
            return refusal.status != NOT_FOUND
        shown = self.api.read("maileva letter", f"{self.root}/{sending_id}")
        return shown.get("status") not in {None, "", "DRAFT"}

    def completed(self, order: Order, draft: Row | None) -> str:
        """The id of a draft that holds the whole letter."""
        if draft is not None and (sending := str(draft["id"])) and self._complete(sending, order):
            return sending
        if draft is not None and not self.discard(draft["id"]):
            raise OutcomeUnknownError("maileva draft: it is no draft any more")
        created = accepted(self.api.change("maileva sending", "POST", self.root, order.sending))
        sending = _id(created)
        for document in order.documents:
            self._add(sending, document)
        accepted(self.api.change("maileva recipient", "POST", f"{self.root}/{sending}/recipients", order.recipient))
        return sending

    def _complete(self, sending: str, order: Order) -> bool:
        """Add what an earlier attempt left out; False: it holds something else, and is not to be trusted."""
        there = next(
            self.api.list("maileva documents", f"{self.root}/{sending}/documents", "documents", count=DOCUMENTS_PAGE)
        )
        recipients = next(self.api.list("maileva recipients", f"{self.root}/{sending}/recipients", "recipients"))
        wanted = {_told_of(self.service, document): document for document in order.documents}
        found = [_told_by(self.service, row) for row in there]
        if len(set(found)) < len(found) or not wanted.keys() >= set(found) or len(recipients) > 1:
            return False
        if recipients and any(recipients[0].get(name) != value for name, value in order.recipient.items()):
            return False
        if self.service not in PAPER and found != list(wanted)[: len(found)]:
            return False  # without priorities the order of arrival is the order of reading
        for told, document in wanted.items():
            if told not in found:
                self._add(sending, document)
        if not recipients:
            accepted(self.api.change("maileva recipient", "POST", f"{self.root}/{sending}/recipients", order.recipient))
        return True

    def _add(self, sending: str, document: Document) -> None:
        path, file = f"{self.root}/{sending}/documents", (document.name, document.body)
        metadata: dict[str, Any] = {"name": document.name}
        if self.service in PAPER:
            metadata["priority"] = document.place
        if self.service is not Service.LRE:
            accepted(self.api.upload("maileva document", path, file, metadata))
            return
        # Maileva's schema of the LRE says JSON, its prose says multipart: a refusal tells which of them is true.
        encoded = base64.b64encode(document.body).decode()
        outcome = self.api.change("maileva document", "POST", path, {"document": encoded, "name": document.name})
        if isinstance(outcome, Refusal) and (outcome.status == UNSUPPORTED_MEDIA or OF_FORM & set(outcome.codes)):
            outcome = self.api.upload("maileva document", path, file, metadata)
        if accepted(outcome).get("size") == len(encoded) != len(document.body):
            raise NotAcceptedError("maileva document: it was kept encoded, nobody could read it")

    def _whole(self, row: Row) -> Row:
        """With id and status, which no list promises. Raises OutcomeUnknownError: a draft would pass for a letter."""
        found = row if row.get("status") else {**row, **self.api.read("maileva letter", f"{self.root}/{_id(row)}")}
        if not found.get("status"):
            raise OutcomeUnknownError("maileva list: nobody says whether a sending of ours is a draft")
        return {**found, "id": _id(found)}

    def _listed(self) -> Iterator[Row]:
        days: list[str] = []
        for rows in self.api.list("maileva list", self.root, "sendings"):
            yield from rows
            days += [str(row.get("creation_date") or "") for row in rows]
            if self._beyond(days):
                return
            if len(days) >= self.settings.most_listed:
                raise OutcomeUnknownError(f"maileva list: longer than {self.settings.most_listed} sendings")

    def _beyond(self, days: list[str]) -> bool:
        """Whether the list came newest first so far, which nobody promises, and is past what is looked for."""
        if not days or not self.settings.look_back_days or days != sorted(days, reverse=True):
            return False
        newest, oldest = moment(days[0]), moment(days[-1])
        if newest is None or oldest is None:
            return False
        return oldest < newest - timedelta(days=self.settings.look_back_days)


def _id(created: Row) -> str:
    sending = created.get("id")
    if not isinstance(sending, str) or not SENDING_ID.fullmatch(sending):
        raise OutcomeUnknownError("maileva sending: it has no id")
    return sending


def _told_of(service: Service, document: Document) -> tuple[object, ...]:
    return (document.name, len(document.body), *((document.place,) if service in PAPER else ()))


def _told_by(service: Service, row: Row) -> tuple[object, ...]:
    return (row.get("name"), row.get("size"), *((row.get("priority"),) if service in PAPER else ()))
