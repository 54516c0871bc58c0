"""An address in Maileva's six lines of 38 characters: company, person, building, street, place, code and town."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from typing import Final

from relance.adapters.carriers.lines import packed
from relance.domain.billing import Address
from relance.domain.errors import RejectedError
from relance.ports.carriers import Party

WIDTH: Final = 38
MOST_LINES: Final = 3
"""Between the names and the town."""
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
    delivery = packed(f"{field}.address.lines", map(tidy, address.lines), WIDTH, MOST_LINES)
    names = _names(party, field, 5 - max(len(delivery), 2))
    lines = {**_above(party, names), **_delivery(delivery, len(names)), 6: _last(address, field)}
    return {f"address_line_{number}": line for number, line in sorted(lines.items())} | {
        "country_code": _country(address, field, registered=registered)
    }


def _names(party: Party, field: str, room: int) -> list[str]:
    """Company, then person, in the lines that there are: who is only to be asked for gives way to the addressee."""
    company, person = tidy(party.company), tidy(party.name)
    if not company and party.professional:
        company, person = person, ""
    if not company and not person:
        raise RejectedError(f"{field}.name: an address needs a company or a person")
    both = [*_wrapped(company), *(_wrapped(person) if person != company else [])]
    return both if len(both) <= room else _wrapped(company or person)[:room]


def _above(party: Party, names: list[str]) -> dict[int, str]:
    """From line 1 on, which is the company's; a person alone stands on line 2."""
    alone = len(names) == 1 and not tidy(party.company) and not party.professional
    return dict(enumerate(names, start=2 if alone else 1))


def _delivery(lines: list[str], names: int) -> dict[int, str]:
    """The street on line 4, what comes before it on line 3, after it on line 5."""
    street = next((place for place, line in enumerate(lines) if STREET.match(line)), len(lines) - 1)
    return dict(enumerate(lines, start=min(max(3, names + 1, 4 - street), 6 - len(lines))))


def _last(address: Address, field: str) -> str:
    code, town = tidy(address.postal_code), tidy(address.city)
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


def tidy(text: str) -> str:
    """As it is printed: signs composed (for a line is counted in signs), none invisible, single blanks."""
    composed = unicodedata.normalize("NFKC", text)
    return " ".join("".join(sign for sign in composed if sign.isspace() or not _hidden(sign)).split())


def _hidden(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs"}


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_on_hyphens=False)
