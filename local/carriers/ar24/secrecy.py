"""How AR24 knows who calls, and keeps its answers from others. Written from its contract, for the fake alone."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

PARIS = ZoneInfo("Europe/Paris")
WINDOW = timedelta(minutes=10)
BLOCK = 16


def stamp(at: datetime) -> str:
    return at.astimezone(PARIS).strftime("%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True)
class Secrecy:
    """A client's token and private key, as AR24 keeps them."""

    token: str
    private_key: str

    def objection(self, token: str, date: str, signature: str, now: datetime) -> str | None:
        """The slug of what is wrong with a call; None: it is the client's."""
        if token != self.token:
            return "token_invalid" if token else "token_missing"
        if slug := _untimely(date, now):
            return slug
        if not signature:
            return "empty_signature"
        return None if signature == self.signature(date) else "invalid_signature"

    def signature(self, date: str) -> str:
        return self._sealed(sha256(self.private_key.encode()).hexdigest(), date.encode())

    def answer(self, date: str, plain: bytes) -> bytes:
        return self._sealed(sha256((date + self.private_key).encode()).hexdigest(), plain).encode()

    def _sealed(self, digest: str, plain: bytes) -> str:
        once = sha256(self.private_key.encode()).hexdigest()
        iv = sha256(once.encode()).hexdigest()[:16].encode()
        missing = BLOCK - len(plain) % BLOCK
        writer = Cipher(AES(digest[:32].encode()), CBC(iv)).encryptor()
        return base64.b64encode(writer.update(plain + bytes([missing]) * missing) + writer.finalize()).decode()


def _untimely(date: str, now: datetime) -> str | None:
    if not date:
        return "empty_date"
    try:
        told = datetime.strptime(date, "%Y-%m-%d %H:%M:%S").replace(tzinfo=PARIS)
    except ValueError:
        return "invalid_date"
    if told + WINDOW < now:
        return "expired_date"
    return "date_in_future" if told > now + WINDOW else None
