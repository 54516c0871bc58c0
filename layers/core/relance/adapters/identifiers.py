"""Numbers that carry their own check: SIREN, SIRET, VAT, IBAN, BIC. The checks are those of well-kept libraries.

A refusal says what is wrong and never repeats the number.
"""

from __future__ import annotations

import re
from typing import Any

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret
from stdnum.fr import tva

SIREN_DIGITS, SIRET_DIGITS = 9, 14
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_FRENCH_VAT = re.compile(r"FR[0-9A-HJ-NP-Z]{2}[0-9]{9}")
_FOREIGN_VAT = re.compile(r"[A-Z]{2}[0-9A-Z+*]{2,13}")
GREECE = "el"
"""For VAT it is not GR."""
WITH_RIB_KEY = ("FR", "MC")
# Monaco's numbers have no SIREN in them.
_MONACO = "000"


class WrongNumberError(ValueError):
    """What is wrong with the number, in English, without the number."""


def siren(text: str) -> str:
    """Nine digits. Raises WrongNumberError."""
    digits = _SPACES.sub("", text)
    if len(digits) == SIRET_DIGITS and digits.isdecimal():
        raise WrongNumberError("has 14 digits, which is a SIRET; its first 9 digits are the SIREN")
    return _checked(stdnum_siren, digits, SIREN_DIGITS)


def siret(text: str) -> str:
    """Fourteen digits, La Poste's own sum included. Raises WrongNumberError."""
    digits = _SPACES.sub("", text)
    if len(digits) == SIREN_DIGITS and digits.isdecimal():
        raise WrongNumberError("has 9 digits, which is a SIREN; a SIRET has 14")
    return _checked(stdnum_siret, digits, SIRET_DIGITS)


def vat_number(text: str) -> str:
    """With its country's two letters. Raises WrongNumberError. Beyond the Union only the form is known."""
    number = _compact(text)
    if not _FOREIGN_VAT.fullmatch(number):
        raise WrongNumberError('must begin with the two letters of its country, such as "FR83404833048"')
    return french_vat(number) if number.startswith("FR") else _foreign_vat(number)


def french_vat(text: str) -> str:
    """FR, which may be left out, a key of two signs, and the SIREN. Raises WrongNumberError.

    A key of letters is taken as it is: such keys exist, and how they are made is not published with authority.
    """
    number = f"FR{_compact(text).removeprefix('FR')}"
    if not _FRENCH_VAT.fullmatch(number):
        raise WrongNumberError("must be FR, a key of two digits or letters, and the nine digits of the SIREN")
    if number[2:4].isdecimal():
        _validated(tva, number)
    elif not number[4:].startswith(_MONACO):
        _validated(stdnum_siren, number[4:])
    return number


def iban(text: str) -> str:
    """Without spaces. A French one is held to its bank's own key too (clé RIB). Raises WrongNumberError."""
    from schwifty import IBAN
    from schwifty.exceptions import SchwiftyException

    number = _SPACES.sub("", text).upper()
    try:
        return IBAN(number, validate_bban=number.startswith(WITH_RIB_KEY)).compact
    except SchwiftyException as error:
        raise WrongNumberError("is not an IBAN") from error


def bic(text: str) -> str:
    """Eight or eleven signs. Raises WrongNumberError."""
    from schwifty import BIC
    from schwifty.exceptions import SchwiftyException

    try:
        return BIC(_SPACES.sub("", text).upper()).compact
    except SchwiftyException as error:
        raise WrongNumberError("is not a BIC") from error


def siren_of_vat(number: str) -> str | None:
    """The SIREN inside a French VAT number; None for any other."""
    return number[4:] if number.startswith("FR") and not number[4:].startswith(_MONACO) else None


def _foreign_vat(number: str) -> str:
    from stdnum.eu import vat  # one module for each country: loaded where a foreigner is met

    if number[:2].lower() not in vat.MEMBER_STATES | {GREECE}:
        return number
    try:
        return str(vat.validate(number))
    except ValidationError as error:
        raise WrongNumberError("is not a VAT number of its country") from error


def _compact(text: str) -> str:
    return _SPACES.sub("", text).upper().replace(".", "").replace("-", "")


def _checked(kind: Any, digits: str, length: int) -> str:
    if len(digits) != length or not (digits.isascii() and digits.isdecimal()):
        raise WrongNumberError(f"must be {length} digits")
    return _validated(kind, digits)


def _validated(kind: Any, number: str) -> str:
    try:
        return str(kind.validate(number))
    except InvalidChecksum as error:
        raise WrongNumberError("has a wrong check digit") from error
    except ValidationError as error:
        raise WrongNumberError("is not valid") from error
