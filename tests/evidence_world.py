"""One account with everything that can be evidence, in memory, sealed on three nights.

Boulangerie Martin, March 2026: a reminder by e-mail and one by text message, a registered letter with its proofs, a
tracked letter whose facts have certified times, a formal notice approved and handed off, an instalment plan, a hold
with a typed reason, a note that was erased on purpose.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any

from relance.domain import events
from relance.domain.account import Hold, PastContact
from relance.domain.agreement import Agreed, Agreement, Instalment
from relance.domain.canonical import canonical_json
from relance.domain.case import Approval, Case, CaseState, Gate, Wake
from relance.domain.channels import Channel, Cost
from relance.domain.contact import ContactRow, ContactState, KeptProof, LetterFact, StoredObject
from relance.domain.delivery import DeliveryStatus
from relance.domain.dossier import Dossier
from relance.domain.events import NewEvent
from relance.domain.record import AccountRecord
from relance.ports.evidence import Stamper, StampVerifier
from relance.service.evidence.dossiers import Dossiers
from relance.service.evidence.sealing import SealDay
from tests.builders import customer, euros, invoice, ledger_invoice, progress, record
from tests.fakes.clock import MovableClock
from tests.fakes.dossiers import InMemoryLedgerCopies
from tests.fakes.figures import RecordingFigures
from tests.fakes.ledger import InMemoryLedger
from tests.fakes.sealing import InMemoryChainHeads, InMemorySealBook
from tests.fakes.stamps import InMemoryStamper, InMemoryVerifier
from tests.fakes.storage import InMemoryArchive, InMemoryEvidence

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
ACCOUNT = "C-1"
NIGHT = time(23, 45)


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


@dataclass
class EvidenceWorld:
    ledger: InMemoryLedger = field(default_factory=lambda: InMemoryLedger(strict=True))
    archive: InMemoryArchive = field(default_factory=InMemoryArchive)
    evidence: InMemoryEvidence = field(default_factory=InMemoryEvidence)
    book: InMemorySealBook = field(default_factory=InMemorySealBook)
    clock: MovableClock = field(default_factory=lambda: MovableClock.paris(MONDAY, time(9)))
    stamper: Stamper | None = None
    verifier: StampVerifier = field(default_factory=InMemoryVerifier)

    def __post_init__(self) -> None:
        self.heads = InMemoryChainHeads(self.ledger)
        self.stamper = self.stamper or InMemoryStamper(self.clock.now)

    # ---------------------------------------------------------------- what happens

    def tell(
        self,
        what: str,
        /,
        *,
        change: Callable[[AccountRecord], AccountRecord] = lambda known: known,
        contact: ContactRow | None = None,
        content: StoredObject | None = None,
        account_id: str = ACCOUNT,
        **data: Any,
    ) -> EvidenceWorld:
        before = self.ledger.load(account_id)
        after = change(before if before.revision else self._new(account_id))
        named = (content.key, content.sha256) if content else (None, None)
        self.ledger.commit(
            before, after, events=[NewEvent(what, self.clock.now(), "test", data, *named)], contact=contact
        )
        self.clock.advance(timedelta(minutes=7))
        return self

    def night(self, day: date) -> EvidenceWorld:
        self.clock.go_to(day, NIGHT)
        SealDay(self.heads, self.book, self.evidence, self.stamper, RecordingFigures(), self.clock).seal(day)
        self.clock.go_to(day + timedelta(days=1), time(9))
        return self

    @property
    def dossiers(self) -> Dossiers:
        copies = InMemoryLedgerCopies(self.ledger)
        return Dossiers(copies, self.archive, self.evidence, self.book, self.verifier, self.clock)

    def gather(self, account_id: str = ACCOUNT) -> Dossier:
        return self.dossiers.gather(account_id)[0]

    def kept(self, key: str, body: bytes = b"%PDF-1.7 ...") -> StoredObject:
        """A file in the archive; its bytes are its own."""
        return self.archive.put(key, body + key.encode(), media_type="application/pdf")

    def locked(self, key: str, body: bytes) -> StoredObject:
        return self.evidence.keep(key, body, media_type="application/pdf")

    @staticmethod
    def _new(account_id: str) -> AccountRecord:
        debtor = customer(account_id)
        facts = (invoice(f"F-{n}", customer_id=account_id) for n in (1, 2))
        return record(*(ledger_invoice(f, progress=progress(1)) for f in facts), debtor=debtor)


def rich_world(*, days: int = 3, **parts: Any) -> EvidenceWorld:
    """The account of this module's story; others move on the same nights."""
    world = EvidenceWorld(**parts)
    story = ((_monday, "C-2", MONDAY), (_tuesday, "C-3", TUESDAY), (_wednesday, "C-2", WEDNESDAY))
    for happen, other, day in story[:days]:
        happen(world)
        world.tell(events.INVOICE_SEEN, account_id=other, invoice=f"{other}#F-1").night(day)
    return world


def _monday(world: EvidenceWorld) -> None:
    """The invoice is known; a reminder goes by e-mail, and arrives."""
    world.tell(events.INVOICE_SEEN, invoice="C-1#F-1")
    row = contact(world, MONDAY, Channel.EMAIL)
    send(world, row, parts={"text": "ab" * 32})
    arrived = replace(world.ledger.rows[ACCOUNT, MONDAY], delivery="DELIVERED")
    world.tell(events.DELIVERY_FACT, contact=arrived, day=MONDAY, status="DELIVERED", event_id="ses-1")
    note = world.kept("notes/C-1/1.txt", b"elle conteste")
    hold = Hold("elle conteste", "Anne", MONDAY, MONDAY + timedelta(days=20))
    world.tell(events.HOLD_SET, change=lambda known: replace(known, hold=hold), content=note, invoice=None)


def _tuesday(world: EvidenceWorld) -> None:
    """The hold ends; a registered letter goes, with a deposit and a receipt; a tracked letter, in another attempt."""
    world.tell(events.HOLD_RELEASED, change=lambda known: replace(known, hold=None), invoice=None)
    row = contact(world, TUESDAY, Channel.REGISTERED, carrier="maileva", cost=Cost(6_280_000, "carrier"))
    send(world, row)
    for kind in ("DEPOSIT", "RECEIPT"):
        body = f"%PDF-1.7 {kind}".encode()
        stored = world.locked(f"proofs/{row.reference}/{kind}-{sha256(body)}.pdf", body)
        known = world.ledger.rows[ACCOUNT, TUESDAY]
        proof = KeptProof(kind, stored, "application/pdf", world.clock.now(), sha256(kind.encode()))
        told: dict[str, Any] = {"day": TUESDAY, "kind": kind, "key": stored.key, "sha256": stored.sha256}
        world.tell(events.PROOF_KEPT, contact=replace(known, proofs=(*known.proofs, proof)), **told)
    plan = Agreement(TUESDAY, tuple(Instalment(date(2026, month, 1), euros(600)) for month in (4, 5)))
    letter = world.kept("agreements/C-1/EP-1/letter.pdf")
    agreed = Agreed(plan, ("C-1#F-1",), euros(0), "Anne", "EP-1", letter)
    world.tell(
        events.AGREEMENT_MADE, change=lambda known: replace(known, agreed=agreed), content=letter, reference="EP-1"
    )


def _wednesday(world: EvidenceWorld) -> None:
    """A tracked letter with certified facts; a case from its notice to its handoff; a note that is erased."""
    _tracked_letter(world, contact(world, WEDNESDAY, Channel.TRACKED))
    _case(world)
    note = world.kept("notes/C-1/2.txt", b"trop personnel")
    world.tell(events.HOLD_SET, content=note, invoice="C-1#F-2")
    world.tell(events.CONTENT_ERASED, key=note.key, sha256=note.sha256)
    del world.archive.files[note.key]


def _tracked_letter(world: EvidenceWorld, row: ContactRow) -> None:
    send(world, row)
    manifest = canonical_json({"parts": [row.letter]}).encode()
    for status, body in ((DeliveryStatus.SENT, manifest), (DeliveryStatus.READ, b'{"fact":"READ"}')):
        assert world.stamper is not None
        stored = world.locked(f"tracked/C-1/{status}-{sha256(body)}.json", body)
        stamp = world.stamper.stamp(bytes.fromhex(stored.sha256))
        token = world.locked(f"tracked/C-1/{status}-{sha256(stamp.token)}.tsr", stamp.token)
        fact = LetterFact(status, world.clock.now(), False, stored, token, stamp.at, stamp.authority)
        known = world.ledger.rows[ACCOUNT, row.day]
        told: dict[str, Any] = {
            "key": stored.key,
            "sha256": stored.sha256,
            "token_key": token.key,
            "token_sha256": token.sha256,
        }
        world.tell(events.PROOF_KEPT, contact=replace(known, tracked=(*known.tracked, fact)), kind=status, **told)


def _case(world: EvidenceWorld) -> None:
    statement, notice = world.kept("cases/CASE-1/statement.json", b"{}"), world.kept("cases/CASE-1/notice.pdf")
    copies = tuple(world.kept(f"cases/CASE-1/enclosures/00{n}.pdf") for n in (1, 2))
    case = Case("CASE-1", ACCOUNT, CaseState.OPENED, WEDNESDAY, 4, ("C-1#F-1",), "cd" * 32, statement=statement)
    put = _putting(world)
    put(events.CASE_OPENED, case)
    put(events.CASE_NOTICE_WRITTEN, replace(case, notice=notice, enclosures=copies), notice_sha256=notice.sha256)
    yes = Approval(Gate.NOTICE, Wake.APPROVED, "Anne Durand", world.clock.now(), notice.sha256)
    put(
        events.CASE_APPROVED,
        replace(world.ledger.load(ACCOUNT).cases["CASE-1"], approvals=(yes,)),
        document_sha256=notice.sha256,
    )
    piece = world.kept("cases/CASE-1/pieces/contract.pdf")
    body = canonical_json({"pieces": [{"number": 1, "key": piece.key, "sha256": piece.sha256}]}).encode()
    handoff = world.archive.put("cases/CASE-1/handoff-1.json", body, media_type="application/json")
    served = replace(
        world.ledger.load(ACCOUNT).cases["CASE-1"], state=CaseState.HANDED_OFF, served_on=WEDNESDAY, handoff=handoff
    )
    slip = world.kept("cases/CASE-1/bordereau.html")
    put(events.CASE_HANDED_OFF, served, bordereau=slip.key, bordereau_sha256=slip.sha256)


def _putting(world: EvidenceWorld) -> Callable[..., Any]:
    def put(kind: str, case: Case, **data: Any) -> None:
        world.tell(kind, change=lambda known: known.with_case(case), case_id=case.case_id, **data)

    return put


def contact(world: EvidenceWorld, day: date, channel: Channel, **more: Any) -> ContactRow:
    """A contact with its statement and letter, reserved."""
    row = ContactRow(
        ACCOUNT,
        day,
        1,
        ContactState.RESERVED,
        "relance",
        1,
        "first_reminder",
        channel,
        "ef" * 32,
        world.clock.now(),
        **more,
    )
    row = replace(
        row,
        statement=world.kept(f"statements/C-1/{day}/1.json", b"{}"),
        letter=world.kept(f"letters/C-1/{day}/{row.reference}.pdf"),
    )
    statement = row.statement
    assert statement is not None
    world.tell(
        events.CONTACT_RESERVED, contact=row, day=day, statement=statement.key, statement_sha256=statement.sha256
    )
    return row


def send(world: EvidenceWorld, row: ContactRow, **more: Any) -> None:
    message = world.kept(
        f"messages/C-1/{row.day}/{row.reference}.eml", b"To: compta@boulangerie-martin.example\r\n\r\n"
    )
    sent = replace(
        row, state=ContactState.SENT, message=message, message_id=f"id-{row.day}",
        address="compta@boulangerie-martin.example", **more,
    )  # fmt: skip
    letter = row.letter
    assert letter is not None
    known = world.ledger.load(ACCOUNT)
    world.ledger.commit(known, known, contact=replace(sent, state=ContactState.SENDING))

    def count(known: AccountRecord) -> AccountRecord:
        past = PastContact(row.day, row.channel, row.document, row.rank)
        return replace(known, contacts=(*known.contacts, past))

    hashes: dict[str, Any] = {"letter": letter.key, "letter_sha256": letter.sha256, "message_sha256": message.sha256}
    world.tell(events.CONTACT_SENT, change=count, contact=sent, day=row.day, channel=row.channel, **hashes)


def flipped(body: bytes, place: int) -> bytes:
    """One bit of one byte changed."""
    return body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
