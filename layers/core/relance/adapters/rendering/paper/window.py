"""Where an envelope's window shows the sheet folded in three, in millimetres from the page's top left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Window:
    """The address stands in what always shows; what may show as the sheet slides holds nothing else."""

    left: float
    top: float
    right: float
    bottom: float
    """What always shows."""
    reach_left: float
    reach_top: float
    reach_bottom: float
    """What may show; to the right, up to the edge of the paper."""

    @property
    def x(self) -> float:
        """Where the lines of the address begin."""
        return self.left + 5.0

    @property
    def width(self) -> float:
        """Room for a line of the address."""
        return self.right - self.x - 3.0

    @property
    def height(self) -> float:
        """Room for all its lines."""
        return self.bottom - self.top


DL: Final = Window(left=100.0, top=55.0, right=190.0, bottom=79.0, reach_left=90.0, reach_top=44.0, reach_bottom=90.0)
"""The French envelope of 110 × 220 mm with a window of 35 × 100 mm, 20 mm from its right and bottom edges.

A third of A4 (210 × 99 mm) slides 11 mm up and down in it, and 10 mm to each side.
"""
