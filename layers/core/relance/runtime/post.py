"""The composition of post: carriers, handing over, settling what nobody knows."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from relance.domain.channels import HOUSE, LETTERS, Offer, Offers

if TYPE_CHECKING:
    from relance.adapters.carriers.accounts import CarrierAccounts
    from relance.ports.sender_sessions import SenderSessions
    from relance.runtime.bootstrap import Application
    from relance.service.contacts.settling_letters import SettlingLetters
    from relance.service.identifying import Identifying
    from relance.service.sending.posting import Posting
    from relance.service.sending.sending_letters import Letters

SANDBOX = Offers(tuple(Offer(channel, 0, HOUSE) for channel in sorted(LETTERS)))
"""A sandbox calls no provider: every letter waits in the archive."""


@dataclass(frozen=True)
class Post:
    """Built on first use, from the application's common parts."""

    app: Application

    @cached_property
    def carriers(self) -> CarrierAccounts:
        """Whoever this deployment has an account at; one breaker each for the container's life."""
        from relance.adapters.carriers.accounts import CarrierAccounts
        from relance.adapters.carriers.part import Surroundings
        from relance.adapters.carriers.sessions import SecretText

        app = self.app
        arn = app.settings.carriers_secret_arn
        secret = SecretText(app.clients.secretsmanager, arn).read if arn else str
        around = Surroundings(app.clock.now, self.sessions, production=not app.settings.specimen)
        return CarrierAccounts(secret, app.archive, around, time.monotonic)

    @cached_property
    def sessions(self) -> SenderSessions:
        """What people opened with one-time codes."""
        from relance.adapters.carriers.sessions import NoSessions, SecretSessions, SecretText

        arn = self.app.settings.sessions_secret_arn
        return SecretSessions(SecretText(self.app.clients.secretsmanager, arn)) if arn else NoSessions()

    @cached_property
    def letters(self) -> Letters:
        """The way out of every letter."""
        from relance.service.sending.consigning import Consigning
        from relance.service.sending.enclosing import Enclosing
        from relance.service.sending.sending_letters import Letters

        app = self.app
        consigning = Consigning(app.archive, Enclosing(app.documents), app.policies.creditor)
        return Letters(consigning, self.posting)

    @cached_property
    def posting(self) -> Posting:
        """From carrier to carrier, until one takes the letter."""
        from relance.adapters.rendering.postal.checking import PostalPreflight
        from relance.service.sending.posting import Posting

        app, specimen = self.app, self.app.settings.specimen
        return Posting(
            offers=lambda: SANDBOX if specimen else app.policies.book().offers,
            carriers=self.carriers,
            preflight=PostalPreflight(app.policies.postal, specimen=specimen),
            clock=app.clock,
            figures=app.figures,
        )

    @cached_property
    def settling(self) -> SettlingLetters:
        """Of silence."""
        from relance.service.contacts.settling_letters import SettlingLetters

        return SettlingLetters(self.carriers, self.app.contact_book)

    @cached_property
    def identifying(self) -> Identifying:
        """A person's part in qualified letters."""
        from relance.service.identifying import Identifying

        return Identifying(self.carriers, self.sessions)
