"""The composition of timestamps and seals."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from relance.domain.errors import RejectedError

if TYPE_CHECKING:
    from relance.adapters.dynamodb.heads import DynamoDBSealBook
    from relance.adapters.timestamps import HttpStamper, TokenVerifier
    from relance.runtime.bootstrap import Application
    from relance.service.evidence.dossiers import Dossiers
    from relance.service.evidence.sealing import SealDay


@dataclass(frozen=True)
class Sealing:
    """Built on first use, from the application's common parts."""

    app: Application

    def verifier(self) -> TokenVerifier:
        """Judges tokens by the authorities that finance published."""
        from relance.adapters.timestamps import TokenVerifier

        return TokenVerifier(self.app.policies.timestamp_authorities())

    @cached_property
    def stamper(self) -> HttpStamper | None:
        """The timestamp authority; None where the deployment names none."""
        url = self.app.settings.timestamp_url
        if not url:
            return None
        from relance.adapters.timestamps import HttpStamper

        user, password = self._credentials()
        return HttpStamper(url, self.verifier, user=user, password=password)

    @cached_property
    def book(self) -> DynamoDBSealBook:
        """What one night left to the next."""
        from relance.adapters.dynamodb.heads import DynamoDBSealBook

        (table,) = self.app.settings.need("ledger_table")
        return DynamoDBSealBook(client=self.app.clients.dynamodb, table_name=table)

    @cached_property
    def seal_day(self) -> SealDay:
        """The night's seal."""
        from relance.adapters.dynamodb.heads import DynamoDBChainHeads
        from relance.service.evidence.sealing import SealDay

        app = self.app
        (table,) = app.settings.need("ledger_table")
        return SealDay(
            heads=DynamoDBChainHeads(client=app.clients.dynamodb, table_name=table),
            book=self.book,
            evidence=app.evidence,
            stamper=self.stamper,
            figures=app.figures,
            clock=app.clock,
        )

    @cached_property
    def dossiers(self) -> Dossiers:
        """What proves an account's history."""
        from relance.adapters.dynamodb.heads import DynamoDBLedgerCopies
        from relance.service.evidence.dossiers import Dossiers

        app = self.app
        (table,) = app.settings.need("ledger_table")
        return Dossiers(
            copies=DynamoDBLedgerCopies(client=app.clients.dynamodb, table_name=table),
            archive=app.archive,
            evidence=app.evidence,
            book=self.book,
            verifier=self.verifier(),
            clock=app.clock,
        )

    def _credentials(self) -> tuple[str, str]:
        arn = self.app.settings.timestamp_secret_arn
        if not arn:
            return "", ""
        try:
            secret = json.loads(self.app.clients.secretsmanager.get_secret_value(SecretId=arn)["SecretString"])
            return str(secret["username"]), str(secret["password"])
        except (ValueError, KeyError, TypeError):
            raise RejectedError("the timestamp secret must be JSON with username and password") from None
