"""Sessions that people opened at carriers, in a secret of their own: they let whoever holds them send in our name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from relance.adapters.errors import translated
from relance.domain.errors import RejectedError
from relance.ports.sender_sessions import SenderSession

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


@dataclass(frozen=True, slots=True)
class SecretText:
    """A secret's text."""

    client: SecretsManagerClient
    secret: str
    """Its ARN."""

    def read(self) -> str:
        """As it is now."""
        with translated("reading a secret"):
            return self.client.get_secret_value(SecretId=self.secret)["SecretString"]

    def write(self, text: str) -> None:
        """Replace it."""
        with translated("writing a secret"):
            self.client.put_secret_value(SecretId=self.secret, SecretString=text)


@dataclass(frozen=True, slots=True)
class SecretSessions:
    """See ports.carriers.SenderSessions: {"ar24": {"hash": "…", "expires_at": "2026-03-02T09:00:00+00:00"}}."""

    secret: SecretText

    def get(self, carrier: str) -> SenderSession | None:
        """Read anew each time: a person may have opened one a second ago."""
        kept = self._all().get(carrier)
        if not isinstance(kept, dict):
            return None
        return SenderSession(str(kept.get("hash") or ""), datetime.fromisoformat(str(kept.get("expires_at"))))

    def put(self, carrier: str, session: SenderSession) -> None:
        """Beside those of other carriers."""
        kept = {"hash": session.hash, "expires_at": session.expires_at.isoformat()}
        self.secret.write(json.dumps({**self._all(), carrier: kept}))

    def _all(self) -> dict[str, Any]:
        try:
            kept = json.loads(self.secret.read() or "{}")
        except ValueError:
            kept = None
        if not isinstance(kept, dict):
            raise RejectedError("the secret of sessions holds no JSON object; put {} there")
        return kept


@dataclass(frozen=True, slots=True)
class NoSessions:
    """Of a function that hands nothing over, or a deployment without carriers."""

    def get(self, carrier: str) -> SenderSession | None:  # noqa: ARG002 the port's
        """None."""
        return None

    def put(self, carrier: str, session: SenderSession) -> None:  # noqa: ARG002 the port's
        """Raises RejectedError."""
        raise RejectedError(f"{carrier}: this deployment keeps no sessions")
