"""Hole: items expire (TTL) by the machine's time, while the functions that wrote them live at another:
in a story that plays last spring, everything would have expired already.

Repair: expiry reads the moved clock. ministack starts its own reaper as it is imported, so this repair
comes before anything that imports DynamoDB.
"""

import threading
import time
from typing import Any

from local.emulator.context import Context

REAPER = "dynamodb-ttl-reaper"
SECONDS = 1.0


def apply(context: Context) -> None:
    start = threading.Thread.start

    def start_all_but_the_reaper(thread: threading.Thread) -> None:
        if thread.name != REAPER:
            start(thread)

    threading.Thread.start = start_all_but_the_reaper  # type: ignore[method-assign, assignment]
    try:
        from ministack.services import dynamodb
    finally:
        threading.Thread.start = start  # type: ignore[method-assign]
    threading.Thread(target=reap_for_ever, args=(context, dynamodb), daemon=True).start()


def reap_for_ever(context: Context, dynamodb: Any) -> None:
    while True:
        time.sleep(SECONDS)
        now = context.clock.now().timestamp()
        with dynamodb._lock:
            for (account, region, name), setting in list(dynamodb._ttl_settings.all_items()):
                table = dynamodb._tables.get_scoped(account, region, name)
                if table and setting.get("TimeToLiveStatus") == "ENABLED":
                    reap(dynamodb, table, setting["AttributeName"], now)


def reap(dynamodb: Any, table: Any, attribute: str, now: float) -> None:
    for partition, items in list(table["items"].items()):
        for sort, item in list(items.items()):
            expiry = item.get(attribute, {}).get("N")
            if expiry is not None and float(expiry) <= now:
                dynamodb._remove_item(table, partition, sort)
