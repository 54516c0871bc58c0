"""Maileva's notification centre: what it calls us with, and the subscriptions that make it call.

A call carries no signature. Maileva shows the login and password that we gave it with the subscription.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from relance.adapters.carriers.maileva.api import MailevaApi, accepted
from relance.adapters.carriers.maileva.settings import PATHS, MailevaSecrets
from relance.domain.errors import RejectedError
from relance.ports.carriers import ForgedError, Hint, Service

ROOT: Final = "/notification_center/v2"
MOST_BYTES: Final = 64_000
RESOURCES: Final = {
    f"{PATHS[service][1:]}/{what}": service
    for service in (Service.LETTER, Service.REGISTERED)
    for what in ("sendings", "recipients")
}
IDENTIFIER: Final = re.compile(r"[\w-]{1,40}", re.ASCII)
PLACE: Final = re.compile(r"/sendings/([\w-]{1,40})(?:/|$)", re.ASCII)
EVENTS: Final = {
    "mail/v2/sendings": ("ON_STATUS_ACCEPTED", "ON_STATUS_REJECTED", "ON_STATUS_PROCESSED", "ON_STATUS_ARCHIVED"),
    "registered_mail/v4/sendings": (
        "ON_STATUS_ACCEPTED",
        "ON_STATUS_REJECTED",
        "ON_STATUS_PROCESSED",
        "ON_GLOBAL_DEPOSIT_PROOF_RECEIVED",
    ),
    "registered_mail/v4/recipients": (
        "ON_DEPOSIT_PROOF_RECEIVED",
        "ON_CONTENT_PROOF_RECEIVED",
        "ON_ACKNOWLEDGEMENT_OF_RECEIPT_RECEIVED",
        "ON_UNDELIVERED_MAIL_RECEIVED",
        "ON_MAIN_DELIVERY_STATUS_FIRST_PRESENTATION",
        "ON_MAIN_DELIVERY_STATUS_DELIVERED",
        "ON_MAIN_DELIVERY_STATUS_UNDELIVERED",
    ),
}
"""All that Maileva tells of what we buy; the electronic letters have no events and are polled."""


def hints_of(secrets: MailevaSecrets, headers: Mapping[str, str], body: bytes) -> tuple[Hint, ...]:
    """The letter that a call is about. Raises ForgedError, or RejectedError naming what is malformed."""
    _check_caller(secrets, {name.lower(): value for name, value in headers.items()}.get("authorization", ""))
    if len(body) > MOST_BYTES:
        raise RejectedError("body: larger than any notification of Maileva")
    said = _parsed(body)
    service = RESOURCES.get(str(said.get("resource_type")))
    if service is None:
        raise RejectedError("resource_type: not of a product that we buy")
    resource, event = said.get("resource_id"), said.get("event_type")
    if not isinstance(resource, str) or not IDENTIFIER.fullmatch(resource):
        raise RejectedError("resource_id: missing or not an identifier")
    if not isinstance(event, str) or not IDENTIFIER.fullmatch(event[:40]):
        raise RejectedError("event_type: missing or not a word")
    reference = said.get("resource_custom_id")
    sending = _sending(said, resource)
    if sending is None and not isinstance(reference, str):
        raise RejectedError("resource_location: names no sending, and there is no resource_custom_id")
    letter = f"{service.value}:{sending}" if sending else None
    return (Hint(letter, reference if isinstance(reference, str) else None, event),)


def _check_caller(secrets: MailevaSecrets, shown: str) -> None:
    scheme, _, encoded = shown.partition(" ")
    try:
        told = base64.b64decode(encoded, validate=True) if scheme.lower() == "basic" else b""
    except (binascii.Error, ValueError):
        told = b""
    wanted = f"{secrets.webhook_login}:{secrets.webhook_password}".encode()
    if not secrets.webhook_login or not secrets.webhook_password or not hmac.compare_digest(told, wanted):
        raise ForgedError("authorization: not the login and password given to Maileva")


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise RejectedError("body: no JSON") from None
    if not isinstance(said, dict):
        raise RejectedError("body: no JSON object")
    return said


def _sending(said: Mapping[str, Any], resource: str) -> str | None:
    """The sending itself, or the one in whose path the recipient stands."""
    if str(said["resource_type"]).endswith("/sendings"):
        return resource
    found = PLACE.search(str(said.get("resource_location")))
    return found[1] if found else None


@dataclass(frozen=True, slots=True)
class NotificationCentre:
    """Subscriptions, and the calls of the last 30 days that never reached us."""

    api: MailevaApi
    secrets: MailevaSecrets

    def subscribe(self, callback_url: str) -> int:
        """Subscribe to every event that lacks; returns how many did. The same again changes nothing."""
        have = {(row.get("event_type"), row.get("resource_type"), row.get("callback_url")) for row in self._all()}
        wanted = [(event, resource, callback_url) for resource, events in EVENTS.items() for event in events]
        missing = [each for each in wanted if each not in have]
        for event, resource, _ in missing:
            accepted(
                self.api.change(
                    "maileva subscription",
                    "POST",
                    f"{ROOT}/subscriptions",
                    self._content(event, resource, callback_url),
                )
            )
        return len(missing)

    def call_again(self) -> int:
        """Ask anew for each notification that was given up; returns how many."""
        pages = self.api.list("maileva notifications", f"{ROOT}/notifications", "notifications")
        told = [row.get("id") for rows in pages for row in rows if row.get("status") == "MAX_RETRY"]
        given_up = [each for each in told if isinstance(each, str) and IDENTIFIER.fullmatch(each)]
        for notification in given_up:
            accepted(self.api.change("maileva retry", "POST", f"{ROOT}/notifications/{notification}/retry"))
        return len(given_up)

    def _all(self) -> Iterator[dict[str, Any]]:
        for rows in self.api.list("maileva subscriptions", f"{ROOT}/subscriptions", "subscriptions"):
            yield from rows

    def _content(self, event: str, resource: str, callback_url: str) -> dict[str, Any]:
        basic = {"login": self.secrets.webhook_login, "password": self.secrets.webhook_password}
        return {
            "event_type": event,
            "resource_type": resource,
            "callback_url": callback_url,
            "authentication": {"basic": basic},
        }
