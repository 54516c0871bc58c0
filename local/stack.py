"""The embedded AWS with template.yaml deployed to it: what the end-to-end tests and the demo use.

    with LocalStack(parameters={"Sender": "…"}) as stack:
        stack.clock.move_to(datetime(2026, 3, 2, 7, 30, tzinfo=UTC))
        stack.fire_schedule("PlanDaySchedule")
        stack.settled()
        assert stack.outbox.mails()

Any number of them run side by side, each on a port and in a folder of its own. docs/embedded-aws.md
says what is faithful and what is not.
"""

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from local.deployment import Deployment, deploy
from local.endpoint import ACCOUNT, REGION, Answer, Endpoint
from local.faults import FaultPlan
from local.moved_clock import MovedClock
from local.outbox import Outbox
from local.places import LOCAL, ROOT
from local.process import EmulatorProcess
from local.schedules import fire
from local.waiting import until_drained, until_settled


class InvocationError(Exception):
    """A function raised: `type` is the class, as Step Functions would match it."""

    def __init__(self, function: str, payload: Mapping[str, Any]) -> None:
        self.type = str(payload.get("errorType"))
        self.message = str(payload.get("errorMessage"))
        super().__init__(f"{function}: {self.type}: {self.message}")


class LocalStack:
    account = ACCOUNT
    region = REGION

    def __init__(
        self,
        name: str = "relance",
        *,
        template: Path = ROOT / "template.yaml",
        parameters: Mapping[str, str] | None = None,
        data_dir: Path | None = None,
        without: Sequence[str] = (),
    ) -> None:
        """`data_dir` is kept; a folder of its own goes with the stack. `without` leaves repairs out."""
        self.name = name
        self._template = template
        self._parameters = dict(parameters or {})
        self._without = without
        self._keep = data_dir is not None
        self.data = data_dir or new_folder(name)
        self.data.mkdir(parents=True, exist_ok=True)
        self.clock = MovedClock(self.data / "clock.json")
        self._process: EmulatorProcess | None = None
        self._deployment: Deployment | None = None

    # ------------------------------------------------------------------------- life

    def start(self) -> Self:
        """Starts the emulator and deploys; stops everything again when either fails."""
        empty(self.data)
        self._process = EmulatorProcess.start(self.data, region=self.region, without=self._without)
        try:
            self.deploy()
        except BaseException:
            self.stop(keep=True)
            raise
        return self

    def deploy(self, **parameters: str) -> None:
        """Deploys the template, again if need be: with other parameters, or as it now lies on disk."""
        self._parameters |= parameters
        self._deployment = deploy(self.endpoint, self.name, self._template, self._parameters)

    def stop(self, *, keep: bool = False) -> None:
        if self._process is not None:
            self._process.stop()
            self._process = None
        if not (self._keep or keep):
            shutil.rmtree(self.data, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # ------------------------------------------------------------------- what is there

    @cached_property
    def endpoint(self) -> Endpoint:
        if self._process is None:
            raise RuntimeError(f"stack {self.name} is not started")
        return Endpoint(self._process.port)

    @property
    def deployment(self) -> Deployment:
        if self._deployment is None:
            raise RuntimeError(f"stack {self.name} is not deployed")
        return self._deployment

    @property
    def outputs(self) -> Mapping[str, str]:
        return self.deployment.outputs

    @property
    def resources(self) -> Mapping[str, str]:
        """Logical id → physical id."""
        return self.deployment.resources

    def client(self, service: str) -> Any:
        """A boto3 client of the administrator."""
        return self.endpoint.client(service)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.data / "mails", self.endpoint.url, self.account, self.endpoint.ask)

    @cached_property
    def faults(self) -> FaultPlan:
        return FaultPlan(self.endpoint.ask)

    def permissions(self) -> Sequence[Mapping[str, Any]]:
        """Each kind of decision about a role: role, action, resource, allowed."""
        file = self.data / "permissions.jsonl"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return [json.loads(line) for line in lines]

    def logs(self, function: str) -> str:
        """What a function (by logical id) has logged."""
        file = self.data / "logs" / f"{self.resources[function]}.log"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    # ------------------------------------------------------------------- what one does

    def invoke(self, function: str, payload: Any = None) -> Any:
        """Invokes a function by logical id, and raises InvocationError when it raised."""
        answer = self.client("lambda").invoke(
            FunctionName=self.resources[function], Payload=json.dumps({} if payload is None else payload)
        )
        result = json.loads(answer["Payload"].read() or b"null")
        if "FunctionError" in answer:
            raise InvocationError(function, result)
        return result

    def http(
        self,
        method: str,
        path: str,
        *,
        body: bytes | str | Mapping[str, Any] = b"",
        headers: Mapping[str, str] | None = None,
        api: str = "",
    ) -> Answer:
        """Calls a deployed HttpApi; a mapping goes as JSON.

        A whole URL, as it stands in a mail, says which; of a path, `api` does (a logical id), if there are several.
        """
        return self.endpoint.http(method, self.here(path, api=api), body=body, headers=headers or {})

    def here(self, address: str, *, api: str = "") -> str:
        """The path at which the embedded AWS answers for a public address of a deployed HttpApi."""
        parts = urlsplit(address)
        asked = parts.path + (f"?{parts.query}" if parts.query else "")
        return self.deployment.api_path(api, host=parts.hostname or "") + asked

    def fire_schedule(self, name: str, **context: str) -> Any:
        """Fires a schedule, by logical id or name, with its own Input, and answers what its target answered.

        `<aws.scheduler.scheduled-time>` is the moved clock's time unless `scheduled_time` says otherwise.
        """
        return fire(self.endpoint, self.resources.get(name, name), self.clock.now(), context)

    def drained(self, *queues: str, timeout: float = 60) -> None:
        """Waits until the queues (by logical id) hold nothing: visible, in flight or delayed."""
        until_drained(self.endpoint, [self.resources[queue] for queue in queues], timeout)

    def settled(self, *, timeout: float = 60, besides: Sequence[str] = ()) -> None:
        """Waits until nothing moves by itself any more: no function, message, stream record or execution.

        Executions that wait for a callback or for time stand still. Queues in `besides` (by logical
        id) may hold messages: dead letters.
        """
        ignored = [self.resources[queue].rpartition("/")[2] for queue in besides]
        until_settled(self.endpoint, ignored, timeout)


def empty(data: Path) -> None:
    """A folder that is used again tells of this stack only."""
    for name in ("mails", "logs", "tmp"):
        shutil.rmtree(data / name, ignore_errors=True)
    for name in ("permissions.jsonl", "clock.json", "emulator.log"):
        (data / name).unlink(missing_ok=True)


def new_folder(name: str) -> Path:
    parent = LOCAL / "stacks"
    parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=parent, prefix=f"{name}-"))
