"""A plan that makes no sense cannot be built, and says why in the words of whoever wrote it."""

from dataclasses import replace
from datetime import date

import pytest

from relance.domain.billing import CustomerKind
from relance.domain.channels import Channel
from relance.domain.document import Document, Tone
from relance.domain.errors import InvalidPolicyError
from relance.domain.money import Money
from relance.domain.plan import Plan, PlanBook, SegmentRule, Side, Step
from tests import builders

NOTICE = Step(0, "notice", Side.BEFORE, 5, Document.PRE_DUE_NOTICE, Tone.CORDIAL, (Channel.EMAIL,))
FIRST = Step(1, "first", Side.AFTER, 3, Document.FIRST_REMINDER, Tone.CORDIAL, (Channel.EMAIL, Channel.SMS))
LAST = Step(2, "last", Side.AFTER, 30, Document.LAST_REMINDER, Tone.FIRM, (Channel.EMAIL,))
FORMAL = Step(3, "formal", Side.AFTER, 45, Document.FORMAL_NOTICE, Tone.FIRM, ())
BUSINESS = frozenset({CustomerKind.BUSINESS})


def plan(*steps: Step, kinds: frozenset[CustomerKind] = BUSINESS) -> Plan:
    return Plan("essai", "Essai", kinds, steps)


@pytest.mark.parametrize(
    ("step", "due", "expected"),
    [
        (NOTICE, date(2026, 1, 31), date(2026, 1, 26)),
        (FIRST, date(2026, 1, 31), date(2026, 2, 3)),
        (LAST, date(2026, 1, 31), date(2026, 3, 2)),
        (NOTICE, date(2026, 3, 1), date(2026, 2, 24)),
        (FORMAL, date(2026, 12, 31), date(2027, 2, 14)),
    ],
)
def test_before_and_after_count_calendar_days_from_the_due_date(step: Step, due: date, expected: date) -> None:
    assert step.day_for(due) == expected


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ((), "il n'a aucune étape"),
        ((replace(FIRST, days=0),), "rien ne part le jour même de l'échéance"),
        ((replace(FIRST, gap_days=-1),), "gap_days ne peut pas être négatif"),
        ((replace(FIRST, minimum=Money(-1)),), "minimum_amount ne peut pas être négatif"),
        ((replace(FIRST, channels=()),), "channels ne nomme aucun canal"),
        ((replace(FIRST, channels=(Channel.SMS, Channel.SMS)),), "deux fois le même canal"),
        ((replace(FIRST, side=Side.BEFORE),), "first_reminder ne peut pas partir avant l'échéance"),
        ((replace(NOTICE, side=Side.AFTER),), "pre_due_notice ne peut pas partir après l'échéance"),
        ((FIRST, replace(LAST, days=3)), "l'étape last doit tomber après l'étape first"),
        ((FIRST, replace(LAST, name="first")), "le nom first sert deux fois"),
        ((replace(FORMAL, days=20), replace(LAST, rank=4)), "doit être la dernière étape"),
        ((FIRST, replace(FORMAL, answer_days=7)), "au moins 8 jours"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_with_its_reason(steps: tuple[Step, ...], reason: str) -> None:
    with pytest.raises(InvalidPolicyError, match=reason):
        plan(*steps)


def test_a_public_buyer_is_never_served_a_formal_notice() -> None:
    """PUB-05."""
    with pytest.raises(InvalidPolicyError, match="pas de mise en demeure à un acheteur public"):
        plan(FIRST, LAST, FORMAL, kinds=BUSINESS | {CustomerKind.PUBLIC})


def test_a_refusal_shows_three_due_dates_and_the_days_they_lead_to() -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        plan(NOTICE, replace(FIRST, gap_days=-1))
    assert str(caught.value) == (
        "plan essai : étape first : gap_days ne peut pas être négatif.\n"
        "Exemples :\n"
        "- facture échue le 31/01/2026 : notice (5 jours avant) le 26/01/2026, first (3 jours après) le 03/02/2026\n"
        "- facture échue le 01/05/2026 : notice (5 jours avant) le 26/04/2026, first (3 jours après) le 04/05/2026\n"
        "- facture échue le 31/12/2026 : notice (5 jours avant) le 26/12/2026, first (3 jours après) le 03/01/2027"
    )


def book() -> PlanBook:
    plans = {
        "standard": replace(plan(FIRST), name="standard"),
        "patient": replace(plan(LAST), name="patient"),
        "consumer": replace(plan(FIRST, kinds=frozenset({CustomerKind.CONSUMER})), name="consumer"),
    }
    rules = (
        SegmentRule("patient", segment="vip", kind=CustomerKind.BUSINESS),
        SegmentRule("consumer", kind=CustomerKind.CONSUMER),
    )
    return PlanBook(plans, rules, "standard", "v1")


def test_a_plan_is_chosen_by_customer_then_by_rule_then_by_default() -> None:
    named = book().choose(builders.customer(plan="patient"))
    vip = book().choose(builders.customer(segment="vip"))
    anybody = book().choose(builders.customer())
    assert (named.plan.name, named.reason) == ("patient", "named by the customer's record")
    assert (vip.plan.name, vip.reason) == ("patient", "segment rule 1 (segment vip, kind business)")
    assert (anybody.plan.name, anybody.reason) == ("standard", "default plan")


def test_the_first_rule_that_matches_wins() -> None:
    assert book().choose(builders.customer(kind=CustomerKind.CONSUMER, segment="vip")).plan.name == "consumer"


def test_an_unknown_plan_is_refused_with_those_that_exist() -> None:
    with pytest.raises(InvalidPolicyError, match="plan gentle does not exist; known: consumer, patient, standard"):
        book().choose(builders.customer(plan="gentle"))


def test_a_plan_for_businesses_is_refused_for_a_consumer_who_names_it() -> None:
    with pytest.raises(InvalidPolicyError, match="plan standard is not for a consumer customer"):
        book().choose(builders.customer(kind=CustomerKind.CONSUMER, plan="standard"))


def test_a_rule_that_names_no_plan_is_refused() -> None:
    with pytest.raises(InvalidPolicyError, match=r"rules\.toml nomme un plan qui n'existe pas : absent"):
        PlanBook({}, (), "absent", "v1")
