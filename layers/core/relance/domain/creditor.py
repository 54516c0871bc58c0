"""The creditor: the only name a debtor ever sees."""

from __future__ import annotations

from dataclasses import dataclass

from relance.domain.billing import Address


@dataclass(frozen=True, slots=True)
class Creditor:
    """Legal identity (R123-237, R123-238), means of payment and contacts, as letters print them."""

    legal_name: str
    legal_form: str
    """With the capital where the law asks for it, such as "SARL au capital de 20 000 €"."""
    siren: str
    register: str
    """Such as "RCS Nantes"."""
    vat_number: str
    address: Address
    email: str
    """Where debtors' replies go (Reply-To)."""
    sender_email: str
    """The verified address that mails come from."""
    phone: str
    iban: str
    bic: str
    signatory: str
    signatory_title: str
    sms_sender: str
    """3 to 11 letters, digits or hyphens, at least one letter (France, CONT-02)."""
    approvers: tuple[str, ...] = ()
    """E-mail addresses of the people who approve formal notices and handoffs."""
    payment_url: str = ""
    """A page on the creditor's domain; empty: none."""
    mediator: str = ""
    """The consumer mediator named in the general terms, as letters to consumers print it; empty: not named."""
    short_url: str = ""
    """The stem of short links in text messages, on the creditor's domain, such as "https://exemple.fr/r/"."""
    logo: bytes = b""
    """PNG; empty: the name is set in type."""
    signature: bytes = b""
    """PNG of the signature; empty: room to sign."""
