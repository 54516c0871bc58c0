"""From creditor.toml to the creditor: identity and means of payment, each number checked by its own key."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email
from stdnum import bic, iban
from stdnum.exceptions import ValidationError
from stdnum.fr import siren, tva

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
URL = r"https://[^\s<>\"]{3,200}"


def load_creditor(body: bytes) -> Creditor:
    """The creditor of a file. Raises InvalidPolicyError naming every field that is wrong."""
    mistakes: list[str] = []
    fields = Fields(parse_toml(CREDITOR, body), f"{CREDITOR}, ", mistakes)
    creditor = Creditor(
        legal_name=_line(fields, "legal_name"),
        legal_form=_line(fields, "legal_form"),
        siren=_number(fields, "siren", siren),
        register=_line(fields, "register"),
        vat_number=_vat(fields),
        address=_address(fields.table("address")),
        email=_email(fields, "email"),
        sender_email=_email(fields, "sender_email"),
        phone=fields.text("phone", pattern=PHONE, expected="un numéro de téléphone"),
        iban=_number(fields, "iban", iban),
        bic=_number(fields, "bic", bic),
        signatory=_line(fields, "signatory"),
        signatory_title=_line(fields, "signatory_title"),
        sms_sender=fields.text(
            "sms_sender", pattern=SMS_SENDER, expected="3 à 11 lettres, chiffres ou tirets, dont une lettre"
        ),
        approvers=tuple(_checked_email(fields, "approvers", word) for word in fields.words("approvers", default=())),
        payment_url=fields.text("payment_url", default="", pattern=f"({URL})?", expected="une adresse https://…"),
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


def _number(fields: Fields, key: str, kind: object) -> str:
    """A number with a check key, without its spaces."""
    value = fields.text(key)
    try:
        return str(kind.validate(value)) if value else ""  # type: ignore[attr-defined]
    except ValidationError:
        fields.wrong(key, f"« {value[:40]} » n'est pas un {key.upper()} valable (clé de contrôle)")
        return value


def _vat(fields: Fields) -> str:
    value = fields.text("vat_number", default="")
    if not value:
        return ""
    try:
        return f"FR{tva.validate(value)}"
    except ValidationError:
        fields.wrong("vat_number", f"« {value[:40]} » n'est pas un numéro de TVA français valable")
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
