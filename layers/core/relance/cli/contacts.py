"""What became of contacts, letters and their proofs, in French: rows of a table, and sentences of the timeline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from relance.cli import french
from relance.domain import tracked_words
from relance.domain.channels import HOUSE
from relance.domain.contact import ContactRow
from relance.domain.costs import euros
from relance.domain.decision import Why
from relance.domain.delivery import DeliveryStatus
from relance.domain.proof import ProofKind
from relance.service import french_channels, french_posting
from relance.service.contacts.rewriting import CHANGED
from relance.service.contacts.settling import NOT_SENT
from relance.service.contacts.unreached import SILENCE
from relance.service.french import typeset, why

Data = dict[str, Any]
LATE = "_LATE"
"""Ends the word of a tracked letter's fact that came after it was neglected."""


def contact_row(row: ContactRow) -> list[str]:
    """One contact as a table's row."""
    state = french.STATES.get(row.state, row.state)
    return [
        french.day(row.day),
        french.step(row.step_name),
        french.channel(row.channel) + (f", {french_channels.carrier(row.carrier)}" if row.carrier else ""),
        row.address or "—",
        typeset(state),
        typeset(french.delivery(row.delivery, row.channel)) if row.delivery else "—",
        euros(row.cost.micros) if row.cost else "—",
        row.reference,
    ]


def reason(text: str | None) -> str:
    """Why a contact is void or unknown: the decision's code in words, or the text as it is."""
    said = text or ""
    if (posted := french_posting.told(said)) is not None:
        return posted
    start, _, rest = said.partition(": ")
    if start in Why.__members__:
        return why(Why(start))
    if start in STARTS:
        detail = rest.rpartition(": ")[2]
        return f"{STARTS[start]} ({DETAILS.get(detail, detail)})"
    return REASONS.get(said, said)


DETAILS = {"STOP": "le client a répondu STOP"}
STARTS = {
    "refused by the provider": "refusé par le prestataire",
    "the letter cannot be written": "la lettre ne peut pas être écrite",
}
REASONS = {
    "its day passed before it was sent": "son jour est passé avant l'envoi",
    "the account changed since the letter was written": "le compte a changé depuis la rédaction",
    "the account changed before the contact was sent": "le compte a changé avant l'envoi",
    CHANGED: "les textes ou l'identité du créancier ont changé depuis la rédaction",
    "an earlier attempt was sent after all": "un essai précédent était parti malgré tout",
    "the sending hours were over": "les heures d'envoi étaient passées",
    NOT_SENT: "non envoyé, d'après le prestataire",
    "the call was never answered": "le prestataire n'a jamais répondu",
    "no Send event within an hour: not accepted": "aucune prise en charge par le prestataire en une heure",
}


def day_of(data: Data) -> str:
    """The contact's day."""
    text = data.get("day")
    return french.day(date.fromisoformat(text)) if isinstance(text, str) else "—"


def step_of(data: Data) -> str:
    """The contact's step."""
    return french.step(str(data.get("step", "contact")))


def why_of(data: Data) -> str:
    """Why nothing went out, and what the reason speaks of."""
    code = str(data.get("why", ""))
    subject = f" ({data['subject']})" if data.get("subject") else ""
    return why(Why(code)) + subject if code in Why.__members__ else code


def delivered(data: Data) -> str:
    """What a provider said of a contact."""
    status = data.get("status")
    kind = str(data.get("kind", ""))
    words = french.delivery(str(status), str(data.get("channel", ""))) if status else _fact(kind)
    return f"contact du {day_of(data)} : {words}"


def reserved(data: Data) -> str:
    """A contact that was prepared; its channel is explained where there was something to choose."""
    code = str(data.get("why_channel", ""))
    because = f" ({french_channels.why_channel(code)})" if french_channels.remarkable(code) else ""
    return f"étape « {step_of(data)} » préparée, par {french.channel(data.get('channel'))}{because}"


def sent(data: Data) -> str:
    """A contact that went out: how, through whom, for how much."""
    carrier = f", remise à {french_channels.carrier(data['carrier'])}" if data.get("carrier") else ""
    if data.get("carrier") == HOUSE:
        carrier = ", à poster par vos soins"
    micros = data.get("cost_micros")
    cost = f", {euros(int(micros))} HT" if micros else ""
    return f"étape « {step_of(data)} » envoyée, par {french.channel(data.get('channel'))}{carrier}{cost}"


def undelivered(data: Data) -> str:
    """A contact that did not reach the client."""
    code = str(data.get("why", ""))
    cause = "aucune nouvelle dans le délai" if code == SILENCE else french.DELIVERIES.get(code, code)
    contact = f"contact du {day_of(data)}, par {french.channel(data.get('channel'))}"
    return f"{contact} : le client n'est pas atteint ({cause})"


def closed(data: Data) -> str:
    """An address at which nobody is written to any more."""
    unwanted = data.get("why") == DeliveryStatus.COMPLAINED
    why_not = "le client n'en veut plus" if unwanted else "elle ne reçoit plus"
    return f"adresse fermée ({french.channel(data.get('channel'))}) : {why_not}"


def proof(verb: str) -> Callable[[Data], str]:
    """A proof, and what became of it."""

    def write(data: Data) -> str:
        carrier = data.get("carrier")
        return f"{_proved(str(data.get('kind', '')))} {verb}" + (
            f" ({french_channels.carrier(carrier)})" if carrier else ""
        )

    return write


def _proved(kind: str) -> str:
    """A carrier's proof by its name; our own tracked letter's facts are proofs themselves."""
    return french_channels.PROOFS[ProofKind(kind)] if kind in list(ProofKind) else f"preuve « {_fact(kind)} »"


def _fact(kind: str) -> str:
    """Our tracked letter's facts in their exact words; a provider's own word as it is."""
    status = kind.removesuffix(LATE)
    if status in tracked_words.FRENCH:
        return french.tracked(status, late=kind != status)
    return french.DELIVERIES.get(kind, kind)


def effective(data: Data) -> str:
    """From when a formal notice has effect."""
    status = str(data.get("status", ""))
    words = french.DELIVERIES.get(status, status)
    return f"mise en demeure effective au {day_of(data)}" + (f" ({words})" if words else "")


def notice_moved(data: Data) -> str:
    """What a carrier said of a formal notice, as its case knows it."""
    status = str(data.get("status", ""))
    return f"mise en demeure au {day_of(data)} : {french.DELIVERIES.get(status, status)}"


def notice_lost(data: Data) -> str:
    """A formal notice that has none."""
    status = str(data.get("status", ""))
    words = french.DELIVERIES.get(status, status)
    return "mise en demeure sans effet : elle n'a pas atteint le client" + (f" ({words})" if words else "")
