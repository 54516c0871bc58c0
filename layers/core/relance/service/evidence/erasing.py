"""Erasing one file of an account, where the law asks for it: the chain says so first, its hash stays for ever."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from relance.domain.errors import RejectedError
from relance.domain.events import CONTENT_ERASED, NewEvent
from relance.domain.flaws import FlawError
from relance.domain.record import AccountRecord
from relance.domain.verifying_chain import verified_chain
from relance.domain.verifying_files import files_named, names_in, names_others
from relance.ports.dossiers import LedgerCopies
from relance.ports.storage import Eraser
from relance.service.acts import Act, Acts, check_name


class Ground(StrEnum):
    """Why a file is erased. A code: what a person would type may itself be personal."""

    REQUEST = "REQUEST"
    """The person concerned asked for it (GDPR 17)."""
    MISTAKE = "MISTAKE"
    """It should never have been written down."""
    RETENTION = "RETENTION"
    """It was kept for as long as it might be."""


@dataclass(frozen=True, slots=True)
class Erasing:
    """Of the archive only: what lies among the evidence cannot be deleted by anybody before its time."""

    acts: Acts
    copies: LedgerCopies
    eraser: Eraser

    def erase(self, *, account_id: str, key: str, ground: Ground, by: str) -> int:
        """How many versions were deleted. Asked again after a crash, it finishes what the chain announced.

        Raises RejectedError for what a contact under way is still made of: its end is written from it.
        """
        check_name(by)
        self._check_settled(self.acts.known(account_id), key)
        digest = self._named(account_id, key)
        if not self._announced(account_id, key):
            self._check_held(key)
            data = {"key": key, "sha256": digest, "why": ground.value}
            event = NewEvent(CONTENT_ERASED, self.acts.clock.now(), by, data)
            self.acts.carry_out(account_id, lambda before: Act(before, event))
        return self.eraser.erase(key)

    def _named(self, account_id: str, key: str) -> str:
        """The file's hash, as the chain or a row names it: no other file of the archive may be touched."""
        copy = self.copies.copy(account_id)
        record = copy.rows.record
        try:
            named = files_named(verified_chain(account_id, copy.events, record.head if record else None), copy.rows)
        except FlawError as error:
            raise RejectedError(
                f"{account_id} : l'historique est altéré ({error.finding.where}) ; « relance verify » dit en quoi"
            ) from error
        listing = [name for name in named if name != key]
        while key not in named and listing:
            told = names_in(self._listing(listing.pop()))
            fresh = {name: digest for name, digest in told.items() if name not in named}
            named |= fresh
            listing += fresh
        if key not in named:
            raise RejectedError(f"fichier : {key} n'est nommé ni par l'historique ni par les fiches de {account_id}")
        return named[key]

    def _listing(self, key: str) -> bytes:
        """A file that may name others, as the record of a handoff names its pieces; nothing of what is gone."""
        try:
            return self.eraser.get(key) if names_others(key) else b""
        except RejectedError:
            return b""

    def _check_held(self, key: str) -> None:
        """Before the chain says that a file is gone: nothing among the evidence goes before its days are over."""
        try:
            self.eraser.get(key)
        except RejectedError as error:
            raise RejectedError(
                f"fichier : {key} n'est pas dans l'archive ; ce qui est au coffre des preuves y reste jusqu'à son terme"
            ) from error

    def _check_settled(self, record: AccountRecord, key: str) -> None:
        days = [day for day in (record.open_contact, *record.unfolded) if day is not None]
        rows = filter(None, (self.acts.ledger.contact(record.account_id, day) for day in days))
        for row in rows:
            if key in {file.key for file in (row.statement, row.letter, row.message) if file is not None}:
                raise RejectedError(
                    f"fichier : le contact {row.reference} du {row.day:%d/%m/%Y} n'est pas réglé et en a besoin ; "
                    "effacez-le ensuite"
                )

    def _announced(self, account_id: str, key: str) -> bool:
        events = self.acts.ledger.events(account_id)
        return any(event.kind == CONTENT_ERASED and event.data.get("key") == key for event in events)
