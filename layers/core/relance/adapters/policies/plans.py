"""From a plan's table to a Plan: words `before` and `after`, never signs. Every refusal shows three example dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from relance.adapters.policies.fields import Fields
from relance.domain.billing import CustomerKind
from relance.domain.channels import Channel, ProofNeeded
from relance.domain.document import Document, Tone
from relance.domain.errors import InvalidPolicyError
from relance.domain.plan import InvoiceCopy, Plan, Side, Step, examples

SPECIMEN = Step(1, "rappel", Side.AFTER, 3, Document.FIRST_REMINDER, Tone.CORDIAL, (Channel.EMAIL,))
"""Shows what `after = 3` means where a plan has no readable step to show."""
FORMAL = (ProofNeeded.REGISTERED, ProofNeeded.DELIVERY)
"""What a formal notice may ask for: no text requires a registered letter (C. civ. 1344), a contract may."""
ROLES = ("accounting", "billing", "manager")
ADVICE = {
    "offset": "écrivez before = 5 (avant l'échéance) ou after = 3 (après)",
    "days": "écrivez before = 5 (avant l'échéance) ou after = 3 (après)",
    "delay": "écrivez before = 5 (avant l'échéance) ou after = 3 (après)",
    "rank": "le rang vient de l'ordre des étapes ; ne l'écrivez pas",
}


def load_plan(name: str, table: Mapping[str, Any]) -> Plan:
    """The plan of a table. Raises InvalidPolicyError naming each field, its reason, and three example dates."""
    mistakes: list[str] = []
    fields = Fields(table, "", mistakes)
    title = fields.text("title")
    kinds = frozenset(fields.choices("kinds", CustomerKind))
    rows = [_Row(row) for row in fields.tables("steps", "étape")]
    if not rows:
        fields.wrong("steps", "le plan n'a aucune étape : ajoutez une partie [[steps]]")
    fields.nothing_else({"step": "écrivez [[steps]], au pluriel"})
    before = sum(row.side is Side.BEFORE for row in rows)
    # The first step after the due date has rank 1; the last one before it has rank 0.
    steps = tuple(row.step(place - before) for place, row in enumerate(rows, start=1))
    if mistakes:
        shown = tuple(_meant(s) for s in steps if s.days) or (SPECIMEN,)
        raise InvalidPolicyError(f"plan {name} : " + " ; ".join(mistakes) + ".\n" + examples(shown))
    _check_order(name, steps)
    return Plan(name, title, kinds, steps)


def _meant(step: Step) -> Step:
    """The step that a negative offset meant: what its corrected words would do is what the examples show."""
    other = Side.BEFORE if step.side is Side.AFTER else Side.AFTER
    return replace(step, side=other, days=-step.days) if step.days < 0 else step


def _check_order(name: str, steps: tuple[Step, ...]) -> None:
    sides = [step.side for step in steps]
    if Side.BEFORE in sides[sum(side is Side.BEFORE for side in sides) :]:
        reason = "les étapes avant l'échéance (before) viennent d'abord, puis celles d'après (after)"
        raise InvalidPolicyError(f"plan {name} : {reason}.\n{examples(steps)}")


class _Row:
    """One [[steps]] table, read into a step once its rank is known."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self.side, self._days = _offset(fields)

    def step(self, rank: int) -> Step:
        """The step at its place in the plan."""
        fields = self._fields
        document = fields.choice("document", Document)
        proof = self._proof(document)
        step = Step(
            rank=rank,
            name=fields.text("name", pattern=r"[a-z][a-z0-9_]{0,39}", expected="des minuscules, chiffres et _"),
            side=self.side,
            days=self._days,
            document=document,
            tone=fields.choice("tone", Tone),
            # Whoever asks for a proof may leave the channels out: every one that gives it will do.
            channels=fields.choices("channels", Channel, default=None if proof is ProofNeeded.NONE else ()),
            gap_days=fields.integer("gap_days", default=7),
            minimum=fields.money("minimum_amount"),
            invoice_copy=fields.choice("invoice_copy", InvoiceCopy, default=InvoiceCopy.IF_AVAILABLE),
            recipient_roles=fields.words("recipient_roles", default=ROLES),
            answer_days=fields.integer("answer_days", default=8),
            proof=proof,
        )
        if step.answer_days < 1:
            fields.wrong("answer_days", "laissez au moins 1 jour pour répondre")
        fields.nothing_else(ADVICE)
        return step

    def _proof(self, document: Document) -> ProofNeeded:
        """A formal notice goes registered unless the plan says that a proof of delivery will do."""
        usual = ProofNeeded.REGISTERED if document is Document.FORMAL_NOTICE else ProofNeeded.NONE
        proof = self._fields.choice("proof", ProofNeeded, default=usual)
        if document is Document.FORMAL_NOTICE and proof not in FORMAL:
            self._fields.wrong("proof", f"une mise en demeure se prouve : écrivez {' ou '.join(FORMAL)}")
        return proof


def _offset(fields: Fields) -> tuple[Side, int]:
    named = [side for side in Side if fields.has(side)]
    if len(named) != 1:
        fields.wrong("before/after", "écrivez l'un des deux : before = 5 (avant l'échéance) ou after = 3 (après)")
        for side in named:
            fields.integer(side)
        return (named or [Side.AFTER])[0], 0
    side = named[0]
    days = fields.integer(side)
    if days < 0:
        other = Side.BEFORE if side is Side.AFTER else Side.AFTER
        fields.wrong(side, f"{days} est négatif ; pour l'autre côté de l'échéance, écrivez {other} = {-days}")
    return side, days
