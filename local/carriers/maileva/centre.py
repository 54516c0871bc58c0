"""Maileva's notification centre: subscriptions, and calls that want 201 and are tried ten times."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local.carriers.calling import Callback, deliver

TRIES = 10
WANTED = frozenset({201})
RESOURCES = frozenset(
    f"{product}/{what}" for product in ("mail/v2", "registered_mail/v4") for what in ("sendings", "recipients")
)


@dataclass
class Notification:
    id: str
    callback: Callback
    content: dict[str, Any]
    status: str = "PENDING"
    attempts: int = 0
    last_code: int | None = None

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "status": self.status,
            "attempt_count": self.attempts,
            "last_response_code": self.last_code,
            "resource_type": self.content["resource_type"],
            "resource_id": self.content["resource_id"],
            "resource_custom_id": self.content["resource_custom_id"],
        }


@dataclass
class Centre:
    subscriptions: list[dict[str, Any]] = field(default_factory=list)
    notifications: list[Notification] = field(default_factory=list)

    def subscribe(self, body: Mapping[str, Any], identifier: str) -> dict[str, Any] | None:
        """None: a body that the contract does not know."""
        known = {"event_type", "resource_type", "callback_url", "authentication"}
        if body.keys() - known or body.get("resource_type") not in RESOURCES or not body.get("callback_url"):
            return None
        if not str(body.get("event_type")).startswith("ON_"):
            return None
        self.subscriptions.append({"id": identifier, **body})
        return self.subscriptions[-1]

    def happened(self, content: dict[str, Any], number: int) -> None:
        """A notification for each subscription to this event."""
        for subscription in self.subscriptions:
            if all(subscription[name] == content[name] for name in ("event_type", "resource_type")):
                call = Callback(subscription["callback_url"], json.dumps(content).encode(), _headers(subscription))
                self.notifications.append(Notification(f"n-{number}", call, content))

    def owed(self) -> list[Notification]:
        return [each for each in self.notifications if each.status == "PENDING"]

    def call(self) -> None:
        """Every call that is owed, each until it is answered 201 or given up."""
        for notification in self.owed():
            went = deliver(notification.callback, wants=WANTED, tries=TRIES)
            notification.status = "SENT" if went.well else "MAX_RETRY"
            notification.attempts += len(went.statuses)
            notification.last_code = went.statuses[-1]

    def again(self, identifier: str) -> bool:
        found = [each for each in self.notifications if each.id == identifier]
        for notification in found:
            notification.status = "PENDING"
        return bool(found)


def _headers(subscription: Mapping[str, Any]) -> dict[str, str]:
    basic = (subscription.get("authentication") or {}).get("basic")
    shown = {"Content-Type": "application/json"}
    if basic:
        shown["Authorization"] = "Basic " + base64.b64encode(f"{basic['login']}:{basic['password']}".encode()).decode()
    return shown
