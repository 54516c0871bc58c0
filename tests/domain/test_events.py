"""The chain of an account's events: any change of the past shows."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.events import GENESIS, ChainHead, Event, NewEvent, append, event_text
from relance.domain.money import Money

MORNING = datetime(2026, 2, 9, 7, 30, tzinfo=UTC)
SENT = NewEvent(
    "contact.sent", MORNING, "dispatch_contact", {"day": date(2026, 2, 9), "rank": 1}, "events/1", "ab" * 32
)


def chain(*news: NewEvent, account_id: str = "C-1") -> list[Event]:
    events: list[Event] = []
    head = ChainHead()
    for new in news:
        events.append(append(account_id, head, new))
        head = ChainHead(events[-1].seq, events[-1].hash)
    return events


def verifies(events: list[Event]) -> bool:
    """Recompute every link from what the events say."""
    head = ChainHead()
    for event in events:
        new = NewEvent(event.kind, event.at, event.actor, event.data, event.content_key, event.content_sha256)
        if append(event.account_id, head, new, event.rows) != event:
            return False
        head = ChainHead(event.seq, event.hash)
    return True


def test_the_first_event_follows_nothing() -> None:
    (first,) = chain(SENT)
    assert (first.seq, first.previous) == (1, GENESIS)


def test_the_hash_is_that_of_the_canonical_json_of_everything_else() -> None:
    (first,) = chain(SENT)
    text = (
        '{"account_id":"C-1","actor":"dispatch_contact","at":"2026-02-09T07:30:00+00:00","content_key":"events/1",'
        f'"content_sha256":"{"ab" * 32}","data":{{"day":"2026-02-09","rank":1}},"kind":"contact.sent",'
        f'"previous":"{"0" * 64}","seq":1}}'
    )
    assert first.hash == hashlib.sha256(text.encode()).hexdigest()
    assert event_text(first) == text


def test_the_rows_that_were_written_with_it_are_hashed_too() -> None:
    told = append("C-1", ChainHead(), SENT, {"CONTACT#2026-02-09": "cd" * 32})
    (silent,) = chain(SENT)
    rows = f'"rows":{{"CONTACT#2026-02-09":"{"cd" * 32}"}},'
    assert event_text(told) == event_text(silent).replace('"seq"', rows + '"seq"')
    assert told.hash == hashlib.sha256(event_text(told).encode()).hexdigest()
    assert told.hash != silent.hash


def test_each_event_carries_the_hash_of_the_one_before() -> None:
    events = chain(SENT, SENT, SENT)
    assert [e.previous for e in events] == [GENESIS, events[0].hash, events[1].hash]
    assert len({e.hash for e in events}) == 3


def test_the_same_facts_give_the_same_chain() -> None:
    assert chain(SENT, SENT) == chain(SENT, SENT)
    assert chain(SENT) != chain(SENT, account_id="C-2")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "contact.skipped"},
        {"at": datetime(2026, 2, 9, 7, 31, tzinfo=UTC)},
        {"actor": "somebody"},
        {"data": {"day": date(2026, 2, 9), "rank": 2}},
        {"content_key": "events/2"},
        {"content_sha256": "cd" * 32},
        {"account_id": "C-2"},
        {"seq": 7},
        {"previous": "1" * 64},
        {"rows": {"ACCOUNT": "1" * 64}},
        {"hash": "1" * 64},
    ],
)
def test_any_field_changed_in_the_past_breaks_the_chain(change: dict[str, Any]) -> None:
    events = chain(SENT, SENT, SENT)
    assert verifies(events)
    assert not verifies([events[0], replace(events[1], **change), events[2]])


def test_an_event_removed_or_moved_breaks_the_chain() -> None:
    one, two, three = chain(SENT, replace(SENT, actor="b"), replace(SENT, actor="c"))
    assert not verifies([one, three])
    assert not verifies([two, three])
    assert not verifies([one, three, two])


def test_erasing_the_content_object_leaves_the_chain_whole() -> None:
    events = chain(SENT, SENT)
    assert all(e.content_key == "events/1" and "content" not in e.data for e in events)
    assert verifies(events)


plain = st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.builds(Money, st.integers(-9999, 9999))


@given(st.lists(st.dictionaries(st.text(), plain | st.lists(plain, max_size=3), max_size=4), max_size=5))
def test_every_chain_verifies(datas: list[dict[str, Any]]) -> None:
    events = chain(*(replace(SENT, data=data) for data in datas))
    assert verifies(events)
    assert [e.seq for e in events] == list(range(1, len(datas) + 1))
