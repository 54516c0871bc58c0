"""What approvers promise: the link reaches a person, or the case hears that it did not."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from relance.adapters.approvals import HmacLinks, MailedApprovals
from relance.adapters.desk_pages import ApprovalMails, Templates
from relance.adapters.document_urls import S3DocumentUrls
from relance.adapters.frozen import ArchivedValues
from relance.domain.case import Gate
from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError
from relance.domain.money import Money
from relance.ports.cases import Link
from relance.ports.messaging import MailDraft, Mime, NotAcceptedError, OutcomeUnknownError
from relance.runtime.clients import Clients
from tests.case_world import KEY
from tests.fakes.clock import MovableClock
from tests.fakes.storage import InMemoryArchive

PDF = StoredObject("cases/CASE-260316-ABCDEFGHIJKL/notice.pdf", "a" * 64)
EXPIRES = datetime(2026, 3, 23, 23, 0, tzinfo=UTC)  # midnight in Paris


@dataclass
class Desk:
    """A composer and a mailer that keep what they are given."""

    drafts: list[MailDraft] = field(default_factory=list)
    sent: list[tuple[str, str, int]] = field(default_factory=list)
    refused: dict[str, Exception] = field(default_factory=dict)

    def compose(self, draft: MailDraft, *, reference: str, day: date) -> Mime:
        self.drafts.append(draft)
        return Mime(draft.to, draft.text.encode())

    def send(self, mime: Mime, *, account_id: str, day: date, attempt: int, reference: str) -> str:
        if mime.to in self.refused:
            raise self.refused[mime.to]
        self.sent.append((mime.to, reference, attempt))
        return "id"


def approvers(desk: Desk, *people: str) -> MailedApprovals:
    return MailedApprovals(
        links=HmacLinks(KEY),
        mailer=desk,
        composer=desk,
        mails=ApprovalMails(Templates(), creditor="Atelier Lumière"),
        people=lambda: people,
        desk_url="https://desk.example/",
        clock=MovableClock.paris(date(2026, 3, 16)),
    )


def ask(mailed: MailedApprovals, gate: Gate = Gate.NOTICE) -> str:
    return mailed.ask(
        case_id="CASE-260316-ABCDEFGHIJKL", account_id="C-1", gate=gate.value, document=PDF, expires=EXPIRES
    )


def test_each_approver_gets_the_signed_link_in_good_french() -> None:
    desk = Desk()
    assert ask(approvers(desk, "anne@creancier.example", "paul@creancier.example")) == "CASE-260316-ABCDEFGHIJKL-NAAAA"
    assert [to for to, _, _ in desk.sent] == ["anne@creancier.example", "paul@creancier.example"]
    draft = desk.drafts[0]
    assert draft.subject == "À approuver\u00a0: mise en demeure, dossier CASE-260316-ABCDEFGHIJKL"
    assert "valable jusqu’au 23\u00a0mars\u00a02026 inclus" in draft.text
    (url,) = re.findall(r"https://\S+", draft.text)
    assert url in draft.html
    assert HmacLinks(KEY).read(url.removeprefix("https://desk.example/approvals/")) == Link(
        "C-1", "CASE-260316-ABCDEFGHIJKL", Gate.NOTICE, PDF.sha256, EXPIRES
    )


def test_the_mail_names_no_debtor_and_is_no_contact() -> None:
    desk = Desk()
    ask(approvers(desk, "anne@creancier.example"), Gate.HANDOFF)
    assert desk.sent == [("anne@creancier.example", "CASE-260316-ABCDEFGHIJKL-HAAAA", 0)]
    assert "remise du dossier" in desk.drafts[0].text


def test_one_reachable_approver_is_enough() -> None:
    desk = Desk(refused={"anne@creancier.example": NotAcceptedError("no such mailbox")})
    ask(approvers(desk, "anne@creancier.example", "paul@creancier.example"))
    assert [to for to, _, _ in desk.sent] == ["paul@creancier.example"]


def test_nobody_reachable_is_an_error() -> None:
    refused: dict[str, Exception] = {"anne@creancier.example": NotAcceptedError("no such mailbox")}
    with pytest.raises(NotAcceptedError):
        ask(approvers(Desk(refused=refused), "anne@creancier.example"))
    with pytest.raises(RejectedError, match="nobody"):
        ask(approvers(Desk()))


def test_an_unknown_outcome_rises_so_that_the_request_is_repeated() -> None:
    desk = Desk(refused={"anne@creancier.example": OutcomeUnknownError("cut")})
    with pytest.raises(OutcomeUnknownError):
        ask(approvers(desk, "anne@creancier.example"))


@pytest.mark.parametrize("region", ["eu-west-3", "eu-central-1"])
def test_a_file_is_read_through_a_regional_address_signed_as_its_encryption_demands(region: str) -> None:
    client = Clients(boto3.Session(region_name=region)).s3_links
    address = urlsplit(S3DocumentUrls(client=client, bucket="archive").url("cases/CASE-1/notice.pdf"))
    signed = parse_qs(address.query)
    assert (address.hostname, address.path) == (f"archive.s3.{region}.amazonaws.com", "/cases/CASE-1/notice.pdf")
    assert (signed["X-Amz-Algorithm"], signed["X-Amz-Expires"]) == (["AWS4-HMAC-SHA256"], ["900"])


def test_a_frozen_value_is_read_back_as_it_was_or_not_at_all() -> None:
    archive = InMemoryArchive()
    frozen = ArchivedValues(archive)
    link = Link("C-1", "CASE-1", Gate.NOTICE, "a" * 64, EXPIRES)
    stored = frozen.keep("x.json", link)
    assert stored.sha256 == hashlib.sha256(archive.files["x.json"]).hexdigest()
    assert frozen.read(Link, stored) == link
    archive.files["x.json"] = archive.files["x.json"].replace(b"CASE-1", b"CASE-2")
    with pytest.raises(RejectedError, match="not the file"):
        frozen.read(Link, stored)
    assert frozen.read(Money, frozen.keep("m.json", Money.of("12.34"))) == Money.of("12.34")
