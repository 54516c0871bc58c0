"""The link of a text message: on the creditor's own domain, and saying nothing of the debtor (docs/messages.md)."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from relance.domain.creditor import Creditor

LONGEST: Final = 40
"""Signs: a longer payment address would cost another segment, and is left to the mail."""
OURS: Final = "RL-"


def short_link(creditor: Creditor, reference: str) -> str:
    """The creditor's short address with the contact's code, else its payment page if short, else nothing.

    The code is the reference without what all references share. It is a name and no secret, so the page behind it
    shows the creditor's account and the reference to quote, never what is owed or by whom.
    """
    if creditor.short_url:
        return creditor.short_url + quote(reference.removeprefix(OURS), safe="-")
    return creditor.payment_url if len(creditor.payment_url) <= LONGEST else ""
