"""The creditor's logo and signature: PNG files, small enough for every letter and mail, large enough to print well."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Final, NamedTuple

from relance.adapters.policies.fields import check_length
from relance.domain.errors import InvalidPolicyError

MAGIC: Final = b"\x89PNG\r\n\x1a\n"
LEAST: Final = 60
MOST: Final = 2400
"""Pixels of the longer side: below it prints in blocks, above it only weighs."""
LONGEST: Final = 10
"""How many times longer than high an image may be, or the reverse."""


class Size(NamedTuple):
    """In pixels."""

    width: int
    height: int


def image_size(file: str, body: bytes) -> Size:
    """Read from the header alone. Raises InvalidPolicyError for what is no PNG of a usable size."""
    check_length(file, body)
    if len(body) < 33 or not body.startswith(MAGIC) or body[12:16] != b"IHDR":  # noqa: PLR2004
        raise InvalidPolicyError(f"{file} : ce n'est pas une image PNG")
    size = Size(*struct.unpack(">II", body[16:24]))
    long, short = max(size), min(size)
    if not (short and LEAST <= long <= MOST):
        found = f"{size.width} × {size.height} points"
        raise InvalidPolicyError(f"{file} : {found} ; le plus long côté va de {LEAST} à {MOST} points")
    if long > LONGEST * short:
        raise InvalidPolicyError(f"{file} : {size.width} × {size.height} points, plus de {LONGEST} fois l'autre côté")
    return size


def check_image(file: str, body: bytes) -> str:
    """Decode it wholly, as the letters will; its size in words. Needs Pillow. Raises InvalidPolicyError."""
    size = image_size(file, body)
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(body), formats=["PNG"]) as image:
            image.load()
            frames = getattr(image, "n_frames", 1)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise InvalidPolicyError(f"{file} : l'image PNG est abîmée et ne se lit pas") from error
    if frames > 1:
        raise InvalidPolicyError(f"{file} : l'image est animée ; une lettre n'en montre qu'une")
    kilobytes = -(-len(body) // 1000)
    return f"{size.width} × {size.height} points, {kilobytes} ko"
