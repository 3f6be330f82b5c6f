"""Cutting a font down: what was used stays as it was, where it was; what was not has no outline."""

from pathlib import Path
from struct import unpack_from

import pytest

from reports.pdf.fonts import FILES, FONTS, face
from reports.pdf.truetype import FontBroken, open_font

USED = "明察（“é”，A"


def tables(data: bytes) -> dict[str, bytes]:
    """The tables of a font file."""
    found = {}
    for n in range(unpack_from(">H", data, 4)[0]):
        tag, _, start, length = unpack_from(">4s3L", data, 12 + 16 * n)
        found[tag.decode("ascii")] = data[start : start + length]
    return found


@pytest.mark.parametrize("role", FILES)
def test_used_glyphs_keep_outline_advance_and_bearing(role: str) -> None:
    font = face(role).font
    glyphs = [font.glyphs[ord(char)] for char in USED]
    whole = tables((FONTS / FILES[role]).read_bytes())
    cut = tables(font.subset(glyphs))
    for glyph in glyphs:
        start, end = unpack_from(">2L", whole["loca"], 4 * glyph)
        first, last = unpack_from(">2L", cut["loca"], 4 * glyph)
        assert cut["glyf"][first:last].startswith(whole["glyf"][start:end])
        assert last > first
        assert unpack_from(">2H", cut["hmtx"], 4 * glyph) == (
            font.advances[glyph],
            font.bearings[glyph],
        )


def test_unused_glyphs_are_left_out() -> None:
    font = face("regular").font
    cut = tables(font.subset([font.glyphs[ord("明")]]))
    other = font.glyphs[ord("察")]
    first, last = unpack_from(">2L", cut["loca"], 4 * other)
    assert first == last
    assert len(cut["glyf"]) < 3_000
    assert len(cut["loca"]) == 4 * (len(font.advances) + 1)


@pytest.mark.parametrize("content", [b"x" * 40, b"\0\1\0\0\0\1" + b"\0" * 40, b"OTTO" + b"\0" * 60])
def test_a_file_that_is_no_font_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.ttf").write_bytes(content)
    with pytest.raises(FontBroken):
        open_font(tmp_path / "x.ttf")
