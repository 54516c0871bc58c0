"""Nights of sealing, in their order: what moved is sealed once, late timestamps are fetched, nothing is lost."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

import pytest

from relance.domain import events
from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError, TransientError
from relance.domain.events import NewEvent
from relance.domain.merkle import root_of_path
from relance.domain.sealing import Link, Seal, SealState, leaves_key, read_leaves, read_seal, seal_key, token_key, tree
from relance.service.evidence.sealing import SealDay, Sealed
from tests.builders import customer, record
from tests.fakes.clock import MovableClock
from tests.fakes.figures import RecordingFigures
from tests.fakes.ledger import InMemoryLedger
from tests.fakes.sealing import InMemoryChainHeads, InMemorySealBook
from tests.fakes.stamps import InMemoryStamper, InMemoryVerifier
from tests.fakes.storage import InMemoryEvidence

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 3, day) for day in (2, 3, 4, 5))
NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


class Crash(Exception):  # noqa: N818 no error of ours: the process is gone
    pass


@dataclass
class CrashingEvidence(InMemoryEvidence):
    """Stops the process after a number of files."""

    keeps_left: int = 10**6

    def keep(self, key: str, body: bytes, *, media_type: str) -> StoredObject:
        if self.keeps_left == 0:
            raise Crash(key)
        self.keeps_left -= 1
        return super().keep(key, body, media_type=media_type)


@dataclass
class Nights:
    ledger: InMemoryLedger = field(default_factory=InMemoryLedger)
    evidence: CrashingEvidence = field(default_factory=CrashingEvidence)
    book: InMemorySealBook = field(default_factory=InMemorySealBook)
    clock: MovableClock = field(default_factory=lambda: MovableClock(NOON))
    figures: RecordingFigures = field(default_factory=RecordingFigures)
    wall: MovableClock = field(default_factory=lambda: MovableClock.paris(date(2027, 12, 31), time(12)))
    """Later than all these nights: each may be run again."""
    stamper: InMemoryStamper | None = None

    def __post_init__(self) -> None:
        self.heads = InMemoryChainHeads(self.ledger)
        self.stamper = InMemoryStamper(self.clock.now)

    def happens(self, account_id: str = "C-1", times: int = 1) -> None:
        before = self.ledger.load(account_id)
        after = before if before.revision else record(debtor=customer(account_id))
        told = [NewEvent(events.INVOICE_SEEN, NOON, "project_invoice", {"n": n}) for n in range(times)]
        self.ledger.commit(before, after, events=told)

    def night(self, day: date) -> Sealed:
        return SealDay(self.heads, self.book, self.evidence, self.stamper, self.figures, self.wall).seal(day)

    def of(self, day: date) -> Seal:
        return read_seal(self.evidence.read(seal_key(day)))

    def accounts(self, day: date) -> list[tuple[str, int]]:
        return [(leaf.account, leaf.seq) for leaf in read_leaves(self.evidence.read(leaves_key(day)))]

    def stamped(self, day: date) -> bool:
        try:
            token = self.evidence.read(token_key(day))
        except RejectedError:
            return False
        digest = hashlib.sha256(self.evidence.read(seal_key(day))).digest()
        return InMemoryVerifier().verify(token, digest).at == self.clock.now()


@pytest.fixture
def nights() -> Nights:
    return Nights()


def name(account_id: str) -> str:
    return hashlib.sha256(account_id.encode()).hexdigest()


def test_a_night_seals_every_chain_that_moved(nights: Nights) -> None:
    nights.happens("C-1", times=3)
    nights.happens("C-2")
    assert nights.night(MONDAY) == Sealed(MONDAY, accounts=2, stamped=1, unstamped=0)
    assert sorted(nights.accounts(MONDAY)) == sorted([(name("C-1"), 3), (name("C-2"), 1)])
    assert nights.of(MONDAY).previous is None
    assert nights.stamped(MONDAY)


def test_a_seal_is_one_line_of_json_that_anybody_can_read(nights: Nights) -> None:
    nights.happens()
    nights.night(MONDAY)
    body = nights.evidence.read("seals/2026-03-02.json")
    (leaf,) = nights.evidence.read("seals/2026-03-02.leaves").decode().splitlines()
    assert leaf.split()[:2] == [name("C-1"), "0000000001"]
    # RFC 9162: the root of one leaf is the hash of a zero byte and the leaf.
    assert json.loads(body) == {
        "format": 1,
        "day": "2026-03-02",
        "accounts": 1,
        "root": hashlib.sha256(b"\0" + leaf.encode()).hexdigest(),
        "previous": None,
        "stamps": [],
    }
    assert body.endswith(b"}\n")


def test_the_next_night_takes_what_moved_since_and_names_the_seal_and_the_stamp_before(nights: Nights) -> None:
    nights.happens("C-1")
    nights.happens("C-2")
    nights.night(MONDAY)
    nights.happens("C-2")
    nights.night(TUESDAY)
    assert nights.accounts(TUESDAY) == [(name("C-2"), 2)]
    before = nights.evidence.read(seal_key(MONDAY))
    token = nights.evidence.read(token_key(MONDAY))
    assert nights.of(TUESDAY).previous == Link(MONDAY, hashlib.sha256(before).hexdigest())
    assert nights.of(TUESDAY).stamps == (Link(MONDAY, hashlib.sha256(token).hexdigest()),)


def test_a_night_on_which_nothing_moved_has_its_seal_too(nights: Nights) -> None:
    """So that a missing seal is a missing seal. The root of nothing is the hash of nothing."""
    nights.night(MONDAY)
    assert nights.of(MONDAY).accounts == 0
    assert nights.of(MONDAY).root == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert nights.stamped(MONDAY)


def test_the_first_seal_takes_in_what_was_there_before_there_were_seals(nights: Nights) -> None:
    nights.happens("C-1")
    nights.heads.told["C-1"] = nights.ledger.load("C-1").head  # no mark was left in those days
    nights.night(MONDAY)
    assert nights.accounts(MONDAY) == [(name("C-1"), 1)]


def test_a_second_run_of_the_night_seals_nothing_more(nights: Nights) -> None:
    nights.happens()
    nights.night(MONDAY)
    files = dict(nights.evidence.files)
    nights.happens()
    assert nights.night(MONDAY) == Sealed(MONDAY, accounts=1, stamped=0, unstamped=0)
    assert nights.evidence.files == files
    nights.night(TUESDAY)
    assert nights.accounts(TUESDAY) == [(name("C-1"), 2)]


def test_missed_nights_are_made_up_by_the_next(nights: Nights) -> None:
    nights.happens("C-1")
    nights.night(MONDAY)
    nights.happens("C-1")
    nights.happens("C-2")
    nights.night(THURSDAY)
    assert sorted(nights.accounts(THURSDAY)) == sorted([(name("C-1"), 2), (name("C-2"), 1)])
    assert nights.of(THURSDAY).previous == nights.of(MONDAY).link


def test_a_night_of_long_ago_run_again_changes_nothing(nights: Nights) -> None:
    nights.happens()
    nights.night(TUESDAY)
    files = dict(nights.evidence.files)
    nights.happens()
    nights.night(MONDAY)
    assert nights.evidence.files == files


def test_a_day_that_has_not_come_is_not_sealed(nights: Nights) -> None:
    """Somebody runs the night again by hand and writes 2027: no night of 2026 would have had a seal any more."""
    nights.wall.go_to(TUESDAY, time(23, 45))
    nights.happens()
    with pytest.raises(RejectedError, match="2027-03-03 has not come"):
        nights.night(date(2027, 3, 3))
    assert nights.evidence.files == {}
    assert nights.night(TUESDAY).accounts == 1


def test_while_the_authority_is_down_seals_are_kept_and_stamped_when_it_is_back(nights: Nights) -> None:
    assert nights.stamper is not None
    nights.happens()
    nights.stamper.down = True
    first = nights.night(MONDAY)
    assert (first.accounts, first.stamped, first.unstamped) == (1, 0, 1)
    assert first.trouble == "the timestamp authority does not answer"
    assert nights.figures.last("SealUnstampedDays") == 0
    nights.night(TUESDAY)
    assert nights.night(WEDNESDAY).unstamped == 3
    assert nights.figures.last("SealUnstampedDays") == 2
    assert not nights.stamped(MONDAY)
    nights.stamper.down = False
    assert nights.night(THURSDAY).stamped == 4
    assert all(nights.stamped(day) for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY))
    assert nights.figures.last("SealUnstampedDays") == 0


def test_the_same_day_can_be_run_again_once_the_authority_is_back(nights: Nights) -> None:
    assert nights.stamper is not None
    nights.stamper.down = True
    nights.night(MONDAY)
    nights.stamper.down = False
    assert nights.night(MONDAY).stamped == 1
    assert nights.stamped(MONDAY)


def test_without_an_authority_seals_are_made_and_nobody_is_alarmed(nights: Nights) -> None:
    nights.stamper = None
    nights.happens()
    assert nights.night(MONDAY) == Sealed(MONDAY, accounts=1, stamped=0, unstamped=1)
    assert nights.figures.gauges == {}


def test_an_authority_named_later_stamps_the_newest_seals_only(nights: Nights) -> None:
    """Older ones are certified through the chain of seals; a year of them would take a year of calls."""
    stamper, nights.stamper = nights.stamper, None
    for day in range(1, 32):
        nights.night(date(2026, 3, day))
    for day in range(1, 11):
        nights.night(date(2026, 4, day))
    nights.stamper = stamper
    assert nights.night(date(2026, 4, 11)).stamped == 31
    assert not nights.stamped(date(2026, 3, 11))
    assert nights.stamped(date(2026, 3, 12))


@pytest.mark.parametrize("files", range(3))
def test_a_run_that_stops_after_any_file_is_taken_up_by_the_next(nights: Nights, files: int) -> None:
    """0: before the leaves; 1: before the seal; 2: before the timestamp."""
    nights.happens("C-1")
    nights.evidence.keeps_left = files
    with pytest.raises(Crash):
        nights.night(MONDAY)
    nights.happens("C-2")
    nights.evidence.keeps_left = 10**6
    nights.night(MONDAY)
    sealed = [(name("C-1"), 1)] if files else sorted([(name("C-1"), 1), (name("C-2"), 1)])
    assert sorted(nights.accounts(MONDAY)) == sealed
    assert nights.stamped(MONDAY)
    nights.night(TUESDAY)
    assert nights.of(TUESDAY).previous == nights.of(MONDAY).link
    assert nights.accounts(TUESDAY) == ([(name("C-2"), 1)] if files else [])


@pytest.mark.parametrize("files", [1, 2])
def test_a_seal_that_was_made_and_not_noted_is_found_on_a_later_night(nights: Nights, files: int) -> None:
    """After the leaves alone there is no seal yet: the later night seals what moved."""
    nights.happens("C-1")
    nights.evidence.keeps_left = files
    with pytest.raises(Crash):
        nights.night(MONDAY)
    if files == 2:
        nights.book.state = type(nights.book.state)()  # it stopped before the note
    nights.evidence.keeps_left = 10**6
    nights.night(WEDNESDAY)
    if files == 2:
        assert nights.of(WEDNESDAY).previous == nights.of(MONDAY).link
        assert nights.accounts(WEDNESDAY) == []
        assert nights.stamped(MONDAY)
    else:
        assert nights.of(WEDNESDAY).previous is None
        assert nights.accounts(WEDNESDAY) == [(name("C-1"), 1)]


def test_every_account_is_shown_to_be_in_the_seal_by_its_path(nights: Nights) -> None:
    for n in range(23):
        nights.happens(f"C-{n}")
    nights.night(MONDAY)
    leaves = read_leaves(nights.evidence.read(leaves_key(MONDAY)))
    for index, leaf in enumerate(leaves):
        path = tree(leaves).path(index)
        assert root_of_path(leaf.text.encode(), index, 23, path) == bytes.fromhex(nights.of(MONDAY).root)
        assert len(path) <= 5


def test_what_the_ledger_cannot_write_leaves_the_night_to_be_run_again(nights: Nights) -> None:
    nights.happens()

    def broken(state: SealState) -> None:
        raise TransientError("throttled")

    write, nights.book.write = nights.book.write, broken  # type: ignore[method-assign]
    with pytest.raises(TransientError):
        nights.night(MONDAY)
    nights.book.write = write  # type: ignore[method-assign]
    assert nights.night(MONDAY) == Sealed(MONDAY, accounts=1, stamped=1, unstamped=0)
