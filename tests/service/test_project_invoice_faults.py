"""What fails stops its own account only, and nothing is written twice when it comes again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from relance.domain import events
from relance.domain.errors import ConflictError, TransientError
from relance.domain.record import AccountRecord
from relance.ports.billing import BillingPartition
from tests.builders import customer_item, euros, invoice_item
from tests.service.billing_world import BillingWorld


class Failing:
    """A port whose named method raises for some accounts, some number of times."""

    def __init__(self, port: Any, method: str, error: Exception, *, account_id: str, times: int) -> None:
        self._port, self._method, self._error = port, method, error
        self._account_id, self._left = account_id, times

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if name != self._method:
            return found

        def fail(subject: Any, *rest: Any, **options: Any) -> Any:
            account_id = subject.account_id if isinstance(subject, AccountRecord) else subject
            if account_id == self._account_id and self._left:
                self._left -= 1
                raise self._error
            return found(subject, *rest, **options)

        return fail


def world_with(part: str, method: str, error: Exception, *, times: int) -> BillingWorld:
    """`method` of `part` fails for account C-2."""
    failing: dict[str, Failing] = {}

    def wrap(name: str, port: Any) -> Any:
        if name != part:
            return port
        return failing.setdefault(name, Failing(port, method, error, account_id="C-2", times=times))

    return BillingWorld(wrap=wrap)


def batch(world: BillingWorld) -> list[Any]:
    """Two accounts, their records interleaved."""
    items = [
        customer_item("C-1"),
        customer_item("C-2"),
        invoice_item("F-1", customer_id="C-1"),
        invoice_item("F-2", customer_id="C-2"),
        invoice_item("F-3", customer_id="C-1"),
    ]
    return world.billing.put_all(items)


@pytest.mark.parametrize(
    ("part", "method"), [("ledger", "load"), ("ledger", "commit"), ("billing", "partition")], ids=str
)
def test_a_table_that_is_busy_stops_one_account_and_the_others_go_on(part: str, method: str) -> None:
    world = world_with(part, method, TransientError("busy"), times=1)
    changes = batch(world)
    projection = world.project(*changes)
    assert projection.failed == ("2", "4")
    assert projection.reasons == ("busy",)
    assert set(world.ledger.load("C-1").invoices) == {"C-1#F-1", "C-1#F-3"}
    assert world.ledger.load("C-2").revision == 0
    # The stream delivers everything from the first failure on once more.
    assert world.project(*changes[1:]).failed == ()
    assert set(world.ledger.load("C-2").invoices) == {"C-2#F-2"}
    assert world.kinds("C-1") == [events.INVOICE_SEEN] * 2


def test_an_account_that_somebody_else_changes_is_read_again() -> None:
    world = world_with("ledger", "commit", ConflictError("account C-2 changed"), times=3)
    assert world.project(*batch(world)).failed == ()
    assert world.kinds("C-2") == [events.INVOICE_SEEN]


def test_an_account_that_never_stands_still_comes_again_later() -> None:
    world = world_with("ledger", "commit", ConflictError("account C-2 changed"), times=1000)
    assert world.project(*batch(world)).failed == ("2", "4")


def test_what_waited_for_a_customer_brings_the_customer_again_when_it_cannot_be_taken() -> None:
    world = BillingWorld()
    world.bills(payer_id="P-1")
    world.registers("C-1")

    class Stuck(type(world.ledger)):  # type: ignore[misc]
        def load(self, account_id: str) -> AccountRecord:
            if world.kept() and account_id == "P-1" and self.records.get("P-1"):
                raise TransientError("busy")
            return super().load(account_id)  # type: ignore[no-any-return]

    world.ledger = Stuck(**{name: getattr(world.ledger, name) for name in ("records", "rows", "chains", "recorded")})
    arrival = world.billing.put(customer_item("P-1"))
    assert world.project(arrival).failed == (arrival.change_id,)
    world.ledger.__class__ = Stuck.__base__
    assert world.project(arrival).failed == ()
    assert world.kept() is None
    assert world.facts(account_id="P-1").outstanding == euros("1200")


class Racing:
    """Billing's table: right after the projector has read it, billing writes, and another worker takes that in."""

    def __init__(self, world: BillingWorld, writes: Iterator[dict[str, Any]]) -> None:
        self._world, self._writes = world, writes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._world.billing, name)

    def partition(self, customer_id: str) -> BillingPartition:
        read = self._world.billing.partition(customer_id)
        if (item := next(self._writes, None)) is not None:
            other = BillingWorld()
            other.billing, other.ledger, other.quarantine = (
                self._world.billing,
                self._world.ledger,
                self._world.quarantine,
            )
            other.project(self._world.billing.put(item))
        return read


def test_facts_read_before_a_change_never_overwrite_it() -> None:
    writes: list[dict[str, Any]] = []
    racing: dict[str, Racing] = {}

    def wrap(name: str, port: Any) -> Any:
        return racing.get(name, port)

    world = BillingWorld(wrap=wrap)
    world.registers()
    world.bills()
    writes.append(invoice_item(payments=[{"amount": "1200", "on": "2026-02-01"}]))
    racing["billing"] = Racing(world, iter(writes))
    stale = world.billing.put(invoice_item(due_on="2026-02-28"))
    world.project(stale)
    assert world.facts().outstanding == euros(0)
    assert events.PAYMENT_REVERSED not in world.kinds()
