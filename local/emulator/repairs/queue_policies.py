"""Hole: a rule of EventBridge delivers to any queue, also to one whose policy does not let it; on AWS the
event would be lost without a word.

Repair: ask the queue's policy, as ministack does for S3 and SNS, and lose the event as loudly as possible.
"""

import logging
from contextvars import ContextVar
from typing import Any

from ministack.services import eventbridge, sqs

from local.emulator.context import Context

rule_arn: ContextVar[str] = ContextVar("rule_arn", default="")


def apply(_: Context) -> None:
    invoke, to_sqs = eventbridge._invoke_target, eventbridge._dispatch_to_sqs

    def invoke_as_the_rule(target: Any, event: Any, rule: dict[str, Any], view: Any = None) -> Any:
        token = rule_arn.set(rule.get("Arn", ""))
        try:
            return invoke(target, event, rule, view)
        finally:
            rule_arn.reset(token)

    def to_sqs_if_allowed(spec: Any, payload: str, parameters: Any = None) -> None:
        rule = rule_arn.get()
        account = rule.split(":")[4] if rule else ""
        if sqs.queue_policy_allows(str(spec), "events.amazonaws.com", rule, account):
            to_sqs(spec, payload, parameters)
        else:
            logging.getLogger("events").error("LOST: %s does not let %s send to it", spec, rule)

    eventbridge._invoke_target, eventbridge._dispatch_to_sqs = invoke_as_the_rule, to_sqs_if_allowed
