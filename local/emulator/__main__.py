"""Starts the embedded AWS: `python -m local.emulator '<settings as JSON>'`, in .local/emulator.

Opens a port of its own, prints it as one JSON line, and runs until it is told to stop, or until
whoever started it is gone: standard input is a pipe that nobody writes to, and its end says so.
"""

import asyncio
import json
import os
import signal
import socket
import sys
import tempfile
import threading
from importlib.metadata import version

from local.emulator.context import Context
from local.emulator.settings import MINISTACK, Settings


def main() -> None:
    if (found := version("ministack")) != MINISTACK:
        sys.exit(f"the repairs are for ministack {MINISTACK}, and this is {found}: run make setup")
    settings = Settings.parse(sys.argv[1])
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    port = listener.getsockname()[1]
    context = Context.of(settings, port)
    os.environ |= settings.environment(port)
    tempfile.tempdir = None  # so that TMPDIR is read again
    asyncio.run(serve(context, listener))


async def serve(context: Context, listener: socket.socket) -> None:
    # ministack reads its environment when it is imported: not before.
    from hypercorn.asyncio import serve as hypercorn
    from hypercorn.config import Config

    from local.emulator import repairs
    from local.emulator.gateway import gateway

    repairs.apply(context)
    stopped = asyncio.Event()
    listen_for_the_end(stopped)
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 0.2
    config.loglevel = "WARNING"
    print(json.dumps({"port": context.port}), flush=True)  # noqa: T201
    try:
        await hypercorn(gateway(context), config, shutdown_trigger=stopped.wait)  # type: ignore[arg-type, unused-ignore]
    finally:
        end_workers()


def listen_for_the_end(stopped: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)

    def until_nobody_is_left() -> None:
        sys.stdin.buffer.read()
        loop.call_soon_threadsafe(stopped.set)
        # A thread that hangs must not keep the machine.
        threading.Timer(5, os._exit, [1]).start()

    threading.Thread(target=until_nobody_is_left, daemon=True).start()


def end_workers() -> None:
    from ministack.core import lambda_runtime

    lambda_runtime.reset()
    # Executions and pollers are threads that may wait for months of their own time.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
