"""Hole: nothing ever goes wrong between a function and AWS, so that nobody knows what a function does
when a call was performed and its answer lost.

Repair: a planned fault cuts the connection of the next matching call, before or after it is performed.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from hypercorn.protocol.http_stream import HTTPStream
from ministack import app
from ministack.core.iam_actions import extract_iam_action
from ministack.core.router import detect_service, extract_access_key_id

from local.emulator.context import Context
from local.emulator.faults import FAULTS, CutError, Fault
from local.emulator.repairs.permissions import role_of

Dispatch = Callable[..., Awaitable[Any]]


def apply(_: Context) -> None:
    app._dispatch_service_request = cutting(app._dispatch_service_request)
    app._handle_ses_v2_request = cutting(app._handle_ses_v2_request)
    answer_an_error = HTTPStream._send_error_response

    async def answer_nothing_when_cut(self: Any, status: int) -> None:
        # Without an answer begun, hypercorn closes the connection.
        if not self.scope.get("relance.cut"):
            await answer_an_error(self, status)

    HTTPStream._send_error_response = answer_nothing_when_cut


def cutting(dispatch: Dispatch) -> Dispatch:
    async def dispatch_and_cut(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any], *more: Any
    ) -> Any:
        fault = fault_for(method, path, headers, body, query)
        if fault and not fault.after:
            raise CutError
        answer = await dispatch(method, path, headers, body, query, *more)
        if fault and answer is not None:
            raise CutError
        return answer

    return dispatch_and_cut


def fault_for(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Fault | None:
    if not FAULTS.planned:
        return None
    role = role_of(extract_access_key_id(headers, query))
    if role is None:
        return None
    service = detect_service(method, path, headers, app._routing_params(method, path, headers, body, query))
    action = extract_iam_action(service, method, path, headers, body, query) or ""
    return FAULTS.next(role, service, action.partition(":")[2])
