"""Running cases: one Standard execution each, named as the case, so that starting it twice starts it once."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from relance.adapters.errors import translated

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


class StepFunctionsCaseRunner:
    """See ports.outside.CaseRunner."""

    def __init__(self, *, client: SFNClient, state_machine_arn: str) -> None:
        self._client = client
        self._state_machine_arn = state_machine_arn

    def start(self, case_id: str, payload: dict[str, Any]) -> None:
        """Start the case's execution; a case that runs or ran already is left alone."""
        with translated(f"start of {case_id}"), suppress(self._client.exceptions.ExecutionAlreadyExists):
            self._client.start_execution(
                stateMachineArn=self._state_machine_arn, name=case_id, input=json.dumps(payload)
            )

    def wake(self, task_token: str, output: dict[str, Any]) -> None:
        """Let a waiting execution go on; a token that was used or has expired means that it went on already."""
        gone = self._client.exceptions
        with translated("wake of a case"), suppress(gone.TaskTimedOut, gone.TaskDoesNotExist, gone.InvalidToken):
            self._client.send_task_success(taskToken=task_token, output=json.dumps(output))
