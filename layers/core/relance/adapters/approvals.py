"""Signed links for approvers, and the mails that carry them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from relance.adapters.desk_pages import ApprovalMails
from relance.adapters.signing import Signer
from relance.domain.calendar import civil_date
from relance.domain.case import Gate
from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError
from relance.ports.cases import BadLinkError, Link, Links
from relance.ports.messaging import MailComposer, Mailer, NotAcceptedError
from relance.ports.outside import Clock

NO_CONTACT = 0
"""The attempt number of a mail that is no contact with a debtor: delivery facts about it match nothing."""


class HmacLinks:
    """See ports.cases.Links."""

    def __init__(self, key: bytes) -> None:
        self._signer = Signer(key, "approval")

    def sign(self, link: Link) -> str:
        """The link as a token."""
        return self._signer.sign(
            {
                "a": link.account_id,
                "c": link.case_id,
                "g": link.gate.value,
                "h": link.document_sha256,
                "e": int(link.expires.timestamp()),
            }
        )

    def read(self, token: str) -> Link:
        """The link, if we signed it."""
        content = self._signer.read(token)
        try:
            return Link(
                account_id=content["a"],
                case_id=content["c"],
                gate=Gate(content["g"]),
                document_sha256=content["h"],
                expires=datetime.fromtimestamp(content["e"], UTC),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BadLinkError("this link was signed for something else") from error


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
