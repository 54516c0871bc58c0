"""A vendor's published contract, and what in a request breaks it.

A contract is a file of OpenAPI 3.0 under schemas/. It is held to strictly: what it does not name may not be sent,
though many a server would pass over it. Two marks of our own: `x-form: php` for bodies whose names nest in brackets,
and `x-json` at a field of a form that holds JSON as text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

import yaml
from jsonschema import Draft202012Validator

from local.carriers.serving import Request

SCHEMAS = Path(__file__).parent / "schemas"
OURS = frozenset({"host", "user-agent", "accept-encoding", "content-length", "content-type", "connection"})
"""Headers of HTTP itself."""
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
JSON = "application/json"
SIGNS = re.compile(r"[!-~]+")
"""What may stand in the first line of a request: the rest is written with percent signs."""

Spec = Mapping[str, Any]


class Part(NamedTuple):
    name: str
    media_type: str
    filename: str | None
    body: bytes


@dataclass(frozen=True)
class Contract:
    """`document` is the parsed file."""

    document: Spec

    def breaches(self, request: Request) -> list[str]:
        """What is wrong with a request as it came over the wire; empty: it conforms."""
        return [f"{request.call}: {breach}" for breach in self._breaches(request)]

    def check(self, requests: Iterable[Request]) -> int:
        """How many requests were made. Fails with everything that is wrong in any of them."""
        made = list(requests)
        if breaches := sorted({breach for request in made for breach in self.breaches(request)}):
            raise AssertionError("\n".join(["not as published:", *breaches]))
        return len(made)

    def _breaches(self, request: Request) -> Iterator[str]:
        yield from _of_http(request)
        path = urlsplit(request.target).path
        operation, names = self._operation(request.method, path)
        if operation is None:
            yield "no such operation is published"
            return
        given = {"path": names, "query": dict(_pairs(urlsplit(request.target).query)), "header": request.headers}
        yield from self._of_parameters(operation, given)
        yield from self._of_body(operation.get("requestBody"), request)

    def _operation(self, method: str, path: str) -> tuple[Spec | None, dict[str, str]]:
        for template, operations in self.document["paths"].items():
            pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template))
            if (found := re.fullmatch(pattern, path)) and method.lower() in operations:
                shared = operations.get("parameters", [])
                operation = operations[method.lower()]
                names = {name: unquote(value) for name, value in found.groupdict().items()}
                return {**operation, "parameters": [*shared, *operation.get("parameters", [])]}, names
        return None, {}

    def _of_parameters(self, operation: Spec, given: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
        known: dict[str, set[str]] = {"path": set(), "query": set(), "header": set(OURS)}
        for parameter in map(self._resolved, operation["parameters"]):
            place = parameter["in"]
            name = parameter["name"].lower() if place == "header" else parameter["name"]
            known[place].add(name)
            value = given[place].get(name)
            if value is None:
                if parameter.get("required"):
                    yield f"{place} {name}: is missing"
                continue
            yield from self._of_value(f"{place} {name}", parameter["schema"], _typed(value, parameter["schema"]))
        for place, values in given.items():
            for name in values.keys() - known[place]:
                yield f"{place} {name}: is not published"

    def _of_body(self, spec: Spec | None, request: Request) -> Iterator[str]:
        if spec is None:
            if request.body or "content-type" in request.headers:
                yield "body: none is published"
            return
        spec = self._resolved(spec)
        media_type, _, parameters = request.headers.get("content-type", "").partition(";")
        content = spec["content"].get(media_type.strip())
        if content is None:
            yield f"content-type: {media_type!r} is none of {', '.join(spec['content'])}"
            return
        schema = self._resolved(content["schema"])
        if media_type == JSON or media_type.endswith("+json"):
            yield from self._of_value("body", schema, _parsed(request.body)) if not parameters else ["content-type"]
        elif media_type == FORM:
            yield from self._of_form(schema, _pairs(request.body.decode("ascii")))
        elif media_type == MULTIPART:
            yield from self._of_parts(schema, content.get("encoding", {}), list(parts_of(request)))

    def _of_form(self, schema: Spec, pairs: list[tuple[str, str]]) -> Iterator[str]:
        values: dict[str, Any] = {}
        for name, value in pairs:
            if name in values:
                yield f"body {name}: stands twice"
            values[name] = _typed(value, self._resolved(schema["properties"].get(name, {})))
        yield from self._of_value("body", schema, values)

    def _of_parts(self, schema: Spec, encoding: Spec, parts: list[Part]) -> Iterator[str]:
        values: dict[str, Any] = {}
        for part in parts:
            wanted = self._resolved(schema["properties"].get(part.name, {}))
            binary = wanted.get("format") == "binary"
            if part.name in values:
                yield f"part {part.name}: stands twice"
            if binary and not part.filename:
                yield f"part {part.name}: a file without a name"
            said = encoding.get(part.name, {}).get("contentType", JSON if wanted.get("type") == "object" else None)
            if (binary or said) and said and part.media_type != said:
                yield f"part {part.name}: {part.media_type} is not {said}"
            values[part.name] = (
                _parsed(part.body) if wanted.get("type") == "object"
                else part.filename if binary else _typed(part.body.decode(), wanted)
            )  # fmt: skip
        yield from self._of_value("body", schema, nested(values) if schema.get("x-form") == "php" else values)

    def _of_value(self, where: str, schema: Spec, value: Any) -> Iterator[str]:
        whole = {**schema, "components": self.document.get("components", {})}
        checker = Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
        for error in checker.iter_errors(value):
            place = "/".join(map(str, error.absolute_path))
            yield f"{where}{'/' if place else ''}{place}: {error.message[:200]}"

    def _resolved(self, spec: Spec) -> Spec:
        while "$ref" in spec:
            *_, kind, name = spec["$ref"].split("/")
            spec = self.document["components"][kind][name]
        return spec


@cache
def contract(name: str) -> Contract:
    return Contract(yaml.safe_load((SCHEMAS / f"{name}.yaml").read_text()))


def check_all(name: str, requests: Iterable[Request]) -> int:
    """See Contract.check."""
    return contract(name).check(requests)


def parts_of(request: Request) -> Iterator[Part]:
    """The parts of a multipart/form-data body."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    for part in BytesParser(policy=policy.HTTP).parsebytes(head + request.body).iter_parts():
        name = part.get_param("name", header="content-disposition")
        yield Part(str(name), part.get_content_type(), part.get_filename(), bytes(part.get_payload(decode=True) or b""))


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """`to[name]` as {"to": {"name": …}}, and `attachment[0]` as {"attachment": {"0": …}}."""
    tree: dict[str, Any] = {}
    for name, value in values.items():
        *above, last = re.findall(r"[^\[\]]+", name)
        place = tree
        for step in above:
            place = place.setdefault(step, {})
        place[last] = value
    return tree


def _of_http(request: Request) -> Iterator[str]:
    """What every server may ask."""
    sends = request.method in {"POST", "PUT", "PATCH"}
    if not SIGNS.fullmatch(request.target):
        yield "address: a sign that is not percent-encoded"
    path = urlsplit(request.target).path
    if "//" in path or path != path.rstrip("/"):
        yield "path: an empty segment, or a slash at its end"
    if sends and request.headers.get("content-length") != str(len(request.body)):
        yield "content-length: is missing or wrong"
    if not sends and (request.body or "content-type" in request.headers):
        yield f"{request.method} with a body, or the type of one"
    if bool(request.body) is not ("content-type" in request.headers):
        yield "content-type: without a body, or a body without it"
    for name, value in request.headers.items():
        if not value.isascii() or not value.isprintable():
            yield f"header {name}: not printable ASCII"
        if value in {"", "None", "null"}:
            yield f"header {name}: empty"


def _pairs(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return "no JSON"


def _typed(value: str, schema: Spec) -> Any:
    """Text of a query or form as what the contract says it is; text that is not stays text, and is a breach."""
    if "x-json" in schema:
        return _parsed(value.encode())
    match schema.get("type"):
        case "integer" | "number" if re.fullmatch(r"-?(0|[1-9]\d*)", value):
            return int(value)
        case "boolean" if value in {"true", "false"}:
            return value == "true"
    return value
