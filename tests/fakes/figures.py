"""Figures that a test can read back."""

from collections import Counter
from dataclasses import dataclass, field

Dimensions = tuple[tuple[str, str], ...]


@dataclass
class RecordingFigures:
    """Keeps every count and gauge."""

    counts: Counter[tuple[str, Dimensions]] = field(default_factory=Counter)
    gauges: dict[tuple[str, Dimensions], float] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    def count(self, name: str, value: int = 1, **dimensions: str) -> None:
        self.counts[name, _sorted(dimensions)] += value

    def gauge(self, name: str, value: float, *, unit: str = "None", **dimensions: str) -> None:
        self.gauges[name, _sorted(dimensions)] = value
        self.units[name] = unit

    def total(self, name: str, **dimensions: str) -> int:
        """The sum of a count over every dimension that is not named here."""
        wanted = set(dimensions.items())
        return sum(n for (counted, dims), n in self.counts.items() if counted == name and wanted <= set(dims))

    def last(self, name: str, **dimensions: str) -> float:
        """The gauge as it was set last."""
        return self.gauges[name, _sorted(dimensions)]


def _sorted(dimensions: dict[str, str]) -> Dimensions:
    return tuple(sorted(dimensions.items()))
