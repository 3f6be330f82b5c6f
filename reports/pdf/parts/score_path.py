"""How the score came about, step by step, and what would lift it."""

from collections.abc import Sequence

from reports.charts.shapes import band_shape, band_tokens
from reports.charts.standing import Fall, waterfall
from reports.pdf.blocks import Block, Drawing, Heading, Paragraph, Row, Stack, number
from reports.pdf.marks import draw_mark, fluid
from reports.pdf.parts.summary import band_position
from reports.pdf.pen import Pen
from reports.pdf.style import Kit
from reports.pdf.table import Table
from reports.pdf.text import fit
from reports.snapshot import Document, Item, Score
from reports.speak import decimal

LABEL = 150.0
LIFT_SPANS = (0.6, 7.0, 1.3, 1.3, 1.8)


def waterfall_block(snapshot: Document, kit: Kit) -> list[Block]:
    """Return the way from 100 to the final score; nothing without steps."""
    steps = snapshot.waterfall
    if not steps:
        return []
    lost = [step for step in steps if step.kind == "loss"]
    if lost:
        worst = min(lost, key=lambda step: step.amount)
        title = kit.t(
            "Where the points went: {section} cost the most",
            section=kit.speak.text(worst.label),
        )
    else:
        title = kit.t("Where the points went: nowhere")
    places = _places([step.amount for step in steps])
    falls = [
        Fall(
            fit(kit.speak.text(step.label), "regular", 8, LABEL - 12).text,
            _shown(step.amount, step.kind in ("start", "final"), places),
            step.amount,
            step.kind,
        )
        for step in steps
    ]
    low = _floor([sum(f.amount for f in falls[: n + 1]) for n in range(len(falls) - 1)])
    figure = waterfall(400, falls, LABEL, low)
    text = kit.t("Each step is what a section took from the total; they add up to the last digit.")
    return [
        Heading(text=title, style=kit.head, before=24),
        Paragraph(text=text, style=kit.small, keep=True),
        fluid(
            figure.height,
            lambda width: waterfall(width, falls, LABEL, low),
            before=6,
            alt=kit.speak.join([f"{fall.label} {fall.shown}" for fall in falls]),
        ),
    ]


def _places(amounts: Sequence[int]) -> int:
    """Return the fewest decimals that write all of them in full."""
    return next((n for n in (0, 1) if all(one % 10 ** (2 - n) == 0 for one in amounts)), 2)


def _shown(amount: int, total: bool, places: int) -> str:
    """Write an amount in full: rounded steps would not add up for the reader."""
    said = decimal(amount, places)
    return f"+{said}" if amount > 0 and not total else said


def _floor(reached: Sequence[int]) -> int:
    lowest = min(reached, default=0)
    return max((lowest - 200) // 1000 * 1000, 0)


def lift_block(snapshot: Document, items: Sequence[Item], kit: Kit) -> list[Block]:
    """Return the smallest set of fixes that reaches the next band; nothing without one."""
    lift = snapshot.lift
    if not lift:
        return []
    known = {item.key: item for item in items}
    last = lift[-1]
    position = band_position(snapshot.score, last.band)
    label = kit.speak.text(snapshot.score.bands[position].label) if position is not None else ""
    title = (
        kit.t("What lifts it: one fix reaches “{band}”", band=label)
        if len(lift) == 1
        else kit.t("What lifts it: {n} fixes reach “{band}”", n=len(lift), band=label)
    )
    heads: list[Block] = [
        Paragraph(text="", style=kit.caption),
        Paragraph(text=kit.t("item"), style=kit.caption),
        number(kit.t("gain"), kit.caption),
        number(kit.t("score then"), kit.caption),
        Paragraph(text=kit.t("band"), style=kit.caption),
    ]
    rows: list[Row] = []
    for index, step in enumerate(lift):
        item = known.get(step.item)
        wording = kit.speak.text(item.wording) if item is not None else step.item
        rows.append(_lift_row(index + 1, wording, step.gain, step.after, step.band, snapshot, kit))
    return [
        Heading(text=title, style=kit.head, before=24),
        Table(
            head=Row(cells=heads, spans=LIFT_SPANS, gutter=7, rule="ink", pad=1.5),
            rows=rows,
            before=2,
        ),
    ]


def _lift_row(
    index: int,
    wording: str,
    gain: int,
    after: int,
    band: str | None,
    snapshot: Document,
    kit: Kit,
) -> Row:
    style = kit.body.but(leading=1.35)
    cells: list[Block] = [
        number(str(index), style.but(colour="muted"), "start"),
        Paragraph(text=wording, style=style, most=2),
        number(kit.speak.signed(gain), style.but(colour="band-a", role="bold")),
        number(kit.speak.score(after), style.but(role="bold")),
        band_cell(snapshot.score, band, kit),
    ]
    return Row(cells=cells, spans=LIFT_SPANS, gutter=7, pad=3, rule="hairline", middle=True)


def band_cell(score: Score, key: str | None, kit: Kit) -> Drawing:
    """Return a band as sign, letter and word; empty without one."""
    position = band_position(score, key)

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        if position is None:
            return
        letter, token, _ = band_tokens(position)
        label = kit.speak.text(score.bands[position].label)
        draw_mark(pen, band_shape(position, 0, 0, 6.5), x + 4, y + 6)
        pen.say(letter, (x + 12, y + 9.2), 8.5, token)
        pen.set(fit(label, "regular", 8.5, width - 22), (x + 21, y + 9.2), 8.5, token)

    return Drawing(tall=12, paint=paint)


def together(blocks: Sequence[Block]) -> list[Block]:
    """Keep blocks on one page."""
    return [Stack(blocks=list(blocks), before=blocks[0].before)] if blocks else []
