"""The composition of following: carriers' calls, rounds of asking, facts and proofs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relance.adapters.hooks import HmacHookKeys
    from relance.adapters.letter_queue import SqsLetterQueue
    from relance.runtime.bootstrap import Application
    from relance.service.following.follow_letter import FollowLetter
    from relance.service.following.hook_addresses import HookAddresses
    from relance.service.following.keeping_proofs import KeepProofs
    from relance.service.following.poll_letters import PollLetters
    from relance.service.following.posted_by_hand import PostedByHand
    from relance.service.following.receive_webhook import ReceiveWebhook
    from relance.service.following.silence import Silences


@dataclass(frozen=True)
class Letters:
    """Built on first use, from the application's common parts."""

    app: Application

    @cached_property
    def queue(self) -> SqsLetterQueue:
        """What is to be read back."""
        from relance.adapters.letter_queue import SqsLetterQueue

        (url,) = self.app.settings.need("letter_queue_url")
        return SqsLetterQueue(client=self.app.clients.sqs, queue_url=url)

    @cached_property
    def hook_keys(self) -> HmacHookKeys:
        """From the deployment's own secret."""
        from relance.adapters.hooks import HmacHookKeys

        (secret,) = self.app.settings.need("hook_secret_arn")
        value = self.app.clients.secretsmanager.get_secret_value(SecretId=secret)
        return HmacHookKeys(value["SecretString"].encode())

    def hook_address(self, carrier: str) -> str:
        """The address to give to a carrier. It is a secret."""
        from relance.adapters.hooks import hook_address

        (url,) = self.app.settings.need("hook_url")
        return hook_address(url, self.hook_keys, carrier)

    @property
    def hook_addresses(self) -> HookAddresses:
        """For the operator."""
        from relance.service.following.hook_addresses import HookAddresses

        carriers = self.app.post.carriers
        return HookAddresses(carriers, carriers.names(), self.hook_address)

    @cached_property
    def receive_webhook(self) -> ReceiveWebhook:
        """What carriers call."""
        from relance.service.following.receive_webhook import ReceiveWebhook

        app = self.app
        return ReceiveWebhook(
            keys=self.hook_keys,
            carriers=app.post.carriers,
            evidence=app.evidence,
            queue=self.queue,
            quarantine=app.quarantine,
            clock=app.clock,
            figures=app.figures,
        )

    @cached_property
    def silences(self) -> Silences:
        """Messages of which nobody speaks."""
        from relance.service.following.silence import Silences

        return Silences(self.app.contact_book, self.app.clock, self.app.figures)

    @cached_property
    def proofs(self) -> KeepProofs:
        """What carriers and people bring."""
        from relance.service.following.keeping_proofs import KeepProofs

        app = self.app
        return KeepProofs(app.ledger, app.evidence, app.clock, app.figures)

    @property
    def posted_by_hand(self) -> PostedByHand:
        """For the operator."""
        from relance.service.following.posted_by_hand import PostedByHand

        app = self.app
        tracker = app.contacts.delivery_intake.tracker
        return PostedByHand(app.ledger, tracker, self.proofs, app.cases.notice_fates, app.clock)

    @cached_property
    def follow_letter(self) -> FollowLetter:
        """Reading back, folding, keeping."""
        from relance.service.following.follow_letter import FollowLetter

        app = self.app
        return FollowLetter(
            carriers=app.post.carriers,
            book=app.contact_book,
            tracker=app.contacts.delivery_intake.tracker,
            proofs=self.proofs,
            silences=self.silences,
            tracked=app.tracked.letters,
            watcher=app.cases.notice_fates,
            clock=app.clock,
            figures=app.figures,
        )

    @cached_property
    def poll_letters(self) -> PollLetters:
        """The hourly round."""
        from relance.service.following.poll_letters import PollLetters

        return PollLetters(self.app.ledger, self.queue, self.app.clock)
