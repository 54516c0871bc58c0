"""Hole: a state machine's tasks run with all permissions, whatever its role grants.

Repair: each task is checked against the role's policies first, and fails as AWS makes it fail.
"""

from contextvars import ContextVar
from typing import Any

from ministack.services import lambda_svc, sqs
from ministack.services import stepfunctions as sfn

from local.emulator import roles
from local.emulator.context import Context

role_of_the_execution: ContextVar[str] = ContextVar("role_of_the_execution", default="")


def apply(context: Context) -> None:
    call_lambda, execute_task = sfn._call_lambda, sfn._execute_task

    def execute_in_the_role(state: Any, given: Any, execution: dict[str, Any], ctx: Any) -> Any:
        machine = sfn._state_machines[execution["stateMachineArn"]]
        token = role_of_the_execution.set(machine["roleArn"])
        try:
            return execute_task(state, given, execution, ctx)
        finally:
            role_of_the_execution.reset(token)

    def call_lambda_if_allowed(reference: str, event: Any) -> Any:
        _, config, _ = lambda_svc._get_func_record_for_ref(reference)
        if config:
            check(context, "lambda:InvokeFunction", config["FunctionArn"], "Lambda.AWSLambdaException")
        return call_lambda(reference, event)

    sfn._execute_task = execute_in_the_role
    sfn._call_lambda = call_lambda_if_allowed
    for resource, send in list(sfn._SERVICE_DISPATCH.items()):
        if naming := NAMINGS.get(resource.rpartition(":::")[2].partition(":")[0]):
            sfn._SERVICE_DISPATCH[resource] = checked(context, send, naming)


def checked(context: Context, send: Any, naming: Any) -> Any:
    def send_if_allowed(resource: str, given: Any) -> Any:
        service, _, operation = resource.rpartition(":::")[2].partition(".")[0].partition(":")
        action = f"{service}:{operation[0].upper()}{operation[1:]}"
        for arn in naming(given):
            check(context, action, arn, f"{service.upper()}.AccessDeniedException")
        return send(resource, given)

    return send_if_allowed


def check(context: Context, action: str, resource: str, error: str) -> None:
    try:
        roles.require(context, role_of_the_execution.get(), action, resource)
    except roles.NotAllowedError as refused:
        raise sfn._ExecutionError(error, str(refused)) from refused


def queue_arns(given: dict[str, Any]) -> list[str]:
    queue = sqs._queues.get(given["QueueUrl"])
    return [queue["attributes"]["QueueArn"]] if queue else []


def table_arns(given: dict[str, Any]) -> list[str]:
    region, account = lambda_svc.get_region(), lambda_svc.get_account_id()
    return [f"arn:aws:dynamodb:{region}:{account}:table/{given['TableName']}"]


def topic_arns(given: dict[str, Any]) -> list[str]:
    return [given["TopicArn"]]


def bus_arns(given: dict[str, Any]) -> list[str]:
    region, account = lambda_svc.get_region(), lambda_svc.get_account_id()
    names = {entry.get("EventBusName", "default") for entry in given["Entries"]}
    return [f"arn:aws:events:{region}:{account}:event-bus/{name.rpartition('/')[2]}" for name in sorted(names)]


NAMINGS = {"sqs": queue_arns, "dynamodb": table_arns, "sns": topic_arns, "events": bus_arns}
