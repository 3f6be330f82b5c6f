"""Other cuts through the same items: five dimensions, the square, pairs, the four bases."""

from collections.abc import Callable, Sequence

from reports.charts.figure import Dot, Stroke
from reports.charts.plots import RadarAxis, SquareDot, radar, service_square
from reports.charts.strips import section_bar
from reports.pdf.blocks import Block, Drawing, Heading, Paragraph, Row, Space, Stack, number
from reports.pdf.marks import chart, draw_mark, fluid
from reports.pdf.pen import Pen
from reports.pdf.style import Kit
from reports.pdf.text import fit
from reports.snapshot import Measure, Views

NAMES = {
    "reliability": "Reliability",
    "assurance": "Assurance",
    "tangibles": "Tangibles",
    "empathy": "Empathy",
    "responsiveness": "Responsiveness",
    "outcome": "Outcome quality",
    "process": "Process quality",
    "hardware": "Hardware",
    "software": "Software (people)",
    "pre": "Before the sale",
    "in": "During the sale",
    "after": "After the sale",
    "front": "Front stage",
    "back": "Back stage",
    "first": "First base",
    "second": "Second base",
    "third": "Third base",
    "home": "Home base",
}
BASE_MEANING = {
    "first": "a positive attitude",
    "second": "the need recognised",
    "third": "the need met",
    "home": "would come back",
}
TYPES = {
    "quality": "Quality service",
    "by_the_book": "By the book",
    "friendly_helpless": "Friendly but helpless",
    "indifferent": "Indifferent",
    "undecided": "Undecided",
}
TYPE_MEANING = {
    "quality": "Prompt and orderly, and warm at the same time.",
    "by_the_book": "The steps are right; the warmth is missing: “we keep to the rules”.",
    "friendly_helpless": "Warm, but slow or unsure: “we try hard but do not know how”.",
    "indifferent": "Neither the steps nor the warmth: “we do not care”.",
    "undecided": "Too near the limit to belong to one type.",
}


Counted = Callable[[int, Kit], str]
"""Says how many there are of what a figure rests on."""


def counted_items(n: int, kit: Kit) -> str:
    """Say how many items there are."""
    return kit.t("1 item") if n == 1 else kit.t("{n} items", n=n)


def views_chapter(views: Views, kit: Kit, counted: Counted = counted_items) -> list[Block]:
    """Return the page on how the service felt; parts without data are left out."""
    blocks: list[Block] = []
    right = _square(views, kit)
    table, figure = _dimensions(views, kit, counted)
    if table and right is not None:
        left = _titled(kit.t("Five dimensions"), [*table, *figure], kit)
        blocks.append(Row(cells=[left, right], spans=(6.6, 5.4), gutter=24, before=10))
    elif table:
        wide = Row(cells=[Stack(blocks=table), Stack(blocks=figure)], spans=(7, 5), gutter=24)
        blocks.append(_titled(kit.t("Five dimensions"), [wide], kit, before=10))
    elif right is not None:
        blocks.append(right)
    rest = (_bases(views, kit), _pairs(views, kit, counted))
    blocks += [part for part in rest if part is not None]
    if not blocks:
        return []
    title = Heading(text=kit.t("How the service felt"), style=kit.head, before=26)
    return [title, *blocks]


def _titled(title: str, blocks: Sequence[Block], kit: Kit, before: float = 0) -> Stack:
    head = Paragraph(text=title, style=kit.lead.but(leading=1.2))
    line = Row(cells=[head], spans=(1,), pad=1.5, rule="ink")
    return Stack(blocks=[line, *blocks], before=before)


def _dimensions(views: Views, kit: Kit, counted: Counted) -> tuple[list[Block], list[Block]]:
    """Return the table of the dimensions, and the radar if each of them has enough items."""
    if not _judged(views.dimensions):
        return [], []
    spans = (2.6, 3, 1.1, 1.7)
    rows: list[Block] = [_measure_row(m, kit, spans, counted) for m in views.dimensions]
    if any(m.thin for m in views.dimensions):
        text = kit.t("Grey: fewer than 3 items behind the figure; read nothing into it.")
        rows.append(Paragraph(text=text, style=kit.caption, before=4))
    solid = [m for m in views.dimensions if m.score is not None and not m.thin]
    if len(solid) < len(views.dimensions) or len(solid) < 3:
        return rows, []
    axes = [RadarAxis(kit.t(NAMES.get(m.key, m.key)), m.score or 0, m.previous) for m in solid]
    alt = kit.speak.join([f"{axis.label} {kit.speak.score(axis.value)}" for axis in axes])
    return rows, [_centred(radar(126, axes), 6, alt)]


def _centred(figure: "object", before: float, alt: str) -> Drawing:
    from_figure = chart(figure, before=before, alt=alt)  # type: ignore[arg-type]
    paint = from_figure.paint

    def middle(pen: Pen, x: float, y: float, width: float) -> None:
        paint(pen, x + (width - figure.width) / 2, y, width)  # type: ignore[attr-defined]

    return Drawing(tall=from_figure.tall, paint=middle, before=before)


def _measure_row(measure: Measure, kit: Kit, spans: Sequence[float], counted: Counted) -> Row:
    grey = measure.thin or measure.score is None
    colour = "muted" if grey else "ink"
    style = kit.body.but(leading=1.3, colour=colour)
    bar = fluid(
        11,
        lambda width: section_bar(
            width,
            11,
            measure.score,
            target=measure.target,
            previous=measure.previous,
            colour="chart-context" if grey else "chart-subject",
        ),
    )
    cells: list[Block] = [
        Paragraph(text=kit.t(NAMES.get(measure.key, measure.key)), style=style, most=1),
        bar,
        number(kit.speak.score(measure.score), style.but(role="regular" if grey else "bold")),
        number(counted(measure.n, kit), kit.caption),
    ]
    return Row(cells=cells, spans=spans, gutter=8, pad=2.6, rule="hairline", middle=True)


def _square(views: Views, kit: Kit) -> Stack | None:
    found = {m.key: m for m in views.axes}
    process, personal = found.get("process"), found.get("personal")
    if process is None or personal is None or process.score is None or personal.score is None:
        return None
    words = {key: fit(kit.t(name), "regular", 6.8, 76).text for key, name in TYPES.items()}
    words |= {"process": kit.t("process"), "personal": kit.t("personal")}
    dots = [SquareDot(process.score, personal.score, kit.t("this branch"))]
    if process.previous is not None and personal.previous is not None:
        before = SquareDot(process.previous, personal.previous, kit.t("last wave"), subject=False)
        dots.append(before)
    figure = service_square(172, dots, views.process_at, views.personal_at, words)
    kind = views.service_type or "undecided"
    axes = kit.t(
        "Process {process}, personal {personal}.",
        process=kit.speak.score(process.score),
        personal=kit.speak.score(personal.score),
    )
    text = kit.speak.fill("{a} {b}", a=axes, b=kit.t(TYPE_MEANING[kind]))
    blocks = [chart(figure, before=6, alt=text), Paragraph(text=text, style=kit.small, before=4)]
    title = kit.t("Process × personal: {type}", type=kit.t(TYPES[kind]))
    return _titled(title, blocks, kit)


def _pairs(views: Views, kit: Kit, counted: Counted) -> Block | None:
    """Set hardware beside people, outcome beside process: one never makes up for the other."""
    columns = [
        _titled(title, [_measure_row(m, kit, (3, 2.4, 1.2, 1.8), counted) for m in measures], kit)
        for title, measures in (
            (kit.t("Two sides, kept apart"), _judged((*views.ware, *views.quality))),
            (kit.t("Along the journey"), _judged(views.stages)),
        )
        if measures
    ]
    if not columns:
        return None
    spans = (6,) * len(columns) if len(columns) > 1 else (12,)
    return Row(cells=columns, spans=spans, gutter=24, before=14)


def _judged(measures: Sequence[Measure]) -> list[Measure]:
    """Leave out what no item of this checklist looks at."""
    return [measure for measure in measures if measure.n]


def _bases(views: Views, kit: Kit) -> Stack | None:
    """Draw the run: it goes on over bases that were touched, and over those nothing judges."""
    bases = _judged(views.bases)
    if not bases:
        return None
    missed = [m.score is not None and m.score < views.base_at for m in bases]
    reached = missed.index(True) if True in missed else len(bases)
    if reached == len(bases):
        title = kit.t("Four bases: all touched, a run scored")
    else:
        name = kit.t(NAMES.get(bases[reached].key, ""))
        title = kit.t("Four bases: the run stopped before {base}", base=name.lower())

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        step = width / len(bases)
        for index, measure in enumerate(bases):
            _base(pen, measure, (x + index * step, y, step), index < reached, kit)

    return _titled(title, [Space(points=6), Drawing(tall=40, paint=paint)], kit, before=14)


def _base(
    pen: Pen, measure: Measure, place: tuple[float, float, float], reached: bool, kit: Kit
) -> None:
    x, y, step = place
    colour = "chart-subject" if reached else "chart-context"
    pen.line((x + 7, y + 8), (x + step - 3, y + 8), colour, 1.6 if reached else 0.8)
    dot = Dot(x + 7, y + 8, 6, colour if reached else "surface", colour, 1.2)
    draw_mark(pen, dot, 0, 0)
    if reached:
        points = ((x + 4, y + 8.2), (x + 6.2, y + 10.6), (x + 10.2, y + 5.6))
        draw_mark(pen, Stroke(points, "surface", 1.3), 0, 0)
    name = kit.t(NAMES.get(measure.key, measure.key))
    wide = pen.say(name, (x, y + 26), 8.5, "ink", role="bold")
    pen.say(kit.speak.score(measure.score), (x + wide + 6, y + 26), 8.5, "ink-2")
    pen.say(kit.t(BASE_MEANING.get(measure.key, "")), (x, y + 37), 7, "muted")
