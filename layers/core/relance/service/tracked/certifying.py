"""The files that prove a tracked letter: its facts with their certified times, and the certificate that tells them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from relance.domain import events
from relance.domain.canonical import canonical_json
from relance.domain.contact import ContactRow, KeptProof, LetterFact
from relance.domain.delivery import DeliveryStatus
from relance.domain.events import NewEvent
from relance.domain.proof import ProofKind
from relance.domain.tracked_letter import (
    certificate_due,
    certificate_name,
    file_name,
    kind_of,
    last_day,
    neglected_at,
    notice_day,
)
from relance.ports.tracked import Certificates, CertificateView, ProofFile
from relance.service.tracked.depositing import JSON, TOKEN, Depositing, folder_of, verified
from relance.service.tracked.recording import News, TrackedFacts, named

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Certifying:
    """Every act may be the second one, after a crash of the first."""

    facts: TrackedFacts
    depositing: Depositing
    certificates: Certificates

    def keep_facts(self, row: ContactRow, now: datetime, actor: str) -> ContactRow:
        """Put every fact that is not yet there into the evidence bucket, its time certified.

        Raises TransientError while the timestamp authority is silent.
        """
        for fact in row.tracked:
            if fact.record is None:
                row = self._keep(row, fact, now, actor)
        return row

    def keep_certificate(self, row: ContactRow, now: datetime, actor: str) -> ContactRow:
        """Make the certificate of a letter that has ended, unless there is one that tells as much."""
        if not certificate_due(row):
            return row
        body = self.write(row, now)
        key = f"{folder_of(row)}certificate-{hashlib.sha256(body).hexdigest()}.pdf"
        stored = self.depositing.proving.evidence.keep(key, body, media_type=PDF)
        proof = KeptProof(ProofKind.BUNDLE, stored, PDF, now, certificate_name(row.tracked))
        data = {**named(row), "kind": proof.kind, "key": key, "sha256": stored.sha256}
        event = NewEvent(events.PROOF_KEPT, now, actor, data)

        def news(current: ContactRow) -> News | None:
            if not certificate_due(current):
                return None
            return News(replace(current, proofs=(*current.proofs, proof)), event, f"kept|{row.reference}|{proof.name}")

        return self.facts.change(row, news, now)

    def certificate(self, row: ContactRow, now: datetime) -> bytes:
        """The certificate of everything known: the one that is kept, or one written now that is kept nowhere."""
        wanted = certificate_name(row.tracked)
        kept = next((proof.stored for proof in row.proofs if proof.name == wanted), None)
        if kept is None:
            return self.write(row, now)
        return verified(self.depositing.proving.evidence.read(kept.key), kept)

    def write(self, row: ContactRow, now: datetime) -> bytes:
        """The certificate as of now."""
        told = notice_day(row.tracked) if neglected_at(row.tracked) else None
        view = CertificateView(
            manifest=self.depositing.manifest(row),
            facts=sorted(row.tracked, key=lambda fact: fact.at),
            made_at=now,
            last_day=last_day(told) if told else None,
            proofs=tuple(self._proofs(row)),
        )
        return self.certificates.certificate(view)

    def _proofs(self, row: ContactRow) -> Iterator[ProofFile]:
        for fact in row.tracked:
            for stored, media_type in ((fact.record, JSON), (fact.token, TOKEN)):
                if stored is not None:
                    body = verified(self.depositing.proving.evidence.read(stored.key), stored)
                    yield ProofFile(file_name(fact, stored), body, media_type)

    def _keep(self, row: ContactRow, fact: LetterFact, now: datetime, actor: str) -> ContactRow:
        name = kind_of(fact)
        deposited = next(f.record for f in row.tracked if f.status is DeliveryStatus.SENT)
        told = {
            "reference": row.reference,
            "account_id": row.account_id,
            "day": row.day,
            "attempt": row.attempt,
            "manifest_sha256": deposited.sha256 if deposited else None,
            "fact": name,
            "at": fact.at.isoformat(),
        }
        kept = self.depositing.proving.prove(fact, folder_of(row), canonical_json(told).encode())

        def news(current: ContactRow) -> News | None:
            if not any(f.status is fact.status and f.record is None for f in current.tracked):
                return None
            facts = tuple(kept if f.status is fact.status else f for f in current.tracked)
            return News(
                replace(current, tracked=facts), _kept_event(row, kept, now, actor), f"kept|{row.reference}|{name}"
            )

        return self.facts.change(row, news, now)


def _kept_event(row: ContactRow, fact: LetterFact, now: datetime, actor: str) -> NewEvent:
    record, token = fact.record, fact.token
    data = {
        **named(row),
        "kind": kind_of(fact),
        "key": record.key if record else None,
        "sha256": record.sha256 if record else None,
        "token_key": token.key if token else None,
        "token_sha256": token.sha256 if token else None,
        "certified_at": fact.certified_at.isoformat() if fact.certified_at else None,
    }
    return NewEvent(events.PROOF_KEPT, now, actor, data)
