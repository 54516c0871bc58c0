"""Finance's dashboard: French, whole, and drawn from figures that the code really publishes."""

import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from relance.domain.channels import Channel
from relance.domain.delivery import UNREACHED
from relance.domain.document import Document
from relance.service import french_channels
from relance.service.contacts.unreached import SILENCE
from relance.service.measure_receivables import BUCKETS

ROOT = Path(__file__).parents[2]
PUBLISHED = re.compile(r"""(?:count|gauge|_money)\(\s*"(\w+)\"""")
REFERENCE = re.compile(r"\$\{(\w+)(?:\.\w+)?\}")
METRIC = re.compile(r'MetricName="(\w+)"')
FILTER = re.compile(r'(?<!Metric)\b(Step|Channel|Status)="(\w+)"')
Widget = dict[str, Any]
CHANNELS = {str(channel) for channel in Channel}


@pytest.fixture(scope="module")
def text(template: dict[str, Any]) -> str:
    body: str = template["Resources"]["FinanceDashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    return body


@pytest.fixture(scope="module")
def widgets(text: str) -> list[Widget]:
    found: list[Widget] = json.loads(text)["widgets"]
    return found


def rows(widgets: list[Widget]) -> list[tuple[str, str, dict[str, str]]]:
    """Namespace, metric and dimensions of every line drawn."""
    drawn = [m for w in widgets if w["type"] == "metric" for m in w["properties"]["metrics"] if len(m) > 1]
    return [(m[0], m[1], dict(zip(m[2:-1:2], m[3:-1:2], strict=True))) for m in drawn]


def ours(widgets: list[Widget], metric: str) -> list[dict[str, str]]:
    return [dims for space, name, dims in rows(widgets) if (space, name) == ("${AWS::StackName}", metric)]


def expressions(widgets: list[Widget]) -> list[str]:
    """Every search that is drawn."""
    drawn = [m[0] for w in widgets if w["type"] == "metric" for m in w["properties"]["metrics"] if len(m) == 1]
    return [one["expression"] for one in drawn if isinstance(one, dict)]


def searched(widgets: list[Widget], metric: str) -> dict[str, set[str]]:
    """The values by which a figure is searched, by dimension."""
    found: dict[str, set[str]] = {}
    for expression in expressions(widgets):
        if f'MetricName="{metric}"' in expression:
            for name, value in FILTER.findall(expression):
                found.setdefault(name, set()).add(value)
    return found


def test_its_parts_stand_side_by_side(widgets: list[Widget]) -> None:
    cells = [
        {(x, y) for x in range(w["x"], w["x"] + w["width"]) for y in range(w["y"], w["y"] + w["height"])}
        for w in widgets
    ]
    assert all(not a & b for a, b in combinations(cells, 2))
    assert all(w["x"] + w["width"] <= 24 for w in widgets)


def test_everything_that_it_names_is_in_the_template(text: str, template: dict[str, Any]) -> None:
    named = set(REFERENCE.findall(text))
    assert named <= set(template["Resources"])


def test_every_figure_that_it_draws_is_published_by_the_code(widgets: list[Widget]) -> None:
    sources = (ROOT / "layers/core/relance").rglob("*.py")
    published = {name for source in sources for name in PUBLISHED.findall(source.read_text())}
    drawn = {name for space, name, _ in rows(widgets) if space == "${AWS::StackName}"}
    drawn |= {name for expression in expressions(widgets) for name in METRIC.findall(expression)}
    assert drawn <= published
    assert {"Outstanding", "Overdue", "CashAfterContact", "QuarantineSize", "BillingDataAge"} <= drawn


def test_every_figure_carries_the_name_of_the_function_that_publishes_it(
    widgets: list[Widget], functions: dict[str, dict[str, Any]]
) -> None:
    names = {f"{dims['service']}Function" for space, _, dims in rows(widgets) if space == "${AWS::StackName}"}
    assert names <= set(functions)


def test_contacts_are_drawn_by_every_step_and_by_every_channel(widgets: list[Widget]) -> None:
    # An instalment plan is sent by a person.
    steps = {str(d) for d in Document if d is not Document.INSTALMENT_PLAN}
    assert searched(widgets, "ContactSent") == {"Step": steps, "Channel": CHANNELS}


def test_failures_of_delivery_are_drawn_by_every_channel_and_by_every_cause(widgets: list[Widget]) -> None:
    causes = {str(s) for s in UNREACHED} | {"NOT_ACCEPTED", SILENCE}
    assert searched(widgets, "DeliveryFailed") == {"Status": causes, "Channel": CHANNELS}


def test_the_cost_of_every_channel_is_drawn(widgets: list[Widget]) -> None:
    assert {d["Channel"] for d in ours(widgets, "SendingCost")} == CHANNELS


def test_every_channel_bears_the_name_that_people_know(widgets: list[Widget]) -> None:
    for widget in widgets:
        for row in widget["properties"].get("metrics", []):
            said = row[-1].get("label") if isinstance(row[-1], dict) else None
            channel = next((str(c) for c in Channel if f'Channel="{c}"' in json.dumps(row).replace("\\", "")), None)
            assert channel is None or said == french_channels.channel(channel)


def test_every_age_of_what_is_overdue_is_drawn(widgets: list[Widget]) -> None:
    assert [d["Age"] for d in ours(widgets, "OverdueByAge")] == list(BUCKETS)


def test_every_queue_and_every_function_is_watched(
    widgets: list[Widget], template: dict[str, Any], functions: dict[str, dict[str, Any]]
) -> None:
    queues = {n for n, r in template["Resources"].items() if r["Type"] == "AWS::SQS::Queue"}
    watched = {d["QueueName"] for space, _, d in rows(widgets) if space == "AWS/SQS"}
    errors = {d["FunctionName"] for space, name, d in rows(widgets) if (space, name) == ("AWS/Lambda", "Errors")}
    assert watched == {f"${{{name}.QueueName}}" for name in queues}
    assert errors == {f"${{{name}}}" for name in functions}


def test_an_alarm_on_a_figure_of_ours_names_its_function(template: dict[str, Any]) -> None:
    """Every figure has the dimension `service`: an alarm without it would never see a point."""
    for name, resource in template["Resources"].items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::CloudWatch::Alarm" and properties.get("Namespace") == {"Ref": "AWS::StackName"}:
            assert "service" in {d["Name"] for d in properties.get("Dimensions", [])}, name
