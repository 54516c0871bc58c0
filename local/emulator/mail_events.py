"""The events that SES publishes about a mail, in SES's own words and shapes."""

import json
import uuid
from datetime import datetime
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import eventbridge, ses_v2

from local.emulator.mails import Mail

DETAIL_TYPES = {
    "Send": "Email Sent",
    "Delivery": "Email Delivered",
    "Bounce": "Email Bounced",
    "Complaint": "Email Complaint Received",
    "Reject": "Email Rejected",
    "Open": "Email Opened",
    "Click": "Email Clicked",
    "DeliveryDelay": "Email Delivery Delayed",
}


def fate(mail: Mail) -> str:
    """What becomes of a mail: SES's mailbox simulator, or a word in the address, says so."""
    for address in mail.destination:
        local, _, domain = address.lower().partition("@")
        for kind in ("bounce", "complaint"):
            if f"+{kind}" in local or (domain == "simulator.amazonses.com" and local.startswith(kind)):
                return kind.capitalize()
    return "Delivery"


def publish(mail: Mail, kind: str, at: datetime, more: dict[str, Any] | None = None) -> None:
    """To EventBridge's default bus, when the mail's configuration set asks for this kind."""
    if not wanted(mail.configuration_set, kind):
        return
    detail = {"eventType": kind, "mail": described(mail), **particulars(mail, kind, iso(at), more or {})}
    entry = {
        "Source": "aws.ses",
        "DetailType": DETAIL_TYPES[kind],
        "Detail": json.dumps(detail),
        "Resources": [f"arn:aws:ses:{get_region()}:{get_account_id()}:configuration-set/{mail.configuration_set}"],
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


def wanted(configuration_set: str, kind: str) -> bool:
    named = "DELIVERY_DELAY" if kind == "DeliveryDelay" else kind.upper()
    destinations = (ses_v2._config_sets.get(configuration_set) or {}).get("EventDestinations") or {}
    return any(
        destination["Enabled"]
        and named in destination["MatchingEventTypes"]
        and "EventBridgeDestination" in destination
        for destination in destinations.values()
    )


def described(mail: Mail) -> dict[str, Any]:
    common = {header["name"].lower(): header["value"] for header in mail.headers}
    domain = mail.source.rpartition("@")[2].rstrip(">")
    tags = {"ses:configuration-set": [mail.configuration_set], "ses:from-domain": [domain]}
    return {
        "timestamp": iso(mail.at),
        "source": mail.source,
        "sourceArn": f"arn:aws:ses:{get_region()}:{get_account_id()}:identity/{domain}",
        "sendingAccountId": get_account_id(),
        "messageId": mail.id,
        "destination": list(mail.destination),
        "headersTruncated": False,
        "headers": mail.headers,
        "commonHeaders": {
            "from": [common.get("from", mail.source)],
            "to": list(mail.destination),
            "messageId": mail.id,
            "subject": common.get("subject", ""),
        },
        "tags": {**tags, **mail.tags},
    }


def particulars(mail: Mail, kind: str, at: str, more: dict[str, Any]) -> dict[str, Any]:
    key = f"{kind[0].lower()}{kind[1:]}"
    recipients = list(mail.destination)
    told: dict[str, Any] = {"timestamp": at, "ipAddress": "192.0.2.1", "userAgent": "Mozilla/5.0"}
    match kind:
        case "Send":
            told = {}
        case "Delivery":
            told = delivered(recipients, at)
        case "Bounce":
            told = bounced(recipients, at)
        case "Complaint":
            told = complained(recipients, at)
        case "Reject":
            told = {"reason": "Bad content"}
    return {key: {**told, **more}}


def delivered(recipients: list[str], at: str) -> dict[str, Any]:
    return {
        "timestamp": at,
        "processingTimeMillis": 546,
        "recipients": recipients,
        "smtpResponse": "250 2.6.0 Message received",
        "reportingMTA": "mta.example.com",
    }


def bounced(recipients: list[str], at: str) -> dict[str, Any]:
    failed = {"action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 user unknown"}
    return {
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "bouncedRecipients": [{"emailAddress": address, **failed} for address in recipients],
        "timestamp": at,
        "feedbackId": str(uuid.uuid4()),
        "reportingMTA": "dns; mta.example.com",
    }


def complained(recipients: list[str], at: str) -> dict[str, Any]:
    return {
        "complainedRecipients": [{"emailAddress": address} for address in recipients],
        "timestamp": at,
        "feedbackId": str(uuid.uuid4()),
        "complaintSubType": None,
        "complaintFeedbackType": "abuse",
        "userAgent": "Embedded feedback loop",
        "arrivalDate": at,
    }


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
