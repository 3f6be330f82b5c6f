"""Targets and awards put into words and tables."""

from collections.abc import Mapping

from reports.comparison import parts
from reports.comparison.frame import Room, Shown
from reports.comparison.parts import Block
from reports.figures.league import League
from reports.figures.units import whole
from reports.rollup.branches import Named
from reports.targets.figures import Awards, Gaps

LISTED = 100
"""Branches below target that are listed, at most."""


def targets(room: Room, found: Gaps, names: Mapping[int, Named]) -> Shown:
    """Return the lists of what is below target."""
    return Shown(
        title=room.t("{hits} of {n} branches reach their target", hits=found.at_target, n=found.of),
        measure=room.period,
        blocks=[_sections(room, found), _branches(room, found, names)],
        notes=[
            room.t(
                "Where several targets fit a branch, the one of the nearest region holds, then the "
                "one for its format; without any, the checklist’s own."
            ),
            room.t(
                "Weighted: how far below target times the section’s weight, in points of the total."
            ),
        ],
    )


def _sections(room: Room, found: Gaps) -> Block:
    return parts.table(
        [
            parts.head(room.t("Section")),
            parts.head(room.t("Mean"), num=True),
            parts.head(room.t("Target"), num=True),
            parts.head(room.t("Against target"), num=True),
            parts.head(room.t("Weighted"), num=True),
            parts.head(room.t("Share of all that is lost"), num=True),
            parts.head(room.t("Branches below target"), num=True),
        ],
        [
            [
                parts.link(room.at("heatmap"), room.say(one.title)),
                parts.points(one.mean),
                parts.points(one.target, muted=True),
                parts.gap(one.gap),
                parts.points(one.weighted),
                parts.number(f"{whole(one.share * 100)}%"),
                parts.number(room.t("{n} of {m}", n=one.short, m=one.branches)),
            ]
            for one in found.sections
        ],
        title=room.t("Shortfalls by section, costliest first"),
        measure=room.t("mean over branches, each against its own target"),
        empty=room.t("No section is below its target."),
    )


def _branches(room: Room, found: Gaps, names: Mapping[int, Named]) -> Block:
    return parts.table(
        [
            parts.head(room.t("Branch")),
            parts.head(room.t("Visits"), num=True),
            parts.head(room.t("Mean"), num=True),
            parts.head(room.t("Target"), num=True),
            parts.head(room.t("Against target"), num=True),
            parts.head(room.t("Furthest below"), grow=True),
        ],
        [
            [
                parts.link(
                    room.branch(names[one.facts]),
                    room.say(names[one.facts].name),
                    room.say(names[one.facts].region),
                ),
                parts.number(one.visits),
                parts.score(one.mean, room.held),
                parts.points(one.target, muted=True),
                parts.gap(one.gap),
                parts.text(
                    "–" if one.worst is None
                    else f"{room.say(one.worst)} {room.signed(one.worst_gap)}"
                ),
            ]
            for one in found.branches[:LISTED]
        ],
        title=room.t("Branches below target: {n}", n=len(found.branches)),
        measure=room.t("furthest below first; one visit is mostly chance"),
        empty=room.t("Every branch reaches its target."),
    )  # fmt: skip


def awards(room: Room, found: Awards, league: League, names: Mapping[int, Named]) -> Shown:
    """Return the awards of what is looked at."""
    clear = sum(one.clear for one in found.best)
    return Shown(
        title=room.t("{n} branches are clearly among the best", n=clear),
        measure=room.t(
            "{period} · {n} ranked branches, of which a third at most, and no more than ten, win",
            period=room.period,
            n=league.ranked,
        ),
        blocks=[
            _best(room, found, names),
            parts.side_by_side(_improved(room, found, league, names), _steady(room, found, names)),
        ],
        methods=("shrinkage", "ranks", "movers"),
        notes=[
            room.t("Branches with a single visit can not win: one visit is mostly chance."),
            room.t(
                "Most consistent: three visits or more that reach the target; the limit says how "
                "large the spread may be, so few visits win nothing by luck."
            ),
        ],
    )


def _link(room: Room, name: Named) -> parts.Cell:
    return parts.link(room.branch(name), room.say(name.name), room.say(name.region))


def _best(room: Room, found: Awards, names: Mapping[int, Named]) -> Block:
    return parts.table(
        [
            parts.head(room.t("Branch")),
            parts.head(room.t("Fair score"), num=True),
            parts.head(room.t("Visits"), num=True),
            parts.head(room.t("Chance to be among the {n} best", n=found.among), num=True),
            parts.head(room.t("Verdict")),
        ],
        [
            [
                _link(room, names[one.facts]),
                parts.score(one.fair, room.held),
                parts.number(one.visits),
                parts.number(f"{whole(one.chance * 100)}%"),
                parts.text(room.t("clear" if one.clear else "too close to call")),
            ]
            for one in found.best
        ],
        title=room.t("Best of the wave"),
        measure=room.t("likeliest first"),
        empty=room.t("Ranked from {n} visits on.", n=2),
    )


def _improved(room: Room, found: Awards, league: League, names: Mapping[int, Named]) -> Block:
    lines = [league.line(branch) for branch in found.improved]
    return parts.table(
        [
            parts.head(room.t("Branch")),
            parts.head(room.t("Change"), num=True),
            parts.head(room.t("Mean"), num=True),
        ],
        [
            [
                _link(room, names[line.facts]),
                parts.moved(line.moved, real=True),
                parts.score(line.mean.value, room.held),
            ]
            for line in lines
        ],
        title=room.t("Most improved"),
        measure=room.t("beyond noise, against the wave before"),
        empty=room.t("No rise is beyond noise. That does not mean that nothing changed."),
    )


def _steady(room: Room, found: Awards, names: Mapping[int, Named]) -> Block:
    return parts.table(
        [
            parts.head(room.t("Branch")),
            parts.head(room.t("Visits"), num=True),
            parts.head(room.t("Spread"), num=True),
            parts.head(room.t("At most"), num=True),
        ],
        [
            [
                _link(room, names[one.facts]),
                parts.number(one.visits),
                parts.points(one.sd),
                parts.points(one.upper),
            ]
            for one in found.steady
        ],
        title=room.t("Most consistent"),
        measure=room.t("standard deviation of the visits, in points"),
        empty=room.t("No branch at target has three visits or more; look at several waves."),
    )
