"""What running cases do, on the fake and on Step Functions (moto executes the machine)."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from relance.adapters.stepfunctions import StepFunctionsCaseRunner
from relance.domain.errors import TransientError
from relance.ports.outside import CaseRunner
from tests.fakes.cases import InMemoryCaseRunner

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

CASE = "CASE-260209-ABCDEFGHIJKL"
ROLE = "arn:aws:iam::123456789012:role/case"


@dataclass
class Cases:
    runner: CaseRunner
    started: Callable[[], dict[str, Any]]
    """Payloads by case."""
    token: Callable[[], str]
    """The token of the case that waits."""
    woken: Callable[[], list[dict[str, Any]]]
    """What cases were woken with, once they went on."""


def in_memory() -> Cases:
    fake = InMemoryCaseRunner()
    return Cases(fake, lambda: fake.started, lambda: "token", lambda: [output for _, output in fake.woken])


def on_step_functions() -> Cases:
    """A machine that asks on one queue, waits to be woken, and tells on another queue what woke it."""
    states, sqs = boto3.client("stepfunctions"), boto3.client("sqs")
    asked, told = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("asked", "told"))
    machine = states.create_state_machine(name="cases", definition=definition(asked, told), roleArn=ROLE)[
        "stateMachineArn"
    ]

    def receive(url: str) -> list[str]:
        messages = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20).get("Messages", [])
        return [m["Body"] for m in messages]

    def started() -> dict[str, Any]:
        executions = states.list_executions(stateMachineArn=machine)["executions"]
        inputs = {e["name"]: states.describe_execution(executionArn=e["executionArn"])["input"] for e in executions}
        return {name: json.loads(text) for name, text in inputs.items()}

    return Cases(
        runner=StepFunctionsCaseRunner(client=states, state_machine_arn=machine),
        started=started,
        token=lambda: str(json.loads(receive(asked)[0])["token"]),
        woken=lambda: [json.loads(body) for body in receive(told)],
    )


def definition(asked: str, told: str) -> str:
    ask = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": asked, "MessageBody": {"token.$": "$$.Task.Token"}},
        "TimeoutSeconds": 60,
        "Next": "Tell",
    }
    tell = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage",
        "Parameters": {"QueueUrl": told, "MessageBody.$": "$"},
        "End": True,
    }
    return json.dumps({"StartAt": "Ask", "States": {"Ask": ask, "Tell": tell}})


@pytest.fixture(params=["memory", "step functions"])
def cases(request: pytest.FixtureRequest) -> Iterator[Cases]:
    if request.param == "memory":
        yield in_memory()
        return
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        yield on_step_functions()


def test_a_case_started_twice_runs_once_with_its_first_payload(cases: Cases) -> None:
    cases.runner.start(CASE, {"case_id": CASE, "account_id": "C-1"})
    cases.runner.start(CASE, {"case_id": CASE, "account_id": "C-1"})
    cases.runner.start(CASE, {"case_id": CASE, "account_id": "changed"})
    assert cases.started() == {CASE: {"case_id": CASE, "account_id": "C-1"}}
    cases.runner.wake(cases.token(), {"wake": "PAID"})
    assert cases.woken() == [{"wake": "PAID"}]


def test_a_case_woken_twice_goes_on_once(cases: Cases) -> None:
    cases.runner.start(CASE, {"case_id": CASE})
    token = cases.token()
    cases.runner.wake(token, {"wake": "APPROVED"})
    assert cases.woken() == [{"wake": "APPROVED"}]
    cases.runner.wake(token, {"wake": "REFUSED"})


class GoneStates:
    """Answers every call with one error."""

    def __init__(self, states: "SFNClient", code: str) -> None:
        self.exceptions = states.exceptions
        self._error: Any = getattr(states.exceptions, code, ClientError)
        self._code = code

    def send_task_success(self, **_: Any) -> None:
        raise self._error({"Error": {"Code": self._code, "Message": "…"}}, "SendTaskSuccess")

    start_execution = send_task_success


@pytest.mark.parametrize("code", ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])
def test_a_case_that_went_on_already_needs_no_waking(code: str) -> None:
    gone: Any = GoneStates(boto3.client("stepfunctions"), code)
    StepFunctionsCaseRunner(client=gone, state_machine_arn="arn").wake("token", {"wake": "PAID"})


@pytest.mark.parametrize(
    ("code", "expected"), [("ThrottlingException", TransientError), ("AccessDeniedException", ClientError)]
)
def test_any_other_error_rises(code: str, expected: type[Exception]) -> None:
    failing: Any = GoneStates(boto3.client("stepfunctions"), code)
    runner = StepFunctionsCaseRunner(client=failing, state_machine_arn="arn")
    with pytest.raises(expected):
        runner.wake("token", {"wake": "PAID"})
    with pytest.raises(expected):
        runner.start(CASE, {})
