"""One map from AWS's error codes to what a caller can do about them. What is not in it rises as it came."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnectionError

from relance.domain.errors import ConflictError, RejectedError, RelanceError, TransientError

ERRORS: dict[str, type[RelanceError]] = {
    # Somebody else was faster.
    "ConditionalCheckFailedException": ConflictError,
    "TransactionConflictException": ConflictError,
    "TransactionInProgressException": ConflictError,
    # AWS is busy or ill: the same request may succeed later.
    "InternalError": TransientError,
    "InternalFailure": TransientError,
    "InternalServerError": TransientError,
    "InternalServiceError": TransientError,
    "KmsThrottled": TransientError,
    "ProvisionedThroughputExceededException": TransientError,
    "RequestLimitExceeded": TransientError,
    "RequestThrottled": TransientError,
    "RequestTimeout": TransientError,
    "ServiceUnavailable": TransientError,
    "SlowDown": TransientError,
    "Throttling": TransientError,
    "ThrottlingException": TransientError,
    "TooManyRequestsException": TransientError,
    # The request itself must change.
    "InvalidMessageContents": RejectedError,
    "InvalidObjectState": RejectedError,
    "ItemCollectionSizeLimitExceededException": RejectedError,
    "KeyTooLongError": RejectedError,
    "NoSuchKey": RejectedError,
}


def code_of(error: ClientError) -> str:
    """AWS's word for what went wrong; a HEAD request has no body, so its status as text."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn AWS's known errors into ours. `what` names the call with ids and keys only, for the message.

    AWS's own message stays out: it may quote the request. A missing answer is transient: whether the call was
    applied must be read back where that matters.
    """
    try:
        yield
    except ClientError as error:
        code = code_of(error)
        if code not in ERRORS:
            raise
        raise ERRORS[code](f"{what}: {code}") from error
    except (HTTPClientError, NoConnectionError) as error:
        raise TransientError(f"{what}: no answer ({type(error).__name__})") from error
