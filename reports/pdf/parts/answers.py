"""The appendix: every item with its answer, also where there was none and why."""

from collections.abc import Sequence

from reports.findings import Finding, Seen
from reports.pdf.blocks import Block, Drawing, Heading, Indent, Paragraph, Row, Rule, Stack, number
from reports.pdf.clean import LIMIT
from reports.pdf.marks import result_mark
from reports.pdf.parts.failed import answer_words, quoted
from reports.pdf.parts.photos import photo_words
from reports.pdf.parts.signature import signature
from reports.pdf.pen import Pen
from reports.pdf.style import Kit
from reports.snapshot import Answer, Result, Section
from reports.speak import sides

VISIT_SPANS = (0.5, 7.2, 3.1, 1.2)
SIGN_WIDTH = 17.0
_LONGEST = 440


def answers_chapter(
    findings: Sequence[Finding], sections: Sequence[Section], kit: Kit, visits: int = 0
) -> list[Block]:
    """Return all answers by section; with `visits` > 0, one column of signs for each visit."""
    title = kit.t("All answers")
    blocks: list[Block] = [
        Heading(text=title, style=kit.head, before=28),
        _legend(kit),
    ]
    if visits > 1:
        text = kit.t("One column for each visit, from 1 to {n}.", n=visits)
        blocks.append(Paragraph(text=text, style=kit.small, keep=True))
    for section in sections:
        own = [finding for finding in findings if finding.item.section == section.key]
        if own:
            blocks.append(_section_head(section, kit))
        for finding in own:
            blocks += _branch_rows(finding, visits, kit) if visits else _visit_rows(finding, kit)
    return blocks


def _legend(kit: Kit) -> Drawing:
    words = (
        (Result.MET, kit.t("met")),
        (Result.PARTIAL, kit.t("met in part")),
        (Result.NOT_MET, kit.t("not met")),
        (
            Result.NO_ANSWER,
            kit.t("does not count: not applicable, not observed, not asked or left empty"),
        ),
    )

    lines = list(zip(*(sides(word) for _, word in words), strict=True))

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        for line, side in enumerate(lines):
            left, base = x, y + 8.6 + line * 10
            for (result, _), word in zip(words, side, strict=True):
                result_mark(pen, Answer(result=result), left + 3, base - 2.6)
                left += 9 + pen.say(word, (left + 9, base), 7.5, "ink-2") + 14

    return Drawing(tall=4 + 10 * len(lines), paint=paint, before=3, keep=True)


def _section_head(section: Section, kit: Kit) -> Row:
    speak = kit.speak
    points = f"{speak.points(section.earned)} / {speak.points(section.possible)}"
    facts = [kit.t("{points} points", points=points)] if section.possible else []
    left_out = (
        section.counts.na + section.counts.unseen + section.counts.hidden + section.counts.empty
    )
    if left_out:
        facts.append(kit.t("{n} do not count", n=left_out))
    cells: list[Block] = [
        Heading(
            text=speak.text(section.title),
            style=kit.lead.but(leading=1.25),
            level=1,
            keep=False,
            limit=300,
        ),
        number(speak.join(facts), kit.caption),
        number(speak.score(section.score), kit.lead.but(leading=1.25)),
    ]
    return Row(
        cells=cells, spans=(6.5, 4.2, 1.3), before=14, keep=True, pad=2, rule="ink", middle=True
    )


def _visit_rows(finding: Finding, kit: Kit) -> list[Block]:
    answer = finding.seen[0].answer
    style = kit.body.but(size=8.5, leading=1.42)
    said = style.but(colour="ink" if answer.no_answer is None else "muted")
    words = kit.speak.join([answer_words(answer, kit), photo_words(answer.photos, kit)])
    words_said: Block = Paragraph(text=words, style=said, limit=_LONGEST)
    if answer.strokes:
        words_said = Stack(blocks=[words_said, signature(answer.strokes, kit)])
    cells: list[Block] = [
        _sign(answer),
        Paragraph(text=kit.speak.text(finding.item.wording), style=style, limit=_LONGEST),
        words_said,
        number(_points(answer, kit), style.but(colour="ink-2")),
    ]
    row = Row(cells=cells, spans=VISIT_SPANS, gutter=7, pad=2.4, rule="hairline")
    return [row, *_note(finding.seen[0], row, kit)]


def _note(one: Seen, row: Row, kit: Kit) -> list[Block]:
    note = one.answer.note
    if note is None or not note.text.strip():
        return []
    row.rule, row.keep = "", True
    quote = Indent(block=quoted(note.text, note.language, kit, LIMIT), left=25, before=1)
    return [quote, Rule(colour="hairline", before=2)]


def _points(answer: Answer, kit: Kit) -> str:
    if answer.earned is None or not answer.possible:
        return "–"
    return f"{kit.speak.points(answer.earned)} / {kit.speak.points(answer.possible)}"


def _sign(answer: Answer) -> Drawing:
    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        result_mark(pen, answer, x + 4, y + 6.2)

    return Drawing(tall=12, paint=paint)


def _branch_rows(finding: Finding, visits: int, kit: Kit) -> list[Block]:
    """One row of signs, then the words of each visit that has any."""
    style = kit.body.but(size=8.5, leading=1.42)
    cells: list[Block] = [
        Paragraph(text=kit.speak.text(finding.item.wording), style=style, limit=_LONGEST),
        _signs(finding.seen, visits),
    ]
    share = min(visits * 0.55 + 0.3, 6)
    row = Row(cells=cells, spans=(12 - share, share), gutter=7, pad=2.4, rule="hairline")
    said = [part for group in _same_words(finding.seen) for part in _visit_words(group, kit)]
    if not said:
        return [row]
    row.rule, row.keep = "", True
    return [row, *said, Rule(colour="hairline", before=2)]


def _same_words(seen: Sequence[Seen]) -> list[list[Seen]]:
    """Group visits in which the very same was found, so that it is said once."""
    groups: dict[str, list[Seen]] = {}
    for one in seen:
        bare = one.answer.note is None and not one.answer.photos
        same = one.answer.model_dump_json(exclude={"visit"}) if bare else str(one.visit)
        groups.setdefault(same, []).append(one)
    return list(groups.values())


def _signs(seen: Sequence[Seen], visits: int) -> Drawing:
    found = {one.visit: one.answer for one in seen}

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        step = min(SIGN_WIDTH, width / max(visits, 1))
        left = x + width - step * visits
        for visit in range(1, visits + 1):
            answer = found.get(visit)
            if answer is not None:
                result_mark(pen, answer, left + step * (visit - 0.5), y + 6.2, min(3, step / 3))

    return Drawing(tall=12, paint=paint)


def _visit_words(group: Sequence[Seen], kit: Kit) -> list[Block]:
    answer, note = group[0].answer, group[0].answer.note
    has_note = note is not None and bool(note.text.strip())
    if answer.result is Result.MET and not has_note and answer.wait is None:
        return []
    words = kit.speak.join([answer_words(answer, kit), photo_words(answer.photos, kit)])
    numbers = kit.speak.series([one.visit for one in group])
    text = kit.t("Visit {n}: {text}", n=numbers, text=words)
    style = kit.caption.but(colour="ink-2")
    words_said: Block = Paragraph(text=text, style=style, limit=_LONGEST)
    if answer.strokes:
        words_said = Stack(blocks=[words_said, signature(answer.strokes, kit)])
    said = Indent(block=words_said, left=12)
    if note is None or not has_note:
        return [said]
    said.keep = True
    return [said, Indent(block=quoted(note.text, note.language, kit, LIMIT), left=12, before=1)]
