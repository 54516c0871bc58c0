"""The papers that a recipient of Maileva has at this moment, and where each is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from relance.adapters.carriers.maileva.facts import moment
from relance.adapters.carriers.maileva.settings import PATHS
from relance.ports.carriers import ProofKind, ProofOffer, Service

Row = Mapping[str, Any]

DELIVERY_PROOFS: Final = {
    "DEPOSIT_PROOF": ProofKind.DEPOSIT,
    "ACKNOWLEDGMENT_OF_RECEIPT": ProofKind.RECEIPT,
    "REFUSAL_PROOF": ProofKind.REFUSAL,
    "NOT_CLAIMED_PROOF": ProofKind.UNCLAIMED,
    "UNDELIVERED_PROOF": ProofKind.UNDELIVERED,
}
RETURNED_AS: Final = {"N03": ProofKind.UNCLAIMED, "N05": ProofKind.REFUSAL}
"""The picture of the returned letter proves why it came back."""
LOCATOR: Final = re.compile(
    rf"(?:{'|'.join(PATHS.values())})(?:/sendings/[\w-]{{1,40}}/recipients|/global_deposit_proofs)/[\w-]{{1,40}}"
    r"/(?:download\w*)",
    re.ASCII,
)
"""Nothing else is fetched with our token, whatever an answer or a store says."""


def offers_of(service: Service, carrier_id: str, root: str, recipient: Row) -> tuple[ProofOffer, ...]:
    """What can be fetched now: Maileva asks to wait until the proof's own date stands there.

    `root` is the recipient's path.
    """
    papers = _electronic(service, recipient) if service in {Service.LRE, Service.ERE} else _paper(recipient)
    return tuple(
        ProofOffer(carrier_id, kind, (f"{root}/{paper}" if "/" not in paper else PATHS[service] + paper), at)
        for kind, paper, at in papers
    )


def _paper(recipient: Row) -> Iterator[tuple[ProofKind, str, datetime | None]]:
    whole = recipient.get("global_deposit_proof_id")
    if recipient.get("deposit_proof_url"):
        yield ProofKind.DEPOSIT, "download_deposit_proof", moment(recipient.get("deposit_proof_date"))
    elif whole:
        yield ProofKind.DEPOSIT, f"/global_deposit_proofs/{whole}/download", None
    if day := recipient.get("content_proof_date"):
        yield ProofKind.CONTENT, "download_content_proof", moment(day)
    if day := recipient.get("acknowledgement_of_receipt_date"):
        yield ProofKind.RECEIPT, "download_acknowledgement_of_receipt", moment(day)
    if day := recipient.get("undelivered_mail_archive_date"):
        kind = RETURNED_AS.get(str(recipient.get("undelivered_mail_reason")), ProofKind.UNDELIVERED)
        yield kind, "download_undelivered_mail", moment(day)
    if recipient.get("archive_url"):
        yield ProofKind.BUNDLE, "download_archive", moment(recipient.get("archive_date"))


def _electronic(service: Service, recipient: Row) -> Iterator[tuple[ProofKind, str, datetime | None]]:
    deposit, delivery = _object(recipient.get("deposit_proof")), _object(recipient.get("delivery_proof"))
    if deposit.get("href"):
        yield ProofKind.DEPOSIT, "download_deposit_proof", _proof_day(deposit)
    if delivery.get("href"):
        kind = DELIVERY_PROOFS.get(str(delivery.get("type")), ProofKind.BUNDLE)
        yield kind, "download_delivery_proof", _proof_day(delivery)
        if service is Service.ERE:
            yield ProofKind.BUNDLE, "download_package", _proof_day(delivery)


def _object(value: Any) -> Row:
    return value if isinstance(value, dict) else {}


def _proof_day(proof: Row) -> datetime | None:
    return moment(proof.get("date") or proof.get("creation_date"))
