"""MED-01, 14: a formal notice names the way by which it travels, under the name that the law gives to it."""

import pytest

from relance.domain.channels import Channel
from relance.domain.document import Document
from tests import builders
from tests.golden.statements import REFERENCE, claimed, letter, read, statement

MODES = {
    Channel.REGISTERED: "Lettre recommandée avec avis de réception",
    Channel.LRE: "Lettre recommandée électronique",
    Channel.ERE: "Recommandé électronique simple",
}


def notice(channel: Channel | None) -> str:
    return read(statement(Document.FORMAL_NOTICE, overdue=claimed(builders.invoice()), channel=channel))


@pytest.mark.parametrize(("channel", "mode"), MODES.items())
def test_a_notice_names_its_way_and_our_number(channel: Channel, mode: str) -> None:
    assert f"{mode} Notre numéro : {REFERENCE}" in notice(channel)


def test_what_is_not_qualified_never_calls_itself_a_registered_letter() -> None:
    """CPCE-postes L100 and L101: the words are kept for what meets article 44 of eIDAS."""
    assert "lettre recommandée" not in notice(Channel.ERE).lower()


def test_a_notice_frozen_before_there_was_a_choice_goes_by_registered_letter() -> None:
    assert MODES[Channel.REGISTERED] in notice(None)


def test_only_paper_leaves_room_for_a_pen() -> None:
    """20 mm above the name on paper, 9 mm on what nobody holds in hand."""
    paper, electronic = (name_stands_at(channel) for channel in (Channel.REGISTERED, Channel.LRE))
    assert paper - electronic == pytest.approx(11.0, abs=0.1)


def name_stands_at(channel: Channel) -> float:
    """Down from the top of its page, in millimetres."""
    found: list[float] = []

    def visit(text: str, _: object, matrix: list[float], *__: object) -> None:
        if text.strip() == "Anne Durand":
            found.append(297 - matrix[5] * 25.4 / 72)

    of = statement(Document.FORMAL_NOTICE, overdue=claimed(builders.invoice()), channel=channel)
    for page in letter(of).pages:
        page.extract_text(visitor_text=visit)
    return found[0]
