"""What must hold while the story is lived. A breach ends it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from local.outbox import SentMail
from local.story.notebook import Evening
from local.story.world import World
from relance.domain.calendar import SendingHours, civil_date, department_zone
from relance.domain.channels import LETTERS
from relance.domain.contact import ContactRow, ContactState

AN_HOUR = timedelta(hours=1)
SETTLED = frozenset({ContactState.SENT, ContactState.VOID})


class StoryBrokenError(Exception):
    """Something happened that must never happen."""


def settled_contacts(rows: Iterable[ContactRow], away: Collection[str] = ()) -> None:
    """Once nothing moves, a contact is sent or void; only a letter may wait while a carrier is away."""
    for row in rows:
        if row.state not in SETTLED and not (away and row.channel in LETTERS):
            raise StoryBrokenError(f"{row.account_id}, {row.day}: the contact is {row.state}")


def at_the_end(world: World, approver: str) -> None:
    """Over the whole story."""
    mails = [mail for mail in world.stack.outbox.mails() if approver not in mail.destination]
    _once_a_day(mails)
    _in_hours(world, mails)
    if dead := [name for name in dead_letters(world) if name]:
        raise StoryBrokenError(f"dead letters: {', '.join(dead)}")


def published_figures(world: World, evening: Evening) -> None:
    """What the deployment published of the euros is what billing knows, to the cent."""
    published = {name: _last_figure(world, name) for name in ("Outstanding", "Overdue")}
    known = {"Outstanding": float(evening.outstanding), "Overdue": float(evening.overdue)}
    if published != known:
        raise StoryBrokenError(f"{evening.day}: published {published}, billing knows {known}")


def _last_figure(world: World, name: str) -> float:
    """The newest point of a gauge. CloudWatch keeps the machine's own time, whatever day the story has."""
    cloudwatch, now = world.stack.client("cloudwatch"), datetime.now(UTC)
    (metric,) = [
        m
        for m in cloudwatch.list_metrics(Namespace=world.stack.name, MetricName=name)["Metrics"]
        if {"Name": "Currency", "Value": "EUR"} in m["Dimensions"]
    ]
    points = cloudwatch.get_metric_statistics(
        **metric, StartTime=now - AN_HOUR, EndTime=now + AN_HOUR, Period=1, Statistics=["Maximum"]
    )["Datapoints"]
    return float(max(points, key=lambda point: point["Timestamp"])["Maximum"])


def dead_letters(world: World) -> list[str]:
    """Queues of failures that hold something."""
    sqs = world.stack.client("sqs")
    failures = [name for name in world.stack.resources if name.endswith(("DeadLetters", "Failures"))]
    held = {
        name: sqs.get_queue_attributes(
            QueueUrl=world.stack.resources[name], AttributeNames=["ApproximateNumberOfMessages"]
        )["Attributes"]["ApproximateNumberOfMessages"]
        for name in failures
    }
    return [name for name, count in held.items() if int(count)]


def _once_a_day(mails: list[SentMail]) -> None:
    """One contact per account and day, whatever was delivered twice."""
    counted = Counter((mail.destination, civil_date(mail.at)) for mail in mails)
    if twice := [key for key, count in counted.items() if count > 1]:
        raise StoryBrokenError(f"contacted twice on a day: {twice}")


def _in_hours(world: World, mails: list[SentMail]) -> None:
    """Nothing outside the hours and working days of the place where the debtor lives."""
    homes = _departments(world)
    hours, calendar = SendingHours(), world.app.calendar
    for mail in mails:
        department = homes.get(mail.destination[0], "")
        day = mail.at.astimezone(department_zone(department)).date()
        if not (hours.contain(mail.at, department) and calendar.is_working_day(day, department)):
            raise StoryBrokenError(f"{mail.id} left at {mail.at}, department {department or 'none'}")


def _departments(world: World) -> dict[str, str]:
    found: dict[str, str] = {}
    for account in world.app.ledger.accounts():
        record = world.app.ledger.load(account)
        if record.customer:
            facts = record.customer.facts
            found |= {person.email: facts.department for person in facts.contacts if person.email}
    return found
