"""One embedded AWS as seen from outside: AWS's own clients, plain HTTP, and its few paths of its own."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3
from botocore.config import Config

ACCOUNT = "000000000000"
REGION = "eu-west-3"
ADMINISTRATOR = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
CONFIG = Config(retries={"total_max_attempts": 1}, read_timeout=900, s3={"addressing_style": "path"})


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


@cache
def session() -> boto3.session.Session:
    """One for all clients: each session reads botocore's large descriptions of the services anew."""
    return boto3.session.Session()


@dataclass(frozen=True, slots=True)
class Endpoint:
    port: int
    _clients: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self.client_as(service, ADMINISTRATOR)
        return self._clients[service]

    def client_as(self, service: str, credentials: Mapping[str, str]) -> Any:
        make: Any = session().client
        return make(service, endpoint_url=self.url, region_name=REGION, config=CONFIG, **credentials)

    def ask(self, question: str, content: Mapping[str, Any]) -> Any:
        answer = self.http("POST", f"/_relance/{question}", body=content)
        if answer.status != http.client.OK:
            raise RuntimeError(f"{question}: {answer.text}")
        return answer.json()

    def http(
        self, method: str, path: str, *, body: bytes | str | Mapping[str, Any] = b"", headers: Mapping[str, str] = {}
    ) -> Answer:
        sent = dict(headers)
        if isinstance(body, Mapping):
            body = json.dumps(body)
            sent.setdefault("content-type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, body=body.encode() if isinstance(body, str) else body, headers=sent)
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, named, answer.read())
        finally:
            connection.close()
