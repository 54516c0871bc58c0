"""What AWS says of a mail or a text message, by the service that says it."""

from __future__ import annotations

from relance.adapters.event_fields import parsed
from relance.adapters.ses_events import mail_fact
from relance.adapters.sms.events import SOURCE as TEXTS
from relance.adapters.sms.events import text_fact
from relance.domain.delivery import DeliveryFact


def delivery_fact(body: str) -> DeliveryFact | None:
    """The fact in an event of EventBridge; None for what is no contact of ours.

    Raises InvalidRecordError naming the field that cannot be read.
    """
    return text_fact(body) if parsed(body).get("source") == TEXTS else mail_fact(body)
