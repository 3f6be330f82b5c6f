"""Make any text drawable: nothing is parsed, nothing vanishes unseen, nothing grows without bound.

A character without a glyph is written as its code, `[U+1F44D]`: on paper a reader can still tell a
thumb up from a thumb down. Invisible formatting (zero width, direction overrides) is dropped.
"""

import re
import unicodedata

from reports.pdf.fonts import Face

LIMIT = 20_000
"""Characters printed of one paragraph; a longer text says how much was left out."""

_RUN = 4
_NEWLINES = re.compile("\r\n?|[\u2028\u2029\v\f\x85]")


def clean(text: str, face: Face) -> str:
    """Return `text` with only newlines and characters that `face` can draw."""
    whole = unicodedata.normalize("NFC", text)
    if face.known.issuperset(whole):
        return whole
    return _spell(_NEWLINES.sub("\n", whole), face)


def clip(text: str, limit: int = LIMIT) -> tuple[str, int]:
    """Return the first `limit` characters and how many were left out."""
    if len(text) <= limit:
        return text, 0
    return text[:limit], len(text) - limit


def _spell(text: str, face: Face) -> str:
    out: list[str] = []
    missing: list[str] = []
    for char in text:
        shown = _shown(char, face)
        if shown is None:
            missing.append(char)
            continue
        if shown and missing:
            out.append(_codes(missing))
            missing = []
        out.append(shown)
    return "".join(out) + (_codes(missing) if missing else "")


def _shown(char: str, face: Face) -> str | None:
    """Return what is drawn for `char`: itself, a space, nothing; None if it has no glyph."""
    if char in face.known or char == "\n":
        return char
    category = unicodedata.category(char)
    if char == "\t" or category == "Zs":
        return " "
    if category == "Cf" or 0xFE00 <= ord(char) <= 0xFE0F:
        return ""
    return None


def _codes(missing: list[str]) -> str:
    codes = " ".join(f"U+{ord(char):04X}" for char in missing[:_RUN])
    more = len(missing) - _RUN
    return f"[{codes} +{more}]" if more > 0 else f"[{codes}]"
