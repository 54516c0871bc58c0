"""A draft is tried before it counts: the whole set is loaded, texts are written on samples, letters are laid out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from relance.adapters.policies.authority import judge_authorities
from relance.adapters.policies.book import load_book
from relance.adapters.policies.channels import meaning as offered
from relance.adapters.policies.identity import creditor_of
from relance.adapters.policies.images import check_image
from relance.adapters.policies.lint import Written, lint
from relance.adapters.policies.lint.turned import turned
from relance.adapters.policies.names import (
    CARRIERS,
    CHANNELS,
    CREDITOR,
    IMAGES,
    PENALTIES,
    RATES,
    RULES,
    TEXTS,
    TIMESTAMP_AUTHORITY,
    TextName,
    check_name,
    plan_name,
    text_name,
    versioned,
)
from relance.adapters.policies.penalties import judge_penalties
from relance.adapters.policies.rates import judge_rates
from relance.adapters.policies.shipped import sample_creditor
from relance.adapters.policies.texts import TextBook
from relance.adapters.rendering.mail.lint import lint_mail
from relance.adapters.rendering.paper.sheet import Sheet
from relance.adapters.rendering.postal.rules import DEFAULT, load_postal_rules
from relance.adapters.rendering.renderer import PolicyRenderer
from relance.adapters.rendering.samples import REFERENCE, extreme, ordinary, several
from relance.adapters.rendering.words.enclosures import has_annex
from relance.adapters.rendering.words.typography import grouped
from relance.adapters.rendering.words.view import View
from relance.domain.billing import CustomerKind
from relance.domain.cells import refused, tones
from relance.domain.creditor import Creditor
from relance.domain.document import Document, Tone
from relance.domain.errors import InvalidPolicyError, RejectedError
from relance.domain.plan import PlanBook
from relance.domain.statement import Statement

ALONE = {PENALTIES: judge_penalties, RATES: judge_rates, TIMESTAMP_AUTHORITY: judge_authorities}
NOTICE = TextName("fr", Document.FORMAL_NOTICE, CustomerKind.BUSINESS, Tone.FIRM)
FIRST = TextName("fr", Document.FIRST_REMINDER, CustomerKind.BUSINESS, Tone.CORDIAL)

MOST_PAGES: Final = 2
"""Of a letter about one invoice, its annex aside."""


class PolicyTrial:
    """PolicyCheck. Needs the PDF engine: a text is judged on the very letter that it makes."""

    def check(self, name: str, body: bytes, in_force: Mapping[str, bytes]) -> str:
        """What the draft will do, in words and with examples. Raises InvalidPolicyError with the reason."""
        check_name(name)
        return f"{self._meaning(name, body, in_force)}\n\nVersion : {versioned(name, body)}"

    def _meaning(self, name: str, body: bytes, in_force: Mapping[str, bytes]) -> str:
        files = {**in_force, name: body}
        if judge := ALONE.get(name):
            return judge(body, in_force)
        if name == CARRIERS:
            return self._envelope(files)
        if name in IMAGES:
            return self._image(name, files)
        if name.startswith(TEXTS):
            return self._text(text_name(name), files)
        if name == CREDITOR:
            return self._identity(files)
        book = load_book(files)
        return offered(book.offers) if name == CHANNELS else _plans(name, book)

    def _image(self, name: str, files: Mapping[str, bytes]) -> str:
        """Decoded, and printed on a letter of the creditor, or of the sample where none is published."""
        size = check_image(name, files[name])
        _Trial(TextBook.of(files), _creditor(files)).pages(FIRST, ordinary(FIRST))
        return f"Image : {size}."

    def _envelope(self, files: Mapping[str, bytes]) -> str:
        """A formal notice with absurd names must still show its address, and pass its own check."""
        rules = load_postal_rules(files[CARRIERS])
        creditor, texts = _creditor(files), TextBook.of(files)
        renderer = PolicyRenderer(creditor=lambda: creditor, texts=lambda: texts, postal=lambda: rules)
        try:
            for made in (ordinary, extreme):
                renderer.letter(made(NOTICE), reference=REFERENCE)
        except RejectedError as error:
            raise InvalidPolicyError(f"{CARRIERS} : {error}") from error
        window = rules[DEFAULT].window
        left, right, top, bottom = (f"{x:g}" for x in (window.left, window.right, window.top, window.bottom))
        shown = f"de {left} à {right} mm du bord gauche et de {top} à {bottom} mm du haut"
        return f"Fenêtre de l'enveloppe : {shown}. Transporteurs : {', '.join(sorted(rules))}."

    def _identity(self, files: Mapping[str, bytes]) -> str:
        creditor = creditor_of(files)
        trial = _Trial(TextBook.of(files), creditor)
        trial.pages(FIRST, ordinary(FIRST))
        rows = (
            f"{creditor.legal_name}, {creditor.legal_form}, {creditor.register} {grouped(creditor.siren, 3)}",
            f"IBAN {grouped(creditor.iban, 4)}, BIC {creditor.bic}",
            f"Envoi : {creditor.sender_email} ; réponses : {creditor.email} ; SMS : {creditor.sms_sender}",
            f"Approbation : {', '.join(creditor.approvers) or 'personne'}",
        )
        return "\n".join(rows)

    def _text(self, name: TextName, files: Mapping[str, bytes]) -> str:
        texts = TextBook.of(files)
        if not texts.files[name]:
            raise InvalidPolicyError(f"{name.file} : le fichier ne contient aucun texte")
        trial = _Trial(texts, _creditor(files))
        for concerned in _concerned(name):
            trial.words(concerned)
        shown = next(_concerned(name))
        renderer = trial.renderer
        mail = renderer.mail(ordinary(shown), reference=REFERENCE)
        sms = renderer.sms(ordinary(shown), reference=REFERENCE)
        return f"Exemple de courriel : {mail.subject}\n\n{mail.text}\nExemple de SMS : {sms.text}"


def _plans(name: str, book: PlanBook) -> str:
    if name != RULES:
        return book.plans[plan_name(name)].examples()
    rules = [f"- {r.segment or 'tout segment'}, {r.kind or 'tout type'} : plan {r.plan}" for r in book.rules]
    return "\n".join(["Règles, dans l'ordre :", *rules, f"- sinon : plan {book.default}"])


def _creditor(files: Mapping[str, bytes]) -> Creditor:
    return creditor_of({CREDITOR: sample_creditor(), **files})


class _Trial:
    """One set of texts and one creditor, tried on samples."""

    def __init__(self, texts: TextBook, creditor: Creditor) -> None:
        self._texts = texts
        self._creditor = creditor
        self.renderer = PolicyRenderer(creditor=lambda: creditor, texts=lambda: texts)

    def words(self, name: TextName) -> None:
        """Raise InvalidPolicyError unless the samples can be written, laid out, and say what they must."""
        for statement in (ordinary(name), several(name), extreme(name)):
            wrong = dict.fromkeys(breach.reason for written in self._written(statement) for breach in lint(written))
            if wrong:
                raise InvalidPolicyError(f"{name.file} : {' ; '.join(wrong)}")
            self.pages(name, statement)

    def pages(self, name: TextName, statement: Statement) -> None:
        """Make the letter and the mail for good; a letter of one invoice must not run on and on."""
        try:
            self.renderer.letter(statement, reference=REFERENCE)
            _check_length(name, statement, self.renderer.sheet(statement, reference=REFERENCE))
            wrong = lint_mail(self.renderer.mail(statement, reference=REFERENCE))
        except InvalidPolicyError:
            raise
        except RejectedError as error:
            raise InvalidPolicyError(f"{name.file} : {error}") from error
        if wrong:
            raise InvalidPolicyError(f"{name.file} : {' ; '.join(wrong)}")

    def _written(self, statement: Statement) -> Iterator[Written]:
        """The text on the sample as it is, then with each rarer fact turned over."""
        view = View.of(statement, self._creditor, REFERENCE)
        sms = self.renderer.sms(statement, reference=REFERENCE)
        for values in turned(view.text_name, view.values):
            yield Written.of(self._texts, view.text_name, values, sms.segments)


def _check_length(name: TextName, statement: Statement, sheet: Sheet) -> None:
    annex = int(has_annex(statement))
    pages = len(sheet.pages) - annex
    if len(statement.lines) == 1 and pages > MOST_PAGES:
        raise InvalidPolicyError(
            f"{name.file} : pour une seule facture, la lettre prend {pages} pages, {MOST_PAGES} au plus"
        )


def _concerned(name: TextName) -> Iterator[TextName]:
    """Every kind and tone that the file may speak to."""
    for kind in (name.kind,) if name.kind else tuple(CustomerKind):
        if not refused(name.document, kind):
            for tone in (name.tone,) if name.tone else tones(name.document):
                yield TextName(name.language, name.document, kind, tone)
