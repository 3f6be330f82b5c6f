"""Many branches: how they are spread, each with its interval, section by section, who moved."""

from collections.abc import Sequence

from reports.area_snapshot import (
    AreaBranch,
    AreaSnapshot,
    HeatRow,
    LeagueItem,
    Mover,
    Place,
    WaitSummary,
)
from reports.charts.figure import Figure
from reports.charts.heat import shade
from reports.charts.plots import SquareDot, service_square
from reports.charts.standing import histogram, interval_bar, slope
from reports.pdf.blocks import Block, Drawing, Heading, Paragraph, Row, Stack, number
from reports.pdf.marks import chart, fluid
from reports.pdf.parts.score_path import band_cell
from reports.pdf.parts.views import TYPES
from reports.pdf.pen import Pen
from reports.pdf.style import Kit
from reports.pdf.table import Table
from reports.pdf.text import fit
from reports.snapshot import Views

BRANCH_SPANS = (3.5, 3.0, 1.0, 1.3, 1.3, 1.9)
LEAGUE_SPANS = (6.4, 2.2, 1.6, 1.8)
WAIT_SPANS = (5.0, 1.7, 1.7, 1.6, 2.0)
MOVER_SPANS = (3.6, 3.4, 2.0)
HEAT_LABEL = 0.26
MOST_HEADS = 14


def spread_block(snapshot: AreaSnapshot, kit: Kit) -> list[Block]:
    """Return how many branches have which score, by bands."""
    finals = snapshot.finals
    if len(finals) < 2:
        return []
    floors = [band.floor for band in snapshot.score.bands]
    low = max(min(finals) // 1000 * 1000, 0)
    target = snapshot.score.target
    if target is None:
        title = kit.t("How the branches are spread")
    else:
        reached = sum(value >= target for value in finals)
        title = kit.t("{n} of {m} branches reach the target", n=reached, m=len(finals))
    return [
        Stack(
            blocks=[
                _subhead(title, kit),
                fluid(
                    92,
                    lambda width: histogram(width, 92, finals, floors, low),
                    before=4,
                    alt=title,
                ),
            ],
            before=14,
        )
    ]


def _subhead(title: str, kit: Kit) -> Row:
    head = Paragraph(text=title, style=kit.lead.but(leading=1.2))
    return Row(cells=[head], spans=(1,), pad=1.5, rule="ink")


def _captions(words: Sequence[str], ends: Sequence[bool], kit: Kit) -> list[Block]:
    return [
        number(word, kit.caption) if end else Paragraph(text=word, style=kit.caption)
        for word, end in zip(words, ends, strict=True)
    ]


def branch_table(snapshot: AreaSnapshot, kit: Kit) -> list[Block]:
    """Return the branches with score, interval, places and change."""
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
    return [
        Heading(text=title, style=kit.head, before=24),
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


def heat_table(snapshot: AreaSnapshot, kit: Kit) -> list[Block]:
    """Return the map of rows × sections; the value stands in each cell."""
    rows = snapshot.heat
    titles = [kit.speak.text(section.title) for section in snapshot.sections][:MOST_HEADS]
    if not rows or not titles:
        return []
    known = [value for row in rows for value in row.cells if value is not None]
    low = max(min(known, default=5000) // 1000 * 1000, 0)
    head = Row(cells=[_heat_heads(titles, kit)], spans=(1,))
    return [
        Heading(text=kit.t("Section by section"), style=kit.head, before=24),
        Paragraph(
            text=kit.t("The darker, the better; the value stands in each cell."),
            style=kit.small,
            keep=True,
        ),
        Table(head=head, rows=[_heat_row(row, len(titles), low, kit) for row in rows], before=4),
    ]


def _heat_heads(titles: Sequence[str], kit: Kit) -> Drawing:
    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        left, step = _heat_columns(x, width, len(titles) + 1)
        pen.set(fit(kit.t("total"), "bold", 7, step - 3), (left + 3, y + 10), 7, "ink", role="bold")
        for index, title in enumerate(titles, start=1):
            at = (left + index * step + 3, y + 10)
            pen.set(fit(title, "regular", 7, step - 4), at, 7, "ink-2")

    return Drawing(tall=15, paint=paint)


def _heat_columns(x: float, width: float, columns: int) -> tuple[float, float]:
    return x + width * HEAT_LABEL, width * (1 - HEAT_LABEL) / columns


def _heat_row(row: HeatRow, columns: int, low: int, kit: Kit) -> Drawing:
    label = kit.speak.text(row.label)
    if row.branches > 1:
        label = kit.t("{name} ({n})", name=label, n=row.branches)
    values = [row.final, *row.cells[:columns]]

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        left, step = _heat_columns(x, width, columns + 1)
        pen.set(fit(label, "regular", 8, left - x - 6), (x, y + 11), 8)
        for index, value in enumerate(values):
            at = left + index * step
            if value is None:
                pen.say("–", (at + step / 2, y + 11), 7.5, "muted", anchor="middle")
                continue
            tint = shade(value, low)
            pen.rect((at + 0.6, y + 0.6, step - 1.2, 14.8), f"heat-{tint}")
            role = "bold" if index == 0 else "regular"
            place = (at + step / 2, y + 11)
            pen.say(
                kit.speak.score(value), place, 7.5, f"on-heat-{tint}", role=role, anchor="middle"
            )

    return Drawing(tall=16, paint=paint)


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


def movers_block(snapshot: AreaSnapshot, kit: Kit) -> list[Block]:
    """Return who really changed, risers beside fallers."""
    if not snapshot.movers:
        return []
    up = [one for one in snapshot.movers if one.now > one.before]
    down = [one for one in snapshot.movers if one.now <= one.before]
    low = max(min(min(one.before, one.now) for one in snapshot.movers) // 1000 * 1000, 0)
    columns: list[Block] = [
        Stack(blocks=[_subhead(title, kit), *[_mover(one, low, kit) for one in part]])
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


def square_block(snapshot: AreaSnapshot, kit: Kit) -> list[Block]:
    """Return the branches in the square of process and personal; labelled while they are few."""
    if not snapshot.square:
        return []
    views = snapshot.views
    words = {key: fit(kit.t(name), "regular", 6.8, 120).text for key, name in TYPES.items()}
    words |= {"process": kit.t("process"), "personal": kit.t("personal")}
    few = len(snapshot.square) <= 12
    dots = [
        SquareDot(
            place.process,
            place.personal,
            fit(kit.speak.text(place.label), "regular", 7, 70).text if few else "",
            subject=False,
        )
        for place in snapshot.square
    ]
    kinds = [_kind(place, views) for place in snapshot.square]
    title = kit.t(
        "Process × personal: {n} of {m} with quality service",
        n=kinds.count("quality"),
        m=len(kinds),
    )
    figure = service_square(270, dots, views.process_at, views.personal_at, words)
    counts: list[Block] = [
        Row(
            cells=[
                Paragraph(text=kit.t(TYPES[kind]), style=kit.body),
                number(str(kinds.count(kind)), kit.strong),
            ],
            spans=(4, 1),
            pad=3,
            rule="hairline",
        )
        for kind in ("quality", "by_the_book", "friendly_helpless", "indifferent")
    ]
    side = Stack(blocks=[_subhead(kit.t("Branches by type"), kit), *counts])
    row = Row(cells=[chart(figure, alt=title), side], spans=(7, 5), gutter=24, before=6)
    return [Heading(text=title, style=kit.head, before=24), row]


def _kind(place: Place, views: Views) -> str:
    prompt, warm = place.process >= views.process_at, place.personal >= views.personal_at
    if prompt:
        return "quality" if warm else "by_the_book"
    return "friendly_helpless" if warm else "indifferent"
