"""The transfer code is read back with another program than the one that wrote it."""

from __future__ import annotations

import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from relance.adapters.rendering.pdf.modules import modules
from relance.adapters.rendering.pdf.qr import transfer_code, transfer_payload

IBAN = "FR76 3000 6000 0112 3456 7890 189"
QUIET = 4


def read(rows: tuple[str, ...], scale: int = 4) -> zxingcpp.Barcode:
    side = len(rows) + 2 * QUIET
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(rows):
        for x, module in enumerate(row):
            if module == "1":
                image.putpixel((x + QUIET, y + QUIET), 0)
    (found,) = zxingcpp.read_barcodes(image.resize((side * scale, side * scale), Image.Resampling.NEAREST))
    return found


def test_a_banking_app_reads_payee_account_sum_and_reference() -> None:
    rows = transfer_code("Atelier Duverger SARL", IBAN, "AGRIFRPP847", 481_237, "RL-260302-ABCDEFGHIJKL")

    code = read(rows)

    assert code.text.split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "AGRIFRPP847",
        "Atelier Duverger SARL",
        "FR7630006000011234567890189",
        "EUR4812.37",
        "",
        "",
        "RL-260302-ABCDEFGHIJKL",
    ]
    assert code.ec_level == "M"


def test_accents_and_other_alphabets_arrive_as_written() -> None:
    assert read(transfer_code("Œuvres d’Été – Ψυγεία", IBAN, "", 1, "Réf. n° 7")).text.split("\n")[5] == (
        "Œuvres d’Été – Ψυγεία"
    )


@pytest.mark.parametrize(("cents", "written"), [(1, "EUR0.01"), (100, "EUR1.00"), (99_999_999_999, "EUR999999999.99")])
def test_cents_are_written_with_a_point_and_two_digits(cents: int, written: str) -> None:
    assert transfer_payload("A", IBAN, "", cents, "R").split("\n")[7] == written


@pytest.mark.parametrize("cents", [-1, 0, 100_000_000_000])
def test_a_sum_that_no_transfer_carries_is_refused(cents: int) -> None:
    with pytest.raises(ValueError, match="1 to 99999999999 cents"):
        transfer_code("A", IBAN, "", cents, "R")


def test_a_reference_of_iso_11649_goes_where_banks_match_it() -> None:
    lines = transfer_payload("A", IBAN, "", 100, "RF18 5390 0754 7034").split("\n")

    assert lines[9:] == ["RF18539007547034"]


def test_a_reference_with_wrong_check_digits_is_plain_text() -> None:
    assert transfer_payload("A", IBAN, "", 100, "RF19539007547034").split("\n")[9:] == ["", "RF19539007547034"]


def test_a_long_name_is_cut_at_seventy_characters() -> None:
    assert transfer_payload("Étoile " * 20, IBAN, "", 100, "R").split("\n")[5] == ("Étoile " * 20)[:69]


def test_a_line_break_in_a_name_does_not_shift_the_lines_below() -> None:
    assert transfer_payload("Dupont\nFrères", IBAN, "", 100, "R").split("\n")[5] == "Dupont Frères"


def test_a_text_beyond_one_hundred_and_forty_characters_is_refused() -> None:
    with pytest.raises(ValueError, match="140 characters at most, not 141"):
        transfer_code("A", IBAN, "", 100, "x" * 141)


def test_more_bytes_than_the_code_holds_are_refused() -> None:
    with pytest.raises(ValueError, match="331 bytes at most"):
        transfer_code("ж" * 70, IBAN, "", 100, "ж" * 140)


@settings(max_examples=30)
@given(
    st.text(st.characters(codec="iso8859-15", categories=["L", "N", "Zs"]), min_size=1, max_size=90),
    st.integers(1, 99_999_999_999),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", min_size=1, max_size=60),
)
def test_whatever_is_written_is_read_back(name: str, cents: int, reference: str) -> None:
    payload = transfer_payload(name, IBAN, "AGRIFRPP847", cents, reference)

    assert read(transfer_code(name, IBAN, "AGRIFRPP847", cents, reference)).text == payload


@pytest.mark.parametrize(
    ("version", "holds"),
    list(enumerate([14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331], start=1)),
)
def test_every_version_is_the_one_that_another_library_makes(version: int, holds: int) -> None:
    full = bytes(byte * 7 % 256 for byte in range(holds))
    other = segno.make_qr(full, error="m", mask=3, mode="byte", boost_error=False)

    assert int(other.version) == version
    assert modules(full) == tuple("".join(map(str, row)) for row in other.matrix)


@given(st.binary(min_size=1, max_size=331))
def test_any_bytes_are_read_back(payload: bytes) -> None:
    assert read(modules(payload)).bytes == payload


def test_more_than_the_largest_version_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="holds 331 bytes at most, not 332"):
        modules(bytes(332))
