"""The four carriers from behind: where each keeps its letters and prices, and how its calls are set up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from local.carriers.ar24.fake import TRIES as AR24_TRIES
from local.carriers.ar24.fake import Ar24Fake
from local.carriers.calling import Callback, Delivered
from local.carriers.desk import Held
from local.carriers.maileva import MailevaFake
from local.carriers.maileva.centre import TRIES as MAILEVA_TRIES
from local.carriers.maileva.centre import WANTED, Notification
from local.carriers.maileva.contract import ERE, LREL, LREQ, MAIL
from local.carriers.maileva.fake import UNPAID
from local.carriers.merci_facteur.fake import ANSWER, MerciFacteurFake
from local.carriers.merci_facteur.fake import TRIES as MERCI_FACTEUR_TRIES
from local.carriers.mysendingbox.fake import TRIES as MYSENDINGBOX_TRIES
from local.carriers.mysendingbox.fake import WELL, MySendingBoxFake
from local.carriers.serving import PretendedCarrier

Clock = Callable[[], datetime]
OK: Final = frozenset({200})

MAILEVA_SERVICES: Final = {MAIL: "letter", LREL: "registered", LREQ: "lre", ERE: "ere"}
MAILEVA_CENTS: Final = {MAIL: 165, LREL: 628, LREQ: 429, ERE: 270}
"""What the contract with this Maileva says; it tells no price with a letter."""
LRE_SENDER: Final = "0f8fad5b-d9cb-469f-a165-70867728950e"
OUR_LOGIN: Final = "relance"
OUR_SECRET: Final = "what-only-relance-and-its-carriers-know"  # noqa: S105 of nobody
CERTIFIED_UNTIL: Final = "2026-12-31"
MYSENDINGBOX_SERVICES: Final = {"lr": "tracked_letter", "lrar": "registered", "lre": "lre", "ere": "ere"}
MERCI_FACTEUR_SERVICES: Final = {
    "normal": "letter",
    "suivi": "tracked_letter",
    "lrar": "registered",
    "lrare": "registered",
    "ere_otp_mail": "ere",
    "ere_otp_sms": "ere",
}


class _OutOfReach:
    """Of a carrier that is down nobody answers."""

    fake: PretendedCarrier

    def down(self) -> None:
        self.fake.close()

    def up(self) -> None:
        self.fake.reopen()


@dataclass
class MailevaDesk(_OutOfReach):
    """Its calls are subscribed to by our side, with a login of ours."""

    fake: MailevaFake
    name: str = "maileva"
    wants: frozenset[int] = WANTED
    tries: int = MAILEVA_TRIES
    _called: list[Notification] = field(default_factory=list)

    @classmethod
    def of(cls, now: Clock) -> MailevaDesk:
        """With the sender of qualified letters certified, as a person does once on its site.

        Its tokens live by the machine's time, as whoever asks for them counts it.
        """
        fake = MailevaFake(now)
        fake.watch = lambda: datetime.now(UTC)
        fake.certificates[LRE_SENDER] = CERTIFIED_UNTIL
        return cls(fake)

    def account(self, hook: str) -> Mapping[str, Any]:  # noqa: ARG002 our side subscribes
        return {
            "base_url": self.fake.url,
            "token_url": self.fake.url,
            **self.fake.login,
            "webhook_login": OUR_LOGIN,
            "webhook_password": OUR_SECRET,
            "services": ["letter", "registered", "lre"],
            "lre_sender_id": LRE_SENDER,
            "letter_archive_years": 1,
        }

    def held(self) -> Iterator[Held]:
        for letter in list(self.fake.letters.values()):
            sending = letter.sending
            if sending["status"] not in UNPAID:
                service, taken = MAILEVA_SERVICES[letter.product], datetime.fromisoformat(sending["submission_date"])
                cents = MAILEVA_CENTS[letter.product] * len(letter.recipients)
                yield Held(sending["id"], str(sending.get("custom_id")), service, taken, cents)

    def owed(self) -> list[Callback]:
        self._called = self.fake.centre.owed()
        return [notification.callback for notification in self._called]

    def answered(self, delivered: Delivered) -> None:
        for notification in self._called:
            if notification.callback is delivered.callback:
                notification.status = "SENT" if delivered.well else "MAX_RETRY"
                notification.attempts += len(delivered.statuses)
                notification.last_code = delivered.statuses[-1]


@dataclass
class Ar24Desk:
    """Each letter names the address of its own calls."""

    fake: Ar24Fake
    name: str = "ar24"
    wants: frozenset[int] = OK
    tries: int = AR24_TRIES

    @classmethod
    def of(cls, now: Clock) -> Ar24Desk:
        return cls(Ar24Fake(now))

    def down(self) -> None:
        """It answers every call that it is in maintenance."""
        self.fake.maintenance = True

    def up(self) -> None:
        self.fake.maintenance = False

    def account(self, hook: str) -> Mapping[str, Any]:
        secrecy = self.fake.secrecy
        return {
            "base_url": self.fake.api,
            "id_user": int(self.fake.sender),
            "token": secrecy.token,
            "private_key": secrecy.private_key,
            "webhook_url": hook,
            "webhook_secret": OUR_SECRET,
        }

    def held(self) -> Iterator[Held]:
        for mail in list(self.fake.letters.values()):
            service = "lre" if mail.form.get("eidas") == "1" else "ere"
            cents = round(mail.price_ht * 100)
            yield Held(str(mail.number), mail.form.get("ref_dossier", ""), service, mail.made, cents)

    def owed(self) -> list[Callback]:
        calls, self.fake.owed = self.fake.owed, []
        return calls

    def answered(self, delivered: Delivered) -> None:
        """It keeps no record of its calls."""


@dataclass
class MySendingBoxDesk(_OutOfReach):
    """One address on the account, with a user in it."""

    fake: MySendingBoxFake
    name: str = "mysendingbox"
    wants: frozenset[int] = WELL
    tries: int = MYSENDINGBOX_TRIES

    @classmethod
    def of(cls, now: Clock) -> MySendingBoxDesk:
        return cls(MySendingBoxFake(now=now))

    def account(self, hook: str) -> Mapping[str, Any]:
        """On its dashboard the address holds the user and the password."""
        scheme, _, rest = hook.partition("://")
        self.fake.webhook_url = f"{scheme}://{OUR_LOGIN}:{OUR_SECRET}@{rest}"
        login = {"webhook_user": OUR_LOGIN, "webhook_password": OUR_SECRET}
        return {"base_url": self.fake.url, "mode": "live", "key": self.fake.key, **login}

    def held(self) -> Iterator[Held]:
        for letter in list(self.fake.letters.values()):
            if not letter.get("canceled"):
                service = MYSENDINGBOX_SERVICES.get(letter["postage_type"], "letter")
                taken = datetime.fromisoformat(letter["created_at"])
                cents = round(letter["price"]["total"] * 100)
                yield Held(letter["_id"], letter.get("metadata", {}).get("reference", ""), service, taken, cents)

    def owed(self) -> list[Callback]:
        calls, self.fake.owed = self.fake.owed, []
        return calls

    def answered(self, delivered: Delivered) -> None:
        """It keeps no record of its calls."""


@dataclass
class MerciFacteurDesk(_OutOfReach):
    """One address on the account, and a secret of its own in each call."""

    fake: MerciFacteurFake
    name: str = "merci_facteur"
    wants: frozenset[int] = ANSWER
    tries: int = MERCI_FACTEUR_TRIES

    @classmethod
    def of(cls, now: Clock) -> MerciFacteurDesk:
        return cls(MerciFacteurFake(now=now))

    def account(self, hook: str) -> Mapping[str, Any]:
        fake = self.fake
        fake.webhook_url = hook
        return {
            "base_url": fake.url,
            "service_id": fake.service_id,
            "user_id": fake.user,
            "secret_key": fake.secret_key,
            "webhook_secret": fake.webhook_secret,
        }

    def held(self) -> Iterator[Held]:
        for letter in list(self.fake.letters.values()):
            if not letter.canceled:
                taken = datetime.fromtimestamp(letter.events[0]["event"]["date_event"], UTC)
                service = MERCI_FACTEUR_SERVICES[letter.order.mode]
                cents = round(letter.price()["total"]["ht"] * 100)
                yield Held(str(letter.number), letter.order.recipient["reference"], service, taken, cents)

    def owed(self) -> list[Callback]:
        calls, self.fake.owed = self.fake.owed, []
        return calls

    def answered(self, delivered: Delivered) -> None:
        """It keeps no record of its calls."""
