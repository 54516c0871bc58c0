"""Rows of the ledger as they lie there: an event as the text that was hashed, a row as the value that it should be.

Whatever was done to a row, reading it names it and goes on. No AWS here: a file that was exported is read by the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from relance.adapters.dynamodb import items, keys
from relance.domain.dossier import FoundEvent, FoundRows
from relance.ports.dossiers import Item

KEYS = ("pk", "sk")
OF_INDEX = ("agenda_shard", "agenda_at")
NOTHING: tuple[Any, ...] = (None, False, "", [], {})
NULLABLE = ("content_key", "content_sha256")
"""Left out of a row where they hold nothing, and hashed as null."""


def found_event(item: Item) -> FoundEvent:
    """The event of a row, its data as the very text that was hashed."""
    held = {name: _text(value) for name, value in item.items() if name not in (*KEYS, "hash", "data")}
    for name in NULLABLE:
        held.setdefault(name, "null")
    held["data"] = _data(item.get("data"))
    text = "{" + ",".join(f"{json.dumps(name)}:{held[name]}" for name in sorted(held)) + "}"
    return FoundEvent(str(item.get("sk")), str(item.get("hash")), text)


def found_rows(account_id: str, rows: Iterable[Item]) -> FoundRows:
    """The account, its cases and its contacts."""
    known: dict[str, list[Item]] = {"own": [], "contacts": []}
    unreadable: list[str] = []
    places: set[tuple[str, str]] = set()
    for item in rows:
        kind = "contacts" if item["pk"] == keys.contacts_partition(account_id) else "own"
        place = (item["pk"], item["sk"])
        if place not in places and _sound(account_id, item, kind):
            places.add(place)
            known[kind].append(item)
        else:
            unreadable.append(f"{item['pk']}/{item['sk']}")
    own = items.record_of(account_id, known["own"])
    return FoundRows(
        own if any(item["sk"] == keys.ACCOUNT_ROW for item in known["own"]) else None,
        tuple(map(items.contact_of, known["contacts"])),
        tuple(unreadable),
    )


def plain_items(rows: Sequence[dict[str, Any]]) -> list[Item]:
    """Of JSON's types: DynamoDB's numbers are whole."""
    plain: list[Item] = json.loads(json.dumps(rows, default=_number))
    return plain


def _sound(account_id: str, item: Item, kind: str) -> bool:
    """Whether a row can be read, and is what we write of what it says, in the place where we write it."""
    try:
        return _says(item, _written(account_id, item, kind))
    except Exception:  # noqa: BLE001 whatever a changed row makes the reading stumble over, it is named as unreadable
        return False


def _written(account_id: str, item: Item, kind: str) -> Item:
    if kind == "contacts":
        return items.contact_item(items.contact_of(item))
    record = items.record_of(account_id, [item])
    if item["sk"] == keys.ACCOUNT_ROW:
        return items.account_item(record)
    if item["sk"].startswith(keys.INVOICE):
        (invoice,) = record.invoices.values()
        return items.invoice_item(account_id, invoice)
    (case,) = record.cases.values()
    return items.case_item(account_id, case)


def _says(found: Any, written: Any) -> bool:
    """Whether nothing is in a row that we would not write; what holds nothing may be there, or not, as ever."""
    if isinstance(written, dict):
        told = {name: held for name, held in found.items() if name not in OF_INDEX and held not in NOTHING}
        return all(name in written and _says(held, written[name]) for name, held in told.items())
    if isinstance(written, list):
        return len(found) == len(written) and all(map(_says, found, written))
    return bool(found == written)


def _data(value: Any) -> str:
    """An event's data, which is JSON by itself: text that reaches beyond it would hash as the attributes beside it."""
    try:
        json.loads(value)
    except (ValueError, TypeError):
        return _text(value)
    return str(value)


def _text(value: Any) -> str:
    return json.dumps(value, default=_number, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    raise TypeError(f"a row holds a {type(value).__name__}")
