"""Lists of Maileva, which promise little: pages of any size, totals or none, rows that lack what they should say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from relance.adapters.carriers.maileva.carrier import Maileva
from relance.ports.carriers import Service
from relance.ports.messaging import OutcomeUnknownError, TryLaterError
from tests.carriers.maileva_rig import SECRETS, SETTINGS
from tests.carriers.suite import REFERENCE, consignment, quick_http
from tests.conformity.examples import Examples
from tests.conformity.maileva_examples import SENDING, examples

SEEN = datetime(2018, 3, 16, 8, 0, tzinfo=UTC)


def adapter(server: Examples) -> Maileva:
    return Maileva(quick_http(server.url), quick_http(server.url), SECRETS, SETTINGS, now=lambda: SEEN)


def rows(*numbers: int) -> list[dict[str, Any]]:
    return [SENDING | {"id": f"s-{number}", "custom_id": f"RL-{number}"} for number in numbers]


@pytest.mark.parametrize("size", [1, 7, 50])
@pytest.mark.parametrize("total", [120, "120", 120.0])
def test_pages_smaller_than_we_ask_are_read_to_the_total(size: int, total: object) -> None:
    def page(request: Any) -> dict[str, Any]:
        start = int(request.query["start_index"])
        return {"sendings": rows(*range(start, min(start + size, 121))), "paging": {"total_results": total}}

    with examples(Service.REGISTERED, sendings=page) as server:
        found = adapter(server).find("RL-120")
        assert found is not None
        assert found.carrier_id == "registered:s-120"
        assert adapter(server).find("RL-121") is None


def test_a_list_that_stops_before_its_total_or_goes_round_says_nothing_of_what_is_not_in_it() -> None:
    for sendings in (
        {"sendings": rows(1, 2), "paging": {"total_results": 5}},
        {"sendings": [], "paging": {"total_results": 5}},
    ):
        with (
            examples(Service.REGISTERED, sendings=sendings) as server,
            pytest.raises(OutcomeUnknownError, match="before its total"),
        ):
            adapter(server).find("RL-9")


def test_without_a_total_a_page_that_is_not_full_is_the_last() -> None:
    with examples(Service.REGISTERED, sendings={"sendings": rows(1, 2)}) as server:
        assert adapter(server).find("RL-9") is None


@pytest.mark.parametrize("total", [0, "0"])
def test_a_list_that_is_left_out_is_empty_where_its_total_says_so(total: object) -> None:
    with examples(Service.REGISTERED, sendings={"paging": {"total_results": total}}) as server:
        assert adapter(server).find("RL-9") is None


@pytest.mark.parametrize(
    "said", [{}, {"sendings": None}, {"paging": {}}, {"sendings": "none"}, {"sendings": [None, 3]}, {"sendings": {}}]
)
def test_what_is_no_list_never_says_that_there_is_none(said: dict[str, Any]) -> None:
    with examples(Service.REGISTERED, sendings=said) as server, pytest.raises(OutcomeUnknownError, match="no list"):
        adapter(server).find("RL-9")


@pytest.mark.parametrize("total", [{}, {"total_results": None}])
def test_without_a_total_pages_are_read_as_long_as_a_next_one_is_told(total: dict[str, Any]) -> None:
    def page(request: Any) -> dict[str, Any]:
        start = int(request.query["start_index"])
        more = {"next": f"/sendings?start_index={start + 50}&count=50"} if start + 50 <= 120 else {}
        return {"sendings": rows(*range(start, min(start + 50, 121))), "paging": {**total, **more}}

    with examples(Service.REGISTERED, sendings=page) as server:
        found = adapter(server).find("RL-120")
        assert found is not None, "a letter on the third page would be sent and paid again"
        assert adapter(server).find("RL-121") is None


def listed(row: dict[str, Any]) -> dict[str, Any]:
    return {"sendings": [{"custom_id": REFERENCE, **row}], "paging": {"total_results": 1}}


def test_a_sending_of_ours_that_the_list_names_without_a_status_is_asked_for_its_own() -> None:
    for status, found in (("PENDING", "registered:s-1"), ("DRAFT", None)):
        own = SENDING | {"id": "s-1", "custom_id": REFERENCE, "status": status}
        with examples(Service.REGISTERED, sendings=listed({"id": "s-1"}), sending=own) as server:
            taken = adapter(server).find(REFERENCE)
            assert (taken.carrier_id if taken else None) == found


@pytest.mark.parametrize(
    ("row", "own"), [({"status": "DRAFT"}, SENDING), ({"id": "s-1"}, {}), ({"id": "a/b", "status": "DRAFT"}, SENDING)]
)
def test_a_sending_of_ours_without_id_or_status_leaves_it_open(row: dict[str, Any], own: dict[str, Any]) -> None:
    with examples(Service.REGISTERED, sendings=listed(row), sending=own) as server:
        for ask in (adapter(server).find, adapter(server).withdraw):
            with pytest.raises(OutcomeUnknownError):
                ask(REFERENCE)
        with pytest.raises(TryLaterError):
            adapter(server).submit(consignment(Service.REGISTERED))
        assert not [call for call in server.calls if call.method in {"POST", "DELETE"} and "token" not in call.path]


@pytest.mark.parametrize("status", ["PENDING", "PROCESSED", "REJECTED", "A_NEW_WORD"])
def test_what_is_no_draft_is_never_deleted_whatever_maileva_would_allow(status: str) -> None:
    own = SENDING | {"id": "s-1", "custom_id": REFERENCE, "status": status}
    with examples(Service.REGISTERED, sendings=listed(own), sending=own) as server:
        assert adapter(server).withdraw(REFERENCE) is False
        assert adapter(server).cancel("registered:s-1") is False
        assert not [call for call in server.calls if call.method == "DELETE"]


def test_a_draft_is_taken_back() -> None:
    own = SENDING | {"id": "s-1", "custom_id": REFERENCE, "status": "DRAFT"}
    with examples(Service.REGISTERED, sendings=listed(own), sending=own) as server:
        assert adapter(server).withdraw(REFERENCE) is True
        assert adapter(server).cancel("registered:s-1") is True
        assert [call.path for call in server.calls if call.method == "DELETE"] == [
            "/registered_mail/v4/sendings/s-1"
        ] * 2
