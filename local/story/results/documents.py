"""The documents of the story as files: letters, mails, text messages, the files of cases."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesParser
from hashlib import sha256
from pathlib import Path
from typing import Any

from local.outbox import SentMail
from local.story import words
from local.story.checks import StoryBrokenError
from local.story.results.gathering import Told
from relance.domain.case import Case
from relance.domain.channels import LETTERS, Channel
from relance.domain.contact import ContactRow, StoredObject
from relance.ports.evidence import Evidence
from relance.ports.storage import Archive

# Mails are shown inside the pages: nothing in them may reach out, run or look at the page around them.
FRAME_POLICY = (
    '<!doctype html><meta charset="utf-8">'
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
)


SUFFIXES = {"application/pdf": ".pdf", "application/zip": ".zip", "image/jpeg": ".jpg"}


@dataclass(frozen=True, slots=True)
class ProofFile:
    """One proof."""

    label: str
    path: str


@dataclass(frozen=True, slots=True)
class ContactFiles:
    """What a contact left, as paths inside the folder of results."""

    letter: str = ""
    mail: str = ""
    mail_view: str = ""
    subject: str = ""
    sms: str = ""
    sms_text: str = ""
    proofs: tuple[ProofFile, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One document of a case."""

    label: str
    path: str


@dataclass
class DocumentShelf:
    """Copies documents out of the archive, each once."""

    archive: Archive
    evidence: Evidence
    out: Path
    contacts: dict[str, ContactFiles] = field(default_factory=dict)
    cases: dict[str, list[CaseFile]] = field(default_factory=dict)

    def keep(self, told: Told) -> None:
        """Every document of one account."""
        for row in told.explanation.contacts:
            self.contacts[row.reference] = self._contact(row)
        agreed = told.record.agreed
        if agreed is not None:
            letter = self._copy(agreed.letter, f"letters/{agreed.reference}.pdf")
            self.contacts[agreed.reference] = ContactFiles(letter=letter)
        for case in told.cases:
            self.cases[case.case_id] = list(self._case(case))

    def keep_requests(self, mails: list[SentMail]) -> None:
        """The mails that asked a person to approve."""
        for number, mail in enumerate(mails, start=1):
            self._write(f"cases/approbations/demande-{number}.eml", mail.file.read_bytes())

    def _contact(self, row: ContactRow) -> ContactFiles:
        letter, proofs = self._copy(row.letter, f"letters/{row.reference}.pdf"), tuple(self._proofs(row))
        if row.message is None or Channel(row.channel) in LETTERS:
            return ContactFiles(letter=letter, proofs=proofs)
        body = self.archive.get(row.message.key)
        if row.channel == "sms":
            path = self._write(f"sms/{row.reference}.txt", body)
            return ContactFiles(letter=letter, sms=path, sms_text=body.decode())
        path = self._write(f"mails/{row.reference}.eml", body)
        subject, html = readable(body)
        view = self._write(f"mails/{row.reference}.html", html.encode())
        return ContactFiles(letter=letter, mail=path, mail_view=view, subject=subject, proofs=proofs)

    def _proofs(self, row: ContactRow) -> Iterator[ProofFile]:
        """Read back and held against their hashes: a proof that is not the one that was kept is no proof."""
        for number, proof in enumerate(row.proofs, start=1):
            body = self.evidence.read(proof.stored.key)
            if sha256(body).hexdigest() != proof.stored.sha256:
                raise StoryBrokenError(f"{row.reference}: the proof {proof.stored.key} changed")
            suffix = SUFFIXES.get(proof.media_type, "")
            path = self._write(f"preuves/{row.reference}-{number}-{proof.kind.lower()}{suffix}", body)
            yield ProofFile(words.proof(proof.kind), path)

    def _case(self, case: Case) -> list[CaseFile]:
        folder = f"cases/{case.case_id}"
        found = [
            CaseFile("Décompte figé", self._copy(case.statement, f"{folder}/decompte.json")),
            CaseFile("Mise en demeure", self._copy(case.notice, f"{folder}/mise-en-demeure.pdf")),
            CaseFile("Dossier de transmission", self._copy(case.handoff, f"{folder}/dossier.json")),
        ]
        return [file for file in found if file.path] + self._pieces(case, folder)

    def _pieces(self, case: Case, folder: str) -> list[CaseFile]:
        """The pieces of the record that was handed off, and their list."""
        if case.handoff is None:
            return []
        record: dict[str, Any] = json.loads(self.archive.get(case.handoff.key))
        files = []
        for piece in record.get("pieces", []):
            kind, suffix = piece["kind"], Path(piece["key"]).suffix
            name = f"{folder}/pieces/{piece['number']:02d}-{kind}{suffix}"
            label = f"Pièce {piece['number']} : {words.PIECES.get(kind, kind)} {piece['subject']}"
            files.append(CaseFile(label, self._write(name, self.archive.get(piece["key"]))))
        if case.state == "HANDED_OFF":
            body = self.archive.get(f"cases/{case.case_id}/bordereau.html")
            files.insert(0, CaseFile("Bordereau des pièces", self._write(f"{folder}/bordereau.html", body)))
        return files

    def _copy(self, stored: StoredObject | None, path: str) -> str:
        return self._write(path, self.archive.get(stored.key)) if stored else ""

    def _write(self, path: str, body: bytes) -> str:
        file = self.out / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        return path


def readable(raw: bytes) -> tuple[str, str]:
    """A mail's subject and its HTML body, made harmless to show."""
    message = BytesParser(policy=policy.default).parsebytes(raw)
    body = message.get_body(preferencelist=("html", "plain"))
    html = str(body.get_content()) if body else ""
    for part in message.walk():
        if content_id := str(part["Content-ID"] or "").strip("<>"):
            picture = b64encode(part.get_content()).decode()
            html = html.replace(f"cid:{content_id}", f"data:{part.get_content_type()};base64,{picture}")
    return str(message["Subject"] or ""), FRAME_POLICY + html
