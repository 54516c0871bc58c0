"""The plain-text part of a mail: paragraphs on one line each (the wire folds them), tables within 72 columns."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import Final

from relance.adapters.policies.texts import BOLD
from relance.adapters.rendering.mail.page import Entry, Listing, MailPage

WIDTH: Final = 72
INDENT: Final = "  "
ROOM: Final = WIDTH - len(INDENT)
NAME, DAY, NOTE = 27, 12, 12
"""Columns of a table of invoices; the amount has what is left."""


def plain_text(page: MailPage) -> str:
    """The whole part, ending in a line end."""
    blocks = [page.notice, *(paragraph.replace(BOLD, "") for paragraph in page.body)]
    blocks += ["\n".join(_listing(listing)) for listing in page.listings]
    blocks += ["\n".join(_payment(page)), _signature(page), "-- \n" + "\n".join(page.identity)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _listing(listing: Listing) -> Iterator[str]:
    yield listing.title
    yield ""
    if listing.columns:
        yield INDENT + _columns(*listing.columns)
        yield INDENT + "-" * ROOM
    for entry in listing.entries:
        yield from _entry(entry)
    if listing.more:
        yield INDENT + listing.more
    if listing.totals and listing.columns:
        yield INDENT + "-" * ROOM
    for total in listing.totals:
        yield from _sum(total.label, total.amount)
    if listing.remark:
        yield ""
        yield listing.remark


def _entry(entry: Entry) -> Iterator[str]:
    """A long number has lines of its own, above its figures."""
    *above, last = wrap(entry.name, NAME - 1) if len(entry.name) < NAME else [*wrap(entry.name, ROOM), ""]
    yield from (INDENT + line for line in above)
    yield INDENT + _columns(last, entry.day, entry.day_note, entry.amount)
    yield from (INDENT * 2 + line for line in wrap(entry.note, ROOM - len(INDENT)))


def _columns(name: str, day: str, note: str, amount: str) -> str:
    left = f"{name:<{NAME}}{day:<{DAY}}{note:>{NOTE}}"
    return left + amount.rjust(ROOM - len(left))


def _sum(label: str, amount: str) -> Iterator[str]:
    *above, last = wrap(label, ROOM - len(amount) - 2) or [""]
    yield from (INDENT + line for line in above)
    yield INDENT + last + amount.rjust(ROOM - len(last))


def _payment(page: MailPage) -> Iterator[str]:
    creditor = page.view.creditor
    rows = list(page.payment)
    if creditor.payment_url:
        rows.append((page.view.labels.online, creditor.payment_url))
    yield page.view.labels.payment
    yield ""
    longest = max(len(label) for label, _ in rows) + len(page.words.colon)
    for label, value in rows:
        first, *below = wrap(value, ROOM - longest - 1, break_long_words=False, break_on_hyphens=False)
        yield f"{INDENT}{label + page.words.colon:<{longest}} {first}"
        yield from (" " * (len(INDENT) + longest + 1) + line for line in below)


def _signature(page: MailPage) -> str:
    creditor = page.view.creditor
    reached = f"{page.view.labels.phone} {creditor.phone} – {creditor.email}"
    return f"{page.closing}\n\n{creditor.signatory}\n{creditor.signatory_title}\n{reached}"
