"""What every ledger does, on the fake and on DynamoDB. The story is Boulangerie Martin's (C-1), early in 2026."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from moto import mock_aws
from relance.adapters.dynamodb.ledger import DynamoDBLedger
from relance.domain.account import Hold, HoldKind, PastContact
from relance.domain.canonical import canonical_json
from relance.domain.case import Approval, Case, CaseState, Gate, Wake
from relance.domain.contact import ContactRow, ContactState, StoredObject
from relance.domain.errors import ConflictError, RejectedError
from relance.domain.events import CONTACT_RESERVED, CONTACT_SENT, GENESIS, INVOICE_SEEN, ChainHead, NewEvent, append
from relance.domain.plan import Channel
from relance.domain.record import AccountRecord
from relance.ports.ledger import AlreadyRecordedError, DailyCap, DailyCapReachedError, Ledger

from tests.builders import customer, invoice, ledger_invoice, progress, record
from tests.contract.ledger_table import TABLE, dynamodb_with_ledger_table
from tests.fakes.ledger import InMemoryLedger

MONDAY = date(2026, 2, 9)
TUESDAY = date(2026, 2, 10)
MORNING = datetime(2026, 2, 9, 7, 30, tzinfo=UTC)


@pytest.fixture(params=["memory", "dynamodb"])
def ledger(request: pytest.FixtureRequest) -> Iterator[Ledger]:
    if request.param == "memory":
        yield InMemoryLedger()
        return
    with mock_aws():
        yield DynamoDBLedger(client=dynamodb_with_ledger_table(), table_name=TABLE)


def stored(ledger: Ledger, wanted: AccountRecord | None = None) -> AccountRecord:
    wanted = wanted or record()
    return ledger.commit(ledger.load(wanted.account_id), wanted)


def contact(state: ContactState = ContactState.RESERVED, *, day: date = MONDAY, **changes: object) -> ContactRow:
    base = ContactRow(
        account_id="C-1",
        day=day,
        attempt=1,
        state=state,
        step_name="relance-1",
        rank=1,
        document="first_reminder",
        channel="email",
        statement_hash="ab" * 32,
        since=MORNING,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def event(kind: str = INVOICE_SEEN, **data: object) -> NewEvent:
    return NewEvent(kind, MORNING, "project_invoice", data)


class TestAccounts:
    def test_an_account_that_nobody_wrote_is_empty_at_revision_0(self, ledger: Ledger) -> None:
        assert ledger.load("C-404") == AccountRecord("C-404", revision=0)

    def test_an_account_comes_back_as_it_was_written_one_revision_later(self, ledger: Ledger) -> None:
        written = ledger.commit(ledger.load("C-1"), record(next_day=MONDAY))
        assert written == replace(record(next_day=MONDAY), revision=1)
        assert ledger.load("C-1") == written

    def test_everything_an_account_can_hold_comes_back(self, ledger: Ledger) -> None:
        letter = StoredObject("letters/C-1/2026-02-09.pdf", "cd" * 32)
        case = Case(
            case_id="CASE-260209-AAAA",
            account_id="C-1",
            state=CaseState.NOTICE_APPROVAL,
            opened_on=MONDAY,
            rank=4,
            invoices=("C-1#F-1",),
            statement_hash="ef" * 32,
            notice=letter,
            approvals=(Approval(Gate.NOTICE, Wake.APPROVED, "anne.durand", MORNING, "cd" * 32),),
            waiting_for="notice",
            task_token="token",
            wake_on=date(2026, 3, 9),
        )
        hold = Hold("promesse du 9 février", "anne.durand", MONDAY, date(2026, 2, 20), HoldKind.PROMISE)
        reminded = ledger_invoice(
            invoice("F-1"),
            sequence="0001",
            progress=progress(1, 2, superseded=[0, -1]),
            hold=hold,
            case_id=case.case_id,
        )
        moved = ledger_invoice(invoice("F-2", payer_id="C-9"), moved_to="C-9")
        full = record(
            reminded,
            moved,
            hold=hold,
            contacts=(PastContact(MONDAY, Channel.EMAIL, "first_reminder", 1),),
            closed_addresses=frozenset({"a@b.example", "c@d.example"}),
            cases={case.case_id: case},
            next_day=TUESDAY,
            unfolded=(MONDAY,),
            blocked="NO_CHANNEL",
        )
        assert ledger.load("C-1") != full
        assert ledger.commit(ledger.load("C-1"), full) == replace(full, revision=1)
        assert ledger.load("C-1") == replace(full, revision=1)

    def test_a_change_leaves_the_other_invoices_and_accounts_alone(self, ledger: Ledger) -> None:
        first = stored(ledger, record(invoice("F-1"), invoice("F-2")))
        other = stored(ledger, record(invoice("F-1", customer_id="C-2"), debtor=customer("C-2")))
        paid = first.with_invoice(ledger_invoice(invoice("F-2", version=2)))
        ledger.commit(first, paid)
        assert ledger.load("C-1").invoices == {
            "C-1#F-1": ledger_invoice(invoice("F-1")),
            "C-1#F-2": ledger_invoice(invoice("F-2", version=2)),
        }
        assert ledger.load("C-2") == other

    def test_a_commit_on_an_old_revision_is_a_conflict_and_writes_nothing(self, ledger: Ledger) -> None:
        seen = stored(ledger)
        newer = ledger.commit(seen, replace(seen, next_day=MONDAY))
        with pytest.raises(ConflictError):
            ledger.commit(
                seen,
                replace(seen, next_day=TUESDAY),
                events=[event()],
                contact=contact(),
                once="x",
                cap=cap(TUESDAY, 1),
            )
        assert ledger.load("C-1") == newer
        assert ledger.contact("C-1", MONDAY) is None
        assert list(ledger.events("C-1")) == []

    def test_a_first_commit_on_a_known_account_is_a_conflict(self, ledger: Ledger) -> None:
        stored(ledger)
        with pytest.raises(ConflictError):
            ledger.commit(AccountRecord("C-1"), record(next_day=MONDAY))

    def test_of_two_workers_that_write_the_very_same_thing_one_wins(self, ledger: Ledger) -> None:
        seen = stored(ledger)
        ledger.commit(seen, seen, contact=contact(ContactState.RESERVED))
        with pytest.raises(ConflictError):
            ledger.commit(seen, seen, contact=contact(ContactState.RESERVED))

    def test_a_commit_that_changes_nothing_writes_nothing(self, ledger: Ledger) -> None:
        seen = stored(ledger)
        assert ledger.commit(seen, seen) == seen
        assert ledger.load("C-1").revision == 1

    def test_an_invoice_never_leaves_the_ledger(self, ledger: Ledger) -> None:
        seen = stored(ledger)
        with pytest.raises(RejectedError, match="never leaves"):
            ledger.commit(seen, replace(seen, invoices={}))

    def test_eighty_invoices_fit_one_commit(self, ledger: Ledger) -> None:
        written = stored(ledger, record(*(invoice(f"F-{n}") for n in range(80))))
        assert ledger.load("C-1") == written

    def test_eighty_one_invoices_do_not_and_nothing_is_written(self, ledger: Ledger) -> None:
        with pytest.raises(RejectedError, match="81"):
            stored(ledger, record(*(invoice(f"F-{n}") for n in range(81))))
        assert ledger.load("C-1").revision == 0

    def test_an_account_keeps_its_sixty_newest_contacts(self, ledger: Ledger) -> None:
        days = [date(2020, 1, 1) + timedelta(days=30 * n) for n in range(70)]
        written = stored(ledger, record(contacts=tuple(PastContact(d, Channel.EMAIL, "x", 1) for d in days)))
        assert [c.day for c in written.contacts] == days[10:]
        assert ledger.load("C-1") == written

    def test_every_account_is_listed(self, ledger: Ledger) -> None:
        for name in ("C-1", "C-2", "C-3"):
            stored(ledger, record(debtor=customer(name)))
        assert sorted(ledger.accounts()) == ["C-1", "C-2", "C-3"]


class TestOnce:
    def test_a_fact_is_recorded_once(self, ledger: Ledger) -> None:
        seen = stored(ledger)
        after = ledger.commit(seen, seen, once="ses/delivery/0100", events=[event()])
        with pytest.raises(AlreadyRecordedError):
            ledger.commit(after, after, once="ses/delivery/0100", events=[event()])
        assert len(list(ledger.events("C-1"))) == 1

    def test_a_fact_recorded_before_is_told_from_a_conflict(self, ledger: Ledger) -> None:
        seen = stored(ledger)
        ledger.commit(seen, seen, once="ses/delivery/0100")
        with pytest.raises(AlreadyRecordedError):
            ledger.commit(seen, seen, once="ses/delivery/0100")

    def test_the_same_name_in_another_account_is_another_fact(self, ledger: Ledger) -> None:
        one, two = stored(ledger), stored(ledger, record(debtor=customer("C-2")))
        ledger.commit(one, one, once="opening")
        assert ledger.commit(two, two, once="opening").revision == 2

    def test_a_name_may_be_as_long_as_a_provider_likes(self, ledger: Ledger) -> None:
        seen = stored(ledger)
        after = ledger.commit(seen, seen, once="é" * 5000)
        with pytest.raises(AlreadyRecordedError):
            ledger.commit(after, after, once="é" * 5000)


def cap(day: date, limit: int) -> DailyCap:
    return DailyCap(day, limit)


class TestDailyCap:
    def test_the_third_contact_of_a_day_capped_at_two_is_refused(self, ledger: Ledger) -> None:
        now = stored(ledger)
        now = ledger.commit(now, now, contact=contact(day=MONDAY), cap=cap(TUESDAY, 2))
        now = ledger.commit(now, now, contact=contact(day=TUESDAY), cap=cap(TUESDAY, 2))
        with pytest.raises(DailyCapReachedError):
            ledger.commit(now, now, contact=contact(day=date(2026, 2, 11)), cap=cap(TUESDAY, 2))
        assert ledger.contact("C-1", date(2026, 2, 11)) is None

    def test_each_day_counts_for_itself(self, ledger: Ledger) -> None:
        now = stored(ledger)
        now = ledger.commit(now, now, contact=contact(), cap=cap(MONDAY, 1))
        assert ledger.commit(now, now, contact=contact(day=TUESDAY), cap=cap(TUESDAY, 1)).revision == 3

    def test_a_refused_commit_is_not_counted(self, ledger: Ledger) -> None:
        seen = stored(ledger)
        now = ledger.commit(seen, replace(seen, next_day=MONDAY))
        with pytest.raises(ConflictError):
            ledger.commit(seen, seen, contact=contact(), cap=cap(MONDAY, 1))
        assert ledger.commit(now, now, contact=contact(), cap=cap(MONDAY, 1)).revision == 3

    def test_a_cap_of_zero_lets_nothing_through(self, ledger: Ledger) -> None:
        seen = stored(ledger)
        with pytest.raises(DailyCapReachedError):
            ledger.commit(seen, seen, contact=contact(), cap=cap(MONDAY, 0))


class TestContacts:
    def test_a_contact_comes_back_with_all_that_is_known_of_it(self, ledger: Ledger) -> None:
        seen = stored(ledger)
        full = contact(
            ContactState.SENT,
            statement=StoredObject("statements/1.json", "01" * 32),
            letter=StoredObject("letters/1.pdf", "02" * 32),
            message=StoredObject("messages/1.eml", "03" * 32),
            message_id="0100",
            address="compta@boulangerie-martin.example",
            segments=2,
            parts={"text": "04" * 32, "Lettre du 9 février.pdf": "05" * 32},
            delivery="DELIVERED",
        )
        ledger.commit(seen, seen, contact=full)
        assert ledger.contact("C-1", MONDAY) == full

    def test_a_day_without_contact_has_none(self, ledger: Ledger) -> None:
        assert ledger.contact("C-1", MONDAY) is None

    def test_contacts_are_told_oldest_first(self, ledger: Ledger) -> None:
        now = stored(ledger)
        days = [date(2026, 2, 10), date(2025, 12, 31), date(2026, 2, 9)]
        for day in days:
            now = ledger.commit(now, now, contact=contact(day=day))
        assert [c.day for c in ledger.contacts("C-1")] == sorted(days)
        assert ledger.contacts("C-2") == []

    @pytest.mark.parametrize(
        ("known", "wanted"),
        [
            (ContactState.SENT, ContactState.RESERVED),
            (ContactState.SENT, ContactState.SENDING),
            (ContactState.SENT, ContactState.VOID),
            (ContactState.RESERVED, ContactState.SENT),
            (ContactState.UNKNOWN, ContactState.SENDING),
            (ContactState.VOID, ContactState.SENDING),
        ],
    )
    def test_a_contact_never_leaves_its_ladder(self, ledger: Ledger, known: ContactState, wanted: ContactState) -> None:
        seen = stored(ledger)
        now = ledger.commit(seen, seen, contact=contact(known))
        with pytest.raises(RejectedError):
            ledger.commit(now, replace(now, next_day=MONDAY), contact=contact(wanted))
        assert ledger.contact("C-1", MONDAY) == contact(known)
        assert ledger.load("C-1") == now

    def test_a_void_day_may_be_reserved_again(self, ledger: Ledger) -> None:
        now = stored(ledger)
        now = ledger.commit(now, now, contact=contact(ContactState.VOID))
        ledger.commit(now, now, contact=contact(ContactState.RESERVED, attempt=2))
        assert ledger.contact("C-1", MONDAY) == contact(ContactState.RESERVED, attempt=2)

    def test_a_sent_contact_takes_in_what_is_learnt_later(self, ledger: Ledger) -> None:
        now = stored(ledger)
        now = ledger.commit(now, now, contact=contact(ContactState.SENT))
        ledger.commit(now, now, contact=contact(ContactState.SENT, delivery="DELIVERED"))
        assert ledger.contact("C-1", MONDAY) == contact(ContactState.SENT, delivery="DELIVERED")


class TestEvents:
    def test_events_are_chained_over_commits_from_the_first(self, ledger: Ledger) -> None:
        news = [event(CONTACT_RESERVED, day=MONDAY), event(CONTACT_SENT, ranks=[1, 2]), event(INVOICE_SEEN, version=3)]
        now = stored(ledger)
        now = ledger.commit(now, now, events=news[:2])
        now = ledger.commit(now, now, events=news[2:])
        events = list(ledger.events("C-1"))
        assert [e.seq for e in events] == [1, 2, 3]
        assert events[0].previous == GENESIS
        assert [e.previous for e in events[1:]] == [e.hash for e in events[:-1]]
        assert now.head == ChainHead(3, events[-1].hash)

    def test_an_event_read_back_hashes_to_its_own_hash(self, ledger: Ledger) -> None:
        new = NewEvent(
            CONTACT_SENT,
            datetime(2026, 2, 9, 7, 30, 0, 5, tzinfo=UTC),
            "dispatch_contact",
            {"day": MONDAY, "ranks": (1, 2), "total": 2, "late": True, "key": "lettres/é.pdf", "none": None},
            content_key="events/C-1/1.json",
            content_sha256="ab" * 32,
        )
        now = stored(ledger)
        ledger.commit(now, now, events=[new])
        (read,) = ledger.events("C-1")
        again = NewEvent(read.kind, read.at, read.actor, read.data, read.content_key, read.content_sha256)
        assert append("C-1", ChainHead(), again) == read
        assert canonical_json(read.data) == (
            '{"day":"2026-02-09","key":"lettres/é.pdf","late":true,"none":null,"ranks":[1,2],"total":2}'
        )

    def test_accounts_have_chains_of_their_own(self, ledger: Ledger) -> None:
        one, two = stored(ledger), stored(ledger, record(debtor=customer("C-2")))
        ledger.commit(one, one, events=[event()])
        ledger.commit(two, two, events=[event()])
        assert [e.seq for e in ledger.events("C-1")] == [e.seq for e in ledger.events("C-2")] == [1]
        assert [e.hash for e in ledger.events("C-1")] != [e.hash for e in ledger.events("C-2")]

    def test_the_eleventh_event_comes_after_the_tenth(self, ledger: Ledger) -> None:
        now = stored(ledger)
        ledger.commit(now, now, events=[event(n=n) for n in range(12)])
        assert [e.data["n"] for e in ledger.events("C-1")] == list(range(12))


class TestAgenda:
    def test_due_means_on_or_before_the_day(self, ledger: Ledger) -> None:
        for name, day in (("EARLY", date(2026, 1, 2)), ("TODAY", MONDAY), ("LATER", TUESDAY), ("NEVER", None)):
            stored(ledger, record(debtor=customer(name), next_day=day))
        assert sorted(ledger.due(MONDAY)) == ["EARLY", "TODAY"]
        assert sorted(ledger.due(date(2026, 1, 1))) == []

    def test_an_account_leaves_the_agenda_and_comes_back(self, ledger: Ledger) -> None:
        now = stored(ledger, record(next_day=MONDAY))
        now = ledger.commit(now, replace(now, next_day=None))
        assert list(ledger.due(TUESDAY)) == []
        ledger.commit(now, replace(now, next_day=TUESDAY))
        assert list(ledger.due(TUESDAY)) == ["C-1"]

    def test_unsettled_contacts_older_than_an_instant_are_found(self, ledger: Ledger) -> None:
        now = stored(ledger)
        states = [
            ContactState.RESERVED,
            ContactState.SENDING,
            ContactState.UNKNOWN,
            ContactState.SENT,
            ContactState.VOID,
        ]
        for place, state in enumerate(states, start=1):
            now = ledger.commit(now, now, contact=contact(state, day=date(2026, 2, place)))
        hour_later = MORNING + timedelta(hours=1)
        assert sorted(ledger.pending(hour_later)) == [("C-1", date(2026, 2, n)) for n in (1, 2, 3)]

    def test_a_contact_of_that_very_instant_is_not_older(self, ledger: Ledger) -> None:
        now = stored(ledger)
        ledger.commit(now, now, contact=contact())
        assert list(ledger.pending(MORNING)) == []
        assert list(ledger.pending(MORNING + timedelta(microseconds=1))) == [("C-1", MONDAY)]

    def test_a_settled_contact_leaves_the_sweepers_list(self, ledger: Ledger) -> None:
        now = stored(ledger)
        now = ledger.commit(now, now, contact=contact(ContactState.SENDING))
        ledger.commit(now, now, contact=contact(ContactState.SENT))
        assert list(ledger.pending(MORNING + timedelta(days=1))) == []
