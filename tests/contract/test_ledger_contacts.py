"""What every ledger does with contacts, the daily cap, events and the agenda, on the fake and on DynamoDB."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from relance.domain.canonical import canonical_json
from relance.domain.contact import ContactState, StoredObject
from relance.domain.errors import ConflictError, RejectedError
from relance.domain.events import CONTACT_RESERVED, CONTACT_SENT, GENESIS, INVOICE_SEEN, ChainHead, NewEvent, append
from relance.ports.ledger import DailyCapReachedError, Ledger
from tests.builders import customer, record
from tests.contract.ledger_story import MONDAY, MORNING, TUESDAY, cap, contact, event, stored


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
        assert append("C-1", ChainHead(), again, read.rows) == read
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
