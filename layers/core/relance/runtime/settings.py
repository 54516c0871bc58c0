"""The deployment's names and choices. The only reader of the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import time

from relance.domain.errors import RejectedError

END_USER_MESSAGING = "end_user_messaging"
"""The value of `sms_through` for what tells of deliveries, and of prices."""


class MissingSettingsError(RejectedError):
    """The deployment does not name something that the function needs."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field is the environment variable of the same name in capitals, and the stack output in PascalCase."""

    invoice_table: str = ""
    ledger_table: str = ""
    documents_bucket: str = ""
    archive_bucket: str = ""
    evidence_bucket: str = ""
    timestamp_url: str = ""
    """An RFC 3161 authority; empty: nothing is timestamped."""
    timestamp_secret_arn: str = ""
    """`{"username": …, "password": …}` for authorities that ask for them; empty: none."""
    policy_bucket: str = ""
    contact_queue_url: str = ""
    dispatch_queue_url: str = ""
    letter_queue_url: str = ""
    reconcile_queue_url: str = ""
    state_machine_arn: str = ""
    configuration_set: str = ""
    sms_through: str = "sns"
    """Or END_USER_MESSAGING."""
    sms_origination_identity: str = ""
    """Of End User Messaging: the ARN of a sender ID, a number or a pool."""
    sms_configuration_set: str = ""
    approval_secret_arn: str = ""
    carriers_secret_arn: str = ""
    """The accounts at carriers of letters; empty: none."""
    sessions_secret_arn: str = ""
    """The sessions of qualified senders that people opened."""
    hook_secret_arn: str = ""
    hook_url: str = ""
    """Where carriers call."""
    desk_url: str = ""
    letter_secret_arn: str = ""
    letters_url: str = ""
    """Where debtors open tracked letters: on the creditor's own domain where one is set up."""
    stage: str = "sandbox"
    """"sandbox" marks documents SPÉCIMEN and sends to `sandbox_recipient` only; "production" writes to debtors."""
    sandbox_recipient: str = ""
    sandbox_mobile: str = ""
    opens_at: str = "08:30"
    closes_at: str = "19:00"
    ramp_days: str = "10"
    ramp_contacts_per_day: str = "50"
    days_between_contacts: str = "7"
    contacts_in_thirty_days: str = "4"

    def need(self, *names: str) -> tuple[str, ...]:
        """The values of some fields. Raises MissingSettingsError naming every one that is empty."""
        values = tuple(str(getattr(self, name)) for name in names)
        if missing := [name.upper() for name, value in zip(names, values, strict=True) if not value]:
            raise MissingSettingsError(f"not set: {', '.join(missing)}")
        return values

    @property
    def specimen(self) -> bool:
        """Whether documents are marked SPÉCIMEN."""
        return self.stage != "production"

    @property
    def opening(self) -> tuple[time, time]:
        """The sending hours of a working day, debtor's local time."""
        return time.fromisoformat(self.opens_at), time.fromisoformat(self.closes_at)


def settings_from_environment() -> Settings:
    """What the function was deployed with."""
    return _settings({f.name: os.environ.get(f.name.upper(), "") for f in fields(Settings)})


def settings_from_outputs(outputs: Mapping[str, str]) -> Settings:
    """What a stack's outputs say, for the operators' command."""
    return _settings({f.name: outputs.get(_pascal(f.name), "") for f in fields(Settings)})


def operator_environment(name: str, default: str = "") -> str:
    """An environment variable of the operator's shell, such as RELANCE_STACK."""
    return os.environ.get(name, default)


def _settings(values: Mapping[str, str]) -> Settings:
    return Settings(**{name: value for name, value in values.items() if value})


def _pascal(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
