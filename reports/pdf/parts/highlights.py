"""Three to fix first, three that went well: what a manager takes from page one."""

from collections.abc import Mapping, Sequence

from reports.findings import Finding
from reports.pdf.blocks import Block, Drawing, Paragraph, Row, Stack
from reports.pdf.parts.photos import boxed
from reports.pdf.pen import Pen
from reports.pdf.style import Kit
from reports.snapshot import Item, Section

THUMB = (66.0, 49.5)
SMALL_THUMB = (50.0, 37.5)


def highlights(
    fixes: Sequence[Finding],
    wins: Sequence[Finding],
    sections: Sequence[Section],
    kit: Kit,
    tight: int = 0,
) -> list[Block]:
    """Return both columns side by side.

    `tight` cuts the advice to one line, then (2) the statements, too; 3 leaves the advice to the
    chapter on what fell short.
    """
    titles = {section.key: kit.speak.text(section.title) for section in sections}
    left = _column(
        kit.t("Fix these three first"),
        [_fix(f, i, kit, tight) for i, f in enumerate(fixes)],
        kit,
    )
    right = _column(kit.t("What went well"), [_win(f, titles, kit, tight) for f in wins], kit)
    if not fixes:
        left = _column(
            kit.t("Fix these three first"), [_none(kit.t("Nothing fell short."), kit)], kit
        )
    if not wins:
        right = _column(
            kit.t("What went well"), [_none(kit.t("No item was met in full."), kit)], kit
        )
    return [Row(cells=[left, right], spans=(7, 5), gutter=22, before=8 if tight > 1 else 18)]


def _column(title: str, entries: Sequence[Block], kit: Kit) -> Stack:
    head = Row(
        cells=[Paragraph(text=title, style=kit.lead.but(leading=1.2))],
        spans=(1,),
        pad=1.5,
        rule="ink",
    )
    return Stack(blocks=[head, *entries])


def _none(text: str, kit: Kit) -> Paragraph:
    return Paragraph(text=text, style=kit.small, before=5)


def _fix(finding: Finding, index: int, kit: Kit, tight: int) -> Block:
    item, speak = finding.item, kit.speak
    cost = kit.t("−{points} points", points=speak.score(finding.lost)) if finding.lost else ""
    critical = kit.t("critical item") if finding.trigger else ""
    facts = speak.join([critical, cost, repeat_words(item.repeat, kit)])
    lines = 1 if tight > 1 else 2
    texts = [
        Paragraph(text=statement(item, kit), style=kit.strong.but(leading=1.35), most=lines),
        Paragraph(text=facts, style=kit.caption.but(colour="band-d"), most=1),
        Paragraph(
            text=speak.text(item.coaching) if tight < 3 else "",
            style=kit.small.but(leading=1.42),
            most=1 if tight else 2,
        ),
    ]
    body = Stack(blocks=[block for block in texts if block.text])
    photo = next((p for one in finding.seen for p in one.answer.photos), None)
    cells: list[Block] = [ordinal(index + 1), body]
    spans = [0.55, 6.45]
    if photo is not None:
        cells.append(boxed(photo, *THUMB, right=True))
        spans = [0.55, 4.55, 1.9]
    return Row(cells=cells, spans=spans, gutter=7, pad=3 if tight > 1 else 5, rule="hairline")


def _win(finding: Finding, titles: Mapping[str, str], kit: Kit, tight: int) -> Block:
    item, speak = finding.item, kit.speak
    fact = kit.t("mended since the last wave") if item.recovered else ""
    facts = speak.join([titles.get(item.section, ""), fact])
    tint = kit.caption.but(colour="band-a" if fact else "muted")
    texts: list[Block] = [
        Paragraph(
            text=statement(item, kit),
            style=kit.body.but(leading=1.4),
            most=1 if tight > 1 else 2,
        ),
        Paragraph(text=facts, style=tint, most=1),
    ]
    pad = 3 if tight > 1 else 5
    cells: list[Block] = [Stack(blocks=texts)]
    photo = next((p for one in finding.seen for p in one.answer.photos), None)
    if photo is None:
        return Row(cells=cells, spans=(1,), pad=pad, rule="hairline")
    cells.append(boxed(photo, *SMALL_THUMB, right=True))
    return Row(cells=cells, spans=(3.6, 1.4), gutter=7, pad=pad, rule="hairline")


def statement(item: Item, kit: Kit) -> str:
    """Return what is to be reached: the wording is often a question to the auditor."""
    return kit.speak.text(item.standard or item.wording).rstrip("。.")


def repeat_words(times: int, kit: Kit) -> str:
    """Say how often in a row an item fell short; nothing the first time."""
    return kit.t("{n} waves running", n=times) if times > 1 else ""


def ordinal(n: int) -> Drawing:
    """Return a number in a disc."""

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        pen.circle((x + 7.5, y + 7.5), 7.5, "ink")
        pen.say(str(n), (x + 7.5, y + 10.7), 9, "surface", role="bold", anchor="middle")

    return Drawing(tall=15, paint=paint)
