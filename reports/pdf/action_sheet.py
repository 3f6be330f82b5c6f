"""One page to pin up: where the branch stands, what to do next, who does it and by when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.charts.shapes import tick
from reports.findings import Finding, all_findings, failed, wins
from reports.pdf.blocks import Block, Drawing, Indent, Paragraph, Row, Space, Stack, number
from reports.pdf.copies import with_copies
from reports.pdf.flow import paginate
from reports.pdf.marks import draw_badge, draw_mark
from reports.pdf.parts.failed import answer_words
from reports.pdf.parts.highlights import repeat_words, statement
from reports.pdf.parts.photos import boxed
from reports.pdf.parts.summary import band_position, headline
from reports.pdf.pen import Pen, Photos
from reports.pdf.sheet import Cover, build
from reports.pdf.style import BODY_HEIGHT, WIDTH, Kit
from reports.pdf.tags import Element
from reports.snapshot import BranchSnapshot, Head, VisitSnapshot
from reports.speak import Words, speaker

MOST = 5
THUMB = (104.0, 78.0)
H1 = Element("H1")


def render_action_sheet(
    snapshot: VisitSnapshot | BranchSnapshot,
    lang: str,
    photos: Photos,
    words: Mapping[str, Words],
) -> bytes:
    """Return the sheet in "zh", "en" or "both": always one page."""
    kit = Kit(speaker(lang, words, snapshot.score.places))
    name = kit.speak.text(snapshot.branch.name)
    cover = Cover.of(snapshot, kit.t("Action sheet"), name, kit)
    return build(cover, action_blocks(with_copies(snapshot, frozenset()), kit), kit, photos)


def action_blocks(snapshot: VisitSnapshot | BranchSnapshot, kit: Kit) -> list[Block]:
    """Return as many of the most urgent points as one page holds, five at most."""
    findings = all_findings(snapshot)
    short = failed(findings)
    for count in range(min(len(short), MOST), 0, -1):
        for advice in (4, 2, 1):
            blocks = _blocks(snapshot, short[:count], findings, kit, advice)
            if len(paginate(blocks, WIDTH, BODY_HEIGHT)) == 1:
                return blocks
    return _blocks(snapshot, (), findings, kit, 1)


def _blocks(
    snapshot: VisitSnapshot | BranchSnapshot,
    short: Sequence[Finding],
    findings: Sequence[Finding],
    kit: Kit,
    advice: int,
) -> list[Block]:
    points = [_point(finding, index + 1, kit, advice) for index, finding in enumerate(short)]
    if not points:
        text = kit.t("Nothing fell short.")
        points = [Paragraph(text=text, style=kit.lead, before=16)]
    return [*_head(snapshot, kit), *points, *_praise(findings, kit)]


def _head(snapshot: Head, kit: Kit) -> list[Block]:
    score, speak = snapshot.score, kit.speak
    position = band_position(score, score.band)
    figure = speak.score(score.final) if score.final is not None else kit.t("no score")

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        size = 34 if score.final is not None else 16
        pen.say(figure, (x + width, y + 30), size, role="bold", anchor="end")
        if position is not None:
            label = speak.text(score.bands[position].label)
            wide = pen.width(f"A  {label}", 10, "bold") + 30
            draw_badge(pen, position, label, x + width - wide, y + 38)

    name = Paragraph(
        text=speak.text(snapshot.branch.name), style=kit.title, limit=80, most=2, tag=H1
    )
    wave = Paragraph(text=speak.text(snapshot.wave.name), style=kit.small, most=1)
    said = Paragraph(text=headline(snapshot, kit), style=kit.lead, limit=160, before=4)
    left = Stack(blocks=[name, wave, said])
    return [Row(cells=[left, Drawing(tall=58, paint=paint)], spans=(8.4, 3.6), gutter=18)]


def _point(finding: Finding, index: int, kit: Kit, advice: int) -> Block:
    item, speak = finding.item, kit.speak
    cost = kit.t("−{points} points", points=speak.score(finding.lost)) if finding.lost else ""
    critical = kit.t("critical item") if finding.trigger or item.critical else ""
    seen = answer_words(finding.seen[0].answer, kit) if finding.seen else ""
    facts = speak.join([critical, cost, repeat_words(item.repeat, kit)])
    texts: list[Paragraph] = [
        Paragraph(text=speak.text(item.wording), style=kit.lead.but(size=12.5), most=2),
        Paragraph(text=facts, style=kit.caption.but(colour="band-d", size=8), most=1),
        Paragraph(text=kit.t("Seen: {text}", text=seen), style=kit.small, most=1),
        Paragraph(
            text=speak.text(item.coaching),
            style=kit.body.but(size=11, leading=kit.loose - 0.1),
            most=advice,
            before=3,
        ),
    ]
    body = Stack(blocks=[*[one for one in texts if one.text], Space(points=5), _promise(kit)])
    photo = next((p for one in finding.seen for p in one.answer.photos), None)
    cells: list[Block] = [number(str(index), kit.head.but(colour="accent-ink"), "start"), body]
    spans = [0.6, 11.4]
    if photo is not None:
        cells.append(boxed(photo, *THUMB, right=True))
        spans = [0.6, 8.6, 2.8]
    return Row(cells=cells, spans=spans, gutter=10, pad=7, rule="hairline-2", before=2)


def _promise(kit: Kit) -> Drawing:
    """Lines to write on, and a box to tick."""
    words = (kit.t("owner"), kit.t("by when"), kit.t("done"))

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        step = (width - 46) / 2
        for index, word in enumerate(words):
            left = x + index * step
            wide = pen.say(word, (left, y + 12), 8, "muted")
            if index < 2:
                pen.line((left + wide + 5, y + 13), (left + step - 12, y + 13), "edge", 0.6)
            else:
                pen.frame((left + wide + 5, y + 4, 9, 9), "edge", 0.8)

    return Drawing(tall=16, paint=paint)


def _praise(findings: Sequence[Finding], kit: Kit) -> list[Block]:
    good = wins(findings)
    if not good:
        return []
    title = Paragraph(text=kit.t("Keep it up"), style=kit.strong.but(colour="band-a"), before=12)
    style = kit.body.but(size=9.5)
    return [
        title,
        *[
            Ticked(block=Paragraph(text=statement(f.item, kit), style=style, most=2), left=14)
            for f in good
        ],
    ]


@dataclass(kw_only=True)
class Ticked(Indent):
    """Words with a tick before them."""

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw the tick, then the words."""
        draw_mark(pen, tick(0, 0, 3.2, "band-a"), x + 4, y + 7.6)
        super().draw(pen, x, y, width)
