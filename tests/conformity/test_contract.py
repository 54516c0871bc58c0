"""The check of contracts itself: whatever is wrong in a request is found, and named."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from urllib3.filepost import encode_multipart_formdata

from local.carriers.serving import Request
from tests.conformity.contract import contract

SENDINGS = "/registered_mail/v4/sendings"
HEADERS = {"authorization": "Bearer jeton", "accept": "application/json", "host": "api.maileva.com"}
RECIPIENT = {"address_line_1": "Boulangerie Martin", "address_line_6": "44000 Nantes", "country_code": "FR"}


def request(method: str, target: str, content: Any = None, **headers: str) -> Request:
    """A call of Maileva's as it should be; a header of "" is left out."""
    body = b"" if content is None else json.dumps(content).encode()
    said = {"content-type": "application/json"} if body else {}
    length = {"content-length": str(len(body))} if method != "GET" else {}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    whole = {name: value for name, value in {**HEADERS, **said, **length, **given}.items() if value}
    return Request(method, target.partition("?")[0], {}, whole, body, target)


def wrong(broken: Request) -> str:
    return " | ".join(contract("maileva").breaches(broken))


def test_a_request_that_is_as_published_has_no_breach() -> None:
    assert wrong(request("GET", f"{SENDINGS}?start_index=1&count=500")) == ""
    assert wrong(request("POST", f"{SENDINGS}/1/recipients", RECIPIENT)) == ""
    assert wrong(request("POST", f"{SENDINGS}/1/submit")) == ""


@pytest.mark.parametrize(
    ("changes", "breach"),
    [
        ({"address_line_2": None}, "body/address_line_2: None is not of type 'string'"),
        ({"address_line_3": ""}, "body/address_line_3: '' should be non-empty"),
        ({"address_line_4": "x" * 39}, "is too long"),
        ({"address_line_6": "Nantes 44000"}, "body/address_line_6: 'Nantes 44000' does not match"),
        ({"country_code": "BE"}, "body/country_code: 'BE' is not one of"),
        ({"country_code": "fr"}, "body/country_code"),
        ({"custom_id": 1042}, "body/custom_id: 1042 is not of type 'string'"),
        ({"telephone": "0240"}, "'telephone' was unexpected"),
    ],
)
def test_a_field_that_breaks_the_contract_is_named(changes: dict[str, Any], breach: str) -> None:
    assert breach in wrong(request("POST", f"{SENDINGS}/1/recipients", RECIPIENT | changes))


def test_a_field_that_is_missing_is_named() -> None:
    assert "'address_line_6' is a required property" in wrong(
        request("POST", f"{SENDINGS}/1/recipients", {"address_line_1": "x", "country_code": "FR"})
    )
    nobody = {name: value for name, value in RECIPIENT.items() if name != "address_line_1"}
    assert "not valid under any of the given schemas" in wrong(request("POST", f"{SENDINGS}/1/recipients", nobody))


@pytest.mark.parametrize(("flag", "breach"), [("true", "body/color_printing"), (1, "body/color_printing"), (True, "")])
def test_a_flag_is_no_word_and_no_number(flag: object, breach: str) -> None:
    said = wrong(request("POST", SENDINGS, {"name": "Courrier", "color_printing": flag}))
    assert breach in said
    assert bool(said) is bool(breach)


@pytest.mark.parametrize(
    ("broken", "breach"),
    [
        (request("GET", f"{SENDINGS}/"), "path: an empty segment, or a slash at its end"),
        (request("GET", f"{SENDINGS}//1"), "path: an empty segment"),
        (request("GET", f"{SENDINGS}/a b"), "address: a sign that is not percent-encoded"),
        (request("PUT", SENDINGS), "no such operation is published"),
        (request("GET", "/registered_mail/v3/sendings"), "no such operation is published"),
        (request("GET", f"{SENDINGS}?count=501"), "query count: 501 is greater than the maximum"),
        (request("GET", f"{SENDINGS}?count=many"), "query count: 'many' is not of type 'integer'"),
        (request("GET", f"{SENDINGS}?page=2"), "query page: is not published"),
        (request("GET", SENDINGS, authorization=""), "header authorization: is missing"),
        (request("GET", SENDINGS, authorization="Basic eA=="), "header authorization: 'Basic eA==' does not match"),
        (request("GET", SENDINGS, accept="*/*"), "header accept: '*/*' is not one of"),
        (request("GET", SENDINGS, x_trace="1"), "header x-trace: is not published"),
        (request("GET", SENDINGS, content_type="application/json"), "GET with a body, or the type of one"),
        (request("POST", SENDINGS, {"name": "x"}, content_type="text/json"), "content-type: 'text/json' is none of"),
        (request("POST", SENDINGS, {"name": "x"}, content_length=""), "content-length: is missing or wrong"),
        (request("POST", f"{SENDINGS}/1/submit", {}), "body: none is published"),
        (request("GET", f"{SENDINGS}/{'1' * 41}"), "path sending_id"),
    ],
)
def test_what_is_wrong_around_a_body_is_named(broken: Request, breach: str) -> None:
    assert breach in wrong(broken)


def multipart(*parts: tuple[str, str | bytes | tuple[str, bytes, str]]) -> Request:
    body, media_type = encode_multipart_formdata(list(parts))
    bare = request("POST", f"{SENDINGS}/1/documents", content_type=media_type, content_length=str(len(body)))
    return replace(bare, body=body)


def test_a_part_is_held_to_its_type_its_name_and_what_it_says() -> None:
    file = ("document", ("lettre.pdf", b"%PDF-1.7", "application/pdf"))

    def described(text: bytes) -> tuple[str, tuple[str, bytes, str]]:
        return "metadata", ("", text, "application/json")

    good = multipart(file, described(b'{"priority": 1, "name": "lettre.pdf"}'))
    assert wrong(good) == ""
    assert "priority: '1' is not of type 'integer'" in wrong(multipart(file, described(b'{"priority": "1"}')))
    assert "part metadata: text/plain is not application/json" in wrong(multipart(file, ("metadata", "{}")))
    assert "'metadata' is a required property" in wrong(multipart(file))
    assert "part document: stands twice" in wrong(multipart(file, file, described(b"{}")))
    unnamed = multipart(("document", b"%PDF-1.7"), described(b"{}"))
    assert "part document: a file without a name" in wrong(unnamed)
