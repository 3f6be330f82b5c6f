"""What was agreed and what became of it, and what the branch disputes."""

from collections.abc import Sequence

from reports.charts.figure import Dot, Mark
from reports.charts.shapes import cross, tick
from reports.frozen import Action, Appeal
from reports.pdf.blocks import Barred, Block, Drawing, Heading, Paragraph, Row, Stack
from reports.pdf.marks import draw_mark
from reports.pdf.pen import Pen
from reports.pdf.style import Kit
from reports.pdf.table import Table
from reports.pdf.text import fit
from reports.snapshot import Document, Item

STATES = {
    "open": "under way",
    "overdue": "overdue",
    "done": "done, to be checked",
    "closed": "closed",
}
APPEAL_STATES = {
    "open": "being decided",
    "upheld": "upheld",
    "rejected": "not upheld",
    "withdrawn": "withdrawn",
}
SPANS = (4.4, 1.9, 2.0, 1.8, 1.9)


def actions_block(snapshot: Document, items: Sequence[Item], kit: Kit) -> list[Block]:
    """Return the table of actions, those of the wave before first; nothing without any."""
    actions = sorted(snapshot.actions, key=lambda action: not action.carried)
    if not actions:
        return []
    known = {item.key: kit.speak.text(item.wording) for item in items}
    carried = [action for action in actions if action.carried]
    closed = sum(action.state in ("done", "closed") for action in carried)
    title = (
        kit.t("Actions: {n} of {m} from the last wave are done", n=closed, m=len(carried))
        if carried
        else kit.t("Actions agreed ({n})", n=len(actions))
    )
    heads = ("action", "owner", "due", "re-check", "state")
    cells = [Paragraph(text=kit.t(head), style=kit.caption) for head in heads]
    return [
        Heading(text=title, style=kit.head, before=24),
        Table(
            head=Row(cells=cells, spans=SPANS, gutter=8, rule="ink", pad=1.5),
            rows=[_row(action, known.get(action.item, ""), kit) for action in actions],
            before=4,
        ),
    ]


def _row(action: Action, wording: str, kit: Kit) -> Row:
    style = kit.body.but(size=8.5, leading=1.4)
    aside = kit.caption.but(colour="ink-2")
    said: list[Block] = [Paragraph(text=action.what, style=style, limit=600)]
    if wording:
        said.append(Paragraph(text=wording, style=aside, most=1))
    if action.evidence:
        text = kit.t("evidence: {text}", text=action.evidence)
        said.append(Paragraph(text=text, style=aside, limit=200))
    due = kit.speak.day(action.due) if action.due is not None else "–"
    again = kit.speak.day(action.recheck) if action.recheck is not None else "–"
    cells: list[Block] = [
        Stack(blocks=said),
        Paragraph(text=action.owner or "–", style=style, limit=60),
        Paragraph(text=due, style=style.but(size=8)),
        Paragraph(text=again, style=style.but(size=8)),
        _state(action, kit),
    ]
    return Row(cells=cells, spans=SPANS, gutter=8, pad=3.5, rule="hairline")


def _state(action: Action, kit: Kit) -> Drawing:
    """Draw a state as a sign and a word: they differ in grey print, too."""
    signs: dict[str, tuple[Mark, str]] = {
        "open": (Dot(0, 0, 3, "surface", "ink-2", 0.9), "ink-2"),
        "overdue": (cross(0, 0, 3.4, "band-d"), "band-d"),
        "done": (Dot(0, 0, 3, "band-b"), "band-b"),
        "closed": (tick(0, 0, 3.2, "band-a"), "band-a"),
    }
    sign, colour = signs[action.state]
    word = kit.t(STATES[action.state])

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        draw_mark(pen, sign, x + 4, y + 6)
        pen.set(fit(word, "bold", 8, width - 11), (x + 11, y + 9), 8, colour, role="bold")

    return Drawing(tall=12, paint=paint)


def appeals_block(snapshot: Document, items: Sequence[Item], kit: Kit) -> list[Block]:
    """Return until when and how one may disagree, and what was decided; nothing without."""
    appeals = snapshot.appeals
    if appeals is None:
        return []
    known = {item.key: kit.speak.text(item.wording) for item in items}
    lines: list[Block] = [Paragraph(text=kit.t("If you disagree"), style=kit.lead)]
    if appeals.deadline is not None:
        day = kit.speak.day(appeals.deadline)
        lines.append(
            Paragraph(text=kit.t("You may appeal until {day}.", day=day), style=kit.strong)
        )
    if appeals.how is not None:
        lines.append(Paragraph(text=kit.speak.text(appeals.how), style=kit.body, limit=600))
    for case in appeals.cases:
        lines += _case(case, known.get(case.item, case.item), kit)
    return [Barred(block=Stack(blocks=lines), colour="band-b", before=22)]


def _case(case: Appeal, wording: str, kit: Kit) -> list[Block]:
    state = kit.t(APPEAL_STATES[case.state])
    head = kit.speak.fill("{a}: {b}", a=wording, b=state)
    blocks: list[Block] = [Paragraph(text=head, style=kit.strong, before=6, most=2)]
    for text in (case.said, case.decision):
        if text.strip():
            blocks.append(Paragraph(text=text.strip(), style=kit.small, limit=400))
    if case.before is not None and case.after is not None and case.before != case.after:
        path = f"{kit.speak.score(case.before)} → {kit.speak.score(case.after)}"
        blocks.append(Paragraph(text=kit.t("Score: {effect}", effect=path), style=kit.body))
    return blocks
