"""Breaking Chinese, Latin and mixed text into lines.

The rules are the usual ones of Chinese setting (GB/T 15834, and W3C's "Requirements for Chinese
Text Layout"): closing marks don't start a line, opening marks don't end one, two full-width marks
in a row share a space, Chinese and Latin stand a hair apart, no paragraph ends in one lonely sign.
Text is never parsed: a "<" is a "<".
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from reports.pdf.clean import clean
from reports.pdf.fonts import Face, face
from reports.speak import Pair

NO_START = frozenset("，。、；：？！）》〉」』】〕”’…—·％‰℃,.;:?!)]}%°～~")
"""Characters that may not begin a line."""

NO_END = frozenset("（《〈「『【〔“‘([{$¥￥#")
"""Characters that may not end a line."""

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_KERNS: tuple[tuple[re.Pattern[str], int], ...] = (
    # Chinese beside Latin: a hair of air, too little for an extractor to take it for a space.
    (re.compile(r"(?<=[\u3400-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[\u3400-\u9fff])"), 90),
    # Two full-width marks in a row: half of the double blank goes.
    (re.compile(r"(?<=[，。、；：）》」』】”’])(?=[，。、；：（《「『【）》」』】])"), -440),
    (re.compile(r"(?<=[，。、；：）》」』】])(?=[“‘])"), -440),
    # The font's quotation marks and middle dot are full width; beside Latin they are drawn close.
    (re.compile(r"(?:(?<=^)|(?<=[\s(]))(?=[“‘][A-Za-z0-9])"), -520),
    (re.compile(r"(?<=[A-Za-z0-9.,!?][”’])"), -560),
    (re.compile(r"(?<= )(?=· )|(?<= ·)(?= )"), -330),
    (re.compile(r"(?<= )(?=× )|(?<= ×)(?= )"), -110),
)
_MAX_SPREAD = 0.08
DOT, DOT_SCALE = "·", 0.55


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its characters, width in points, and space added to each character.

    `shown` are the PDF's operators that set it from where one stands, in the font that is on.
    """

    text: str
    width: float
    shown: str = ""
    spread: float = 0.0


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph's characters, the width of each and the kern before it, in 1/1000 em."""

    text: str
    advances: list[int]
    kerns: dict[int, int]
    fount: Face


@lru_cache(maxsize=8192)
def measure(text: str, role: str, size: float) -> Line:
    """Return `text` as one unbroken line (newlines become spaces)."""
    fount = face(role)
    paragraph = _paragraph(clean(text, fount).replace("\n", " "), fount)
    return _line(paragraph, 0, len(paragraph.text), size)


@lru_cache(maxsize=4096)
def break_lines(text: str, role: str, size: float, width: float) -> tuple[Line, ...]:
    """Break `text` into lines of at most `width` points; an overlong word is split anywhere."""
    fount = face(role)
    lines: list[Line] = []
    for piece in clean(text, fount).split("\n"):
        paragraph = _paragraph(piece.rstrip(), fount)
        start = 0
        for end in _ends(paragraph, width * 1000 / size):
            line = _line(paragraph, start, end, size)
            last = end == len(paragraph.text)
            lines.append(line if last else _justified(line, width, size))
            start = end
    return tuple(lines)


def fit(text: str, role: str, size: float, width: float) -> Line:
    """Return `text` on one line, cut with an ellipsis where it would pass `width`.

    Of a pair that is too wide for one line, the Chinese stands alone.
    """
    line = measure(text, role, size)
    if line.width <= width:
        return line
    if isinstance(text, Pair):
        return fit(text.zh, role, size, width)
    short = line.text[: int(width / size * 2) + 1]
    while short and line.width > width:
        short = short[:-1].rstrip()
        line = measure(short + _ellipsis(short), role, size)
    return line


def _ellipsis(text: str) -> str:
    """The font's ellipsis is a full square at mid height: right in Chinese, not after Latin."""
    return "…" if not text or is_wide(text[-1]) else "..."


def _paragraph(text: str, fount: Face) -> _Paragraph:
    kerns: dict[int, int] = {}
    for pattern, kern in _KERNS:
        for match in pattern.finditer(text):
            kerns[match.start()] = kerns.get(match.start(), 0) + kern
    widths = fount.widths
    advances = [widths.get(ord(char), 1000) for char in text]
    return _Paragraph(text, advances, kerns, fount)


def _ends(paragraph: _Paragraph, limit: float) -> list[int]:
    """Return where each line ends (exclusive), greedily."""
    text, kerns = paragraph.text, paragraph.kerns
    ends: list[int] = []
    start, last, x, before = 0, -1, 0.0, 0.0
    for j, advance in enumerate(paragraph.advances):
        if j > start and may_break(text[j - 1], text[j]):
            last, before = j, x
        x += advance + kerns.get(j, 0)
        while x > limit and text[j] != " " and j > start:
            if last <= start:
                last = _cut(text, start, j)
                tail = range(last, j + 1)
                before = x - sum(paragraph.advances[i] + kerns.get(i, 0) for i in tail)
            ends.append(last)
            start, x, last = last, x - before, -1
    ends.append(len(text))
    return _without_orphan(text, ends)


def _cut(text: str, start: int, end: int) -> int:
    """Where to cut a word longer than a line: not before a closing mark, if that can be helped."""
    for cut in range(end, max(end - 4, start + 1), -1):
        if text[cut] not in NO_START and text[cut - 1] not in NO_END:
            return cut
    return end


def _without_orphan(text: str, ends: list[int]) -> list[int]:
    """Carry one more character down when a paragraph would end in a single Chinese one."""
    if len(ends) < 2:
        return ends
    at = ends[-2]
    tail = text[at:].rstrip("。！？）”」")
    if len(tail) > 1 or not text[at:] or not is_wide(text[at]):
        return ends
    floor = (ends[-3] if len(ends) > 2 else 0) + 4
    for j in range(at - 1, floor, -1):
        if may_break(text[j - 1], text[j]):
            return [*ends[:-2], j, ends[-1]]
    return ends


def is_wide(char: str) -> bool:
    """True for a character set in a full square."""
    return bool(_WIDE_RE.match(char))


_WIDE_RE = re.compile(f"[{_WIDE}“”‘’…—]")


@lru_cache(maxsize=65536)
def may_break(left: str, right: str) -> bool:
    """May a line end after `left` and the next begin with `right`?"""
    if right == " " or right in NO_START or left in NO_END:
        return False
    if left == " " or is_wide(left) or is_wide(right):
        return True
    return left in "-/" and right.isalpha()


def _line(paragraph: _Paragraph, start: int, end: int, size: float) -> Line:
    text, kerns, scale = paragraph.text, paragraph.kerns, size / 1000
    while end > start and text[end - 1] == " ":
        end -= 1
    while start < end and text[start] == " " and start > 0:
        start += 1
    if start == end:
        return Line("", 0.0)
    cuts = [start, *sorted(cut for cut in kerns if start < cut < end), end]
    pieces: list[tuple[int, str]] = []
    for begin, stop in pairwise(cuts):
        # At the start of a line only a tightening counts (an opening quotation mark in Latin).
        kern = kerns.get(begin, 0)
        pieces.append((kern if begin > start else min(kern, 0), text[begin:stop]))
    x = sum(kern for kern, _ in pieces) + sum(paragraph.advances[start:end])
    # The air inside a closing mark at the very end is not counted either.
    width = (x + min(kerns.get(end, 0), 0)) * scale
    return Line(text[start:end], width, _shown(pieces, paragraph.fount, size))


def _shown(pieces: list[tuple[int, str]], fount: Face, size: float) -> str:
    """Write glyph numbers with the kerns between them; a middle dot is set smaller."""
    out: list[str] = []
    codes = fount.codes
    for kern, text in pieces:
        move = f"{-kern}" if kern else ""
        if text == DOT:
            out.append(f"{move}]TJ {_small_dot(fount, size)} [")
        else:
            out.append(f"{move}<{text.translate(codes)}>")
    return f"[{''.join(out)}]TJ"


def _small_dot(fount: Face, size: float) -> str:
    """The font's own dot is a full-width bullet, too heavy between facts."""
    width, small = fount.widths[ord(DOT)], size * DOT_SCALE
    aside = (1 - DOT_SCALE) / 2 / DOT_SCALE * 1000
    rest = width * (1 - DOT_SCALE) / DOT_SCALE - aside
    raised = size * (1 - DOT_SCALE) * 0.38
    on, off = f"/{fount.label} {small:.2f} Tf {raised:.2f} Ts", f"/{fount.label} {size:g} Tf 0 Ts"
    return f"{on} [{-aside:.0f}<{fount.codes[ord(DOT)]}>{-rest:.0f}]TJ {off}"


def _justified(line: Line, width: float, size: float) -> Line:
    """Stretch a line of mostly Chinese text to the measure, where the stretch can't be seen."""
    count = len(line.text)
    room = width - line.width
    if count < 12 or room <= 0 or room / (count - 1) > _MAX_SPREAD * size:
        return line
    if not any("\u4e00" <= char <= "\u9fff" for char in line.text):
        return line
    return Line(line.text, line.width, line.shown, room / (count - 1))
