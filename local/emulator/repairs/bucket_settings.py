"""Hole: a bucket's Object Lock and its default retention are dropped at deployment.

Repair: keep them where S3's own calls look for them, so that evidence cannot be deleted here either.
"""

from typing import Any

from ministack.services import s3

from local.emulator.context import Context
from local.emulator.provisioning import afterwards


def apply(_: Context) -> None:
    afterwards("AWS::S3::Bucket", complete)


def complete(bucket: str, properties: dict[str, Any]) -> None:
    if str(properties.get("ObjectLockEnabled", "")).lower() != "true":
        return
    rule = (properties.get("ObjectLockConfiguration") or {}).get("Rule") or {}
    retention = rule.get("DefaultRetention")
    if retention:
        numbers = {name: int(retention[name]) for name in ("Days", "Years") if retention.get(name)}
        retention = {"Mode": retention["Mode"], **numbers}
    s3._bucket_versioning[bucket] = "Enabled"
    s3._bucket_object_lock[bucket] = {"enabled": True, "default_retention": retention}
