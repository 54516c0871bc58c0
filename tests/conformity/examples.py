"""A server that answers as a vendor's own published examples do, whatever was asked before."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from local.carriers.serving import Endpoint, Reply, Request

Answers = Mapping[str, Any]
"""By a pattern of "METHOD /path": a Reply, JSON for a 200, or what makes one of the request."""


class Examples(Endpoint):
    """The first pattern that fits answers; nothing is remembered, but the calls."""

    def __init__(self, answers: Answers) -> None:
        super().__init__()
        self.answers = dict(answers)

    def answer(self, request: Request) -> Reply:
        for pattern, said in self.answers.items():
            if re.fullmatch(pattern, request.call):
                return _reply(said(request) if isinstance(said, Callable) else said)  # type: ignore[arg-type]
        raise AssertionError(f"{request.call}: no example")


def _reply(said: Any) -> Reply:
    return said if isinstance(said, Reply) else Reply.of(said)
