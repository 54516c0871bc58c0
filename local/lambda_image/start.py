"""Starts a Python function as Lambda's image does: AWS's own runtime client, and the handler's name.

Runs in .local/runtime, which holds what Lambda's image holds and nothing more.
"""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

MARK = "\x1eend of the invocation's log"


def moved_clock(file: Path) -> Any:
    """The class from local/moved_clock.py, which the function's own imports must not see."""
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("_embedded_clock", Path(__file__).parents[1] / "moved_clock.py")
    if spec is None or spec.loader is None:
        raise RuntimeError("local/moved_clock.py is missing")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.MovedClock(file)


def move_the_machines_time(file: Path) -> None:
    """It is the machine that lives at another time; the package is not told."""
    try:
        from relance.runtime.clock import SystemClock
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "relance":
            raise
        return  # a function without Relance's layer
    clock = moved_clock(file)

    def now(*_: object) -> datetime:
        moment: datetime = clock.now()
        return moment

    SystemClock.now = now  # type: ignore[method-assign, assignment, unused-ignore]


def mark_the_end_of_each_log() -> None:
    """What an invocation printed is complete before its result is posted: the mark says where it ends."""
    from awslambdaric.lambda_runtime_client import LambdaRuntimeClient

    for name in ("post_invocation_result", "post_invocation_error"):
        setattr(LambdaRuntimeClient, name, marking(getattr(LambdaRuntimeClient, name)))


def marking(post: Any) -> Any:
    def mark_and_post(*arguments: Any, **named: Any) -> Any:
        sys.stderr.flush()
        sys.stdout.flush()
        os.write(1, MARK.encode() + b"\n")
        return post(*arguments, **named)

    return mark_and_post


def main() -> None:
    sys.path.pop(0)  # this file's own folder, which Lambda has not
    mark_the_end_of_each_log()
    move_the_machines_time(Path(os.environ.pop("EMBEDDED_CLOCK")))
    from awslambdaric.__main__ import main as serve

    serve(sys.argv)


if __name__ == "__main__":
    main()
