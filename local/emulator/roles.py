"""What a service may do when it acts in a role's name, as state machines and schedules do."""

import hashlib
import json
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import iam, sts

from local.emulator.context import Context


class NotAllowedError(Exception):
    """A role lacks a permission, or does not trust the service that would use it."""


def require(context: Context, role_arn: str, action: str, resource: str) -> None:
    role, account = role_arn.rpartition("/")[2], get_account_id()
    asked = iam_evaluator.EvalContext(
        principal_arn=f"arn:aws:sts::{account}:assumed-role/{role}/service",
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=get_region(),
    )
    decision = iam_evaluator.evaluate(asked, iam_evaluator._gather_role_policies(role, account)).decision
    allowed = decision == "Allow"
    context.decisions.append({"role": role, "action": action, "resource": resource, "allowed": allowed})
    if not allowed:
        raise NotAllowedError(f"{role} is not authorized to perform: {action} on resource: {resource}")


def session(role_arn: str, service: str) -> dict[str, str]:
    """Credentials of the role, as the service gets them when the role trusts it."""
    name = role_arn.rpartition("/")[2]
    role: dict[str, Any] | None = iam._roles.get_scoped(get_account_id(), None, name)
    if role is None:
        raise NotAllowedError(f"{name} does not exist")
    if not trusts(role["AssumeRolePolicyDocument"], service):
        raise NotAllowedError(f"{name} does not trust {service}")
    digest = hashlib.sha256(f"{role_arn} {service}".encode()).hexdigest()
    key, secret, token = f"ASIA{digest[:16].upper()}", digest[16:], f"token-{digest}"
    sts.register_session(
        key,
        {
            "Arn": f"arn:aws:sts::{get_account_id()}:assumed-role/{name}/{service.partition('.')[0]}",
            "UserId": f"{name}:{service}",
            "SecretAccessKey": secret,
            "SessionToken": token,
        },
    )
    return {"aws_access_key_id": key, "aws_secret_access_key": secret, "aws_session_token": token}


def trusts(document: str | dict[str, Any], service: str) -> bool:
    policy = json.loads(document) if isinstance(document, str) else document
    statements = policy["Statement"]
    return any(
        statement["Effect"] == "Allow" and iam_evaluator._service_principal_matches(statement["Principal"], service)
        for statement in ([statements] if isinstance(statements, dict) else statements)
    )
