"""Pictures of the creditor's: how large a PNG stands in the room that it is given."""

from __future__ import annotations

import struct
from typing import Final

from relance.domain.errors import InvalidPolicyError

PNG: Final = b"\x89PNG\r\n\x1a\n"
HEADER: Final = struct.Struct(">8s4x4sII")
"""Signature, length, "IHDR", width and height in pixels."""


def fit(png: bytes, width: float, height: float) -> tuple[float, float]:
    """Width and height in millimetres, as large as the room allows, with the picture's own proportions.

    Raises InvalidPolicyError for what is no PNG.
    """
    if len(png) < HEADER.size:
        raise InvalidPolicyError("logo et signature : le fichier n'est pas une image PNG")
    signature, chunk, across, down = HEADER.unpack_from(png)
    if signature != PNG or chunk != b"IHDR" or not across or not down:
        raise InvalidPolicyError("logo et signature : le fichier n'est pas une image PNG")
    scale = min(width / across, height / down)
    return across * scale, down * scale
