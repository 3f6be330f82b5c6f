"""A failed item: what the standard asks → what was seen → how to do it right, beside its photos."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.evidence import Photo
from reports.findings import Finding, Seen
from reports.pdf.blocks import Block, Drawing, Heading, Indent, Paragraph, Row, Rule, Stack
from reports.pdf.marks import result_mark
from reports.pdf.parts.highlights import repeat_words
from reports.pdf.parts.photos import column_photo, grid, photo_words
from reports.pdf.pen import Pen
from reports.pdf.style import GUTTER, WIDTH, Kit
from reports.snapshot import Answer, Section

SIDE = (8.0, 4.0)
WIDE_SIDE = (6.4, 5.6)
BESIDE = 4
NOTE = 1200
SAID = 400
MOST_PHOTOS = 10
TALL = 420.0
SHORT = 190.0


def failed_chapter(short: Sequence[Finding], sections: Sequence[Section], kit: Kit) -> list[Block]:
    """Return all failed items, the most urgent first; nothing if none failed."""
    if not short:
        return []
    titles = {section.key: kit.speak.text(section.title) for section in sections}
    title = kit.t("What fell short, and how to do it right ({n})", n=len(short))
    blocks: list[Block] = [Heading(text=title, style=kit.head, before=28)]
    for index, finding in enumerate(short):
        blocks += _item(finding, index + 1, titles.get(finding.item.section, ""), kit)
    return blocks


def _item(finding: Finding, index: int, section: str, kit: Kit) -> list[Block]:
    photos = [photo for one in finding.seen for photo in one.answer.photos][:MOST_PHOTOS]
    head = _head(finding, index, section, kit)
    texts = _texts(finding, kit)
    every = [block for part in texts for block in part]
    beside, below = photos[:BESIDE], photos[BESIDE:]
    row = _with_photos(every, beside) if beside else _columns(texts)
    body: list[Block] = [row]
    if row.height(WIDTH) > (TALL if beside else SHORT):
        # Too much text to stand beside anything: it runs over the page, its pictures below it.
        body, below = every, photos
    blocks = [*head, *body, *grid(below, WIDTH, 4, GUTTER)]
    for block in blocks[:-1]:
        block.keep = True
    return blocks


def _columns(texts: Sequence[Sequence[Block]]) -> Row:
    """Set asked, seen and done right beside each other: without a photo they are short."""
    cells: list[Block] = [Stack(blocks=part) for part in texts]
    spans = (3.6, 4.8, 3.6) if len(cells) == 3 else (1,) * len(cells)
    return Row(cells=cells, spans=spans, gutter=18, before=3)


def _with_photos(texts: Sequence[Block], photos: Sequence[Photo]) -> Row:
    """Set the words beside one photo, or beside two to four in two columns."""
    spans = SIDE if len(photos) == 1 else WIDE_SIDE
    side = Row(cells=[Stack(blocks=[]), Stack(blocks=[])], spans=spans).widths(WIDTH)[1]
    if len(photos) == 1:
        pictures: list[Block] = [column_photo(photos[0], side)]
    else:
        pictures = grid(photos, side, 2)
    return Row(cells=[Stack(blocks=texts), Stack(blocks=pictures)], spans=spans, before=6)


def _head(finding: Finding, index: int, section: str, kit: Kit) -> list[Block]:
    item, speak = finding.item, kit.speak
    cost = kit.t("−{points} points", points=speak.score(finding.lost)) if finding.lost else ""
    wording = speak.text(item.wording)
    title = Heading(
        text=wording, outline=f"{index}. {wording}", style=kit.lead, level=1, keep=False, most=3
    )
    facts = Paragraph(text=_facts(finding, section, kit), style=kit.caption, most=3, before=1)
    return [
        Rule(before=18 if index > 1 else 6, colour="ink", weight=0.6, between=index > 1),
        Row(
            cells=[_figure(index), Stack(blocks=[title, facts]), _cost(cost, finding, kit)],
            spans=(0.6, 8.6, 2.8),
            before=5,
        ),
    ]


def _figure(index: int) -> Drawing:
    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        pen.say(str(index), (x, y + 11.6), 11, "muted", role="bold")

    return Drawing(tall=15, paint=paint)


def _cost(cost: str, finding: Finding, kit: Kit) -> Drawing:
    repeat = repeat_words(finding.item.repeat, kit)

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        pen.say(cost, (x + width, y + 11.6), 11, "band-d", role="bold", anchor="end")
        if repeat:
            wide = pen.width(repeat, 7, "bold") + 10
            pen.rect((x + width - wide, y + 18, wide, 13), "accent-soft", 2)
            at = (x + width - wide / 2, y + 27.2)
            pen.say(repeat, at, 7, "accent-ink", role="bold", anchor="middle")

    return Drawing(tall=31 if repeat else 15, paint=paint)


def _facts(finding: Finding, section: str, kit: Kit) -> str:
    facts = [section, kit.t("critical item") if finding.item.critical else ""]
    if finding.asked > 1:
        facts.append(kit.t("fell short in {n} of {m} visits", n=len(finding.seen), m=finding.asked))
    if finding.item.owner:
        facts.append(finding.item.owner)
    if finding.item.due is not None:
        facts.append(kit.t("due {day}", day=kit.speak.day(finding.item.due)))
    return kit.speak.join(facts)


def _texts(finding: Finding, kit: Kit) -> list[list[Block]]:
    """Return what the standard asks, what was seen, and how to do it right, as far as known."""
    item, speak = finding.item, kit.speak
    parts: list[list[Block]] = []
    if item.standard is not None:
        parts.append(_labelled(kit.t("What the standard asks"), speak.text(item.standard), kit))
    seen: list[Block] = [_label(kit.t("What was seen"), kit)]
    for one in finding.seen:
        seen += _seen(one, kit)
    parts.append(seen)
    if item.coaching is not None:
        parts.append(_labelled(kit.t("How to do it right"), speak.text(item.coaching), kit))
    return parts


def _label(text: str, kit: Kit) -> Paragraph:
    return Paragraph(text=text, style=kit.caption.but(role="bold", colour="brand"), before=7)


def _labelled(label: str, text: str, kit: Kit) -> list[Block]:
    return [_label(label, kit), Paragraph(text=text, style=kit.body)]


def _seen(one: Seen, kit: Kit) -> list[Block]:
    answer = one.answer
    said = answer_words(answer, kit)
    if one.visit:
        said = kit.t("Visit {n}: {text}", n=one.visit, text=said)
    refs = photo_words(answer.photos, kit)
    words = Paragraph(text=kit.speak.quote(said, refs), style=kit.body, limit=SAID)
    blocks: list[Block] = [Marked(block=words, left=13, answer=answer)]
    if answer.note is not None and answer.note.text.strip():
        blocks.append(quoted(answer.note.text, answer.note.language, kit, NOTE))
    return blocks


@dataclass(kw_only=True)
class Marked(Indent):
    """Words with the sign of how the item came out before them."""

    answer: Answer

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Draw the sign, then the words."""
        result_mark(pen, self.answer, x + 4, y + 7.4)
        super().draw(pen, x, y, width)


def answer_words(answer: Answer, kit: Kit) -> str:
    """Return what was answered, or which kind of 'no answer' it was and why."""
    if answer.no_answer is not None:
        kind = kit.t(NO_ANSWER[answer.no_answer])
        return kit.speak.join([kind, answer.reason])
    if answer.wait is not None and answer.answer is None:
        said = kit.speak.duration(answer.wait.seconds)
    else:
        said = kit.speak.text(answer.answer) or kit.t("see note")
    return kit.speak.join([said, _reason_words(answer, kit)])


def _reason_words(answer: Answer, kit: Kit) -> str:
    """Say why it fell short, and what it was still worth."""
    if answer.reasons is None:
        return ""
    why = kit.t("because: {text}", text=kit.speak.text(answer.reasons))
    if answer.credit is None:
        return why
    return kit.speak.quote(why, kit.t("{n} % still earned", n=answer.credit))


NO_ANSWER = {
    "na": "not applicable",
    "unseen": "could not be observed",
    "hidden": "not asked",
    "empty": "left empty",
}


LANGUAGES = {"zh": "in Chinese", "en": "in English"}


def quoted(text: str, language: str, kit: Kit, limit: int) -> Block:
    """Return the auditor's own words, marked with their language where it isn't the reader's."""
    words = text.strip()
    if language.split("-", maxsplit=1)[0] != kit.speak.lang:
        name = kit.t(LANGUAGES.get(language.split("-", maxsplit=1)[0], language))
        words = f"[{name}] {words}"
    said = Paragraph(
        text=words,
        style=kit.body.but(colour="ink-2", leading=kit.loose - 0.07),
        limit=limit,
        more=lambda n: kit.t(" ({n} more characters, in full in the appendix)", n=n),
    )
    return Indent(block=said, left=9, bar="hairline-2", before=2)
