"""Sections against their targets, peers and the wave before: one row and one bar each."""

from collections.abc import Sequence

from reports.charts.figure import Dot, Mark, Stroke
from reports.charts.shapes import diamond
from reports.charts.strips import section_bar
from reports.compare import change
from reports.pdf.blocks import Block, Drawing, Paragraph, Row, number
from reports.pdf.marks import draw_mark, fluid
from reports.pdf.parts.summary import delta_cell
from reports.pdf.pen import Pen
from reports.pdf.style import Kit
from reports.pdf.table import Table
from reports.snapshot import Section

SPANS = (3.4, 4.8, 1.1, 1.35, 1.35)


def section_table(sections: Sequence[Section], kit: Kit, tight: int = 0) -> list[Block]:
    """Return the heading, a line that explains the signs, and a row for each section."""
    return [
        Table(
            head=Row(cells=_heads(sections, kit), spans=SPANS, pad=1, rule="ink"),
            rows=[_row(section, kit, 1.4 if tight else 2.9) for section in sections],
            before=7 if tight > 1 else 12,
        )
    ]


def _heads(sections: Sequence[Section], kit: Kit) -> list[Block]:
    style = kit.caption
    return [
        Paragraph(text=kit.t("By section"), style=kit.lead.but(leading=1.1)),
        _signs(sections, kit),
        number(kit.t("score"), style),
        number(kit.t("to target"), style),
        number(kit.t("to last wave"), style),
    ]


def _signs(sections: Sequence[Section], kit: Kit) -> Drawing:
    """Explain tick, diamond and ring where they are used, instead of in a legend elsewhere."""
    known: tuple[tuple[Mark, str, bool], ...] = (
        (
            Stroke(((0, -6.5), (0, 1.5)), "ink", 1.4),
            kit.t("target"),
            any(one.target is not None for one in sections),
        ),
        (
            diamond(0, -2.5, 3, "chart-context"),
            kit.t("median of peers"),
            any(one.peer_median is not None for one in sections),
        ),
        (
            Dot(0, -2.5, 2.4, "surface", "ink-2", 0.9),
            kit.t("last wave"),
            any(one.previous is not None for one in sections),
        ),
    )
    marks = [(mark, word) for mark, word, used in known if used]

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        base = y + 8.2
        for mark, word in marks:
            draw_mark(pen, mark, x + 3, base)
            x += 9 + pen.say(word, (x + 8, base), 7, "muted") + 10

    return Drawing(tall=11, paint=paint)


def _row(section: Section, kit: Kit, pad: float) -> Row:
    speak = kit.speak
    below = section.score is not None and section.score < (section.target or 0)
    style = kit.body.but(leading=1.3)
    bar = fluid(
        13,
        lambda width: section_bar(
            width,
            13,
            section.score,
            target=section.target,
            peer=section.peer_median,
            previous=section.previous,
            colour="chart-context" if section.score is None else "chart-subject",
        ),
    )
    if section.score is None:
        score: Block = number(kit.t("no score"), style.but(colour="muted", size=8))
    else:
        score = number(speak.score(section.score), style.but(role="bold"))
    cells: list[Block] = [
        Paragraph(text=speak.text(section.title), style=style, limit=60),
        bar,
        score,
        _to_target(change(section.score, section.target, speak.places), below, kit),
        delta_cell(change(section.score, section.previous, speak.places), kit),
    ]
    return Row(cells=cells, spans=SPANS, pad=pad, rule="hairline", middle=True)


def _to_target(gap: int | None, below: bool, kit: Kit) -> Drawing:
    text = "" if gap is None else kit.speak.signed(gap)
    return number(text, kit.body.but(leading=1.3, colour="band-d" if below else "ink-2"))
