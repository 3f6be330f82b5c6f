"""How service is spread: scores, and the square of process and personal."""

from collections.abc import Mapping

from audit.web.paging import page_number, pager
from reports.charts.columns import Column, Rule, histogram
from reports.charts.crowd import MOST_POINTS
from reports.charts.figure import Figure
from reports.charts.plots import SquareDot, service_square
from reports.comparison import parts
from reports.comparison.frame import Room, Shown
from reports.comparison.parts import Block
from reports.comparison.words import TYPE_WORDS, interval_words
from reports.figures.spread import STEP, TYPES, Place, Spread, Square
from reports.rollup.branches import Named
from reports.yardstick import hundredths

SIZE = 100
LABELLED, _NAMED = 40, 8
_MOST_TARGETS = 4
"""Lines of targets in a histogram, at most."""


def distribution(room: Room, found: Spread) -> Shown:
    """Return how scores are spread."""
    aim = found.aim
    below = parts.percent(found.below.value)
    return Shown(
        title=room.t(
            "{period}: {share}% of visits are below the target", period=room.period, share=below
        )
        if below is not None and aim.each
        else room.period,
        measure=room.t(
            "scores of {n} single visits for “{dimension}”",
            n=found.visits - found.unscored,
            dimension=room.scored_by,
        )
        if room.scored_by
        else room.t("final scores of {n} single visits", n=found.visits - found.unscored),
        blocks=[
            parts.key_figures(_spread_figures(room, found)),
            parts.chart(
                _columns(room, found) if found.classes else None,
                room.t("Visits by score"),
                room.t("number of visits in classes of {step} points", step=f"{STEP / 100:g}"),
                _class_table(room, found),
            ),
            _band_table(room, found),
        ],
        methods=("share", "mean"),
        notes=[
            room.t("A single visit is partly luck: read the spread, not single columns."),
            *(
                [room.t("Targets differ: each visit is held to that of its branch.")]
                if len(aim.each) > 1
                else []
            ),
        ],
    )


def _columns(room: Room, found: Spread) -> Figure:
    target = found.aim.shared
    first = found.classes[0].low // STEP

    def at(value: int) -> float:
        return min(value / STEP, 10_000 / STEP) - first

    rules = []
    if found.median is not None:
        rules.append(
            Rule(at(found.median), room.t("median {value}", value=room.score(found.median)))
        )
    for one in found.aim.each[:_MOST_TARGETS]:
        words = room.t("target {target}", target=room.score(one))
        rules.append(Rule(at(one), words, "ink-2", (4, 3)))
    columns = [
        Column(
            one.visits,
            f"{one.low / 100:g}" if one.low % 1000 == 0 else "",
            target is None or one.low >= target,
        )
        for one in found.classes
    ]
    return histogram(760, 280, columns, rules)


def _spread_figures(room: Room, found: Spread) -> list[dict[str, object]]:
    mean, quartiles = found.mean, found.quartiles
    figures = [
        parts.key_figure(
            room.t("Mean of visits"),
            parts.score(mean.value, room.held),
            interval_words(room, mean.low, mean.high),
        ),
        parts.key_figure(room.t("Median"), parts.number(room.score(found.median))),
        parts.key_figure(
            room.t("Below target"),
            parts.part(found.below),
            room.t("{hits} of {n} visits", hits=found.below.hits, n=found.below.n),
            href=room.behind(short=1) if found.below.hits else None,
        ),
    ]
    if quartiles:
        figures.append(
            parts.key_figure(
                room.t("Middle half"),
                parts.number(f"{room.score(quartiles[0])}–{room.score(quartiles[1])}"),
                room.t("a quarter of visits is below, a quarter above"),
            )
        )
    if found.unscored:
        figures.append(parts.key_figure(room.t("Without a score"), parts.number(found.unscored)))
    return figures


def _class_table(room: Room, found: Spread) -> Block:
    return parts.table(
        [parts.head(room.t("Score")), parts.head(room.t("Visits"), num=True)],
        [
            [
                parts.text(f"{one.low / 100:g}–{one.high / 100:g}"),
                parts.number(
                    one.visits,
                    room.behind(low=one.low, high=one.high + (one.high == 10_000))
                    if one.visits
                    else None,
                ),
            ]
            for one in found.classes
        ],
        label=room.t("Visits by score"),
    )


def _band_table(room: Room, found: Spread) -> Block:
    bands = {band.key: band for band in found.held.bands}
    return parts.table(
        [
            parts.head(room.t("Band")),
            parts.head(room.t("From"), num=True),
            parts.head(room.t("Visits"), num=True),
            parts.head(room.t("Share"), num=True),
        ],
        [
            [
                parts.text(room.say(bands[key].label)),
                parts.number(room.score(bands[key].floor), muted=True),
                parts.number(part.hits, room.behind(band=key) if part.hits else None),
                parts.part(part),
            ]
            for key, part in found.bands
        ],
        title=room.t("By band"),
        measure=room.t("share of visits with its interval"),
    )


def square(room: Room, found: Square, names: Mapping[int, Named]) -> Shown:
    """Return the process × personal square of all branches."""
    commonest = max(TYPES[:4], key=lambda key: found.types[key].hits)
    part = parts.percent(found.types[commonest].value)
    size = 340.0
    labels = {one.branch: room.say(names[one.facts].name) for one in named_in(found)}
    dots = [
        SquareDot(one.process, one.personal, labels.get(one.branch, "")) for one in found.places
    ]
    words = {key: room.t(TYPE_WORDS[key]) for key in TYPES[:4]}
    figure = service_square(
        size,
        dots,
        hundredths(found.limits.process_at),
        hundredths(found.limits.personal_at),
        words | {"process": room.t("Process"), "personal": room.t("Personal")},
    )
    return Shown(
        title=room.t(
            "{share}% of visits are {type}", share=part, type=room.t(TYPE_WORDS[commonest])
        )
        if part is not None
        else room.period,
        measure=room.t(
            "{period} · {n} branches by how orderly (process) and how warm (personal) they are",
            period=room.period,
            n=len(found.places),
        ),
        blocks=[
            parts.side_by_side(
                parts.chart(
                    figure,
                    room.t("Where the branches stand"),
                    room.t("mean of the visits, each dot a branch")
                    if len(dots) <= MOST_POINTS
                    else room.t("the larger a hexagon, the more branches; a dot is a single one"),
                ),
                _types(room, found),
            ),
            _square_table(room, found, names),
        ],
        methods=("share",),
        notes=[
            room.t(
                "Process: prompt, efficient, orderly, uniform. Personal: warm, friendly, "
                "interested, skilled in talking. Near the limits nothing is decided."
            )
        ],
    )


def named_in(found: Square) -> list[Place]:
    """Return the branches that are named in the square: of many only the weakest."""
    if len(found.places) > LABELLED:
        return weakest(found)[:_NAMED]
    return [one for one in found.places if one.type not in ("quality", "undecided")]


def _types(room: Room, found: Square) -> Block:
    counts = {key: sum(one.type == key for one in found.places) for key in TYPES}
    return parts.table(
        [
            parts.head(room.t("Type of service")),
            parts.head(room.t("Visits"), num=True),
            parts.head(room.t("Share of visits"), num=True),
            parts.head(room.t("Branches"), num=True),
        ],
        [
            [
                parts.text(room.t(TYPE_WORDS[key])),
                parts.number(
                    found.types[key].hits,
                    room.behind(service=key) if found.types[key].hits else None,
                ),
                parts.part(found.types[key]),
                parts.number(counts[key]),
            ]
            for key in TYPES
        ],
        title=room.t("The four types"),
        measure=room.t("of {n} visits", n=found.visits),
    )


def square_page(room: Room, found: Square) -> list[Place]:
    """Return the branches on the page asked for, the weakest first."""
    number = page_number(room.call)
    return weakest(found)[(number - 1) * SIZE : number * SIZE]


def weakest(found: Square) -> list[Place]:
    """Return all branches, those with the weakest side first."""
    return sorted(found.places, key=lambda one: (min(one.process, one.personal), one.branch))


def _square_table(room: Room, found: Square, names: Mapping[int, Named]) -> Block:
    return parts.table(
        [
            parts.head(room.t("Branch")),
            parts.head(room.t("Process"), num=True),
            parts.head(room.t("Personal"), num=True),
            parts.head(room.t("Type of service")),
            parts.head(room.t("Visits"), num=True),
        ],
        [
            [
                parts.link(room.branch(names[one.facts]), room.say(names[one.facts].name)),
                parts.points(one.process),
                parts.points(one.personal),
                parts.text(room.t(TYPE_WORDS[one.type])),
                parts.number(one.visits, room.behind(branch=names[one.facts].code)),
            ]
            for one in square_page(room, found)
        ],
        title=room.t("Branches, weakest side first"),
        pager=pager(room.call, page_number(room.call), len(found.places), SIZE),
    )
