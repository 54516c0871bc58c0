"""What the stories of cut connections share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from local.carriers.faults import Fault
from relance.domain.contact import ContactRow, ContactState
from relance.ports.carriers import Service
from tests.carriers.carriers import CARRIERS
from tests.carriers.suite import Rig
from tests.post.office import Office
from tests.world import MONDAY

CUTS = (Fault.CUT_BEFORE, Fault.CUT_DURING, Fault.CUT_AFTER)
OTHERS = (Fault.FAIL, Fault.FAIL_AFTER, Fault.THROTTLE, Fault.GARBLE, Fault.HANG_AFTER)


@contextmanager
def rigs(*names: str) -> Iterator[dict[str, Rig]]:
    """Pretended carriers with their adapters, by name and in order of price."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(CARRIERS[name][0]()) for name in names}


def calls_of(name: str, service: Service) -> int:
    """How many calls a letter takes when nothing goes wrong."""
    with rigs(name) as found:
        office = Office(found, service)
        office.run(MONDAY)
        assert office.row().state is ContactState.SENT, office.row().reason
        return len(found[name].fake.calls)


def assert_known(office: Office) -> ContactRow:
    """The one letter that was paid is the one that the ledger says was sent, and the account has gone on."""
    (row,) = [row for row in office.rows() if row.state is ContactState.SENT]
    rig = office.rigs[row.carrier or ""]
    assert rig.fake.paid(row.reference) == 1
    office.clock.set(row.since)  # no carrier sees back for ever
    taken = rig.connect().find(row.reference)
    assert taken is not None
    assert row.message_id == taken.carrier_id
    assert office.ledger.contact_of_letter(row.carrier or "", taken.carrier_id) == ("C-1", row.day)
    assert row.cost is not None
    assert office.ledger.load("C-1").open_contact is None
    assert [e.kind for e in office.ledger.events("C-1")].count("contact.sent") == 1
    return row
