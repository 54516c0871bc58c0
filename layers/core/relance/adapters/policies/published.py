"""The policies in force: the shipped files, overlaid one by one by what finance published in S3."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

from relance.adapters.policies.book import Files, load_book
from relance.adapters.policies.names import CARRIERS, PENALTIES, TIMESTAMP_AUTHORITY
from relance.adapters.policies.shipped import shipped_files
from relance.domain.claims import Law
from relance.domain.creditor import Creditor
from relance.domain.errors import InvalidPolicyError
from relance.domain.plan import PlanBook

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from mypy_boto3_s3 import S3Client

    from relance.adapters.policies.texts import TextBook
    from relance.adapters.rendering.postal.rules import PostalRules
    from relance.domain.law.clause import PenaltyTerms
    from relance.domain.law.figures import LegalFigures
    from relance.domain.law.rates import RateTable

PUBLISHED = "published/"
MAX_AGE_SECONDS = 60.0
Loaded = TypeVar("Loaded")
logger = logging.getLogger(__name__)


class _Kept(Generic[Loaded]):
    """What was last built from the files, and stays when newer files cannot be read."""

    def __init__(self, build: Callable[[Files], Loaded]) -> None:
        self._build = build
        self._good: tuple[Loaded] | None = None
        self._tried: Files | None = None

    def of(self, files: Files) -> Loaded:
        if self._good is not None and self._tried is files:
            return self._good[0]
        try:
            self._good = (self._build(files),)
        except InvalidPolicyError:
            if self._good is None:
                raise
            # Publication refuses such a file, so somebody wrote past it: say so, and go on with the last good one.
            logger.warning("a published policy cannot be read; the last good one stays", exc_info=True)
        self._tried = files
        return self._good[0]


class PublishedPolicies:
    """PlanSource, LawSource, and source of texts and of the creditor. Listed again when older than `max_age`, by ETag.

    `monotonic` counts seconds for the age of the cache only; it says nothing of the date. A container that never
    read a good set raises InvalidPolicyError, naming the file.
    """

    def __init__(
        self, s3: S3Client, bucket: str, *, monotonic: Callable[[], float], max_age: float = MAX_AGE_SECONDS
    ) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._monotonic = monotonic
        self._max_age = max_age
        self._listed_at: float | None = None
        self._bodies: dict[str, tuple[str, bytes]] = {}
        self._files: Files = {}
        self._book = _Kept(load_book)
        self._creditor = _Kept(_creditor)
        self._texts = _Kept(_texts)
        self._penalties = _Kept(_penalties)
        self._figures = _Kept(_figures)
        self._postal = _Kept(_postal)
        self._authorities = _Kept(_authorities)

    def book(self) -> PlanBook:
        """Every plan and the rules in force."""
        return self._current(self._book)

    def creditor(self) -> Creditor:
        """The creditor whose name letters bear; there is none until finance publishes it."""
        return self._current(self._creditor)

    def texts(self) -> TextBook:
        """The words of letters, mails and text messages in force."""
        return self._current(self._texts)

    def penalties(self) -> PenaltyTerms:
        """The creditor's terms on late payment."""
        return self._current(self._penalties)

    def rates(self) -> RateTable:
        """The rates of each semester: the shipped ones, overlaid by those published."""
        return self._current(self._figures).rates

    def law(self) -> Law:
        """The law's figures with those rates, and the creditor's terms."""
        return Law(self._current(self._figures), self._current(self._penalties))

    def postal(self) -> Mapping[str, PostalRules]:
        """What carriers and envelopes take, by carrier; "default" for any other."""
        return self._current(self._postal)

    def timestamp_authorities(self) -> tuple[Certificate, ...]:
        """Whose timestamps are believed; nobody's until finance publishes them."""
        return self._current(self._authorities)

    def _current(self, kept: _Kept[Loaded]) -> Loaded:
        try:
            return kept.of(self._fresh())
        except InvalidPolicyError:
            # Nothing good was ever read: the next call looks again at once, it may have been mended.
            self._listed_at = None
            raise

    def _fresh(self) -> Files:
        now = self._monotonic()
        if self._listed_at is None or now - self._listed_at >= self._max_age:
            self._refresh()
            self._listed_at = now
        return self._files

    def _refresh(self) -> None:
        etags = self._list()
        known = {name: etag for name, (etag, _) in self._bodies.items()}
        if etags == known and self._files:
            return
        self._bodies = {name: self._read(name, etag) for name, etag in etags.items()}
        self._files = dict(shipped_files()) | {name: body for name, (_, body) in self._bodies.items()}

    def _list(self) -> dict[str, str]:
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=PUBLISHED)
        found = [entry for page in pages for entry in page.get("Contents", [])]
        return {entry["Key"].removeprefix(PUBLISHED): entry["ETag"] for entry in found if entry["Key"] != PUBLISHED}

    def _read(self, name: str, etag: str) -> tuple[str, bytes]:
        if name in self._bodies and self._bodies[name][0] == etag:
            return self._bodies[name]
        answer = self._s3.get_object(Bucket=self._bucket, Key=PUBLISHED + name)
        return answer["ETag"], answer["Body"].read()


# Imported when asked for: the functions that only plan need neither jinja2 nor the number checks.


def _creditor(files: Files) -> Creditor:
    from relance.adapters.policies.identity import creditor_of

    return creditor_of(files)


def _texts(files: Files) -> TextBook:
    from relance.adapters.policies.texts import TextBook

    return TextBook.of(files)


def _penalties(files: Files) -> PenaltyTerms:
    from relance.adapters.policies.penalties import load_penalties

    return load_penalties(files[PENALTIES])


def _figures(files: Files) -> LegalFigures:
    from relance.adapters.policies.rates import figures_of

    return figures_of(files)


def _postal(files: Files) -> Mapping[str, PostalRules]:
    from relance.adapters.rendering.postal.rules import load_postal_rules

    return load_postal_rules(files[CARRIERS])


def _authorities(files: Files) -> tuple[Certificate, ...]:
    from relance.adapters.policies.authority import load_authorities

    return load_authorities(files[TIMESTAMP_AUTHORITY]) if TIMESTAMP_AUTHORITY in files else ()
