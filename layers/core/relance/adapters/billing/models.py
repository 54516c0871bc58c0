"""The contract's records, as the billing system writes them. docs/schema is generated from here."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from relance.adapters.billing import fields as f
from relance.adapters.billing import law_fields as law

Lines = Annotated[
    list[Annotated[str, f.Line(100)]],
    BeforeValidator(lambda v: [x for x in v if x not in ("", None)] if isinstance(v, list) else v),
]


class ContractModel(BaseModel):
    """Attributes that the contract does not name are billing's own and are left alone."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, data: Any) -> Any:
        """Null and "" mean that the field is not there: billing systems write all three."""
        return {k: v for k, v in data.items() if v is not None and v != ""} if isinstance(data, dict) else data


class AddressModel(ContractModel):
    """A postal address as on an envelope, without the name."""

    lines: Lines = Field(min_length=1, max_length=6, description="Street, building, box: one entry per line.")
    postal_code: Annotated[str, f.Line(12)] = Field(description="Five digits in France.")
    city: Annotated[str, f.Line(80)]
    country: f.Country = Field("FR", description="ISO 3166, two letters.")


class ContactModel(ContractModel):
    """A person or desk at the customer."""

    role: Annotated[str, f.Line(40)] = Field(description='What it does there: "accounting", "billing", "manager", …')
    name: Annotated[str, f.Line(120)] = ""
    email: f.Email | None = None
    mobile: Annotated[str, f.Line(30)] | None = Field(None, description='E.164, or French such as "06 39 98 10 77".')


class ConsentsModel(ContractModel):
    """What the customer agreed to receive."""

    sms: f.Flag = Field(True, description="Text messages; false: the customer refused them.")
    lre: f.Flag = Field(False, description="Electronic registered letters: a consumer must have agreed before.")


class UnappliedModel(ContractModel):
    """Money or credit of the customer that billing has not matched to an invoice yet."""

    kind: Literal["payment", "credit"]
    amount: f.Amount
    currency: f.Currency = "EUR"
    on: f.CivilDate | None = None


class PenaltyClauseModel(ContractModel):
    """What the customer's own contract says of late payment, where it differs from the general terms."""

    mode: Literal["default", "fixed", "multiple_of_til"] = Field(
        description="The law's own rate, a fixed one, or a multiple of the legal interest rate."
    )
    value: law.Rate | None = Field(None, description="Per cent a year (fixed), or the factor (multiple_of_til).")
    below_floor: Literal["AS_STIPULATED", "FLOOR_PER_SEMESTER", "DEFAULT_RATE"] = Field(
        "FLOOR_PER_SEMESTER", description="What is asked while the clause is below three times the legal rate."
    )


class CustomerModel(ContractModel):
    """The record "CUSTOMER" of a customer."""

    customer_id: f.CustomerId
    record: Literal["CUSTOMER"]
    version: f.Version = Field(description="Grows with each change.")
    kind: Literal["business", "consumer", "public"] = Field(description="Who the debtor is in law.")
    legal_name: Annotated[str, f.Line(200)]
    address: AddressModel
    siren: law.Siren | None = None
    siret: law.Siret | None = Field(None, description="Of the establishment; begins with the SIREN.")
    vat_number: law.VatNumber | None = Field(None, description="With its country's two letters.")
    contacts: list[ContactModel] = Field([], max_length=50)
    language: Literal["fr", "en", "de", "es", "it", "nl", "pt"] = Field(
        "fr", description="The language that the customer reads."
    )
    consents: ConsentsModel = ConsentsModel()
    segment: Annotated[str, f.Line(64)] | None = Field(None, description="Chooses the plan by the segment rules.")
    plan: Annotated[str, f.Line(64)] | None = Field(None, description="Names the plan, before any rule.")
    unapplied: list[UnappliedModel] = Field([], max_length=1000)
    penalty_clause: PenaltyClauseModel | None = Field(None, description="Of a business only.")
    public_body: Literal["health", "enterprise"] | None = Field(None, description="A public buyer with longer terms.")
    insolvency_judgment_on: f.CivilDate | None = Field(None, description="The judgment that opened the procedure.")
    over_indebted_since: f.CivilDate | None = Field(None, description="A consumer's file was found admissible.")
    deceased: f.Flag = False


class PaymentModel(ContractModel):
    """Money received on the invoice, in its currency."""

    amount: f.Amount
    on: f.CivilDate | None = Field(None, description="Absent: the day on which Relance first sees it.")


class CreditNoteModel(ContractModel):
    """An avoir on the invoice, in its currency."""

    amount: f.Amount
    on: f.CivilDate | None = None
    effect: Literal["ORIGIN", "DATE"] = Field(
        "ORIGIN", description="ORIGIN corrects the price from the start; DATE is a gesture from its date on."
    )


class DocumentModel(ContractModel):
    """A file of the invoice in the documents bucket."""

    kind: Literal["invoice", "order", "delivery", "contract", "other"]
    key: f.DocumentKey


class SuspensionModel(ContractModel):
    """Time given by a judge: no interest runs, nothing is asked for."""

    first: f.CivilDate = Field(alias="from", description="The first day.")
    last: f.CivilDate = Field(alias="to", description="The last day, included.")


class InvoiceModel(ContractModel):
    """The record "INVOICE#" and the invoice's number."""

    customer_id: f.CustomerId
    record: f.InvoiceRecord
    version: f.Version = Field(description="Grows with each change.")
    issued_on: f.CivilDate
    due_on: f.CivilDate = Field(description="The last day to pay; never before issued_on.")
    total: f.Amount = Field(description="All taxes included.")
    currency: f.Currency = "EUR"
    status: Literal["open", "disputed", "cancelled"] = "open"
    payments: list[PaymentModel] = Field([], max_length=1000)
    amount_paid: f.AmountOrZero | None = Field(None, description="A bare total; at least the sum of `payments`.")
    credit_notes: list[CreditNoteModel] = Field([], max_length=1000)
    payer_id: f.CustomerId | None = Field(None, description="The customer who is chased instead.")
    purchase_order: Annotated[str, f.Line(100)] | None = None
    engagement_number: Annotated[str, f.Line(100)] | None = Field(None, description="Of a public buyer (Chorus Pro).")
    payment_announced_on: f.CivilDate | None = Field(None, description="The day on which the customer said it pays.")
    direct_debit_on: f.CivilDate | None = Field(None, description="The day of a direct debit under way.")
    factor: Annotated[str, f.Line(120)] | None = Field(
        None, description="To whom the invoice was assigned: it is not chased."
    )
    documents: list[DocumentModel] = Field([], max_length=100)
    performed_on: f.CivilDate | None = Field(None, description="Delivery, or end of the service.")
    received_on: f.CivilDate | None = Field(None, description="The day on which the buyer received the invoice.")
    terms: law.Terms | None = Field(None, description="The agreed payment term.")
    periodic: f.Flag = Field(False, description="A summary of several deliveries.")
    sector: (
        Literal["general", "transport", "telecom", "insurance", "perishable_food", "livestock", "alcohol"] | None
    ) = Field(None, description="What was sold, where it has a term or a limitation of its own.")
    instalment_of: f.InvoiceId | None = Field(None, description="The invoice of which this is one instalment.")
    suspensions: list[SuspensionModel] = Field([], max_length=100)


class HeartbeatModel(ContractModel):
    """The record "HEARTBEAT" of "_BILLING": billing is alive and has written all it knows."""

    customer_id: Literal["_BILLING"]
    record: Literal["HEARTBEAT"]
    as_of: f.Instant = Field(description="The instant up to which the table is complete.")
