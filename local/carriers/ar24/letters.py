"""Registered e-mails as AR24 keeps and tells them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from local.carriers.ar24.secrecy import stamp
from local.carriers.papers import proof_pdf

STEPS = {
    "sent": ("ev", "ts_ev_date"),
    "AR": ("ar", "view_date"),
    "refused": ("rf", "refused_date"),
    "negligence": ("ng", "negligence_date"),
    "bounced": ("bc", "bounced_date"),
}
OUTCOMES = frozenset(STEPS) - {"sent"}
TITLES = {
    "ev": "Preuve de dépôt et d'envoi",
    "ar": "Accusé de réception",
    "rf": "Preuve de refus",
    "ng": "Preuve de négligence",
    "bc": "Preuve de non-remise",
}


@dataclass
class Mail:
    """A registered e-mail. `dates` holds the moment of each proof's code."""

    number: int
    form: Mapping[str, str]
    files: tuple[bytes, ...]
    made: datetime
    price_ht: float
    status: str = "waiting"
    failed: bool = False
    dates: dict[str, datetime] = field(default_factory=dict)

    def move(self, word: str, at: datetime) -> None:
        """The next word; a letter ends once, and not before it was sent."""
        if word in OUTCOMES and ("ev" not in self.dates or len(self.dates) > 1):
            raise ValueError(f"{word}: a letter ends once, after it was sent")
        if word in STEPS:
            self.dates[STEPS[word][0]] = at
        self.failed = self.failed or word == "error"
        self.status = word

    def told(self, host: str, key: str, sender: Mapping[str, str]) -> dict[str, Any]:
        """The mail object. `key` opens the addresses of the proofs."""
        form = self.form
        proofs: dict[str, Any] = {f"proof_{code}_url": None for code in TITLES}
        dates: dict[str, Any] = {name: None for _, name in STEPS.values()}
        for code, name in STEPS.values():
            if code in self.dates:
                proofs[f"proof_{code}_url"] = f"{host}/get/proof/{code}-{self.number}?token={key}"
                dates[name] = stamp(self.dates[code])
        return {
            "id": self.number,
            "type": "lre",
            "status": self.status,
            **sender,
            "to_name": f"{form['to_firstname']} {form['to_lastname']}",
            **{name: form.get(name, "") for name in ("to_firstname", "to_lastname", "to_company", "to_email")},
            "dest_statut": form["dest_statut"],
            "id_sender": int(form["id_user"]),
            "id_creator": int(form["id_user"]),
            "price_ht": self.price_ht,
            "payment_slug": form.get("payment_slug", "default"),
            **{name: form.get(name, "") for name in ("ref_dossier", "ref_client", "ref_facturation")},
            "date": stamp(self.made),
            "full_hash_sha256": sha256(b"".join(self.files)).hexdigest().upper(),
            "send_fail": int(self.failed),
            "is_eidas": int(form.get("eidas", "0")),
            **proofs,
            **dates,
            "pdf_content": f"{host}/get/content/{self.number}?token={key}",
            "zip": f"{host}/get/zip/{self.number}?token={key}",
            "req_notify_ev": 1,
            "req_notify_ar": 1,
            "req_notify_rf": 1,
            "req_notify_ng": 1,
            "update": [],
        }

    def proof(self, code: str) -> bytes:
        lines = {"Courrier": str(self.number), "Destinataire": self.form["to_email"], "Date": stamp(self.dates[code])}
        return proof_pdf(TITLES[code], lines, self.dates[code])

    def content(self) -> bytes:
        return proof_pdf("Contenu du courrier", {"Courrier": str(self.number)}, self.made)

    def archive(self) -> bytes:
        """All that there is by now."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for code in self.dates:
                archive.writestr(zipfile.ZipInfo(f"{code}-{self.number}.pdf"), self.proof(code))
            for place, body in enumerate(self.files, 1):
                archive.writestr(zipfile.ZipInfo(f"piece-{place}.pdf"), body)
        return out.getvalue()
