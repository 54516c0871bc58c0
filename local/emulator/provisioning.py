"""How repairs add to what ministack's CloudFormation does for a kind of resource."""

from collections.abc import Callable
from typing import Any

from ministack.services.cloudformation import provisioners

Properties = dict[str, Any]


def afterwards(kind: str, complete: Callable[[str, Properties], None]) -> None:
    """Once ministack has created or updated a resource of this kind: its physical id and properties."""
    handlers = provisioners._RESOURCE_HANDLERS[kind]
    create, update = handlers["create"], handlers.get("update")

    def create_and_complete(logical_id: str, properties: Properties, stack: str) -> Any:
        created = create(logical_id, properties, stack)
        complete(created[0], properties)
        return created

    def update_and_complete(physical_id: str, old: Properties, new: Properties, *more: Any) -> Any:
        updated = update(physical_id, old, new, *more) if update else None
        complete(updated[0] if updated else physical_id, new)
        return updated

    handlers["create"] = create_and_complete
    if update:
        handlers["update"] = update_and_complete


def insist(answer: Any) -> None:
    """A call of ministack's own answers (status, headers, body)."""
    status, _, body = answer
    if status >= 400:  # noqa: PLR2004
        raise ValueError(body.decode() if isinstance(body, bytes) else body)
