"""The papers that Maileva hands out: real PDFs, and ZIPs where it packs them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from local.carriers.maileva.contract import ERE, LREL, LREQ, MAIL
from local.carriers.maileva.letters import Letter
from local.carriers.papers import proof_pdf
from local.carriers.serving import Reply

TITLES = {
    "download_deposit_proof": "Preuve de dépôt",
    "download_content_proof": "Preuve de contenu",
    "download_acknowledgement_of_receipt": "Avis de réception",
    "download_undelivered_mail": "Pli non distribuable",
    "ACKNOWLEDGMENT_OF_RECEIPT": "Accusé de réception",
    "REFUSAL_PROOF": "Preuve de refus",
    "NOT_CLAIMED_PROOF": "Preuve de non-réclamation",
    "UNDELIVERED_PROOF": "Preuve de non-distribution",
}


def paper_of(letter: Letter, recipient: dict[str, Any], what: str) -> Reply | None:
    """None: there is none, or not yet."""
    if letter.product == LREL:
        at = recipient.get(f"{what.removeprefix('download_')}_date")
        return _pdf(letter, what, at) if at and what in TITLES else None
    if letter.product == MAIL:
        at = recipient.get("archive_date")
        return _zip([("courrier.pdf", _page(letter, "Courrier", at))]) if at and what == "download_archive" else None
    papers = [(each, _electronic(letter, recipient, each)) for each in ("deposit_proof", "delivery_proof")]
    if what == "download_package" and letter.product == ERE and all(body for _, body in papers):
        return _zip([(f"{name}.pdf", body) for name, body in papers if body])
    body = dict(papers).get(what.removeprefix("download_")) if letter.product in {LREQ, ERE} else None
    return Reply(200, body, "application/pdf") if body else None


def global_paper(letters: Iterable[Letter], identifier: str) -> Reply | None:
    """The deposit proof of a whole sending."""
    for letter in letters:
        if any(row.get("global_deposit_proof_id") == identifier for row in letter.recipients):
            return _pdf(letter, "download_deposit_proof", letter.sending["submission_date"])
    return None


def _electronic(letter: Letter, recipient: dict[str, Any], what: str) -> bytes | None:
    proof = recipient.get(what)
    if not proof:
        return None
    title = TITLES[proof.get("type", "download_deposit_proof")]
    return _page(letter, title, proof.get("date") or proof["creation_date"])


def _pdf(letter: Letter, what: str, at: str) -> Reply:
    return Reply(200, _page(letter, TITLES[what], at), "application/pdf")


def _page(letter: Letter, title: str, at: str) -> bytes:
    lines = {"Envoi": letter.sending["id"], "Référence client": str(letter.sending.get("custom_id")), "Date": at}
    return proof_pdf(title, lines, datetime.fromisoformat(at))


def _zip(files: list[tuple[str, bytes]]) -> Reply:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, body in files:
            archive.writestr(zipfile.ZipInfo(name), body)
    return Reply(200, packed.getvalue(), "application/zip")
