"""The desk of policies in memory."""

from dataclasses import dataclass, field

from relance.adapters.policies.shipped import shipped_files


@dataclass
class InMemoryPolicyDesk:
    """PolicyDesk: drafts, published files and receipts, by name."""

    drafts: dict[str, bytes] = field(default_factory=dict)
    published: dict[str, bytes] = field(default_factory=dict)

    def draft(self, name: str) -> bytes | None:
        return self.drafts.get(name)

    def in_force(self) -> dict[str, bytes]:
        return shipped_files() | self.published

    def put_in_force(self, name: str, body: bytes) -> None:
        self.published[name] = body

    def answer(self, name: str, *, accepted: bool, text: str) -> None:
        receipt, other = f"{name}.accepted.txt", f"{name}.refused.txt"
        if not accepted:
            receipt, other = other, receipt
        self.drafts[receipt] = text.encode()
        if other in self.drafts:
            self.drafts[other] = f"Réponse à une version antérieure : voir {receipt}.\n".encode()
