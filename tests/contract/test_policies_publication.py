"""Finance drops a file: it is in force within a minute, or the answer beside it says why not."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from aws_lambda_powertools.utilities.data_classes import S3Event
from moto import mock_aws

from relance.adapters.policies.desk import S3PolicyDesk
from relance.adapters.policies.shipped import sample_creditor, shipped_files
from relance.adapters.rendering.trial import PolicyTrial
from relance.ports.policies import PolicyDesk
from relance.service.publish_policy import Publication, PublishPolicy
from tests.fakes.policies import InMemoryPolicyDesk

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "policies"
PLAN = "plans/standard.toml"
GOOD = shipped_files()[PLAN].replace(b"after = 3\n", b"after = 4\n")
BAD = shipped_files()[PLAN].replace(b"after = 3\n", b"after = -3\n")


class World:
    """One desk, seen through its port and, for dropping and reading, as finance sees it."""

    def __init__(self, desk: PolicyDesk, client: "S3Client | None" = None) -> None:
        self.desk = desk
        self._client = client
        self.publisher = PublishPolicy(desk, PolicyTrial())

    def drop(self, name: str, body: bytes) -> Publication:
        if isinstance(self.desk, InMemoryPolicyDesk):
            self.desk.drafts[name] = body
        elif self._client:
            self._client.put_object(Bucket=BUCKET, Key=f"drafts/{name}", Body=body)
        return self.publisher.publish(key=f"drafts/{name}")

    def receipt(self, name: str) -> str:
        body = self.desk.draft(name)
        assert body is not None
        return body.decode().replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture(params=["memory", "s3"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "memory":
        yield World(InMemoryPolicyDesk())
        return
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        yield World(S3PolicyDesk(client=client, bucket=BUCKET), client)


def test_a_good_plan_is_put_in_force_and_its_days_are_shown(world: World) -> None:
    assert world.drop(PLAN, GOOD) is Publication.ACCEPTED
    assert world.desk.in_force()[PLAN] == GOOD
    receipt = world.receipt(f"{PLAN}.accepted.txt")
    assert receipt.startswith("Accepté : plans/standard.toml est en vigueur dans la minute.")
    assert f"Version : {PLAN}@{hashlib.sha256(GOOD).hexdigest()[:12]}" in receipt
    assert "facture échue le 31/01/2026 : pre_due_notice (5 jours avant) le 26/01/2026" in receipt


def test_a_bad_plan_is_answered_and_the_one_in_force_stays(world: World) -> None:
    world.drop(PLAN, GOOD)
    assert world.drop(PLAN, BAD) is Publication.REFUSED
    assert world.desk.in_force()[PLAN] == GOOD
    receipt = world.receipt(f"{PLAN}.refused.txt")
    assert receipt.startswith("Refusé : plans/standard.toml n’a pas été publié ; ce qui était en vigueur le reste.")
    assert "étape 2, after : -3 est négatif ; pour l’autre côté de l’échéance, écrivez before = 3" in receipt
    assert [f"facture échue le {day}" in receipt for day in ("31/01/2026", "01/05/2026", "31/12/2026")] == [True] * 3
    assert "voir plans/standard.toml.refused.txt" in world.receipt(f"{PLAN}.accepted.txt")


def test_the_mended_plan_is_put_in_force_and_the_refusal_no_longer_misleads(world: World) -> None:
    world.drop(PLAN, BAD)
    assert world.drop(PLAN, GOOD) is Publication.ACCEPTED
    assert "voir plans/standard.toml.accepted.txt" in world.receipt(f"{PLAN}.refused.txt")


def test_being_told_twice_changes_nothing(world: World) -> None:
    assert [world.drop(PLAN, GOOD), world.publisher.publish(key=f"drafts/{PLAN}")] == [Publication.ACCEPTED] * 2
    assert world.desk.in_force()[PLAN] == GOOD


@pytest.mark.parametrize(
    "key",
    [f"drafts/{PLAN}.accepted.txt", f"drafts/{PLAN}.refused.txt", f"published/{PLAN}", "drafts/plans/", "drafts/x"],
)
def test_receipts_folders_and_vanished_drafts_are_no_drafts(world: World, key: str) -> None:
    world.drop(PLAN, BAD)
    world.drop(PLAN, GOOD)
    assert world.publisher.publish(key=key) is Publication.IGNORED


def test_rules_that_name_a_missing_plan_are_refused(world: World) -> None:
    assert world.drop("rules.toml", b'default = "gentle"') is Publication.REFUSED
    assert "rules.toml nomme un plan qui n’existe pas : gentle" in world.receipt("rules.toml.refused.txt")


def test_a_plan_that_rules_need_for_consumers_cannot_become_one_for_businesses(world: World) -> None:
    assert world.drop("plans/consumer.toml", GOOD) is Publication.REFUSED
    assert "un client consumer suivrait le plan consumer" in world.receipt("plans/consumer.toml.refused.txt")


def test_a_file_of_an_unknown_name_is_answered_too(world: World) -> None:
    assert world.drop("plan/standard.toml", GOOD) is Publication.REFUSED
    assert "nom inconnu ; attendu plans/…, texts/…" in world.receipt("plan/standard.toml.refused.txt")


def test_a_huge_draft_is_refused(world: World) -> None:
    assert world.drop(PLAN, b"#" * 5_000_000) is Publication.REFUSED
    assert "plus de 100 ko" in world.receipt(f"{PLAN}.refused.txt")


def test_the_creditor_is_published_and_read_back(world: World) -> None:
    assert world.drop("creditor.toml", sample_creditor()) is Publication.ACCEPTED
    assert "IBAN FR76 3000 6000 0112 3456 7890 189, BIC AGRIFRPP" in world.receipt("creditor.toml.accepted.txt")


def test_a_creditor_with_a_wrong_iban_is_refused(world: World) -> None:
    wrong = sample_creditor().replace(b"7890 189", b"7890 188")
    assert world.drop("creditor.toml", wrong) is Publication.REFUSED
    assert "n’est pas un IBAN valable" in world.receipt("creditor.toml.refused.txt")


# ------------------------------------------------------------------------------------ texts


def drop_text(name: str, part: str, field: str, text: str) -> tuple[Publication, str]:
    """A variant that changes one field, dropped; what became of it and the receipt."""
    world = World(InMemoryPolicyDesk())
    outcome = world.drop(name, f"[{part}]\n{field} = '''{text}'''".encode())
    return outcome, world.receipt(f"{name}.{'accepted' if outcome is Publication.ACCEPTED else 'refused'}.txt")


def test_a_good_text_is_shown_as_the_debtor_will_read_it() -> None:
    outcome, receipt = drop_text(
        "texts/fr/first_reminder.consumer.toml", "sms", "text", "{{ creditor }} : merci. {{ reference }}"
    )
    assert outcome is Publication.ACCEPTED
    assert "Exemple de SMS : Atelier Exemple : merci. RL-260302-EXEMPLEXEMPL" in receipt
    assert "Sauf erreur ou omission de notre part" in receipt


@pytest.mark.parametrize(
    ("name", "part", "field", "text", "reason"),
    [
        ("pre_due_notice.business", "mail", "body", "Votre facture est impayée.", "« impayée » est interdit ici"),
        (
            "first_reminder.business",
            "letter",
            "opening",
            "Bonjour.",
            "« sauf erreur » ou « à moins d’une erreur » doit",
        ),
        ("first_reminder.business", "letter", "request", "Sous huit jours, merci.", "imprimez la date"),
        ("second_reminder.business", "sms", "text", "{{ reference }}" + " très long" * 60, "segments, 3 au plus"),
        ("second_reminder.business", "letter", "closing", "Bien à vous 😀", "cannot write 😀"),
        ("second_reminder.business", "letter", "closing", "{{ montant }}", "la valeur montant n’existe pas"),
    ],
)
def test_a_text_that_may_not_be_sent_is_refused(name: str, part: str, field: str, text: str, reason: str) -> None:
    outcome, receipt = drop_text(f"texts/fr/{name}.toml", part, field, text)
    assert outcome is Publication.REFUSED
    assert reason in receipt


@pytest.mark.parametrize("name", [name for name in shipped_files() if name.startswith("texts/")])
def test_every_shipped_text_would_be_accepted(name: str) -> None:
    assert PolicyTrial().check(name, shipped_files()[name], shipped_files())


def test_the_sample_event_names_a_draft() -> None:
    event = S3Event(json.loads(Path("events/publish_policy.json").read_text("utf-8")))
    assert [record.s3.get_object.key for record in event.records] == [f"drafts/{PLAN}"]
