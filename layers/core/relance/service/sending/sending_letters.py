"""Letters of the plan and formal notices: consigned, then handed to the carrier that takes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from relance.domain.contact import StoredObject
from relance.ports.carriers import Consignment
from relance.service.sending.consigning import Consigning, address_of, parts_of
from relance.service.sending.posting import Posting
from relance.service.sending.ways import Given, Mark, Owed


@dataclass(frozen=True, slots=True)
class Letters:
    """Every channel that a carrier is paid for."""

    consigning: Consigning
    posting: Posting

    def hand_over(self, owed: Owed, mark: Mark) -> Given:
        """As Way, and RejectedError where no carrier of the channel can take the letter."""
        return self._posted(owed, self.consigning.reminder(owed), mark)

    def serve(self, owed: Owed, enclosures: Iterable[StoredObject], mark: Mark) -> Given:
        """A formal notice with what was frozen beside it, in the same way."""
        return self._posted(owed, self.consigning.notice(owed, enclosures), mark)

    def _posted(self, owed: Owed, consignment: Consignment, mark: Mark) -> Given:
        row = replace(owed.row, address=address_of(owed.row, owed.statement), parts=parts_of(consignment))
        return self.posting.hand_over(row, consignment, mark)
