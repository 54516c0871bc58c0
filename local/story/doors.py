"""Those who try to come in: a call that no carrier made, an address changed by a letter, a link that has expired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from local.carriers.calling import Callback
from local.story.addressees import Addressees
from local.story.checks import StoryBrokenError
from local.story.words import carrier
from local.story.world import World

PAGE = "page d’une lettre"
LINKS_LIVE = timedelta(days=62)
FORGED = {"authorization": "Basic cmVsYW5jZTpndWVzc2Vk", "x-mf-webhook-secret-key": "guessed"}
"""What a carrier would show, with a password that is none of ours."""


@dataclass(frozen=True, slots=True)
class Knock:
    """One try, and the status that must answer it."""

    who: str
    where: str
    status: int


def forge(world: World, calls: Mapping[str, Callback]) -> list[Knock]:
    """A true call of each carrier, made by somebody who knows its address but not its secret; then not even that."""
    knocks = []
    for name, callback in calls.items():
        where = f"webhook de {carrier(name)}"
        url = callback.url.partition("?")[0]
        headers = {name: FORGED.get(name.lower(), value) for name, value in callback.headers.items()}
        stranger = url[:-4] + ("0000" if not url.endswith("0000") else "1111")
        for knock, address in (
            (Knock("un appel imité", where, HTTPStatus.FORBIDDEN.value), url),
            (Knock("une adresse devinée", where, HTTPStatus.NOT_FOUND.value), stranger),
        ):
            _answered(knock, world.stack.http("POST", address, body=callback.body, headers=headers).status)
            knocks.append(knock)
    return knocks


def tamper(world: World, addressees: Addressees) -> Knock:
    """A letter's link with one sign changed."""
    _, link = addressees.links()[0]
    changed = link[:-1] + ("A" if not link.endswith("A") else "B")
    knock = Knock("un lien modifié d’un signe", PAGE, HTTPStatus.FORBIDDEN.value)
    _answered(knock, world.stack.http("GET", changed).status)
    return knock


def come_late(world: World, addressees: Addressees, now: datetime) -> Knock:
    """The oldest letter's link, opened when it has died; the clock then goes back to where it stood."""
    mail, link = addressees.links()[0]
    world.at(mail.at + LINKS_LIVE)
    knock = Knock("un lien périmé", PAGE, HTTPStatus.GONE.value)
    _answered(knock, world.stack.http("GET", link).status)
    world.at(now)
    return knock


def _answered(knock: Knock, status: int) -> None:
    if status != knock.status:
        raise StoryBrokenError(f"{knock.who}, {knock.where}: answered {status}, not {knock.status}")
