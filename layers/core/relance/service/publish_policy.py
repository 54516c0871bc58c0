"""A draft of finance is put in force when the whole set of policies holds with it, else refused with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from relance.domain.errors import InvalidPolicyError
from relance.ports.policies import PolicyCheck, PolicyDesk
from relance.service.french import typeset

DRAFTS = "drafts/"
RECEIPTS = (".accepted.txt", ".refused.txt")


class Publication(StrEnum):
    """What became of a draft."""

    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
    IGNORED = "IGNORED"
    """A receipt of ours, or a draft that is gone."""


@dataclass(frozen=True, slots=True)
class PublishPolicy:
    """The only writer of what is in force. Being told twice of the same draft changes nothing."""

    desk: PolicyDesk
    check: PolicyCheck

    def publish(self, *, key: str) -> Publication:
        """Judge the draft that was dropped under `key`, such as "drafts/plans/standard.toml"."""
        if not key.startswith(DRAFTS) or key.endswith((*RECEIPTS, "/")):
            return Publication.IGNORED
        name = key.removeprefix(DRAFTS)
        body = self.desk.draft(name)
        if body is None:
            return Publication.IGNORED
        try:
            meaning = self.check.check(name, body, self.desk.in_force())
        except InvalidPolicyError as error:
            self.desk.answer(name, accepted=False, text=_refusal(name, str(error)))
            return Publication.REFUSED
        self.desk.put_in_force(name, body)
        self.desk.answer(name, accepted=True, text=_acceptance(name, meaning))
        return Publication.ACCEPTED


def _refusal(name: str, reason: str) -> str:
    start = f"Refusé : {name} n'a pas été publié ; ce qui était en vigueur le reste."
    return typeset(f"{start}\n\n{reason}\n")


def _acceptance(name: str, meaning: str) -> str:
    return typeset(f"Accepté : {name} est en vigueur dans la minute.\n\n{meaning}\n")
