"""Hole: sending a mail is judged on the resource "*", so that a policy which names identities refuses it.

Repair: judge it as SES does, on the identity of the sender.
"""

import base64
import json
from email import message_from_bytes, policy
from typing import Any

from ministack.core import iam_actions

from local.emulator.context import Context

SENDING = "/v2/email/outbound-emails"


def apply(_: Context) -> None:
    resource = iam_actions._ses_v2_resource_arn

    def resource_or_sender(method: str, path: str, body: bytes, region: str, account_id: str) -> Any:
        if path != SENDING:
            return resource(method, path, body, region, account_id)
        return f"arn:aws:ses:{region}:{account_id}:identity/{sender(body)}"

    iam_actions._ses_v2_resource_arn = resource_or_sender


def sender(body: bytes) -> str:
    """The address in FromEmailAddress, else in the raw mail's From."""
    request = json.loads(body)
    if named := request.get("FromEmailAddress"):
        return str(named)
    raw = base64.b64decode(request["Content"]["Raw"]["Data"])
    addresses = message_from_bytes(raw, policy=policy.default)["From"].addresses
    return str(addresses[0].addr_spec)
