"""The ranking and the heat map of branches and sections."""

from collections.abc import Mapping, Sequence
from typing import Any

from audit.network.formats import format_name
from audit.web.paging import page_number, pager
from reports.charts.heat import shade
from reports.compare import change
from reports.comparison import parts
from reports.comparison.frame import Room, Shown
from reports.comparison.parts import Block, Cell
from reports.comparison.words import interval_words, of_visits
from reports.figures.league import League, Line
from reports.figures.order import FEWEST
from reports.figures.units import knowns
from reports.rollup.branches import Named

SIZE = 50
SORTS = ("score", "delta", "visits", "raw")
_FALLING = ("score", "raw", "delta", "visits")


def ordered(found: League, sort: str, order: str) -> list[int]:
    """Return all branches in the order asked for, those without a value last."""
    if sort == "score":
        first = list(found.standing.order)
        return first if order == "descending" else first[::-1]
    values: dict[int, float | None] = dict.fromkeys(found.standing.order)
    if sort == "visits":
        ids, visits = found.table["branch_id"].tolist(), found.table["visits"].tolist()
        values |= dict(zip(ids, visits, strict=True))
    elif sort == "raw":
        values |= {branch: one.mean for branch, one in found.standing.moments.items()}
    elif found.moves:
        values |= found.moves.apart
    down = -1 if order == "descending" else 1
    return sorted(
        values, key=lambda branch: (values[branch] is None, down * (values[branch] or 0), branch)
    )


def page_of(room: Room, found: League, sort: str, order: str) -> list[Line]:
    """Return the lines of the page asked for."""
    number = page_number(room.call)
    return [found.line(b) for b in ordered(found, sort, order)[(number - 1) * SIZE : number * SIZE]]


def shown_ranking(
    room: Room,
    found: League,
    lines: Sequence[Line],
    names: Mapping[int, Named],
    trails: Mapping[int, Sequence[int | None]],
    *,
    sort: str,
    order: str,
) -> Shown:
    """Return the ranking; `trails`: each branch's means through the waves, oldest first."""
    target = found.target
    values = [value for line in lines for value in (line.mean.value, line.fair.value)]
    axis = parts.axis_of(values, target)
    close = sum(line.close for line in lines)
    rows = [
        _row(room, found, line, names[line.facts], trails.get(line.branch, ())) for line in lines
    ]
    return Shown(
        title=_finding(room, found),
        measure=of_visits(room, found.visits, found.size),
        blocks=[
            parts.key_figures(_figures(room, found)),
            parts.table(
                _heads(room, found, sort, order),
                rows,
                label=room.t("Ranking"),
                axis=axis,
                off=[line.few for line in lines],
                pager=pager(room.call, page_number(room.call), found.size, SIZE),
                note=room.t(
                    "Dot: mean of the visits with its interval; upright line: the fair score; "
                    "dashed: target. Ranked from {n} visits on; {m} of those shown are too close "
                    "to call with the next one (≈).",
                    n=FEWEST,
                    m=close,
                ),
            ),
        ],
        methods=("shrinkage", "ranks", "close", "mean", "pooled", "change"),
    )  # fmt: skip


def _finding(room: Room, found: League) -> str:
    if not found.at_target.n:
        return room.t("{wave}: {n} branches", wave=room.period, n=found.size)
    below = found.at_target.n - found.at_target.hits
    if not below:
        return room.t(
            "{wave}: all {n} branches reach the target", wave=room.period, n=found.at_target.n
        )
    return room.t(
        "{wave}: {n} of {m} branches are below the target",
        wave=room.period, n=below, m=found.at_target.n,
    )  # fmt: skip


def _figures(room: Room, found: League) -> list[dict[str, Any]]:
    whole = found.whole
    components = found.standing.components
    figures = [
        parts.key_figure(
            room.t("All branches"),
            parts.score(whole.value, found.held),
            interval_words(room, whole.low, whole.high),
            parts.moved(found.moves.whole) if found.moves else None,
        ),
        parts.key_figure(
            room.t("At target"),
            parts.part(found.at_target),
            room.t("{hits} of {n} branches", hits=found.at_target.hits, n=found.at_target.n),
        ),
        parts.key_figure(
            room.t("Ranked"),
            parts.number(f"{found.ranked} / {found.size}"),
            room.t("branches with {n} visits or more", n=FEWEST),
        ),
    ]
    if components:
        figures.append(
            parts.key_figure(
                room.t("Spread"),
                parts.number(
                    f"{room.score(round(components.between**0.5))} / "
                    f"{room.score(round(components.within**0.5))}"
                ),
                room.t("points between branches / between visits of one branch"),
            )
        )
    return figures


def _heads(room: Room, found: League, sort: str, order: str) -> list[dict[str, Any]]:
    def sorting(label: str, name: str) -> dict[str, Any]:
        turned = {"ascending": "descending", "descending": "ascending"}
        wanted = turned[order] if name == sort else "descending"
        return parts.head(
            label,
            num=True,
            href=room.at(
                "ranking", sort=name, order=wanted,
            ),
            order=order if name == sort else None,
        )  # fmt: skip

    return [
        parts.head(room.t("Branch")),
        parts.head(room.t("Rank range"), num=True),
        sorting(room.t("Fair score"), "score"),
        sorting(room.t("Mean"), "raw"),
        parts.head(room.t("Score with its interval"), hint="axis"),
        *([sorting(room.t("Change"), "delta")] if found.moves else []),
        parts.head(room.t("Against target"), num=True),
        sorting(room.t("Visits"), "visits"),
        parts.head(room.t("Waves so far")),
        parts.head(room.t("Region")),
        parts.head(room.t("Format")),
    ]


def _row(
    room: Room, found: League, line: Line, name: Named, trail: Sequence[int | None]
) -> list[Cell]:
    rank = f"{line.rank}{' ≈' if line.close else ''}" if line.rank else "–"
    return [
        parts.link(room.branch(name), room.say(name.name)),
        parts.number(rank, muted=line.few),
        parts.points(line.fair.value),
        parts.score(line.mean.value, found.held),
        parts.span(line.mean, fair=line.fair.value, off=line.few),
        *([parts.moved(line.moved, real=line.real)] if found.moves else []),
        parts.gap(line.gap),
        parts.number(line.visits, room.behind(branch=name.code)),
        parts.trail(trail),
        parts.text(room.say(name.region), muted=True),
        parts.text(format_name(name.format).say(room.call.lang), muted=True),
    ]


def shown_heatmap(
    room: Room, found: League, lines: Sequence[Line], names: Mapping[int, Named]
) -> Shown:
    """Return branches × sections, ordered by region."""
    known = [value for values in found.section_means.values() for value in knowns(values)]
    values = sorted(value for value in known if value is not None)
    low = values[len(values) // 50] // 500 * 500 if values else 0
    worst = min(
        ((found.section(one).value or 0, room.say(one.title)) for one in found.sections),
        default=None,
    )
    title = (
        room.t(
            "{period}: weakest section is {section} with {mean}",
            period=room.period, section=worst[1], mean=room.score(worst[0]),
        )
        if worst
        else room.period
    )  # fmt: skip
    return Shown(
        title=title,
        measure=of_visits(room, found.visits, found.size),
        blocks=[_heat(room, found, lines, names, low)],
        methods=("mean",),
        notes=[
            room.t(
                "Each cell is the mean of a section over the visits of a branch; the scale begins "
                "where the lowest fiftieth ends, so that differences can be seen."
            ),
            room.t("▾ marks a section below the target that holds for the branch."),
        ],
    )


def _heat(
    room: Room, found: League, lines: Sequence[Line], names: Mapping[int, Named], low: int
) -> Block:
    def cell(value: int | None, href: str | None = None, *, short: bool = False) -> Cell:
        step = 0 if value is None else shade(value, low, 10_000)
        return parts.heat(value, step, href, short=short)

    whole = found.whole
    rows = [
        [
            parts.text(room.t("All branches")),
            parts.score(whole.value, found.held),
            *(cell(found.section(one).value) for one in found.sections),
        ]
    ]
    for line in lines:
        name = names[line.facts]
        rows.append(
            [
                parts.link(room.branch(name), room.say(name.name), room.say(name.region)),
                parts.score(line.mean.value, found.held),
                *(
                    cell(
                        value,
                        room.behind(room.asked.but(dimension=one.key), branch=name.code),
                        short=(change(value, target, found.held.places) or 0) < 0,
                    )
                    for value, target, one in zip(
                        line.sections, line.targets, found.sections, strict=True
                    )
                ),
            ]
        )
    block = parts.table(
        [
            parts.head(room.t("Branch")),
            parts.head(room.t("Mean"), num=True),
            *(
                parts.head(
                    room.say(one.title), href=room.at("ranking", room.asked.but(dimension=one.key))
                )
                for one in found.sections
            ),
        ],
        rows,
        label=room.t("Sections"),
        pager=pager(room.call, page_number(room.call), found.size, SIZE),
    )
    return block | {"kind": "heat", "low": low, "high": 10_000}
