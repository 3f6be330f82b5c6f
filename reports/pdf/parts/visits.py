"""The visits behind a branch's mean, one row each."""

from reports.charts.strips import section_bar
from reports.pdf.blocks import Block, Heading, Paragraph, Row, number
from reports.pdf.marks import fluid
from reports.pdf.parts.score_path import band_cell
from reports.pdf.style import Kit
from reports.pdf.table import Table
from reports.snapshot import BranchSnapshot, Score, VisitLine

SPANS = (4.2, 3.6, 1.2, 1.2, 1.8)
KINDS = {"mystery": "mystery visit", "open": "open inspection"}
DAYPARTS = {
    "morning": "morning",
    "midday": "midday",
    "afternoon": "afternoon",
    "evening": "evening",
}


def visits_chapter(snapshot: BranchSnapshot, kit: Kit) -> list[Block]:
    """Return the title with the spread, and a row for each visit."""
    if not snapshot.visits:
        return []
    known = [visit.final for visit in snapshot.visits if visit.final is not None]
    if len(known) > 1:
        low, high = kit.speak.score(min(known)), kit.speak.score(max(known))
        title = kit.t(
            "{n} visits, from {low} to {high}", n=len(snapshot.visits), low=low, high=high
        )
    else:
        title = kit.t("The visits")
    style = kit.caption
    heads: list[Block] = [
        Paragraph(text=kit.t("visit"), style=style),
        Paragraph(text="", style=style),
        number(kit.t("raw"), style),
        number(kit.t("final"), style),
        Paragraph(text=kit.t("band"), style=style),
    ]
    return [
        Heading(text=title, style=kit.head),
        Table(
            head=Row(cells=heads, spans=SPANS, rule="ink", pad=1.5),
            rows=[_row(visit, snapshot.score, kit) for visit in snapshot.visits],
            before=4,
        ),
        *_apart(snapshot.apart, kit),
    ]


def _apart(visits: int, kit: Kit) -> list[Block]:
    """Say which visits are in none of the means, if any."""
    if not visits:
        return []
    said = kit.t(
        "{n} more visits were scored by another version of the checklist that scores differently. "
        "They are in no figure here; each has a report of its own.",
        n=visits,
    )
    return [Paragraph(text=said, style=kit.caption, before=4)]


def _row(visit: VisitLine, score: Score, kit: Kit) -> Row:
    style = kit.body.but(leading=1.3)
    part = kit.t(DAYPARTS[visit.daypart]) if visit.daypart else ""
    words = kit.speak.join([kit.t("Visit {n}", n=visit.ordinal), kit.t(KINDS[visit.kind]), part])
    bar = fluid(12, lambda width: section_bar(width, 12, visit.final, target=score.target))
    cells: list[Block] = [
        Paragraph(text=words, style=style, most=2),
        bar,
        number(kit.speak.score(visit.raw), style.but(colour="ink-2")),
        number(kit.speak.score(visit.final), style.but(role="bold")),
        band_cell(score, visit.band, kit),
    ]
    return Row(cells=cells, spans=SPANS, pad=3, rule="hairline", middle=True)
