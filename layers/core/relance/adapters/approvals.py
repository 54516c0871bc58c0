"""Signed links for approvers, and the mails that carry them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from relance.adapters.desk_pages import ApprovalMails
from relance.domain.calendar import civil_date
from relance.domain.case import Gate
from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError
from relance.ports.cases import BadLinkError, Link, Links
from relance.ports.messaging import MailComposer, Mailer, NotAcceptedError
from relance.ports.outside import Clock

SHORTEST_KEY = 32
"""In bytes: the size of the hash (RFC 2104, section 3)."""
NO_CONTACT = 0
"""The attempt number of a mail that is no contact with a debtor: delivery facts about it match nothing."""


class HmacLinks:
    """See ports.cases.Links: the link's content and its HMAC-SHA256, both in base64url, joined by a dot."""

    def __init__(self, key: bytes) -> None:
        if len(key) < SHORTEST_KEY:
            raise RejectedError(f"the approval key must be at least {SHORTEST_KEY} bytes long")
        self._key = key

    def sign(self, link: Link) -> str:
        """The link as a token."""
        content = {
            "a": link.account_id,
            "c": link.case_id,
            "g": link.gate.value,
            "h": link.document_sha256,
            "e": int(link.expires.timestamp()),
        }
        body = _encoded(json.dumps(content, sort_keys=True, separators=(",", ":")).encode())
        return f"{body}.{self._seal(body)}"

    def read(self, token: str) -> Link:
        """The link, if we signed it. The seal is checked before the content is looked at."""
        body, _, seal = token.partition(".")
        if not token.isascii() or not hmac.compare_digest(seal, self._seal(body)):
            raise BadLinkError("this link was not signed by us")
        try:
            content = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
            return Link(
                account_id=content["a"],
                case_id=content["c"],
                gate=Gate(content["g"]),
                document_sha256=content["h"],
                expires=datetime.fromtimestamp(content["e"], UTC),
            )
        except (binascii.Error, KeyError, TypeError, ValueError) as error:
            raise BadLinkError("this link was signed for something else") from error

    def _seal(self, body: str) -> str:
        return _encoded(hmac.digest(self._key, b"approval:" + body.encode(), hashlib.sha256))


@dataclass(frozen=True, slots=True)
class MailedApprovals:
    """See ports.outside.Approvers: one mail for each approver. At least one of them must be reachable."""

    links: Links
    mailer: Mailer
    composer: MailComposer
    mails: ApprovalMails
    people: Callable[[], Sequence[str]]
    desk_url: str
    clock: Clock

    def ask(self, *, case_id: str, account_id: str, gate: str, document: StoredObject, expires: datetime) -> str:
        """Send the link. A mail to an approver may come twice; it allows one decision all the same."""
        link = Link(account_id, case_id, Gate(gate), document.sha256, expires)
        url = f"{self.desk_url.rstrip('/')}/approvals/{self.links.sign(link)}"
        reference = f"{case_id}-{gate[0]}{document.sha256[:4]}".upper()
        people = self.people()
        if not people:
            raise RejectedError("the creditor names nobody who approves")
        refused = [error for person in people if (error := self._send(person, link, url, reference)) is not None]
        if len(refused) == len(people):
            raise refused[0]
        return reference

    def _send(self, person: str, link: Link, url: str, reference: str) -> NotAcceptedError | None:
        day = civil_date(self.clock.now())
        mime = self.composer.compose(self.mails.draft(person, link, url), reference=reference, day=day)
        try:
            self.mailer.send(mime, account_id=link.account_id, day=day, attempt=NO_CONTACT, reference=reference)
        except NotAcceptedError as error:
            return error
        return None


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
