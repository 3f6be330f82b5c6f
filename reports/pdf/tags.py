"""What parts of a page are: headings, paragraphs, figures with their text; the rest is decoration.

Each paragraph, heading and figure is one element, in reading order; those of a table stand in its
cells. Readers use it to read aloud, to flow text anew and to copy.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from reportlab.pdfbase.pdfdoc import PDFObject

ARTIFACT, FIGURE = "Artifact", "Figure"


@dataclass(frozen=True)
class Element:
    """One element: kind (H1, H2, P, Figure), the text that stands for it, its own language."""

    kind: str
    alt: str = ""
    lang: str = ""

    def again(self, lang: str = "") -> "Element":
        """Return another element of the kind."""
        return Element(self.kind, self.alt, lang)


PARAGRAPH = Element("P")
_DECORATION = Element(ARTIFACT)


@dataclass(eq=False)
class Group:
    """What elements stand in: the document, or a table, row, cell of it. A table may run over
    pages: it is entered anew on each."""

    kind: str
    kids: "list[Group | Marked]" = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Marked:
    """An element as it was drawn: on which page, under which number."""

    element: Element
    page: int
    number: int


@dataclass
class Tags:
    """The elements of each page, and the marks that tie them to what is drawn.

    A mark is written with the first operator of its element, so that empty ones don't come to be.
    """

    pages: list[list[Marked]] = field(default_factory=lambda: [[]])
    whole: Group = field(default_factory=lambda: Group("Document"))
    _inside: list[Group] = field(default_factory=list)
    _cell: str = ""
    _wanted: Element | None = None
    _open: Element | None = None

    @contextmanager
    def inside(self, element: Element) -> Iterator[None]:
        """What is drawn belongs to `element`, also inside another one; decoration stays that."""
        before = self._wanted
        if before is None or before.kind != ARTIFACT:
            self._wanted = element
        yield
        self._wanted = before

    @contextmanager
    def row(self, table: Group, cell: Literal["TH", "TD"]) -> Iterator[None]:
        """What is drawn is the next row of a table, in cells of this kind."""
        before, self._cell = self._cell, cell
        with self._group(table), self._group(Group("TR")):
            yield
        self._cell = before

    @contextmanager
    def cell(self) -> Iterator[None]:
        """What is drawn is the next cell, if this is a table's row and not only looks like one."""
        if not self._inside or self._inside[-1].kind != "TR":
            yield
            return
        with self._group(Group(self._cell)), self.inside(PARAGRAPH.again()):
            yield

    @contextmanager
    def _group(self, group: Group) -> Iterator[None]:
        outer = self._inside[-1] if self._inside else self.whole
        if not any(kid is group for kid in outer.kids[-1:]):
            outer.kids.append(group)
        self._inside.append(group)
        yield
        self._inside.pop()

    def mark(self, text: bool) -> str:
        """Return what has to stand before the next operators; lines and fields decorate text."""
        wanted = self._wanted
        if not text and wanted is not None and wanted.kind != FIGURE:
            wanted = _DECORATION
        if wanted is self._open:
            return ""
        ending = "EMC " if self._open is not None else ""
        self._open = wanted
        if self._open is None:
            return ending
        if self._open.kind == ARTIFACT:
            return f"{ending}/{ARTIFACT} BMC "
        marked = Marked(self._open, len(self.pages) - 1, len(self.pages[-1]))
        self.pages[-1].append(marked)
        (self._inside[-1] if self._inside else self.whole).kids.append(marked)
        return f"{ending}/{self._open.kind} <</MCID {marked.number}>> BDC "

    def end_page(self) -> str:
        """Return what closes the last element of a page."""
        self.pages.append([])
        ending = "EMC" if self._open is not None else ""
        self._open = None
        return ending

    def embed(self, document: Any) -> None:
        """Add the elements to ReportLab's document, after its last page."""
        pages = document.Pages.pages
        for number, page in enumerate(pages):
            page.StructParents, page.Tabs = number, _Written(b"/S")
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        root = document.Reference(tree := _Written())
        places = [_ref(document.Reference(page), document) for page in pages]
        refs: dict[Marked, str] = {}
        top = _add(document, self.whole, _ref(root, document), places, refs)
        listed = [
            f"{number} [{' '.join(refs[one] for one in marked)}]"
            for number, marked in enumerate(self.pages[: len(pages)])
        ]
        nums = document.Reference(_Written(f"<< /Nums [{' '.join(listed)}] >>".encode("ascii")))
        tree.data = (
            f"<< /Type /StructTreeRoot /K {top} "
            f"/ParentTree {_ref(nums, document)} /ParentTreeNextKey {len(listed)} >>"
        ).encode("ascii")
        document.Catalog.StructTreeRoot = tree
        document.Catalog.MarkInfo = _Written(b"<< /Marked true >>")


class _Written(PDFObject):
    """An object whose bytes are known."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = data

    def format(self, document: Any) -> bytes:
        """Return the bytes."""
        return self.data


def _add(
    document: Any, group: Group, parent: str, places: list[str], refs: dict[Marked, str]
) -> str:
    """Add a group and all in it; return its reference, and note those of what was drawn."""
    reference = document.Reference(written := _Written())
    own = _ref(reference, document)
    kids = []
    for kid in group.kids:
        if isinstance(kid, Group):
            kids.append(_add(document, kid, own, places, refs))
        else:
            refs[kid] = _leaf(document, kid, own, places[kid.page])
            kids.append(refs[kid])
    more = " /A << /O /Table /Scope /Column >>" if group.kind == "TH" else ""
    written.data = (
        f"<< /Type /StructElem /S /{group.kind} /P {parent} /K [{' '.join(kids)}]{more} >>"
    ).encode("ascii")
    return own


def _leaf(document: Any, marked: Marked, parent: str, place: str) -> str:
    element = marked.element
    own = f" /Alt {_text(element.alt)}" if element.alt else ""
    if element.lang:
        own += f" /Lang ({element.lang})"
    data = (f"<< /S /{element.kind} /P {parent} /Pg {place} /K {marked.number}{own} >>").encode(
        "ascii"
    )
    return _ref(document.Reference(_Written(data)), document)


def _ref(reference: Any, document: Any) -> str:
    written: bytes = reference.format(document)
    return written.decode("ascii")


def _text(text: str) -> str:
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex()}>"
