"""From creditor.toml to the creditor: identity and means of payment, each number checked by its own key."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from relance.adapters.identifiers import WrongNumberError, bic, french_vat, iban, siren, siren_of_vat
from relance.adapters.policies.fields import Fields, parse_toml
from relance.adapters.policies.names import CREDITOR
from relance.domain.billing import Address
from relance.domain.creditor import Creditor
from relance.domain.errors import InvalidPolicyError

# CONT-02: what French operators display; a sender without a letter would look like a phone number.
SMS_SENDER = r"(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}"
ONE_LINE = r"[^\x00-\x1f\x7f\u2028\u2029]{1,120}"
LINE = "une ligne de 120 caractères au plus"
PHONE = r"\+?[0-9 .()\u00a0\u202f-]{6,24}"
MEDIATOR = r"[^\x00-\x1f\x7f\u2028\u2029]{1,300}"
SHORT_URL = r"(?=.{12,60}$)https://[a-z0-9.-]{3,40}/([A-Za-z0-9_~.-]+/)*"
SHORT_URL_IN_WORDS = "une adresse https://… de 60 caractères au plus, qui finit par /"
URL = r"https://[^\s<>\"]{3,200}"


def load_creditor(body: bytes) -> Creditor:
    """The creditor of a file. Raises InvalidPolicyError naming every field that is wrong."""
    mistakes: list[str] = []
    fields = Fields(parse_toml(CREDITOR, body), f"{CREDITOR}, ", mistakes)
    number, email, sender = _number(fields, "siren", siren), _email(fields, "email"), _email(fields, "sender_email")
    payment_url = fields.text("payment_url", default="", pattern=f"({URL})?", expected="une adresse https://…")
    creditor = Creditor(
        legal_name=_line(fields, "legal_name"),
        legal_form=_line(fields, "legal_form"),
        siren=number,
        register=_line(fields, "register"),
        vat_number=_vat(fields, number),
        address=_address(fields.table("address")),
        email=email,
        sender_email=sender,
        phone=fields.text("phone", pattern=PHONE, expected="un numéro de téléphone"),
        iban=_number(fields, "iban", iban),
        bic=_number(fields, "bic", bic),
        signatory=_line(fields, "signatory"),
        signatory_title=_line(fields, "signatory_title"),
        sms_sender=fields.text(
            "sms_sender", pattern=SMS_SENDER, expected="3 à 11 lettres, chiffres ou tirets, dont une lettre"
        ),
        approvers=tuple(_checked_email(fields, "approvers", word) for word in fields.words("approvers", default=())),
        payment_url=payment_url,
        mediator=fields.text(
            "mediator", default="", pattern=f"({MEDIATOR})?", expected="une ligne de 300 caractères au plus"
        ),
        short_url=_short_url(
            fields, email.rpartition("@")[2], sender.rpartition("@")[2], urlsplit(payment_url).hostname or ""
        ),
    )
    fields.nothing_else()
    if mistakes:
        raise InvalidPolicyError(" ; ".join(mistakes))
    return creditor


def _line(fields: Fields, key: str) -> str:
    return fields.text(key, pattern=ONE_LINE, expected=LINE)


def _address(fields: Fields) -> Address:
    lines = fields.words("lines")
    if not 1 <= len(lines) <= 4:  # noqa: PLR2004
        fields.wrong("lines", "attend de 1 à 4 lignes")
    address = Address(
        lines=lines,
        postal_code=fields.text("postal_code", pattern=r"[0-9A-Za-z -]{3,12}", expected="un code postal"),
        city=_line(fields, "city"),
        country=fields.text("country", default="FR", pattern=r"[A-Z]{2}", expected="deux majuscules, comme FR"),
    )
    fields.nothing_else()
    return address


def _number(fields: Fields, key: str, read: Callable[[str], str]) -> str:
    """A number with a check key, without its spaces."""
    value = fields.text(key)
    try:
        return read(value) if value else ""
    except WrongNumberError:
        fields.wrong(key, f"« {value[:40]} » n'est pas un {key.upper()} valable (clé de contrôle)")
        return value


def _vat(fields: Fields, siren: str) -> str:
    """With its country, as invoices print it."""
    value = fields.text("vat_number", default="")
    if not value:
        return ""
    try:
        number = french_vat(value)
    except WrongNumberError:
        fields.wrong("vat_number", f"« {value[:40]} » n'est pas un numéro de TVA français valable")
        return value
    if siren_of_vat(number) not in {None, siren}:
        fields.wrong("vat_number", "n'est pas celui du SIREN")
    return number


def _short_url(fields: Fields, *known: str) -> str:
    """CONT-02: a debtor trusts a link that bears the creditor's own domain, and only that."""
    value = fields.text("short_url", default="", pattern=f"({SHORT_URL})?", expected=SHORT_URL_IN_WORDS)
    host = urlsplit(value).hostname or ""
    domains = {domain for domain in known if domain}
    if host and not any(host == d or host.endswith(f".{d}") or d.endswith(f".{host}") for d in domains):
        fields.wrong("short_url", f"{host} n'est pas un de vos domaines ({', '.join(sorted(domains))})")
    return value


def _email(fields: Fields, key: str) -> str:
    value = fields.text(key)
    return _checked_email(fields, key, value) if value else ""


def _checked_email(fields: Fields, key: str, value: str) -> str:
    try:
        return validate_email(value, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        fields.wrong(key, f"« {value[:60]} » n'est pas une adresse e-mail valable")
        return value
