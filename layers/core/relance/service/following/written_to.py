"""The address that a contact was written to, as it was then: the customer may have moved since."""

from __future__ import annotations

import json

from relance.domain.billing import Address
from relance.domain.channels import BY_MAIL, PAPER, postal_key
from relance.domain.contact import ContactRow
from relance.ports.storage import Archive
from relance.service.evidence.fetching import or_none


def written_to(row: ContactRow, archive: Archive) -> str | None:
    """What closes when nobody is there: the postal address as one text, the e-mail address, the mobile number.

    None where neither the row nor a statement tells any more: it may have been erased.
    """
    if row.address is not None:
        return row.address
    body = or_none(archive.get, row.statement.key) if row.statement else None
    if body is None:
        return None
    statement = json.loads(body)
    if row.channel in PAPER:
        printed = statement["debtor"]["address"]
        return postal_key(Address(tuple(printed["lines"]), printed["postal_code"], printed["city"]))
    recipient = statement["recipient"] or {}
    return recipient.get("email" if row.channel in BY_MAIL else "mobile")
