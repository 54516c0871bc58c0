"""Mobile numbers in E.164. A French number written the French way is understood; a foreign one needs its "+"."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
# Overseas mobiles share metropolitan prefixes (0690, 0692…) under a country code of their own.
FRENCH_REGIONS = ("FR", "GP", "GF", "MQ", "RE", "YT")
METROPOLITAN = re.compile(r"0[67]\d{8}")
MAX_CHARS = 30


class NotAMobileError(ValueError):
    """The message says what is wrong with the number, without the number."""


def mobile_number(text: str, *, french: bool) -> str:
    """The number in E.164. `french`: whether a number without country code may be read as French."""
    digits = re.sub(r"[\s.\-()\u00a0\u202f]", "", text)
    digits = re.sub(r"^00", "+", digits)
    if len(digits) > MAX_CHARS or not re.fullmatch(r"\+?[0-9]+", digits):
        raise NotAMobileError("is not a telephone number")
    if digits.startswith("+33"):
        return _french("0" + digits[3:].removeprefix("0"))
    if digits.startswith("+"):
        return _international(digits)
    if not french:
        raise NotAMobileError('has no country code: begin with "+" outside France')
    return _french(digits)


def _french(national: str) -> str:
    candidates = {e164 for region in FRENCH_REGIONS if (e164 := _valid(national, region))}
    if len(candidates) == 1:
        return candidates.pop()
    # ARCEP gives out new blocks faster than libraries follow; some are kept for fiction.
    if not candidates and METROPOLITAN.fullmatch(national):
        return "+33" + national[1:]
    raise NotAMobileError("is not a French mobile number: ten digits, beginning with 06 or 07")


def _international(digits: str) -> str:
    if e164 := _valid(digits, None):
        return e164
    raise NotAMobileError("is not a mobile number of its country")


def _valid(digits: str, region: str | None) -> str | None:
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in MOBILE:
        return None
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))
