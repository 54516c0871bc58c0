"""Shipped texts with one field changed, linted on a sample without making a letter of them."""

from dataclasses import replace
from typing import Any

from relance.adapters.policies.lint import Breach, Written, lint
from relance.adapters.policies.names import TextName, text_name
from relance.adapters.policies.shipped import shipped_files
from relance.adapters.policies.texts import TextBook
from relance.adapters.rendering.samples import REFERENCE, SAMPLES
from relance.adapters.rendering.sms import segments, to_gsm
from relance.adapters.rendering.words.view import View
from relance.domain.billing import CustomerKind
from relance.domain.document import Tone
from tests import builders

MEDIATOR = "CM2C, 14 rue Saint-Jean, 75017 Paris"


def values(name: TextName, sample: str = "several") -> dict[str, Any]:
    """With names that would be threats, had somebody written them."""
    creditor = builders.creditor(mediator=MEDIATOR, legal_name="Police Secours SARL")
    statement = SAMPLES[sample](name)
    debtor = replace(statement.debtor, legal_name="Étude Saisie, huissiers de justice")
    return View.of(replace(statement, debtor=debtor), creditor, REFERENCE).values


def judged(name: TextName, texts: TextBook, sample: str = "several") -> list[Breach]:
    said = values(name, sample)
    text = to_gsm(texts.write("sms", name, said)["text"])
    return lint(Written.of(texts, name, said, segments(text)))


def changed(stem: str, part: str, field: str, text: str, sample: str = "several") -> list[Breach]:
    """What the linter says of "fr/first_reminder.business" with that text in its field."""
    name = letter_of(stem)
    files = {**shipped_files(), name.file: f"[{part}]\n{field} = '''{text}'''".encode()}
    return judged(name, TextBook.of(files), sample)


def letter_of(stem: str) -> TextName:
    """The letter meant by "fr/first_reminder": to a business, in the firm tone, unless the name says other."""
    name = text_name(f"texts/{stem}.toml")
    return TextName(name.language, name.document, name.kind or CustomerKind.BUSINESS, name.tone or Tone.FIRM)


def without(
    stem: str, words: str, replacement: str = "", field: str = "request", sample: str = "several"
) -> list[Breach]:
    """The same, of the shipped field with some of its words left out; they must be there."""
    source = TextBook.of(shipped_files()).source("letter", field, letter_of(stem))
    assert words in source, f"{words} is not in the shipped text"
    return changed(stem, "letter", field, source.replace(words, replacement), sample)
