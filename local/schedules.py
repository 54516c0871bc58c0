"""Fires a deployed schedule as EventBridge Scheduler does: its Input, its target, its role."""

import json
import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from local.endpoint import Endpoint

SCHEDULER = "scheduler.amazonaws.com"


def fire(endpoint: Endpoint, name: str, now: datetime, context: Mapping[str, str]) -> Any:
    group, _, short = name.rpartition("|")  # a schedule's physical id may name its group
    scheduler = endpoint.client("scheduler")
    schedule = scheduler.get_schedule(Name=short, **({"GroupName": group} if group else {}))
    if schedule["State"] != "ENABLED":
        raise ValueError(f"schedule {short} is {schedule['State']}")
    target = schedule["Target"]
    said = {
        "scheduled-time": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "schedule-arn": schedule["Arn"],
        "execution-id": str(uuid.uuid4()),
        "attempt-number": "1",
        **{name.replace("_", "-"): value for name, value in context.items()},
    }
    text = re.sub(r"<aws\.scheduler\.([a-z-]+)>", lambda found: said[found[1]], target.get("Input", "{}"))
    credentials = endpoint.ask("session", {"role": target["RoleArn"], "service": SCHEDULER})
    return _invoke(endpoint, target["Arn"], text, credentials)


def _invoke(endpoint: Endpoint, arn: str, text: str, credentials: Mapping[str, str]) -> Any:
    service = arn.split(":")[2]
    client = endpoint.client_as({"states": "stepfunctions"}.get(service, service), credentials)
    if service == "lambda":
        answer = client.invoke(FunctionName=arn, Payload=text)
        result = json.loads(answer["Payload"].read() or b"null")
        if "FunctionError" in answer:
            raise RuntimeError(f"{arn.rpartition(':')[2]}: {result}")
        return result
    if service == "states":
        return client.start_execution(stateMachineArn=arn, input=text)
    if service == "sqs":
        queue = endpoint.client("sqs").get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
        return client.send_message(QueueUrl=queue, MessageBody=text)
    raise ValueError(f"no schedule here has had a target like {arn} yet")
