"""The facts of a sample turned over one by one, so that no branch of a text is published unread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from relance.adapters.policies.names import TextName
from relance.domain.billing import CustomerKind
from relance.domain.document import Document

Values = Mapping[str, Any]
SOMETHING: Final = "…"
ALWAYS: Final[tuple[Values, ...]] = (
    {},
    {"history": "", "several_contacts": False},
    {"history": SOMETHING, "several_contacts": False},
    {"history": SOMETHING, "several_contacts": True},
    {"some_foreign": True},
    {"deducted": SOMETHING},
    {"deducted": ""},
    {"short_link": SOMETHING},
    {"short_link": ""},
)
OF_A_PLAN: Final[tuple[Values, ...]] = (
    {"acceleration": True},
    {"penalties_go_on": True},
    {"penalties_go_on": False},
    {"instalments": 1},
    {"accessories": SOMETHING},
    {"accessories": ""},
)
OF_A_CLAIM: Final[tuple[Values, ...]] = (
    {"rates": "", "invoices_owed": 0},
    {"claims": False, "rates": "", "invoices_owed": 0},
    {"invoices_owed": 0},
    {"invoices_owed": 1},
    {"invoices_owed": 2},
)
OF_A_CONSUMER: Final[tuple[Values, ...]] = ({"mediator": SOMETHING}, {"mediator": ""})


def turned(name: TextName, values: Values) -> Iterator[Values]:
    """The sample's values as they are, then with one fact other than it is, where such a letter can have it."""
    turns = [*ALWAYS]
    turns += OF_A_PLAN if name.document is Document.INSTALMENT_PLAN else ()
    turns += OF_A_CLAIM if values["rates"] else ()
    turns += OF_A_CONSUMER if name.kind is CustomerKind.CONSUMER else ()
    return ({**values, **turn} for turn in turns)
