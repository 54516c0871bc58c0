"""Maileva's drafts: resumed where they are ours and whole, begun anew where they are not, submitted once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from local.carriers.maileva import MailevaFake
from local.carriers.serving import Fault, Reply, Request
from relance.ports.carriers import Service, Sheet
from relance.ports.messaging import NotAcceptedError, OutcomeUnknownError, TryLaterError
from tests.carriers.maileva_rig import LRE_SENDER, SETTINGS, adapter
from tests.carriers.suite import LETTER, REFERENCE, consignment

ANNEX = Sheet("F-2026-0117.pdf", LETTER.body + b"\n% annex")
WITH_ANNEX = consignment(Service.REGISTERED, enclosures=(ANNEX,))


@pytest.fixture
def fake() -> Iterator[MailevaFake]:
    with MailevaFake() as made:
        made.certificates[LRE_SENDER] = "2099-12-31"
        yield made


def stopped_at(fake: MailevaFake, call: str, *, fault: Fault = Fault.CUT_AFTER, skip: int = 0) -> None:
    """An earlier attempt, whose connection broke."""
    fake.fail_next(fault, on=call, skip=skip)
    with pytest.raises(TryLaterError):
        adapter(fake).submit(WITH_ANNEX)


def what_was_paid(fake: MailevaFake) -> list[tuple[list[str], int]]:
    """Names of the documents in order, and number of recipients, of each letter that is no draft."""
    return [
        ([row["name"] for row in sorted(letter.documents, key=lambda row: row["priority"])], len(letter.recipients))
        for letter in fake.letters.values()
        if not letter.draft
    ]


@pytest.mark.parametrize(
    ("call", "skip"),
    [
        ("POST */sendings", 0),
        ("POST */documents", 0),
        ("POST */documents", 1),
        ("POST */recipients", 0),
    ],
)
def test_a_draft_that_an_attempt_left_is_completed_and_submitted_once(fake: MailevaFake, call: str, skip: int) -> None:
    stopped_at(fake, call, skip=skip)
    adapter(fake).submit(WITH_ANNEX)
    assert what_was_paid(fake) == [(["mise-en-demeure.pdf", "F-2026-0117.pdf"], 1)]
    assert len(fake.letters) == 1


def test_silence_after_the_last_call_leaves_the_outcome_open_and_find_closes_it(fake: MailevaFake) -> None:
    fake.fail_next(Fault.CUT_AFTER, on="POST */submit")
    with pytest.raises(OutcomeUnknownError):
        adapter(fake).submit(WITH_ANNEX)
    found = adapter(fake).find(REFERENCE)
    assert found is not None
    assert fake.paid(REFERENCE) == 1


def test_a_draft_that_holds_another_document_is_thrown_away(fake: MailevaFake) -> None:
    stopped_at(fake, "POST */recipients")
    (left,) = fake.letters.values()
    left.documents[1]["size"] += 1
    adapter(fake).submit(WITH_ANNEX)
    assert left.sending["id"] not in fake.letters
    assert what_was_paid(fake) == [(["mise-en-demeure.pdf", "F-2026-0117.pdf"], 1)]


@pytest.mark.parametrize("doubled", ["documents", "recipients"])
def test_a_draft_that_holds_something_twice_is_thrown_away(fake: MailevaFake, doubled: str) -> None:
    stopped_at(fake, "POST */submit", fault=Fault.THROTTLE)
    (left,) = fake.letters.values()
    rows = getattr(left, doubled)
    rows.append(dict(rows[0]))
    adapter(fake).submit(WITH_ANNEX)
    assert what_was_paid(fake) == [(["mise-en-demeure.pdf", "F-2026-0117.pdf"], 1)]


def test_a_draft_is_no_letter_that_could_be_found(fake: MailevaFake) -> None:
    stopped_at(fake, "POST */submit", fault=Fault.THROTTLE)
    assert adapter(fake).find(REFERENCE) is None


def test_a_draft_to_another_address_is_thrown_away(fake: MailevaFake) -> None:
    stopped_at(fake, "POST */submit", fault=Fault.THROTTLE)
    (left,) = fake.letters.values()
    left.recipients[0]["address_line_6"] = "75001 Paris"
    adapter(fake).submit(WITH_ANNEX)
    (letter,) = fake.letters.values()
    assert letter.recipients[0]["address_line_6"] == "44000 Nantes"
    assert not letter.draft


def test_electronic_documents_out_of_order_are_thrown_away_for_they_bear_no_priority(fake: MailevaFake) -> None:
    letter = consignment(Service.ERE, enclosures=(ANNEX,))
    fake.fail_next(Fault.CUT_AFTER, on="POST */recipients")
    with pytest.raises(TryLaterError):
        adapter(fake).submit(letter)
    (left,) = fake.letters.values()
    left.documents.reverse()
    adapter(fake).submit(letter)
    (kept,) = fake.letters.values()
    assert [row["name"] for row in kept.documents] == ["mise-en-demeure.pdf", "F-2026-0117.pdf"]


def test_of_two_drafts_one_is_deleted_before_the_other_is_submitted(fake: MailevaFake) -> None:
    stopped_at(fake, "POST */recipients")
    (first,) = fake.letters.values()
    first.sending["custom_id"] = "HIDDEN"  # the list is not up to date yet
    stopped_at(fake, "POST */recipients")
    first.sending["custom_id"] = REFERENCE
    adapter(fake).submit(WITH_ANNEX)
    assert len(fake.letters) == 1
    assert fake.paid(REFERENCE) == 1


class Late(MailevaFake):
    """A submission that is long under way arrives just before the call that `overtaken` names."""

    overtaken = "DELETE"

    def answer(self, request: Request) -> Reply:
        if request.method == "DELETE" or request.path.endswith("/submit"):
            late = self.letters[request.path.removesuffix("/submit").rpartition("/")[2]]
            if late.draft and self.overtaken in request.call:
                late.submit()
        return super().answer(request)


def test_a_submission_that_was_long_under_way_is_found_by_the_deletion_of_its_draft() -> None:
    with Late() as fake:
        stopped_at(fake, "POST */recipients")
        (first,) = fake.letters.values()
        first.sending["custom_id"] = "HIDDEN"
        stopped_at(fake, "POST */submit", fault=Fault.THROTTLE)
        first.sending["custom_id"] = REFERENCE
        second = list(fake.letters)[1]
        assert adapter(fake).submit(WITH_ANNEX).carrier_id == f"registered:{second}"
        assert fake.paid(REFERENCE) == 1


def test_a_submission_that_another_one_overtook_is_the_same_letter() -> None:
    with Late() as fake:
        fake.overtaken = "/submit"
        taken = adapter(fake).submit(WITH_ANNEX)
        assert f"registered:{next(iter(fake.letters))}" == taken.carrier_id
        assert fake.paid(REFERENCE) == 1


def test_after_silence_a_draft_is_withdrawn_before_another_carrier_is_asked(fake: MailevaFake) -> None:
    stopped_at(fake, "POST */submit", fault=Fault.THROTTLE)
    assert adapter(fake).withdraw(REFERENCE) is True
    assert fake.letters == {}
    assert adapter(fake).withdraw(REFERENCE) is True


def test_what_was_submitted_after_all_cannot_be_withdrawn() -> None:
    with Late() as fake:
        stopped_at(fake, "POST */recipients")
        assert adapter(fake).withdraw(REFERENCE) is False
        assert fake.paid(REFERENCE) == 1


def test_find_reads_the_list_to_its_last_page(fake: MailevaFake) -> None:
    filled(fake, 1_200)
    taken = adapter(fake).submit(WITH_ANNEX)
    fake.calls.clear()
    found = adapter(fake, replace(SETTINGS, services=frozenset({Service.REGISTERED}))).find(REFERENCE)
    assert found is not None
    assert found.carrier_id == taken.carrier_id
    pages = [call.query["start_index"] for call in fake.calls if call.method == "GET"]
    assert pages == ["1", "501", "1001"]


def test_a_list_that_comes_newest_first_is_read_no_further_than_needed(fake: MailevaFake) -> None:
    filled(fake, 1_200)
    fake.newest_first = True
    fake.calls.clear()
    only = replace(SETTINGS, services=frozenset({Service.REGISTERED}), look_back_days=30)
    assert adapter(fake, only).find("RL-NEVER-SENT") is None
    assert [call.query["start_index"] for call in fake.calls if call.method == "GET"] == ["1"]


def test_a_list_in_no_order_is_read_to_its_end_whatever_its_first_and_last_days(fake: MailevaFake) -> None:
    filled(fake, 1_200)
    fake.newest_first = True
    taken = adapter(fake).submit(WITH_ANNEX)
    ours = taken.carrier_id.rpartition(":")[2]
    shuffled = [ours, *(each for each in fake.letters if each != ours)]  # listed from the end: ours comes last
    shuffled[-2], shuffled[-3] = shuffled[-3], shuffled[-2]
    fake.letters = {each: fake.letters[each] for each in shuffled}
    found = adapter(fake, replace(SETTINGS, look_back_days=30)).find(REFERENCE)
    assert found is not None


def test_a_list_without_end_is_not_taken_for_none(fake: MailevaFake) -> None:
    filled(fake, 600)
    with pytest.raises(OutcomeUnknownError, match="longer than 500"):
        adapter(fake, replace(SETTINGS, most_listed=500, look_back_days=0)).find("RL-NEVER-SENT")


def filled(fake: MailevaFake, count: int) -> None:
    """Letters of the past, one each day, the newest last."""
    first = datetime(2022, 1, 1, tzinfo=UTC)
    adapter(fake).submit(consignment(Service.REGISTERED, reference="RL-OLD"))
    (model,) = fake.letters.values()
    fake.letters.clear()
    for day in range(count):
        identifier = f"{day:08x}-1111-4000-8000-000000000000"
        created = (first + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        sending = model.sending | {"id": identifier, "creation_date": created, "custom_id": f"RL-OLD-{day}"}
        fake.letters[identifier] = replace(model, sending=sending)


def test_the_documents_of_an_lre_go_as_its_schema_says_and_where_that_is_refused_as_its_prose_says(
    fake: MailevaFake,
) -> None:
    adapter(fake).submit(consignment(Service.LRE))
    fake.takes_json = False
    adapter(fake).submit(consignment(Service.LRE, reference="RL-SECOND"))
    uploads = [
        call.headers["content-type"].partition(";")[0] for call in fake.calls if call.call.endswith("/documents")
    ]
    assert uploads == ["application/json", "application/json", "multipart/form-data"]
    assert {letter.documents[0]["size"] for letter in fake.letters.values()} == {len(LETTER.body)}


class Encoded(MailevaFake):
    """Keeps the text that it was given, without decoding it."""

    def answer(self, request: Request) -> Reply:
        reply = super().answer(request)
        if request.call.endswith("/documents") and request.method == "POST":
            return Reply.of({"id": "d-1", "size": len(request.json()["document"])}, 201)
        return reply


def test_a_document_that_was_kept_encoded_is_never_sent() -> None:
    with Encoded() as fake:
        fake.certificates[LRE_SENDER] = "2099-12-31"
        with pytest.raises(NotAcceptedError, match="nobody could read it"):
            adapter(fake).submit(consignment(Service.LRE))
        assert fake.paid(REFERENCE) == 0
