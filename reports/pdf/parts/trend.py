"""The branch over its waves."""

from reports.charts.plots import TrendDot, trend_line
from reports.pdf.blocks import Block, Heading, Paragraph
from reports.pdf.marks import fluid
from reports.pdf.parts.summary import band_position
from reports.pdf.style import WIDTH, Kit
from reports.pdf.text import fit
from reports.snapshot import Head

MOST = 8
TALL = 86.0


def trend_chapter(snapshot: Head, kit: Kit) -> list[Block]:
    """Return the line of up to eight waves; nothing before there are two."""
    points = snapshot.trend[-MOST:]
    known = [point.final for point in points if point.final is not None]
    if len(known) < 2:
        return []
    room = (WIDTH - 74) / max(len(points) - 1, 1) - 5
    dots = [
        TrendDot(
            fit(kit.speak.text(point.wave), "regular", 6.5, room).text,
            point.final,
            kit.speak.score(point.final),
            band_position(snapshot.score, point.band),
            point.broken,
        )
        for point in points
    ]
    target = snapshot.score.target
    label = kit.t("target {score}", score=kit.speak.score(target))
    blocks: list[Block] = [
        Heading(text=_title(known, kit), style=kit.head, before=20),
        fluid(TALL, lambda width: trend_line(width, TALL, dots, target, label), before=4),
    ]
    if any(dot.broken for dot in dots):
        text = kit.t("At a dotted line the checklist changed too much to compare across it.")
        blocks.insert(1, Paragraph(text=text, style=kit.small, keep=True))
    return blocks


def _title(known: list[int], kit: Kit) -> str:
    low, high = kit.speak.score(min(known)), kit.speak.score(max(known))
    return kit.t("{n} waves between {low} and {high}", n=len(known), low=low, high=high)
