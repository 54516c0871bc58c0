"""The creditor's own pictures: how large a PNG stands in the room that it is given."""

from __future__ import annotations

from relance.adapters.policies.images import image_size


def fit(file: str, png: bytes, width: float, height: float) -> tuple[float, float]:
    """Width and height in millimetres, as large as the room allows, with the picture's own proportions.

    Raises InvalidPolicyError for what is no PNG of a usable size.
    """
    size = image_size(file, png)
    scale = min(width / size.width, height / size.height)
    return size.width * scale, size.height * scale
