"""Histories of a careful forger, who mends every sum: rows doubled, events spliced, chains written anew are found."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from relance.adapters.dynamodb import items
from relance.adapters.dynamodb.copies import found_event, found_rows, plain_items
from relance.domain import events
from relance.domain.events import ChainHead, NewEvent, append, event_text
from relance.domain.flaws import Finding, Flaw
from relance.domain.sealing import token_key
from relance.domain.verifying import Verdict, verify
from tests.evidence.exported import Deployed, Desk, members, packed, stamped_world
from tests.evidence_world import ACCOUNT, MONDAY, WEDNESDAY, EvidenceWorld, rich_world
from tests.fakes.clock import MovableClock


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dossier") / "dossier.zip"
    Desk(stamped_world()).run("export", "C-1", "-o", str(path))
    return path


@pytest.fixture
def desk() -> Desk:
    return Desk(None)


def forged(file: Path, tmp_path: Path, name: str, change: Callable[[bytes], bytes]) -> str:
    held = members(file)
    return str(packed(tmp_path / "b.zip", held | {name: change(held[name])}))


# ----------------------------------------------------------------------------- rows and events


def test_a_forged_row_before_the_true_one_is_found(file: Path, desk: Desk, tmp_path: Path) -> None:
    def doubled(body: bytes) -> bytes:
        rows = json.loads(body)
        true = next(row for row in rows if row["sk"] == "2026-03-03")
        rows.insert(0, true | {"delivery": "REFUSED"})
        return json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True).encode()

    lines = desk.run("verify", forged(file, tmp_path, "registre.json", doubled))
    assert (desk.code, lines[0]) == (
        1,
        "ALTÉRÉ : la fiche CONTACTS#C-1/2026-03-03 n'est plus de celles que Relance écrit.",
    )


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("registre.json", b'"attempt": 1,', b'"attempt": 3, "attempt": 1,'),
        ("registre.json", b'"attempt": 1,', b'"attempt":  1,'),
        ("dossier.json", b'"format":1', b'"note":"vu","format":1'),
        ("sceaux/2026-03-03.chemin.json", b'"index":', b'"index":9,"index":'),
    ],
)
def test_json_that_another_program_may_read_otherwise_is_found(
    file: Path, desk: Desk, tmp_path: Path, name: str, old: bytes, new: bytes
) -> None:
    assert old in members(file)[name]
    lines = desk.run("verify", forged(file, tmp_path, name, lambda body: body.replace(old, new, 1)))
    assert (desk.code, lines[0]) == (1, f"ALTÉRÉ : dans le dossier, {name} ne se lit pas.")


WORLD = rich_world()
WHOLE = WORLD.gather()
ROWS = plain_items(
    [
        items.account_item(WORLD.ledger.load(ACCOUNT)),
        *(items.invoice_item(ACCOUNT, i) for i in WORLD.ledger.load(ACCOUNT).invoices.values()),
        *(items.case_item(ACCOUNT, c) for c in WORLD.ledger.load(ACCOUNT).cases.values()),
        *(items.contact_item(row) for row in WORLD.ledger.contacts(ACCOUNT)),
    ]
)


@pytest.mark.parametrize("number", range(len(ROWS)))
@pytest.mark.parametrize(
    "change",
    [{"note": "payé en espèces"}, {"pk": "ACCOUNT#C-10"}, {"pk": "CONTACTS#C-10"}, {"sk": "2026-03-30"}],
    ids=lambda change: next(iter(change)),
)
def test_what_we_never_wrote_into_a_row_is_found(number: int, change: dict[str, str]) -> None:
    told = verify(
        replace(WHOLE, rows=found_rows(ACCOUNT, [r | change if n == number else r for n, r in enumerate(ROWS)]))
    )
    assert isinstance(told, Finding)
    assert told.flaw is Flaw.ROW_UNREADABLE


def test_a_row_that_says_the_same_in_other_signs_is_found() -> None:
    """2026-03-02U08:00 is read as 2026-03-02T08:00."""
    row = next(r for r in ROWS if r["sk"] == "2026-03-03")
    other = row | {"since": row["since"].replace("T", "U")}
    told = verify(replace(WHOLE, rows=found_rows(ACCOUNT, [other if r == row else r for r in ROWS])))
    assert isinstance(told, Finding)
    assert told.flaw is Flaw.ROW_UNREADABLE


def test_a_row_of_before_a_field_was_known_is_sound() -> None:
    """A customer of February, stored before customers had a language of their own."""
    (account,) = [r for r in ROWS if r["sk"] == "ACCOUNT"]
    facts = account["customer"]["facts"]
    named = next(name for name in facts if name not in {"customer_id", "name", "version"})
    older = account | {
        "customer": account["customer"] | {"facts": {n: held for n, held in facts.items() if n != named}}
    }
    assert isinstance(
        verify(replace(WHOLE, rows=found_rows(ACCOUNT, [older if r == account else r for r in ROWS]))), Verdict
    )


def test_an_event_whose_data_reaches_over_the_attributes_beside_it_is_found() -> None:
    """The text that was hashed is the same; the row is not, and nothing of ours could read it any more."""
    item = items.event_item(next(iter(WORLD.ledger.events(ACCOUNT))))
    spliced = {name: held for name, held in item.items() if name != "kind"}
    spliced["data"] = f'{item["data"]},"kind":"{item["kind"]}"'
    told = verify(replace(WHOLE, events=[found_event(spliced), *WHOLE.events[1:]]))
    assert isinstance(told, Finding)
    assert (told.flaw, told.where) == (Flaw.EVENT_CHANGED, "0000000001")


# ----------------------------------------------------------------------------- whole forged histories


def test_a_history_written_anew_cannot_leave_out_its_way_to_the_seals(tmp_path: Path, desk: Desk) -> None:
    """The seals are the true ones. Without its paths the account would seem never to have been sealed."""
    true = tmp_path / "true.zip"
    world = stamped_world()
    Desk(world).run("export", "C-1", "-o", str(true))
    head, lines = ChainHead(), []
    for event in world.ledger.events(ACCOUNT):
        new = NewEvent(event.kind, event.at, "Mallory", event.data, event.content_key, event.content_sha256)
        linked = append(ACCOUNT, head, new, event.rows)
        lines.append(f"{linked.seq:010} {linked.hash} {event_text(linked)}\n")
        head = ChainHead(linked.seq, linked.hash)
    held = {name: body for name, body in members(true).items() if ".chemin.json" not in name}
    held["evenements.txt"] = "".join(lines).encode()
    rows = json.loads(held["registre.json"])
    for row in rows:
        if row["sk"] == "ACCOUNT":
            row["head"]["hash"] = head.hash
    held["registre.json"] = json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True).encode()
    told = desk.run("verify", str(packed(tmp_path / "b.zip", held)))
    assert (desk.code, told[0]) == (
        1,
        "ALTÉRÉ : l'événement n° 2 n'est dans aucun sceau, alors que des jours suivants ont le leur.",
    )


def test_a_history_with_seals_of_its_own_is_refused_to_whoever_names_the_authority(tmp_path: Path, desk: Desk) -> None:
    """Chain, rows, files and seals agree with each other: whoever asks for no certified time cannot tell."""
    own = EvidenceWorld(clock=MovableClock.paris(MONDAY, time(9)), stamper=None)
    own.tell(events.INVOICE_SEEN, invoice="C-1#F-1").night(MONDAY)
    del own.evidence.files[token_key(MONDAY)]
    own.book.state = replace(own.book.state, stamps=())
    path, root = tmp_path / "a.zip", tmp_path / "racine.pem"
    root.write_bytes(Deployed(stamped_world()).trusted_authorities)
    Desk(own).run("export", "C-1", "-o", str(path))
    assert "  Horodatage : aucun ne couvre encore ce compte" in desk.run("verify", str(path))
    lines = desk.run("verify", str(path), "--ca", str(root))
    assert (desk.code, lines[0]) == (1, "NON CERTIFIÉ : aucune heure ne l'est par l'autorité donnée.")


def test_before_its_first_night_an_account_has_no_certified_time_and_no_flaw(tmp_path: Path, desk: Desk) -> None:
    world = stamped_world(days=1)
    path, root = tmp_path / "a.zip", tmp_path / "racine.pem"
    root.write_bytes(Deployed(world).trusted_authorities)
    world.tell(events.INVOICE_SEEN, account_id="C-9", invoice="C-9#F-1")
    Desk(world).run("export", "C-9", "-o", str(path))
    lines = desk.run("verify", str(path), "--ca", str(root))
    assert desk.code == 0
    assert "  Pas encore scellé : 1 événement, depuis le 03/03/2026 à 09:00" in lines


@pytest.mark.parametrize("kind", [events.DELIVERY_FACT, events.INVOICE_SEEN, events.ADDRESS_CLOSED])
def test_a_fact_that_was_told_late_is_no_flaw(kind: str) -> None:
    """The carrier tells on 9 March what happened on 2 March; its seal is that of the 9th, and is not made yet."""
    world = rich_world()
    world.night(date(2026, 3, 8))
    now = world.clock.now
    world.clock.now = MovableClock.paris(MONDAY, time(10)).now  # type: ignore[method-assign]
    world.tell(kind, invoice="C-1#F-1")
    world.clock.now = now  # type: ignore[method-assign]
    assert isinstance(verify(world.gather()), Verdict)


def test_what_happened_after_the_seal_of_the_same_day_waits_for_the_next_night() -> None:
    world = rich_world()
    world.clock.go_to(WEDNESDAY, time(23, 55))
    world.tell(events.HOLD_SET, invoice=None)
    told = verify(world.gather())
    assert isinstance(told, Verdict)
    assert told.unsealed == 1
