"""Plans: ordered steps before and after an invoice's due date. A plan that makes no sense cannot be built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from relance.domain.billing import Customer, CustomerKind
from relance.domain.cells import refused
from relance.domain.channels import NOTICES, WITHOUT_CARRIERS, Channel, Offers, ProofNeeded, gives
from relance.domain.document import Document, Tone
from relance.domain.errors import InvalidPolicyError
from relance.domain.money import Money


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
    """The ways that may be gone, in this order where no proof is needed; empty: every one that gives the proof."""
    gap_days: int = 7
    minimum: Money = field(default_factory=lambda: Money(0))
    invoice_copy: InvoiceCopy = InvoiceCopy.IF_AVAILABLE
    recipient_roles: tuple[str, ...] = ("accounting", "billing", "manager")
    answer_days: int = 8
    """Days granted to answer; the letter prints the resulting date, never the number."""
    proof: ProofNeeded = ProofNeeded.NONE
    """What must be provable afterwards: the cheapest channel that gives it is taken."""

    def day_for(self, due_on: date) -> date:
        """The calendar day on which the step falls for an invoice due on `due_on`."""
        offset = timedelta(days=self.days)
        return due_on - offset if self.side is Side.BEFORE else due_on + offset

    @property
    def ways(self) -> tuple[Channel, ...]:
        """The channels that the step may go by: those it names, else all that give the proof."""
        every = NOTICES if self.escalates else tuple(Channel)
        named = self.channels or (every if self.needs_proof else ())
        return tuple(channel for channel in named if gives(channel, self.proof))

    @property
    def needs_proof(self) -> bool:
        """Whether something must be provable afterwards: price then decides, not the order of the channels."""
        return self.escalates or self.proof is not ProofNeeded.NONE

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
            raise InvalidPolicyError(f"plan {self.name} : " + " ; ".join(breaches) + ".\n" + self.examples())

    def examples(self) -> str:
        """Three due dates and the day each step would fall on, so that a reader sees what the words mean."""
        return examples(self.steps)

    def step(self, rank: int) -> Step | None:
        """The step of a rank."""
        return next((s for s in self.steps if s.rank == rank), None)


EXAMPLE_DUE_DATES = (date(2026, 1, 31), date(2026, 5, 1), date(2026, 12, 31))
SIDES_FR = {Side.BEFORE: "avant", Side.AFTER: "après"}

# What follows is French: whoever writes a plan in the finance department reads it in the receipt of a refusal.


def examples(steps: tuple[Step, ...]) -> str:
    """What the offsets of `steps` mean, shown on three due dates (calendar days, before working days are applied)."""
    return "Exemples :\n" + "\n".join(_example(steps, due) for due in EXAMPLE_DUE_DATES)


def _example(steps: tuple[Step, ...], due: date) -> str:
    days = ", ".join(f"{s.name} ({_offset(s)}) le {s.day_for(due):%d/%m/%Y}" for s in steps)
    return f"- facture échue le {due:%d/%m/%Y} : {days}"


def _offset(step: Step) -> str:
    return f"{step.days} jour{'s' if step.days > 1 else ''} {SIDES_FR[step.side]}"


def _breaches(plan: Plan) -> list[str]:
    steps = plan.steps
    found = [] if steps else ["il n'a aucune étape"]
    found += [] if plan.kinds else ["il ne nomme aucun type de client (kinds)"]
    names = [s.name for s in steps]
    found += [f"le nom {n} sert deux fois" for n in sorted({n for n in names if names.count(n) > 1})]
    found += [
        f"l'étape {b.name} doit tomber après l'étape {a.name}"
        for a, b in pairwise(steps)
        if b.day_for(EXAMPLE_DUE_DATES[0]) <= a.day_for(EXAMPLE_DUE_DATES[0])
    ]
    for step in steps:
        found += _step_breaches(plan, step)
    return found


def _step_breaches(plan: Plan, step: Step) -> list[str]:
    before = step.side is Side.BEFORE
    last_rank = max(s.rank for s in plan.steps)
    side = SIDES_FR[step.side]
    checks = (
        (step.days < 1, "il faut au moins 1 jour : rien ne part le jour même de l'échéance"),
        (step.document is Document.INSTALMENT_PLAN, "instalment_plan confirme un accord : ce n'est pas une étape"),
        (step.gap_days < 0, "gap_days ne peut pas être négatif"),
        (step.minimum.cents < 0, "minimum_amount ne peut pas être négatif"),
        (not step.ways and step.proof is ProofNeeded.NONE, "channels ne nomme aucun canal"),
        (
            not step.ways and step.proof is not ProofNeeded.NONE,
            f"aucun canal de channels ne donne la preuve {step.proof} : la donnent {_names(_giving(step))}",
        ),
        (
            bool(step.ways) and len(step.ways) < len(step.channels),
            f"la preuve {step.proof} n'est pas donnée par {_names(c for c in step.channels if c not in step.ways)}",
        ),
        (step.escalates and not set(step.channels) <= set(NOTICES), f"une mise en demeure part par {_names(NOTICES)}"),
        (len(set(step.channels)) != len(step.channels), "channels nomme deux fois le même canal"),
        (before != (step.document is Document.PRE_DUE_NOTICE), f"{step.document} ne peut pas partir {side} l'échéance"),
        (step.escalates and step.rank != last_rank, "la mise en demeure (formal_notice) doit être la dernière étape"),
        (step.escalates and step.answer_days < 8, "une mise en demeure laisse au moins 8 jours (answer_days)"),  # noqa: PLR2004
    )
    reasons = [reason for broken, reason in checks if broken] + _refused_cells(plan, step)
    return [f"étape {step.name} : {reason}" for reason in reasons]


def _giving(step: Step) -> Iterator[Channel]:
    every = NOTICES if step.escalates else tuple(Channel)
    return (channel for channel in every if gives(channel, step.proof))


def _names(channels: Iterable[Channel]) -> str:
    return ", ".join(channels)


def _refused_cells(plan: Plan, step: Step) -> list[str]:
    return [reason for kind in sorted(plan.kinds) if (reason := refused(step.document, kind))]


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
    offers: Offers = WITHOUT_CARRIERS
    """What every channel costs, and who takes it."""

    def __post_init__(self) -> None:
        named = {self.default, *(r.plan for r in self.rules)}
        if missing := sorted(named - set(self.plans)):
            raise InvalidPolicyError(f"rules.toml nomme un plan qui n'existe pas : {', '.join(missing)}")

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
                return (
                    rule.plan,
                    f"segment rule {position} (segment {rule.segment or 'any'}, kind {rule.kind or 'any'})",
                )
        return self.default, "default plan"
