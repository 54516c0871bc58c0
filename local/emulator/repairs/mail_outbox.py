"""Holes: SES drops the attachments of a raw mail, so that the letter is lost; and it publishes no events,
so that nobody learns what became of a mail.

Repair: keep every accepted mail as it was sent, and publish Send, then Delivery, Bounce or Complaint.
"""

import json
from typing import Any

from ministack.core.concurrency import spawn_background
from ministack.services import ses_v2

from local.emulator import mail_events, mails
from local.emulator.context import Context


def apply(context: Context) -> None:
    handle = ses_v2.handle_request

    async def handle_and_keep(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
        answer = await handle(method, path, headers, body, query)
        sent = method == "POST" and path.rstrip("/").endswith("/outbound-emails")
        if sent and answer[0] == 200:  # noqa: PLR2004
            request = json.loads(body)
            if not (request["Content"].get("Template")):
                keep(context, mails.from_request(request, json.loads(answer[2])["MessageId"], context.clock.now()))
        return answer

    ses_v2.handle_request = handle_and_keep


def keep(context: Context, mail: mails.Mail) -> None:
    mail.keep(context.mails)
    # Later than the answer, as on AWS: the sender must not count on the order.
    spawn_background(tell, context, mail, thread_name="embedded-mail")


def tell(context: Context, mail: mails.Mail) -> None:
    mail_events.publish(mail, "Send", mail.at)
    outcome = mail_events.fate(mail)
    if outcome == "Complaint":  # who complains has got it
        mail_events.publish(mail, "Delivery", context.clock.now())
    mail_events.publish(mail, outcome, context.clock.now())
