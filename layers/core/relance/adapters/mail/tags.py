"""The tags that a mail carries through SES and back in its events: which contact a delivery fact speaks of."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import date, datetime

from relance.domain.errors import RejectedError

ACCOUNT = "relance_account"
CONTACT = "relance_contact"
REFERENCE = "relance_reference"
LONGEST = 256
"""SES's limit for a value, of letters, digits, hyphen and underscore."""


def tags_of(*, account_id: str, day: date, attempt: int, reference: str) -> dict[str, str]:
    """The tags of a contact. Raises RejectedError for an account id that is too long to be one."""
    account = base64.urlsafe_b64encode(account_id.encode()).decode().rstrip("=")
    if not 0 < len(account) <= LONGEST:
        raise RejectedError(f"an account id of {len(account_id)} characters does not fit in a tag of SES")
    return {ACCOUNT: account, CONTACT: f"{day:%Y%m%d}-{attempt}", REFERENCE: reference}


def contact_of(tags: Mapping[str, str]) -> tuple[str, date, int, str]:
    """Account, day, attempt and reference. Raises RejectedError for a mail that is not ours."""
    match = re.fullmatch(r"(\d{8})-(\d{1,9})", tags.get(CONTACT, ""))
    account, reference = tags.get(ACCOUNT, ""), tags.get(REFERENCE, "")
    if not match or not account or not reference:
        raise RejectedError("the event bears no tags of ours")
    try:
        account_id = base64.b64decode(account + "=" * (-len(account) % 4), altchars=b"-_", validate=True).decode()
        day = datetime.strptime(match[1], "%Y%m%d").date()  # noqa: DTZ007 - a civil date has no zone
    except (binascii.Error, ValueError) as error:
        raise RejectedError("the event's tags cannot be read") from error
    return account_id, day, int(match[2]), reference
