"""How far visits run on the four bases, and how long they waited."""

from collections.abc import Sequence

from reports.charts.columns import Column, Rule, ShareBar, histogram, share_bars
from reports.comparison import parts
from reports.comparison.bar import DAYPART_WORDS
from reports.comparison.frame import Room, Shown
from reports.comparison.parts import Block
from reports.figures.spread import Bases
from reports.figures.waiting import Waited, WaitFigures
from reports.statistics.shares import Share

_LONGEST = 86_401
_DAY = tuple(DAYPART_WORDS)
BASE_WORDS = (
    ("First base", "a positive attitude shown"),
    ("Second base", "the need recognised"),
    ("Third base", "the need met"),
    ("Home plate", "the customer comes back"),
)


def bases(room: Room, found: Bases) -> Shown:
    """Return how far the visits ran."""
    home = parts.percent(found.bases[-1].of_all.value)
    loss = min(
        (one for one in found.bases if one.of_before.value is not None),
        key=lambda one: one.of_before.value or 0,
        default=None,
    )
    named = room.t(BASE_WORDS[loss.number - 1][0]) if loss else ""
    return Shown(
        title=room.t(
            "{share}% of visits come home; most stop before {base}", share=home, base=named
        )
        if home is not None
        else room.period,
        measure=room.t(
            "{period} · {n} visits; a base counts only when all before it were touched",
            period=room.period,
            n=found.visits,
        ),
        blocks=[
            parts.chart(
                share_bars(
                    760,
                    [
                        _bar(room.t(words), one.of_all, room.t(meaning))
                        for one, (words, meaning) in zip(found.bases, BASE_WORDS, strict=True)
                    ],
                    230,
                )
                if found.visits
                else None,
                room.t("How far visits run"),
                room.t("share of all visits with its interval"),
            ),
            _base_table(room, found),
        ],
        methods=("share",),
        notes=[
            room.t(
                "As in the game: a run counts only when the bases are touched in order. A need "
                "that was not recognised can not be met."
            )
        ],
    )


def _base_table(room: Room, found: Bases) -> Block:
    return parts.table(
        [
            parts.head(room.t("Base")),
            parts.head(room.t("Visits"), num=True),
            parts.head(room.t("Of all visits"), num=True),
            parts.head(room.t("Of those at the base before"), num=True),
        ],
        [
            [
                parts.text(room.t(words), room.t(meaning)),
                parts.number(
                    one.of_all.hits, room.behind(bases=one.number) if one.of_all.hits else None
                ),
                parts.part(one.of_all),
                parts.part(one.of_before),
            ]
            for one, (words, meaning) in zip(found.bases, BASE_WORDS, strict=True)
        ],
        title=room.t("Base by base"),
    )


def _bar(label: str, one: Share, under: str = "") -> ShareBar:
    interval = one.interval
    return ShareBar(
        label=label,
        value=None if one.value is None else one.value * 100,
        low=interval.low * 100 if interval else None,
        high=interval.high * 100 if interval else None,
        shown="–" if one.value is None else f"{parts.percent(one.value)}%",
        under=under,
    )


def waits(room: Room, found: Sequence[WaitFigures]) -> Shown:
    """Return how long visits waited."""
    judged = [one for one in found if one.all.within.value is not None]
    worst = min(judged, key=lambda one: one.all.within.value or 0, default=None)
    title = (
        room.t(
            "{share}% are within target at “{item}”",
            share=parts.percent(worst.all.within.value),
            item=room.say(worst.wording),
        )
        if worst
        else room.t("No waits were measured")
    )
    return Shown(
        title=title,
        measure=room.t("{period} · waits as timed by auditors", period=room.period),
        blocks=[
            _wait_table(room, found),
            *(
                block
                for one in found
                if one.all.n
                for block in (_wait_chart(room, one), _by_daypart(room, one))
            ),
        ],
        methods=("median", "share"),
    )


def _wait_table(room: Room, found: Sequence[WaitFigures]) -> Block:
    return parts.table(
        _wait_heads(room, room.t("Wait"), target=True),
        [
            [
                parts.text(room.say(one.wording), room.say(one.section), wrap=True),
                parts.number(_wait_target(room, one), muted=True),
                *_wait_cells(room, one.all, room.behind(wait=one.key)),
            ]
            for one in found
        ],
        title=room.t("All waits"),
    )


def _wait_target(room: Room, one: WaitFigures) -> str:
    """Say the target; visits can be within it where each format has its own."""
    by_format = one.target is None and one.all.within.hits
    return room.t("by format") if by_format else room.duration(one.target)


def _wait_heads(room: Room, first: str, *, target: bool) -> list[dict[str, object]]:
    return [
        parts.head(first),
        *([parts.head(room.t("Target"), num=True)] if target else []),
        parts.head(room.t("Median"), num=True),
        parts.head(room.t("Interval"), num=True),
        parts.head(room.t("9 of 10 within"), num=True),
        parts.head(room.t("Within target"), num=True),
        parts.head(room.t("Visits"), num=True),
    ]


def _wait_cells(room: Room, one: Waited, href: str) -> list[parts.Cell]:
    likely = "–" if one.low is None else f"{room.duration(one.low)} – {room.duration(one.high)}"
    return [
        parts.number(room.duration(one.median)),
        parts.number(likely, muted=True),
        parts.number(room.duration(one.p90)),
        parts.part(one.within),
        parts.number(one.n, href if one.n else None),
    ]


def _wait_chart(room: Room, one: WaitFigures) -> Block:
    step = one.classes[0].high or one.classes[0].low + 60
    rules = []
    if one.all.median is not None:
        words = room.t("median {value}", value=room.duration(one.all.median))
        rules.append(Rule(min(one.all.median / step, len(one.classes)), words))
    if one.target is not None and one.target <= step * len(one.classes):
        words = room.t("target {target}", target=room.duration(one.target))
        rules.append(Rule(one.target / step, words, "ink-2", (4, 3)))
    last = len(one.classes) - 1
    figure = histogram(
        760,
        220,
        [
            Column(
                each.visits,
                room.duration(each.low) + ("+" if place == last else "")
                if place % 2 == 0 or place == last
                else "",
                one.target is None or each.low < one.target,
            )
            for place, each in enumerate(one.classes)
        ],
        rules,
    )
    return parts.chart(
        figure,
        room.say(one.wording),
        room.t("{n} visits by how long they waited", n=one.all.n),
        _wait_classes(room, one),
    )


def _wait_classes(room: Room, one: WaitFigures) -> Block:
    """The columns of the chart, each with the visits behind it."""
    return parts.table(
        [parts.head(room.t("Wait")), parts.head(room.t("Visits"), num=True)],
        [
            [
                parts.text(
                    f"{room.duration(each.low)} – {room.duration(each.high)}"
                    if each.high
                    else f"{room.duration(each.low)}+"
                ),
                parts.number(
                    each.visits,
                    room.behind(wait=one.key, low=each.low, high=each.high or _LONGEST)
                    if each.visits
                    else None,
                ),
            ]
            for each in one.classes
        ],
        label=room.say(one.wording),
    )


def _by_daypart(room: Room, one: WaitFigures) -> Block:
    return parts.table(
        _wait_heads(room, room.t("Part of the day"), target=False),
        [
            [
                parts.link(
                    room.at("waits", room.asked.but(daypart=name)), room.t(DAYPART_WORDS[name])
                ),
                *_wait_cells(room, each, room.behind(room.asked.but(daypart=name), wait=one.key)),
            ]
            for name, each in sorted(one.dayparts, key=lambda pair: _DAY.index(pair[0]))
            if each.n
        ],
        title=room.t("By part of the day"),
        measure=room.say(one.wording),
        label=f"{room.t('By part of the day')}: {room.say(one.wording)}",
    )
