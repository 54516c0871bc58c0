"""From files to the book of plans: every plan, the rules that choose among them, and a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from relance.adapters.policies.channels import check_offered, load_channels
from relance.adapters.policies.fields import Fields, parse_toml
from relance.adapters.policies.names import CHANNELS, PLANS, RULES, VERSION_CHARS, plan_name
from relance.adapters.policies.plans import load_plan
from relance.domain.billing import Address, Customer, CustomerKind
from relance.domain.canonical import digest
from relance.domain.errors import InvalidPolicyError
from relance.domain.plan import PlanBook, SegmentRule

Files = Mapping[str, bytes]
"""Policy files by name, such as "plans/standard.toml"."""


def load_book(files: Files) -> PlanBook:
    """The book of these files. Raises InvalidPolicyError naming the file and the reason."""
    used = {name: files[name] for name in sorted(files) if name.startswith(PLANS) or name in (RULES, CHANNELS)}
    if missing := [name for name in (RULES, CHANNELS) if name not in used]:
        raise InvalidPolicyError(f"{' et '.join(missing)} manque")
    plans = {plan_name(n): load_plan(plan_name(n), parse_toml(n, used[n])) for n in used if n.startswith(PLANS)}
    rules, default = load_rules(parse_toml(RULES, used[RULES]))
    version = digest({name: body.hex() for name, body in used.items()})[:VERSION_CHARS]
    offers = load_channels(used[CHANNELS])
    check_offered(plans, offers)
    book = PlanBook(plans, rules, default, version, offers)
    _check_everybody_has_a_lawful_plan(book)
    return book


def load_rules(table: Mapping[str, Any]) -> tuple[tuple[SegmentRule, ...], str]:
    """The segment rules in their order, and the default plan."""
    mistakes: list[str] = []
    fields = Fields(table, f"{RULES}, ", mistakes)
    default = fields.text("default")
    rules = tuple(_rule(row) for row in fields.tables("rules", f"{RULES}, règle"))
    fields.nothing_else({"rule": "écrivez [[rules]], au pluriel"})
    if mistakes:
        raise InvalidPolicyError(" ; ".join(mistakes))
    return rules, default


def _rule(fields: Fields) -> SegmentRule:
    segment = fields.text("segment", default="") or None
    kind = fields.optional_choice("kind", CustomerKind)
    rule = SegmentRule(fields.text("plan"), segment, kind)
    if segment is None and kind is None:
        fields.wrong("segment/kind", "une règle nomme un segment, un type de client, ou les deux")
    fields.nothing_else()
    return rule


NOBODY = Customer("-", CustomerKind.BUSINESS, "-", Address((), "", ""), version=1)


def _check_everybody_has_a_lawful_plan(book: PlanBook) -> None:
    """Walk each kind of customer through the rules, in no segment and in each one named."""
    segments = [None, *sorted({rule.segment for rule in book.rules if rule.segment})]
    for kind in CustomerKind:
        for segment in segments:
            customer = replace(NOBODY, kind=kind, segment=segment)
            plan = next((rule.plan for rule in book.rules if rule.matches(customer)), book.default)
            if kind not in book.plans[plan].kinds:
                who = f"un client {kind}" + (f" du segment {segment}" if segment else "")
                raise InvalidPolicyError(
                    f"{RULES} : {who} suivrait le plan {plan}, qui n'est pas pour ce type de client"
                )
