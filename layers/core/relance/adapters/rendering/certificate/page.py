"""The certificate's pages: who wrote to whom, what was deposited and found, what the words mean, how to verify."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from relance.adapters.rendering.certificate.words import WORDS
from relance.adapters.rendering.paper.breaking import POINT, Faces, cut, fitted
from relance.adapters.rendering.paper.frame import frame_pages
from relance.adapters.rendering.paper.grid import Column, put_grid, row
from relance.adapters.rendering.paper.letterhead import put_creditor
from relance.adapters.rendering.paper.sheet import LEFT, RIGHT, SOFT, TINT, Box, Sheet, Text
from relance.adapters.rendering.words.legible import coded
from relance.adapters.rendering.words.moments import second
from relance.adapters.rendering.words.typography import THIN, clean, long_date, typeset
from relance.domain.contact import LetterFact
from relance.domain.creditor import Creditor
from relance.domain.delivery import DeliveryStatus
from relance.domain.tracked_letter import file_name, outcome
from relance.domain.tracked_words import WORDS as FACTS
from relance.domain.tracked_words import name_of, name_of_fact
from relance.ports.tracked import CertificateView

TITLE: Final = 17.0
END: Final = 12.0
BODY: Final = 9.2
SMALL: Final = 8.0
TERM: Final = 36.0
"""Millimetres from the left edge to what a term says."""
PARTS: Final = (50.0, 20.0, 100.0)
FOUND: Final = (40.0, 44.0, 86.0)
MEANINGS: Final = (34.0, 72.0, 64.0)
PROOFS: Final = (32.0, 108.0, 30.0)

_S = DeliveryStatus
TOLD: Final = (_S.SENT, _S.NOTIFIED, _S.OPENED, _S.READ, _S.REFUSED, _S.UNCLAIMED)
"""What is said to be absent where it is: the rest is only told where it happened."""


class CertificatePages:
    """One certificate being laid out."""

    def __init__(self, view: CertificateView, creditor: Creditor, faces: Faces, lacks: Callable[[str], str]) -> None:
        """`lacks` gives the signs of a text that the font does not have."""
        self._view, self._creditor, self._lacks = view, creditor, lacks
        self._coded = False
        self._language = view.manifest.language
        self._words = WORDS[self._language]
        self._sheet = Sheet(faces, BODY, 1.34)

    def laid_out(self) -> Sheet:
        """The whole certificate."""
        sheet = self._sheet
        sheet.y = put_creditor(sheet, self._creditor, self._language, 90.0) + 6
        self._title()
        self._end()
        self._terms()
        self._parts()
        self._facts()
        self._meanings()
        self._worth()
        self._proofs()
        if self._coded:
            self._small(self._set(self._words.coded))
        running = f"{self._set(self._words.title)} – {self._view.manifest.reference}"
        frame_pages(sheet, self._creditor, self._language, running)
        return sheet

    def _title(self) -> None:
        sheet, title = self._sheet, self._set(self._words.title)
        size = fitted(sheet.faces, title, RIGHT - LEFT, TITLE, "bold")
        with sheet.role("H1"):
            sheet.put(Text(LEFT, sheet.y + size * POINT, title, size, "bold"))
        sheet.y += size * POINT + 2.6
        self._small(self._set(self._words.made, at=second(self._view.made_at, self._language)))
        sheet.y += 1.5

    def _end(self) -> None:
        """What became of the letter, at a glance."""
        sheet, ended = self._sheet, outcome(self._view.facts)
        said = self._set(self._words.no_end)
        if ended is not None:
            name = name_of_fact(ended, self._language)
            said = self._set(self._words.at, name=name, at=second(ended.at, self._language))
        lines = cut(sheet.faces, said, RIGHT - LEFT - 10, END, "bold")
        step = END * POINT * 1.3
        height = step * len(lines) + 5.4
        sheet.put(Box(LEFT, sheet.y, RIGHT - LEFT, height, TINT))
        sheet.put(Box(LEFT, sheet.y, 1.2, height, 90))
        with sheet.role("P"):
            for number, line in enumerate(lines):
                sheet.put(Text(LEFT + 5, sheet.y + 2.4 + END * POINT + step * number, line, END, "bold"))
        sheet.y += height + 5

    def _terms(self) -> None:
        words, manifest = self._words, self._view.manifest
        until = self._view.last_day
        allowed = words.until_day if until else words.not_told
        pairs = (
            (words.sender, self._shown(manifest.sender)),
            (words.recipient, self._shown(manifest.recipient)),
            (words.address, self._shown(manifest.address)),
            (words.account, self._shown(manifest.account_id)),
            (words.subject, self._shown(manifest.subject)),
            (words.reference, manifest.reference),
            (words.until, self._set(allowed, until=long_date(until, self._language) if until else "")),
        )
        for term, said in pairs:
            self._term(self._set(term), said)
        self._sheet.y += 2

    def _term(self, term: str, said: str) -> None:
        sheet = self._sheet
        lines = cut(sheet.faces, said, RIGHT - LEFT - TERM, BODY)
        sheet.need(sheet.step * len(lines))
        with sheet.role("P"):
            # A term and what it says are one line for whoever listens.
            sheet.put(Text(LEFT, sheet.y + BODY * POINT, f"{term} ", BODY, gray=SOFT))
            for line in lines:
                sheet.put(Text(LEFT + TERM, sheet.y + BODY * POINT, line, BODY))
                sheet.y += sheet.step
        sheet.y += 0.9

    def _parts(self) -> None:
        words = self._words
        rows = [(self._shown(part.name), _grouped(part.size), part.stored.sha256) for part in self._view.manifest.parts]
        self._grid(words.parts, words.part_columns, PARTS, rows, figures=1)
        self._small(self._set(words.parts_note))

    def _facts(self) -> None:
        words, language = self._words, self._language
        rows = [(name_of_fact(f, language), second(f.at, language), self._certified(f)) for f in self._view.facts]
        self._grid(words.facts, words.fact_columns, FOUND, rows)
        absent = [s for s in TOLD if s not in {fact.status for fact in self._view.facts}]
        if absent:
            names = ", ".join(name_of(status, language).lower() for status in absent)
            self._small(self._set(words.absent, names=names))
        certified = any(fact.certified_at for fact in self._view.facts)
        neglected = any(fact.status is _S.UNCLAIMED for fact in self._view.facts)
        clocks = [words.clock, words.clock_certified if certified else words.clock_alone]
        clocks[1:1] = [words.clock_neglect] if neglected else []
        self._small(" ".join(self._set(said) for said in clocks))

    def _certified(self, fact: LetterFact) -> str:
        words = self._words
        if fact.certified_at is not None:
            at = second(fact.certified_at, self._language)
            return self._set(words.certified, at=at, authority=self._shown(fact.authority))
        return self._set(words.not_certified if fact.record else words.awaits)

    def _meanings(self) -> None:
        words, told = self._words, FACTS[self._language]
        statuses = dict.fromkeys(fact.status for fact in self._view.facts)
        rows = [tuple(map(self._set, (told[s].name, told[s].means, told[s].does_not_say))) for s in statuses]
        self._grid(words.meanings, words.meaning_columns, MEANINGS, rows, whole=True)

    def _worth(self) -> None:
        said = self._set(self._words.worth_said)
        self._headed(self._words.worth, said)

    def _proofs(self) -> None:
        words = self._words
        tokens = any(fact.token for fact in self._view.facts)
        said = " ".join(self._set(each) for each in (words.verify_said, *([words.verify_tokens] if tokens else [])))
        self._headed(words.verify, said)
        kept = [(fact, fact.record, fact.token) for fact in self._view.facts if fact.record is not None]
        rows = [
            (file_name(fact, record), record.sha256, file_name(fact, token) if token else self._set(words.untimed))
            for fact, record, token in kept
        ]
        self._grid("", words.verify_columns, PROOFS, rows, whole=True)

    def _headed(self, heading: str, said: str) -> None:
        sheet = self._sheet
        height = sheet.step * len(cut(sheet.faces, said, RIGHT - LEFT, BODY))
        sheet.y += 2.5
        sheet.need(min(height, 60.0) + 8)
        with sheet.role("H2"):
            sheet.put(Text(LEFT, sheet.y + 3.6, self._set(heading), 9.5, "bold"))
        sheet.y += 6.4
        sheet.paragraph(said)
        sheet.y += 1.5

    def _grid(
        self,
        heading: str,
        columns: Sequence[str],
        widths: Sequence[float],
        rows: Sequence[Sequence[str]],
        *,
        figures: int | None = None,
        whole: bool = False,
    ) -> None:
        """`figures`: the column that ends at the right; `whole`: on one page."""
        named = [
            Column(self._set(name), width, words=place != figures)
            for place, (name, width) in enumerate(zip(columns, widths, strict=True))
        ]
        parts = [row(self._sheet.faces, named, cells, strong=False) for cells in rows]
        parts = [*(replace(part, keep=whole) for part in parts[:-1]), *parts[-1:]]
        put_grid(self._sheet, self._set(heading), named, parts)

    def _small(self, text: str) -> None:
        sheet = self._sheet
        lines = cut(sheet.faces, text, RIGHT - LEFT, SMALL)
        step = SMALL * POINT * 1.34
        sheet.need(step * len(lines))
        with sheet.role("P"):
            for line in lines:
                sheet.put(Text(LEFT, sheet.y + SMALL * POINT, line, SMALL, gray=SOFT))
                sheet.y += step
        sheet.y += 1.4

    def _shown(self, text: str) -> str:
        """A value from outside. A certificate is not refused: what its font cannot show is told by its code."""
        shown = coded(text, self._lacks)
        self._coded = self._coded or bool(self._lacks(clean(text)))
        return shown

    def _set(self, text: str, **values: str) -> str:
        return typeset(text, self._language).format(**values)


def _grouped(size: int) -> str:
    return f"{size:,}".replace(",", THIN)
