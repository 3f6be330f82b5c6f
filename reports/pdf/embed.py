"""Fonts as they go into the file: one object per face, with only the glyphs that were used.

Text is written as glyph numbers (Identity-H); a table beside the font leads back to characters, for
search, copying and reading aloud.
"""

import zlib
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFStream,
    PDFString,
)

from reports.pdf.fonts import Face

_STEM = {"F1": 80, "F2": 140}
_SYMBOLIC = 4
_ENTRIES = 100
"""Entries of one block of the table; the format allows no more."""


def embed_font(document: Any, face: Face, characters: Iterable[str]) -> None:
    """Add `face` to ReportLab's document for the pages that name it."""
    glyphs = {face.font.glyphs[ord(char)]: ord(char) for char in sorted(characters)}
    data = face.font.subset(glyphs)
    tag = "".join(chr(65 + byte % 26) for byte in sha256(data).digest()[:6])
    name = PDFName(f"{tag}+{face.name}")
    file = _stream(data, {"Length1": len(data)})
    left, bottom, right, top = face.font.box
    descriptor = {
        "Type": PDFName("FontDescriptor"),
        "FontName": name,
        "Flags": _SYMBOLIC,
        "FontBBox": PDFArray([left, bottom, right, top]),
        "ItalicAngle": 0,
        "Ascent": face.font.ascent,
        "Descent": face.font.descent,
        "CapHeight": 733,
        "StemV": _STEM[face.label],
        "FontFile2": document.Reference(file),
    }
    system = {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
    descendant = {
        "Type": PDFName("Font"),
        "Subtype": PDFName("CIDFontType2"),
        "BaseFont": name,
        "CIDSystemInfo": PDFDictionary(system),
        "FontDescriptor": document.Reference(PDFDictionary(descriptor)),
        "DW": 1000,
        "W": PDFArray(_widths(face, sorted(glyphs))),
        "CIDToGIDMap": PDFName("Identity"),
    }
    font = {
        "Type": PDFName("Font"),
        "Subtype": PDFName("Type0"),
        "BaseFont": name,
        "Encoding": PDFName("Identity-H"),
        "DescendantFonts": PDFArray([document.Reference(PDFDictionary(descendant))]),
        "ToUnicode": document.Reference(_stream(_to_unicode(glyphs), {})),
    }
    document.idToObject["BasicFonts"].dict[face.label] = document.Reference(PDFDictionary(font))


def _stream(data: bytes, facts: dict[str, Any]) -> PDFStream:
    stream: Any = PDFStream(content=zlib.compress(data, 6))
    stream.dictionary.dict.update(facts, Filter=PDFName("FlateDecode"))
    return stream  # type: ignore[no-any-return]


def _widths(face: Face, glyphs: list[int]) -> list[Any]:
    """Name the widths that aren't a full square."""
    found: list[Any] = []
    for glyph in glyphs:
        width = face.font.advances[glyph]
        if width != 1000:
            found += [glyph, PDFArray([width])]
    return found


def _to_unicode(glyphs: dict[int, int]) -> bytes:
    pairs = [
        f"<{glyph:04X}> <{chr(code).encode('utf-16-be').hex()}>"
        for glyph, code in sorted(glyphs.items())
    ]
    blocks = [pairs[n : n + _ENTRIES] for n in range(0, len(pairs), _ENTRIES)]
    table = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{table}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
