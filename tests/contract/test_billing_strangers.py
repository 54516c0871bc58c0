"""The billing contract against whatever a stranger can write: nothing is repeated, nothing crashes."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from relance.adapters.billing.contract import read_item
from relance.adapters.billing.models import CustomerModel, InvoiceModel
from tests.builders import customer_item, invoice_item


def test_a_reason_never_repeats_the_value() -> None:
    secret = "martin.dupont.secret"
    item = customer_item(
        kind=secret,
        siren=secret,
        siret=secret,
        vat_number=secret,
        penalty_clause={"mode": secret, "value": secret},
        language=secret,
        address={"lines": secret, "postal_code": secret, "city": 1, "country": secret},
        contacts=[{"role": 1, "email": secret, "mobile": secret}],
        unapplied=[{"kind": secret, "amount": secret, "on": secret, "currency": secret}],
    )
    found = read_item(item).wrong
    assert found is not None
    assert secret not in str(found)
    found = read_item(invoice_item(terms=secret, sector=secret, instalment_of=f"#{secret}")).wrong
    assert found is not None
    assert secret not in str(found)


scalars = st.none() | st.booleans() | st.decimals(allow_nan=False, allow_infinity=False) | st.text(max_size=30)
anything = st.recursive(
    scalars, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=8), v, max_size=3)
)
names = st.sampled_from(sorted(set(CustomerModel.model_fields) | set(InvoiceModel.model_fields) - {"record"}))


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["C-1", "_BILLING", "C#", "é"]),
    st.sampled_from(["CUSTOMER", "INVOICE#F-1", "HEARTBEAT", "INVOICE#", "x"]),
    st.dictionaries(names, anything, max_size=8),
)
def test_nothing_that_billing_can_write_crashes_the_reader(
    customer_id: str, record: str, fields: dict[str, Any]
) -> None:
    base = customer_item() if record == "CUSTOMER" else invoice_item()
    found = read_item({**base, **fields, "customer_id": customer_id, "record": record})
    assert (found.facts is None) is (found.wrong is not None)
