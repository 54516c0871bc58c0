"""Stopping and resuming all sending. Every dispatch reads the switch right before it calls a provider."""

from __future__ import annotations

from dataclasses import dataclass

from relance.domain.calendar import civil_date
from relance.domain.errors import RejectedError
from relance.domain.record import SendingSwitch
from relance.ports.ledger import Controls
from relance.ports.outside import Clock


@dataclass(frozen=True, slots=True)
class Switching:
    """The deployment's one switch. Each turn names a person."""

    controls: Controls
    clock: Clock

    def stop(self, *, by: str, reason: str) -> SendingSwitch:
        """Nothing is sent any more; planning goes on, and what is queued waits or is planned again."""
        return self._turn(on=False, by=by, reason=reason)

    def resume(self, *, by: str, reason: str = "") -> SendingSwitch:
        """Sending is on. The first time is the deployment's going live, from which the first days' cap counts."""
        return self._turn(on=True, by=by, reason=reason)

    def _turn(self, *, on: bool, by: str, reason: str) -> SendingSwitch:
        if not by.strip():
            raise RejectedError("auteur : le nom de la personne manque")
        now = self.clock.now()
        live_since = self.controls.sending().live_since or (civil_date(now) if on else None)
        switch = SendingSwitch(on=on, by=by, reason=reason, at=now, live_since=live_since)
        self.controls.switch(switch)
        return switch
