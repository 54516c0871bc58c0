"""A stack ends with whoever started it, and says why it could not begin."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest

from local.deployment import DeploymentError
from local.places import ROOT
from local.process import EmulatorProcess
from local.stack import LocalStack

pytestmark = pytest.mark.embedded
EMPTY = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}

EMULATOR_AND_WORKER = 2

STARTER = """# STARTS
import sys, time
from pathlib import Path
from local.stack import LocalStack
stack = LocalStack("orphan", template=Path(sys.argv[1]), data_dir=Path(sys.argv[2])).start()
stack.invoke("Function")
print(stack.endpoint.port, flush=True)
time.sleep(60)
"""


def template(folder: Path, content: object) -> Path:
    path = folder / "template.yaml"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def with_function(folder: Path, word: str) -> Path:
    """The word is in the command line of whatever runs the function."""
    (folder / "code").mkdir()
    (folder / "code" / f"{word}.py").write_text("def handle(event, context):\n    return 1\n", encoding="utf-8")
    properties = {"Runtime": "python3.13", "Handler": f"{word}.handle", "CodeUri": "code"}
    return template(
        folder,
        {
            "Transform": "AWS::Serverless-2016-10-31",
            "Resources": {"Function": {"Type": "AWS::Serverless::Function", "Properties": properties}},
        },
    )


def commands_naming(word: str) -> list[str]:
    listed = subprocess.run(["ps", "-A", "-ww", "-o", "args="], check=True, capture_output=True, text=True).stdout
    return [line for line in listed.splitlines() if word in line and "STARTS" not in line]


def gone(word: str, seconds: float = 8) -> bool:
    deadline = time.monotonic() + seconds
    while commands_naming(word) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not commands_naming(word)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_outlives_whoever_started_it(tmp_path: Path, number: int) -> None:
    word = f"life_{uuid4().hex}"
    data = tmp_path / word
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, with_function(tmp_path, word), data],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as starter:
        assert starter.stdout
        assert starter.stdout.readline().strip().isdigit()
        assert len(commands_naming(word)) == EMULATOR_AND_WORKER
        os.kill(starter.pid, number)
    assert gone(word)


def test_an_exception_stops_the_stack(tmp_path: Path) -> None:
    class StoryError(Exception):
        pass

    def story() -> None:
        with LocalStack("broken", template=template(tmp_path, EMPTY), data_dir=tmp_path / "data") as stack:
            assert stack.resources["Queue"]
            raise StoryError

    with pytest.raises(StoryError):
        story()
    assert gone(str(tmp_path / "data"))


def test_a_refused_template_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    refused = template(tmp_path, {"Resources": {"Thing": {"Type": "AWS::No::Such", "Properties": {}}}})
    with pytest.raises(DeploymentError, match="No::Such"):
        LocalStack("no", template=refused, data_dir=tmp_path / "data").start()
    assert gone(str(tmp_path / "data"))


def test_an_unknown_repair_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no such repair: magic"):
        EmulatorProcess.start(tmp_path, region="eu-west-3", without=["magic"])
