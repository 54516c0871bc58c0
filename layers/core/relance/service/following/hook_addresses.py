"""The addresses that carriers call us at: told to the operator, and to the carriers that take them by call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from relance.ports.carriers import Carriers, LetterCarrier, NotSetUpError
from relance.ports.following import NotificationCentre, TakesSubscriptions


@dataclass(frozen=True, slots=True)
class HookAddress:
    """Where a carrier shall call. Whoever knows the address may call it."""

    carrier: str
    url: str = field(repr=False)
    set_up: bool
    """Whether we have an account there."""
    by_call: bool
    """Whether the carrier takes the address by a call of ours."""


@dataclass(frozen=True, slots=True)
class HookAddresses:
    """Reads the carriers' accounts; asks the carriers themselves only to register."""

    carriers: Carriers
    names: tuple[str, ...]
    url_of: Callable[[str], str]

    def all(self) -> list[HookAddress]:
        """One for each carrier that can be set up, so that an account is complete from its first day."""
        return [self._of(name) for name in self.names]

    def register(self) -> Iterator[tuple[str, int]]:
        """Subscribe where that goes by call. Yields carrier and number of new subscriptions.

        Raises what the carrier's calls raise.
        """
        for name in self.names:
            centre = _centre(self._account(name))
            if centre is not None:
                yield name, centre.subscribe(self.url_of(name))

    def _of(self, name: str) -> HookAddress:
        account = self._account(name)
        return HookAddress(name, self.url_of(name), account is not None, _centre(account) is not None)

    def _account(self, name: str) -> LetterCarrier | None:
        try:
            return self.carriers.get(name)
        except NotSetUpError:
            return None


def _centre(account: object) -> NotificationCentre | None:
    return account.notifications if isinstance(account, TakesSubscriptions) else None
