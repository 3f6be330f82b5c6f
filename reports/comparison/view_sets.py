"""Sets side by side: the tree of regions, competitors, any two sets."""

from typing import Any

from audit.network.formats import format_name
from reports.charts.labels import room as breadth
from reports.charts.pairs import PairMean, PairRow, pair_plot
from reports.comparison import parts
from reports.comparison.bar import CHANNEL_WORDS, DAYPART_WORDS, KIND_WORDS, VIEW_WORDS
from reports.comparison.frame import Room, Shown
from reports.comparison.parts import Block
from reports.comparison.voice import say_wave
from reports.comparison.words import change_words, of_visits
from reports.figures.sets import Sides, WholeSet
from reports.figures.tree import RegionLine, Regions
from reports.figures.units import Mean
from reports.rollup.filters import OTHER, Filter
from reports.rollup.lens import Lens


def regions(room: Room, found: Regions) -> Shown:
    """Return the tree of regions with everything below each of them."""
    lines = found.lines
    top = lines[0]
    inner = [one for one in lines if one.node.depth == 1 and one.level is not None]
    weakest = min(inner, key=lambda one: one.level or 0, default=None)
    title = (
        room.t(
            "{region} is the weakest region with {mean}",
            region=room.say(weakest.node.name),
            mean=room.score(weakest.level),
        )
        if weakest and len(inner) > 1
        else room.say(top.node.name)
    )
    axis = parts.axis_of([one.mean.value for one in lines], found.aim.shared)
    return Shown(
        title=title,
        measure=of_visits(room, top.visits, top.branches),
        blocks=[
            parts.table(
                [
                    parts.head(room.t("Region")),
                    parts.head(room.t("Branches"), num=True),
                    parts.head(room.t("Visits"), num=True),
                    parts.head(room.t("Mean of branches"), num=True),
                    parts.head(room.t("Against target"), num=True),
                    parts.head(room.t("Mean of visits with its interval"), hint="axis"),
                    parts.head(room.t("Interval"), num=True),
                    parts.head(room.t("Critical failures"), num=True),
                    *(parts.head(room.say(one.title), num=True) for one in found.sections),
                ],
                [_region(room, found, one) for one in lines],
                label=room.t("Regions"),
                axis=axis,
                nested=[min(one.node.depth, 4) for one in lines],
            )
        ],
        methods=("mean", "share"),
        notes=[
            room.t(
                "Each region holds everything below it. The mean of branches counts each branch "
                "once; the interval is that of its visits."
            ),
            *(
                [room.t("A region is held to the mean of the targets of its branches.")]
                if found.aim.each
                else []
            ),
        ],
    )


def _region(room: Room, found: Regions, one: RegionLine) -> list[parts.Cell]:
    inside = room.asked.but(region=one.node.code)
    return [
        parts.link(room.at("ranking", inside), room.say(one.node.name)),
        parts.number(one.branches),
        parts.number(one.visits, room.at("behind", inside)),
        parts.score(one.level, found.held),
        parts.gap(one.gap),
        parts.span(one.mean),
        parts.between(one.mean),
        parts.part(one.critical),
        *(parts.points(value, muted=True) for value in one.sections),
    ]


def sides(room: Room, found: Sides, names: tuple[str, str]) -> Shown:
    """Return two sets side by side; the difference is the second less the first. `names`: as they
    are called within a sentence."""
    heads = (_begun(names[0]), _begun(names[1]))
    return Shown(
        title=_begun(_finding(room, found, names)),
        measure=_begun(
            room.t("{one} and {other}, each branch counting once", one=names[0], other=names[1])
        ),
        blocks=[
            parts.side_by_side(
                _side(room, found.one, heads[0]), _side(room, found.other, heads[1])
            ),
            _difference(room, found),
            _parted_chart(room, found, heads),
            _parted(room, found, heads),
            _views(room, found, heads),
        ],
        methods=("sets", "change", "mean"),
        notes=[
            room.t("The same branches are compared with themselves.")
            if found.paired
            else room.t("The sets hold different branches: their means are compared."),
        ],
    )


def _begun(words: str) -> str:
    """Return words as they begin a sentence."""
    return words[:1].upper() + words[1:]


def _finding(room: Room, found: Sides, names: tuple[str, str]) -> str:
    difference = found.moved.difference
    if not found.alike:
        return room.t("These sets were not scored alike and can not be compared")
    if difference is None or not found.one.visits or not found.other.visits:
        return room.t("One side has no visits to compare")
    if found.moved.verdict != "real":
        return room.t(
            "{other} against {one}: {change}, within noise",
            other=names[1], one=names[0], change=room.signed(difference),
        )  # fmt: skip
    better, worse = (names[1], names[0]) if difference > 0 else names
    return room.t(
        "{better} is really better than {worse} by {change}",
        better=better,
        worse=worse,
        change=room.score(abs(difference)),
    )


def _side(room: Room, one: WholeSet, name: str) -> Block:
    axis = parts.axis_of([one.mean.low, one.mean.value], one.held.target)
    rows = [
        (room.t("Mean"), parts.score(one.mean.value, one.held)),
        (room.t("Interval"), parts.between(one.mean)),
        (room.t("At target"), parts.part(one.at_target)),
        (room.t("Critical failures"), parts.part(one.critical)),
        (room.t("Branches"), parts.number(one.branches)),
        (room.t("Visits"), parts.number(one.visits, room.at("behind", one.lens.filter))),
    ]
    return parts.table(
        [parts.head(room.t("Figure")), parts.head(room.t("Value"), num=True)],
        [[parts.text(label), cell] for label, cell in rows],
        title=name,
        measure=_periods(room, one.lens),
        axis=axis,
    )


def _periods(room: Room, lens: Lens) -> str:
    """Say the waves of a side."""
    if not lens.waves:
        return "–"
    newest, oldest = room.say(say_wave(lens.waves[0])), room.say(say_wave(lens.waves[-1]))
    return newest if len(lens.waves) == 1 else f"{oldest} – {newest}"


def _difference(room: Room, found: Sides) -> Block:
    moved = found.moved
    likely = None if moved.low is None else f"{room.signed(moved.low)} … {room.signed(moved.high)}"
    critical = found.critical
    figures = [
        parts.key_figure(
            room.t("Difference"),
            parts.moved(moved),
            change_words(room, moved),
        )
    ]
    if likely:
        figures.append(parts.key_figure(room.t("Likely difference"), parts.number(likely)))
    if found.paired and found.alike:
        figures.append(
            parts.key_figure(
                room.t("Rose / fell"),
                parts.number(f"{found.up} / {found.down}"),
                room.t("branches, noise included"),
            )
        )
    if critical.value is not None and critical.interval is not None:
        low, high = (_signed(one) for one in (critical.interval.low, critical.interval.high))
        figures.append(
            parts.key_figure(
                room.t("Critical failures"),
                parts.number(_signed(critical.value)),
                room.t("likely {low} to {high} percentage points", low=low, high=high),
            )
        )
    return parts.key_figures(figures)


def _signed(value: float) -> str:
    """Write a difference of shares in percentage points."""
    shown = parts.percent(value) or 0
    return f"{'+' if shown > 0 else '−' if shown < 0 else '±'}{abs(shown)}"


def _heads(room: Room, first: str, names: tuple[str, str]) -> list[dict[str, Any]]:
    return [
        parts.head(first),
        parts.head(names[0], num=True),
        parts.head(room.t("Interval"), num=True),
        parts.head(names[1], num=True),
        parts.head(room.t("Interval"), num=True),
        parts.head(room.t("Difference"), num=True),
    ]


def _pair(one: Mean, other: Mean, room: Room) -> list[parts.Cell]:
    return [
        parts.score(one.value, room.held),
        parts.between(one),
        parts.score(other.value, room.held),
        parts.between(other),
    ]


def _parted_chart(room: Room, found: Sides, names: tuple[str, str]) -> Block:
    rows = [
        PairRow(
            room.say(name.title),
            *(_pair_mean(side.sections[name.key]) for side in (found.one, found.other)),
        )
        for name, _ in found.sections
    ]
    known = any(row.one.value is not None and row.other.value is not None for row in rows)
    wide = max((breadth(row.label, 11.5) for row in rows), default=0.0) + 16
    return parts.chart(
        pair_plot(760, rows, names, wide) if known else None,
        room.t("Sections of both sides"),
        room.t("means over branches with their intervals, 0–100"),
    )


def _pair_mean(one: Mean) -> PairMean:
    return PairMean(one.value, one.low, one.high)


def _parted(room: Room, found: Sides, names: tuple[str, str]) -> Block:
    return parts.table(
        _heads(room, room.t("Section"), names),
        [
            [
                parts.text(room.say(name.title)),
                *_pair(found.one.sections[name.key], found.other.sections[name.key], room),
                parts.moved(moved),
            ]
            for name, moved in found.sections
        ],
        title=room.t("Sections"),
        measure=room.t("≈: within noise"),
    )


def _views(room: Room, found: Sides, names: tuple[str, str]) -> Block:
    shown = [key for key in VIEW_WORDS if found.one.views[key].n or found.other.views[key].n]
    return parts.table(
        _heads(room, room.t("Dimension"), names)[:-1],
        [
            [
                parts.text(room.t(VIEW_WORDS[key])),
                *_pair(found.one.views[key], found.other.views[key], room),
            ]
            for key in shown
        ],
        title=room.t("Dimensions"),
    )


def no_competitors(room: Room) -> Shown:
    """Say what it takes to see competitors here."""
    how = room.t(
        "Add a competitor’s branches under a brand of their own and assign visits to them by the "
        "same checklist. With the channel “competitor” they count here and nowhere else."
    )
    return Shown(
        title=room.t("No competitor was visited by this checklist in these waves"),
        measure=room.period,
        blocks=[parts.table([], [], title=room.t("How competitors get here"), empty=how)],
    )


def side_name(room: Room, lens: Lens, other: Filter) -> str:
    """Say what makes a side different from the other one, else its waves."""
    asked, lang = lens.filter, room.call.lang
    regions = {code: name.say(lang) for code, name, _ in room.options.regions}
    brands = {code: name.say(lang) for code, name in room.options.brands}
    said = {
        "kind": room.t(KIND_WORDS[asked.kind]),
        "region": regions.get(asked.region or "", asked.region) or room.t("All regions"),
        "brand": brands.get(asked.brand or "", asked.brand) or room.t("All brands"),
        "format": format_name(asked.format).say(lang) if asked.format else room.t("All formats"),
        "tag": asked.tag or room.t("All tags"),
        "channel": room.t(CHANNEL_WORDS.get(asked.channel or "", "All channels")),
        "daypart": room.t(DAYPART_WORDS.get(asked.daypart or "", "All day")),
    }
    differing = [
        str(words) for name, words in said.items() if getattr(asked, name) != getattr(other, name)
    ]
    return " · ".join(differing) or _periods(room, lens)


def proposals(room: Room) -> list[tuple[str, str]]:
    """Return pairs worth comparing: last wave, last year, competitors, as (words, address)."""
    lens, asked = room.lens, room.asked
    found = []
    if lens.before is not None and lens.wave is not None:
        found.append((room.t("The wave before"), asked.but(waves=(lens.before.code,))))
    if lens.last_year is not None:
        found.append((room.t("The same wave last year"), asked.but(waves=(lens.last_year.code,))))
    found.append((room.t("Competitors"), asked.but(kind="competitor")))
    return [(words, _pair_address(room, other)) for words, other in found]


def _pair_address(room: Room, other: Filter) -> str:
    wave = room.lens.wave
    own = room.asked if room.asked.waves or wave is None else room.asked.but(waves=(wave.code,))
    pairs = other.query(OTHER) or own.query(OTHER)
    return room.at("sides", own, **dict(pairs))
