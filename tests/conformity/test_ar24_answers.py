"""AR24's published example of a letter, and what else a reader of its answers must bear."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
import urllib3

from local.carriers.ar24.secrecy import Secrecy
from local.carriers.serving import Reply, Request
from relance.adapters.carriers.ar24.carrier import Ar24
from relance.adapters.carriers.ar24.crypto import reveal, sign
from relance.adapters.carriers.ar24.settings import Ar24Settings
from relance.adapters.carriers.http import CarrierHttp
from relance.domain.delivery import DeliveryStatus
from relance.ports.carriers import ProofKind, ProofOffer, Service
from relance.ports.messaging import OutcomeUnknownError, TryLaterError
from tests.carriers.suite import DEBTOR, REFERENCE, consignment, quick_http
from tests.conformity.contract import check_all, parts_of
from tests.conformity.examples import Examples

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SECRECY = Secrecy("tok_3f9c1d7b52", "key-geheim-7X9gx9E3Qx4E")
HOST = "https://test.ar24.fr"
LETTER: dict[str, Any] = {
    "id": 5003, "type": "lre", "status": "AR", "from_name": "AR24", "from_email": "sender@ar24.example",
    "to_name": "Jean Martin", "to_email": "jean.martin@ar24.example", "dest_statut": "particulier",
    "id_sender": 1042, "id_creator": 1042, "price_ht": 2.99, "ref_dossier": REFERENCE, "ref_client": "",
    "date": "2021-05-26 14:00:00", "full_hash_sha256": "0A1B", "send_fail": 0, "is_eidas": 1,
    "proof_ev_url": f"{HOST}/get/proof/ev-5003?token=x", "ts_ev_date": "2021-05-26 14:01:00",
    "proof_ar_url": f"{HOST}/get/proof/ar-5003?token=x", "view_date": "2021-05-27 09:30:00",
    "proof_ng_url": "", "negligence_date": "", "proof_rf_url": "", "refused_date": "", "proof_bc_url": "",
    "bounced_date": "", "pdf_content": f"{HOST}/get/content/5003?token=x", "zip": f"{HOST}/get/zip/5003?token=x",
    "req_notify_ev": True, "attachments_details": [], "update": [],
}  # fmt: skip
"""Fields and forms of the mail object as the developers' documentation shows it."""


def sealed(result: Any, status: str = "SUCCESS") -> Callable[[Request], Reply]:
    """Encrypted for the date of the call, as every answer that is no error."""

    def answer(request: Request) -> Reply:
        date = request.query.get("date") or next(
            part.body.decode() for part in parts_of(request) if part.name == "date"
        )
        plain = json.dumps({"status": status, "message": "", "result": result}).encode()
        return Reply(200, SECRECY.answer(date, plain), "text/html")

    return answer


def server(**changes: Any) -> Examples:
    """`changes` replaces an answer: mails, letter, sent, file."""
    return Examples(
        {
            r"GET /user/mail": sealed(changes.get("mails", [])),
            r"GET /mail": sealed(changes.get("letter", LETTER)),
            r"POST /attachment": sealed({"file_id": changes.get("file", 77)}),
            r"POST /mail": changes["raw"] if "raw" in changes else sealed(changes.get("sent", LETTER)),
        }
    )


def adapter(carrier: Examples) -> Ar24:
    settings = Ar24Settings(id_user=1042, token=SECRECY.token, private_key=SECRECY.private_key)
    return Ar24(quick_http(carrier.url), settings, lambda: NOW)


def words(**changes: Any) -> list[tuple[str, str]]:
    with server(letter=LETTER | changes) as carrier:
        return [(fact.raw, fact.status.name) for fact in adapter(carrier).facts("5003")]


def test_the_published_vector_of_signature_and_answer_is_met_sign_for_sign() -> None:
    key, date = "7X9gx9E3Qx4EiUdB63nc", "2021-05-26 14:00:00"
    assert sign(key, date) == "bDop0cbjKpkySlpvnNGvBMg7PuYFFgPPqTTS2RAHoY0="
    assert reveal(key, date, b"WwBOU6s8DaMWmYdctBJwfuoujFgVygBUjhsbdf8eWqQ=") == b'{status: "SUCCESS"}'


def test_the_published_example_of_a_letter_is_read() -> None:
    assert words() == [
        ("date", "SUBMITTED"),
        ("ev", "SENT"),
        ("ev", "AWAITING_RECIPIENT"),
        ("ar", "DELIVERED"),
    ]
    with server() as carrier:
        (first, *_, last) = adapter(carrier).facts("5003")
        assert first.at.astimezone(UTC) == datetime(2021, 5, 26, 12, 0, tzinfo=UTC)
        assert last.at.astimezone(UTC) == datetime(2021, 5, 27, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize("id_", [5003, "5003"])
@pytest.mark.parametrize("price", [2.99, "2.99", "2,99"])
@pytest.mark.parametrize("file", [77, "77"])
def test_a_number_may_be_text(id_: object, price: object, file: object) -> None:
    with server(sent=LETTER | {"id": id_, "price_ht": price}, file=file) as carrier:
        taken = adapter(carrier).submit(consignment(Service.ERE))
    assert (taken.carrier_id, taken.price_cents) == ("5003", 299)


@pytest.mark.parametrize("failed", [1, "1", True, "true"])
def test_a_failure_is_heard_however_it_is_written(failed: object) -> None:
    nothing_proven = {"proof_ev_url": None, "ts_ev_date": None, "proof_ar_url": None, "view_date": None, "status": ""}
    assert ("send_fail", "REJECTED") in words(**nothing_proven, send_fail=failed)


@pytest.mark.parametrize("date", ["2021-05-27T09:30:00", "2021-05-27 09:30:00.000", "2021-05-27T07:30:00Z"])
def test_a_date_is_read_in_other_forms_too(date: str) -> None:
    with server(letter=LETTER | {"view_date": date}) as carrier:
        newest = adapter(carrier).facts("5003")[-1]
    assert newest.at.astimezone(UTC) == datetime(2021, 5, 27, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize("date", ["0000-00-00 00:00:00", None, "", "soon"])
def test_a_proof_without_a_date_counts_from_the_last_moment_that_is_sure(date: object) -> None:
    with server(letter=LETTER | {"view_date": date}) as carrier:
        newest = adapter(carrier).facts("5003")[-1]
    assert (newest.status, newest.raw) == (DeliveryStatus.DELIVERED, "ar")
    assert newest.at.astimezone(UTC) == datetime(2021, 5, 26, 12, 1, tzinfo=UTC)


def test_a_word_of_status_that_is_new_is_kept_raw() -> None:
    assert ("teleported", "UNKNOWN") in words(status="teleported")


@pytest.mark.parametrize(
    "mails", [[LETTER], {"mail": [LETTER]}, {"mails": [LETTER], "total": 1}, [{"id": 5003}], [{"id": "5003"}]]
)
def test_the_list_of_letters_is_found_bare_wrapped_or_of_numbers_alone(mails: Any) -> None:
    with server(mails=mails) as carrier:
        found = adapter(carrier).find(REFERENCE)
        assert found is not None
        assert found.carrier_id == "5003"


@pytest.mark.parametrize("mails", [None, "none", {"a": [], "b": []}, {"warnings": []}, 7])
def test_what_is_no_list_says_nothing(mails: Any) -> None:
    with server(mails=mails) as carrier, pytest.raises(OutcomeUnknownError, match="list_key"):
        adapter(carrier).find(REFERENCE)


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (Reply.of({"status": "maintenance"}), TryLaterError),
        (Reply.of({"status": "ERROR", "slug": "a_new_slug", "message": "secret of a debtor"}), OutcomeUnknownError),
        (Reply.of({"status": "ERROR"}), OutcomeUnknownError),
        (Reply(200, b""), OutcomeUnknownError),
        (Reply(200, b"bm90IGVuY3J5cHRlZA=="), OutcomeUnknownError),
        (Reply(202, b'{"status": "SUCCESS"}'), OutcomeUnknownError),
        (sealed(LETTER, status="PENDING"), OutcomeUnknownError),
        (sealed({"no": "number"}), OutcomeUnknownError),
        (sealed([]), OutcomeUnknownError),
    ],
)
def test_an_answer_to_a_letter_that_is_no_clear_yes_or_no_leaves_it_open(raw: Any, error: type[Exception]) -> None:
    with server(raw=raw) as carrier:
        with pytest.raises(error) as caught:
            adapter(carrier).submit(consignment(Service.ERE))
        assert "debtor" not in str(caught.value)


def test_the_calls_that_get_these_answers_are_as_published() -> None:
    with server() as carrier:
        carrier.answers = {pattern.replace(" /", " /api/"): said for pattern, said in carrier.answers.items()}
        settings = Ar24Settings(id_user=1042, token=SECRECY.token, private_key=SECRECY.private_key)
        Ar24(quick_http(carrier.url + "/api"), settings, lambda: NOW).submit(consignment(Service.ERE))
        assert check_all("ar24", carrier.calls) == 3


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        ("Mon, 02 Mar 2026 07:49:00 GMT", "(date_in_future; our clock is 660 s ahead of the carrier's)"),
        ("Mon, 02 Mar 2026 08:02:00 GMT", "(date_in_future; our clock is 120 s behind the carrier's)"),
        ("Mon, 02 Mar 2026 08:00:30 GMT", "(date_in_future)"),
        ("soon", "(date_in_future)"),
    ],
)
def test_where_a_date_is_refused_the_error_says_how_far_the_clocks_are_apart(theirs: str, said: str) -> None:
    late = Reply(200, b'{"status": "ERROR", "slug": "date_in_future"}', headers={"Date": theirs})
    with server(raw=lambda _: late) as carrier, pytest.raises(TryLaterError) as caught:
        adapter(carrier).submit(consignment(Service.ERE))
    assert str(caught.value).endswith(said)


class Elsewhere(urllib3.PoolManager):
    """Every host is one server, which notes what was asked of whom."""

    def __init__(self, url: str) -> None:
        super().__init__(retries=False)
        self.url, self.asked = url, list[str]()

    def request(self, method: str, url: str, *args: Any, **more: Any) -> urllib3.BaseHTTPResponse:
        self.asked.append(url)
        there = urlsplit(url)
        return super().request(method, f"{self.url}{there.path}?{there.query}", *args, **more)


@pytest.mark.parametrize("host", ["https://test.ar24.fr", "https://www.ar24.fr", "https://ar24.fr"])
def test_a_proof_is_fetched_from_any_host_of_ar24s_and_our_keys_stay_at_home(host: str) -> None:
    with server(letter=LETTER | {"proof_ar_url": f"{host}/get/proof/ar-5003?token=x"}) as carrier:
        carrier.answers[r"GET /get/proof/ar-5003"] = Reply(200, b"%PDF-1.7", "application/pdf")
        settings = Ar24Settings(id_user=1042, token=SECRECY.token, private_key=SECRECY.private_key)
        pool = Elsewhere(carrier.url)
        ar24 = Ar24(CarrierHttp(carrier.url, pool), settings, lambda: NOW)
        assert ar24.fetch(ProofOffer("5003", ProofKind.RECEIPT, "ar")).body == b"%PDF-1.7"
        assert pool.asked[-1] == f"{host}/get/proof/ar-5003?token=x"
        assert "signature" not in carrier.calls[-1].headers


@pytest.mark.parametrize("file", [77, "77", "f-77ab", "5a0c6f1e9a"])
def test_a_file_is_attached_by_whatever_number_it_was_given(file: object) -> None:
    with server(file=file) as carrier:
        adapter(carrier).submit(consignment(Service.ERE))
        assert said(carrier.calls[-1])["attachment[0]"] == str(file)


NAMES = {"first_name": "Zoé Désirée", "last_name": "Œuvrard d'Hénin", "company": "Établissements Évêché & Cie"}


def test_a_name_is_written_in_whole_letters() -> None:
    decomposed: dict[str, Any] = {name: unicodedata.normalize("NFD", value) for name, value in NAMES.items()}
    with server() as carrier:
        adapter(carrier).submit(consignment(Service.ERE, recipient=replace(DEBTOR, **decomposed)))
        assert {name: said(carrier.calls[-1])[f"to_{name.replace('_', '')}"] for name in NAMES} == NAMES


def said(call: Request) -> dict[str, str]:
    return {part.name: part.body.decode() for part in parts_of(call)}
