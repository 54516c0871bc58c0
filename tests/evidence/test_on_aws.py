"""The same on the tables and buckets of AWS: what is changed there, behind everybody's back, is found."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from moto import mock_aws

from relance.adapters.dynamodb import items
from relance.adapters.dynamodb.heads import DynamoDBLedgerCopies, DynamoDBSealBook
from relance.adapters.evidence import S3Evidence
from relance.adapters.s3 import S3Archive
from relance.domain.errors import RejectedError
from relance.domain.flaws import Finding, Flaw
from relance.domain.sealing import leaves_key, seal_key, token_key
from relance.domain.verifying import Verdict, verify
from relance.service.evidence import finding_seals
from relance.service.evidence.dossiers import Dossiers
from tests.contract.ledger_table import TABLE, dynamodb_with_ledger_table
from tests.evidence.exported import stamped_world
from tests.evidence_world import ACCOUNT, MONDAY, TUESDAY, WEDNESDAY, EvidenceWorld, flipped

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

ARCHIVE, EVIDENCE = "archive", "evidence"
Item = dict[str, Any]


@dataclass
class Aws:
    """A deployment's stores, as somebody with every right sees them."""

    dynamodb: "DynamoDBClient"
    s3: "S3Client"
    dossiers: Dossiers

    def verdict(self) -> Verdict | Finding:
        return verify(self.dossiers.gather(ACCOUNT)[0])

    def rows(self, partition: str) -> list[Item]:
        found = self.dynamodb.query(
            TableName=TABLE, KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": {"S": partition}}
        )
        read = TypeDeserializer()
        return [{name: read.deserialize(value) for name, value in item.items()} for item in found["Items"]]

    def write(self, item: Item) -> None:
        wire = {name: TypeSerializer().serialize(value) for name, value in item.items()}
        self.dynamodb.put_item(TableName=TABLE, Item=wire)

    def delete(self, item: Item) -> None:
        self.dynamodb.delete_item(TableName=TABLE, Key={name: {"S": item[name]} for name in ("pk", "sk")})

    def overwrite(self, bucket: str, key: str, body: bytes) -> None:
        self.s3.put_object(Bucket=bucket, Key=key, Body=body)


@pytest.fixture(scope="module")
def world() -> EvidenceWorld:
    return stamped_world()


@pytest.fixture(scope="module")
def aws(world: EvidenceWorld) -> Iterator[Aws]:
    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding_seals, "BLOCK", 4)  # moto is slow to say that there is no such file
        dynamodb, s3 = dynamodb_with_ledger_table(), boto3.client("s3")
        place: Any = {"LocationConstraint": "eu-west-3"}
        for bucket, files in ((ARCHIVE, world.archive.files), (EVIDENCE, world.evidence.files)):
            s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=place)
            for key, body in files.items():
                s3.put_object(Bucket=bucket, Key=key, Body=body)
        book = DynamoDBSealBook(client=dynamodb, table_name=TABLE)
        book.write(world.book.read())
        dossiers = Dossiers(
            DynamoDBLedgerCopies(client=dynamodb, table_name=TABLE),
            S3Archive(client=s3, bucket=ARCHIVE),
            S3Evidence(client=s3, bucket=EVIDENCE),
            book,
            world.verifier,
            world.clock,
        )
        deployed = Aws(dynamodb, s3, dossiers)
        for account_id, record in world.ledger.records.items():
            deployed.write(items.account_item(record))
            for rows in (
                [items.invoice_item(account_id, i) for i in record.invoices.values()],
                [items.case_item(account_id, c) for c in record.cases.values()],
                [items.contact_item(row) for row in world.ledger.contacts(account_id)],
                [pointer for row in world.ledger.contacts(account_id) for pointer in items.pointer_items(row)],
                [items.event_item(event) for event in world.ledger.events(account_id)],
            ):
                for item in rows:
                    deployed.write(item)
        yield deployed
        assert isinstance(deployed.verdict(), Verdict), "a test did not put back what it changed"


def test_what_the_ledger_wrote_is_intact(aws: Aws) -> None:
    told = aws.verdict()
    assert isinstance(told, Verdict)
    assert (told.events, told.rows, len(told.files.sizes), told.unsealed) == (21, 5, 24, 0)


def test_an_event_changed_in_the_table_is_named(aws: Aws) -> None:
    for number, item in list(enumerate(aws.rows(f"EVENTS#{ACCOUNT}"), start=1))[::5]:
        aws.write(item | {"actor": item["actor"] + "!"})
        told = aws.verdict()
        aws.write(item)
        assert isinstance(told, Finding)
        assert (told.flaw, int(told.where)) == (Flaw.EVENT_CHANGED, number)
        assert told.expected == item["hash"]


@pytest.mark.parametrize("number", [1, 9, 21])
def test_an_event_deleted_from_the_table_is_missed(aws: Aws, number: int) -> None:
    item = aws.rows(f"EVENTS#{ACCOUNT}")[number - 1]
    aws.delete(item)
    told = aws.verdict()
    aws.write(item)
    assert isinstance(told, Finding)
    assert told.flaw is (Flaw.CHAIN_CUT if number == 21 else Flaw.EVENT_MISSING)


def test_rows_changed_in_the_table_are_named(aws: Aws) -> None:
    contact = aws.rows(f"CONTACTS#{ACCOUNT}")[1]
    case = next(item for item in aws.rows(f"ACCOUNT#{ACCOUNT}") if item["sk"] == "CASE#CASE-1")
    for item, change, where in (
        (contact, {"address": "autre@example.fr"}, "CONTACT#2026-03-03"),
        (contact, {"proofs": contact["proofs"][:1]}, "CONTACT#2026-03-03"),
        (contact, {"delivery": "REFUSED"}, "CONTACT#2026-03-03"),
        (case, {"served_on": "2026-03-02"}, "CASE#CASE-1"),
        (case, {"approvals": []}, "CASE#CASE-1"),
    ):
        aws.write(item | change)
        told = aws.verdict()
        aws.write(item)
        assert isinstance(told, Finding)
        assert (told.flaw, told.where) == (Flaw.ROW_CHANGED, where)


def test_a_cost_or_a_pointer_changed_beside_the_contact_is_named(aws: Aws) -> None:
    """`relance costs` reads the month's lines, and a carrier's word finds its letter by the pointers."""
    (cost,) = aws.rows("COSTS#2026-03")
    reference = cost["sk"].partition("#")[2]
    (pointer,) = aws.rows(f"REFERENCE#{reference}")
    for item, change in (
        (cost, {"cost": cost["cost"] | {"micros": 1}}),
        (cost, {"account_id": "C-2"}),
        (cost, {"carrier": "ar24"}),
        (pointer, {"account_id": "C-2"}),
        (pointer, {"day": "2026-03-02"}),
    ):
        aws.write(item | change)
        told = aws.verdict()
        aws.write(item)
        assert told == Finding(Flaw.ROW_ASTRAY, f"{item['pk']}/{item['sk']}")
    aws.delete(cost)
    told = aws.verdict()
    aws.write(cost)
    assert told == Finding(Flaw.ROW_ASTRAY, f"{cost['pk']}/{cost['sk']}")


def test_a_row_that_can_no_longer_be_read_is_named_and_stops_nothing_else(aws: Aws) -> None:
    item = aws.rows(f"CONTACTS#{ACCOUNT}")[0]
    aws.write(item | {"since": "hier"})
    told = aws.verdict()
    aws.write(item)
    assert told == Finding(Flaw.ROW_UNREADABLE, "CONTACTS#C-1/2026-03-02")


@pytest.mark.parametrize("bucket", [ARCHIVE, EVIDENCE])
def test_a_byte_changed_in_any_object_of_any_bucket_is_found(aws: Aws, world: EvidenceWorld, bucket: str) -> None:
    files = world.archive.files if bucket == ARCHIVE else world.evidence.files
    for key, body in list(files.items())[::3]:
        aws.overwrite(bucket, key, flipped(body, len(body) // 2))
        told = aws.verdict()
        aws.overwrite(bucket, key, body)
        assert isinstance(told, Finding), key
        assert told.where in {key, *(day.isoformat() for day in (MONDAY, TUESDAY, WEDNESDAY))}


@pytest.mark.parametrize("name", [seal_key, leaves_key, token_key])
def test_a_file_of_a_seal_that_is_gone_is_missed(aws: Aws, world: EvidenceWorld, name: Any) -> None:
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        aws.s3.delete_object(Bucket=EVIDENCE, Key=name(day))
        told = aws.verdict()
        aws.overwrite(EVIDENCE, name(day), world.evidence.files[name(day)])
        assert isinstance(told, Finding)
        assert told.where == day.isoformat()


def test_a_customer_that_nobody_knows_is_refused(aws: Aws) -> None:
    with pytest.raises(RejectedError, match="C-404 n'est pas connu"):
        aws.dossiers.gather("C-404")
