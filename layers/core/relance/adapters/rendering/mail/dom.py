"""A mail's HTML as mail readers see it: elements, and words with the colours that reach them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

VOID: Final = frozenset({"br", "img", "meta", "wbr", "hr", "link", "input", "base", "col", "embed", "source"})
SILENT: Final = frozenset({"style", "script", "title"})


@dataclass(slots=True, eq=False)
class Element:
    """One element; `children` are elements and words."""

    tag: str
    attributes: Mapping[str, str]
    parent: Element | None
    children: list[Element | str] = field(default_factory=list)

    @property
    def style(self) -> dict[str, str]:
        """The inline declarations."""
        return declarations(self.attributes.get("style", ""))

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of its classes."""
        return tuple(self.attributes.get("class", "").split())

    @property
    def hidden(self) -> bool:
        """Whether it, or what it stands in, is not shown."""
        return self.style.get("display") == "none" or (self.parent is not None and self.parent.hidden)

    @property
    def words(self) -> str:
        """All words inside, in one line."""
        return one_line("".join(_words(self)))

    def walk(self) -> Iterator[Element]:
        """It and all inside, in the order of the source."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def lineage(self) -> Iterator[Element]:
        """It and what it stands in, outwards."""
        yield self
        if self.parent is not None:
            yield from self.parent.lineage()


def parse(html: str) -> Element:
    """The document; comments, among them what only Outlook reads, are left out."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.root


def one_line(text: str) -> str:
    """With one space for any run of those that HTML takes for one; those that do not break stay."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def declarations(text: str) -> dict[str, str]:
    """Such as {"color": "#1d2733"}."""
    pairs = (piece.partition(":") for piece in text.split(";") if ":" in piece)
    return {name.strip().lower(): value.replace("!important", "").strip() for name, _, value in pairs}


def shown_words(root: Element) -> Iterator[tuple[Element, str]]:
    """Each run of words that is shown, with the element that it stands in."""
    for element in root.walk():
        if element.tag in SILENT or element.hidden:
            continue
        for child in element.children:
            if isinstance(child, str) and child.strip():
                yield element, child


def colours(element: Element, dark: Mapping[str, Mapping[str, str]]) -> tuple[str, str]:
    """The colour of its words and of their ground. `dark` are a dark scheme's declarations by class; {}: light."""
    return _reaching(element, "color", dark) or "#000000", _reaching(element, "background-color", dark) or "#ffffff"


def dark_scheme(css: str) -> dict[str, dict[str, str]]:
    """By class, what the style sheet changes for a reader who wants dark."""
    _, _, after = css.partition("(prefers-color-scheme:dark){")
    body = re.match(r"(?:[^{}]*\{[^{}]*\})*", after)
    found: dict[str, dict[str, str]] = {}
    for name, text in re.findall(r"\.([\w-]+)\{([^{}]*)\}", body[0] if body else ""):
        found.setdefault(name, {}).update(declarations(text))
    return found


def _reaching(element: Element, name: str, dark: Mapping[str, Mapping[str, str]]) -> str:
    for holder in element.lineage():
        said = next((dark[c][name] for c in holder.classes if name in dark.get(c, {})), "") or holder.style.get(
            name, ""
        )
        if name == "background-color":
            said = said or holder.attributes.get("bgcolor", "")
        if said:
            return said
    return ""


def _words(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag == "br":
            yield " "
        else:
            yield from _words(child)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {}, None)
        self._open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open)
        self._open.children.append(element)
        if tag not in VOID:
            self._open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.children.append(Element(tag, {name: value or "" for name, value in attrs}, self._open))

    def handle_endtag(self, tag: str) -> None:
        closed = next((element for element in self._open.lineage() if element.tag == tag), None)
        if closed is not None and closed.parent is not None:
            self._open = closed.parent

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)
