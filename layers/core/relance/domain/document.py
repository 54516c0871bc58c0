"""The six documents that a debtor may get, and how they speak."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """How the texts speak where tone is free."""

    CORDIAL = "cordial"
    FIRM = "firm"


class Document(StrEnum):
    """What a step sends."""

    PRE_DUE_NOTICE = "pre_due_notice"
    FIRST_REMINDER = "first_reminder"
    SECOND_REMINDER = "second_reminder"
    LAST_REMINDER = "last_reminder"
    FORMAL_NOTICE = "formal_notice"
    INSTALMENT_PLAN = "instalment_plan"
    """Confirms an agreement; no step of a plan, a person sends it."""
