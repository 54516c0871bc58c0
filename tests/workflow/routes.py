"""Every route of the escalation as a script: what the functions answer, in the order of the calls."""

from __future__ import annotations

from typing import Any

Script = list[tuple[str, Any]]
"""(function's folder, the word of its token, its answer, or the error it raises), in the order of the calls."""
SILENCE = "nobody wakes the token"


SILENT = {
    "nobody answers": "AskNoticeApproval",
    "never served": "ServeNotice",
    "nobody answers the second request": "AskHandoffApproval",
    "the agenda is silent": "AwaitPayment",
}
"""The state of each route whose wait ends by its backstop."""


class PlayedError(Exception):
    """What a function raises in a script; its name is what Step Functions sees."""


def played(name: str) -> Exception:
    error: Exception = type(name, (PlayedError,), {})()
    return error


DRAFT: tuple[str, Any] = ("draft_notice", {})
APPROVED = ("ask_approval", "APPROVED")
SERVED = ("serve_notice", "SERVED")
DEADLINE = ("await_payment", "DEADLINE")
HANDED_OFF = ("hand_off", {"wake": "HANDED_OFF"})
CLOSED = ("close_case", {"state": "CLOSED_REFUSED"})
TO_ASK, TO_SERVE = [DRAFT], [DRAFT, APPROVED]
TO_PAY = [*TO_SERVE, SERVED]
TO_HANDOFF = [*TO_PAY, DEADLINE]
LOST = ("TransientError", "ConflictError", "TryLaterError", "OutcomeUnknownError", "Lambda.ServiceException")

ROUTES: dict[str, tuple[Script, str, str | None]] = {
    "unpaid to the end": ([*TO_HANDOFF, APPROVED, HANDED_OFF], "SUCCEEDED", None),
    **{
        f"notice {word}": ([*TO_ASK, ("ask_approval", word), CLOSED], "SUCCEEDED", word)
        for word in ("REFUSED", "LAPSED", "PAID", "CHANGED", "STOPPED")
    },
    **{
        f"serving {word}": ([*TO_SERVE, ("serve_notice", word), CLOSED], "SUCCEEDED", word)
        for word in ("LAPSED", "PAID", "CHANGED", "STOPPED", "UNDELIVERED")
    },
    "served on another day": (
        [*TO_SERVE, ("serve_notice", "NEXT_DAY"), SERVED, ("await_payment", "PAID"), CLOSED],
        "SUCCEEDED",
        "PAID",
    ),
    **{
        f"waiting {word}": ([*TO_PAY, ("await_payment", word), CLOSED], "SUCCEEDED", word)
        for word in ("PAID", "CHANGED", "STOPPED", "UNDELIVERED")
    },
    **{
        f"handoff {word}": ([*TO_HANDOFF, ("ask_approval", word), CLOSED], "SUCCEEDED", word)
        for word in ("REFUSED", "LAPSED", "PAID", "STOPPED", "UNDELIVERED")
    },
    "the file is made again": (
        [*TO_HANDOFF, ("ask_approval", "CHANGED"), APPROVED, ("hand_off", {"wake": "CHANGED"}), APPROVED, HANDED_OFF],
        "SUCCEEDED",
        None,
    ),
    **{
        f"handed off {word}": ([*TO_HANDOFF, APPROVED, ("hand_off", {"wake": word}), CLOSED], "SUCCEEDED", word)
        for word in ("PAID", "STOPPED", "UNDELIVERED")
    },
    **{f"retried {name}": ([("draft_notice", played(name)), *TO_ASK, ("ask_approval", "REFUSED"), CLOSED],
        "SUCCEEDED", "REFUSED") for name in LOST},
    "a wait that fails is retried": (
        [*TO_SERVE, ("serve_notice", played("OutcomeUnknownError")), SERVED, ("await_payment", "PAID"), CLOSED],
        "SUCCEEDED",
        "PAID",
    ),
    "the draft is refused": ([("draft_notice", played("RejectedError")), CLOSED], "SUCCEEDED", "FAILED"),
    "the carrier refuses": (
        [*TO_SERVE, ("serve_notice", played("NotAcceptedError")), CLOSED], "SUCCEEDED", "FAILED"
    ),
    "approvers cannot be asked": (
        [*TO_ASK, ("ask_approval", played("RejectedError")), CLOSED], "SUCCEEDED", "FAILED"
    ),
    "the wait fails after serving": ([*TO_PAY, ("await_payment", played("KeyError"))], "FAILED", None),
    "the second request fails": ([*TO_HANDOFF, ("ask_approval", played("KeyError"))], "FAILED", None),
    "the handoff fails": ([*TO_HANDOFF, APPROVED, ("hand_off", played("RejectedError"))], "FAILED", None),
    "closing fails": ([*TO_ASK, ("ask_approval", "REFUSED"), ("close_case", played("KeyError"))], "FAILED", "REFUSED"),
    "nobody answers": ([*TO_ASK, ("ask_approval", SILENCE), CLOSED], "SUCCEEDED", "LAPSED"),
    "never served": ([*TO_SERVE, ("serve_notice", SILENCE), CLOSED], "SUCCEEDED", "LAPSED"),
    "nobody answers the second request": ([*TO_HANDOFF, ("ask_approval", SILENCE), CLOSED], "SUCCEEDED", "LAPSED"),
    "the agenda is silent": (
        [*TO_PAY, ("await_payment", SILENCE), ("ask_approval", "REFUSED"), CLOSED],
        "SUCCEEDED",
        "REFUSED",
    ),
    "an unknown word": ([*TO_ASK, ("ask_approval", "PERHAPS")], "FAILED", None),
}  # fmt: skip
