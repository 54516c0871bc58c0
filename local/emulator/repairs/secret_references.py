"""Hole: `!Ref` of a secret is its name, where CloudFormation gives its ARN: a policy written for the ARN
grants nothing here.

Repair: the ARN is the secret's physical id.
"""

from typing import Any

from ministack.services import secretsmanager
from ministack.services.cloudformation import provisioners

from local.emulator.context import Context


def apply(_: Context) -> None:
    handlers = provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]
    create, update, delete = handlers["create"], handlers["update"], handlers["delete"]

    def create_by_arn(*arguments: Any) -> Any:
        return by_arn(create(*arguments))

    def update_by_arn(physical_id: str, *more: Any) -> Any:
        return by_arn(update(name_of(physical_id), *more))

    def delete_by_arn(physical_id: str, properties: Any) -> None:
        delete(name_of(physical_id), properties)

    handlers.update(create=create_by_arn, update=update_by_arn, delete=delete_by_arn)


def by_arn(made: Any) -> Any:
    _, attributes = made
    return attributes["Arn"], attributes


def name_of(arn: str) -> str:
    return next((name for name, secret in secretsmanager._secrets.items() if secret["ARN"] == arn), arn)
