"""The pages behind the notice of a tracked letter: the creditor's only, and whole in themselves."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from relance.adapters.letters.words import WORDS, PageWords
from relance.adapters.policies.images import image_size
from relance.adapters.rendering.paper.frame import legal_identity
from relance.adapters.rendering.words.labels import LABELS
from relance.adapters.rendering.words.moments import moment
from relance.adapters.rendering.words.typography import NBSP, clean, long_date, typeset
from relance.domain.contact import LetterFact
from relance.domain.creditor import Creditor
from relance.domain.delivery import DeliveryStatus
from relance.domain.tracked_letter import answered, fact_of
from relance.domain.tracked_words import name_of_fact
from relance.ports.cases import Page
from relance.ports.tracked import FileView, LetterView

TEMPLATES: Final = Path(__file__).parent / "templates"
BROADEST, HIGHEST = 220, 64
"""CSS pixels that the logo has."""
KILOBYTE: Final = 1000

_S = DeliveryStatus


@dataclass(frozen=True, slots=True)
class _Logo:
    source: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    note: str
    path: str


class HtmlLetterPages:
    """See ports.tracked.LetterPages. The creditor is that of the moment of the call."""

    def __init__(self, *, creditor: Callable[[], Creditor], specimen: bool = False) -> None:
        self._creditor = creditor
        self._specimen = specimen

    def letter(self, view: LetterView) -> Page:
        """The letter as it stands."""
        return self._own("letter.html", view, scripted=True)

    def refusal(self, view: LetterView) -> Page:
        """Asks whether the letter is really to be refused."""
        return self._own("refusal.html", view, scripted=False)

    def invalid(self) -> Page:
        """For every address that opens nothing."""
        return self._bare("invalid.html")

    def busy(self) -> Page:
        """To be tried again."""
        return self._bare("busy.html")

    def _own(self, template: str, view: LetterView, *, scripted: bool) -> Page:
        creditor, language = self._creditor(), view.manifest.language
        state = _state(view)
        html = self._environment.get_template(template).render(
            style=Markup(self._style),  # noqa: S704 - our own file
            script=Markup(self._script) if scripted else "",  # noqa: S704 - our own file
            language=language,
            words=dict(_set(view)),
            state=state,
            banner=LABELS[language].specimen_notice if self._specimen else "",
            files=[_file(WORDS[language], number, file) for number, file in enumerate(view.files)],
            facts=[(name_of_fact(fact, language), moment(fact.at, language)) for fact in _shown(view)],
            creditor=creditor,
            logo=_logo(creditor),
            identity=legal_identity(creditor, language),
            phone=creditor.phone.replace(" ", NBSP),
            tel="tel:" + re.sub(r"[^0-9+]", "", creditor.phone),
        )
        scripts = (_hash(self._script),) if scripted else ()
        return Page(html, (_hash(self._style),), scripts, images=bool(creditor.logo))

    def _bare(self, template: str) -> Page:
        html = self._environment.get_template(template).render(style=Markup(self._style))  # noqa: S704 - our own file
        return Page(html, (_hash(self._style),))

    @cached_property
    def _environment(self) -> Environment:
        loader = FileSystemLoader(TEMPLATES)
        return Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )

    @cached_property
    def _style(self) -> str:
        return (TEMPLATES / "letter.css").read_text("utf-8")

    @cached_property
    def _script(self) -> str:
        return (TEMPLATES / "letter.js").read_text("utf-8")


def _state(view: LetterView) -> str:
    """Which of the page's faces is shown."""
    ended = answered(view.facts)
    if ended is None:
        return "waiting"
    if ended.status is _S.UNCLAIMED:
        return "opened_late" if fact_of(view.facts, _S.READ) else "neglected"
    return "opened" if ended.status is _S.READ else "refused"


def _set(view: LetterView) -> Iterator[tuple[str, str]]:
    """Every word, with its values, as it is shown."""
    manifest, language = view.manifest, view.manifest.language
    count = len(manifest.parts) - 1
    values = {
        "sender": clean(manifest.sender),
        "reference": manifest.reference,
        "until": long_date(view.last_day, language),
        "readable": long_date(view.readable_until, language),
        "at": moment(_ending(view), language),
        "count": str(count),
    }
    words = WORDS[language]
    for name in PageWords.__slots__:
        written: str = getattr(words, name)
        yield name, typeset(written, language).format(**values)
    state = _state(view)
    contents = {0: words.content_alone, 1: words.content_one}
    yield "title", typeset(getattr(words, state), language)
    yield "lead", typeset(getattr(words, f"{state}_lead"), language).format(**values)
    yield "contents", typeset(contents.get(count, words.content_many), language).format(count=count)
    yield "deposited_at", moment(view.facts[0].at, language)
    yield "recipient_name", clean(manifest.recipient)
    yield "sender_name", clean(manifest.sender)
    yield "reference_given", manifest.reference


def _ending(view: LetterView) -> datetime:
    """When the letter was opened, else when it ended; before that, when it was deposited."""
    ended = fact_of(view.facts, _S.READ) or answered(view.facts)
    return (ended or view.facts[0]).at


def _shown(view: LetterView) -> list[LetterFact]:
    """What concerns the addressee: what became of the notice's mail is between servers."""
    told = (_S.SENT, _S.NOTIFIED, _S.OPENED, _S.READ, _S.REFUSED, _S.UNCLAIMED)
    return sorted((fact for fact in view.facts if fact.status in told), key=lambda fact: fact.at)


def _file(words: PageWords, number: int, file: FileView) -> _File:
    size = words.kilobytes.format(count=max(round(file.size / KILOBYTE), 1)).replace(" ", NBSP)
    name = words.the_letter if number == 0 else clean(file.name).removesuffix(".pdf")
    return _File(name, f"PDF, {size}", file.path)


def _logo(creditor: Creditor) -> _Logo | None:
    if not creditor.logo:
        return None
    width, height = image_size("logo.png", creditor.logo)
    scale = min(BROADEST / width, HIGHEST / height, 1)
    source = f"data:image/png;base64,{base64.b64encode(creditor.logo).decode()}"
    return _Logo(source, max(round(width * scale), 1), max(round(height * scale), 1))


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
