"""The signed addresses of tracked letters: of a letter's page for weeks, of one of its files for minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from relance.adapters.signing import Signer
from relance.ports.cases import BadLinkError
from relance.ports.tracked import FilePass, LetterLink


class HmacLetterTokens:
    """See ports.tracked.LetterTokens. One key, two purposes: the page's token opens no file, and the reverse."""

    def __init__(self, key: Callable[[], bytes]) -> None:
        """`key` is asked for once, when there is something to sign or to read."""
        self._key = key

    @cached_property
    def _letters(self) -> Signer:
        return Signer(self._key(), "letter")

    @cached_property
    def _files(self) -> Signer:
        return Signer(self._key(), "letter file")

    def sign(self, link: LetterLink) -> str:
        """The token of a letter."""
        return self._letters.sign(_content(link))

    def read(self, token: str) -> LetterLink:
        """The letter of a token."""
        return _link(self._letters.read(token))

    def sign_file(self, allowed: FilePass) -> str:
        """The token of a file."""
        return self._files.sign({**_content(allowed.letter), "f": allowed.number})

    def read_file(self, token: str) -> FilePass:
        """The file of a token."""
        content = self._files.read(token)
        number = content.get("f")
        if not isinstance(number, int):
            raise BadLinkError("this link was signed for something else")
        return FilePass(_link(content), number)


def _content(link: LetterLink) -> dict[str, Any]:
    return {
        "a": link.account_id,
        "d": link.day.isoformat(),
        "n": link.attempt,
        "e": int(link.expires.timestamp()),
    }


def _link(content: dict[str, Any]) -> LetterLink:
    try:
        return LetterLink(
            account_id=str(content["a"]),
            day=date.fromisoformat(content["d"]),
            attempt=int(content["n"]),
            expires=datetime.fromtimestamp(content["e"], UTC),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise BadLinkError("this link was signed for something else") from error
