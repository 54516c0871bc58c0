"""A letter on its way to Maileva, whose refusals come in other forms and words than are published."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from local.carriers.serving import Reply
from relance.adapters.carriers.maileva.carrier import Maileva
from relance.ports.carriers import Service
from relance.ports.messaging import NotAcceptedError
from tests.carriers.maileva_rig import SECRETS, SETTINGS
from tests.carriers.suite import consignment, quick_http
from tests.conformity.examples import Examples
from tests.conformity.maileva_examples import SENDING, SENDING_ID, examples

SEEN = datetime(2018, 3, 16, 8, 0, tzinfo=UTC)


def adapter(server: Examples) -> Maileva:
    return Maileva(quick_http(server.url), quick_http(server.url), SECRETS, SETTINGS, now=lambda: SEEN)


@pytest.mark.parametrize(
    ("status", "code", "in_parts"),
    [
        (415, "UNSUPPORTED_MEDIA_TYPE", True),
        (400, "EMPTY_DOCUMENT", True),
        (400, "METADATA_WRONG_FORMAT", True),
        (400, "INVALID_DOCUMENT_SIZE", False),
        (400, "UNEXPECTED_NOT_VALID_ERROR", False),
    ],
)
def test_a_document_of_an_lre_whose_json_is_not_understood_goes_in_parts(
    status: int, code: str, in_parts: bool
) -> None:
    def document(request: Any) -> Reply:
        parted = request.headers["content-type"].startswith("multipart/form-data")
        return Reply.of(
            {"id": "d-1"} if parted else {"errors": [{"code": code, "message": ""}]}, 201 if parted else status
        )

    with examples(Service.LRE, document=document) as server:
        if in_parts:
            assert adapter(server).submit(consignment(Service.LRE)).carrier_id == "lre:string"
        else:
            with pytest.raises(NotAcceptedError, match=code):
                adapter(server).submit(consignment(Service.LRE))


@pytest.mark.parametrize(
    "refusal", [Reply(409), Reply.of({"errors": [{"code": "ALREADY_SUBMITTED", "message": ""}]}, 400)]
)
@pytest.mark.parametrize("status", ["PENDING", "BLOCKED", "DRAFT"])
def test_a_submission_refused_in_other_words_is_a_refusal_only_of_what_is_a_draft_still(
    refusal: Reply, status: str
) -> None:
    sending = SENDING | {"id": SENDING_ID, "status": status}
    with examples(Service.REGISTERED, submit=refusal, sending=sending) as server:
        if status == "DRAFT":
            with pytest.raises(NotAcceptedError):
                adapter(server).submit(consignment(Service.REGISTERED))
        else:
            assert adapter(server).submit(consignment(Service.REGISTERED)).carrier_id == f"registered:{SENDING_ID}"
