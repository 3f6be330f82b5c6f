"""The two faces of the PDF: Noto Sans SC Regular and Bold, static TrueType.

They are copied into reports/fonts at set-up (10 MB each, not in the repository) and opened once
per process. A face answers what breaking, cleaning and writing text must know.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from reports.pdf.truetype import FontBroken, TrueType, open_font

FONTS = Path(__file__).parents[1] / "fonts"
LABELS = {"regular": "F1", "bold": "F2"}
FILES = {"regular": "NotoSansSC_400Regular.ttf", "bold": "NotoSansSC_700Bold.ttf"}


class FontsMissing(RuntimeError):
    """A font file is not there or cannot be read; the message says how to get it."""


@dataclass(frozen=True, eq=False)
class Face:
    """One opened font. `widths`: code point -> 1/1000 em; `known`: characters with a glyph.

    `codes`: code point -> glyph number as four hexadecimal digits, for `str.translate`; `label`:
    the font's name in the content of pages.
    """

    name: str
    label: str
    font: TrueType
    widths: dict[int, int]
    known: frozenset[str]
    codes: dict[int, str]


@lru_cache(maxsize=1)
def load_faces() -> dict[str, Face]:
    """Open both faces (once per process) and return them."""
    regular, bold = (_load(role, FONTS / name) for role, name in FILES.items())
    if regular.font.glyphs == bold.font.glyphs:  # then 10 MB of tables are needed once
        bold = replace(bold, known=regular.known, codes=regular.codes, font=_alike(regular, bold))
    return {"regular": regular, "bold": bold}


def _alike(first: "Face", other: "Face") -> TrueType:
    return replace(other.font, glyphs=first.font.glyphs)


def face(role: str) -> Face:
    """Return the face "regular" or "bold"; raise FontsMissing if it was not set up."""
    return load_faces()[role]


def _load(role: str, path: Path) -> Face:
    try:
        font = open_font(path)
    except (OSError, FontBroken) as error:
        raise FontsMissing(
            f"The report font {path.name} cannot be read ({error}). Run scripts/setup, or install "
            f"the npm package @expo-google-fonts/noto-sans-sc and copy {path.name} into {FONTS}."
        ) from error
    advances = font.advances
    return Face(
        name=f"NotoSansSC-{role.title()}",
        label=LABELS[role],
        font=font,
        widths={code: advances[glyph] for code, glyph in font.glyphs.items()},
        known=frozenset(chr(code) for code in font.glyphs if _sound(code)),
        codes={code: f"{glyph:04X}" for code, glyph in font.glyphs.items()},
    )


def _sound(code: int) -> bool:
    # Some fonts map controls and surrogates to an empty glyph; a text must not lose them unseen.
    return code >= 0x20 and not 0x7F <= code <= 0x9F and not 0xD800 <= code <= 0xDFFF
