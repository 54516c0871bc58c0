"""One deployed stack for all stories of this folder. Each story has customers of its own, and clears them away."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any

import pytest

from local.portfolio.premises import billing_system
from local.stack import LocalStack
from local.story.world import World
from relance.domain.calendar import PARIS
from tests.e2e.customer import StoryCustomer

SETTING_UP = datetime(2026, 3, 2, 7, 0, tzinfo=PARIS)
CAP_OF_FIRST_DAYS_OVER = "0"


@pytest.fixture(scope="session")
def deployed() -> Iterator[World]:
    """template.yaml as it is, with a creditor, and sending switched on. No role is ever refused anything."""
    parameters = {"Stage": "production", "RampDays": CAP_OF_FIRST_DAYS_OVER}
    with LocalStack("e2e", parameters=parameters) as stack:
        world = World(stack, billing_system(stack))
        world.at(SETTING_UP)
        world.verify_sender()
        world.publish("creditor.toml")
        world.relance("resume")
        yield world
        refused = [decision for decision in stack.permissions() if not decision["allowed"]]
    assert refused == []


@pytest.fixture
def world(deployed: World) -> Iterator[World]:
    """The stack on the eve of every story, and afterwards a table without customers: no story meets another's."""
    deployed.at(SETTING_UP)
    yield deployed
    for record in reversed(list(deployed.billing.records.values())):  # invoices before their customers
        deployed.billing.delete(record)
    deployed.stack.settled()


@pytest.fixture
def customer(world: World, request: pytest.FixtureRequest) -> Callable[..., StoryCustomer]:
    """Makes a customer whose id is the test's own."""
    made: list[str] = []

    def make(**changes: Any) -> StoryCustomer:
        made.append(f"E2E-{abs(hash(request.node.name)) % 10**8}-{len(made)}")
        return StoryCustomer.new(world, made[-1], **changes)

    return make


@pytest.fixture
def morning(world: World) -> Callable[..., Any]:
    """The planner's own schedule fires at a time of a day, and everything comes to rest."""

    def run(day: date, at: time = time(8, 30), *, settle: bool = True) -> Any:
        world.at(datetime.combine(day, at, PARIS))
        answer = world.stack.fire_schedule("PlanDayFunctionMorning")
        if settle:
            world.stack.settled()
        return answer

    return run
