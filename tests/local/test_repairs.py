"""Each repair closes a hole: what works with it does not without it.

The same check runs twice: on the stack that everything else uses it must pass, and on a bare
ministack it must fail. When it passes there, ministack closed the hole: the repair can go.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from local.emulator.repairs import REPAIRS
from local.stack import InvocationError, LocalStack

pytestmark = [pytest.mark.embedded, pytest.mark.xdist_group("embedded")]

Check = Callable[[LocalStack, float], None]
CHECKS: dict[str, Check] = {}
TICK = 12  # ministack looks at its schedules every ten seconds
MARCH = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


def closes(name: str) -> Callable[[Check], Check]:
    def enter(check: Check) -> Check:
        CHECKS[name] = check
        return check

    return enter


@pytest.mark.parametrize("repair", REPAIRS)
def test_it_works(stack: LocalStack, repair: str) -> None:
    CHECKS[repair](stack, 10)


@pytest.mark.parametrize("repair", REPAIRS)
def test_it_does_not_without_the_repair(bare: LocalStack, repair: str) -> None:
    with pytest.raises((AssertionError, ClientError, InvocationError)):
        CHECKS[repair](bare, 1)


def test_every_repair_is_checked() -> None:
    assert set(CHECKS) == set(REPAIRS)


def eventually(fact: Callable[[], Any], patience: float) -> Any:
    deadline = time.monotonic() + patience
    while not (found := fact()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert found
    return found


@contextmanager
def at(stack: LocalStack, moment: datetime) -> Iterator[None]:
    stack.clock.move_to(moment, frozen=True)
    try:
        yield
    finally:
        stack.clock.release()


def item(stack: LocalStack, key: str) -> dict[str, str] | None:
    found = stack.client("dynamodb").get_item(TableName=stack.resources["Table"], Key={"id": {"S": key}})
    return {name: value["S"] for name, value in found["Item"].items()} if "Item" in found else None


def received(stack: LocalStack, queue: str, word: str) -> list[str]:
    answer = stack.client("sqs").receive_message(QueueUrl=stack.resources[queue], MaxNumberOfMessages=10)
    return [message["Body"] for message in answer.get("Messages", []) if word in message["Body"]]


@dataclass(frozen=True, slots=True)
class Case:
    """One run of the sample's state machine."""

    machine: Any
    arn: str

    def status(self) -> str:
        return str(self.machine.describe_execution(executionArn=self.arn)["status"])

    def ended(self, patience: float) -> dict[str, Any]:
        try:
            eventually(lambda: self.status() != "RUNNING", patience)
            found: dict[str, Any] = self.machine.describe_execution(executionArn=self.arn)
        finally:
            with suppress(ClientError):
                self.machine.stop_execution(executionArn=self.arn)
        return found


def at_rest(stack: LocalStack) -> bool:
    seen = stack.endpoint.ask("under-way", {})
    return not (seen["executions"] or seen["invocations"])


def start(stack: LocalStack, *, answer: bool = False, **given: Any) -> Case:
    """Starts it and waits until it waits; with `answer`, lets it go on from there."""
    name, machine = str(uuid4()), stack.client("stepfunctions")
    said = {"case": name, "fail": False, "forbidden": False, "pause": False, "seconds": 30, **given}
    arn = machine.start_execution(stateMachineArn=stack.resources["Machine"], name=name, input=json.dumps(said))
    if not said["fail"]:
        token = eventually(lambda: item(stack, name), 10)["token"]
        if answer:
            machine.send_task_success(taskToken=token, output="{}")
    eventually(lambda: at_rest(stack), 10)
    return Case(machine, arn["executionArn"])


@closes("expiry_clock")
def expired_items_go_by_the_moved_clock(stack: LocalStack, patience: float) -> None:
    table, dynamodb = stack.resources["Table"], stack.client("dynamodb")
    with suppress(ClientError):  # already enabled by the template
        expiry = {"AttributeName": "expires", "Enabled": True}
        dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=expiry)
    for year in ("2039", "2041"):
        expires = str(int(datetime(int(year), 1, 1, tzinfo=UTC).timestamp()))
        dynamodb.put_item(TableName=table, Item={"id": {"S": year}, "expires": {"N": expires}})

    def is_gone(key: str) -> bool:
        return "Item" not in dynamodb.get_item(TableName=table, Key={"id": {"S": key}})

    with at(stack, datetime(2040, 1, 1, tzinfo=UTC)):
        eventually(lambda: is_gone("2039"), patience)
    assert not is_gone("2041")


@closes("python_runtime")
def an_error_keeps_its_name(stack: LocalStack, patience: float) -> None:
    with pytest.raises(InvocationError) as raised:
        stack.invoke("FailFunction", {"why": "paid already"})
    assert (raised.value.type, raised.value.message) == ("RefusedError", "paid already")


@closes("runtime_latency")
def a_warm_invocation_takes_milliseconds(stack: LocalStack, patience: float) -> None:
    def seconds() -> float:
        started = time.monotonic()
        stack.invoke("EchoFunction")
        return time.monotonic() - started

    assert min(seconds() for _ in range(8)) < 0.04


@closes("function_logs")
def what_a_function_logs_becomes_text_and_metrics(stack: LocalStack, patience: float) -> None:
    stack.invoke("MeasureFunction")
    assert "CloudWatchMetrics" in stack.logs("MeasureFunction")
    found = stack.client("cloudwatch").list_metrics(Namespace="Sample")["Metrics"]
    assert [(metric["MetricName"], metric["Dimensions"]) for metric in found] == [
        ("Sent", [{"Name": "service", "Value": "mail"}])
    ]


@closes("function_metrics")
def a_queue_invocation_is_counted(stack: LocalStack, patience: float) -> None:
    stack.client("sqs").send_message(QueueUrl=stack.resources["Work"], MessageBody="counted")
    eventually(lambda: item(stack, "counted"), 10)
    named = [{"Name": "FunctionName", "Value": stack.resources["WorkFunction"]}]

    def counted() -> Any:
        found = stack.client("cloudwatch").list_metrics(Namespace="AWS/Lambda", Dimensions=named)["Metrics"]
        return {"Invocations", "Errors", "Duration"} <= {metric["MetricName"] for metric in found}

    eventually(counted, patience)


@closes("stream_failures")
def a_bad_record_is_set_aside_and_the_others_go_on(stack: LocalStack, patience: float) -> None:
    table, dynamodb = stack.resources["Table"], stack.client("dynamodb")
    requests = [{"Put": {"TableName": table, "Item": {"id": {"S": key}}}} for key in ("ok 1", "bad", "ok 2")]
    dynamodb.transact_write_items(TransactItems=requests)
    eventually(lambda: item(stack, "seen ok 1") and item(stack, "seen ok 2"), patience)
    (lost,) = eventually(lambda: received(stack, "Lost", "RetryAttemptsExhausted"), patience)
    assert json.loads(lost)["DDBStreamBatchInfo"]["batchSize"] == 1


@closes("queue_metrics")
def a_dead_letter_rings_the_alarm(stack: LocalStack, patience: float) -> None:
    stack.client("sqs").send_message(QueueUrl=stack.resources["Dead"], MessageBody="dead")
    names = [stack.resources["DeadAlarm"]]

    def rings() -> bool:
        alarms = stack.client("cloudwatch").describe_alarms(AlarmNames=names)["MetricAlarms"]
        return bool(alarms[0]["StateValue"] == "ALARM")

    eventually(rings, patience)
    stack.client("sqs").purge_queue(QueueUrl=stack.resources["Dead"])


@closes("secure_transport")
def a_bucket_that_refuses_plain_http_can_be_used(stack: LocalStack, patience: float) -> None:
    stack.invoke("StoreFunction", {"key": "proof"})
    assert stack.client("s3").get_object(Bucket=stack.resources["Evidence"], Key="proof")["Body"].read() == b"proof"


@closes("write_once")
def a_bucket_that_lets_nobody_overwrite_takes_new_files(stack: LocalStack, patience: float) -> None:
    bucket, key = stack.resources["Once"], f"proof-{uuid4()}"
    s3 = as_role(stack, "s3", ["s3:PutObject"], f"arn:aws:s3:::{bucket}/*")
    s3.put_object(Bucket=bucket, Key=key, Body=b"proof", IfNoneMatch="*")
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"another")


@closes("permissions")
def what_a_role_did_is_noted(stack: LocalStack, patience: float) -> None:
    stack.client("sqs").send_message(QueueUrl=stack.resources["Work"], MessageBody="noted")
    eventually(lambda: item(stack, "noted"), 10)
    with suppress(InvocationError):
        stack.invoke("ForbiddenFunction")
    seen = {(entry["role"].split("-")[1], entry["action"], entry["allowed"]) for entry in stack.permissions()}
    assert ("WorkFunctionRole", "dynamodb:PutItem", True) in seen
    assert ("ForbiddenFunctionRole", "sqs:ListQueues", False) in seen


def as_role(stack: LocalStack, service: str, actions: list[str], resource: str) -> Any:
    """A client of one service, with a role of Lambda's that may do just this."""
    iam, name = stack.client("iam"), f"role-{uuid4()}"
    trusted = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [trusted]})
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    allowed = {"Effect": "Allow", "Action": actions, "Resource": resource}
    document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.put_role_policy(RoleName=name, PolicyName="just-this", PolicyDocument=document)
    credentials = stack.endpoint.ask("session", {"role": role, "service": "lambda.amazonaws.com"})
    return stack.endpoint.client_as(service, credentials)


@closes("batch_actions")
def who_may_send_a_message_may_send_ten(stack: LocalStack, patience: float) -> None:
    queue = stack.client("sqs").create_queue(QueueName=f"batch-{uuid4()}")["QueueUrl"]
    arn = f"arn:aws:sqs:{stack.region}:{stack.account}:{queue.rpartition('/')[2]}"
    sqs = as_role(stack, "sqs", ["sqs:SendMessage"], arn)
    answer = sqs.send_message_batch(QueueUrl=queue, Entries=[{"Id": "1", "MessageBody": "one"}])
    assert [sent["Id"] for sent in answer["Successful"]] == ["1"]
    stack.client("sqs").delete_queue(QueueUrl=queue)


@closes("mail_identity")
def a_role_may_send_in_the_name_of_one_identity(stack: LocalStack, patience: float) -> None:
    stack.client("sesv2").create_email_identity(EmailIdentity="one.example")
    own = f"arn:aws:ses:{stack.region}:{stack.account}:identity/desk@one.example"
    mailer = as_role(stack, "sesv2", ["ses:SendEmail"], own)
    raw = b"From: desk@one.example\r\nTo: you@two.example\r\nSubject: hello\r\n\r\nhello\r\n"
    content = {"Raw": {"Data": raw}}
    assert mailer.send_email(Destination={"ToAddresses": ["you@two.example"]}, Content=content)["MessageId"]
    other = {"Raw": {"Data": raw.replace(b"desk@", b"ceo@")}}
    with pytest.raises(ClientError, match="AccessDenied"):
        mailer.send_email(Destination={"ToAddresses": ["you@two.example"]}, Content=other)


@closes("task_tokens")
def a_role_may_answer_the_tasks_of_one_state_machine(stack: LocalStack, patience: float) -> None:
    own = as_role(stack, "stepfunctions", ["states:SendTaskSuccess"], stack.resources["Machine"])
    others = as_role(stack, "stepfunctions", ["states:SendTaskSuccess"], stack.resources["Machine"] + "-of-others")
    case = start(stack)
    waiting = item(stack, case.arn.rpartition(":")[2])
    assert waiting is not None
    token = waiting["token"]
    with pytest.raises(ClientError, match="AccessDenied"):
        others.send_task_success(taskToken=token, output="{}")
    own.send_task_success(taskToken=token, output="{}")
    assert '"end": "done"' in case.ended(patience)["output"]


@closes("service_roles")
def a_state_machine_may_call_what_its_role_grants(stack: LocalStack, patience: float) -> None:
    ended = start(stack, answer=True, forbidden=True).ended(10)
    assert (ended["status"], ended["error"]) == ("FAILED", "Lambda.AWSLambdaException")
    assert "lambda:InvokeFunction" in ended["cause"]


@closes("cut_connections")
def an_answer_can_be_lost(stack: LocalStack, patience: float) -> None:
    """The SDK sends again what it does not know to be done: two mails left."""
    stack.faults.add("ses", "SendEmail", after=True, role="MailFunction")
    try:
        before = len(stack.outbox.mails())
        stack.invoke("MailFunction", {"to": "twice@debtor.test"})
        assert len(stack.faults.struck()) == 1
        assert len(stack.outbox.mails()) - before == 2
    finally:
        stack.faults.clear()


@closes("http_api_routes")
def the_api_has_the_routes_of_its_functions(stack: LocalStack, patience: float) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = stack.http("POST", "/cases/42", body="decision=approve", headers=form)
    assert (answer.status, answer.headers.get("x-sample")) == (201, "yes")
    assert answer.json() == {"route": "POST /cases/{case}", "path": {"case": "42"}, "body": "decision=approve"}
    assert stack.http("GET", "/cases/42/page").json()["route"] == "GET /cases/{case}/page"
    assert stack.http("PUT", "/hooks/a/b", body={"x": 1}).json()["path"] == {"proxy": "a/b"}
    assert stack.http("GET", "/cases").status == 404


@closes("secret_references")
def a_reference_to_a_secret_is_its_arn(stack: LocalStack, patience: float) -> None:
    arn = stack.outputs["Key"]
    assert arn.startswith("arn:aws:secretsmanager:")
    assert len(stack.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]) == 40
    stack.deploy()
    assert stack.outputs["Key"] == arn


@closes("table_settings")
def a_table_keeps_its_settings(stack: LocalStack, patience: float) -> None:
    table, dynamodb = stack.resources["Table"], stack.client("dynamodb")
    backups = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    assert dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"] == {
        "TimeToLiveStatus": "ENABLED",
        "AttributeName": "expires",
    }


@closes("bucket_settings")
def evidence_cannot_be_deleted(stack: LocalStack, patience: float) -> None:
    s3, bucket = stack.client("s3"), stack.resources["Evidence"]
    rule = s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]["Rule"]
    assert rule == {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 10}}
    version = s3.put_object(Bucket=bucket, Key="letter", Body=b"x")["VersionId"]
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=bucket, Key="letter", VersionId=version)


@closes("mail_outbox")
def a_mail_keeps_its_letter_and_its_fate_is_told(stack: LocalStack, patience: float) -> None:
    sent = stack.invoke("MailFunction", {"to": "someone+bounce@debtor.test", "contact": "C-7"})
    mails = {mail.id: mail for mail in stack.outbox.mails()}
    assert sent in mails
    mail = mails[sent]
    assert mail.attachments == {"lettre.pdf": b"%PDF-sample"}
    assert (mail.subject, mail.tags, mail.destination) == (
        "Relance é",
        {"contact": ["C-7"]},
        ("someone+bounce@debtor.test",),
    )
    told: list[str] = []

    def all_told() -> bool:
        told.extend(received(stack, "Events", sent))
        return len(told) == 2

    eventually(all_told, patience)
    assert ["Email Sent" in told[0], "Email Bounced" in told[1]] == [True, True]
    stack.outbox.tell(mail, "Open")
    eventually(lambda: received(stack, "Events", "Email Opened"), patience)


@closes("callback_tasks")
def a_callback_can_time_out_and_its_function_can_fail(stack: LocalStack, patience: float) -> None:
    assert '"end": "refused"' in start(stack, fail=True).ended(patience)["output"]
    assert '"end": "late"' in start(stack, seconds=1).ended(patience)["output"]


@closes("execution_clock")
def a_term_ends_when_the_clock_is_moved_past_it(stack: LocalStack, patience: float) -> None:
    week = 7 * 24 * 3600
    with at(stack, MARCH):
        for given, end in (({"answer": False}, "late"), ({"answer": True, "pause": True}, "done")):
            stack.clock.move_to(MARCH, frozen=True)
            case = start(stack, seconds=week, **given)
            stack.clock.move_to(MARCH + timedelta(seconds=week - 1), frozen=True)
            time.sleep(0.2)
            assert case.status() == "RUNNING"
            stack.clock.move_to(MARCH + timedelta(seconds=week), frozen=True)
            assert f'"end": "{end}"' in case.ended(patience)["output"]


@closes("same_execution")
def starting_the_same_execution_again_answers_it(stack: LocalStack, patience: float) -> None:
    machine, name = stack.client("stepfunctions"), str(uuid4())
    said = '{"case": "same", "fail": false, "forbidden": false, "seconds": 30}'
    start = {"stateMachineArn": stack.resources["Machine"], "name": name, "input": said}
    first = machine.start_execution(**start)
    try:
        assert machine.start_execution(**start)["executionArn"] == first["executionArn"]
        with pytest.raises(ClientError, match="ExecutionAlreadyExists"):
            machine.start_execution(**{**start, "input": "{}"})
    finally:
        machine.stop_execution(executionArn=first["executionArn"])


@closes("schedules_when_told")
def no_schedule_fires_by_itself(stack: LocalStack, patience: float) -> None:
    """One has long been due; the day of a story must not depend on the day it is told."""
    (described,) = stack.client("cloudformation").describe_stacks(StackName=stack.name)["Stacks"]
    age = (datetime.now(UTC) - described["CreationTime"]).total_seconds()
    time.sleep(max(0, TICK - age))
    assert not received(stack, "Rung", "")


@closes("event_clock")
def events_carry_the_moved_time(stack: LocalStack, patience: float) -> None:
    with at(stack, MARCH):
        publish(stack, "clock")
        (event,) = eventually(lambda: received(stack, "Events", "clock"), 10)
    assert '"time": "2026-03-02T07:30:00Z"' in event


@closes("queue_policies")
def a_rule_reaches_only_queues_that_let_it(stack: LocalStack, patience: float) -> None:
    publish(stack, "policy")
    assert eventually(lambda: received(stack, "Events", "policy"), 10)
    assert not received(stack, "Closed", "policy")


def publish(stack: LocalStack, word: str) -> None:
    entry = {"Source": "sample", "DetailType": word, "Detail": "{}"}
    assert stack.client("events").put_events(Entries=[entry])["FailedEntryCount"] == 0
