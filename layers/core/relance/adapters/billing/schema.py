"""The contract as JSON Schema, from its models: `python -m relance.adapters.billing.schema docs/schema` writes it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from relance.adapters.billing.models import CustomerModel, HeartbeatModel, InvoiceModel

DIALECT = "https://json-schema.org/draft/2020-12/schema"
RECORDS: dict[str, type[BaseModel]] = {
    "customer": CustomerModel,
    "invoice": InvoiceModel,
    "heartbeat": HeartbeatModel,
}


def schemas() -> dict[str, str]:
    """The text of each file, by its name."""
    return {f"{name}.json": _text(name, model) for name, model in RECORDS.items()}


def write(folder: Path) -> None:
    """Write every schema into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


def _text(name: str, model: type[BaseModel]) -> str:
    schema = {"$schema": DIALECT, **_named(model.model_json_schema()), "title": f"Relance billing contract: {name}"}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _named(node: Any) -> Any:
    """Without the titles that pydantic makes of names, which say nothing."""
    if isinstance(node, dict):
        return {k: _named(v) for k, v in node.items() if not (k == "title" and isinstance(v, str))}
    return [_named(v) for v in node] if isinstance(node, list) else node


if __name__ == "__main__":
    write(Path(sys.argv[1]))
