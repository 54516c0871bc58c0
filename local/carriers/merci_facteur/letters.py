"""A letter at Merci Facteur: its numbers, its events and what tracking shows of it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from local.carriers.merci_facteur.forms import Order
from local.carriers.papers import proof_pdf

EVENTS = {
    "wait": "new",
    "imprime": "printed",
    "envoye": "sended",
    "probleme_en_cours": "error",
    "non_distribuable": "error",
    "retour_expediteur": "error",
    "accept_lock": "error",
    "accept_notification_error": "error",
    "distribue": "delivered",
    "accepted": "delivered",
    "accepted_downloaded": "delivered",
    "distribue_expediteur": "pnd",
    "archivage_pnd": "pnd",
    "expired": "pnd",
    "refused": "pnd",
    "retour_are": "are",
    "scan_pdd": "pdd",
}
"""The event that tells of a status; every other one is a "new-state"."""
NOT_POSTED = {"wait", "imprime"}
PRICES = {
    "normal": (152, 40),
    "suivi": (202, 40),
    "lrar": (635, 40),
    "lrare": (735, 40),
    "ere_otp_mail": (299, 0),
    "ere_otp_sms": (319, 0),
}
"""Postage (no VAT) and each page (20 % VAT), in cents: this fake's own, for the tariff is not public."""


@dataclass
class Letter:
    """One sending of one letter."""

    number: int
    order: Order
    events: list[dict[str, Any]] = field(default_factory=list)
    canceled: bool = False

    @property
    def reference(self) -> str:
        return f"{self.number}-{700_000_000 + self.number}"

    @property
    def tracking(self) -> str | None:
        """From printing on; a plain letter never has one."""
        return None if self.order.mode == "normal" or self.words() == ["wait"] else f"2C{self.number:09d}"

    def words(self) -> list[str]:
        return [event["detail"]["statut_courrier"] for event in self.events]

    def price(self) -> dict[str, Any]:
        postage, page = PRICES[self.order.mode]
        content = page * self.order.pages
        total = {"ht": _euros(postage + content), "ttc": _euros(postage + round(content * 1.2))}
        return {"total": total, "detail": {"affranchissement": _euros(postage), "letter": _euros(content), "card": 0}}

    def tell(self, word: str, at: int) -> dict[str, Any]:
        """The next event, kept."""
        recipient = self.order.recipient
        day = datetime.fromtimestamp(at, UTC).strftime("%d/%m/%Y")
        keys = ("civilite", "nom", "prenom", "societe", "adresse1", "adresse2", "adresse3", "cp", "ville", "pays")
        detail: dict[str, Any] = {key: recipient[key] for key in keys} | {
            "ref_courrier": self.reference,
            "mode_envoi": self.order.mode,
            "id_envoi": str(self.number),
            "statut_courrier": word,
            "statut_description": f"{day} : {word.replace('_', ' ').capitalize()}",
            "ref_interne": recipient["reference"],
        }
        name = EVENTS.get(word, "new-state")
        event = {"name_event": name, "id_user": self.order.user, "date_event": at}
        self.events.append({"event": event, "detail": detail})
        detail |= {} if name == "new" else {"tracking_number": self.tracking}
        if word == "retour_are":
            detail["are_base64_jpeg"] = base64.b64encode(acknowledgement(self)).decode()
        if word == "scan_pdd":
            detail["pdd_base64_pdf"] = base64.b64encode(self.pdf("Preuve de dépôt")).decode()
        return self.events[-1]

    def tracked(self, *, in_codes: bool) -> dict[str, Any]:
        """As getSuiviEnvoi shows it."""
        last = self.events[-1]["detail"]
        names = [event["event"]["name_event"] for event in self.events]
        scanned = base64.b64encode(acknowledgement(self)).decode() if "are" in names else "pending"
        return {
            "dest": self.order.recipient["societe"] or self.order.recipient["nom"],
            "refCourrier": self.reference,
            "refTracking": self.tracking,
            "modeEnvoi": self.order.mode,
            "lastState": last["statut_courrier" if in_codes else "statut_description"],
            "historique": "\n".join(event["detail"]["statut_description"] for event in self.events),
            "pnd": None if self.order.mode == "normal" else str(int("pnd" in names)),
            "are_base64_jpeg": scanned if self.order.mode == "lrare" else None,
        }

    def proof(self, document: str) -> tuple[str, bytes] | None:
        """The format and the bytes; None: there is no such document, or not yet."""
        words, mode = set(self.words()), self.order.mode
        if document == "depot" and mode != "normal" and words - NOT_POSTED:
            return "pdf", self.pdf("Preuve de dépôt")
        if document == "reception" and mode == "lrare" and "retour_are" in words:
            return "jpeg", acknowledgement(self)
        if document == "telechargement" and mode.startswith("ere") and "accepted_downloaded" in words:
            return "pdf", self.pdf("Preuve de téléchargement")
        return None

    def pdf(self, title: str) -> bytes:
        at = datetime.fromtimestamp(self.events[-1]["event"]["date_event"], UTC)
        return proof_pdf(title, {"Référence": self.order.recipient["reference"], "Suivi": self.tracking or "-"}, at)


def acknowledgement(letter: Letter) -> bytes:
    """A scanned card."""
    card = Image.new("RGB", (320, 120), "white")
    ImageDraw.Draw(card).text((10, 50), f"AR {letter.tracking} signe", fill="black")
    out = BytesIO()
    card.save(out, "JPEG")
    return out.getvalue()


def as_form(event: dict[str, Any], details: list[dict[str, Any]]) -> dict[str, str]:
    """The two fields of a webhook."""
    return {"event": json.dumps(event), "detail": json.dumps(details, ensure_ascii=False)}


def _euros(cents: int) -> float:
    return cents / 100
