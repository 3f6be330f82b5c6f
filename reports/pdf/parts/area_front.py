"""What many branches have in common at a glance: spread, what to fix first, who moved."""

from collections.abc import Sequence

from reports.area_snapshot import AreaBranch, AreaSnapshot, LeagueItem, Mover
from reports.charts.standing import histogram, slope
from reports.pdf.blocks import Block, Heading, Paragraph, Row, Stack, number
from reports.pdf.marks import fluid
from reports.pdf.parts.highlights import ordinal
from reports.pdf.parts.score_path import band_cell
from reports.pdf.style import Kit

MOVER_SPANS = (3.6, 3.4, 2.0)
FEW = 6
"""So few branches are better listed than counted in bars."""
URGENT = 3


def spread_block(snapshot: AreaSnapshot, kit: Kit) -> list[Block]:
    """Return how many branches have which score, by bands."""
    finals = snapshot.finals
    if len(finals) <= FEW:
        return []
    floors = [band.floor for band in snapshot.score.bands]
    low = max(min(finals) // 1000 * 1000, 0)
    title = _reached(finals, snapshot.score.target, kit)
    figure = fluid(92, lambda width: histogram(width, 92, finals, floors, low), before=4, alt=title)
    return [Stack(blocks=[subhead(title, kit), figure], before=14)]


def _reached(finals: Sequence[int], target: int | None, kit: Kit) -> str:
    if target is None:
        return kit.t("How the branches are spread")
    reached = sum(value >= target for value in finals)
    if not reached:
        return kit.t("None of the {n} branches reaches the target", n=len(finals))
    return kit.t("{n} of {m} branches reach the target", n=reached, m=len(finals))


def subhead(title: str, kit: Kit) -> Row:
    """Return a title over a part of a column."""
    head = Paragraph(text=title, style=kit.lead.but(leading=1.2))
    return Row(cells=[head], spans=(1,), pad=1.5, rule="ink")


def urgent_block(snapshot: AreaSnapshot, kit: Kit) -> list[Block]:
    """Return the three items that are missed most, beside the branches that need help most."""
    items, behind = snapshot.league[:URGENT], _behind(snapshot)
    if not items or not behind:
        return []
    left = [subhead(kit.t("Fix these three first"), kit)]
    left += [_urgent(item, n, kit) for n, item in enumerate(items)]
    right = [subhead(kit.t("Help these branches first"), kit)]
    right += [_needy(one, snapshot, kit) for one in behind]
    cells: list[Block] = [Stack(blocks=left), Stack(blocks=right)]
    return [Row(cells=cells, spans=(7, 5), gutter=22, before=16)]


def _behind(snapshot: AreaSnapshot) -> list[AreaBranch]:
    """Return the branches furthest below the target (or the area's mean), the worst first."""
    line = snapshot.score.target or snapshot.score.final or 0
    below = [one for one in snapshot.branches if one.final is not None and one.final < line]
    return sorted(below, key=lambda one: (one.final or 0, one.code))[:URGENT]


def _urgent(item: LeagueItem, index: int, kit: Kit) -> Row:
    speak = kit.speak
    again = _again(item.again, kit)
    share = kit.t("met in {n} of {m} visits", n=item.met, m=item.judged)
    said = speak.text(item.standard or item.wording).rstrip("。.")
    texts = [
        Paragraph(text=said, style=kit.strong.but(leading=1.35), most=2),
        Paragraph(text=speak.join([share, again]), style=kit.caption.but(colour="band-d"), most=1),
        Paragraph(text=speak.text(item.coaching), style=kit.small.but(leading=1.42), most=2),
    ]
    body = Stack(blocks=[one for one in texts if one.text])
    return Row(
        cells=[ordinal(index + 1), body], spans=(0.55, 6.45), gutter=7, pad=5, rule="hairline"
    )


def _again(branches: int, kit: Kit) -> str:
    if branches == 1:
        return kit.t("again in one branch")
    return kit.t("again in {n} branches", n=branches) if branches else ""


def _needy(branch: AreaBranch, snapshot: AreaSnapshot, kit: Kit) -> Row:
    speak, places = kit.speak, [n for n, one in enumerate(branch.sections) if one is not None]
    worst = min(places, key=lambda n: branch.sections[n] or 0, default=None)
    weak = ""
    if worst is not None and worst < len(snapshot.sections):
        section = snapshot.sections[worst]
        title, score = speak.text(section.title), speak.score(branch.sections[worst])
        weak = kit.t("weakest: {section} {score}", section=title, score=score)
    cells: list[Block] = [
        Stack(
            blocks=[
                Paragraph(text=speak.text(branch.name), style=kit.body.but(leading=1.4), most=1),
                Paragraph(text=weak, style=kit.caption, most=1),
            ]
        ),
        number(speak.score(branch.final), kit.strong),
        band_cell(snapshot.score, branch.band, kit),
    ]
    return Row(cells=cells, spans=(3.1, 0.9, 1.4), gutter=8, pad=5, rule="hairline", middle=True)


def movers_block(snapshot: AreaSnapshot, kit: Kit) -> list[Block]:
    """Return who really changed, risers beside fallers."""
    if not snapshot.movers:
        return []
    up = [one for one in snapshot.movers if one.now > one.before]
    down = [one for one in snapshot.movers if one.now <= one.before]
    low = max(min(min(one.before, one.now) for one in snapshot.movers) // 1000 * 1000, 0)
    columns: list[Block] = [
        Stack(blocks=[subhead(title, kit), *[_mover(one, low, kit) for one in part]])
        for title, part in (
            (kit.t("Really better ({n})", n=len(up)), up),
            (kit.t("Really worse ({n})", n=len(down)), down),
        )
    ]
    title = kit.t("{n} branches moved by more than chance", n=len(snapshot.movers))
    return [
        Heading(text=title, style=kit.head, before=24),
        Row(cells=columns, spans=(1, 1), gutter=24, before=6),
    ]


def _mover(mover: Mover, low: int, kit: Kit) -> Row:
    style = kit.body.but(size=8.5, leading=1.35)
    path = f"{kit.speak.score(mover.before)} → {kit.speak.score(mover.now)}"
    cells: list[Block] = [
        Paragraph(text=kit.speak.text(mover.name), style=style, most=1),
        fluid(10, lambda width: slope(width, mover.before, mover.now, low)),
        number(path, style.but(size=8)),
    ]
    return Row(cells=cells, spans=MOVER_SPANS, gutter=7, pad=2, rule="hairline", middle=True)
