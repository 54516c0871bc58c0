"""The creditor's logo in a mail: a part of the message itself, fetched from nowhere."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass

from relance.adapters.policies.images import image_size
from relance.domain.creditor import Creditor
from relance.ports.rendering import InlineImage, RenderedMail

BROADEST, HIGHEST = 220, 64
"""CSS pixels; the file may hold more, for sharp screens."""


@dataclass(frozen=True, slots=True)
class ShownLogo:
    """The image, and how large it is shown."""

    image: InlineImage
    width: int
    height: int

    @property
    def cid(self) -> str:
        return self.image.content_id


def logo_of(creditor: Creditor) -> ShownLogo | None:
    """None where the creditor has none: its name is set in type."""
    if not creditor.logo:
        return None
    width, height = image_size("logo.png", creditor.logo)
    scale = min(BROADEST / width, HIGHEST / height, 1)
    # The id is derived, so that equal mails have equal bytes; on the creditor's domain, as all that a debtor sees.
    digest = hashlib.sha256(creditor.logo).hexdigest()[:16]
    image = InlineImage("logo.png", creditor.logo, f"{digest}@{creditor.sender_email.rpartition('@')[2]}")
    return ShownLogo(image, max(round(width * scale), 1), max(round(height * scale), 1))


def standalone(mail: RenderedMail) -> str:
    """The page as a file of its own, for a person to look at: its images are written into it."""
    html = mail.html
    for image in mail.images:
        html = html.replace(f"cid:{image.content_id}", f"data:image/png;base64,{b64encode(image.body).decode()}")
    return html
