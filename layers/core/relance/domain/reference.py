"""Our names for things, derived and never random: the same contact has the same reference everywhere, for ever."""

from __future__ import annotations

import base64
import hashlib
from datetime import date

DIGEST_CHARS = 12


def contact_reference(account_id: str, day: date, attempt: int) -> str:
    """The provider's reference of a contact: A-Z, 0-9 and hyphen, 22 characters (30 is the narrowest limit known)."""
    return f"RL-{day:%y%m%d}-{_digest(f'{account_id}|{day.isoformat()}|{attempt}')}"


def case_id(account_id: str, day: date) -> str:
    """The name of a case, also of its execution: opening it twice on a day opens it once."""
    return f"CASE-{day:%y%m%d}-{_digest(f'case|{account_id}|{day.isoformat()}')}"


def agreement_reference(account_id: str, day: date, content: str) -> str:
    """The name of an instalment plan's confirmation, which payments quote; `content` tells two of a day apart."""
    return f"EP-{day:%y%m%d}-{_digest(f'agreement|{account_id}|{day.isoformat()}|{content}')}"


def _digest(text: str) -> str:
    return base64.b32encode(hashlib.sha256(text.encode()).digest()).decode()[:DIGEST_CHARS]
