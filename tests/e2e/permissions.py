"""What the deployed roles grant, held against what the run asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from local.stack import LocalStack

RULES = Path(__file__).with_name("unexercised_permissions.toml")


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """One action of one statement of one role."""

    role: str
    """Logical id, without the word Role."""
    sid: str
    action: str
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Why some roles keep a permission that the run did not need."""

    sid: str
    action: str
    roles: tuple[str, ...]
    """Logical ids, or "*" for any."""
    why: str

    def covers(self, grant: Grant) -> bool:
        """Whether the grant is one that this rule speaks of."""
        named = "*" in self.roles or grant.role in self.roles
        return named and (self.sid, self.action) == (grant.sid, grant.action)


def load_rules() -> list[Rule]:
    """The short list."""
    entries = tomllib.loads(RULES.read_text(encoding="utf-8"))["rule"]
    return [Rule(e["sid"], e["action"], tuple(e["roles"]), e["why"]) for e in entries]


def grants(stack: LocalStack) -> dict[str, list[Grant]]:
    """By the role's physical name: what its own policies allow, as deployed."""
    iam = stack.client("iam")
    found: dict[str, list[Grant]] = {}
    for logical, physical in stack.resources.items():
        if stack.deployment.kinds[logical] == "AWS::IAM::Role":
            names = iam.list_role_policies(RoleName=physical)["PolicyNames"]
            documents = [iam.get_role_policy(RoleName=physical, PolicyName=n)["PolicyDocument"] for n in names]
            found[physical] = [g for d in documents for s in d["Statement"] for g in _grants(logical, s)]
    return found


def _grants(logical: str, statement: Mapping[str, Any]) -> Iterator[Grant]:
    # "NotResource" names what is excepted: text messages go to numbers, which have no ARN.
    resources = tuple(str(r) for r in _listed(statement.get("Resource", "*")))
    for action in _listed(statement["Action"]):
        yield Grant(logical.removesuffix("Role"), statement.get("Sid", ""), action, resources)


def unexercised(granted: Mapping[str, list[Grant]], decisions: Sequence[Mapping[str, Any]]) -> list[Grant]:
    """The grants that no allowed decision of their role used."""
    used: dict[str, list[tuple[str, str]]] = {}
    for decision in decisions:
        if decision["allowed"]:
            used.setdefault(decision["role"], []).append((decision["action"].lower(), decision["resource"]))
    return sorted(g for role, kept in granted.items() for g in kept if not _is_used(g, used.get(role, [])))


def _is_used(grant: Grant, calls: list[tuple[str, str]]) -> bool:
    return any(
        fnmatchcase(action, grant.action.lower()) and any(fnmatchcase(resource, r) for r in grant.resources)
        for action, resource in calls
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
