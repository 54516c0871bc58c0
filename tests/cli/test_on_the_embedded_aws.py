"""The operators' command on the deployed template: its outputs, its Lambdas, its queues. Monday 2 February 2026."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from local.endpoint import ADMINISTRATOR
from local.portfolio.billing_system import to_dynamodb
from local.stack import LocalStack
from relance.cli.main import main
from relance.cli.output import Screen
from relance.runtime.clock import SystemClock
from tests.builders import customer_item, invoice_item
from tests.cli.terminal import cells, plainly

pytestmark = [pytest.mark.embedded, pytest.mark.e2e, pytest.mark.xdist_group("operators")]
CREDITOR = "local/portfolio/creditor.toml"
SENDER = "ateliers-valdorge.example"


@pytest.fixture(scope="module")
def stack() -> Iterator[LocalStack]:
    with LocalStack("operators", parameters={"SandboxRecipient": "essai@creancier.example"}) as started:
        started.client("sesv2").create_email_identity(EmailIdentity=SENDER)
        started.clock.move_to(datetime(2026, 2, 2, 7, 35, tzinfo=UTC))
        yield started


@pytest.fixture(autouse=True)
def at_the_terminal(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator's machine lives at the stack's time."""
    monkeypatch.setattr(SystemClock, "now", lambda _: stack.clock.now())
    monkeypatch.setenv("AWS_ENDPOINT_URL", stack.endpoint.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ADMINISTRATOR["aws_access_key_id"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", ADMINISTRATOR["aws_secret_access_key"])


def relance(*words: str) -> list[str]:
    out = io.StringIO()
    where = ["--stack", "operators", "--region", LocalStack.region, "--by", "anne"]
    assert main([*where, *words], screen=Screen(out, width=200)) == 0
    return [line.rstrip() for line in plainly(out.getvalue()).splitlines()]


def write(stack: LocalStack, *items: dict[str, Any]) -> None:
    for item in items:
        stack.client("dynamodb").put_item(TableName=stack.outputs["InvoiceTable"], Item=to_dynamodb(item))
    stack.settled()


def senders(stack: LocalStack, *, on: bool) -> None:
    """Dispatch orders wait in their queue while the senders are off."""
    client = stack.client("lambda")
    function = stack.resources["DispatchContactFunction"]
    (source,) = client.list_event_source_mappings(FunctionName=function)["EventSourceMappings"]
    client.update_event_source_mapping(UUID=source["UUID"], Enabled=on)


def test_an_operators_morning(stack: LocalStack) -> None:
    write(stack, customer_item(), invoice_item("F-1"), invoice_item("F-2", due_on=None))
    assert relance("status")[0] == "Envoi : coupé, jamais mis en service"
    assert any("due_on: is missing" in line for line in relance("quarantine", "list"))
    assert relance("policies", "publish", CREDITOR)[0] == "Accepté : creditor.toml est en vigueur dans la minute."
    assert relance("resume")[0] == "Envoi ouvert. En service depuis le 02/02/2026."
    (row,) = [cells(line) for line in relance("preview", "2026-02-02") if line.strip().startswith("C-1 ")]
    assert row[2:6] == ["première relance", "e-mail", "F-1", "1 200,00 €"]

    # The contact is reserved and its order queued when somebody calls: the customer waits for a credit note.
    senders(stack, on=False)
    stack.fire_schedule("PlanDayFunctionMorning")
    stack.settled(besides=["DispatchQueue"])
    assert any("réservé" in line for line in relance("explain", "C-1"))
    relance("hold", "C-1", "--reason", "attend un avoir", "--until", "2026-02-13")
    senders(stack, on=True)
    stack.settled()

    told = relance("explain", "C-1")
    assert stack.outbox.mails() == []
    assert any("annulé avant l'envoi : le compte est suspendu" in line for line in told)
    assert "Prochaine étape : première relance, le 16/02/2026, par e-mail" in told

    relance("release", "C-1")
    stack.fire_schedule("PlanDayFunctionMorning")
    stack.settled()
    assert len(stack.outbox.mails()) == 1
    assert any(line.endswith("étape « première relance » envoyée, par e-mail") for line in relance("explain", "C-1"))


def test_the_figures_of_the_evening_are_there_to_be_drawn(stack: LocalStack) -> None:
    write(stack, {"customer_id": "_BILLING", "record": "HEARTBEAT", "as_of": "2026-02-02T07:00:00Z"})

    stack.fire_schedule("MeasureReceivablesFunctionEvening")

    found = stack.client("cloudwatch").list_metrics(Namespace="operators")["Metrics"]

    assert {"Outstanding", "Overdue", "OverdueByAge", "CashAfterContact", "QuarantineSize", "BillingDataAge"} <= {
        metric["MetricName"] for metric in found
    }
    (dashboard,) = stack.client("cloudwatch").list_dashboards()["DashboardEntries"]
    assert dashboard["DashboardName"] == "operators-finance"


def test_dead_letters_go_back_to_the_queue_that_they_came_from(stack: LocalStack) -> None:
    """An order of Friday, given up on; sent back, it is dropped as late, and nothing is left."""
    dead = stack.outputs["ContactDeadLettersUrl"]
    body = '{"account_id": "C-1", "day": "2026-01-30"}'
    stack.client("sqs").send_message(QueueUrl=dead, MessageBody=body)
    assert ["ContactDeadLetters", "1", "ContactQueue"] in [cells(line) for line in relance("dead-letters", "list")]

    assert relance("dead-letters", "redrive", "ContactQueue") == ["1 message remis dans ContactQueue."]

    stack.settled()
    assert ["ContactDeadLetters", "0", "ContactQueue"] in [cells(line) for line in relance("dead-letters", "list")]
