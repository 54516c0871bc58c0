"""A sending at Maileva, from draft to the papers that prove its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from local.carriers.maileva.contract import ERE, LREL, LREQ, MAIL

ARRIVED = frozenset({"LP15", "LP16", "LP28", "LP29"})
CAME_BACK = {"LP19": "N03", "LP20": "N07", "LP21": "N02", "LP22": "N05"}
"""Code of the post, and the reason that the picture of the returned letter then bears."""
SENDING_WORDS = frozenset(
    {"PENDING", "BLOCKED", "ACCEPTED", "REJECTED", "CANCELED", "PREPARING", "PROCESSED", "PROCESSED_WITH_ERRORS"}
)
PAPERS = {"ACCEPTED": "ACKNOWLEDGMENT_OF_RECEIPT", "REFUSED": "REFUSAL_PROOF", "NOT_CLAIMED": "NOT_CLAIMED_PROOF"}
ERE_PAPERS = {
    "DELIVERED": "ACKNOWLEDGMENT_OF_RECEIPT",
    "REFUSED": "REFUSAL_PROOF",
    "NOT_CLAIMED": "NOT_CLAIMED_PROOF",
    "BOUNCED": "UNDELIVERED_PROOF",
}
STAMPS = {MAIL: 1.39, LREL: 7.38}
"""Euros that a pretended stamp costs; the real ones are on the invoice."""


@dataclass
class Letter:
    """`sending` and `recipients` are as the API shows them. `tick` gives the time of the next thing that happens."""

    product: str
    sending: dict[str, Any]
    tick: Callable[[], str]
    documents: list[dict[str, Any]] = field(default_factory=list)
    recipients: list[dict[str, Any]] = field(default_factory=list)
    delivery: list[dict[str, Any]] = field(default_factory=list)
    """Of a simple letter: a resource of its own."""

    @property
    def draft(self) -> bool:
        return bool(self.sending["status"] == "DRAFT")

    def submit(self) -> None:
        self.sending["submission_date"] = self.tick()
        self.become("PENDING")

    def become(self, word: str) -> None:
        """A word of production, at the sending and at its recipients."""
        at = self.tick()
        self._say(self.sending, word, at)
        for recipient in self.recipients:
            self._say(recipient, {"PROCESSED_WITH_ERRORS": "REJECTED"}.get(word, word), at)
            if word == "PROCESSED":
                self._posted(recipient, at)
        if word.startswith("PROCESSED"):
            self.sending["processed_date"] = at

    def hear(self, word: str) -> list[tuple[str, str]]:
        """Whatever comes next. Returns the events: (what they are about, their type).

        GLOBAL_DEPOSIT_PROOF is no word of Maileva's: it makes the one paper for a whole sending.
        """
        if word in SENDING_WORDS and not (self.product == LREQ and word == "ACCEPTED"):
            self.become(word)
            told = {"ACCEPTED", "REJECTED", "PROCESSED"} if self.product in {MAIL, LREL} else set()
            papers = [("recipients", f"ON_{paper}_PROOF_RECEIVED") for paper in ("DEPOSIT", "CONTENT")]
            proved = papers if self.product == LREL and word == "PROCESSED" else []
            return ([("sendings", f"ON_STATUS_{word}")] if word in told else []) + proved
        if word == "GLOBAL_DEPOSIT_PROOF":
            whole = self.sending["id"][::-1]
            self.recipients[0]["global_deposit_proof_id"] = whole
            return [("sendings", "ON_GLOBAL_DEPOSIT_PROOF_RECEIVED")]
        handlers = {LREL: self._registered, MAIL: self._simple, LREQ: self._qualified, ERE: self._electronic}
        return handlers[self.product](self.recipients[0], word, self.tick())

    def _say(self, row: dict[str, Any], word: str, at: str) -> None:
        row["status"] = word
        if self.product == LREL or (self.product == ERE and row is self.sending):
            row.setdefault("statuses", []).append({"date": at, "code": word})
        elif self.product == ERE:
            row["statuses"] = {"date": at, "code": word}
        elif self.product == LREQ and row is not self.sending:
            row["status_date"] = at

    def _posted(self, recipient: dict[str, Any], at: str) -> None:
        root = f"/sendings/{self.sending['id']}/recipients/{recipient['id']}"
        if self.product in STAMPS:
            recipient["postage_price"] = STAMPS[self.product]
        if self.product == LREL:
            recipient["registered_number"] = "2C00000000001"
            for paper in ("deposit_proof", "content_proof"):
                recipient[f"{paper}_date"] = recipient[f"{paper}_archive_date"] = at
                recipient[f"{paper}_url"] = f"{root}/download_{paper}"
        elif self.product == MAIL and self.sending.get("archiving_duration"):
            recipient |= {"archive_date": at, "archive_url": f"{root}/download_archive"}
        elif self.product in {LREQ, ERE}:
            day = "creation_date" if self.product == LREQ else "date"
            recipient["deposit_proof"] = {day: at, "href": f"{root}/download_deposit_proof"}

    def _registered(self, recipient: dict[str, Any], word: str, at: str) -> list[tuple[str, str]]:
        if not (word.startswith("LP") and word[2:].isdigit()):
            self._say(recipient, word, at)
            return []
        told = {"date": at, "location": "NANTES PIC", "code": word, "source": "La Poste", "creation_date": at}
        recipient.setdefault("delivery_statuses", []).append(told)
        recipient |= {"last_delivery_status": word, "last_delivery_status_date": at}
        category = _category(word)
        if category:
            main = told | {"category": category}
            recipient.setdefault("main_delivery_statuses", []).append(main)
            recipient["last_main_delivery_status"] = main
        return self._papers(recipient, word, at) + (
            [("recipients", f"ON_MAIN_DELIVERY_STATUS_{category}")] if category and category != "DELIVERING" else []
        )

    def _papers(self, recipient: dict[str, Any], word: str, at: str) -> list[tuple[str, str]]:
        root = f"/sendings/{self.sending['id']}/recipients/{recipient['id']}"
        paper = None
        if word in ARRIVED and self.sending.get("acknowledgement_of_receipt", True):
            paper = "acknowledgement_of_receipt"
        if word in CAME_BACK and self.sending.get("returned_mail_scanning", False):
            paper = "undelivered_mail"
            recipient["undelivered_mail_reason"] = CAME_BACK[word]
        if paper is None:
            return []
        recipient[f"{paper}_date"] = recipient[f"{paper}_archive_date"] = at
        recipient[f"{paper}_url"] = f"{root}/download_{paper}"
        return [("recipients", f"ON_{paper.upper()}_RECEIVED")]

    def _simple(self, recipient: dict[str, Any], word: str, at: str) -> list[tuple[str, str]]:
        if word == "N10":
            self.delivery.append({"status": word, "label": "PND (Pli Non Distribuable)", "date": at})
            recipient |= {"last_delivery_status": word, "last_delivery_status_date": at, "undelivered_mail_date": at}
        else:
            self._say(recipient, word, at)
        return []

    def _qualified(self, recipient: dict[str, Any], word: str, at: str) -> list[tuple[str, str]]:
        self._say(recipient, word, at)
        if word in PAPERS:
            href = f"/sendings/{self.sending['id']}/recipients/{recipient['id']}/download_delivery_proof"
            recipient["delivery_proof"] = {"type": PAPERS[word], "creation_date": at, "href": href}
        return []

    def _electronic(self, recipient: dict[str, Any], word: str, at: str) -> list[tuple[str, str]]:
        code, _, detail = word.partition(" ")
        if code not in {"DELIVERING", "DELIVERED", "UNDELIVERED"}:
            self._say(recipient, word, at)
            return []
        told = {"date": at, "code": code} | ({"detail": detail} if detail else {})
        recipient.setdefault("delivery_statuses", []).append(told)
        recipient |= {"delivery_status": code} | ({"delivery_status_detail": detail} if detail else {})
        paper = ERE_PAPERS.get(detail or code)
        if paper:
            href = f"/sendings/{self.sending['id']}/recipients/{recipient['id']}/download_delivery_proof"
            recipient["delivery_proof"] = {"type": paper, "date": at, "href": href}
        return []


def _category(word: str) -> str | None:
    if word in ARRIVED:
        return "DELIVERED"
    if word in CAME_BACK:
        return "UNDELIVERED"
    return {"LP09": "FIRST_PRESENTATION", "LP10": "FIRST_PRESENTATION", "LP14": "DELIVERING"}.get(word)
