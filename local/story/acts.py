"""What the chronicle's words do. Each act writes as billing does, or says what a person types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from local.portfolio.book import HERE as PORTFOLIO
from local.portfolio.book import Record, document_key
from local.portfolio.invoice_pdf import number_of
from local.story import broken
from local.story.chronicle import Event
from local.story.notebook import Notebook
from local.story.post import Post
from local.story.world import World


@dataclass(frozen=True, slots=True)
class Acts:
    """One method for each word after `do`."""

    world: World
    notebook: Notebook
    post: Post

    def perform(self, event: Event) -> None:
        """Do what an event says, at its moment."""
        getattr(self, event.do)(event)

    def _invoice(self, event: Event) -> Record:
        return self.world.billing.invoice(event.details["invoice"])

    # -------------------------------------------------------------------------------------- money

    def pay(self, event: Event) -> None:
        line = {"amount": event.details["amount"]} | (
            {} if event.details.get("undated") else {"on": event.on.isoformat()}
        )
        invoice = self._invoice(event)
        self.world.billing.change(invoice, payments=[*invoice.get("payments", []), line])
        self.notebook.received(invoice, event.details["amount"], event.on)

    def pay_rest(self, event: Event) -> None:
        self.notebook.pay_rest(self.world.billing, self._invoice(event), event.on)

    def pay_all(self, event: Event) -> None:
        """Everything that is owed at all."""
        for record in list(self.world.billing.records.values()):
            debtor = record.get("payer_id") or record["customer_id"]
            if (
                debtor == event.details["customer"]
                and "due_on" in record
                and self.world.billing.outstanding(record) > 0
            ):
                self.notebook.pay_rest(self.world.billing, record, event.on)

    def reverse_payment(self, event: Event) -> None:
        """The bank took it back: billing removes the payment, and the record grows a version."""
        invoice = self._invoice(event)
        reversed_payment = invoice["payments"][-1]
        self.world.billing.change(invoice, payments=invoice["payments"][:-1])
        self.notebook.returned(invoice, reversed_payment["amount"], event.on)

    def apply_credit(self, event: Event) -> None:
        """Billing matches money that it had already: first the invoice, then the customer's record."""
        customer = self.world.billing.record(event.details["customer"])
        paid_on = customer["unapplied"][0]["on"]
        self.world.billing.pay(self._invoice(event), event.details["amount"], paid_on)
        self.world.billing.change(customer, unapplied=None)

    def credit_note(self, event: Event) -> None:
        invoice = self._invoice(event)
        line = {"amount": event.details["amount"], "on": event.on.isoformat(), "effect": event.details["effect"]}
        self.world.billing.replace(invoice, credit_notes=[*invoice.get("credit_notes", []), line])

    # ------------------------------------------------------------------------------ other records

    def change(self, event: Event) -> None:
        self.world.billing.change(self._invoice(event), **_attributes(event, "invoice"))

    def change_customer(self, event: Event) -> None:
        self.world.billing.change(
            self.world.billing.record(event.details["customer"]), **_attributes(event, "customer")
        )

    def change_contact(self, event: Event) -> None:
        """The first contact gets another address."""
        customer = self.world.billing.record(event.details["customer"])
        first, *others = customer["contacts"]
        self.world.billing.change(customer, contacts=[{**first, **_attributes(event, "customer")}, *others])

    def again(self, event: Event) -> None:
        self.world.billing.put_again(self._invoice(event))

    def late_version(self, event: Event) -> None:
        """The table then holds the old item: nothing of ours may believe it. Billing's next change repairs it."""
        invoice = self._invoice(event)
        first = next(i for i in self.world.portfolio.invoices if i["record"] == invoice["record"])
        self.world.billing.put_again({**first, "version": event.details["version"]})

    def upload_pdf(self, event: Event) -> None:
        invoice = self._invoice(event)
        document = {"kind": "invoice", "key": document_key(number_of(invoice))}
        changed = self.world.billing.change(invoice, documents=[document])
        self.world.billing.print_invoice(changed)

    def withdraw(self, event: Event) -> None:
        self.world.billing.delete(self._invoice(event))

    def go_wrong(self, _: Event) -> None:
        self.world.billing.write_raw([*broken.records(), broken.early_invoice()])

    def mend(self, _: Event) -> None:
        """Billing writes what it can again, right; then a person replays what is left."""
        self.world.billing.write_all(broken.mended())
        self.world.stack.settled()
        self.notebook.printed["quarantine-list"] = self.world.relance("quarantine", "list")
        self.notebook.printed["quarantine-replay"] = self.world.relance("quarantine", "replay", "--all", refused=True)

    def new_customer(self, _: Event) -> None:
        """The customer alone: its invoice has been in the table for days, and counts from now on."""
        self.world.billing.write_all([broken.late_customer()])
        self.world.billing.remember(broken.early_invoice())

    # ---------------------------------------------------------------------------------- accidents

    def lose_queue(self, _: Event) -> None:
        """Every message to the sender is gone, as after somebody's mistake."""
        stack = self.world.stack
        stack.client("sqs").purge_queue(QueueUrl=stack.outputs["DispatchQueueUrl"])

    def cut_line(self, _: Event) -> None:
        """The next mail's call breaks off before the provider has it; the caller cannot know."""
        self.world.stack.faults.add("ses", "SendEmail", after=False, role="DispatchContact")

    def sweep(self, _: Event) -> None:
        self.world.stack.fire_schedule("SweepContactsFunctionQuarterly")

    # ---------------------------------------------------------------------------------- the post

    def storm(self, event: Event) -> None:
        """The calls of every letter so far, and of what is new today."""
        self.post.storm(event.details["calls"])

    def forge(self, _: Event) -> None:
        self.post.forge()

    # ------------------------------------------------------------------------------------- people

    def preview(self, event: Event) -> None:
        day = event.details["day"].isoformat()
        self.notebook.printed[f"preview-{day}"] = self.world.relance("preview", day, "--all")

    def stop(self, event: Event) -> None:
        self.world.relance("stop", "--reason", event.details["reason"])

    def resume(self, event: Event) -> None:
        self.world.relance("resume", "--reason", event.details.get("reason", ""))

    def hold(self, event: Event) -> None:
        details = event.details
        until = ["--until", details["until"].isoformat()] if "until" in details else []
        self.world.relance("hold", details["account"], *_named(details), "--reason", details["reason"], *until)

    def release(self, event: Event) -> None:
        self.world.relance("release", event.details["account"], *_named(event.details))

    def agree(self, event: Event) -> None:
        """The confirmation goes into the archive; a person has it signed."""
        plan = PORTFOLIO / event.details["plan"]
        self.notebook.printed["instalments"] = self.world.relance("instalments", event.details["account"], str(plan))

    def redeliver(self, event: Event) -> None:
        """SQS delivers at least once; here it does so on purpose."""
        self.notebook.redelivered += self.world.deliver_again(
            event.details["day"], self.notebook.contacts_of(event.details["day"])
        )


def _named(details: dict[str, Any]) -> list[str]:
    return ["--invoice", details["invoice"]] if "invoice" in details else []


def _attributes(event: Event, *names: str) -> dict[str, Any]:
    return {name: value for name, value in event.details.items() if name not in names}
