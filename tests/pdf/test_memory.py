"""A worker that writes letters all night holds no more in the morning."""

from __future__ import annotations

import gc
from collections import Counter
from itertools import product

from relance.adapters.rendering.pdf import faces
from relance.domain.document import Document
from tests.golden.statements import line, renderer, statement


def write_some(first: int, count: int) -> None:
    ours = renderer()
    documents = (Document.FIRST_REMINDER, Document.SECOND_REMINDER)
    for number, document in product(range(first, first + count), documents):
        ours.letter(statement(document, overdue=(line(f"F-{number}"),)), reference=f"RL-{number:012d}")


def forget() -> None:
    """What is remembered of texts is bounded by itself (test_faces): here it would only blur the count."""
    for typeface in faces._typefaces().values():
        for memory in (typeface.words, typeface.widths, typeface.lines):
            memory.clear()


def living() -> Counter[str]:
    forget()
    gc.collect()
    return Counter(type(thing).__name__ for thing in gc.get_objects())


def grown(first: int) -> Counter[str]:
    before = living()
    write_some(first, 40)
    return living() - before


def test_letters_leave_no_object_behind() -> None:
    """A leak grows in every round; what the interpreter remembers once, of classes say, in one of them only."""
    write_some(0, 40)
    rounds = [grown(first) for first in (40, 80, 120)]
    least = min(rounds, key=Counter.total)
    assert least.total() < 80, f"less than one object a letter: {least.most_common(10)}"
