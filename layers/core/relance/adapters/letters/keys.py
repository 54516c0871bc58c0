"""The keys of the letters' links in Secrets Manager: the one that signs, and the one before it, which still reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from relance.adapters.errors import code_of, translated

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

NEVER_REPLACED: Final = "ResourceNotFoundException"
"""What Secrets Manager says of a version that does not exist."""


def letter_keys(client: SecretsManagerClient, secret: str) -> tuple[bytes, ...]:
    """The key in force, then the one that it replaced, where there is one. Raises TransientError."""
    with translated("letter key"):
        current = client.get_secret_value(SecretId=secret)["SecretString"]
        try:
            before = client.get_secret_value(SecretId=secret, VersionStage="AWSPREVIOUS")["SecretString"]
        except ClientError as error:
            if code_of(error) != NEVER_REPLACED:
                raise
            return (current.encode(),)
    return (current.encode(), before.encode())
