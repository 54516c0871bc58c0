"""A mail under examination."""

from __future__ import annotations

from dataclasses import dataclass

from relance.adapters.rendering.mail.dom import Element, one_line, shown_words
from relance.ports.rendering import RenderedMail


@dataclass(frozen=True, slots=True)
class Seen:
    """The mail, and its page as elements."""

    mail: RenderedMail
    root: Element

    @property
    def sheet(self) -> str:
        """The words of all style sheets but those that only Outlook reads."""
        return "\n".join(e.words for e in self.root.walk() if e.tag == "style")

    @property
    def shown(self) -> str:
        """What is read, in one line."""
        return one_line(" ".join(words for _, words in shown_words(self.root)))
