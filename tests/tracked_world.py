"""Tracked letters from deposit to certificate: the whole way on fakes, with the real pages, notices and certificates.

The default letter is the first reminder to Boulangerie Martin, on Monday 2 February 2026 at 8:30 in Paris.
"""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from pypdf import PdfReader

from relance.adapters.letters.pages import HtmlLetterPages
from relance.adapters.letters.tokens import HmacLetterTokens
from relance.adapters.rendering.certificate.writer import PdfCertificates
from relance.adapters.rendering.mail.notice import MailedNotices
from relance.domain.channels import Channel
from relance.domain.contact import LetterFact
from relance.domain.creditor import Creditor
from relance.domain.delivery import DeliveryFact, DeliveryStatus
from relance.ports.following import ContactDue
from relance.service.following.poll_letters import PollLetters
from relance.service.following.silence import Silences
from relance.service.sending.enclosing import Enclosing
from relance.service.sending.ways import Way
from relance.service.tracked.certifying import Certifying
from relance.service.tracked.depositing import Depositing, Proving
from relance.service.tracked.letters import TrackedLetters
from relance.service.tracked.notifying import TrackedNotices
from relance.service.tracked.page import FileAnswer, LetterDesk
from relance.service.tracked.recording import TrackedFacts
from relance.service.web import Answer
from tests import builders
from tests.builders import customer_item, invoice_item, record
from tests.fakes.plans import FakePlans
from tests.fakes.queues import InMemoryLetterQueue
from tests.fakes.stamps import InMemoryStamper
from tests.fakes.storage import InMemoryEvidence
from tests.world import MONDAY, PlainComposer, PlainRenderer, PostMailer, World

KEY = b"a letter's key of at least thirty-two bytes"
SITE = "https://lettres.atelier-lumiere.example"
PLAN = """
title = "Suivi"
kinds = ["business"]

[[steps]]
name = "relance_suivie"
after = 3
document = "first_reminder"
tone = "cordial"
channels = ["tracked", "email", "sms"]
"""


class TrackedWorld(World):
    """A creditor whose first reminder is a tracked letter."""

    def __init__(self, **changes: Any) -> None:
        super().__init__(**changes)
        self.evidence, self.queue = InMemoryEvidence(), InMemoryLetterQueue()
        self.stamper: InMemoryStamper | None = InMemoryStamper(self.clock.now)
        self.plans = FakePlans.with_text("standard", PLAN)
        self.creditor: Creditor = builders.creditor()

    # ------------------------------------------------------------------------------ the parts

    @property
    def tokens(self) -> HmacLetterTokens:
        return HmacLetterTokens(lambda: [KEY])

    @property
    def facts(self) -> TrackedFacts:
        return TrackedFacts(self.wrap("ledger", self.ledger))

    @property
    def depositing(self) -> Depositing:
        evidence = self.wrap("evidence", self.evidence)
        return Depositing(self.wrap("archive", self.archive), Proving(evidence, self.stamper))

    @property
    def certifying(self) -> Certifying:
        return Certifying(self.facts, self.depositing, PdfCertificates(creditor=lambda: self.creditor))

    @property
    def ways(self) -> dict[Channel, Way]:
        notices = TrackedNotices(
            archive=self.wrap("archive", self.archive),
            enclosing=Enclosing(self.wrap("documents", self.documents)),
            depositing=self.depositing,
            renderer=PlainRenderer(),
            notices=MailedNotices(creditor=lambda: self.creditor),
            tokens=self.tokens,
            creditor=lambda: self.creditor,
            composer=PlainComposer(),
            mailer=self.wrap("mailer", PostMailer(self.post)),
            clock=self.clock,
            figures=self.figures,
            site=SITE,
            diversion=self.diversion,
        )
        return {**super().ways, Channel.TRACKED: notices}

    @property
    def desk(self) -> LetterDesk:
        pages = HtmlLetterPages(creditor=lambda: self.creditor)
        archive, queue = self.wrap("archive", self.archive), self.wrap("queue", self.queue)
        return LetterDesk(self.tokens, self.facts, self.depositing, archive, pages, queue, self.clock)

    @property
    def looks(self) -> TrackedLetters:
        silences = Silences(self.book, self.clock, self.figures)
        return TrackedLetters(self.certifying, silences, self.book, self.clock)

    # ---------------------------------------------------------------------------------- the acts

    def sends(self, *, copies: dict[str, bytes] | None = None, **customer: Any) -> str:
        """The letter is deposited and its notice goes; the token of its page."""
        documents = [{"kind": "invoice", "key": key} for key in copies or {}]
        item = invoice_item(documents=documents or None)
        self.billing.put_all([customer_item(**customer), item])
        self.documents.files |= copies or {}
        facts = self.billing.partition("C-1")
        assert not facts.invalid, facts.invalid
        self.knows(record(*facts.invoices.values(), debtor=facts.customer))
        self.run(MONDAY)
        return self.token

    def mail_says(self, kind: str, status: DeliveryStatus, at: datetime | None = None, **more: Any) -> str:
        """An event of SES about the notice."""
        row = self.row()
        told = at or self.clock.now()
        fact = DeliveryFact("C-1", row.day, row.attempt, kind, status, told, f"{kind}|{told}", **more)
        return str(self.tracker.track(fact))

    def arrives(self) -> None:
        """The receiving server takes the notice."""
        self.mail_says("Delivery", DeliveryStatus.DELIVERED)

    def get(self, token: str | None = None) -> Answer:
        return self.desk.show(self.token if token is None else token)

    def post_form(self, token: str | None = None, **fields: str) -> Answer:
        return self.desk.act(self.token if token is None else token, urlencode(fields))

    def opens(self) -> Answer:
        return self.post_form(choice="open")

    def refuses(self) -> Answer:
        return self.post_form(choice="refuse", confirm="yes")

    def fetches(self, page: Answer, number: int = 0) -> Answer | FileAnswer:
        """A file by its address on a page."""
        found = re.findall(r'href="/letters/files/([^"]+)"', page.body)
        return self.desk.file(found[number])

    def follows(self) -> None:
        """Everything queued is looked after, and whoever is due by the clock."""
        PollLetters(self.ledger, self.queue, self.clock).poll()
        for news in self.queue.take():
            assert isinstance(news, ContactDue)
            self.looks.look(self.row(news.account_id, news.day))

    # ------------------------------------------------------------------------------ what is seen

    @property
    def notice(self) -> str:
        """The notice's mail as it was handed over."""
        message = self.row().message
        assert message is not None
        return self.archive.get(message.key).decode()

    @property
    def token(self) -> str:
        """As it stands in the notice."""
        found = re.search(rf"{re.escape(SITE)}/letters/(\S+)", self.notice)
        assert found is not None
        return found[1]

    @property
    def status(self) -> str | None:
        return self.row().delivery

    @property
    def told(self) -> list[str]:
        """The facts of the letter, in the order in which they became known."""
        return [_word(fact) for fact in self.row().tracked]

    @property
    def words(self) -> list[str]:
        """What the timeline says of the letter, oldest first."""
        return [str(e.data["kind"]) for e in self.ledger.events("C-1") if e.kind == "delivery.fact"]

    def certificates(self) -> list[str]:
        """The words of the certificates that are kept, one text each."""
        kept = [proof.stored for proof in self.row().proofs if proof.kind == "BUNDLE"]
        return [text_of(self.evidence.read(stored.key)) for stored in kept]


def _word(fact: LetterFact) -> str:
    return f"{fact.status} late" if fact.late else str(fact.status)


def text_of(pdf: bytes) -> str:
    """The words of a PDF, with plain spaces and one space for any run of them."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
