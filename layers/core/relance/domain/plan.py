"""Plans: ordered steps before and after an invoice's due date. A plan that makes no sense cannot be built."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from relance.domain.billing import Customer, CustomerKind
from relance.domain.errors import InvalidPolicyError
from relance.domain.money import Money


class Channel(StrEnum):
    """A way to reach the debtor."""

    EMAIL = "email"
    SMS = "sms"


class Tone(StrEnum):
    """How the texts speak where tone is free."""

    CORDIAL = "cordial"
    FIRM = "firm"


class Document(StrEnum):
    """What a step sends."""

    PRE_DUE_NOTICE = "pre_due_notice"
    FIRST_REMINDER = "first_reminder"
    SECOND_REMINDER = "second_reminder"
    LAST_REMINDER = "last_reminder"
    FORMAL_NOTICE = "formal_notice"


class Side(StrEnum):
    """Words, never signs: a negative offset has sent late wording early elsewhere."""

    BEFORE = "before"
    AFTER = "after"


class InvoiceCopy(StrEnum):
    """Whether the invoice's own PDF goes with the contact."""

    REQUIRED = "required"
    IF_AVAILABLE = "if_available"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Step:
    """One rung. `rank` is its place: 1 is the first step after the due date, 0 the last one before it."""

    rank: int
    name: str
    side: Side
    days: int
    document: Document
    tone: Tone
    channels: tuple[Channel, ...]
    gap_days: int = 7
    minimum: Money = field(default_factory=lambda: Money(0))
    invoice_copy: InvoiceCopy = InvoiceCopy.IF_AVAILABLE
    recipient_roles: tuple[str, ...] = ("accounting", "billing", "manager")
    answer_days: int = 8
    """Days granted to answer; the letter prints the resulting date, never the number."""

    def day_for(self, due_on: date) -> date:
        """The calendar day on which the step falls for an invoice due on `due_on`."""
        offset = timedelta(days=self.days)
        return due_on - offset if self.side is Side.BEFORE else due_on + offset

    @property
    def escalates(self) -> bool:
        """Whether the step hands the invoice to a case instead of a reminder."""
        return self.document is Document.FORMAL_NOTICE


@dataclass(frozen=True, slots=True)
class Plan:
    """A named ladder, climbed one rung at a time, for the kinds of customer it is lawful for."""

    name: str
    title: str
    kinds: frozenset[CustomerKind]
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        breaches = list(_breaches(self))
        if breaches:
            raise InvalidPolicyError(f"plan {self.name}: " + "; ".join(breaches) + ". " + self.examples())

    def examples(self) -> str:
        """Three due dates and the day each step would fall on, so that a reader sees what the words mean."""
        return "Examples: " + "; ".join(self._example(due) for due in EXAMPLE_DUE_DATES)

    def _example(self, due: date) -> str:
        days = ", ".join(f"{s.name} ({s.days} days {s.side}) on {s.day_for(due):%d/%m/%Y}" for s in self.steps)
        return f"an invoice due on {due:%d/%m/%Y}: {days}"

    def step(self, rank: int) -> Step | None:
        """The step of a rank."""
        return next((s for s in self.steps if s.rank == rank), None)


EXAMPLE_DUE_DATES = (date(2026, 1, 31), date(2026, 5, 1), date(2026, 12, 31))


def _breaches(plan: Plan) -> list[str]:
    steps = plan.steps
    found = [] if steps else ["it has no step"]
    found += [] if plan.kinds else ["it names no kind of customer"]
    names = [s.name for s in steps]
    found += [f"the name {n} is used twice" for n in sorted({n for n in names if names.count(n) > 1})]
    found += [
        f"step {b.name} must fall later than step {a.name}"
        for a, b in zip(steps, steps[1:], strict=False)
        if b.day_for(EXAMPLE_DUE_DATES[0]) <= a.day_for(EXAMPLE_DUE_DATES[0])
    ]
    for step in steps:
        found += _step_breaches(plan, step)
    return found


def _step_breaches(plan: Plan, step: Step) -> list[str]:
    before = step.side is Side.BEFORE
    last_rank = max(s.rank for s in plan.steps)
    checks = (
        (step.days < 1, "days must be at least 1: nothing is sent on the due date itself"),
        (step.gap_days < 0, "gap_days must not be negative"),
        (step.minimum.cents < 0, "minimum_amount must not be negative"),
        (not step.channels and not step.escalates, "it names no channel"),
        (len(set(step.channels)) != len(step.channels), "a channel is named twice"),
        (before != (step.document is Document.PRE_DUE_NOTICE), f"document {step.document} cannot go {step.side} the due date"),
        (step.escalates and step.rank != last_rank, "the formal notice must be the last step"),
        # PUB-05: no formal notice is needed against a public buyer, and no threat of enforcement is lawful.
        (step.escalates and CustomerKind.PUBLIC in plan.kinds, "a public buyer is never served a formal notice"),
        (step.escalates and step.answer_days < 8, "a formal notice grants at least 8 days (MED-01 8)"),  # noqa: PLR2004
    )
    return [f"step {step.name}: {reason}" for broken, reason in checks if broken]


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """Customers of `segment` (any when None) and `kind` (any when None) follow `plan`. The first match wins."""

    plan: str
    segment: str | None = None
    kind: CustomerKind | None = None

    def matches(self, customer: Customer) -> bool:
        """Whether the rule speaks of this customer."""
        return self.segment in (None, customer.segment) and self.kind in (None, customer.kind)


@dataclass(frozen=True, slots=True)
class Choice:
    """A plan and the rule that chose it, in words for `explain`."""

    plan: Plan
    reason: str


@dataclass(frozen=True, slots=True)
class PlanBook:
    """Every plan in force: chosen by customer, then by segment rule, then the default."""

    plans: dict[str, Plan]
    rules: tuple[SegmentRule, ...]
    default: str
    version: str

    def __post_init__(self) -> None:
        named = {self.default, *(r.plan for r in self.rules)}
        if missing := sorted(named - set(self.plans)):
            raise InvalidPolicyError(f"plans: {', '.join(missing)} is named by a rule but does not exist")

    def choose(self, customer: Customer) -> Choice:
        """The customer's plan. Raises InvalidPolicyError for an unknown plan or one not lawful for this kind."""
        name, reason = self._named(customer)
        if name not in self.plans:
            raise InvalidPolicyError(f"plan {name} does not exist; known: {', '.join(sorted(self.plans))}")
        if customer.kind not in self.plans[name].kinds:
            raise InvalidPolicyError(f"plan {name} is not for a {customer.kind} customer")
        return Choice(self.plans[name], reason)

    def _named(self, customer: Customer) -> tuple[str, str]:
        if customer.plan:
            return customer.plan, "named by the customer's record"
        for position, rule in enumerate(self.rules, start=1):
            if rule.matches(customer):
                return rule.plan, f"segment rule {position} (segment {rule.segment or 'any'}, kind {rule.kind or 'any'})"
        return self.default, "default plan"
