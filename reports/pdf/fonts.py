"""The two faces of the PDF: Noto Sans SC Regular and Bold, static TrueType.

They are copied into reports/fonts at set-up (10 MB each, not in the repository) and registered
once per process. A face answers what breaking and cleaning text must know: widths and coverage.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

FONTS = Path(__file__).parents[1] / "fonts"
FILES = {"regular": "NotoSansSC_400Regular.ttf", "bold": "NotoSansSC_700Bold.ttf"}


class FontsMissing(RuntimeError):
    """A font file is not there or cannot be read; the message says how to get it."""


@dataclass(frozen=True, eq=False)
class Face:
    """One registered font. `widths`: code point -> 1/1000 em; `known`: characters with a glyph."""

    name: str
    widths: dict[int, int]
    known: frozenset[str]


@lru_cache(maxsize=1)
def load_faces() -> dict[str, Face]:
    """Register both faces with ReportLab (about 0.2 s, once per process) and return them."""
    return {role: _load(role, FONTS / name) for role, name in FILES.items()}


def face(role: str) -> Face:
    """Return the face "regular" or "bold"; raise FontsMissing if it was not set up."""
    return load_faces()[role]


def _load(role: str, path: Path) -> Face:
    name = f"NotoSansSC-{role.title()}"
    try:
        font = TTFont(name, str(path))
    except (OSError, TTFError) as error:
        raise FontsMissing(
            f"The report font {path.name} cannot be read ({error}). Run scripts/setup, or install "
            f"the npm package @expo-google-fonts/noto-sans-sc and copy {path.name} into {FONTS}."
        ) from error
    registerFont(font)
    known = frozenset(chr(code) for code in font.face.charToGlyph if _sound(code))
    return Face(name, dict(font.face.charWidths), known)


def _sound(code: int) -> bool:
    # Some fonts map controls and surrogates to an empty glyph; a text must not lose them unseen.
    return code >= 0x20 and not 0x7F <= code <= 0x9F and not 0xD800 <= code <= 0xDFFF
