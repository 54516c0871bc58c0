"""DynamoDB's typed JSON as plain values: numbers as Decimal, never as float."""

from __future__ import annotations

from typing import Any

from boto3.dynamodb.types import TypeDeserializer

_READ = TypeDeserializer()


def from_wire(image: dict[str, Any]) -> dict[str, Any]:
    """An item or an image of the stream."""
    return {name: _READ.deserialize(value) for name, value in image.items()}
