"""A file that the law wants gone: it goes, the history says so, and everything else still verifies."""

from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from relance.adapters.s3 import S3Archive
from relance.domain.events import CONTENT_ERASED
from relance.service.holds import HoldRequest, Holds
from tests.builders import invoice_item
from tests.cli.terminal import Terminal

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
