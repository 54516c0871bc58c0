"""Words of failure that Maileva lists for one electronic product and may well say of the other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from relance.adapters.carriers.maileva.facts import Shown, facts_of
from relance.domain.delivery import DeliveryStatus
from relance.ports.carriers import Service

DAY = "2026-03-16T09:00:00Z"
SEEN = datetime(2026, 3, 30, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("service", "word", "meant"),
    [
        (Service.LRE, "SENDING_REJECTED", DeliveryStatus.REJECTED),
        (Service.LRE, "ERROR", DeliveryStatus.REJECTED),
        (Service.LRE, "BLOCKED", DeliveryStatus.SUBMITTED),
        (Service.LRE, "ACCEPTED", DeliveryStatus.DELIVERED),
        (Service.ERE, "SENDING_REJECTED", DeliveryStatus.REJECTED),
        (Service.ERE, "ERROR", DeliveryStatus.REJECTED),
        (Service.ERE, "ACCEPTED", DeliveryStatus.ACCEPTED),
        (Service.REGISTERED, "ACCEPTED", DeliveryStatus.ACCEPTED),
        (Service.REGISTERED, "ERROR", DeliveryStatus.UNKNOWN),
    ],
)
def test_a_word_of_the_recipient_means_what_its_product_says(
    service: Service, word: str, meant: DeliveryStatus
) -> None:
    (fact,) = facts_of(Shown(service, "L-1", {}, {"status": word, "status_date": DAY}), SEEN)
    assert (fact.status, fact.raw) == (meant, word)
