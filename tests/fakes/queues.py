"""Queues in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from relance.ports.following import News
from relance.ports.messaging import ContactOrder, DispatchOrder


@dataclass
class InMemoryContactQueue:
    """Accounts to look at, in the order in which they came."""

    orders: list[ContactOrder] = field(default_factory=list)

    def put_all(self, orders: Iterable[ContactOrder]) -> int:
        added = list(orders)
        self.orders += added
        return len(added)

    def take(self) -> list[ContactOrder]:
        """Everything queued; the queue is empty afterwards."""
        taken, self.orders = self.orders, []
        return taken


@dataclass
class InMemoryDispatchQueue:
    """Contacts ready to go, in the order in which they came."""

    orders: list[DispatchOrder] = field(default_factory=list)

    def put(self, order: DispatchOrder) -> None:
        self.orders.append(order)

    def take(self) -> list[DispatchOrder]:
        """Everything queued; the queue is empty afterwards."""
        taken, self.orders = self.orders, []
        return taken


@dataclass
class InMemoryLetterQueue:
    """Letters to read back, in the order in which the news came."""

    news: list[News] = field(default_factory=list)

    def put_all(self, news: Iterable[News]) -> int:
        added = list(news)
        self.news += added
        return len(added)

    def take(self) -> list[News]:
        """Everything queued; the queue is empty afterwards."""
        taken, self.news = self.news, []
        return taken
