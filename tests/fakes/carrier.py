"""A carrier in memory whose answers a test chooses. One letter per reference, as the port promises."""

from dataclasses import dataclass, field

from relance.ports.outside import Parcel


@dataclass
class FakeCarrier:
    letters: dict[str, Parcel] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    """References submitted, repeated ones included."""
    fails: list[Exception] = field(default_factory=list)
    """Raised instead of taking the letter, one per call."""
    lost_answers: list[Exception] = field(default_factory=list)
    """Raised after taking the letter, one per call."""

    def submit(self, parcel: Parcel) -> str:
        self.calls.append(parcel.reference)
        if self.fails:
            raise self.fails.pop(0)
        self.letters.setdefault(parcel.reference, parcel)
        if self.lost_answers:
            raise self.lost_answers.pop(0)
        return f"CARRIER-{parcel.reference}"

    def find(self, reference: str) -> str | None:
        return f"CARRIER-{reference}" if reference in self.letters else None
