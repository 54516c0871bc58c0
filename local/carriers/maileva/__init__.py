"""Maileva, pretended: four products, their drafts, papers and notifications, as its contract has them."""

from local.carriers.maileva.fake import MailevaFake

__all__ = ["MailevaFake"]
