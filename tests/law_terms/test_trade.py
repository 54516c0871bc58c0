"""The creditor's trade in penalties.toml: one word that settles what limitation would otherwise fear."""

from __future__ import annotations

import pytest

from relance.adapters.policies.penalties import load_penalties
from relance.adapters.policies.shipped import shipped_files
from relance.domain.errors import InvalidPolicyError
from relance.domain.law.sector import Sector

SHIPPED = shipped_files()["penalties.toml"].decode()


def test_the_shipped_terms_say_nothing_of_a_trade_that_nobody_knows() -> None:
    assert load_penalties(SHIPPED.encode()).sector is None


def test_the_line_that_is_shipped_as_a_comment_works() -> None:
    assert '# sector = "general"' in SHIPPED
    assert load_penalties(SHIPPED.replace("# sector =", "sector =").encode()).sector is Sector.GENERAL


def test_an_unknown_trade_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(InvalidPolicyError, match=r"penalties\.toml, sector : « bakery » est inconnu ; .*transport"):
        load_penalties(f'{SHIPPED}\nsector = "bakery"\n'.encode())
