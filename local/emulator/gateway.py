"""The way in: ministack's own application, and beside it the paths under /_relance/ for LocalStack.

They say what no AWS call says: whether anything is still under way, and what a role may do; and they
plan faults and events. Only this machine can reach them.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from ministack import app as ministack
from ministack.core.responses import set_request_account_id, set_request_region

from local.emulator import mail_events, mails, roles
from local.emulator.context import Context
from local.emulator.faults import FAULTS, CutError, Fault
from local.emulator.under_way import under_way, watch

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


def gateway(context: Context) -> Application:
    watch()
    answers: dict[str, Callable[[dict[str, Any]], Any]] = {
        "/_relance/under-way": lambda _: under_way(),
        "/_relance/faults": plan_fault,
        "/_relance/faults/clear": lambda _: FAULTS.clear(),
        "/_relance/faults/struck": lambda _: list(FAULTS.struck),
        "/_relance/session": lambda asked: roles.session(asked["role"], asked["service"]),
        "/_relance/mail-event": lambda asked: tell(context, asked),
    }

    async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        answer = answers.get(scope.get("path", ""))
        if answer is None:
            await served(scope, receive, send)
            return
        set_request_account_id(context.settings.account)
        set_request_region(context.settings.region)
        asked = json.loads(await body_of(receive) or b"{}")
        try:
            await reply(send, 200, answer(asked))
        except (roles.NotAllowedError, FileNotFoundError, ValueError) as refused:
            await reply(send, 400, {"error": str(refused)})

    return application


async def served(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    try:
        await ministack.app(scope, receive, send)
    except CutError:
        scope["relance.cut"] = True


async def body_of(receive: Receive) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


async def reply(send: Send, status: int, content: Any) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(content).encode()})


def plan_fault(asked: dict[str, Any]) -> None:
    FAULTS.plan(Fault(asked["service"], asked["action"], asked["after"], asked["skip"], asked["times"], asked["role"]))


def tell(context: Context, asked: dict[str, Any]) -> None:
    mail = mails.read(context.mails, asked["message_id"])
    mail_events.publish(mail, asked["kind"], context.clock.now(), asked.get("more"))
