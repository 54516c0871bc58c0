"""The words of a letter's page that are no fact's: those have theirs in domain.tracked_words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class PageWords:
    """One language's words, to be set with the values in braces."""

    waiting: str
    opened: str
    refused: str
    neglected: str
    opened_late: str
    waiting_lead: str
    opened_lead: str
    refused_lead: str
    neglected_lead: str
    opened_late_lead: str
    sender: str
    recipient: str
    reference: str
    deposited: str
    content: str
    content_alone: str
    content_one: str
    content_many: str
    until: str
    until_day: str
    choose: str
    open: str
    open_hint: str
    refuse: str
    refuse_hint: str
    later: str
    later_hint: str
    again: str
    again_hint: str
    late_hint: str
    files: str
    the_letter: str
    files_hint: str
    confirm: str
    confirm_lead: str
    confirm_consequence: str
    confirm_button: str
    back: str
    recorded: str
    recorded_hint: str
    contact: str
    kilobytes: str
    new_window: str
    about: str


FRENCH: Final = PageWords(
    waiting="Une lettre vous attend",
    opened="Vous avez ouvert cette lettre",
    refused="Vous avez refusé cette lettre",
    neglected="Le délai est passé",
    opened_late="Vous avez ouvert cette lettre après le délai",
    waiting_lead="{sender} vous adresse une lettre par voie électronique. À vous de choisir : l'ouvrir ou la refuser.",
    opened_lead="Elle a été ouverte le {at}.",
    refused_lead="Votre refus a été enregistré le {at}. La lettre n'est plus présentée ici ; l'expéditeur, qui en est "
    "informé, peut vous l'adresser autrement.",
    neglected_lead="La lettre pouvait être ouverte ou refusée jusqu'au {until} inclus ; l'expéditeur sait qu'elle ne "
    "l'a pas été. Vous pouvez encore la lire jusqu'au {readable} inclus.",
    opened_late_lead="Elle a été ouverte le {at}, après le délai, qui courait jusqu'au {until} inclus.",
    sender="De",
    recipient="Pour",
    reference="Référence",
    deposited="Déposée le",
    content="Contenu",
    content_alone="une lettre",
    content_one="une lettre et une pièce jointe",
    content_many="une lettre et {count} pièces jointes",
    until="À ouvrir ou refuser",
    until_day="jusqu'au {until} inclus",
    choose="Votre choix",
    open="Ouvrir la lettre",
    open_hint="Elle s'affiche tout de suite. L'expéditeur saura quel jour et à quelle heure elle a été ouverte.",
    refuse="Refuser la lettre",
    refuse_hint="Vous ne pourrez plus la lire ici. Une confirmation vous sera demandée.",
    later="Décider plus tard",
    later_hint="La lettre vous attend jusqu'au {until} inclus.",
    again="Relire la lettre",
    again_hint="Possible jusqu'au {readable} inclus.",
    late_hint="L'expéditeur saura quel jour et à quelle heure elle a été ouverte, après le délai.",
    files="À lire",
    the_letter="La lettre",
    files_hint="Ces adresses valent un quart d'heure. Ensuite, revenez à cette page et ouvrez la lettre de nouveau.",
    confirm="Refuser cette lettre ?",
    confirm_lead="{sender} vous l'adresse sous la référence {reference}. Elle n'a pas été ouverte.",
    confirm_consequence="Après un refus, elle n'est plus présentée ici et le refus ne peut pas être repris. "
    "L'expéditeur saura quel jour et à quelle heure vous l'avez refusée.",
    confirm_button="Oui, refuser la lettre",
    back="Revenir sans refuser",
    recorded="Ce qui est enregistré",
    recorded_hint="Ces dates et ces choix, rien d'autre : ni votre adresse IP, ni votre appareil.",
    contact="Une question ?",
    kilobytes="{count} ko",
    new_window="nouvelle fenêtre",
    about="La lettre",
)
ENGLISH: Final = PageWords(
    waiting="A letter is waiting for you",
    opened="You have opened this letter",
    refused="You have refused this letter",
    neglected="The time allowed is over",
    opened_late="You have opened this letter after the time allowed",
    waiting_lead="{sender} has sent you a letter by electronic means. It is for you to choose: open it or refuse it.",
    opened_lead="It was opened on {at}.",
    refused_lead="Your refusal was recorded on {at}. The letter is no longer shown here; the sender, who is told, may "
    "send it to you in another way.",
    neglected_lead="The letter could be opened or refused until {until}, that day included; the sender knows that it "
    "was not. You may still read it until {readable}, that day included.",
    opened_late_lead="It was opened on {at}, after the time allowed, which ran until {until}, that day included.",
    sender="From",
    recipient="To",
    reference="Reference",
    deposited="Deposited on",
    content="Content",
    content_alone="a letter",
    content_one="a letter and one enclosure",
    content_many="a letter and {count} enclosures",
    until="To be opened or refused",
    until_day="until {until}, that day included",
    choose="Your choice",
    open="Open the letter",
    open_hint="It is shown at once. The sender will know on what day and at what time it was opened.",
    refuse="Refuse the letter",
    refuse_hint="You will not be able to read it here any more. You will be asked to confirm.",
    later="Decide later",
    later_hint="The letter waits for you until {until}, that day included.",
    again="Read the letter again",
    again_hint="Possible until {readable}, that day included.",
    late_hint="The sender will know on what day and at what time it was opened, after the time allowed.",
    files="To read",
    the_letter="The letter",
    files_hint="These addresses are good for a quarter of an hour. After that, come back to this page and open the "
    "letter again.",
    confirm="Refuse this letter?",
    confirm_lead="{sender} sent it to you with the reference {reference}. It has not been opened.",
    confirm_consequence="Once refused it is no longer shown here, and a refusal cannot be taken back. The sender will "
    "know on what day and at what time you refused it.",
    confirm_button="Yes, refuse the letter",
    back="Go back without refusing",
    recorded="What is recorded",
    recorded_hint="These dates and choices, nothing else: neither your IP address nor your device.",
    contact="Any question?",
    kilobytes="{count} kB",
    new_window="new window",
    about="The letter",
)
WORDS: Final = {"fr": FRENCH, "en": ENGLISH}
