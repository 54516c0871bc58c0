"""Reads a SAM template as it lies in the repository, and says which folders it deploys."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

# Kind of resource → the property that names a folder or file beside the template.
CODE = {
    "AWS::Serverless::Function": "CodeUri",
    "AWS::Serverless::LayerVersion": "ContentUri",
    "AWS::Serverless::StateMachine": "DefinitionUri",
}


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms: `!Sub x` is `{"Fn::Sub": x}`."""


def _short_form(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_form)
# A date in a template is text: AWSTemplateFormatVersion, policy versions.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> dict[str, Any]:
    template: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    return template


def replace_code(template: dict[str, Any], uploaded: Callable[[str, str], Any]) -> None:
    """Each local folder or file becomes what `uploaded(kind, path)` answers."""
    for properties, kind in _with_code(template):
        named = properties.get(CODE[kind])
        if isinstance(named, str) and not named.startswith("s3://"):
            properties[CODE[kind]] = uploaded(kind, named)


def _with_code(template: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for resource in template["Resources"].values():
        if resource["Type"] in CODE:
            yield resource.setdefault("Properties", {}), resource["Type"]
    if function := template.get("Globals", {}).get("Function"):
        yield function, "AWS::Serverless::Function"
