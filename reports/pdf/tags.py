"""What parts of a page are: headings, paragraphs, figures with their text; the rest is decoration.

Each paragraph, heading and cell is one element, in reading order. Readers use it to read aloud, to
flow text anew and to copy. Tables are paragraphs row by row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

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


@dataclass
class Tags:
    """The elements of each page, and the marks that tie them to what is drawn.

    A mark is written with the first operator of its element, so that empty ones don't come to be.
    """

    pages: list[list[Element]] = field(default_factory=lambda: [[]])
    _wanted: Element | None = None
    _open: Element | None = None

    @contextmanager
    def inside(self, element: Element) -> Iterator[None]:
        """What is drawn belongs to `element`, also inside another one."""
        before, self._wanted = self._wanted, element
        yield
        self._wanted = before

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
        self.pages[-1].append(self._open)
        return f"{ending}/{self._open.kind} <</MCID {len(self.pages[-1]) - 1}>> BDC "

    def end_page(self) -> str:
        """Return what closes the last element of a page."""
        self.pages.append([])
        ending = "EMC" if self._open is not None else ""
        self._open = None
        return ending

    def embed(self, document: Any) -> None:
        """Add the elements to ReportLab's document, after its last page."""
        root = document.Reference(tree := _Written())
        top = document.Reference(whole := _Written())
        kids: list[str] = []
        parents: list[str] = []
        for number, (page, elements) in enumerate(
            zip(document.Pages.pages, self.pages, strict=False)
        ):
            page.StructParents, page.Tabs = number, _Written(b"/S")
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            refs = [_element(document, one, n, page, top) for n, one in enumerate(elements)]
            kids += refs
            parents.append(f"{number} [{' '.join(refs)}]")
        nums = document.Reference(_Written(f"<< /Nums [{' '.join(parents)}] >>".encode("ascii")))
        whole.data = (
            f"<< /Type /StructElem /S /Document /P {_ref(root, document)} /K [{' '.join(kids)}] >>"
        ).encode("ascii")
        tree.data = (
            f"<< /Type /StructTreeRoot /K {_ref(top, document)} "
            f"/ParentTree {_ref(nums, document)} /ParentTreeNextKey {len(parents)} >>"
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


def _element(document: Any, element: Element, number: int, page: Any, top: Any) -> str:
    own = f" /Alt {_text(element.alt)}" if element.alt else ""
    if element.lang:
        own += f" /Lang ({element.lang})"
    place = _ref(document.Reference(page), document)
    data = (
        f"<< /S /{element.kind} /P {_ref(top, document)} /Pg {place} /K {number}{own} >>"
    ).encode("ascii")
    return _ref(document.Reference(_Written(data)), document)


def _ref(reference: Any, document: Any) -> str:
    written: bytes = reference.format(document)
    return written.decode("ascii")


def _text(text: str) -> str:
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex()}>"
