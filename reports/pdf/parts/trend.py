"""The branch over its waves."""

from reports.charts.plots import TrendDot, trend_line
from reports.pdf.blocks import Block, Heading, Paragraph
from reports.pdf.marks import fluid
from reports.pdf.parts.summary import band_position
from reports.pdf.style import WIDTH, Kit
from reports.pdf.text import fit
from reports.snapshot import Document

MOST = 8
TALL = 108.0


def trend_chapter(snapshot: Document, kit: Kit) -> list[Block]:
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
            point.low,
            point.high,
        )
        for point in points
    ]
    target = snapshot.score.target
    label = fit(kit.t("target {score}", score=kit.speak.score(target)), "regular", 6.5, 70).text
    limits = (snapshot.limits.low, snapshot.limits.high) if snapshot.limits is not None else None
    blocks: list[Block] = [
        Heading(text=_title(known, kit), style=kit.head, before=24),
        fluid(
            TALL,
            lambda width: trend_line(width, TALL, dots, target, label, limits),
            before=4,
            alt=_alt(dots, kit),
        ),
    ]
    notes = _notes(dots, limits, kit)
    if notes:
        blocks.insert(1, Paragraph(text=notes, style=kit.small, keep=True))
    return blocks


def _alt(dots: list[TrendDot], kit: Kit) -> str:
    return kit.speak.join([f"{dot.label} {dot.shown}" for dot in dots])


def _notes(dots: list[TrendDot], limits: tuple[int, int] | None, kit: Kit) -> str:
    found = []
    if any(dot.broken for dot in dots):
        found.append(kit.t("At a dotted line the checklist changed too much to compare across it."))
    if limits is not None:
        low, high = (kit.speak.score(limit) for limit in limits)
        found.append(
            kit.t(
                "The field from {low} to {high} is the usual range of this branch.",
                low=low,
                high=high,
            )
        )
    return kit.speak.join(found, " ")


def _title(known: list[int], kit: Kit) -> str:
    low, high = kit.speak.score(min(known)), kit.speak.score(max(known))
    return kit.t("{n} waves between {low} and {high}", n=len(known), low=low, high=high)
