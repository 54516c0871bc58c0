"""The signed addresses of tracked letters: of a letter's page for weeks, of one of its files for minutes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from relance.adapters.signing import Signer
from relance.ports.cases import BadLinkError
from relance.ports.tracked import FilePass, LetterLink


class HmacLetterTokens:
    """See ports.tracked.LetterTokens. One key, two purposes: the page's token opens no file, and the reverse."""

    def __init__(self, keys: Callable[[], Sequence[bytes]]) -> None:
        """`keys` is asked for once, when there is something to sign or to read: the first signs, each of them reads.

        So a key that was replaced closes no page, and nobody is said to have neglected what could not be opened.
        """
        self._keys = keys

    @cached_property
    def _letters(self) -> list[Signer]:
        return [Signer(key, "letter") for key in self._keys()]

    @cached_property
    def _files(self) -> list[Signer]:
        return [Signer(key, "letter file") for key in self._keys()]

    def sign(self, link: LetterLink) -> str:
        """The token of a letter."""
        return self._letters[0].sign(_content(link))

    def read(self, token: str) -> LetterLink:
        """The letter of a token."""
        return _link(_read(self._letters, token))

    def sign_file(self, allowed: FilePass) -> str:
        """The token of a file."""
        return self._files[0].sign({**_content(allowed.letter), "f": allowed.number})

    def read_file(self, token: str) -> FilePass:
        """The file of a token."""
        content = _read(self._files, token)
        number = content.get("f")
        if not isinstance(number, int):
            raise BadLinkError("this link was signed for something else")
        return FilePass(_link(content), number)


def _read(signers: Sequence[Signer], token: str) -> dict[str, Any]:
    *earlier, last = signers
    for signer in earlier:
        with suppress(BadLinkError):
            return signer.read(token)
    return last.read(token)


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
