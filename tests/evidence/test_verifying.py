"""Whatever is changed in what proves an account's history is found, and named: events, rows, files, seals, tokens."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.adapters.dynamodb import items
from relance.adapters.dynamodb.copies import found_event, found_rows, plain_items
from relance.domain import events
from relance.domain.dossier import Dossier, FoundEvent, FoundSeal
from relance.domain.events import ChainHead, NewEvent, append, event_text
from relance.domain.flaws import Finding, Flaw
from relance.domain.sealing import leaves_key, seal_key, token_key
from relance.domain.verifying import Verdict, verify
from tests.evidence_world import ACCOUNT, MONDAY, TUESDAY, WEDNESDAY, EvidenceWorld, flipped, rich_world

Item = dict[str, Any]

WORLD = rich_world()
WHOLE = WORLD.gather()
EVENTS = [items.event_item(event) for event in WORLD.ledger.events(ACCOUNT)]


def rows_of(world: EvidenceWorld) -> list[Item]:
    record = world.ledger.load(ACCOUNT)
    return [
        items.account_item(record),
        *(items.invoice_item(ACCOUNT, i) for i in record.invoices.values()),
        *(items.case_item(ACCOUNT, c) for c in record.cases.values()),
        *(items.contact_item(row) for row in world.ledger.contacts(ACCOUNT)),
    ]


ROWS = plain_items(rows_of(WORLD))


def found(dossier: Dossier) -> Finding:
    told = verify(dossier)
    assert isinstance(told, Finding), "it was not found"
    return told


def intact(dossier: Dossier) -> Verdict:
    told = verify(dossier)
    assert isinstance(told, Verdict), told
    return told


# ----------------------------------------------------------------------------- what is whole


def test_what_was_never_touched_is_intact_and_what_was_compared_is_told() -> None:
    told = intact(WHOLE)
    assert told.events == 21
    assert told.rows == 5  # the account, three contacts, a case
    assert len(told.files.sizes) == 24
    assert told.files.erased == ["notes/C-1/2.txt"]
    assert told.files.times == 2
    assert (told.seals.seals, told.seals.sealings, told.seals.tokens) == (3, 3, 3)
    assert (told.seals.sealed, told.seals.certified, told.unsealed) == (21, 21, 0)
    assert told.seals.by is not None
    assert told.seals.by.authority == "Horodatage d'essai"


def test_what_came_after_the_last_seal_is_told() -> None:
    world = rich_world()
    world.tell(events.PAYMENT_SEEN, invoice="C-1#F-1").tell(events.INVOICE_PAID, invoice="C-1#F-1")
    told = intact(world.gather())
    assert (told.events, told.unsealed, told.seals.sealed) == (23, 2, 21)
    assert told.unsealed_since is not None
    assert told.unsealed_since.date() == date(2026, 3, 5)


def test_an_account_that_was_never_sealed_is_verified_as_far_as_it_goes() -> None:
    world = EvidenceWorld().tell(events.INVOICE_SEEN, invoice="C-1#F-1")
    told = intact(world.gather())
    assert (told.events, told.unsealed, told.seals.seals, told.seals.by) == (1, 1, 0, None)


def test_a_night_without_a_timestamp_is_certified_by_the_next() -> None:
    world = rich_world()
    del world.evidence.files[token_key(TUESDAY)]
    world.book.state = replace(world.book.state, stamps=())
    seals = [replace(s, token=None) if s.day == TUESDAY else s for s in world.gather().seals]
    told = verify(replace(world.gather(), seals=seals))
    # It was there once: the seal of Wednesday names it.
    assert isinstance(told, Finding)
    assert (told.flaw, told.where) == (Flaw.TOKEN_MISSING, "2026-03-03")


# ----------------------------------------------------------------------------- events


def each_byte(item: Item) -> Iterator[tuple[str, Item]]:
    """The item with each byte of each of its texts changed in turn."""
    for name, value in item.items():
        if isinstance(value, str):
            for place in range(len(value.encode())):
                yield name, item | {name: flipped(value.encode(), place).decode(errors="replace")}
        elif isinstance(value, dict):
            for key, inner in value.items():
                for place in range(len(inner)):
                    yield name, item | {name: value | {key: flipped(inner.encode(), place).decode()}}
        else:
            yield name, item | {name: value + 1}


def with_event(place: int, item: Item) -> Dossier:
    changed = [found_event(i) for i in EVENTS]
    changed[place] = found_event(item)
    return replace(WHOLE, events=changed)


@pytest.mark.parametrize("place", range(len(EVENTS)))
def test_any_byte_of_any_attribute_of_any_event_is_found_and_the_event_is_named(place: int) -> None:
    for name, item in each_byte(EVENTS[place]):
        if name == "pk":
            continue  # it lies elsewhere then: as if it were gone
        told = found(with_event(place, item))
        assert told.flaw in {Flaw.EVENT_CHANGED, Flaw.EVENT_MISPLACED}, (name, told)
        assert place + 1 in {int(told.where) if told.where.isdigit() else 0, place + 1}


@pytest.mark.parametrize("name", sorted(set(EVENTS[3]) - {"pk", "sk", "hash", "content_key", "content_sha256"}))
def test_an_attribute_taken_away_is_found(name: str) -> None:
    item = {key: value for key, value in EVENTS[3].items() if key != name}
    assert found(with_event(3, item)).where == "0000000004"


def test_an_attribute_added_is_found() -> None:
    assert found(with_event(3, EVENTS[3] | {"note": "vu"})).flaw is Flaw.EVENT_CHANGED


def test_an_event_that_is_not_written_as_we_write_is_found_though_it_says_the_same() -> None:
    spaced = EVENTS[3] | {"data": json.dumps(json.loads(EVENTS[3]["data"]))}
    assert found(with_event(3, spaced)).flaw is Flaw.EVENT_CHANGED


@pytest.mark.parametrize(
    ("change", "flaw", "where"),
    [
        (lambda found: found[1:], Flaw.EVENT_MISSING, "1"),
        (lambda found: found[:7] + found[8:], Flaw.EVENT_MISSING, "8"),
        (lambda found: found[:-1], Flaw.CHAIN_CUT, "20"),
        (lambda found: found[:3], Flaw.CHAIN_CUT, "3"),
        (lambda found: found[:0], Flaw.CHAIN_CUT, "0"),
        (lambda found: [*found[:4], found[5], found[4], *found[6:]], Flaw.EVENT_MISSING, "5"),
        (lambda found: [*found[:4], found[3], *found[4:]], Flaw.EVENT_MISSING, "5"),
    ],
)
def test_events_deleted_cut_off_moved_or_doubled_are_found(
    change: Callable[[list[FoundEvent]], list[FoundEvent]], flaw: Flaw, where: str
) -> None:
    told = found(replace(WHOLE, events=change(list(WHOLE.events))))
    assert (told.flaw, told.where) == (flaw, where)


def chained_anew(change: Callable[[int, NewEvent], NewEvent | None]) -> tuple[list[FoundEvent], ChainHead]:
    """A forger's chain: every hash computed again."""
    forged: list[FoundEvent] = []
    head = ChainHead()
    for event in WORLD.ledger.events(ACCOUNT):
        old = NewEvent(event.kind, event.at, event.actor, event.data, event.content_key, event.content_sha256)
        new = change(event.seq, old)
        if new is not None:
            linked = append(ACCOUNT, head, new, event.rows)
            forged.append(FoundEvent(f"{linked.seq:010}", linked.hash, event_text(linked)))
            head = ChainHead(linked.seq, linked.hash)
    return forged, head


@pytest.mark.parametrize("seq", [1, 8, 20])
@pytest.mark.parametrize("forgery", ["changed", "removed"])
def test_a_chain_written_anew_with_the_accounts_row_is_found_by_the_seals(seq: int, forgery: str) -> None:
    def change(number: int, event: NewEvent) -> NewEvent | None:
        if number != seq:
            return event
        return replace(event, actor="somebody") if forgery == "changed" else None

    forged, head = chained_anew(change)
    record = WHOLE.rows.record
    assert record is not None
    rows = replace(WHOLE.rows, record=replace(record, head=head))
    told = found(replace(WHOLE, events=forged, rows=rows))
    assert told.flaw is Flaw.SEALED_LOST
    assert told.where == {1: "2026-03-02", 8: "2026-03-03", 20: "2026-03-04"}[seq]


@pytest.mark.parametrize("days", [1, 2])
def test_the_ledger_set_back_to_an_earlier_day_is_found_by_the_seals(days: int) -> None:
    """Chain and rows agree with each other, and say nothing of what came later; the evidence cannot be set back."""
    earlier = rich_world(days=days)
    assert intact(earlier.gather()).unsealed == 0
    told = found(EvidenceWorld(earlier.ledger, WORLD.archive, WORLD.evidence, earlier.book, WORLD.clock).gather())
    assert told.flaw is Flaw.SEALED_LOST
    assert told.where == {1: "2026-03-03", 2: "2026-03-04"}[days]


def test_an_event_of_another_account_is_found() -> None:
    other, *_ = (found_event(items.event_item(event)) for event in WORLD.ledger.events("C-2"))
    told = found(replace(WHOLE, events=[other, *WHOLE.events[1:]]))
    assert told == Finding(Flaw.EVENT_FOREIGN, "1", "C-1", "C-2")


# ----------------------------------------------------------------------------- rows

WORKING = {
    "ACCOUNT": {"revision", "customer", "next_day", "agenda_at", "agenda_shard", "open_contact", "unfolded", "blocked"},
    "CONTACT": {"since", "reason", "follow_at", "followed_at", "heard", "agenda_at", "agenda_shard"},
    "CASE": {"waiting_for", "task_token", "wake_on", "why_channel"},
    "INVOICE": {"seen", "progress", "case_id", "moved_to"},
}
"""Attributes that prove nothing: they say when to look again, or are billing's own facts."""


def kind_of(item: Item) -> str:
    return "CONTACT" if item["pk"].startswith("CONTACTS#") else item["sk"].partition("#")[0]


def leaves_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every scalar of an item, with the way to it."""
    if isinstance(value, dict):
        for name, held in value.items():
            yield from leaves_of(held, (*path, name))
    elif isinstance(value, list):
        for place, held in enumerate(value):
            yield from leaves_of(held, (*path, place))
    else:
        yield path, value


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        return value | {step: put(value[step], rest, new)}
    return [put(held, rest, new) if place == step else held for place, held in enumerate(value)]


def row_changes() -> Iterator[tuple[int, tuple[Any, ...], Any]]:
    for number, item in enumerate(ROWS):
        for path, value in leaves_of(item):
            if path[0] not in WORKING[kind_of(item)] and path[0] != "pk":
                yield number, path, value


def test_every_value_of_every_row_that_proves_something_is_found_when_it_changes() -> None:
    tried = 0
    for number, path, value in row_changes():
        changes: list[Any] = [not value] if isinstance(value, bool) else [value + 1] if isinstance(value, int) else []
        if isinstance(value, str):
            changes = [flipped(value.encode(), place).decode(errors="replace") for place in range(len(value.encode()))]
        for new in changes:
            items_now = [put(item, path, new) if place == number else item for place, item in enumerate(ROWS)]
            rows = found_rows(ACCOUNT, items_now)
            told = found(replace(WHOLE, rows=rows))
            assert told.flaw in {Flaw.ROW_CHANGED, Flaw.ROW_UNREADABLE, Flaw.CHAIN_CUT}, (path, new)
            tried += 1
    assert tried > 3000


def test_a_row_that_is_gone_is_named() -> None:
    for number, item in enumerate(ROWS):
        rows = found_rows(ACCOUNT, [other for place, other in enumerate(ROWS) if place != number])
        told = verify(replace(WHOLE, rows=rows))
        if kind_of(item) == "INVOICE":
            assert isinstance(told, Verdict)  # billing's own facts: no evidence of ours
        else:
            assert isinstance(told, Finding)
            assert told.flaw is Flaw.ROW_MISSING


def test_a_row_that_nobody_wrote_is_named() -> None:
    contact = next(item for item in ROWS if kind_of(item) == "CONTACT")
    forged = contact | {"sk": "2026-03-09", "day": "2026-03-09"}
    told = found(replace(WHOLE, rows=found_rows(ACCOUNT, [*ROWS, forged])))
    assert (told.flaw, told.where) == (Flaw.ROW_UNTOLD, "CONTACT#2026-03-09")


def test_a_row_that_lies_under_another_key_is_named() -> None:
    moved = [item | {"sk": "2026-03-09"} if item["sk"] == "2026-03-03" else item for item in ROWS]
    told = found(replace(WHOLE, rows=found_rows(ACCOUNT, moved)))
    assert (told.flaw, told.where) == (Flaw.ROW_UNREADABLE, "CONTACTS#C-1/2026-03-09")


# ----------------------------------------------------------------------------- files


def with_body(key: str, body: bytes | None) -> Dossier:
    def bodies(keys: Any) -> Iterator[bytes | None]:
        for name, held in zip(keys, WHOLE.bodies(keys), strict=True):
            yield body if name == key else held

    return replace(WHOLE, bodies=bodies)


def test_a_byte_anywhere_in_any_file_is_found_and_the_file_is_named() -> None:
    files = WORLD.archive.files | WORLD.evidence.files
    named = intact(WHOLE).files.sizes
    assert {key for key in files if not key.startswith("seals/")} == set(named)
    for key in named:
        for place in {0, len(files[key]) - 1, *range(0, len(files[key]), 5)}:
            told = found(with_body(key, flipped(files[key], place)))
            assert (told.flaw, told.where) == (Flaw.FILE_CHANGED, key)


@pytest.mark.parametrize("key", sorted(intact(WHOLE).files.sizes))
def test_a_file_cut_short_lengthened_or_gone_is_found(key: str) -> None:
    body = (WORLD.archive.files | WORLD.evidence.files)[key]
    for changed in (body[:-1], body + b"\n", b""):
        assert found(with_body(key, changed)).flaw is Flaw.FILE_CHANGED
    told = found(with_body(key, None))
    assert (told.flaw, told.where) == (Flaw.FILE_MISSING, key)


def test_what_was_erased_on_purpose_is_no_loss_but_nothing_may_take_its_place() -> None:
    assert intact(WHOLE).files.erased == ["notes/C-1/2.txt"]
    assert found(with_body("notes/C-1/2.txt", b"autre chose")).flaw is Flaw.FILE_CHANGED


# ----------------------------------------------------------------------------- seals


def sealed_anew(change: Callable[[FoundSeal], FoundSeal]) -> Dossier:
    return replace(WHOLE, seals=[change(seal) for seal in WHOLE.seals])


@pytest.mark.parametrize("day", [MONDAY, TUESDAY, WEDNESDAY])
def test_any_byte_of_any_seal_is_found(day: date) -> None:
    body = WORLD.evidence.files[seal_key(day)]
    for place in range(len(body)):
        changed = flipped(body, place)
        told = found(sealed_anew(lambda s, c=changed: replace(s, body=c) if s.day == day else s))  # type: ignore[misc]
        assert told.flaw in {Flaw.SEAL_UNREADABLE, Flaw.SEAL_CHANGED, Flaw.SEAL_MISSING, Flaw.TOKEN_BAD}


@pytest.mark.parametrize("day", [MONDAY, TUESDAY, WEDNESDAY])
def test_any_byte_of_any_token_is_found(day: date) -> None:
    token = WORLD.evidence.files[token_key(day)]
    for place in range(len(token)):
        changed = flipped(token, place)
        told = found(sealed_anew(lambda s, c=changed: replace(s, token=c) if s.day == day else s))  # type: ignore[misc]
        assert (told.flaw, told.where) == (Flaw.TOKEN_CHANGED, day.isoformat())


@pytest.mark.parametrize("day", [MONDAY, TUESDAY, WEDNESDAY])
def test_a_byte_anywhere_in_any_list_of_sealed_accounts_is_found(day: date) -> None:
    """Those of other accounts too: the root is that of all."""
    key = leaves_key(day)
    body = WORLD.evidence.files[key]
    for place in {len(body) - 1, *range(0, len(body), 5)}:
        world = EvidenceWorld(WORLD.ledger, WORLD.archive, replace(WORLD.evidence), WORLD.book, WORLD.clock)
        world.evidence.files = WORLD.evidence.files | {key: flipped(body, place)}
        told = found(world.gather())
        assert (told.flaw, told.where) == (Flaw.LEAVES_CHANGED, day.isoformat())


@pytest.mark.parametrize("day", [MONDAY, TUESDAY, WEDNESDAY])
def test_any_byte_of_the_way_to_the_root_is_found(day: date) -> None:
    seal = next(seal for seal in WHOLE.seals if seal.day == day)
    sealing = seal.sealing
    assert sealing is not None
    changes = [replace(sealing, leaf=flipped(sealing.leaf.encode(), n).decode()) for n in range(len(sealing.leaf))]
    changes += [replace(sealing, index=sealing.index + 1), replace(sealing, path=(*sealing.path, "ab" * 32))]
    for number, step in enumerate(sealing.path):
        for n in range(len(step)):
            path = list(sealing.path)
            path[number] = flipped(step.encode(), n).decode()
            changes.append(replace(sealing, path=tuple(path)))
    for changed in changes:
        told = found(sealed_anew(lambda s, c=changed: replace(s, sealing=c) if s.day == day else s))  # type: ignore[misc]
        assert (told.flaw, told.where) == (Flaw.PATH_BROKEN, day.isoformat())


def test_a_seal_that_is_gone_is_named() -> None:
    for number, day in enumerate((MONDAY, TUESDAY, WEDNESDAY)):
        seals = [seal for place, seal in enumerate(WHOLE.seals) if place != number]
        told = found(replace(WHOLE, seals=seals))
        assert (told.flaw, told.where) == (Flaw.SEAL_MISSING, day.isoformat())


def test_every_file_among_the_evidence_is_looked_at() -> None:
    """One bit of each, in the store itself."""
    for key, body in WORLD.evidence.files.items():
        world = EvidenceWorld(WORLD.ledger, WORLD.archive, replace(WORLD.evidence), WORLD.book, WORLD.clock)
        world.evidence.files = WORLD.evidence.files | {key: flipped(body, len(body) // 2)}
        assert isinstance(verify(world.gather()), Finding), key


@given(st.data())
def test_any_change_of_anything_anywhere_is_found(data: st.DataObject) -> None:
    """Stores as they are: any byte of any file becomes any other."""
    kept = {**WORLD.archive.files, **WORLD.evidence.files}
    key = data.draw(st.sampled_from(sorted(kept)))
    place = data.draw(st.integers(0, len(kept[key]) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda b: b != kept[key][place]))
    changed = kept[key][:place] + bytes([other]) + kept[key][place + 1 :]
    world = EvidenceWorld(WORLD.ledger, replace(WORLD.archive), replace(WORLD.evidence), WORLD.book, WORLD.clock)
    store = world.archive if key in world.archive.files else world.evidence
    store.files = store.files | {key: changed}
    assert isinstance(verify(world.gather()), Finding)
