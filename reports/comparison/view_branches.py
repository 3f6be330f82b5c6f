"""Movers beyond noise, the funnel plot, and the league of items."""

from collections.abc import Mapping

from audit.web.paging import page_number, pager
from reports.charts.crowd import MOST_POINTS
from reports.charts.funnel import FunnelDot, FunnelLimit, from_visits, funnel_plot
from reports.comparison import parts
from reports.comparison.frame import Room, Shown
from reports.comparison.parts import Block
from reports.comparison.words import change_words
from reports.figures.faults import Faults, ItemLine
from reports.figures.moves import Beside, Moves, in_order
from reports.figures.outliers import Outliers, Point
from reports.rollup.branches import Named
from reports.statistics.shares import Share
from reports.statistics.words import VERDICT_WORDS, ZONE_WORDS

SIZE = 100
_NAMED, _STEPS = 7, 40


def moves_page(room: Room, found: Moves) -> list[int]:
    """Return the branches on the page asked for: the real movers first, then by their change."""
    number = page_number(room.call)
    ordered = [b for b in in_order(found) if found.moved[b].difference is not None]
    return ordered[(number - 1) * SIZE : number * SIZE]


def movers(room: Room, found: Moves, beside: Beside, names: Mapping[int, Named]) -> Shown:
    """Return who moved beyond noise."""
    rises, falls = len(found.rises), len(found.falls)
    against = room.wave(found.against) if found.against else "–"
    other: Beside = "last_year" if beside == "before" else "before"
    switch = (
        room.t("Against the same wave last year")
        if beside == "before"
        else room.t("Against the wave before")
    )
    shown = moves_page(room, found)
    title = (
        room.t(
            "Really better: {up}; really worse: {down}; all else is within noise",
            up=rises,
            down=falls,
        )
        if rises or falls
        else room.t("Nobody moved beyond noise")
    )
    return Shown(
        title=title,
        measure=room.t(
            "{wave} against {against} · {n} branches compared",
            wave=room.wave(found.wave) if found.wave else "–",
            against=against,
            n=found.tested,
        ),
        blocks=[
            _moves_figures(room, found),
            parts.table(
                [
                    parts.head(room.t("Branch")),
                    parts.head(room.t("Before"), num=True),
                    parts.head(room.t("Change"), num=True),
                    parts.head(room.t("Likely change"), num=True),
                    parts.head(room.t("Needed to be real"), num=True),
                    parts.head(room.t("On its own")),
                    parts.head(room.t("Visits"), num=True),
                ],
                [_mover(room, found, branch, names[found.facts[branch]]) for branch in shown],
                title=room.t("Branches, real movers first"),
                more=(switch, room.at("movers", beside=None if other == "before" else other)),
                pager=pager(room.call, page_number(room.call), found.tested, SIZE),
                empty=room.t("No branch can be compared with that wave."),
            ),
        ],
        methods=("movers", "change", "season"),
        notes=[
            room.t(
                "“On its own” judges a branch as if it were the only one; with many branches some "
                "of these are chance, which is why fewer count as real."
            )
        ],
    )


def _moves_figures(room: Room, found: Moves) -> Block:
    return parts.key_figures(
        [
            parts.key_figure(
                room.t("All branches"),
                parts.moved(found.whole),
                change_words(room, found.whole),
            ),
            parts.key_figure(
                room.t("Rose / fell"),
                parts.number(f"{found.up} / {found.down}"),
                room.t("branches, noise included"),
            ),
            parts.key_figure(room.t("Really better"), parts.number(len(found.rises))),
            parts.key_figure(room.t("Really worse"), parts.number(len(found.falls))),
        ]
    )


def _mover(room: Room, found: Moves, branch: int, name: Named) -> list[parts.Cell]:
    moved = found.moved[branch]
    likely = "–" if moved.low is None else f"{room.signed(moved.low)} … {room.signed(moved.high)}"
    needed = "–" if moved.detectable is None else f"±{room.score(moved.detectable)}"
    return [
        parts.link(room.branch(name), room.say(name.name), room.say(name.region)),
        parts.points(moved.before, muted=True),
        parts.moved(moved, real=branch in found.real),
        parts.number(likely, muted=True),
        parts.number(needed, muted=True),
        parts.text(room.t(VERDICT_WORDS[moved.verdict]), muted=True),
        parts.number(moved.n, room.behind(branch=name.code)),
    ]


def outside(found: Outliers) -> list[Point]:
    """Return the branches outside, those below first, the farthest first."""
    return [*found.outside("below"), *found.outside("above")]


def funnel_page(room: Room, found: Outliers) -> list[Point]:
    """Return the branches outside that are on the page asked for."""
    number = page_number(room.call)
    return outside(found)[(number - 1) * SIZE : number * SIZE]


def named_in(found: Outliers) -> list[Point]:
    """Return the branches that are named in the plot: the farthest outside."""
    return [*found.outside("below")[:_NAMED], *found.outside("above")[:_NAMED]]


def funnel(room: Room, found: Outliers, names: Mapping[int, Named]) -> Shown:
    """Return the funnel plot."""
    below, above = found.outside("below"), found.outside("above")
    labels = {one.branch: room.say(names[one.facts].name) for one in named_in(found)}
    dots = [
        FunnelDot(
            one.n,
            one.value,
            0 if one.zone == "inside" else 2 if one.zone.endswith("99.8") else 1,
            labels.get(one.branch, ""),
        )
        for one in found.points
    ]
    figure = funnel_plot(
        760,
        380,
        dots,
        _limits(found),
        found.center,
        (
            room.t("mean {value}", value=room.score(found.center)),
            room.t("visits of the branch"),
            "",
        ),
    )
    title = (
        room.t(
            "{n} branches fall below and {m} rise above what chance does",
            n=len(below),
            m=len(above),
        )
        if below or above
        else room.t("No branch lies outside of what chance does")
    )
    return Shown(
        title=title,
        measure=room.t("{period} · {n} branches", period=room.period, n=len(found.points)),
        blocks=[
            parts.chart(
                figure,
                room.t("Funnel plot"),
                room.t("mean score by number of visits; limits at 95% (dashed) and 99.8%")
                if len(dots) <= MOST_POINTS
                else room.t(
                    "mean score by number of visits, bars as long as there are branches; limits at "
                    "95% (dashed) and 99.8%"
                ),
                note=room.t(
                    "Branches scatter {phi} times as much as chance alone: the limits are widened.",
                    phi=f"{found.dispersion:.1f}",
                )
                if found.widened and found.dispersion is not None
                else None,
            ),
            _outside(room, found, names),
        ],
        methods=("funnel", "dispersion"),
    )


def _limits(found: Outliers) -> list[FunnelLimit]:
    ns = [one.n for one in found.points]
    first, last = from_visits(ns), max(ns) + 0.5
    steps = [first + (last - first) * place / _STEPS for place in range(_STEPS + 1)]
    return [FunnelLimit(n, *found.between(n)) for n in steps]


def _outside(room: Room, found: Outliers, names: Mapping[int, Named]) -> Block:
    return parts.table(
        [
            parts.head(room.t("Branch")),
            parts.head(room.t("Mean"), num=True),
            parts.head(room.t("Visits"), num=True),
            parts.head(room.t("Where it lies")),
        ],
        [
            [
                parts.link(
                    room.branch(names[one.facts]),
                    room.say(names[one.facts].name),
                    room.say(names[one.facts].region),
                ),
                parts.score(one.value, room.held),
                parts.number(one.n, room.behind(branch=names[one.facts].code)),
                parts.text(room.t(ZONE_WORDS[one.zone])),
            ]
            for one in funnel_page(room, found)
        ],
        title=room.t("Outside the limits, the farthest first"),
        pager=pager(room.call, page_number(room.call), len(outside(found)), SIZE),
        empty=room.t("None."),
    )


def items(room: Room, found: Faults) -> Shown:
    """Return the league of items."""
    everywhere = found.everywhere
    worst = found.items[0] if found.items else None
    title = (
        room.t("{n} items are missed in a quarter of the visits or more", n=len(everywhere))
        if everywhere
        else room.t("No item is missed everywhere")
    )
    unseen = found.by_unseen()
    return Shown(
        title=title,
        measure=room.t(
            "{period} · {n} items over {m} visits",
            period=room.period,
            n=len(found.items),
            m=found.visits,
        ),
        blocks=[
            parts.table(
                [
                    parts.head(room.t("Item")),
                    parts.head(room.t("Missed"), num=True),
                    parts.head(room.t("of visits"), num=True),
                    parts.head(room.t("Branches"), num=True),
                    parts.head(room.t("Missed again"), num=True),
                    parts.head(room.t("Third time"), num=True),
                    parts.head(room.t("Could not be observed"), num=True),
                    parts.head(room.t("Not applicable"), num=True),
                ],
                [_item(room, one) for one in found.items],
                title=room.t("Items, most missed first"),
                measure=room.t(
                    "branches, again and third time: newest wave and the ones before it"
                ),
            ),
            parts.table(
                [
                    parts.head(room.t("Item")),
                    parts.head(room.t("Could not be observed"), num=True),
                    parts.head(room.t("Visits"), num=True),
                ],
                [
                    [
                        parts.text(room.say(one.wording), room.say(one.section), wrap=True),
                        parts.part(one.unseen),
                        parts.number(one.unseen.hits, room.behind(item=one.key, outcome="unseen")),
                    ]
                    for one in unseen[:20]
                ],
                title=room.t("What often can not be observed"),
                measure=room.t("an item that is rarely seen measures little"),
                empty=room.t("Everything could be observed."),
            ),
        ]
        if worst
        else [],
        methods=("share",),
    )


def _down(room: Room, one: Share, **chosen: str) -> str | None:
    return room.behind(**chosen) if one.hits else None


def _item(room: Room, one: ItemLine) -> list[parts.Cell]:
    words = room.say(one.section)
    if one.critical:
        words = f"{words} · {room.t('critical')}"
    href = room.behind(item=one.key) if one.missed.hits else None
    return [
        parts.link(href, room.say(one.wording), words, wrap=True),
        parts.part(one.missed, href),
        parts.number(f"{one.missed.hits} / {one.missed.n}", muted=True),
        parts.number(one.branches),
        parts.number(one.again, muted=not one.again),
        parts.number(one.thrice, muted=not one.thrice),
        parts.part(one.unseen, _down(room, one.unseen, item=one.key, outcome="unseen")),
        parts.part(one.na, _down(room, one.na, item=one.key, outcome="na")),
    ]
