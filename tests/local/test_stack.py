"""What the end-to-end tests and the demo count on."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from local.stack import InvocationError, LocalStack
from local.waiting import StillMovingError

pytestmark = [pytest.mark.embedded, pytest.mark.xdist_group("embedded")]


def item(stack: LocalStack, key: str) -> Any:
    return stack.client("dynamodb").get_item(TableName=stack.resources["Table"], Key={"id": {"S": key}}).get("Item")


def send(stack: LocalStack, queue: str, body: str) -> None:
    stack.client("sqs").send_message(QueueUrl=stack.resources[queue], MessageBody=body)


def test_the_template_is_deployed_with_its_parameters(stack: LocalStack) -> None:
    assert stack.outputs["Word"] == "eu-west-3 true"
    assert "NoLocalThing" not in stack.resources


def test_a_function_runs_as_in_lambdas_image(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = stack.invoke("EchoFunction", {"a": [1, "é"]})
    assert seen["event"] == {"a": [1, "é"]}
    assert seen["word"] == "from the layer"
    assert seen["function"] == stack.resources["EchoFunction"]
    assert 15_000 < seen["remaining"] <= 20_000
    assert seen["executable"].endswith(".local/runtime/bin/python")
    assert not [path for path in seen["path"] if ".venv" in path or path.endswith("lambda_image")]
    assert "HOME" not in seen["variables"]
    assert "TABLE" in seen["variables"]


def test_a_worker_survives_an_error(stack: LocalStack) -> None:
    for _ in range(2):
        with pytest.raises(InvocationError):
            stack.invoke("FailFunction")
    assert stack.invoke("EchoFunction")["started"] == stack.invoke("EchoFunction")["started"]


def test_the_clock_moves_for_functions_and_goes_on(stack: LocalStack) -> None:
    moment = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    try:
        stack.clock.move_to(moment, frozen=True)
        assert stack.invoke("EchoFunction")["now"] == "2026-03-02T07:30:00+00:00"
        stack.clock.move_to(moment)
        first, second = (datetime.fromisoformat(stack.invoke("EchoFunction")["now"]) for _ in range(2))
        assert moment < first < second
    finally:
        stack.clock.release()
    assert datetime.fromisoformat(stack.invoke("EchoFunction")["now"]).year == datetime.now(UTC).year


def test_a_role_without_a_permission_is_refused(stack: LocalStack) -> None:
    with pytest.raises(InvocationError, match="ListQueues") as raised:
        stack.invoke("ForbiddenFunction")
    assert raised.value.type == "ClientError"


def test_a_schedule_fires_with_its_input_at_the_moved_time(stack: LocalStack) -> None:
    try:
        stack.clock.move_to(datetime(2026, 3, 2, 7, 30, tzinfo=UTC), frozen=True)
        assert stack.fire_schedule("EchoSchedule")["event"] == {"at": "2026-03-02T07:30:00Z", "try": "1"}
    finally:
        stack.clock.release()
    again = stack.fire_schedule("EchoSchedule", scheduled_time="2026-03-03T07:30:00Z", attempt_number="2")
    assert again["event"] == {"at": "2026-03-03T07:30:00Z", "try": "2"}


def test_a_schedule_that_sam_made_has_a_role_that_suffices(stack: LocalStack) -> None:
    with pytest.raises(RuntimeError, match="ListQueues"):  # the function's own failure: it was reached
        stack.fire_schedule("ForbiddenFunctionMorning")


def test_an_uploaded_file_reaches_its_function(stack: LocalStack) -> None:
    stack.client("s3").put_object(Bucket=stack.resources["Inbox"], Key="inbox/invoices.csv", Body=b"x")
    stack.client("s3").put_object(Bucket=stack.resources["Inbox"], Key="elsewhere/other.csv", Body=b"x")
    stack.settled(besides=["Dead", "Events", "Rung", "Lost", "Closed"])
    assert item(stack, "inbox/invoices.csv")
    assert not item(stack, "elsewhere/other.csv")


def test_a_change_in_the_table_reaches_its_function(stack: LocalStack) -> None:
    stack.client("dynamodb").put_item(TableName=stack.resources["Table"], Item={"id": {"S": "I-1"}})
    stack.settled(besides=["Dead", "Events", "Rung", "Lost", "Closed"])
    assert item(stack, "seen I-1")


def test_of_a_batch_only_what_failed_stays(stack: LocalStack) -> None:
    for body in ("good 1", "fail", "good 2"):
        send(stack, "Work", body)
    deadline = time.monotonic() + 20
    while not (item(stack, "good 1") and item(stack, "good 2")):
        assert time.monotonic() < deadline
    with pytest.raises(StillMovingError, match="sample-Work"):
        stack.drained("Work", timeout=1)
    stack.client("sqs").purge_queue(QueueUrl=stack.resources["Work"])
    stack.drained("Work")


def test_a_cut_before_the_call_costs_nothing_but_the_try(stack: LocalStack) -> None:
    """The SDK tries again, and nothing was done twice."""
    before = len(stack.outbox.mails())
    stack.faults.add("ses", "SendEmail", after=False)
    try:
        stack.invoke("MailFunction", {"to": "once@debtor.test"})
        assert [(fault["action"], fault["after"]) for fault in stack.faults.struck()] == [("SendEmail", False)]
    finally:
        stack.faults.clear()
    assert len(stack.outbox.mails()) == before + 1


def test_a_text_message_can_be_read(stack: LocalStack) -> None:
    stack.client("sns").publish(PhoneNumber="+33755512501", Message="Bonjour")
    assert [(text.phone, text.text) for text in stack.outbox.texts()] == [("+33755512501", "Bonjour")]


def test_a_stack_is_updated_in_place(stack: LocalStack) -> None:
    table = stack.resources["Table"]
    stack.deploy()
    assert stack.resources["Table"] == table
    assert stack.http("GET", "/cases/1/page").status == 201


def test_a_link_from_a_mail_can_be_followed(stack: LocalStack) -> None:
    link = f"{stack.client('apigatewayv2').get_apis()['Items'][0]['ApiEndpoint']}/cases/7/page?token=a%2Bb"
    assert stack.http("GET", link).json()["path"] == {"case": "7"}


def test_a_fault_can_let_calls_pass_first(stack: LocalStack) -> None:
    stack.faults.add("ses", "SendEmail", after=False, skip=1)
    try:
        stack.invoke("MailFunction", {"to": "first@debtor.test"})
        assert not stack.faults.struck()
        stack.invoke("MailFunction", {"to": "second@debtor.test"})
        assert len(stack.faults.struck()) == 1
    finally:
        stack.faults.clear()
