"""Who may do what with the evidence: nobody shortens a lock, deletes or overwrites; none of ours has the right.

The permissions of AWS that each function needs for what is encrypted with the stack's own key are computed here.
"""

import json
from typing import Any

import pytest

Template = dict[str, Any]
Functions = dict[str, dict[str, Any]]
AROUND_THE_LOCK = {
    "s3:BypassGovernanceRetention",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObjectLegalHold",
    "s3:PutObjectRetention",
}
OF_THE_BUCKET = {"s3:PutBucketObjectLockConfiguration", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"}


def statements(properties: dict[str, Any]) -> list[dict[str, Any]]:
    return [s for policy in properties.get("Policies", []) for s in policy["Statement"]]


def actions(statement: dict[str, Any]) -> set[str]:
    found = statement["Action"]
    return {found} if isinstance(found, str) else set(found)


@pytest.fixture(scope="module")
def denied(template: Template) -> list[dict[str, Any]]:
    policy = template["Resources"]["EvidenceBucketPolicy"]["Properties"]["PolicyDocument"]
    return [s for s in policy["Statement"] if s["Effect"] == "Deny" and s["Principal"] == "*"]


def test_the_bucket_itself_refuses_whatever_leads_round_the_lock(denied: list[dict[str, Any]]) -> None:
    """Under GOVERNANCE an administrator's rights would do; now the policy must go first, which leaves a trace."""
    (around,) = [s for s in denied if "s3:BypassGovernanceRetention" in actions(s)]
    assert actions(around) == AROUND_THE_LOCK
    assert "Condition" not in around
    assert around["Resource"] == {"Fn::Sub": "${EvidenceBucket.Arn}/*"}


def test_a_second_body_under_a_key_is_refused_whoever_writes_it(denied: list[dict[str, Any]]) -> None:
    (writing,) = [s for s in denied if actions(s) == {"s3:PutObject"}]
    assert writing["Condition"] == {"Null": {"s3:if-none-match": "true"}}


def test_the_policy_stays_with_the_bucket_when_the_stack_goes(template: Template) -> None:
    policy = template["Resources"]["EvidenceBucketPolicy"]
    assert (policy["DeletionPolicy"], policy["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_no_role_of_ours_could_do_it_either(template: Template) -> None:
    for name, resource in template["Resources"].items():
        for statement in statements(resource.get("Properties", {})):
            if statement["Effect"] == "Allow":
                assert not actions(statement) & (AROUND_THE_LOCK | OF_THE_BUCKET), (name, statement.get("Sid"))


# ----------------------------------------------------------------------------- the key

READS = {"s3:GetObject", "secretsmanager:GetSecretValue", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"}
WRITES = {
    "s3:PutObject",
    "secretsmanager:PutSecretValue",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
    "dynamodb:TransactWriteItems",
}


def encrypted(template: Template) -> set[str]:
    """What is encrypted with the stack's own key."""
    return {
        name
        for name, resource in template["Resources"].items()
        if name != "DataKey"
        and '"DataKey"' in json.dumps(resource.get("Properties", {}))
        and "Policies" not in resource["Properties"]
    }


def touched(properties: dict[str, Any], names: set[str], wanted: set[str]) -> set[str]:
    found = set()
    for statement in statements(properties):
        if actions(statement) & wanted:
            text = json.dumps(statement["Resource"])
            found |= {
                name for name in names if f'"{name}"' in text or f"${{{name}}}" in text or f"${{{name}.Arn}}" in text
            }
    return found


def test_what_is_encrypted_with_the_key_of_the_stack(template: Template) -> None:
    assert encrypted(template) == {
        "LedgerTable",
        "ArchiveBucket",
        "EvidenceBucket",
        "ApprovalKey",
        "LetterKey",
        "HookKey",
        "CarriersSecret",
        "SessionsSecret",
    }


def test_whoever_reads_or_writes_what_is_encrypted_may_use_the_key_and_nobody_else(
    template: Template, functions: Functions
) -> None:
    names = encrypted(template)
    for name, properties in functions.items():
        keys = [s for s in statements(properties) if any(a.startswith("kms:") for a in actions(s))]
        granted = {a for s in keys for a in actions(s)}
        reads, writes = touched(properties, names, READS), touched(properties, names, WRITES)
        needed = ({"kms:Decrypt"} if reads | writes else set()) | ({"kms:GenerateDataKey"} if writes else set())
        assert needed <= granted, (name, reads, writes)
        assert granted <= {"kms:Decrypt", "kms:GenerateDataKey"}, name
        assert all(s["Resource"] == {"Fn::GetAtt": ["DataKey", "Arn"]} for s in keys), name
        assert bool(granted) == bool(reads | writes), name
