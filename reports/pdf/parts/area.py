"""Many branches, row by row: each with its interval, by section, by item, by wait."""

from collections.abc import Sequence

from reports.area_snapshot import (
    AreaBranch,
    AreaSnapshot,
    HeatRow,
    LeagueItem,
    WaitSummary,
)
from reports.charts.figure import Figure
from reports.charts.heat import shade
from reports.charts.standing import interval_bar
from reports.pdf.blocks import (
    Block,
    Drawing,
    Heading,
    Indent,
    Paragraph,
    Row,
    Space,
    Stack,
    Style,
    number,
)
from reports.pdf.marks import fluid
from reports.pdf.parts.score_path import band_cell
from reports.pdf.pen import Pen, Point
from reports.pdf.style import Kit
from reports.pdf.table import Table
from reports.pdf.text import fit

BRANCH_SPANS = (3.5, 3.0, 1.0, 1.3, 1.3, 1.9)
LEAGUE_SPANS = (6.4, 2.2, 1.6, 1.8)
WAIT_SPANS = (5.0, 1.7, 1.7, 1.6, 2.0)
HEAT_LABEL = 0.26
MOST_HEADS = 14


def _captions(words: Sequence[str], ends: Sequence[bool], kit: Kit) -> list[Block]:
    return [
        number(word, kit.caption) if end else Paragraph(text=word, style=kit.caption)
        for word, end in zip(words, ends, strict=True)
    ]


def branch_table(snapshot: AreaSnapshot, kit: Kit, *, small: bool = False) -> list[Block]:
    """Return the branches with score, interval, places and change; `small`: on page one."""
    branches = snapshot.branches
    if not branches:
        return []
    shown, total = len(branches), snapshot.total
    title = (
        kit.t("The {n} branches", n=total)
        if shown == total
        else kit.t("{n} of {m} branches: those who need attention", n=shown, m=total)
    )
    known = [v for b in branches for v in (b.low, b.final) if v is not None]
    start = max((min(known, default=5000) - 200) // 1000 * 1000, 0)
    note = kit.t(
        "Bar: where the score lies with 95 % certainty; scale from {low} to 100. Branches whose "
        "bars overlap widely can't be ranked.",
        low=start // 100,
    )
    heads = [kit.t(word) for word in ("branch", "score with its interval", "final")]
    heads += [kit.t(word) for word in ("place", "to last wave", "band")]
    ends = (False, False, True, True, True, False)
    target = snapshot.score.target
    style, gap = (kit.lead, 14) if small else (kit.head, 24)
    return [
        Heading(text=title, style=style, before=gap),
        Paragraph(text=note, style=kit.small, keep=True),
        Table(
            head=Row(cells=_captions(heads, ends, kit), spans=BRANCH_SPANS, gutter=8, rule="ink"),
            rows=[_branch_row(one, snapshot, start, target, kit) for one in branches],
            before=4,
        ),
    ]


def _branch_row(
    branch: AreaBranch, snapshot: AreaSnapshot, start: int, target: int | None, kit: Kit
) -> Row:
    style, speak = kit.body.but(size=8.5, leading=1.35), kit.speak

    def bar(width: float) -> Figure:
        return interval_bar(width, 12, branch.final, branch.low, branch.high, start, target)

    delta = None
    if branch.previous is not None and branch.final is not None:
        delta = branch.final - branch.previous
    moved = style.but(
        colour="muted" if branch.change != "real" else "ink",
        role="bold" if branch.change == "real" else "regular",
    )
    name = speak.join([speak.text(branch.name), branch.code])
    cells: list[Block] = [
        Paragraph(text=name, style=style, most=1),
        fluid(12, bar),
        number(speak.score(branch.final), style.but(role="bold")),
        number(_places(branch), style.but(colour="ink-2")),
        number("" if delta is None else speak.signed(delta), moved),
        band_cell(snapshot.score, branch.band, kit),
    ]
    return Row(cells=cells, spans=BRANCH_SPANS, gutter=8, pad=2, rule="hairline", middle=True)


def _places(branch: AreaBranch) -> str:
    low, high = branch.rank_low, branch.rank_high
    if low is None or high is None:
        return "–"
    return str(low) if low == high else f"{low}–{high}"


def heat_table(snapshot: AreaSnapshot, kit: Kit, *, branches: bool) -> list[Block]:
    """Return the map of rows × sections; rows are `branches` or else regions."""
    rows = snapshot.heat
    titles = [kit.speak.text(section.title) for section in snapshot.sections][:MOST_HEADS]
    if not rows or not titles:
        return []
    known = [value for row in rows for value in row.cells if value is not None]
    low = max(min(known, default=5000) // 1000 * 1000, 0)
    head = _heat_heads(titles, kit)
    return [
        Heading(
            text=kit.t("Section by section" if branches else "Region by region"),
            style=kit.head,
            before=24,
        ),
        Paragraph(
            text=kit.t("The darker, the better; the value stands in each cell."),
            style=kit.small,
            keep=True,
        ),
        Table(head=head, rows=[_heat_row(row, len(titles), low, kit) for row in rows], before=4),
    ]


def _heat_heads(titles: Sequence[str], kit: Kit) -> Row:
    """Name the columns above their cells, on two lines or three where a title is long."""
    share = (1 - HEAT_LABEL) / (len(titles) + 1)
    plain = kit.caption.but(size=6.8, colour="ink-2", leading=1.25)
    cells: list[Block] = [Space(points=0), _heat_head(kit.t("total"), plain.but(role="bold"))]
    cells += [_heat_head(title, plain) for title in titles]
    return Row(cells=cells, spans=(HEAT_LABEL, *(share for _ in cells[1:])), gutter=0, pad=2)


def _heat_head(title: str, style: Style) -> Block:
    return Indent(block=Paragraph(text=title, style=style, most=3), left=3)


def _heat_columns(x: float, width: float, columns: int) -> tuple[float, float]:
    return x + width * HEAT_LABEL, width * (1 - HEAT_LABEL) / columns


def _heat_row(row: HeatRow, columns: int, low: int, kit: Kit) -> Drawing:
    label = kit.speak.text(row.label)
    if row.branches > 1:
        label = kit.t("{name} ({n})", name=label, n=row.branches)
    values = [row.final, *row.cells[:columns]]

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        left, step = _heat_columns(x, width, columns + 1)
        with pen.tags.cell():
            pen.set(fit(label, "regular", 8, left - x - 6), (x, y + 11), 8)
        for index, value in enumerate(values):
            with pen.tags.cell():
                _heat_cell(pen, value, (left + index * step, y), step, low, index == 0, kit)

    return Drawing(tall=16, paint=paint)


def _heat_cell(
    pen: Pen, value: int | None, at: Point, wide: float, low: int, is_total: bool, kit: Kit
) -> None:
    x, y = at
    place = (x + wide / 2, y + 11)
    if value is None:
        pen.say("–", place, 7.5, "muted", anchor="middle")
        return
    tint, role = shade(value, low), "bold" if is_total else "regular"
    pen.rect((x + 0.6, y + 0.6, wide - 1.2, 14.8), f"heat-{tint}")
    pen.say(kit.speak.score(value), place, 7.5, f"on-heat-{tint}", role=role, anchor="middle")


def league_table(snapshot: AreaSnapshot, kit: Kit) -> list[Block]:
    """Return the items that are met least often, with the branches where they come back."""
    if not snapshot.league:
        return []
    worst = snapshot.league[0]
    title = kit.t("Missed most: {item}", item=kit.speak.text(worst.wording))
    titles = {section.key: kit.speak.text(section.title) for section in snapshot.sections}
    heads = [kit.t(word) for word in ("item", "met in visits", "95 % interval", "missed again")]
    captions = _captions(heads, (False, True, True, True), kit)
    return [
        Heading(text=title, style=kit.head, before=24, most=2),
        Table(
            head=Row(cells=captions, spans=LEAGUE_SPANS, gutter=8, rule="ink", pad=1.5),
            rows=[_league_row(item, titles.get(item.section, ""), kit) for item in snapshot.league],
            before=4,
        ),
    ]


def _league_row(item: LeagueItem, section: str, kit: Kit) -> Row:
    style = kit.body.but(size=8.5, leading=1.4)
    share = kit.t("{n} of {m}", n=item.met, m=item.judged)
    span = (
        "–"
        if item.low is None or item.high is None
        else f"{item.low / 100:.0f}–{item.high / 100:.0f} %"
    )
    again = str(item.again) if item.again else "–"
    said = Stack(
        blocks=[
            Paragraph(text=kit.speak.text(item.wording), style=style, most=2),
            Paragraph(text=section, style=kit.caption, most=1),
        ]
    )
    cells: list[Block] = [
        said,
        number(share, style),
        number(span, style.but(colour="ink-2")),
        number(again, style.but(role="bold" if item.again else "regular")),
    ]
    return Row(cells=cells, spans=LEAGUE_SPANS, gutter=8, pad=2.6, rule="hairline")


def waits_table(waits: Sequence[WaitSummary], kit: Kit) -> list[Block]:
    """Return the measured waits over all visits: the middle one, the slow tenth, the limit."""
    if not waits:
        return []
    worst = min(waits, key=lambda wait: wait.within / wait.visits if wait.visits else 1)
    title = kit.t(
        "Waits: {item} within the limit in {n} of {m} visits",
        item=kit.speak.text(worst.label),
        n=worst.within,
        m=worst.visits,
    )
    heads = [kit.t(word) for word in ("wait", "half wait up to", "nine in ten up to", "limit")]
    heads.append(kit.t("within the limit"))
    style, speak = kit.body.but(size=8.5, leading=1.4), kit.speak
    rows: list[Block] = []
    for wait in waits:
        within = kit.t("{n} of {m}", n=wait.within, m=wait.visits) if wait.limit else "–"
        cells: list[Block] = [
            Paragraph(text=speak.text(wait.label), style=style, most=2),
            number(speak.duration(wait.median), style),
            number(speak.duration(wait.slow), style),
            number(speak.duration(wait.limit) if wait.limit else "–", style.but(colour="ink-2")),
            number(within, style),
        ]
        rows.append(Row(cells=cells, spans=WAIT_SPANS, gutter=8, pad=2.4, rule="hairline"))
    captions = _captions(heads, (False, True, True, True, True), kit)
    return [
        Heading(text=title, style=kit.head, before=24, most=2),
        Table(
            head=Row(cells=captions, spans=WAIT_SPANS, gutter=8, rule="ink"), rows=rows, before=4
        ),
    ]
