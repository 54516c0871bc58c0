"""Names of rows. Every row of the ledger is found by a key that can be derived; docs/ledger.md lists them."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

SHARDS = 10
"""The agenda is spread over as many partitions, so that no one day is a hot key."""
LONGEST_SORT_KEY = 1024
"""In bytes: DynamoDB's limit."""

AGENDA_INDEX = "agenda"
ACCOUNT_ROW = "ACCOUNT"
CASE = "CASE#"
INVOICE = "INVOICE#"

Key = dict[str, str]


def account_partition(account_id: str) -> str:
    """The account, its invoices and its cases."""
    return f"ACCOUNT#{account_id}"


def account_key(account_id: str) -> Key:
    """The account's own row."""
    return {"pk": account_partition(account_id), "sk": ACCOUNT_ROW}


def invoice_key(account_id: str, key: str) -> Key:
    """One invoice of the account."""
    return {"pk": account_partition(account_id), "sk": INVOICE + key}


def case_key(account_id: str, case_id: str) -> Key:
    """One case of the account."""
    return {"pk": account_partition(account_id), "sk": CASE + case_id}


def contacts_partition(account_id: str) -> str:
    """One row per civil day of contact, for ever."""
    return f"CONTACTS#{account_id}"


def contact_key(account_id: str, day: date) -> Key:
    """The lock of an account on a day, and what became of it."""
    return {"pk": contacts_partition(account_id), "sk": day.isoformat()}


def events_partition(account_id: str) -> str:
    """The account's history."""
    return f"EVENTS#{account_id}"


def event_key(account_id: str, seq: int) -> Key:
    """One link of the chain; ten digits, so that text sorts as numbers do."""
    return {"pk": events_partition(account_id), "sk": f"{seq:010}"}


def reference_key(reference: str) -> Key:
    """Whose contact one of our references names."""
    return {"pk": f"REFERENCE#{reference}", "sk": "CONTACT"}


def letter_key(carrier: str, carrier_id: str) -> Key:
    """Whose contact a carrier's own id names. Hashed: a carrier's id may be of any length."""
    return {"pk": f"LETTER#{carrier}#{hashlib.sha256(carrier_id.encode()).hexdigest()}", "sk": "CONTACT"}


def costs_partition(month: str) -> str:
    """What was paid in a month, such as "2026-03"."""
    return f"COSTS#{month}"


def cost_key(day: date, reference: str) -> Key:
    """One dispatch that cost something."""
    return {"pk": costs_partition(f"{day:%Y-%m}"), "sk": f"{day.isoformat()}#{reference}"}


def once_key(account_id: str, once: str) -> Key:
    """A fact that may be recorded a single time. Hashed: a provider's event id may be of any length."""
    return {"pk": f"ONCE#{account_id}", "sk": hashlib.sha256(once.encode()).hexdigest()}


def moved_partition(shard: int) -> str:
    """A tenth of the accounts whose chain grew since they were last sealed."""
    return f"MOVED#{shard}"


def moved_key(account_id: str) -> Key:
    """The mark of one account. Hashed: an id may be longer than a sort key."""
    return {
        "pk": moved_partition(shard_of(account_id)),
        "sk": hashlib.sha256(account_id.encode()).hexdigest(),
    }


def control_key(name: str) -> Key:
    """What holds for the whole deployment."""
    return {"pk": "CONTROL", "sk": name}


def cap_key(day: date) -> Key:
    """How many contacts were reserved on a day, counted while the cap of the first days is in force."""
    return control_key(f"CAP#{day.isoformat()}")


def quarantine_partition(shard: int) -> str:
    """A tenth of the quarantine: one bad import must not heat one partition."""
    return f"QUARANTINE#{shard}"


def quarantine_key(source: str, key: str) -> Key:
    """One record that could not be taken."""
    sort = quarantine_sort(source, key)
    return {"pk": quarantine_partition(shard_of(sort)), "sk": sort}


def quarantine_sort(source: str, key: str) -> str:
    """The entry's name; hashed when the record's own key is too long to be one."""
    sort = f"{source}#{key}"
    if len(sort.encode()) > LONGEST_SORT_KEY:
        return f"{source}#SHA256#{hashlib.sha256(key.encode()).hexdigest()}"
    return sort


def waits_partition(customer_id: str) -> str:
    """Names of quarantined records that one customer's arrival frees."""
    return f"WAITS#{customer_id}"


def shard_of(name: str) -> int:
    """Always the same shard for the same name."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % SHARDS


def agenda_shard(shard: int) -> str:
    """Accounts to look at, by day."""
    return f"AGENDA#{shard}"


def pending_shard(shard: int) -> str:
    """Contacts that are not settled, by the instant at which they entered their state."""
    return f"PENDING#{shard}"


def follow_shard(shard: int) -> str:
    """Contacts to ask after, by instant."""
    return f"FOLLOW#{shard}"


def instant_text(instant: datetime) -> str:
    """An instant so written that text sorts as time does."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
