"""Each repair closes one hole of ministack, in one module that says which.

They are written against the internals of the pinned version, and each has a test that fails
without it. `docs/embedded-aws.md` lists them.
"""

from importlib import import_module

from local.emulator.context import Context

REPAIRS = (
    "expiry_clock",
    "python_runtime",
    "runtime_latency",
    "function_logs",
    "function_metrics",
    "stream_failures",
    "queue_metrics",
    "secure_transport",
    "write_once",
    "permissions",
    "batch_actions",
    "mail_identity",
    "task_tokens",
    "service_roles",
    "cut_connections",
    "http_api_routes",
    "secret_references",
    "table_settings",
    "bucket_settings",
    "mail_outbox",
    "callback_tasks",
    "execution_clock",
    "same_execution",
    "schedules_when_told",
    "event_clock",
    "queue_policies",
)


def apply(context: Context) -> None:
    unknown = set(context.settings.without) - set(REPAIRS)
    if unknown:
        raise ValueError(f"no such repair: {', '.join(sorted(unknown))}")
    for name in REPAIRS:
        if name not in context.settings.without:
            import_module(f"{__name__}.{name}").apply(context)
