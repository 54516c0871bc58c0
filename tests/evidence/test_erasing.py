"""A file that the law wants gone: it goes, the history says so, and everything else still verifies."""

import json
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from relance.adapters.s3 import S3Archive
from relance.domain.events import CASE_HANDED_OFF, CONTENT_ERASED, PROOF_KEPT, NewEvent
from relance.service.holds import HoldRequest, Holds
from tests.builders import invoice_item
from tests.cli.terminal import Terminal
from tests.fakes.storage import InMemoryArchive

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.fixture
def terminal() -> Terminal:
    terminal = Terminal()
    terminal.world.account(invoice_item())
    Holds(terminal.world.acts).set(HoldRequest("C-1", "elle est malade", "Anne"))
    return terminal


def note(terminal: Terminal) -> str:
    (key,) = (key for key in terminal.world.archive.files if key.startswith("notes/"))
    return key


def test_a_note_is_erased_and_its_hash_stays(terminal: Terminal) -> None:
    key = note(terminal)
    (line,) = terminal.run("erase", "C-1", key, "--why", "demande", "--by", "Anne")
    assert (terminal.code, line) == (0, f"Effacé : {key} (1 version). L'historique le dit, l'empreinte y reste.")
    assert key not in terminal.world.archive.files
    *_, told = terminal.world.ledger.events("C-1")
    assert (told.kind, told.actor, told.data["why"]) == (CONTENT_ERASED, "Anne", "REQUEST")

    lines = terminal.run("verify", "C-1")
    assert terminal.code == 0
    assert lines[-1] == f"  Effacé volontairement, la chaîne le dit : {key}"


def test_a_note_that_vanished_by_itself_is_missed(terminal: Terminal) -> None:
    key = note(terminal)
    del terminal.world.archive.files[key]
    assert terminal.run("verify", "C-1")[0] == f"ALTÉRÉ : le fichier {key} manque."
    assert terminal.code == 1


def test_what_the_history_announced_before_a_crash_is_done_when_asked_again(terminal: Terminal) -> None:
    key = note(terminal)
    body = terminal.world.archive.files[key]
    terminal.run("erase", "C-1", key, "--why", "erreur")
    terminal.world.archive.files[key] = body  # it stopped between the event and the deletion
    terminal.run("erase", "C-1", key, "--why", "erreur")
    assert key not in terminal.world.archive.files
    assert [e.kind for e in terminal.world.ledger.events("C-1")].count(CONTENT_ERASED) == 1


@pytest.mark.parametrize("key", ["notes/C-2/1.txt", "letters/C-9/1.pdf", ""])
def test_no_other_file_can_be_erased(terminal: Terminal, key: str, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.world.archive.files[key] = b"d'un autre"
    terminal.run("erase", "C-1", key, "--why", "demande")
    assert terminal.code == 1
    assert "ni par l’historique ni par les fiches de C-1" in capsys.readouterr().err
    assert key in terminal.world.archive.files


def test_what_lies_among_the_evidence_stays_and_the_history_does_not_say_otherwise(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    """A proof was "erased", 0 versions of it, and the chain said so for ever while it lay where it had always lain."""
    world = terminal.world
    proof = world.evidence.keep("proofs/R-1/RECEIPT-1.pdf", b"%PDF-1.7", media_type="application/pdf")
    known = world.ledger.load("C-1")
    told = {"key": proof.key, "sha256": proof.sha256}
    world.ledger.commit(known, known, events=[NewEvent(PROOF_KEPT, world.clock.now(), "test", told)])
    terminal.run("erase", "C-1", proof.key, "--why", "demande")
    assert terminal.code == 1
    assert "ce qui est au coffre des preuves y reste jusqu’à son terme" in capsys.readouterr().err
    assert CONTENT_ERASED not in [e.kind for e in world.ledger.events("C-1")]


def test_a_file_that_vanished_cannot_be_passed_off_as_erased(terminal: Terminal) -> None:
    key = note(terminal)
    del terminal.world.archive.files[key]
    terminal.run("erase", "C-1", key, "--why", "demande")
    assert terminal.code == 1
    assert terminal.run("verify", "C-1")[0] == f"ALTÉRÉ : le fichier {key} manque."


def test_a_piece_that_only_the_record_of_a_handoff_names_can_be_erased() -> None:
    terminal = Terminal()
    world = terminal.world
    world.account(invoice_item())
    piece = world.archive.put("cases/X/pieces/contract.pdf", b"%PDF-1.7 contrat", media_type="application/pdf")
    listed = json.dumps({"pieces": [{"number": 1, "key": piece.key, "sha256": piece.sha256}]}).encode()
    handoff = world.archive.put("cases/X/handoff-1.json", listed, media_type="application/json")
    known = world.ledger.load("C-1")
    told = {"handoff": handoff.key, "handoff_sha256": handoff.sha256}
    world.ledger.commit(known, known, events=[NewEvent(CASE_HANDED_OFF, world.clock.now(), "test", told)])
    terminal.run("erase", "C-1", piece.key, "--why", "demande")
    assert (terminal.code, piece.key in world.archive.files) == (0, False)
    lines = terminal.run("verify", "C-1")
    assert lines[-1] == f"  Effacé volontairement, la chaîne le dit : {piece.key}"


def test_a_run_that_stops_anywhere_is_finished_by_the_next(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the event, between event and file, and halfway through the versions: nothing is lost, one event."""
    key, world = note(terminal), terminal.world
    ours = InMemoryArchive.erase

    class Gone(Exception):  # noqa: N818 no error of ours: the process is gone
        pass

    def stopped(*_: object) -> int:
        raise Gone

    monkeypatch.setattr(InMemoryArchive, "erase", stopped)
    for _ in range(2):
        with pytest.raises(Gone):
            terminal.run("erase", "C-1", key, "--why", "demande")
    assert terminal.run("verify", "C-1")[0].startswith("INTACT")
    monkeypatch.setattr(InMemoryArchive, "erase", ours)
    for _ in range(2):
        terminal.run("erase", "C-1", key, "--why", "demande")
        assert terminal.code == 0
    assert key not in world.archive.files
    assert [e.kind for e in world.ledger.events("C-1")].count(CONTENT_ERASED) == 1


def test_every_version_goes_and_no_other_file() -> None:
    with mock_aws():
        client: S3Client = boto3.client("s3")
        client.create_bucket(Bucket="archive", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        client.put_bucket_versioning(Bucket="archive", VersioningConfiguration={"Status": "Enabled"})
        archive = S3Archive(client=client, bucket="archive")
        for key, body in (("notes/1", b"a"), ("notes/1", b"b"), ("notes/10", b"c")):
            archive.put(key, body, media_type="text/plain")
        assert archive.erase("notes/1") == 2
        assert archive.erase("notes/1") == 0
        left = client.list_object_versions(Bucket="archive")["Versions"]
        assert [version["Key"] for version in left] == ["notes/10"]
