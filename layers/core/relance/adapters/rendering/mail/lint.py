"""The rules that every mail keeps, whatever its texts: checked in tests, and before a text is published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from relance.adapters.rendering.mail import lint_look as look
from relance.adapters.rendering.mail import lint_words as words
from relance.adapters.rendering.mail.dom import Element, parse
from relance.adapters.rendering.mail.lint_seen import Seen
from relance.ports.rendering import RenderedMail

MOST_BYTES: Final = 100_000
"""Gmail cuts a longer mail and hides what follows, the legal footer first."""
FORBIDDEN: Final = frozenset(
    {"script", "iframe", "object", "embed", "applet", "form", "input", "button", "select", "textarea"}
    | {"video", "audio", "svg", "canvas", "link", "base"}
)
LOADING: Final = ("src", "srcset", "background", "poster", "data", "action")


class Rule(NamedTuple):
    """One rule: its id, and what it finds wrong, in French."""

    id: str
    find: Callable[[Seen], Iterator[str]]


def lint_mail(rendered: RenderedMail) -> list[str]:
    """What is wrong with a mail, each with its rule's id, in French; empty when nothing is."""
    seen = Seen(rendered, parse(rendered.html))
    return list(dict.fromkeys(f"[{rule.id}] {reason}" for rule in RULES for reason in rule.find(seen)))


def _size(seen: Seen) -> Iterator[str]:
    size = len(seen.mail.html.encode())
    if size >= MOST_BYTES:
        yield f"la page pèse {size} octets ; Gmail coupe au-delà de {MOST_BYTES}"


def _active(seen: Seen) -> Iterator[str]:
    for element in seen.root.walk():
        if element.tag in FORBIDDEN:
            yield f"<{element.tag}> n'a pas sa place dans un courriel"
        for name in element.attributes:
            if name.startswith("on"):
                yield f"l'attribut {name} exécuterait un programme"
        if element.attributes.get("http-equiv", "").lower() == "refresh":
            yield "la page en appelle une autre"


def _remote(seen: Seen) -> Iterator[str]:
    """Nothing is fetched when the mail is opened: who opened it, when and where, is nobody's business."""
    for element in seen.root.walk():
        for name in LOADING:
            value = element.attributes.get(name, "")
            if value and not value.startswith("cid:"):
                yield f"<{element.tag} {name}> va chercher « {value[:60]} » ailleurs"
        if "url(" in element.attributes.get("style", ""):
            yield f"le style de <{element.tag}> va chercher un fichier ailleurs"
    if "url(" in seen.sheet or "@import" in seen.sheet:
        yield "la feuille de style va chercher un fichier ailleurs"


def _images(seen: Seen) -> Iterator[str]:
    known = {f"cid:{image.content_id}" for image in seen.mail.images}
    shown = {e.attributes.get("src", "") for e in seen.root.walk() if e.tag == "img"}
    for source in sorted(shown - known):
        yield f"l'image « {source[:60]} » n'est pas dans le courriel"
    for source in sorted(known - shown):
        yield f"l'image « {source[:60]} » est jointe sans être montrée"


def _pixels(seen: Seen) -> Iterator[str]:
    for element in seen.root.walk():
        sides = (element.attributes.get("width", ""), element.attributes.get("height", ""))
        if element.tag == "img" and (element.hidden or not all(s.isdigit() and int(s) > 2 for s in sides)):  # noqa: PLR2004
            yield "une image sans taille, cachée ou d'un point est un mouchard"


def _alternatives(seen: Seen) -> Iterator[str]:
    for element in seen.root.walk():
        if element.tag == "img" and not element.attributes.get("alt", "").strip():
            yield "une image n'a pas de texte de remplacement (alt)"


def _tables(seen: Seen) -> Iterator[str]:
    """A screen reader announces rows and columns only where they mean something."""
    for table in (e for e in seen.root.walk() if e.tag == "table"):
        rows = [row for row in table.walk() if row.tag == "tr" and next(_tables_of(row)) is table]
        heads = [cell for row in rows for cell in row.children if not isinstance(cell, str) and cell.tag == "th"]
        laid_out = table.attributes.get("role") == "presentation"
        if laid_out and heads:
            yield "un tableau de mise en page (role=presentation) a des en-têtes"
        if not laid_out and (not heads or any("scope" not in head.attributes for head in heads)):
            yield "un tableau n'a ni role=presentation, ni en-têtes avec scope"


def _tables_of(row: Element) -> Iterator[Element]:
    return (element for element in row.lineage() if element.tag == "table")


def _language(seen: Seen) -> Iterator[str]:
    said = next((e.attributes.get("lang", "") for e in seen.root.walk() if e.tag == "html"), "")
    if said != seen.mail.language:
        yield f"la page se dit en « {said} », le courriel est en « {seen.mail.language} »"


def _declared(seen: Seen) -> Iterator[str]:
    meta = [e.attributes for e in seen.root.walk() if e.tag == "meta"]
    if not any(a.get("charset", "").lower() == "utf-8" for a in meta):
        yield "la page ne dit pas son jeu de caractères (utf-8)"
    if not any(a.get("name") == "viewport" for a in meta):
        yield "la page ne s'adapte pas au téléphone (viewport)"


RULES: Final = (
    Rule("MAIL-SIZE", _size),
    Rule("MAIL-ACTIVE", _active),
    Rule("MAIL-REMOTE", _remote),
    Rule("MAIL-IMAGE", _images),
    Rule("MAIL-PIXEL", _pixels),
    Rule("MAIL-ALT", _alternatives),
    Rule("MAIL-TABLE", _tables),
    Rule("MAIL-LANG", _language),
    Rule("MAIL-META", _declared),
    Rule("MAIL-STYLE", look.inline_styles),
    Rule("MAIL-SHEET", look.style_sheet),
    Rule("MAIL-DARK", look.dark),
    Rule("MAIL-CONTRAST", look.contrasts),
    Rule("MAIL-WIDTH", look.widths),
    Rule("MAIL-SUBJECT", words.subject),
    Rule("MAIL-PREHEADER", words.preheader),
    Rule("MAIL-LINK", words.links),
    Rule("MAIL-TEXT", words.text),
    Rule("MAIL-SAME", words.same),
    Rule("MAIL-COLUMNS", words.columns),
    Rule("MAIL-LEFTOVER", words.leftovers),
)
