"""The trend: waves with intervals, control limits, breaks, and the same wave last year."""

from collections.abc import Callable, Sequence

from audit.models import Wave
from reports.charts.waves import LimitBand, WaveDot, control_chart
from reports.compare import change
from reports.comparison import parts
from reports.comparison.frame import Room, Shown
from reports.comparison.parts import Block
from reports.comparison.voice import Voice
from reports.figures.aims import Aim
from reports.figures.through import Through, WavePoint
from reports.rollup.filters import Filter
from reports.statistics.words import RULE_WORDS

WIDE, HIGH = 760.0, 300.0


def trend_chart(
    voice: Voice,
    found: Through,
    title: str,
    measure: str,
    rows: Block | None = None,
    *,
    width: float = WIDE,
) -> Block:
    """Return the control chart of some waves; `rows`: its table, where that is folded below it."""
    known = [point for point in found.points if point.mean.value is not None]
    figure = control_chart(
        width,
        HIGH,
        [_dot(voice, point) for point in found.points],
        [LimitBand(s.first, s.last, s.center, s.low, s.high) for s in found.stretches],
        found.aim.mean,
        aim_words(voice, found.aim),
        voice.t("new scoring"),
    )
    return parts.chart(figure if len(known) > 1 else None, title, measure, rows, late=True)


def aim_words(voice: Voice, aim: Aim) -> str:
    """Say the target at the line that stands for it: of branches with different ones the mean."""
    words = "target {target}" if aim.shared is not None else "mean target {target}"
    return voice.t(words, target=voice.score(aim.mean))


def _dot(voice: Voice, point: WavePoint) -> WaveDot:
    return WaveDot(
        label=short(point.wave, voice.call.lang),
        value=point.mean.value,
        shown=voice.score(point.mean.value),
        low=point.mean.low,
        high=point.mean.high,
        smoothed=point.smoothed,
        signal=bool(point.signals),
        broken=point.broken,
    )


def short(wave: Wave, lang: str) -> str:
    """Return a wave as short as it fits under a chart: year and month of its beginning."""
    first = wave.starts_on
    return f"{first.year % 100:02}/{first.month}" if lang == "zh" else f"{first:%b} {first:%y}"


def trend_table(voice: Voice, found: Through, down: Callable[[Wave], str] | None = None) -> Block:
    """Return the waves as a table, newest first; `down`: the address of a wave's visits."""
    points = list(found.points)
    return parts.table(
        [
            parts.head(voice.t("Wave")),
            parts.head(voice.t("Mean"), num=True),
            parts.head(voice.t("Interval"), num=True),
            parts.head(voice.t("Change"), num=True),
            parts.head(voice.t("Against last year"), num=True),
            parts.head(voice.t("Visits"), num=True),
            parts.head(voice.t("What is unusual")),
        ],
        [_row(voice, points, place, down) for place in reversed(range(len(points)))],
        label=voice.t("Waves"),
    )


def _row(
    voice: Voice,
    points: Sequence[WavePoint],
    place: int,
    down: Callable[[Wave], str] | None,
) -> list[parts.Cell]:
    point, held = points[place], voice.held
    before = points[place - 1] if place and not point.broken else None
    year = points[point.year] if point.year is not None else None
    alike = year is not None and not any(
        one.broken for one in points[point.year or 0 : place + 1][1:]
    )
    unusual = [voice.t(RULE_WORDS[rule]) for rule in point.signals]
    if point.broken:
        unusual.insert(0, voice.t("scored differently from here on"))
    return [
        parts.text(voice.wave(point.wave)),
        parts.score(point.mean.value, held),
        parts.between(point.mean),
        parts.gap(change(point.mean.value, before.mean.value if before else None, held.places)),
        parts.gap(
            change(point.mean.value, year.mean.value, held.places) if year and alike else None
        ),
        parts.number(point.visits, down(point.wave) if down else None),
        parts.text(" · ".join(unusual), wrap=True, muted=True),
    ]


def shown(room: Room, found: Through) -> Shown:
    """Return the trend of what is looked at."""
    points, last = found.points, found.points[-1]
    return Shown(
        title=_finding(room, found),
        measure=room.t(
            "{n} waves until {last} · mean of the visits of each wave with its interval",
            n=len(points),
            last=room.wave(last.wave),
        ),
        blocks=[
            parts.key_figures(_figures(room, found)),
            trend_chart(
                room,
                found,
                room.t("Waves and their control limits"),
                room.t("grey: usual up and down; dotted: smoothed; amber: unusual"),
            ),
            trend_table(room, found, lambda wave: room.behind(_alone(room.asked, wave)))
            | dict.fromkeys(("title", "label"), room.t("Wave by wave")),
        ],
        methods=("control", "ewma", "season", "slope", "mean"),
        notes=[
            room.t("No line crosses a wave from which on the checklist is scored differently."),
            *(
                [room.t("Limits of fewer than eight waves are provisional.")]
                if any(one.provisional for one in found.stretches)
                else []
            ),
        ],
    )


def _alone(asked: Filter, wave: Wave) -> Filter:
    return asked.but(waves=(wave.code,), since=None, until=None)


def _finding(room: Room, found: Through) -> str:
    last = found.points[-1]
    mean = room.score(last.mean.value)
    if last.signals:
        rule = room.t(RULE_WORDS[last.signals[0]])
        return room.t(
            "{mean} in {wave} is unusual: {rule}",
            mean=mean,
            wave=room.wave(last.wave),
            rule=rule,
        )
    slope = found.slope
    if slope is not None and slope.p < 0.05:
        words = "Rising by {change} a wave" if slope.slope > 0 else "Falling by {change} a wave"
        return room.t(words, change=room.score(abs(round(slope.slope))))
    return room.t(
        "{mean} in {wave} is within the usual up and down", mean=mean, wave=room.wave(last.wave)
    )


def _figures(room: Room, found: Through) -> list[dict[str, object]]:
    points, last = found.points, found.points[-1]
    figures = [
        parts.key_figure(
            room.wave(last.wave),
            parts.score(last.mean.value, room.held),
            room.t("{n} visits", n=last.visits),
        )
    ]
    stretch = found.stretches[-1]
    if stretch.low is not None and stretch.high is not None:
        figures.append(
            parts.key_figure(
                room.t("Usual up and down"),
                parts.number(f"{room.score(stretch.low)}–{room.score(stretch.high)}"),
                room.t("control limits of {n} waves", n=stretch.last - stretch.first + 1),
            )
        )
    if last.year is not None:
        year = points[last.year]
        figures.append(
            parts.key_figure(
                room.t("Same wave last year"),
                parts.score(year.mean.value, room.held),
                room.wave(year.wave),
            )
        )
    if found.slope is not None:
        slope = found.slope
        figures.append(
            parts.key_figure(
                room.t("Slope"),
                parts.number(room.signed(round(slope.slope))),
                room.t(
                    "points a wave, likely {low} to {high}",
                    low=room.signed(round(slope.interval.low)),
                    high=room.signed(round(slope.interval.high)),
                ),
            )
        )
    return figures
