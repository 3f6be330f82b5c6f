"""The page about auditors put into words and tables."""

from collections.abc import Mapping

from reports.comparison import parts
from reports.comparison.frame import Room, Shown
from reports.comparison.parts import Block, Cell
from reports.figures.units import whole
from reports.raters.doubles import DAYS, FEWEST
from reports.raters.figures import READ, Corrected, Rater, Raters
from reports.rollup.branches import Named

SHOWN = 100
"""Branches listed, at most: those that are corrected most."""

MEASURE_WORDS = (
    ("Alike", "share of the items judged by both that both judged alike"),
    ("Gwet’s AC1", "the same, with agreement by chance taken off"),
    ("Krippendorff’s alpha", "falls where nearly all answers are the same; read AC1 then"),
    ("ICC(1,1)", "share of the spread of total scores that is the branches’ own"),
)


def shown(room: Room, found: Raters, names: Mapping[int, Named]) -> Shown:
    """Return the page; `names` are those of the branches that are listed, by facts."""
    return Shown(
        title=_finding(room, found),
        measure=room.t(
            "{period} · {n} visits by {m} auditors, by pseudonym",
            period=room.period, n=found.visits, m=len(found.raters),
        ),
        blocks=[
            parts.key_figures(_figures(room, found)),
            _raters(room, found),
            _doubles(room, found),
            _branches(room, found, names),
        ],
        notes=_notes(room),
    )  # fmt: skip


def _finding(room: Room, found: Raters) -> str:
    known = [one for one in found.raters if one.severity is not None]
    sure = [one for one in known if one.low is not None and (one.low > 0 or (one.high or 0) < 0)]
    if not known:
        return room.t("No chain of shared branches tells who is strict")
    if not sure:
        return room.t("No auditor is surely stricter or milder than the others")
    return room.t(
        "{n} of {m} auditors are surely stricter or milder than the others",
        n=len(sure), m=len(known),
    )  # fmt: skip


def _figures(room: Room, found: Raters) -> list[dict[str, object]]:
    doubles = found.doubles
    return [
        parts.key_figure(
            room.t("Spread of strictness"),
            parts.number(room.score(found.between)),
            room.t("standard deviation in points, chance taken off"),
        ),
        parts.key_figure(
            room.t("Parts without a link"),
            parts.number(found.components),
            room.t("auditors are compared within a part only"),
        ),
        parts.key_figure(
            room.t("Double visits"),
            parts.number(doubles.pairs),
            room.t("{n} items judged by both", n=doubles.items),
        ),
        parts.key_figure(
            room.t("Alike on items"),
            parts.number(_percent(doubles.percent)),
            room.t("AC1 {value}", value=_coefficient(doubles.ac1)),
        ),
    ]


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{whole(value * 100)}%"


def _coefficient(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _raters(room: Room, found: Raters) -> Block:
    heads = [
        parts.head(room.t("Auditor")),
        parts.head(room.t("Part"), num=True),
        parts.head(room.t("Visits"), num=True),
        parts.head(room.t("Branches"), num=True),
        parts.head(room.t("Mean given"), num=True),
        parts.head(room.t("Strictness"), num=True),
        parts.head(room.t("Interval"), num=True),
        parts.head(room.t("Could not be observed"), num=True),
        parts.head(room.t("Answered very fast"), num=True),
    ]
    return parts.table(
        heads,
        [_rater(room, one) for one in found.raters],
        title=room.t("Auditors, strictest first"),
        measure=room.t("points below what the average auditor gives at the same branches"),
        empty=room.t("Nothing is official yet"),
        note=room.t(
            "Fast: of the newest {n} visits at most, those in which half the answers came within "
            "three seconds of the one before.",
            n=READ,
        ),
    )


def _rater(room: Room, one: Rater) -> list[Cell]:
    likely = "–" if one.low is None else f"{room.signed(one.low)} … {room.signed(one.high)}"
    return [
        parts.text(one.pseudonym),
        parts.number(one.component + 1, muted=True),
        parts.number(one.visits),
        parts.number(one.branches),
        parts.points(one.mean),
        parts.number(room.signed(one.severity)),
        parts.number(likely, muted=True),
        parts.number(_percent(one.unseen)),
        parts.part(one.hasty),
    ]


def _doubles(room: Room, found: Raters) -> Block:
    one = found.doubles
    values = (
        _percent(one.percent),
        _coefficient(one.ac1),
        _coefficient(one.alpha),
        _coefficient(one.icc.value if one.icc else None),
    )
    return parts.table(
        [
            parts.head(room.t("Measure")),
            parts.head(room.t("Value"), num=True),
            parts.head(room.t("What it says"), grow=True),
        ],
        [
            [parts.text(room.t(name)), parts.number(value), parts.text(room.t(words), wrap=True)]
            for (name, words), value in zip(MEASURE_WORDS, values, strict=True)
        ],
        title=room.t("Agreement on double visits"),
        measure=room.t("{n} pairs of visits", n=one.pairs),
        note=room.t(
            "A pair: two visits of one branch in the same wave, by the same checklist and channel, "
            "by different auditors, at most {days} days apart. Fewer than {n} pairs tell nothing.",
            days=DAYS, n=FEWEST,
        ),
    )  # fmt: skip


def _branches(room: Room, found: Raters, names: Mapping[int, Named]) -> Block:
    return parts.table(
        [
            parts.head(room.t("Branch")),
            parts.head(room.t("Visits"), num=True),
            parts.head(room.t("Mean"), num=True),
            parts.head(room.t("Adjusted"), num=True),
            parts.head(room.t("Correction"), num=True),
        ],
        [_branch(room, one, names[one.facts]) for one in found.branches[:SHOWN]],
        title=room.t("Branches, most corrected first"),
        measure=room.t("as the average auditor would have scored them"),
        empty=room.t("No chain of shared branches tells who is strict"),
    )


def _branch(room: Room, one: Corrected, name: Named) -> list[Cell]:
    return [
        parts.link(room.branch(name), room.say(name.name), room.say(name.region)),
        parts.number(one.visits),
        parts.score(one.raw, room.held),
        parts.points(one.adjusted),
        parts.number(room.signed(one.adjusted - one.raw)),
    ]


def _notes(room: Room) -> list[str]:
    return [
        room.t(
            "Strictness is told only where auditors share branches, directly or along a chain: "
            "then what the branch is like and how strictly it was judged can be told apart."
        ),
        room.t(
            "With few visits an auditor’s strictness is drawn towards the average: what looks "
            "strict may be chance."
        ),
        room.t(
            "The adjusted score is for head office alone. The raw score stays the official one; "
            "the branch side sees neither this page nor the adjusted score."
        ),
    ]
