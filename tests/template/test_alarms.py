"""Every alarm on a figure of ours watches what the code really publishes, under the dimensions that it bears."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from relance.service.billing import quarantine as billing_quarantine

ROOT = Path(__file__).parents[2]
CODE = ROOT / "layers" / "core" / "relance"
NO_DIMENSIONS = {"value", "unit"}
Dimensions = frozenset[str]
Template = dict[str, Any]


def published() -> Iterator[tuple[str, Dimensions]]:
    """Names and dimensions of all figures, as the source says."""
    for file in CODE.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call):
                yield from figure(call)


def figure(call: ast.Call) -> Iterator[tuple[str, Dimensions]]:
    if isinstance(call.func, ast.Name) and call.func.id == "count_for" and isinstance(call.args[1], ast.Constant):
        yield str(call.args[1].value), frozenset()
        yield str(call.args[1].value), frozenset({"Carrier"})
    elif isinstance(call.func, ast.Attribute) and call.func.attr in {"count", "gauge"} and call.args:
        name = call.args[0]
        named = name.value if isinstance(name, ast.Constant) else getattr(billing_quarantine, ast.unparse(name), None)
        if isinstance(named, str) and any(k.arg is not None for k in call.keywords) | (named[:1].isupper()):
            yield named, frozenset(str(k.arg) for k in call.keywords if k.arg) - NO_DIMENSIONS


PUBLISHED = set(published())


@pytest.fixture(scope="module")
def alarms(template: Template) -> dict[str, dict[str, Any]]:
    """Those on figures of ours, by name."""
    found = {n: r["Properties"] for n, r in template["Resources"].items() if r["Type"] == "AWS::CloudWatch::Alarm"}
    return {name: alarm for name, alarm in found.items() if alarm["Namespace"] == {"Ref": "AWS::StackName"}}


def dimensions(alarm: dict[str, Any]) -> dict[str, str]:
    return {d["Name"]: d["Value"] for d in alarm["Dimensions"]}


def test_every_alarm_watches_a_figure_that_is_published_so(
    alarms: dict[str, dict[str, Any]], functions: dict[str, dict[str, Any]]
) -> None:
    services = {f["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] for f in functions.values()}
    assert len(alarms) > 15
    for name, alarm in alarms.items():
        named = dimensions(alarm)
        assert named.pop("service") in services, name
        assert (alarm["MetricName"], frozenset(named)) in PUBLISHED, name


def test_silence_is_no_alarm_and_every_alarm_tells_somebody(alarms: dict[str, dict[str, Any]]) -> None:
    """A count is published only where there is something to count. What may not be silent is a gauge of another run."""
    for name, alarm in alarms.items():
        assert alarm["TreatMissingData"] == "notBreaching", name
        assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}], name


@pytest.mark.parametrize(
    ("metric", "service", "others"),
    [
        ("RecordsQuarantined", "ProjectInvoice", {"Source": "billing"}),
        ("RecordsQuarantined", "ReconcileLedger", {"Source": "billing"}),
        ("RecordsQuarantined", "TrackDelivery", {"Source": "delivery"}),
        ("RecordsQuarantined", "ReceiveWebhook", {"Source": "hook"}),
        ("UnmappedStatus", "TrackDelivery", {}),
        ("UnmappedStatus", "FollowLetter", {}),
        ("LettersUnmatched", "FollowLetter", {}),
        ("LettersGivenUp", "FollowLetter", {}),
        ("CarrierUnanswered", "FollowLetter", {}),
        ("ProofsLost", "FollowLetter", {}),
        ("WebhooksForged", "ReceiveWebhook", {}),
        ("SealUnstampedDays", "SealDay", {}),
        ("SealAge", "MeasureReceivables", {}),
    ],
)
def test_what_a_person_must_hear_of_has_an_alarm_wherever_it_is_noticed(
    alarms: dict[str, dict[str, Any]], metric: str, service: str, others: dict[str, str]
) -> None:
    watching = [a for a in alarms.values() if a["MetricName"] == metric]
    assert {"service": service, **others} in [dimensions(a) for a in watching]


def test_every_alarm_is_in_the_runbook(template: Template) -> None:
    told = (ROOT / "docs" / "runbook.md").read_text()
    names = {n for n, r in template["Resources"].items() if r["Type"] == "AWS::CloudWatch::Alarm"}
    assert {name for name in names if f"`{name}`" not in told} == set()


def test_a_night_that_fails_three_times_is_heard_though_its_tries_lie_in_two_hours(template: Template) -> None:
    """A run that is cut off after fifteen minutes begins at 23:45, 00:01 and 00:18: never three in one hour."""
    alarm = template["Resources"]["SealFailuresAlarm"]["Properties"]
    timeout = template["Resources"]["SealDayFunction"]["Properties"]["Timeout"]
    assert (timeout, alarm["Threshold"]) == (900, 2)
    for night in (21 * 3600 + 45 * 60, 22 * 3600 + 45 * 60):  # 23:45 in Paris, in summer and in winter, as UTC
        assert night // alarm["Period"] == (night + 2 * timeout + 180) // alarm["Period"]
