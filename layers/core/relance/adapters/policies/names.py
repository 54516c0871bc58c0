"""The names that a policy file may have: anything else is refused, so that a typo is never a silent no-op."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from relance.domain.billing import CustomerKind
from relance.domain.cells import ONE_TONE, refused
from relance.domain.document import Document, Tone
from relance.domain.errors import InvalidPolicyError

RULES: Final = "rules.toml"
CREDITOR: Final = "creditor.toml"
PENALTIES: Final = "penalties.toml"
RATES: Final = "rates.csv"
CARRIERS: Final = "carriers.toml"
CHANNELS: Final = "channels.toml"
TIMESTAMP_AUTHORITY: Final = "timestamp_authority.pem"
LOGO: Final = "logo.png"
SIGNATURE: Final = "signature.png"
IMAGES: Final = (LOGO, SIGNATURE)
SINGLE: Final = (RULES, CHANNELS, CREDITOR, PENALTIES, RATES, CARRIERS, TIMESTAMP_AUTHORITY, *IMAGES)
"""Files of which there is one."""
PLANS: Final = "plans/"
TEXTS: Final = "texts/"
MAX_BYTES: Final = 100_000
MAX_IMAGE_BYTES: Final = 200_000
"""Every letter and every mail carries the logo."""
VERSION_CHARS: Final = 12
LANGUAGES: Final = ("fr", "en")
"""The languages whose fixed labels the renderer knows."""

_PLAN = re.compile(r"plans/([a-z][a-z0-9_-]{0,39})\.toml")
_TEXT = re.compile(r"texts/([a-z]{2})/([a-z_]+)((?:\.[a-z]+)*)\.toml")


@dataclass(frozen=True, slots=True)
class TextName:
    """Which letters a text file speaks for; None: every kind of customer, every tone."""

    language: str
    document: Document
    kind: CustomerKind | None = None
    tone: Tone | None = None

    @property
    def file(self) -> str:
        """The file's name, such as "texts/fr/first_reminder.consumer.firm.toml"."""
        variant = [str(part) for part in (self.document, self.kind, self.tone) if part]
        return f"{TEXTS}{self.language}/{'.'.join(variant)}.toml"


def plan_name(file: str) -> str:
    """The plan that a file holds."""
    if match := _PLAN.fullmatch(file):
        return match[1]
    raise InvalidPolicyError(f"{file} : un plan s'appelle plans/nom.toml, en minuscules, chiffres et tirets")


def text_name(file: str) -> TextName:
    """What a text file speaks for: texts/<language>/<document>[.<kind>][.<tone>].toml."""
    match = _TEXT.fullmatch(file)
    if not match or match[1] not in LANGUAGES or match[2] not in list(Document):
        known = ", ".join(Document)
        raise InvalidPolicyError(
            f"{file} : un texte s'appelle texts/fr/document.toml ou texts/en/document.toml, où document est {known}"
        )
    kind, tone = _variant(file, [part for part in match[3].split(".") if part])
    return TextName(match[1], Document(match[2]), kind, tone)


def _variant(file: str, parts: list[str]) -> tuple[CustomerKind | None, Tone | None]:
    kind = CustomerKind(parts.pop(0)) if parts and parts[0] in list(CustomerKind) else None
    tone = Tone(parts.pop(0)) if parts and parts[0] in list(Tone) else None
    if parts:
        kinds, tones = ", ".join(CustomerKind), ", ".join(Tone)
        raise InvalidPolicyError(
            f"{file} : {parts[0]} n'est ni un type de client ({kinds}) ni un ton ({tones}), dans cet ordre"
        )
    return kind, tone


def check_name(file: str) -> None:
    """Raise unless the name is one of those above."""
    if file in SINGLE:
        return
    if file.startswith(PLANS):
        plan_name(file)
    elif file.startswith(TEXTS):
        _check_cell(text_name(file))
    else:
        raise InvalidPolicyError(f"{file} : nom inconnu ; attendu plans/…, texts/…, {', '.join(SINGLE)}")


def versioned(file: str, body: bytes) -> str:
    """A file's name with its version, which is the beginning of its SHA-256."""
    return f"{file}@{hashlib.sha256(body).hexdigest()[:VERSION_CHARS]}"


def _check_cell(name: TextName) -> None:
    """Published before the rule, such a file is never read or does no harm: only a new one is refused."""
    reason = refused(name.document, name.kind) if name.kind else None
    if name.tone is not None:
        reason = reason or ONE_TONE.get(name.document)
    if reason:
        raise InvalidPolicyError(f"{name.file} : {reason}")


def most_bytes(file: str) -> int:
    """How long a file of that name may be."""
    return MAX_IMAGE_BYTES if file in IMAGES else MAX_BYTES


def media_type(file: str) -> str:
    """What the bucket says that the file is."""
    return "image/png" if file in IMAGES else "text/plain; charset=utf-8"
