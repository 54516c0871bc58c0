"""How a mail looks: styles that mail readers keep, a dark scheme, contrast, width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from relance.adapters.rendering.mail.dom import Element, colours, dark_scheme, shown_words
from relance.adapters.rendering.mail.lint_seen import Seen

ALLOWED: Final = frozenset(
    {
        "background-color",
        "border",
        "border-bottom",
        "border-collapse",
        "border-left",
        "border-radius",
        "border-top",
        "color",
        "display",
        "font-family",
        "font-size",
        "font-variant-numeric",
        "font-weight",
        "line-height",
        "margin",
        "max-height",
        "max-width",
        "overflow",
        "overflow-wrap",
        "padding",
        "text-decoration",
        "vertical-align",
        "white-space",
        "width",
        "word-break",
        "-webkit-text-size-adjust",
        "mso-hide",
        "mso-padding-alt",
    }
)
"""Properties that Outlook, Gmail and Apple Mail keep, or drop without harm."""
DISPLAYS: Final = frozenset({"none", "block", "inline-block"})
HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
WIDEST: Final = 600
LEAST_CONTRAST: Final = 4.5
"""WCAG 2.2, level AA, for words of ordinary size."""
DARKENED: Final = ("prefers-color-scheme:dark", "[data-ogsc]", "[data-ogsb]")
"""Apple Mail and others; Outlook.com marks what it recolours."""
SCHEMES: Final = frozenset({"color-scheme", "supported-color-schemes"})


def inline_styles(seen: Seen) -> Iterator[str]:
    """Only what mail readers keep."""
    for element in seen.root.walk():
        for name, value in element.style.items():
            if name not in ALLOWED:
                yield f"la propriété « {name} » n'est pas sûre dans un courriel"
            if name == "display" and value not in DISPLAYS:
                yield f"« display:{value} » ne s'affiche pas dans Outlook"


def style_sheet(seen: Seen) -> Iterator[str]:
    """Some readers drop it: it may adapt the mail, never make it readable."""
    plain = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", seen.sheet)
    for selector in re.findall(r"([^{}]+)\{", plain):
        if not selector.strip().startswith((":root", "[data-ogs")):
            yield f"la règle « {selector.strip()[:40]} » vaut hors d'une requête @media"


def dark(seen: Seen) -> Iterator[str]:
    """Declared, and written for each kind of reader."""
    named = {e.attributes.get("name") for e in seen.root.walk() if e.tag == "meta"}
    if named & SCHEMES != SCHEMES:
        yield "la page ne déclare pas de thème sombre (color-scheme, supported-color-schemes)"
    yield from (f"la feuille de style n'a pas de règle {mark}" for mark in DARKENED if mark not in seen.sheet)


def contrasts(seen: Seen) -> Iterator[str]:
    """Computed for every run of words, in both schemes."""
    for scheme, changes in (("clair", {}), ("sombre", dark_scheme(seen.sheet))):
        pairs = {colours(element, changes) for element, _ in shown_words(seen.root)}
        for ink, ground in sorted(pairs):
            ratio = contrast(ink, ground)
            if ratio < LEAST_CONTRAST:
                yield f"thème {scheme} : {ink} sur {ground} se lit mal (contraste {ratio:.1f}, 4,5 au moins)"


def widths(seen: Seen) -> Iterator[str]:
    """No wider than a mail window."""
    for element in seen.root.walk():
        for value in _widths(element):
            if value > WIDEST:
                yield f"<{element.tag}> est large de {value} points, {WIDEST} au plus"


def contrast(first: str, second: str) -> float:
    """WCAG's ratio of two colours such as #1d2733, from 1 to 21; 1 for a colour that is not written so."""
    if not (HEX.fullmatch(first) and HEX.fullmatch(second)):
        return 1.0
    light, less = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (less + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _widths(element: Element) -> Iterator[int]:
    for value in (element.attributes.get("width", ""), element.style.get("width", "")):
        if found := re.fullmatch(r"(\d+)(px)?", value):
            yield int(found[1])
