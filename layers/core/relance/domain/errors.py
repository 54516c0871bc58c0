"""Errors sorted by what a caller can do about them."""

from __future__ import annotations


class RelanceError(Exception):
    """Something was understood and refused."""


class RejectedError(RelanceError):
    """Asking again will not help; the reason names what to change."""


class TransientError(RelanceError):
    """The same request may succeed later."""


class InvalidRecordError(RejectedError):
    """A record from outside breaks its contract: one `field` and one `reason` for each breach."""

    def __init__(self, breaches: list[tuple[str, str]]) -> None:
        self.breaches = breaches
        super().__init__("; ".join(f"{field}: {reason}" for field, reason in breaches))


class InvalidPolicyError(RejectedError):
    """A plan, text or parameter cannot be loaded; the message says why, with examples."""


class MissingFigureError(RejectedError):
    """The law's figures hold nothing for a day that needs it; `subject` says which: "2027-S1", "indemnity.amount"."""

    def __init__(self, subject: str, reason: str) -> None:
        self.subject = subject
        super().__init__(reason)


class ConflictError(TransientError):
    """Somebody else changed the account in between: read it again and decide again."""
