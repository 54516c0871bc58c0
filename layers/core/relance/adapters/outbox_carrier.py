"""A carrier that keeps letters in the archive, for people to post: one folder, a PDF and a manifest per letter."""

from __future__ import annotations

from relance.domain.canonical import canonical_json
from relance.domain.errors import RejectedError
from relance.ports.outside import Parcel
from relance.ports.storage import Archive

PREFIX = "outbox/"


class OutboxCarrier:
    """See ports.outside.Carrier. The manifest is written last: without it the letter was not taken."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def submit(self, parcel: Parcel) -> str:
        """Keep the letter under our reference; the same reference twice is one letter, the first."""
        taken = self.find(parcel.reference)
        if taken is not None:
            return taken
        letter = self._archive.put(f"{PREFIX}{parcel.reference}.pdf", parcel.body, media_type="application/pdf")
        debtor = parcel.statement.debtor
        manifest = {
            "carrier_id": _carrier_id(parcel.reference),
            "reference": parcel.reference,
            "account_id": parcel.account_id,
            "service": "registered letter with acknowledgement of receipt",
            "to": {"name": debtor.legal_name, "address": debtor.address},
            "letter": letter,
            "source": parcel.document,
            "enclosures": parcel.enclosures,
        }
        key, body = _manifest_key(parcel.reference), canonical_json(manifest).encode()
        self._archive.put(key, body, media_type="application/json")
        return _carrier_id(parcel.reference)

    def find(self, reference: str) -> str | None:
        """The letter's id here, if its manifest is there."""
        try:
            self._archive.get(_manifest_key(reference))
        except RejectedError:
            return None
        return _carrier_id(reference)


def _manifest_key(reference: str) -> str:
    return f"{PREFIX}{reference}.json"


def _carrier_id(reference: str) -> str:
    return f"OUTBOX-{reference}"
