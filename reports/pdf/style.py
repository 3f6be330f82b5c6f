"""Sizes and measures of the printed page: A4, 16 mm margins, twelve columns, six sizes of type."""

from dataclasses import dataclass

from reports.pdf.blocks import Style
from reports.speak import Speaker, Words

MM = 72 / 25.4
PAGE = (210 * MM, 297 * MM)
MARGIN = 16 * MM
WIDTH = PAGE[0] - 2 * MARGIN
GUTTER = 4 * MM
TOP = MARGIN + 20
FOOT = PAGE[1] - MARGIN + 8
BODY_HEIGHT = FOOT - 40 - TOP

CAPTION, SMALL, BODY, LEAD, HEAD, TITLE = 7.0, 8.0, 9.0, 11.0, 16.0, 25.0


@dataclass(frozen=True)
class Kit:
    """What every part needs: how to speak, and the styles of that language."""

    speak: Speaker

    @property
    def t(self) -> Words:
        """Return the translator of interface sentences."""
        return self.speak.t

    @property
    def loose(self) -> float:
        """Line height of running text in multiples of the size."""
        return 1.62 if self.speak.lang == "zh" else 1.45

    @property
    def body(self) -> Style:
        """Running text."""
        return Style(BODY, leading=self.loose)

    @property
    def small(self) -> Style:
        """Secondary text."""
        return Style(SMALL, colour="ink-2", leading=self.loose - 0.06)

    @property
    def caption(self) -> Style:
        """Labels, column heads, captions."""
        return Style(CAPTION, colour="muted", leading=1.45)

    @property
    def strong(self) -> Style:
        """Emphasis at the size of running text."""
        return Style(BODY, "bold", leading=1.45)

    @property
    def lead(self) -> Style:
        """Titles of blocks."""
        return Style(LEAD, "bold", leading=1.4)

    @property
    def head(self) -> Style:
        """Titles of chapters."""
        return Style(HEAD, "bold", leading=1.35)

    @property
    def title(self) -> Style:
        """The name of the branch on page one."""
        return Style(TITLE, "bold", leading=1.25)
