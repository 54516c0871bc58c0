"""The QR code of a SEPA credit transfer, which the payer's banking app reads (EPC069-12, version 002)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from stdnum import iso11649

from relance.adapters.rendering.pdf.modules import modules

MOST_CENTS: Final = 99_999_999_999
"""EUR 999 999 999.99, the most that one credit transfer carries."""
NAME_LENGTH: Final = 70
TEXT_LENGTH: Final = 140
MOST_BYTES: Final = 331
"""What a code of version 13 holds, the largest that EPC069-12 allows."""
UTF_8: Final = "1"


@lru_cache(maxsize=32)
def transfer_code(name: str, iban: str, bic: str, cents: int, reference: str) -> tuple[str, ...]:
    """Rows of "0" and "1" from the top, without quiet zone: four modules of white belong around it.

    Raises ValueError for a sum that no transfer carries, or for more text than the code may hold.
    """
    return modules(transfer_payload(name, iban, bic, cents, reference).encode())


def transfer_payload(name: str, iban: str, bic: str, cents: int, reference: str) -> str:
    """The lines that the code holds; a reference of ISO 11649 goes where banks match it by machine."""
    if not 0 < cents <= MOST_CENTS:
        raise ValueError(f"a transfer carries 1 to {MOST_CENTS} cents, not {cents}")
    text = _line(reference)
    structured = iso11649.is_valid(text)
    if not structured and len(text) > TEXT_LENGTH:
        raise ValueError(f"a transfer's text has {TEXT_LENGTH} characters at most, not {len(text)}")
    whole, rest = divmod(cents, 100)
    lines = (
        "BCD",
        "002",
        UTF_8,
        "SCT",
        "".join(bic.split()),
        _line(name)[:NAME_LENGTH].rstrip(),
        "".join(iban.split()),
        f"EUR{whole}.{rest:02d}",
        "",  # purpose
        iso11649.compact(text) if structured else "",
        "" if structured else text,
    )
    # The last line that says something ends the code, and no line break follows it.
    payload = "\n".join(lines).rstrip("\n")
    if len(payload.encode()) > MOST_BYTES:
        raise ValueError(f"a transfer code holds {MOST_BYTES} bytes at most, not {len(payload.encode())}")
    return payload


def _line(text: str) -> str:
    return " ".join(text.split())
