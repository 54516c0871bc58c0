"""Every mail that the system can write, on ordinary and on extreme data, with a logo and a payment page."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from relance.adapters.policies.names import LANGUAGES, TextName
from relance.adapters.rendering.samples import REFERENCE, SAMPLES
from relance.domain.billing import CustomerKind
from relance.domain.cells import refused
from relance.domain.document import Document, Tone
from relance.ports.rendering import RenderedMail
from tests.golden.statements import renderer

PAYMENT_URL = "https://paiement.atelier-lumiere.example/"


def png(width: int = 440, height: int = 120) -> bytes:
    """A white rectangle."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = (b"\0" + b"\xff" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def cells() -> Iterator[TextName]:
    for language in LANGUAGES:
        for document in Document:
            for kind in CustomerKind:
                if not refused(document, kind):
                    yield from (TextName(language, document, kind, tone) for tone in Tone)


@cache
def written(name: TextName, sample: str = "ordinary", *, specimen: bool = False) -> RenderedMail:
    return write(name, sample, specimen=specimen, payment_url=PAYMENT_URL, logo=png())


def write(name: TextName, sample: str = "ordinary", **how: Any) -> RenderedMail:
    return renderer(**how).mail(SAMPLES[sample](name), reference=REFERENCE)
