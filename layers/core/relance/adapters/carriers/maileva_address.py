"""An address in Maileva's six lines of 38 characters: company, person, building, street, place, code and town."""

from __future__ import annotations

import re
import textwrap
from typing import Final

from relance.domain.billing import Address
from relance.domain.errors import RejectedError
from relance.ports.carriers import Party

WIDTH: Final = 38
TOWN: Final = 32
"""What La Poste itself keeps of a town's name."""
REGISTERED_COUNTRIES: Final = frozenset({"FR", "MC", "RE", "YT", "MQ", "GP", "MF", "BL", "GF"})
STREET: Final = re.compile(
    r"\d+\s*(bis|ter|quater|[A-Za-z])?[\s,]|(rue|avenue|boulevard|place|chemin|route|quai)\b", re.IGNORECASE
)
FRENCH_CODE: Final = re.compile(r"\d{5}")
COUNTRIES: Final = """
    AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CS CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM
    JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ
    MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE
    RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TP TR
    TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT YU ZA ZM ZR ZW
"""
"""Where simple letters go, as the contract lists it: XK, for one, is not among them."""


def six_lines(party: Party, field: str, *, registered: bool) -> dict[str, str]:
    """`address_line_1` to `_6` and `country_code`, empty lines left out. Raises RejectedError naming the field."""
    address = party.address
    if address is None:
        raise RejectedError(f"{field}.address: a letter on paper needs one")
    lines = _names(party, field) | _delivery(address, field)
    lines["address_line_6"] = _last(address, field)
    return {name: line for name, line in sorted(lines.items()) if line} | {
        "country_code": _country(address, field, registered=registered)
    }


def _names(party: Party, field: str) -> dict[str, str]:
    company, person = _tidy(party.company), _tidy(party.name)
    if not company and party.professional:
        company, person = person, ""
    if company == person:
        person = ""
    if not company and not person:
        raise RejectedError(f"{field}.name: an address needs a company or a person")
    if company and not person:
        company, _, person = _wrapped(company, 2).partition("\n")
    return {"address_line_1": _cut(company), "address_line_2": _cut(person)}


def _delivery(address: Address, field: str) -> dict[str, str]:
    """The street on line 4, what comes before it on line 3, after it on line 5; long lines flow over."""
    said = [line for line in map(_tidy, address.lines) if line]
    lines = [part for line in said for part in textwrap.wrap(line, WIDTH, break_long_words=False)]
    if not lines or len(lines) > 3 or any(len(line) > WIDTH for line in lines):  # noqa: PLR2004 lines 3, 4 and 5
        raise RejectedError(f"{field}.address.lines: Maileva takes one to three lines of {WIDTH} characters")
    street = next((place for place, line in enumerate(lines) if STREET.match(line)), len(lines) - 1)
    first = min(max(3, 4 - street), 6 - len(lines))
    return {f"address_line_{first + place}": line for place, line in enumerate(lines)}


def _last(address: Address, field: str) -> str:
    code, town = _tidy(address.postal_code), _tidy(address.city)
    if address.country in REGISTERED_COUNTRIES and not FRENCH_CODE.fullmatch(code):
        raise RejectedError(f"{field}.address.postal_code: five digits are needed")
    if not town:
        raise RejectedError(f"{field}.address.city: a town is needed")
    if len(f"{code} {town}") > WIDTH:
        town = re.sub(r"\bSaint(e?)\b", r"St\1", town.replace("-", " "))
        town = textwrap.shorten(town, TOWN, placeholder="", break_long_words=False)
    line = f"{code} {town}".strip()
    if not town or len(line) > WIDTH:
        raise RejectedError(f"{field}.address.city: code and town do not fit into {WIDTH} characters")
    return line


def _country(address: Address, field: str, *, registered: bool) -> str:
    if registered and address.country not in REGISTERED_COUNTRIES:
        raise RejectedError(f"{field}.address.country: no registered letter goes to {address.country!r}")
    if address.country not in COUNTRIES.split():
        raise RejectedError(f"{field}.address.country: Maileva knows no {address.country!r}")
    return address.country


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else textwrap.shorten(text, WIDTH, placeholder="") or text[:WIDTH]


def _wrapped(text: str, lines: int) -> str:
    return "\n".join(textwrap.wrap(text, WIDTH)[:lines])
