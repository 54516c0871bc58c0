"""What the template promises to whoever deploys it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
KEPT = (
    "AWS::DynamoDB::Table",
    "AWS::S3::Bucket",
    "AWS::KMS::Key",
    "AWS::SecretsManager::Secret",
    "AWS::Logs::LogGroup",
)

Template = dict[str, Any]
Functions = dict[str, dict[str, Any]]


def of_type(template: Template, *types: str) -> dict[str, dict[str, Any]]:
    return {name: r for name, r in template["Resources"].items() if r["Type"] in types}


def statements(properties: dict[str, Any]) -> list[dict[str, Any]]:
    return [s for policy in properties.get("Policies", []) for s in policy["Statement"]]


def test_what_holds_data_is_kept_when_the_stack_goes(template: Template) -> None:
    for name, resource in of_type(template, *KEPT).items():
        assert (resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy")) == ("Retain", "Retain"), name


def test_tables_can_be_restored_to_any_second(template: Template) -> None:
    for name, table in of_type(template, "AWS::DynamoDB::Table").items():
        recovery = table["Properties"]["PointInTimeRecoverySpecification"]
        assert recovery == {"PointInTimeRecoveryEnabled": True}, name


def test_buckets_are_private_versioned_and_encrypted(template: Template) -> None:
    for name, bucket in of_type(template, "AWS::S3::Bucket").items():
        properties = bucket["Properties"]
        assert all(properties["PublicAccessBlockConfiguration"].values()), name
        assert properties["VersioningConfiguration"] == {"Status": "Enabled"}, name
        assert properties["BucketEncryption"], name


def test_every_queue_that_feeds_a_function_has_dead_letters_and_both_have_an_alarm(template: Template) -> None:
    queues = of_type(template, "AWS::SQS::Queue")
    alarmed = {
        d["Value"]["Fn::GetAtt"][0]
        for a in of_type(template, "AWS::CloudWatch::Alarm").values()
        for d in a["Properties"].get("Dimensions", [])
        if d["Name"] == "QueueName"
    }
    feeding = {name for name in queues if name.endswith("Queue")}
    assert all("RedrivePolicy" in queues[name]["Properties"] for name in feeding)
    assert set(queues) - feeding <= alarmed
    assert feeding - alarmed <= {"ReconcileQueue"}


def test_the_stream_gives_up_into_a_queue_and_one_bad_record_does_not_hold_the_others(functions: Functions) -> None:
    stream = functions["ProjectInvoiceFunction"]["Events"]["Changes"]["Properties"]
    assert stream["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert stream["BisectBatchOnFunctionError"] is True
    assert stream["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["ProjectionFailures", "Arn"]}


def test_the_senders_run_no_wider_than_the_rate_they_may_send_at(functions: Functions, template: Template) -> None:
    source = functions["DispatchContactFunction"]["Events"]["Dispatch"]["Properties"]
    assert source["BatchSize"] == 1
    assert source["ScalingConfig"]["MaximumConcurrency"] == {
        "Fn::FindInMap": ["Sending", {"Ref": "SendRate"}, "Concurrency"]
    }
    widths = {rate: row["Concurrency"] for rate, row in template["Mappings"]["Sending"].items()}
    assert widths == {"1": 2, "14": 5, "50": 16, "200": 64}


def test_the_morning_is_that_of_paris_and_carries_its_own_instant(functions: Functions) -> None:
    morning = functions["PlanDayFunction"]["Events"]["Morning"]["Properties"]
    assert morning["ScheduleExpressionTimezone"] == "Europe/Paris"
    assert json.loads(morning["Input"]) == {"scheduled_time": "<aws.scheduler.scheduled-time>"}
    assert morning["ScheduleExpression"] == {"Ref": "PlanSchedule"}


def test_a_fresh_deployment_is_a_sandbox(template: Template) -> None:
    assert template["Parameters"]["Stage"]["Default"] == "sandbox"


def test_no_mail_holds_a_tracking_image_or_a_link_by_way_of_another_site(template: Template) -> None:
    """SES adds both where it is to tell of openings and clicks. A tracked letter's link is private."""
    types = template["Resources"]["MailEvents"]["Properties"]["EventDestination"]["MatchingEventTypes"]
    assert not {"open", "click"} & set(types)


def test_a_letter_that_was_erased_reads_as_missing_for_its_page(template: Template) -> None:
    """Without s3:ListBucket S3 calls a missing file forbidden, and the page would fail instead of answering 410."""
    statements = template["Resources"]["OpenLetterFunction"]["Properties"]["Policies"][0]["Statement"]
    listed = [statement["Resource"] for statement in statements if statement["Action"] == ["s3:ListBucket"]]
    for bucket in ("EvidenceBucket", "ArchiveBucket"):
        assert {"Fn::GetAtt": f"{bucket}.Arn"} in listed or {"Fn::GetAtt": [bucket, "Arn"]} in listed


@pytest.mark.parametrize("allowed", ["NotResource", "Resource"])
def test_no_permission_is_on_everything(functions: Functions, allowed: str) -> None:
    for name, properties in functions.items():
        for statement in statements(properties):
            assert statement.get(allowed) != "*", (name, statement["Sid"])
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            assert not any("*" in action for action in actions), (name, statement["Sid"])


def test_the_state_machine_may_invoke_what_its_definition_names_and_nothing_else(template: Template) -> None:
    machine = template["Resources"]["EscalationMachine"]["Properties"]
    definition = (ROOT / "statemachines" / "escalation.asl.json").read_text()
    named = {part.split("}")[0] for part in definition.split("${")[1:]}
    granted = {r["Fn::GetAtt"][0] for s in statements(machine) for r in s["Resource"]}
    actions = {s["Action"] for s in statements(machine)}
    assert named == granted == set(machine["DefinitionSubstitutions"])
    assert actions == {"lambda:InvokeFunction"}


def test_only_one_function_may_put_policies_in_force(functions: Functions) -> None:
    writers = {
        name
        for name, properties in functions.items()
        for s in statements(properties)
        if "s3:PutObject" in s["Action"] and "policies" in json.dumps(s["Resource"])
    }
    assert writers == {"PublishPolicyFunction"}


def test_only_the_senders_may_send(functions: Functions) -> None:
    def may(action: str) -> set[str]:
        return {n for n, p in functions.items() for s in statements(p) if action in s["Action"]}

    assert may("sns:Publish") == {"DispatchContactFunction"}
    assert may("ses:SendEmail") == {"DispatchContactFunction", "AskApprovalFunction"}


@pytest.mark.parametrize("teller", ["TrackDelivery", "FollowLetter"])
def test_a_person_is_told_of_what_was_sent_after_all_whoever_heard_of_it(template: Template, teller: str) -> None:
    """SES tells TrackDelivery, carriers tell FollowLetter: each counts in its own name."""
    alarms = [a["Properties"] for a in of_type(template, "AWS::CloudWatch::Alarm").values()]
    watching = [a for a in alarms if a.get("MetricName") == "ContactSentAfterAll"]
    heard = [{"Name": "service", "Value": teller}]
    assert [a["AlarmActions"] for a in watching if a["Dimensions"] == heard] == [[{"Ref": "AlarmTopic"}]]
