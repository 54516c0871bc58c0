"""Hole: an HttpApi of SAM answers 404 to everything: SAM writes the routes as an OpenAPI document into
`Body`, which is ignored.

Repair: read the document, and make an integration and a route for each operation.
"""

import json
from typing import Any

from ministack.services import apigateway

from local.emulator.context import Context
from local.emulator.provisioning import afterwards, insist

ANY = "x-amazon-apigateway-any-method"


def apply(_: Context) -> None:
    afterwards("AWS::ApiGatewayV2::Api", route)


def route(api: str, properties: dict[str, Any]) -> None:
    document = properties.get("Body")
    if not document:
        return
    apigateway._routes[api], apigateway._integrations[api] = {}, {}
    if title := (document.get("info") or {}).get("title"):
        apigateway._apis[api]["name"] = title
    schemes = (document.get("components") or {}).get("securitySchemes") or {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if integration := operation.get("x-amazon-apigateway-integration"):
                add(api, key_of(path, method), integration, authorization(operation, schemes))


def key_of(path: str, method: str) -> str:
    if path in {"/$default", "$default"}:
        return "$default"
    return f"{'ANY' if method == ANY else method.upper()} {path}"


def authorization(operation: dict[str, Any], schemes: dict[str, Any]) -> dict[str, Any]:
    for demand in operation.get("security") or []:
        for name in demand:
            authorizer = (schemes.get(name) or {}).get("x-amazon-apigateway-authtype")
            if name == "AWS_IAM" or authorizer == "awsSigv4":
                return {"authorizationType": "AWS_IAM"}
            raise ValueError(f"the embedded AWS knows no authorizer of an HttpApi but AWS_IAM: {name}")
    return {}


def add(api: str, key: str, integration: dict[str, Any], more: dict[str, Any]) -> None:
    answer = apigateway._create_integration(
        api,
        {
            "integrationType": integration["type"].upper(),
            "integrationUri": integration["uri"],
            "payloadFormatVersion": integration.get("payloadFormatVersion", "2.0"),
        },
    )
    insist(answer)
    identifier = json.loads(answer[2])["integrationId"]
    insist(apigateway._create_route(api, {"routeKey": key, "target": f"integrations/{identifier}", **more}))
