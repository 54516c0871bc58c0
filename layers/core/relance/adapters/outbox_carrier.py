"""A carrier that keeps letters in the archive, for people to post: one folder, PDFs and a manifest per letter."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NoReturn

from relance.domain.canonical import canonical_json
from relance.domain.contact import StoredObject
from relance.domain.errors import RejectedError, TransientError
from relance.ports.carriers import (
    Capabilities,
    CarrierFact,
    Consignment,
    ForgedError,
    Idempotency,
    Party,
    Proof,
    ProofExpiredError,
    ProofOffer,
    Service,
    Sheet,
    Taken,
    WebhookAuth,
)
from relance.ports.messaging import OutcomeUnknownError, TryLaterError
from relance.ports.storage import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX: Final = "outbox/"
WORDS: Final[Mapping[Service, str]] = {
    Service.LETTER: "lettre simple",
    Service.TRACKED_LETTER: "lettre suivie",
    Service.REGISTERED: "lettre recommandée avec avis de réception",
    Service.LRE: "lettre recommandée électronique qualifiée",
    Service.ERE: "envoi recommandé électronique",
}
CAPABILITIES: Final = Capabilities(
    services=frozenset(Service),
    idempotency=Idempotency.NATIVE,
    webhook_auth=WebhookAuth.NONE,
    finds_by_reference=True,
    cancels=False,
)


class OutboxCarrier:
    """A LetterCarrier without a provider. The manifest is written last: without it the letter was not taken."""

    capabilities = CAPABILITIES

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def submit(self, consignment: Consignment) -> Taken:
        """Keep the letter under our reference; the same reference twice is one letter, the first."""
        reference = consignment.reference
        with _silence(TryLaterError):
            if self._taken(reference):
                return _letter(reference)
            letter = self._put(f"{PREFIX}{reference}.pdf", consignment.letter)
            enclosures = [
                self._put(f"{PREFIX}{reference}-{place:03d}.pdf", sheet)
                for place, sheet in enumerate(consignment.enclosures, start=1)
            ]
        manifest = {
            "carrier_id": _letter(reference).carrier_id,
            "reference": reference,
            "service": WORDS[consignment.service],
            "to": _addressee(consignment.recipient),
            "letter": letter,
            "enclosures": enclosures,
        }
        with _silence(OutcomeUnknownError):
            self._archive.put(
                _manifest_key(reference), canonical_json(manifest).encode(), media_type="application/json"
            )
        return _letter(reference)

    def find(self, reference: str) -> Taken | None:
        with _silence(OutcomeUnknownError):
            return _letter(reference) if self._taken(reference) else None

    def withdraw(self, reference: str) -> bool:
        return self.find(reference) is None

    def facts(self, carrier_id: str) -> tuple[CarrierFact, ...]:  # noqa: ARG002 the port's
        """Nobody tells us what people do with it."""
        return ()

    def proofs(self, carrier_id: str) -> tuple[ProofOffer, ...]:  # noqa: ARG002 the port's
        return ()

    def fetch(self, offer: ProofOffer) -> Proof:
        raise ProofExpiredError(f"the outbox has no proofs ({offer.kind.value})")

    def cancel(self, carrier_id: str) -> bool:  # noqa: ARG002 the port's
        """It may be in a letter box already."""
        return False

    def webhook(self, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> NoReturn:  # noqa: ARG002
        raise ForgedError("the outbox calls nobody")

    def _taken(self, reference: str) -> bool:
        try:
            self._archive.get(_manifest_key(reference))
        except RejectedError:
            return False
        return True

    def _put(self, key: str, sheet: Sheet) -> StoredObject:
        return self._archive.put(key, sheet.body, media_type="application/pdf")


@contextmanager
def _silence(means: type[TryLaterError | OutcomeUnknownError]) -> Iterator[None]:
    """What an archive that does not answer means for the letter."""
    try:
        yield
    except TransientError as error:
        raise means(str(error)) from error


def _addressee(to: Party) -> dict[str, object]:
    return {"name": to.name, "company": to.company, "address": to.address, "email": to.email}


def _letter(reference: str) -> Taken:
    """Without a price: the stamp's is the configured one."""
    return Taken(f"OUTBOX-{reference}")


def _manifest_key(reference: str) -> str:
    return f"{PREFIX}{reference}.json"
