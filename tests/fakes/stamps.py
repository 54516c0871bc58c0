"""A timestamp authority in memory: tokens that say what they certify, and that only it believes."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from relance.domain.errors import TransientError
from relance.ports.evidence import BadStampError, Stamp

AUTHORITY = "Horodatage d'essai"


@dataclass
class InMemoryStamper:
    now: Callable[[], datetime]
    down: bool = False
    stamped: list[bytes] = field(default_factory=list)

    def stamp(self, sha256: bytes) -> Stamp:
        if self.down:
            raise TransientError("the timestamp authority does not answer")
        self.stamped.append(sha256)
        said = {"at": self.now().isoformat(), "number": len(self.stamped), "sha256": sha256.hex()}
        return Stamp(self.now(), json.dumps({**said, "seal": _seal(said)}).encode(), AUTHORITY)


class InMemoryVerifier:
    def verify(self, token: bytes, sha256: bytes) -> Stamp:
        try:
            said = json.loads(token)
            seal = said.pop("seal")
            if json.dumps({**said, "seal": _seal(said)}).encode() != token or seal != _seal(said):
                raise BadStampError("the authority did not sign this")
            if said["sha256"] != sha256.hex():
                raise BadStampError("the token speaks of another digest")
            return Stamp(datetime.fromisoformat(said["at"]), token, AUTHORITY)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadStampError("this is no token") from error


def _seal(said: dict[str, object]) -> str:
    return hashlib.sha256(b"secret of the fake" + json.dumps(said).encode()).hexdigest()
