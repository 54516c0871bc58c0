"""The examples of Maileva's OpenAPI documents as a server's answers; a field without one reads "string"."""

from __future__ import annotations

from typing import Any

from local.carriers.serving import Reply
from relance.ports.carriers import Service
from tests.conformity.examples import Examples

SENDING_ID = "110e8400-e29b-11d4-a716-446655440000"
RECIPIENT_ID = "d905a65e-aa46-4f37-8480-260c4600c810"
AT = "2018-03-14T07:21:40.757Z"
PAGING = {"next": "string", "prev": "string", "total_results": 0}
PRODUCTS = {
    Service.LETTER: "/mail/v2",
    Service.REGISTERED: "/registered_mail/v4",
    Service.LRE: "/electronic_qualified_registered_mail/v1",
    Service.ERE: "/secured_electronic_mail/v1",
}
SENDING: dict[str, Any] = {
    "id": SENDING_ID,
    "name": "Résiliation d'un abonnement téléphonique",
    "custom_id": "order_1234",
    "custom_data": "order_1234",
    "status": "PENDING",
    "status_detail": "string",
    "creation_date": AT,
    "submission_date": AT,
    "processed_date": AT,
    "documents_count": 1,
    "recipients_counts": {"draft": 0, "pending": 1, "total": 1},
}
SENDINGS: dict[Service, dict[str, Any]] = {
    Service.LETTER: SENDING | {"archive_date": AT, "scheduled_date": AT},
    Service.REGISTERED: SENDING
    | {"statuses": [{"date": AT, "code": "PENDING", "details": "string"}], "scheduled_date": "2023-08-16"},
    Service.LRE: SENDING
    | {"id": "string", "status": "DRAFT", "creation_date": "string", "submission_date": "string",
       "processed_date": "string", "custom_id": "ref client"},
    Service.ERE: SENDING | {"statuses": [{"date": AT, "code": "ACCEPTED"}], "status": "DRAFT", "modification_date": AT},
}  # fmt: skip
POSTAL = {"date": AT, "location": "LOGNES PIC", "code": "LP03", "label": "Tri départ", "source": "La Poste",
          "code_provider": "AECCFM", "creation_date": "2023-05-25T11:33:00.037Z"}  # fmt: skip
DELIVERED = {"date": AT, "category": "DELIVERED", "location": "IVRY BIEVRE PDC1", "code": "LP15", "label": "Distribué"}
PROOF = {"id": "d905a65e-aa46-4f37-8480-260c4600c818", "type": "DEPOSIT_PROOF", "creation_date": AT, "href": "string"}
RECIPIENTS: dict[Service, dict[str, Any]] = {
    Service.LETTER: {"id": RECIPIENT_ID, "status": "PENDING", "last_delivery_status": "string", "archive_date": AT,
                     "archive_url": f"/sendings/{SENDING_ID}/recipients/{RECIPIENT_ID}/download_archive"},
    Service.REGISTERED: {
        "id": RECIPIENT_ID, "status": "PENDING", "statuses": [{"date": AT, "code": "PENDING", "details": "string"}],
        "delivery_statuses": [POSTAL], "main_delivery_statuses": [DELIVERED], "last_main_delivery_status": DELIVERED,
        "deposit_proof_date": AT, "deposit_proof_url": "/sendings/1/recipients/2/download_deposit_proof",
        "content_proof_date": AT, "acknowledgement_of_receipt_date": "2018-03-15T07:21:40.757Z",
        "undelivered_mail_date": "2018-03-15T07:21:40.757Z",
        "undelivered_mail_archive_date": "2018-03-15T07:21:50.757Z",
        "undelivered_mail_reason": "N02", "scheduled_date": "2018-03-14", "postage_price": 0.0,
    },
    Service.LRE: {"id": RECIPIENT_ID, "status": "WAITING", "status_date": AT, "delivery_proof": PROOF,
                  "deposit_proof": PROOF},
    Service.ERE: {
        "id": RECIPIENT_ID, "status": "DRAFT", "statuses": {"date": AT, "detail": "INVALID_DATA", "code": "string"},
        "delivery_status": "UNDELIVERED", "delivery_status_detail": "BOUNCED",
        "delivery_statuses": [{"date": AT, "code": "UNDELIVERED", "detail": "BOUNCED"}],
        "delivery_proof": {"date": AT, "type": "DEPOSIT_PROOF", "href": "string"},
        "deposit_proof": {"date": AT, "href": "string"}, "reference": "RE24C000000000001",
    },
}  # fmt: skip
SENDER = {"id": "string", "status": "VALIDATED", "has_certificate": True, "certificate_end_date": "string"}


def examples(service: Service, **changes: Any) -> Examples:
    """`changes` replaces an answer: sendings, sending, recipients, recipient, delivery, submit, document."""
    root = PRODUCTS[service]
    sending, recipient = changes.get("sending", SENDINGS[service]), changes.get("recipient", RECIPIENTS[service])
    of_paper = service in {Service.LETTER, Service.REGISTERED}
    return Examples(
        {
            r"POST .*/token": changes.get("token", {"access_token": "string", "expires_in": 0, "token_type": "Bearer"}),
            rf"GET {root}/sendings": changes.get("sendings", {"sendings": [sending], "paging": PAGING}),
            r"GET .*/sendings": {"sendings": [], "paging": PAGING},
            rf"POST {root}/sendings": changes.get("created", Reply.of(SENDINGS[service], 201)),
            rf"GET {root}/sendings/[\w-]+": sending,
            rf"DELETE {root}/sendings/[\w-]+": Reply(204),
            rf"POST {root}/sendings/[\w-]+/documents": changes.get("document", Reply.of({"id": "4cd97ac3"}, 201)),
            rf"POST {root}/sendings/[\w-]+/recipients": changes.get("added", Reply.of(RECIPIENTS[service], 201)),
            rf"GET {root}/sendings/[\w-]+/recipients": {"recipients": [recipient], "paging": PAGING},
            rf"POST {root}/sendings/[\w-]+/submit": changes.get("submit", Reply(200 if of_paper else 202)),
            r"GET .*/delivery_statuses": changes.get("delivery", {
                "delivery_statuses": [{"status": "string", "label": "string", "date": "string"}], "paging": PAGING
            }),
            r"GET .*/senders/[\w-]+": SENDER,
            r"GET .*/download\w*": Reply(200, b"%PDF-1.7", "application/pdf"),
        }
    )  # fmt: skip
