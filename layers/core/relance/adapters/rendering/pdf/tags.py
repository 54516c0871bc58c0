"""The structure of a tagged PDF: what is a heading, a paragraph, a table, and in which order it is read.

fpdf2 knows only a flat list of figures; this tree has tables with rows and cells, and takes the place of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fpdf.output import PDFPage
from fpdf.structure_tree import StructureTreeBuilder
from fpdf.syntax import PDFObject, PDFString


class Element(PDFObject):
    """One node: its role, and in reading order its own marks on pages and its children."""

    def __init__(self, role: str, parent: PDFObject, alt: str = "") -> None:
        super().__init__()
        self._role = role
        self._parent = parent
        self._alt = alt
        self._kids: list[Element | tuple[PDFPage, int]] = []

    @property
    def role(self) -> str:
        """Such as "P" or "TD"."""
        return self._role

    @property
    def kids(self) -> list[Element | tuple[PDFPage, int]]:
        """Children, and marks: a page and the number of a marked sequence on it."""
        return self._kids

    def serialize(self, *_: Any, **__: Any) -> str:
        """Written straight and short: a letter has more of these than of all other objects."""
        alt = f"/Alt {PDFString(self._alt).serialize()}" if self._alt else ""
        heads = "/A<</O/Table/Scope/Column>>" if self._role == "TH" else ""
        home: PDFPage | None = None
        kids = []
        for kid in self._kids:
            if isinstance(kid, Element):
                kids.append(f"{kid.id} 0 R")
                continue
            page, number = kid
            home = home or page
            kids.append(str(number) if page is home else f"<</Type/MCR/Pg {page.ref}/MCID {number}>>")
        where = f"/Pg {home.id} 0 R" if home else ""
        parent = self._parent.id
        return f"{self.id} 0 obj\n<</S/{self._role}/P {parent} 0 R{where}{alt}{heads}/K[{' '.join(kids)}]>>\nendobj"


class Tree(StructureTreeBuilder):
    """Filled while pages are drawn; fpdf2 asks it for its objects when it writes the file."""

    def __init__(self) -> None:
        super().__init__()
        self._top = Element("Document", self.struct_tree_root)
        self._open = [self._top]
        self._all = [self._top]

    def begin(self, role: str, alt: str = "") -> Element:
        """Open an element inside the one that is open."""
        made = Element(role, self._open[-1], alt)
        self._open[-1].kids.append(made)
        self._open.append(made)
        self._all.append(made)
        return made

    def end(self) -> None:
        """Close the element opened last."""
        self._open.pop()

    @property
    def inside(self) -> bool:
        """Whether an element is open."""
        return len(self._open) > 1

    @property
    def current(self) -> Element:
        """The element opened last and not closed."""
        return self._open[-1]

    def mark(self, page: PDFPage, element: Element) -> int:
        """The number of a new marked sequence of the element on the page."""
        if page.struct_parents is None:
            page.struct_parents = len(self.struct_tree_root.parent_tree.nums)
        owners = self.struct_tree_root.parent_tree.nums[page.struct_parents]
        owners.append(element)
        element.kids.append((page, len(owners) - 1))
        return len(owners) - 1

    def empty(self) -> bool:
        """Whether nothing was marked."""
        return len(self._all) == 1

    def __iter__(self) -> Iterator[PDFObject]:
        """Every object, the root first."""
        self.struct_tree_root.k[:] = [self._top]
        yield self.struct_tree_root
        yield self.struct_tree_root.parent_tree
        yield from self._all
