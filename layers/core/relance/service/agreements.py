"""Instalment plans: agreed with the debtor, written down by a named person, confirmed by a letter that both sign.

The letter is written and stored first, the plan is committed afterwards: a crash in between leaves a file that nothing
names, and the same request begins again. Refusals are in French, for whoever typed the request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from relance.domain.account import Account
from relance.domain.agreement import Agreed, Agreement, Proposal, settled
from relance.domain.billing import Invoice
from relance.domain.canonical import canonical_json, digest
from relance.domain.contact import StoredObject, named
from relance.domain.errors import RejectedError
from relance.domain.events import AGREEMENT_MADE, AGREEMENT_RELEASED, NewEvent
from relance.domain.pauses import tracked
from relance.domain.record import AccountRecord
from relance.domain.reference import agreement_reference
from relance.domain.statement_agreement import agreement_statement
from relance.ports.rendering import Renderer
from relance.service.acts import Act, Acts, check_name, check_reason, find_invoice
from relance.service.agreement_cover import Coverage, check_sum


@dataclass(frozen=True, slots=True)
class Made:
    """The plan in force, its confirmation, and the account."""

    agreed: Agreed
    letter: bytes
    record: AccountRecord


@dataclass(frozen=True, slots=True)
class Agreements:
    """Makes and releases plans. One at a time for an account."""

    acts: Acts
    renderer: Renderer

    def make(self, *, account_id: str, by: str, proposal: Proposal) -> Made:
        """Hold the invoices while the plan is kept. The same proposal again changes nothing."""
        check_name(by)
        agreement = proposal.agreement(self.acts.today)
        record = self.acts.carry_out(account_id, lambda before: self._act(before, by, proposal, agreement))
        if record.agreed is None or record.agreed.letter is None:
            raise RejectedError(f"{account_id} : l'échéancier n'a pas été enregistré")
        return Made(record.agreed, self.acts.archive.get(record.agreed.letter.key), record)

    def release(self, *, account_id: str, by: str, reason: str) -> AccountRecord:
        """The plan holds nothing any more: its invoices are chased from where they stood."""
        check_name(by)
        said, now = check_reason(reason), self.acts.clock.now()
        _in_force(self.acts.known(account_id))
        note = self.acts.note(account_id, said)

        def act(before: AccountRecord) -> Act:
            agreed = _in_force(before)
            event = NewEvent(AGREEMENT_RELEASED, now, by, {"reference": agreed.reference}, *note)
            return Act(replace(before, agreed=None), event)

        return self.acts.carry_out(account_id, act)

    def _act(self, before: AccountRecord, by: str, proposal: Proposal, agreement: Agreement) -> Act:
        account = self.acts.reader.of(before).account
        if account is None:
            raise RejectedError(f"client : la facturation n'a pas de fiche valide pour {before.account_id}")
        if _made_already(before, proposal, agreement):
            return Act(before)
        self._none_in_force(account)
        named = [find_invoice(before, number).key for number in proposal.invoices]
        covered = Coverage(before, account, self.acts.today, self.acts.planning).of(named, agreement.currency)
        check_sum(covered, agreement)
        agreed, statement = self._confirmed(account, self._agreed(account, covered, agreement, by))
        return Act(replace(before, agreed=agreed), self._told(agreed, statement))

    def _none_in_force(self, account: Account) -> None:
        plan = tracked(account, calendar=self.acts.planning.calendar, limits=self.acts.planning.limits)
        if plan is not None and plan.waits_for is not None:
            raise RejectedError(
                f"échéancier : {plan.agreed.reference} est en cours ; levez-le d'abord (--release --reason …)"
            )

    def _agreed(self, account: Account, invoices: Sequence[Invoice], agreement: Agreement, by: str) -> Agreed:
        keys = tuple(invoice.key for invoice in invoices)
        return Agreed(
            agreement=agreement,
            invoices=keys,
            settled_before=settled(invoices, account.customer.unapplied, agreement.currency),
            by=by,
            reference=agreement_reference(account.account_id, self.acts.today, digest((agreement, keys))),
        )

    def _confirmed(self, account: Account, agreed: Agreed) -> tuple[Agreed, StoredObject]:
        """The confirmation, written and stored with the statement that it prints."""
        statement = agreement_statement(account, agreed, self.acts.today, calendar=self.acts.planning.calendar)
        folder = f"agreements/{account.account_id}/{agreed.reference}"
        letter = self.renderer.letter(statement, reference=agreed.reference)
        body = canonical_json(statement).encode()
        printed = self.acts.archive.put(f"{folder}/statement.json", body, media_type="application/json")
        stored = self.acts.archive.put(f"{folder}/letter.pdf", letter, media_type="application/pdf")
        return replace(agreed, letter=stored), printed

    def _told(self, agreed: Agreed, statement: StoredObject) -> NewEvent:
        made = agreed.agreement
        data = {
            "reference": agreed.reference,
            "invoices": list(agreed.invoices),
            "total": made.total,
            "instalments": len(made.instalments),
            "first": made.instalments[0].due_on,
            "last": made.last_due_on,
            "penalties_go_on": made.penalties_go_on,
            "acceleration": made.acceleration,
            **named(statement=statement),
        }
        letter = (agreed.letter.key, agreed.letter.sha256) if agreed.letter else (None, None)
        return NewEvent(AGREEMENT_MADE, self.acts.clock.now(), agreed.by, data, *letter)


def _made_already(before: AccountRecord, proposal: Proposal, agreement: Agreement) -> bool:
    """The answer to this very proposal was lost: it was carried out."""
    agreed = before.agreed
    if agreed is None or agreed.agreement != agreement:
        return False
    return not proposal.invoices or {find_invoice(before, i).key for i in proposal.invoices} == set(agreed.invoices)


def _in_force(record: AccountRecord) -> Agreed:
    if record.agreed is None:
        raise RejectedError(f"{record.account_id} : aucun échéancier à lever")
    return record.agreed
