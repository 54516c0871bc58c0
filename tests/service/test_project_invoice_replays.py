"""Whatever the order, however often: the same versions leave the same ledger."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from relance.domain.billing import Invoice
from relance.ports.billing import BillingChange
from tests.builders import customer_item, invoice_item
from tests.service.billing_world import BillingWorld

PAYERS = ("C-1", "P-1", "P-2")

Act = tuple[str, dict[str, Any]]

versions = st.integers(1, 4)
amounts = st.sampled_from(["0.01", "400", "1200"])
payments = st.lists(st.builds(lambda a: {"amount": a, "on": "2026-02-01"}, amounts), max_size=2)
facts = st.fixed_dictionaries(
    {
        "version": versions,
        "payments": payments,
        "payer_id": st.sampled_from(PAYERS),
        "status": st.sampled_from(["open", "disputed"]),
    }
)
puts = facts.map(lambda fields: ("put", fields))
broken = versions.map(lambda version: ("put", {"version": version, "total": "nonsense"}))
deletions: st.SearchStrategy[Act] = st.just(("delete", {}))
writes = st.one_of(puts, broken, deletions)


def write(world: BillingWorld, act: Act) -> BillingChange:
    kind, fields = act
    if kind == "delete":
        return world.billing.delete("C-1", "INVOICE#F-1")
    return world.billing.put(invoice_item(**fields))


def owed(world: BillingWorld) -> dict[str, list[Invoice]]:
    """The invoices of each account, as the ledger has them; those that went to another payer left out."""
    accounts = {account_id: world.ledger.load(account_id) for account_id in PAYERS}
    return {
        account_id: [e.seen.facts for e in account.invoices.values() if e.moved_to is None]
        for account_id, account in accounts.items()
    }


def played(acts: list[Act]) -> tuple[BillingWorld, list[BillingChange]]:
    """Billing's table after all its writes, with customers known, and the changes that the stream holds."""
    world = BillingWorld()
    for payer in PAYERS:
        world.registers(payer)
    return world, [write(world, act) for act in acts]


def growing(acts: list[Act]) -> list[Act]:
    """The same acts, with versions that grow as the contract asks, or at least do not shrink."""
    rising = iter(sorted(fields["version"] for kind, fields in acts if kind == "put"))
    return [(kind, {**fields, "version": next(rising)} if kind == "put" else fields) for kind, fields in acts]


@settings(max_examples=100, deadline=None)
@given(acts=st.lists(writes, min_size=1, max_size=5).map(growing), data=st.data())
def test_any_order_and_any_duplication_ends_in_the_same_ledger(acts: list[Act], data: st.DataObject) -> None:
    in_order, changes = played(acts)
    for change in changes:
        in_order.project(change)
    shuffled, _ = played(acts)
    copies = data.draw(st.lists(st.sampled_from(changes), max_size=5))
    for change in data.draw(st.permutations([*changes, *copies])):
        shuffled.project(change)
    assert shuffled.wrong() == in_order.wrong()
    if in_order.wrong():  # what is owed is not known, so nobody is chased; the mended record will decide
        assert {world.ledger.load(a).next_day for a in PAYERS for world in (in_order, shuffled)} == {None}
    else:
        assert owed(shuffled) == owed(in_order)


@settings(max_examples=60, deadline=None)
@given(acts=st.lists(writes, min_size=1, max_size=6), cut=st.integers(0, 5))
def test_a_replayed_tail_of_the_stream_changes_nothing(acts: list[Act], cut: int) -> None:
    world, changes = played(acts)
    for change in changes:
        world.project(change)
    records, chains = dict(world.ledger.records), {k: list(v) for k, v in world.ledger.chains.items()}
    for change in changes[cut:]:
        world.project(change)
    assert world.ledger.records == records
    assert world.ledger.chains == chains


@settings(max_examples=60, deadline=None)
@given(acts=st.lists(st.one_of(puts, deletions), min_size=1, max_size=5))
def test_the_stream_as_it_happens_agrees_with_the_stream_read_late(acts: list[Act]) -> None:
    late, changes = played(acts)
    late.project(*changes)
    prompt = BillingWorld()
    for payer in PAYERS:
        prompt.registers(payer)
    for act in acts:
        prompt.project(write(prompt, act))
    assert owed(late) == owed(prompt)


def test_the_customer_may_come_last() -> None:
    acts: list[Act] = [("put", {"version": 1, "payer_id": "P-1"}), ("put", {"version": 2, "payer_id": "P-2"})]
    in_order, _ = played([])
    for act in acts:
        in_order.project(write(in_order, act))
    late = BillingWorld()
    changes = [write(late, act) for act in acts]
    changes += [late.billing.put(customer_item(payer)) for payer in PAYERS]
    for change in changes:
        late.project(change)
    assert owed(late) == owed(in_order)
    assert list(late.quarantine.entries()) == []
