"""Carriers beside the embedded AWS: their calls at our door, what is read back, and proofs that nobody can delete."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time

import pytest
from botocore.exceptions import ClientError

from local.carriers.host import CarrierHost
from local.story.world import World
from relance.domain.account import PastContact
from relance.domain.calendar import PARIS
from relance.domain.channels import Channel
from relance.domain.contact import ContactRow, ContactState
from relance.domain.document import Document
from relance.domain.following import first_look
from relance.ports.carriers import Service
from tests.carriers.suite import consignment
from tests.e2e.customer import StoryCustomer

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]
MONDAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def host(deployed: World) -> Iterator[CarrierHost]:
    """Four carriers that know where to call, and whose accounts our side has. It reads them every five minutes."""
    world = deployed

    def route(address: str) -> str:
        return world.stack.endpoint.url + world.stack.here(address)

    with CarrierHost(world.stack.clock.now, route) as host:
        accounts = {name: desk.account(world.app.letters.hook_address(name)) for name, desk in host.desks.items()}
        secrets = world.stack.client("secretsmanager")
        kept = secrets.get_secret_value(SecretId=world.stack.outputs["CarriersSecretArn"])["SecretString"]
        secrets.put_secret_value(SecretId=world.stack.outputs["CarriersSecretArn"], SecretString=json.dumps(accounts))
        world.relance("carriers", "hooks", "--register")
        yield host
        secrets.put_secret_value(SecretId=world.stack.outputs["CarriersSecretArn"], SecretString=kept)


def posted(debtor: StoryCustomer, carrier: str, service: Service) -> ContactRow:
    """A letter as the carrier has it and the ledger knows it."""
    app = debtor.world.app
    row = ContactRow(
        account_id=debtor.id,
        day=MONDAY,
        attempt=1,
        state=ContactState.SENT,
        step_name="last_reminder",
        rank=3,
        document=Document.LAST_REMINDER,
        channel=Channel(service.value),
        statement_hash="0" * 64,
        since=app.clock.now(),
        carrier=carrier,
    )
    taken = app.post.carriers.get(carrier).submit(consignment(service, reference=row.reference, day=MONDAY))
    row = replace(row, message_id=taken.carrier_id)
    row = replace(row, follow_at=first_look(row, app.clock.now()))
    before = app.ledger.load(debtor.id)
    past = PastContact(row.day, row.channel, row.document, row.rank)
    app.ledger.commit(before, replace(before, contacts=(past,)), contact=row)
    return row


def on(world: World, day: date, hour: int = 12) -> None:
    world.at(datetime.combine(day, time(hour), PARIS))


@pytest.fixture
def debtor(customer: Callable[..., StoryCustomer], world: World) -> StoryCustomer:
    debtor = customer()
    debtor.invoice("F-1", "2026-01-30")
    on(world, MONDAY, 9)
    return debtor


@pytest.mark.parametrize(
    ("carrier", "service"),
    [
        ("maileva", Service.REGISTERED),
        ("mysendingbox", Service.REGISTERED),
        ("merci_facteur", Service.REGISTERED),
        ("ar24", Service.ERE),
    ],
)
def test_a_carriers_calls_bring_the_letter_to_its_end_with_its_proofs_locked_away(
    debtor: StoryCustomer, host: CarrierHost, carrier: str, service: Service
) -> None:
    world = debtor.world
    posted(debtor, carrier, service)
    for day in (MONDAY, date(2026, 3, 4), date(2026, 3, 12), date(2026, 3, 27)):
        on(world, day, 18)
        host.live()
        world.stack.settled()
    (row,) = debtor.rows()
    assert row.delivery == "DELIVERED"
    assert {"DEPOSIT", "RECEIPT"} <= {proof.kind for proof in row.proofs}
    s3, bucket = world.stack.client("s3"), world.stack.outputs["EvidenceBucket"]
    for proof in row.proofs:
        seen = s3.head_object(Bucket=bucket, Key=proof.stored.key)
        assert seen["ObjectLockMode"] == "GOVERNANCE"
        with pytest.raises(ClientError, match="AccessDenied"):
            s3.delete_object(Bucket=bucket, Key=proof.stored.key, VersionId=seen["VersionId"])
    assert {status for _, went in host.called for status in went.statuses} <= {200, 201, 204}


def test_a_letter_whose_carrier_never_calls_is_asked_after_every_hour(debtor: StoryCustomer, host: CarrierHost) -> None:
    """Maileva tells nothing of electronic letters by itself."""
    world = debtor.world
    posted(debtor, "maileva", Service.LRE)
    for day, known in ((date(2026, 3, 3), "SENT"), (date(2026, 3, 5), "DELIVERED")):
        on(world, day, 18)
        host.live()
        assert world.stack.fire_schedule("PollLettersFunctionHourly")["queued"] >= 1
        world.stack.settled()
        (row,) = debtor.rows()
        assert row.delivery == known
    assert row.proofs


def test_strangers_and_large_bodies_stay_outside(debtor: StoryCustomer, host: CarrierHost) -> None:
    world = debtor.world
    addresses = {row["carrier"]: row["url"] for row in json.loads(world.relance("carriers", "hooks", "--json"))}
    address = addresses["merci_facteur"]
    forged = address[:-1] + ("0" if address[-1] != "0" else "1")
    assert world.stack.http("POST", forged, body="event=x").status == 404
    assert world.stack.http("POST", address.replace("/merci_facteur/", "/maileva/"), body="{}").status == 404
    assert world.stack.http("POST", address, body="event=x").status == 403
    assert world.stack.http("GET", address).status == 404


def test_an_authentic_call_that_says_nonsense_is_set_aside_and_answered_as_usual(
    debtor: StoryCustomer, host: CarrierHost
) -> None:
    world = debtor.world
    account = host.desks["maileva"].account("")
    login = b64encode(f"{account['webhook_login']}:{account['webhook_password']}".encode()).decode()
    address = world.app.letters.hook_address("maileva")
    answer = world.stack.http("POST", address, body="{", headers={"authorization": f"Basic {login}"})
    assert answer.status == 201
    (entry,) = [entry for entry in world.app.quarantine.entries() if entry.source == "hook"]
    assert entry.breaches == (("body", "body: no JSON"),)
    assert world.app.evidence.read(json.loads(entry.body)["evidence"]) == b"{"
    world.relance("quarantine", "replay", f"hook:{entry.key}")
    assert [entry for entry in world.app.quarantine.entries() if entry.source == "hook"] == []
