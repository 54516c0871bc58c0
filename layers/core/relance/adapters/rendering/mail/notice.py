"""The mail that announces a tracked letter: who writes, that a letter waits, until when. Nothing of why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import quote, urlsplit

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from relance.adapters.rendering.mail import style as mail_style
from relance.adapters.rendering.mail.images import logo_of
from relance.adapters.rendering.mail.writer import FILLER
from relance.adapters.rendering.paper.frame import legal_identity
from relance.adapters.rendering.words.labels import LABELS
from relance.adapters.rendering.words.typography import NBSP, clean, long_date, typeset
from relance.domain.creditor import Creditor
from relance.ports.rendering import RenderedMail
from relance.ports.tracked import Notice


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """One language's words."""

    subject: str
    preheader: str
    greeting: str
    waits: str
    button: str
    harmless: str
    doubt: str
    closing: str
    reference: str


FRENCH: Final = NoticeWords(
    subject="{sender} vous adresse une lettre",
    preheader="Elle vous attend sur une page privée : vous pouvez l'ouvrir ou la refuser jusqu'au {until}.",
    greeting="Bonjour,",
    waits="{sender} adresse une lettre à {recipient}. Elle attend sur une page privée, où vous pouvez l'ouvrir ou la "
    "refuser jusqu'au {until} inclus.",
    button="Aller à la page de la lettre",
    harmless="Suivre ce lien n'ouvre pas encore la lettre : c'est sur la page que vous choisissez. Aucun mot de passe "
    "n'y est demandé ; ne transférez ce message qu'à qui peut recevoir la lettre pour vous.",
    doubt="Un doute sur ce message ? Le lien mène à {site} et nulle part ailleurs. Vous pouvez aussi nous appeler au "
    "{phone} ou nous écrire à {email}, en rappelant la référence {reference}.",
    closing="Cordialement,",
    reference="Référence {reference}",
)
ENGLISH: Final = NoticeWords(
    subject="A letter from {sender} is waiting for you",
    preheader="It waits on a private page: you may open or refuse it until {until}.",
    greeting="Hello,",
    waits="{sender} has written a letter to {recipient}. It waits on a private page, where you may open or refuse it "
    "until {until}, that day included.",
    button="Go to the letter's page",
    harmless="Following this link does not open the letter yet: you choose on the page. No password is asked "
    "there; forward this message only to somebody who may receive the letter for you.",
    doubt="Any doubt about this message? The link leads to {site} and nowhere else. You may also call us on {phone} "
    "or write to {email}, quoting the reference {reference}.",
    closing="Kind regards,",
    reference="Reference {reference}",
)
WORDS: Final = {"fr": FRENCH, "en": ENGLISH}


@cache
def _page() -> Template:
    source = (files("relance.adapters.rendering.mail") / "notice.html.j2").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(source)


class MailedNotices:
    """See ports.tracked.NoticeMails. The creditor is that of the moment of the call; equal notices are equal bytes."""

    def __init__(self, *, creditor: Callable[[], Creditor], specimen: bool = False) -> None:
        self._creditor = creditor
        self._specimen = specimen

    def notice(self, notice: Notice) -> RenderedMail:
        """Subject, page and plain text."""
        creditor = self._creditor()
        labels = LABELS[notice.language]
        words = dict(_words(notice, creditor))
        banner = labels.specimen_notice if self._specimen else ""
        subject = f"[{labels.specimen}] {words['subject']}" if self._specimen else words["subject"]
        identity = legal_identity(creditor, notice.language)
        logo = logo_of(creditor)
        html = _page().render(
            words=words,
            subject=subject,
            banner=banner,
            url=notice.url,
            language=notice.language,
            creditor=creditor,
            logo=logo,
            css=mail_style.INLINE,
            light=mail_style.LIGHT,
            sheets=[Markup(sheet) for sheet in mail_style.sheets()],  # noqa: S704 - our own constants
            width=mail_style.WIDTH,
            filler=FILLER,
            identity=identity,
            phone=creditor.phone.replace(" ", NBSP),
            tel="tel:" + re.sub(r"[^0-9+]", "", creditor.phone),
            mailto=f"mailto:{creditor.email}?subject={quote(notice.reference)}",
        )
        text = _text(words, notice, creditor, banner, identity)
        return RenderedMail(subject, html, text, notice.language, (logo.image,) if logo else ())


def _words(notice: Notice, creditor: Creditor) -> Iterator[tuple[str, str]]:
    words = WORDS[notice.language]
    values = {
        "sender": clean(creditor.legal_name),
        "recipient": clean(notice.recipient),
        "until": long_date(notice.last_day, notice.language),
        "site": urlsplit(notice.url).netloc,
        "phone": creditor.phone.replace(" ", NBSP),
        "email": creditor.email,
        "reference": notice.reference,
    }
    for name in NoticeWords.__slots__:
        written: str = getattr(words, name)
        yield name, typeset(written, notice.language).format(**values)


def _text(words: dict[str, str], notice: Notice, creditor: Creditor, banner: str, identity: tuple[str, str]) -> str:
    reached = f"{LABELS[notice.language].phone} {creditor.phone} – {creditor.email}"
    blocks = (
        banner,
        words["greeting"],
        words["waits"],
        f"{words['button']}{NBSP if notice.language == 'fr' else ''}:\n{notice.url}",
        words["harmless"],
        words["doubt"],
        f"{words['closing']}\n\n{creditor.signatory}\n{creditor.signatory_title}\n{reached}",
        f"-- \n{words['reference']}\n" + "\n".join(identity),
    )
    return "\n\n".join(block for block in blocks if block) + "\n"
