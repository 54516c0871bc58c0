"""What a text may hold: words in Latin letters, values, and conditions over what is known of a statement.

A condition asks whether something is so, or tells none, one and several apart: the trial turns every such
fact over, so that no branch is published unread. Texts cannot ask for a name, a date or an amount.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from relance.domain.errors import InvalidPolicyError

VARIABLES: Final = frozenset(
    {
        "acceleration",
        "accessories",
        "agreed_on",
        "amount",
        "answer_by",
        "answer_by_short",
        "as_of",
        "business",
        "city",
        "claims",
        "consumer",
        "cordial",
        "count",
        "creditor",
        "days_late",
        "debtor",
        "deducted",
        "due_on",
        "due_on_short",
        "email",
        "enclosures",
        "firm",
        "first_instalment_on",
        "history",
        "indemnity",
        "indemnity_each",
        "instalments",
        "interest",
        "invoice",
        "invoices_owed",
        "last_instalment_on",
        "mediator",
        "penalties_go_on",
        "phone",
        "plan_total",
        "plan_total_words",
        "principal",
        "public",
        "rates",
        "reference",
        "sending_mode",
        "several",
        "several_contacts",
        "short_link",
        "some_foreign",
        "today",
        "total_claimed",
    }
)
"""What a template may print or ask; docs/texts.md explains each."""
COUNTS: Final = frozenset({"count", "instalments", "invoices_owed"})
"""The values that a condition may compare."""
NUMBERS: Final = (0, 1, 2)
"""And with what: none, one, several. The trial's samples have all of them."""

ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.If,
    nodes.CondExpr,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Operand,
    nodes.Const,
)
UNSEEN: Final = ("Cc", "Cf", "Co", "Cs", "Cn")
"""Unicode's categories of signs that nobody sees: a word could hide behind them, or turn round."""
ORDINARY: Final = "\n"


def check_signs(place: str, source: str) -> None:
    """Raise InvalidPolicyError for signs that nobody sees, and for letters that only look Latin."""
    for number, char in enumerate(source):
        if char in ORDINARY:
            continue
        if unicodedata.category(char) in UNSEEN or _foreign(char):
            after = " ".join(source[:number].split())[-30:]
            raise InvalidPolicyError(
                f"{place} : le signe U+{ord(char):04X}, après « {after} », ne se voit pas ou n'est pas une lettre "
                "latine : effacez-le et retapez le mot"
            )


def _foreign(char: str) -> bool:
    return unicodedata.category(char) in ("Lu", "Ll", "Lt", "Lm", "Lo") and not unicodedata.name(
        unicodedata.normalize("NFKD", char)[0], ""
    ).startswith("LATIN")


def parsed(environment: SandboxedEnvironment, place: str, source: str) -> nodes.Template:
    """The template's tree. Raises InvalidPolicyError naming place and line for anything that is not allowed."""
    check_signs(place, source)
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        reason = f"une balise {{% … %}} ou {{{{ … }}}} est mal écrite (ligne {error.lineno} du texte)"
        raise InvalidPolicyError(f"{place} : {reason}") from error
    compared = {id(part) for compare in tree.find_all(nodes.Compare) for part in _checked(place, compare)}
    for node in tree.find_all(nodes.Node):
        _check_node(place, node, compared)
    return tree


def _checked(place: str, compare: nodes.Compare) -> list[nodes.Node]:
    """A comparison of one of COUNTS with a whole number; the numbers in it."""
    numbers = [operand.expr for operand in compare.ops]
    counted = isinstance(compare.expr, nodes.Name) and compare.expr.name in COUNTS
    if not counted or not all(isinstance(n, nodes.Const) and n.value in NUMBERS for n in numbers):
        known = ", ".join(sorted(COUNTS))
        raise InvalidPolicyError(
            f"{place} : une condition compare un nombre ({known}) à 0, 1 ou 2, et rien d'autre "
            f"(ligne {compare.lineno} du texte)"
        )
    return list(numbers)


def _check_node(place: str, node: nodes.Node, compared: set[int]) -> None:
    if not isinstance(node, ALLOWED) or (isinstance(node, nodes.Const) and id(node) not in compared):
        reason = "seules les conditions {% if … %} et les valeurs {{ … }} sont permises"
        where = f" (ligne {node.lineno} du texte)" if node.lineno else ""
        raise InvalidPolicyError(f"{place} : {reason}{where}")
    if isinstance(node, nodes.Name) and node.name not in VARIABLES:
        known = ", ".join(sorted(VARIABLES))
        raise InvalidPolicyError(f"{place} : la valeur {node.name} n'existe pas ; valeurs possibles : {known}")
