"""From an item of the invoice table to a value of the domain, or to the list of what breaks the contract."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from relance.adapters.billing.body import body_of
from relance.adapters.billing.fields import is_customer_id
from relance.adapters.billing.models import CustomerModel, HeartbeatModel, InvoiceModel
from relance.adapters.billing.to_domain import to_customer, to_invoice
from relance.domain.billing import Customer, Invoice
from relance.domain.errors import InvalidRecordError
from relance.ports.billing import CUSTOMER_RECORD, INVOICE_RECORD, BillingRecord, Heartbeat

Item = dict[str, Any]
Model = TypeVar("Model", bound=BaseModel)

RESERVED = "_"
"""Partitions and records that begin so are not the contract's, except the heartbeat."""
HEARTBEAT = ("_BILLING", "HEARTBEAT")
MAX_BREACHES = 20

_REASONS = {
    "missing": "is missing",
    "model_type": "must be a map",
    "dict_type": "must be a map",
    "list_type": "must be a list",
    "string_type": "must be a string",
}


def concerns_us(item: Item) -> bool:
    """Whether the item is one of the contract's: billing may keep records of its own under names that begin with _."""
    customer_id, name = str(item["customer_id"]), str(item["record"])
    reserved = customer_id.startswith(RESERVED) or name.startswith(RESERVED)
    return not reserved or (customer_id, name) == HEARTBEAT


def read_item(item: Item) -> BillingRecord:
    """The record with its facts, or with what is wrong. Never raises for what billing wrote."""
    facts: Customer | Invoice | Heartbeat | None = None
    wrong: InvalidRecordError | None = None
    try:
        facts = read_facts(item)
    except InvalidRecordError as error:
        wrong = error
    return BillingRecord(
        customer_id=str(item["customer_id"]),
        name=str(item["record"]),
        facts=facts,
        wrong=wrong,
        body=body_of(item),
        account_id=_account_of(item),
    )


def no_record(customer_id: str, name: str) -> BillingRecord:
    """The record that is not, or no longer, in the table."""
    return BillingRecord(customer_id, name, account_id=customer_id if is_customer_id(customer_id) else "")


def _account_of(item: Item) -> str:
    payer = item.get("payer_id") if str(item["record"]).startswith(INVOICE_RECORD) else None
    return next((str(i) for i in (payer, item["customer_id"]) if is_customer_id(i)), "")


def read_facts(item: Item) -> Customer | Invoice | Heartbeat:
    """The item as a value of the domain. Raises InvalidRecordError with every breach."""
    name = str(item["record"])
    if (item["customer_id"], name) == HEARTBEAT:
        return Heartbeat(_checked(HeartbeatModel, item).as_of)
    if name == CUSTOMER_RECORD:
        return _mapped(to_customer, _checked(CustomerModel, item))
    if name.startswith(INVOICE_RECORD):
        return _mapped(to_invoice, _checked(InvoiceModel, item))
    raise InvalidRecordError([("record", 'must be "CUSTOMER", or "INVOICE#" and the invoice\'s number')])


def _checked(model: type[Model], item: Item) -> Model:
    try:
        return model.model_validate(item)
    except ValidationError as error:
        raise InvalidRecordError(breaches_of(error)) from None


Facts = TypeVar("Facts")


def _mapped(to_domain: Callable[[Model], tuple[Facts, list[tuple[str, str]]]], model: Model) -> Facts:
    facts, breaches = to_domain(model)
    if breaches:
        raise InvalidRecordError(breaches)
    return facts


def breaches_of(error: ValidationError) -> list[tuple[str, str]]:
    """Each field and what is wrong with it, never its value."""
    details = error.errors(include_url=False, include_context=True, include_input=False)
    found = [(_path(d["loc"]), _reason(d)) for d in details[:MAX_BREACHES]]
    more = len(details) - MAX_BREACHES
    return [*found, ("…", f"and {more} more")] if more > 0 else found


def _path(location: tuple[int | str, ...]) -> str:
    """("contacts", 0, "email") as "contacts[0].email"."""
    parts = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in location)
    return parts.removeprefix(".")


def _reason(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "contract":
        return detail["msg"]
    if kind == "literal_error":
        return f"must be {context['expected']}".replace("'", '"')
    if kind == "too_long":
        return f"has more than {context['max_length']} entries"
    if kind == "too_short":
        return f"has fewer than {context['min_length']} entry"
    return _REASONS.get(kind, "is not valid")
