"""What the answer of a call that sends something says about whether it was sent.

Only a refusal by the provider proves that nothing was: silence, a broken connection and a server's error do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from botocore.exceptions import ClientError, HTTPClientError, ParamValidationError
from botocore.exceptions import ConnectionError as NoConnectionError
from botocore.parsers import ResponseParserError

from relance.adapters.errors import code_of
from relance.ports.messaging import NotAcceptedError, OptedOutError, OutcomeUnknownError, TryLaterError

LATER: Final = frozenset(
    {
        # Too many at once.
        "LimitExceededException",
        "RequestLimitExceeded",
        "Throttled",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        # The whole account or configuration set, stopped by a person or by the provider; a budget that is spent.
        "AccountSendingPausedException",
        "AccountSuspendedException",
        "SendingPausedException",
        "ServiceQuotaExceededException",
        # Our own permissions, credentials, domain, sender or configuration set: somebody must mend them.
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "MailFromDomainNotVerifiedException",
        "NotFoundException",
        "ResourceNotFoundException",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
LATER_FOR: Final = frozenset(
    {
        "CHANNEL_NOT_ENABLED",
        "DESTINATION_PHONE_NUMBER_NOT_VERIFIED",
        "NO_ORIGINATION_IDENTITIES_FOUND",
        "RESOURCE_NOT_ACCESSIBLE",
        "RESOURCE_NOT_ACTIVE",
        "SENDER_ID_NOT_REGISTERED",
        "SENDER_ID_REQUIRES_REGISTRATION",
    }
)
"""Reasons of End User Messaging that speak of our account or sender, or of its sandbox, and not of the message."""
LATER_WORDS: Final = (
    "Email address is not verified",
    "Sending paused for this account",
    "Sending suspended for this account",
)
"""How SES begins a MessageRejected that speaks of the account, or of its sandbox: it has no other code for them."""
OPTED_OUT: Final = frozenset({"DESTINATION_PHONE_NUMBER_OPTED_OUT", "OptedOut", "OptedOutException"})
"""The reason of End User Messaging's conflict, and the codes of SNS: the debtor answered STOP."""
STOP: Final = "STOP"
"""How whoever opts out says so."""
SERVER_ERROR: Final = 500


@contextmanager
def told_apart(what: str) -> Iterator[None]:
    """Raise NotAcceptedError (OptedOutError), TryLaterError or OutcomeUnknownError. `what` names no person."""
    try:
        yield
    except ParamValidationError as error:
        raise NotAcceptedError(f"{what}: the request is malformed, it was not sent") from error
    except ClientError as error:
        raise _meaning(what, error) from error
    except (HTTPClientError, NoConnectionError, ResponseParserError) as error:
        raise OutcomeUnknownError(f"{what}: no readable answer ({type(error).__name__})") from error


def _meaning(what: str, error: ClientError) -> NotAcceptedError | TryLaterError | OutcomeUnknownError:
    code = code_of(error)
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", SERVER_ERROR))
    reason = str(error.response.get("Reason", ""))
    if not OPTED_OUT.isdisjoint({code, reason}):
        return OptedOutError(f"{what}: {STOP}")
    words = str(error.response.get("Error", {}).get("Message", ""))
    if code in LATER or reason in LATER_FOR or words.startswith(LATER_WORDS):
        return TryLaterError(f"{what}: {code}")
    if status >= SERVER_ERROR:
        return OutcomeUnknownError(f"{what}: {code} ({status})")
    return NotAcceptedError(f"{what}: {code}")
