"""From channels.toml to the offers: by which ways this creditor writes, through whom, and at what price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from relance.adapters.policies.fields import Fields, parse_toml
from relance.adapters.policies.names import CHANNELS
from relance.domain.carriers import CarrierName
from relance.domain.channels import HOUSE, Channel, Offer, Offers
from relance.domain.costs import euros
from relance.domain.errors import InvalidPolicyError
from relance.domain.plan import Plan, Step

MOST_SILENT_DAYS: Final = 90


def load_channels(body: bytes) -> Offers:
    """The offers of a file. Raises InvalidPolicyError naming every field that is wrong."""
    mistakes: list[str] = []
    fields = Fields(parse_toml(CHANNELS, body), f"{CHANNELS}, ", mistakes)
    rows = fields.tables("offers", f"{CHANNELS}, offre")
    offers: list[Offer] = []
    for row in rows:
        offer = _offer(row)
        if any((o.channel, o.carrier) == (offer.channel, offer.carrier) for o in offers):
            row.wrong("carrier", f"{offer.carrier or 'l’envoi par AWS'} est offert deux fois pour {offer.channel}")
        offers.append(offer)
    silence = _silence(fields.table("silence_days"), offers) if fields.has("silence_days") else {}
    fields.nothing_else({"offer": "écrivez [[offers]], au pluriel"})
    if not rows:
        fields.wrong("offers", "aucun canal n'est offert : ajoutez une partie [[offers]]")
    if mistakes:
        raise InvalidPolicyError(" ; ".join(mistakes))
    return Offers(tuple(offers), silence)


def _offer(row: Fields) -> Offer:
    known = len(row.mistakes)
    channel = row.choice("channel", Channel)
    carrier = row.optional_choice("carrier", CarrierName)
    if len(row.mistakes) == known and (reason := _misplaced(channel, carrier)):
        row.wrong("carrier", reason)
    offer = Offer(channel, row.price("price"), carrier or "")
    row.nothing_else()
    return offer


def _misplaced(channel: Channel, carrier: CarrierName | None) -> str | None:
    sellers = ", ".join(name for name in CarrierName if channel in name.sells)
    if carrier is None:
        return f"manque : {channel} est vendu par {sellers}" if sellers else None
    if not sellers:
        return f"{channel} part sans transporteur : ôtez ce champ"
    return None if channel in carrier.sells else f"{carrier} ne vend pas {channel} ; il est vendu par {sellers}"


def _silence(fields: Fields, offers: list[Offer]) -> dict[Channel, int]:
    days = {channel: fields.integer(channel) for channel in Channel if fields.has(channel)}
    for channel, count in days.items():
        if not 1 <= count <= MOST_SILENT_DAYS:
            fields.wrong(channel, f"attend un nombre de jours entre 1 et {MOST_SILENT_DAYS}")
        if channel is Channel.LETTER:
            fields.wrong(channel, "une lettre simple ne donne jamais de nouvelles : chacune compterait comme perdue")
        sellers = {o.carrier for o in offers if o.channel is channel}
        if not sellers and channel is not Channel.LETTER:
            fields.wrong(channel, "n'est pas offert : ajoutez une offre de ce canal, ou ôtez ce délai")
        if sellers == {HOUSE}:
            fields.wrong(channel, "ce que vous postez vous-même ne donne pas de nouvelles ici")
    fields.nothing_else()
    return days


def check_offered(plans: Mapping[str, Plan], offers: Offers) -> None:
    """Raise InvalidPolicyError for a step that no offer in force lets go, naming the plan's file and the step."""
    wrong = [said for name in sorted(plans) for said in _not_offered(name, plans[name], offers)]
    if wrong:
        raise InvalidPolicyError(" ; ".join(wrong))


def _not_offered(name: str, plan: Plan, offers: Offers) -> Iterator[str]:
    for step in plan.steps:
        if all(offers.price(channel) is None for channel in step.ways):
            yield f"plans/{name}.toml, étape {step.name} : {_lack(step)} ({', '.join(step.ways)})"


def _lack(step: Step) -> str:
    if step.needs_proof:
        return f"{CHANNELS} n'offre aucun canal qui donne la preuve {step.proof}"
    return f"{CHANNELS} n'offre aucun de ses canaux"


def meaning(offers: Offers) -> str:
    """Per channel, who takes it and at what price, the cheapest first; what a reader should look at again."""
    rows = [f"- {channel} : {_sellers(offers, channel)}" for channel in Channel if offers.of(channel)]
    absent = ", ".join(channel for channel in Channel if not offers.of(channel))
    rows += [f"Non offerts : {absent}."] if absent else []
    free = ", ".join(f"{o.channel} ({o.carrier})" for o in offers.offers if o.carrier and not o.micros)
    if free:
        rows.append(f"Attention : prix à renseigner pour {free} ; à « 0 », ce canal passe toujours pour le moins cher.")
    return "\n".join(["Canaux, du moins cher au plus cher :", *rows])


def _sellers(offers: Offers, channel: Channel) -> str:
    said = "; ".join(f"{o.carrier or 'AWS'}, {euros(o.micros)}" for o in offers.of(channel)).replace(";", " ;")
    unit = " par segment" if channel is Channel.SMS else ""
    days = offers.silence_days.get(channel)
    waits = f" ; perdu après {days} jours sans nouvelle" if days else ""
    return f"{said}{unit}{waits}"
