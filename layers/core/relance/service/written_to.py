"""The address that a contact was written to, as its frozen statement has it: the customer may have moved since."""

from __future__ import annotations

import json

from relance.domain.billing import Address
from relance.domain.channels import BY_MAIL, PAPER, postal_key
from relance.domain.contact import ContactRow
from relance.ports.storage import Archive


def written_to(row: ContactRow, archive: Archive) -> str | None:
    """What closes when nobody is there: the postal address as one text, the e-mail address, the mobile number.

    Raises RejectedError where the statement is gone.
    """
    if row.channel not in PAPER and row.address is not None:
        return row.address
    if row.statement is None:
        return None
    statement = json.loads(archive.get(row.statement.key))
    if row.channel in PAPER:
        printed = statement["debtor"]["address"]
        return postal_key(Address(tuple(printed["lines"]), printed["postal_code"], printed["city"]))
    recipient = statement["recipient"] or {}
    return recipient.get("email" if row.channel in BY_MAIL else "mobile")
