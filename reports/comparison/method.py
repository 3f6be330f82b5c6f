"""The whole method as a page: the document beside the formulas, read as it is kept there."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

_FOLDER = Path(__file__).parents[1] / "statistics"
_FILES = {"zh": "METHOD.zh.md", "en": "METHOD.md"}
_INLINE = (
    (re.compile(r"\*\*(.+?)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"`(.+?)`"), r"<code>\1</code>"),
    (
        re.compile(r"(?<![a-z0-9*])\*(?!\s)(.+?)(?<!\s)\*(?![a-z0-9*])", re.I),
        r"<strong>\1</strong>",
    ),
)
_FILE = re.compile(r"\s*[—–-]+\s*`[^`]+\.py`.*$")


@lru_cache(maxsize=2)
def method(lang: str) -> dict[str, Any]:
    """Return the document's title, its opening, and its chapters.

    opening, chapter["parts"]: {"kind": "text", "html"} or {"kind": "table", "heads", "rows"};
    chapters: {"id", "title", "parts"}. Names of files are left out.
    """
    text = (_FOLDER / _FILES[lang]).read_text("utf-8")
    title, *rest = text.split("\n## ")
    head, _, opening = title.partition("\n")
    chapters = []
    for number, one in enumerate(rest, 1):
        name, _, body = one.partition("\n")
        named = _inline(_FILE.sub("", name))
        chapters.append({"id": f"m{number}", "title": named, "parts": _parts(body)})
    return {
        "title": head.removeprefix("# "),
        "opening": _parts(opening),
        "chapters": chapters,
    }


def _parts(body: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for block in re.split(r"\n\s*\n", body.strip()):
        lines = block.strip().split("\n")
        if lines[0].startswith("|"):
            rows = [[_inline(cell.strip()) for cell in _cells(line)] for line in lines]
            found.append({"kind": "table", "heads": rows[0], "rows": rows[2:]})
        elif block.strip():
            found.append({"kind": "text", "html": Markup("<br>").join(map(_inline, lines))})
    return found


def _cells(line: str) -> list[str]:
    """Return the cells of a row; a bar inside |…| of a formula is written as \\|."""
    return [
        cell.replace("\0", "|") for cell in line.replace("\\|", "\0").strip().strip("|").split("|")
    ]


def _inline(text: str) -> Markup:
    html = str(escape(text))
    for pattern, made in _INLINE:
        html = pattern.sub(made, html)
    return Markup(html)  # noqa: S704 (escaped above)
