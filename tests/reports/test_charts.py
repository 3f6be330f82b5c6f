"""Charts: geometry that says what the numbers say, and SVG that is safe to put into a page."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.charts.crowd import crowd
from reports.charts.figure import Box, Dot, Figure, Label, Shape, Stroke, scale, to_svg
from reports.charts.funnel import FunnelDot, FunnelLimit, from_visits, funnel_plot
from reports.charts.heat import shade
from reports.charts.labels import beside, room
from reports.charts.pairs import PairMean, PairRow, pair_plot
from reports.charts.plots import RadarAxis, SquareDot, TrendDot, radar, service_square, trend_line
from reports.charts.shapes import LETTERS, band_shape, band_tokens
from reports.charts.standing import (
    Fall,
    dot_strip,
    histogram,
    interval_bar,
    slope,
    waterfall,
)
from reports.charts.strips import BandSpan, WaitRow, band_ruler, section_bar, wait_strip
from reports.pdf.tokens import load_tokens

FRAME = (0.0, 0.0, 200.0, 200.0)
TYPES = dict.fromkeys(
    ("quality", "by_the_book", "friendly_helpless", "indifferent", "process", "personal"), "词"
)


FALLS = [
    Fall("满分", "100", 10000, "start"),
    Fall("等候", "−12", -1200, "loss"),
    Fall("加分", "+2", 200, "bonus"),
    Fall("一票否决", "−10", -1000, "critical"),
    Fall("最终", "80", 8000, "final"),
]


def figures() -> list[Figure]:
    bands = [BandSpan("优", 9000), BandSpan("良", 8000), BandSpan("差", 0)]
    dots = [TrendDot(str(i), v, "x", 1, i == 2) for i, v in enumerate((8000, None, 8100, 7000))]
    return [
        section_bar(200, 13, 8750, target=9000, peer=8800, previous=8600),
        section_bar(200, 13, None),
        band_ruler(500, bands, 8640, target=9000, peer=8700, previous=8300, low=5000),
        band_ruler(500, bands, 8640, low=5000, interval=(8400, 9000)),
        wait_strip(500, [WaitRow("排队", 395, 180, 300, "6 分", "时限")], 395, 190),
        service_square(196, [SquareDot(7900, 9100, "本店")], 7500, 7500, TYPES),
        service_square(196, [SquareDot(2000, 9100)], 7500, 7500, TYPES),
        trend_line(500, 90, dots, 9000, "目标"),
        radar(150, [RadarAxis(str(i), 5000 + i, 6000) for i in range(5)]),
        trend_line(500, 90, [replace(dot, low=7000, high=8500) for dot in dots], 9000, "", (7, 8)),
        waterfall(500, FALLS, 150, 7000),
        dot_strip(500, [6000, 7000, 7000, 8000, 9100], 8800, 5000, ("本店", "中位")),
        dot_strip(500, [6000, 7000, 7000, 8000, 9100], None, 5000, ("", "中位")),
        histogram(500, 90, [6000, 8000, 8100, 9900, 10000], [9000, 8000, 0], 5000),
        interval_bar(120, 12, 8000, 7500, 8500, 5000, 9000),
        interval_bar(120, 12, None, None, None, 5000),
        slope(120, 8000, 7000, 5000),
    ]


def test_a_bar_starts_at_zero_and_is_as_long_as_its_score() -> None:
    bar = section_bar(200, 13, 8750)
    track, value = (mark for mark in bar.marks if isinstance(mark, Box))
    assert (track.w, value.x, value.w) == (200, 0, 175)


def test_each_step_of_a_waterfall_begins_where_the_last_ended() -> None:
    figure = waterfall(500, FALLS, 150, 7000)
    boxes = [mark for mark in figure.marks if isinstance(mark, Box)]
    edges = [(box.x, box.x + box.w) for box in boxes]
    assert edges[1][1] == pytest.approx(edges[0][1])
    assert edges[2][0] == pytest.approx(edges[1][0])
    assert edges[3][1] == pytest.approx(edges[2][1])
    assert edges[4][1] == pytest.approx(edges[3][0])


def test_a_strip_shows_a_dot_for_each_peer() -> None:
    finals = [6000, 7000, 7000, 8000, 9100]
    figure = dot_strip(500, finals, 8800, 5000, ("本店", "中位"))
    dots = [mark for mark in figure.marks if isinstance(mark, Dot)]
    assert len(dots) == len(finals) + 1
    assert len({(round(dot.x, 2), round(dot.y, 2)) for dot in dots}) == len(dots)


def test_a_histogram_counts_everyone() -> None:
    finals = [6000, 8000, 8100, 9900, 10000, 10000]
    figure = histogram(500, 90, finals, [9000, 8000, 0], 5000)
    counts = [
        int(mark.text) for mark in figure.marks if isinstance(mark, Label) and mark.text.isdigit()
    ]
    assert sum(counts) == len(finals)


def test_the_square_puts_strong_strong_at_the_upper_right() -> None:
    figure = service_square(200, [SquareDot(9500, 9500)], 7500, 7500, TYPES)
    dot = next(mark for mark in figure.marks if isinstance(mark, Dot))
    assert dot.x > 150
    assert dot.y < 50


def test_no_line_crosses_a_gap_or_a_break() -> None:
    dots = [TrendDot("1", 8000, ""), TrendDot("2", None, ""), TrendDot("3", 8000, "", broken=True)]
    figure = trend_line(300, 90, dots)
    assert not [m for m in figure.marks if getattr(m, "colour", "") == "chart-context"]


def test_a_scale_stops_at_its_ends() -> None:
    place = scale(0, 100, 10, 20)
    assert [place(v) for v in (-5, 0, 50, 500)] == [10, 10, 15, 20]


def test_shades_rise_with_the_value() -> None:
    assert [shade(v) for v in (0, 5000, 7499, 10000)] == [0, 0, 3, 6]


def test_each_band_has_its_own_shape() -> None:
    shapes = [type(band_shape(i, 0, 0, 6)).__name__ for i in range(4)]
    points = [len(getattr(band_shape(i, 0, 0, 6), "points", ())) for i in range(4)]
    assert len(set(zip(shapes, points, strict=True))) == 4
    assert [band_tokens(i)[0] for i in range(6)] == [*LETTERS, "D", "D"]


def test_every_figure_uses_tokens_that_exist_and_is_sound_svg() -> None:
    tokens = load_tokens()
    for figure in figures():
        for mark in figure.marks:
            for part in ("colour", "fill", "stroke"):
                name = getattr(mark, part, "")
                assert not name or tokens.rgb(name)
        ElementTree.fromstring(to_svg(figure))


def test_svg_escapes_what_people_wrote() -> None:
    figure = Figure(10, 10, (Label(0, 0, "<script>alert(1)</script>"),), alt='"><x>')
    svg = to_svg(figure)
    assert "<script" not in svg
    assert "<x>" not in svg


def test_names_beside_crowded_points_cover_nothing() -> None:
    points = [(100 + n % 3 * 5.0, 100 + n // 3 * 4.0) for n in range(9)]
    marks = beside(
        points, ["重庆", "成都", "上海", "Shanghai", "北京", "天津", "", "杭州", "深圳"], FRAME
    )
    frames = [_frame(mark) for mark in marks if isinstance(mark, Label)]
    assert len(frames) == 8
    for n, (left, top, right, bottom) in enumerate(frames):
        assert FRAME[0] <= left < right <= FRAME[2]
        for other in frames[n + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
        assert not any(left < x < right and top < y < bottom for x, y in points)


def _frame(label: Label) -> tuple[float, float, float, float]:
    wide = room(label.text, label.size)
    left = label.x - wide if label.anchor == "end" else label.x
    return left, label.y - label.size, left + wide, label.y


points_of = st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), min_size=1, max_size=400)


@given(points_of)
def test_a_crowd_holds_each_point_once_and_hexagons_grow_with_what_they_hold(
    points: list[tuple[float, float]],
) -> None:
    marks, fullest = crowd(points, 9, "chart-subject")
    dots = [mark for mark in marks if isinstance(mark, Dot)]
    hexes = [mark for mark in marks if isinstance(mark, Shape)]
    assert len(dots) + len(hexes) == len(marks)
    assert {(dot.x, dot.y) for dot in dots} <= set(points)
    assert bool(hexes) == (fullest > 1)
    areas = sorted(_area(shape) for shape in hexes)
    cell = 3 * 3**0.5 / 2 * 9**2
    if areas:
        assert areas[-1] == pytest.approx(cell)
        whole = len(dots) + sum(round(area / cell * fullest) for area in areas)
        assert whole == len(points) or areas[0] == pytest.approx(cell * 0.2**2)


def _area(shape: Shape) -> float:
    turned = (*shape.points[1:], shape.points[0])
    return abs(sum(x * v - y * u for (x, y), (u, v) in zip(shape.points, turned, strict=True))) / 2


def test_very_many_branches_stay_a_small_picture() -> None:
    dots = [SquareDot(5000 + n % 97 * 50, 6000 + n % 71 * 50) for n in range(5000)]
    weak = [SquareDot(3000, 3100, "重庆"), SquareDot(3300, 4000, "成都")]
    figure = service_square(340, [*dots, *weak], 7500, 7500, TYPES)
    assert len(figure.marks) < 1500
    assert {"重庆", "成都"} <= {mark.text for mark in figure.marks if isinstance(mark, Label)}
    assert "30–100" in to_svg(figure)


def test_very_many_branches_are_bars_in_the_funnel_and_the_farthest_stay_dots() -> None:
    dots = [FunnelDot(2 + n % 2, 6000 + n % 40 * 100) for n in range(4800)]
    far = [FunnelDot(3, 4000 + n * 10, 2, "重庆" if n == 0 else "") for n in range(5)]
    limits = [FunnelLimit(n, (6000, 9900), (5000, 10_000)) for n in (1, 2, 3)]
    figure = funnel_plot(760, 380, [*dots, *far], limits, 8000, ("mean", "visits", ""))
    assert sum(isinstance(mark, Dot) for mark in figure.marks) == 5
    wide = [m.w for m in figure.marks if isinstance(m, Box) and m.colour == "chart-context"]
    assert len(wide) == 40
    assert max(wide) == pytest.approx(min(wide)), "as many branches, as long a bar"


@given(st.lists(st.integers(1, 80), min_size=1, max_size=20))
def test_the_scale_of_visits_begins_near_the_fewest(ns: list[int]) -> None:
    assert 0.5 <= from_visits(ns) <= min(ns) - 0.5


def test_both_sides_of_a_pair_stand_on_one_scale_with_what_is_known() -> None:
    rows = [
        PairRow("着装", PairMean(9000, 8500, 9500), PairMean(7000, 6000, 8000)),
        PairRow("等候", PairMean(6500), PairMean()),
    ]
    figure = pair_plot(760, rows, ("本店", "竞品"), 90)
    dots = [mark for mark in figure.marks if isinstance(mark, Dot)][2:]
    assert len(dots) == 3
    best = max(dots, key=lambda dot: dot.x)
    assert (best.fill, best.x) == ("chart-subject", 90 + (760 - 14 - 90) * 0.8)
    lines = [mark for mark in figure.marks if isinstance(mark, Stroke) and mark.weight > 1]
    assert len(lines) == 2, "an interval where there is one"
