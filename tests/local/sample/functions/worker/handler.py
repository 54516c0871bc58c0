"""Small functions, each of which needs one thing of AWS."""

import base64
import json
import os
import sys
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import boto3
from sample_library import WORD  # type: ignore[import-not-found]

from relance.runtime.clock import SystemClock

Event = dict[str, Any]
STARTED = datetime.now(UTC).isoformat()


class RefusedError(Exception):
    """What Retry and Catch match is this name."""


def note(key: str, **more: str) -> None:
    item = {"id": {"S": key}, **{name: {"S": value} for name, value in more.items()}}
    boto3.client("dynamodb").put_item(TableName=os.environ["TABLE"], Item=item)


def echo(event: Event, context: Any) -> Event:
    return {
        "event": event,
        "word": WORD,
        "now": SystemClock().now().isoformat(),
        "started": STARTED,
        "python": list(sys.version_info[:2]),
        "executable": sys.executable,
        "path": sys.path,
        "variables": sorted(os.environ),
        "function": context.function_name,
        "remaining": context.get_remaining_time_in_millis(),
    }


def fail(event: Event, context: Any) -> None:
    raise RefusedError(event.get("why", "no reason"))


def measure(event: Event, context: Any) -> None:
    directive = {"Namespace": "Sample", "Dimensions": [["service"]], "Metrics": [{"Name": "Sent", "Unit": "Count"}]}
    print(json.dumps({"_aws": {"Timestamp": 0, "CloudWatchMetrics": [directive]}, "service": "mail", "Sent": 3}))  # noqa: T201


def work(event: Event, context: Any) -> Event:
    failed = []
    for record in event["Records"]:
        if record["body"] == "fail":
            failed.append({"itemIdentifier": record["messageId"]})
        else:
            note(record["body"], by="work")
    return {"batchItemFailures": failed}


def follow(event: Event, context: Any) -> Event:
    """Says which record it could not take, and takes none after it."""
    for record in event["Records"]:
        key = record["dynamodb"]["Keys"]["id"]["S"]
        if key.startswith("bad"):
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
        if not key.startswith("seen "):
            note(f"seen {key}", by="follow")
    return {"batchItemFailures": []}


def answer(event: Event, context: Any) -> Event:
    body = event.get("body", "")
    if event["isBase64Encoded"]:
        body = base64.b64decode(body).decode()
    said = {"route": event["routeKey"], "path": event.get("pathParameters"), "body": body}
    return {"statusCode": 201, "headers": {"x-sample": "yes"}, "body": json.dumps(said)}


def mail(event: Event, context: Any) -> str:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "desk@sample.test", event["to"], "Relance é"
    message.set_content("Bonjour")
    message.add_attachment(b"%PDF-sample", maintype="application", subtype="pdf", filename="lettre.pdf")
    sent = boto3.client("sesv2").send_email(
        FromEmailAddress="desk@sample.test",
        Destination={"ToAddresses": [event["to"]]},
        Content={"Raw": {"Data": message.as_bytes()}},
        EmailTags=[{"Name": "contact", "Value": event.get("contact", "c1")}],
        ConfigurationSetName=os.environ["MAILS"],
    )
    return str(sent["MessageId"])


def store(event: Event, context: Any) -> None:
    boto3.client("s3").put_object(Bucket=os.environ["EVIDENCE"], Key=event["key"], Body=b"proof")


def uploaded(event: Event, context: Any) -> None:
    for record in event["Records"]:
        note(record["s3"]["object"]["key"], by="uploaded")


def wait_for_token(event: Event, context: Any) -> None:
    if event.get("fail"):
        raise RefusedError("not now")
    note(event["case"], token=event["token"])


def forbidden(event: Event, context: Any) -> Any:
    return boto3.client("sqs").list_queues()
