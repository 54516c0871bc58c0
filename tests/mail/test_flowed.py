"""Plain text on the wire, and as a mail reader that knows RFC 3676 joins it again."""

from hypothesis import given
from hypothesis import strategies as st

from relance.adapters.mail.flowed import flowed


def joined(wire: str) -> str:
    """What such a reader shows: written after the standard, not after our code."""
    paragraphs: list[str] = []
    going_on = False
    for line in wire.split("\n"):
        bare = line.removeprefix(" ")
        if going_on:
            paragraphs[-1] += bare
        else:
            paragraphs.append(bare)
        going_on = bare.endswith(" ") and bare != "-- "
    return "\n".join(paragraphs)


def test_a_paragraph_is_folded_at_72_signs_and_says_that_it_goes_on() -> None:
    text = "Nous vous remercions de bien vouloir procéder à ce règlement d’ici au 12\u00a0mars\u00a02026. La lettre"
    assert flowed(text) == (
        "Nous vous remercions de bien vouloir procéder à ce règlement d’ici au \n12\u00a0mars\u00a02026. La lettre"
    )


def test_a_table_keeps_its_columns() -> None:
    """Its first space is stuffing, which the reader takes away."""
    assert flowed("  F-1     30/01/2026  1 200,00") == "   F-1     30/01/2026  1 200,00"


def test_the_mark_of_the_signature_is_not_joined_to_the_name() -> None:
    assert flowed("Anne Durand\n\n-- \nAtelier Lumière") == "Anne Durand\n\n-- \nAtelier Lumière"


def test_what_looks_like_a_quote_or_an_envelope_stays_a_word() -> None:
    assert flowed("> cité\nFrom Nantes") == " > cité\n From Nantes"


def test_a_space_at_a_lines_end_does_not_join_two_lines() -> None:
    assert flowed("IBAN \nBIC") == "IBAN\nBIC"


def test_an_address_on_the_web_is_never_cut() -> None:
    address = "https://paiement.atelier-lumiere.example/" + "a" * 60
    assert address in flowed(f"Règlement en ligne : {address} et la suite").split()


PARAGRAPHS = st.lists(
    st.text("aé>- \u00a0", max_size=200).map(lambda t: " ".join(t.split(" ")).rstrip(" ")), max_size=6
)


@given(PARAGRAPHS)
def test_a_reader_that_joins_sees_the_paragraphs_as_written(paragraphs: list[str]) -> None:
    text = "\n".join(paragraphs)
    assert joined(flowed(text)).replace(" ", "") == text.replace(" ", "")
    assert joined(flowed(text)).count("\n") == text.count("\n")


@given(PARAGRAPHS)
def test_no_line_is_longer_than_its_longest_word_wants(paragraphs: list[str]) -> None:
    for line in flowed("\n".join(paragraphs)).split("\n"):
        assert len(line) <= 74 or " " not in line.strip(" ")
