"""`relance policies`: judged here, or dropped for the publication to judge. And `settle` and `output`."""

from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from relance.adapters.policies.desk import S3PolicyDesk
from relance.adapters.policies.dropping import PolicyDropbox, published_name
from relance.adapters.policies.shipped import shipped_files
from relance.adapters.rendering.trial import PolicyTrial
from relance.cli.policies import publish
from relance.domain.errors import RejectedError, TransientError
from relance.service.publish_policy import PublishPolicy
from tests.cli.terminal import Terminal, cells, plainly
from tests.service.desk_world import POLICIES

GOOD = shipped_files()["plans/standard.toml"]
BAD = GOOD.replace(b"after = 30", b"after = 10")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans/standard.toml").write_bytes(GOOD)
    (tmp_path / "plans/hasty.toml").write_bytes(BAD)
    return tmp_path


@pytest.fixture
def bucket() -> Iterator[None]:
    with mock_aws():
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket=POLICIES, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        s3.put_bucket_versioning(Bucket=POLICIES, VersioningConfiguration={"Status": "Enabled"})
        yield


def dropbox() -> PolicyDropbox:
    return PolicyDropbox(client=boto3.client("s3"), bucket=POLICIES)


def publication(name: str) -> Callable[[float], None]:
    """While the command pauses, the function judges the draft."""
    desk = S3PolicyDesk(client=boto3.client("s3"), bucket=POLICIES)

    def judge(_: float) -> None:
        PublishPolicy(desk, PolicyTrial()).publish(key=f"drafts/{name}")

    return judge


def test_a_good_plan_is_shown_with_its_dates_and_needs_no_deployment(folder: Path) -> None:
    terminal = Terminal()

    lines = terminal.run("policies", "check", str(folder / "plans/standard.toml"))

    assert terminal.code == 0
    assert lines[0] == "plans/standard.toml est bon à publier."
    assert sum(line.startswith("- facture échue le ") for line in lines) == 3


def test_a_bad_plan_is_refused_with_its_reason(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()

    assert terminal.run("plans", "check", str(folder / "plans/hasty.toml")) == []
    assert terminal.code == 1
    said = plainly(capsys.readouterr().err)
    assert said.startswith("Refusé : plan hasty : ")
    assert "l'étape last_reminder doit tomber après l'étape second_reminder" in said
    assert said.count("\n") == 1


def test_a_draft_is_dropped_and_its_answer_shown(bucket: None) -> None:
    receipt = publish(dropbox(), "plans/standard.toml", GOOD, pause=publication("plans/standard.toml"))

    assert receipt.accepted
    assert plainly(receipt.text).startswith("Accepté : plans/standard.toml est en vigueur dans la minute.")


def test_the_answer_to_an_earlier_draft_is_not_taken_for_the_new_one(bucket: None) -> None:
    publish(dropbox(), "plans/standard.toml", GOOD, pause=publication("plans/standard.toml"))
    refused = publish(dropbox(), "plans/standard.toml", BAD, pause=publication("plans/standard.toml"))
    again = publish(dropbox(), "plans/standard.toml", GOOD, pause=publication("plans/standard.toml"))
    same = publish(dropbox(), "plans/standard.toml", GOOD, pause=publication("plans/standard.toml"))

    assert [r.accepted for r in (refused, again, same)] == [False, True, True]


def test_a_publication_that_does_not_answer_is_said_so_at_last(bucket: None) -> None:
    pauses: list[float] = []

    with pytest.raises(TransientError, match="n'a pas répondu en 90 s"):
        publish(dropbox(), "plans/standard.toml", GOOD, pause=pauses.append)

    assert sum(pauses) == 90


def test_the_versions_of_a_file_are_listed_and_each_is_printed_again(bucket: None) -> None:
    publish(dropbox(), "plans/standard.toml", GOOD + b"# Un.\n", pause=publication("plans/standard.toml"))
    publish(dropbox(), "plans/standard.toml", GOOD + b"# Deux.\n", pause=publication("plans/standard.toml"))
    terminal = Terminal()

    rows = [cells(line) for line in terminal.run("policies", "history", "plans/standard.toml") if "@" in line]

    assert [row[-1] for row in rows] == ["en vigueur", rows[1][-1], "livrée avec le code"]
    assert terminal.run("policies", "show", rows[1][0])[-1] == "# Un."
    assert terminal.run("policies", "show", rows[2][0]) == GOOD.decode().replace("’", "'").splitlines()


def test_a_version_that_never_was_is_one_line(bucket: None, capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()

    assert terminal.run("policies", "show", "plans/standard.toml@000000000000") == []
    assert terminal.code == 1
    assert plainly(capsys.readouterr().err).startswith("Refusé : plans/standard.toml@000000000000 : aucune version")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("plans/vip.toml", "plans/vip.toml"),
        ("/home/anne/relance/plans/vip.toml", "plans/vip.toml"),
        ("creditor.toml", "creditor.toml"),
        ("texts/fr/first_reminder.consumer.toml", "texts/fr/first_reminder.consumer.toml"),
        ("C:\\politiques\\rules.toml", "rules.toml"),
        ("/home/anne/logo.png", "logo.png"),
        ("rates.csv", "rates.csv"),
    ],
)
def test_a_file_s_name_is_found_at_the_end_of_its_path(path: str, name: str) -> None:
    assert published_name(path) == name


def test_a_path_that_does_not_say_what_it_is_asks_for_a_name() -> None:
    with pytest.raises(RejectedError, match=r"--name : /tmp/nouveau\.toml"):
        published_name("/tmp/nouveau.toml")


def test_a_file_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()

    terminal.run("policies", "check", "plans/nowhere.toml")

    assert terminal.code == 1
    assert plainly(capsys.readouterr().err).startswith("Refusé : fichier : plans/nowhere.toml ne se lit pas")


def test_an_output_of_the_stack_is_printed_alone(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()

    assert terminal.run("output", "ReconcileFunction") == ["relance-Reconcile-1A2B"]
    terminal.run("output", "Reconcile")
    assert (
        plainly(capsys.readouterr().err) == "Refusé : sortie : Reconcile n'existe pas (connues : ReconcileFunction)\n"
    )
