"""Deploys a template as it lies in the repository: code to S3, then CloudFormation."""

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local import packing
from local import template as sam
from local.endpoint import Endpoint

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
PAUSE = 0.1
SECONDS = 120


class DeploymentError(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Deployment:
    outputs: Mapping[str, str]
    resources: Mapping[str, str]
    kinds: Mapping[str, str]
    stages: Mapping[str, str]
    """An HttpApi's physical id → its stage."""

    def api_path(self, logical_id: str = "", *, host: str = "") -> str:
        """Where an HttpApi answers here: the one of that logical id, or of that host; else the only one."""
        apis = [name for name, kind in self.kinds.items() if kind == "AWS::ApiGatewayV2::Api"]
        meant = [name for name in apis if self.resources[name] == host.partition(".")[0]] or apis
        chosen = logical_id or (meant[0] if len(meant) == 1 else "")
        if chosen not in apis:
            raise ValueError(f"which API? There are: {', '.join(apis) or 'none'}")
        api = self.resources[chosen]
        return f"/_aws/execute-api/{api}/{self.stages[api]}"


def deploy(endpoint: Endpoint, name: str, path: Path, parameters: Mapping[str, str]) -> Deployment:
    packing.prune()
    template = sam.read(path)
    bucket = _bucket(endpoint, f"{name.lower()}-artifacts")
    sam.replace_code(template, lambda kind, named: _uploaded(endpoint, bucket, kind, path.parent / named))
    if "Embedded" in template.get("Parameters", {}):
        parameters = {"Embedded": "true", **parameters}
    _apply(endpoint, name, template, parameters, bucket)
    return _described(endpoint, name)


def _bucket(endpoint: Endpoint, name: str) -> str:
    s3 = endpoint.client("s3")
    with suppress(s3.exceptions.BucketAlreadyOwnedByYou):  # deployed before
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})
    return name


def _uploaded(endpoint: Endpoint, bucket: str, kind: str, path: Path) -> Any:
    if kind == "AWS::Serverless::StateMachine":
        key, content = path.name, path.read_bytes()
    else:
        pack = packing.layer_zip if kind == "AWS::Serverless::LayerVersion" else packing.function_zip
        packed = pack(path)
        key, content = packed.name, packed.read_bytes()
    endpoint.client("s3").put_object(Bucket=bucket, Key=key, Body=content)
    if kind == "AWS::Serverless::StateMachine":
        return {"Bucket": bucket, "Key": key}
    return f"s3://{bucket}/{key}"


def _apply(
    endpoint: Endpoint, name: str, template: Mapping[str, Any], parameters: Mapping[str, str], bucket: str
) -> None:
    # Through S3, since a template may be larger than a request may carry.
    endpoint.client("s3").put_object(Bucket=bucket, Key="template.json", Body=json.dumps(template))
    cloudformation = endpoint.client("cloudformation")
    act = cloudformation.update_stack if _exists(endpoint, name) else cloudformation.create_stack
    try:
        act(
            StackName=name,
            TemplateURL=f"{endpoint.url}/{bucket}/template.json",
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=CAPABILITIES,
        )
    except ClientError as refused:
        if "No updates are to be performed" not in str(refused):
            raise DeploymentError(f"{name}: {refused}") from refused
    _await(endpoint, name)


def _exists(endpoint: Endpoint, name: str) -> bool:
    try:
        endpoint.client("cloudformation").describe_stacks(StackName=name)
    except ClientError:
        return False
    return True


def _await(endpoint: Endpoint, name: str) -> None:
    deadline = time.monotonic() + SECONDS
    while (status := _stack(endpoint, name)["StackStatus"]).endswith("_IN_PROGRESS"):
        if time.monotonic() > deadline:
            raise DeploymentError(f"{name} is {status} after {SECONDS} s")
        time.sleep(PAUSE)
    if status not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        raise DeploymentError(f"{name} is {status}\n{_reasons(endpoint, name)}")


def _reasons(endpoint: Endpoint, name: str) -> str:
    events = endpoint.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
    failed = [event for event in events if event["ResourceStatus"].endswith("FAILED")]
    return "\n".join(
        f"{event['LogicalResourceId']} ({event['ResourceType']}): {event.get('ResourceStatusReason', '')}"
        for event in reversed(failed)
    )


def _stack(endpoint: Endpoint, name: str) -> Any:
    return endpoint.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]


def _described(endpoint: Endpoint, name: str) -> Deployment:
    outputs = {output["OutputKey"]: output["OutputValue"] for output in _stack(endpoint, name).get("Outputs", [])}
    found = endpoint.client("cloudformation").describe_stack_resources(StackName=name)["StackResources"]
    kinds = {resource["LogicalResourceId"]: resource["ResourceType"] for resource in found}
    resources = {resource["LogicalResourceId"]: resource.get("PhysicalResourceId", "") for resource in found}
    apis = [resources[logical] for logical, kind in kinds.items() if kind == "AWS::ApiGatewayV2::Api"]
    stages = {api: endpoint.client("apigatewayv2").get_stages(ApiId=api)["Items"][0]["StageName"] for api in apis}
    return Deployment(outputs, resources, kinds, stages)
