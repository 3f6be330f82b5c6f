"""Page one: which branch, what score, how it stands, what was critical."""

from reports.charts.figure import Figure
from reports.charts.shapes import arrow, cross, tick
from reports.charts.strips import BandSpan, band_ruler
from reports.compare import change
from reports.pdf.blocks import Barred, Block, Drawing, Paragraph, Row, Space, Stack, number
from reports.pdf.marks import draw_badge, draw_mark, fluid
from reports.pdf.pen import Pen
from reports.pdf.style import WIDTH, Kit
from reports.pdf.tags import Element
from reports.pdf.text import break_lines, fit
from reports.snapshot import Document, Head, Score, VisitSnapshot
from reports.speak import sides

BIG = 58.0


def band_position(score: Score, key: str | None) -> int | None:
    """Return the place of a band, best = 0; None if there is no such band."""
    return next((i for i, band in enumerate(score.bands) if band.key == key), None)


def masthead(snapshot: Head, facts: list[str], kit: Kit) -> list[Block]:
    """Return the branch's name with where it is and what was visited."""
    speak, branch = kit.speak, snapshot.branch
    place = speak.join([speak.text(region) for region in branch.region], " › ")
    kind = speak.join([speak.text(branch.brand), speak.text(branch.format), branch.code])
    lines = [speak.join([place, kind]), branch.address, speak.join(facts), edition(snapshot, kit)]
    return named(speak.text(branch.name), lines, kit)


def edition(snapshot: Document, kit: Kit) -> str:
    """Say which edition replaces which; nothing in the first."""
    if snapshot.edition == 1:
        return ""
    return kit.t(
        "Edition {n}, in place of {old}; what changed stands under “How this report was made”.",
        n=snapshot.edition,
        old=snapshot.replaces or kit.t("the earlier one"),
    )


def named(name: str, lines: list[str], kit: Kit) -> list[Block]:
    """Return a title with small lines below."""
    small = [Paragraph(text=line, style=kit.small, limit=240) for line in lines if line]
    title = Paragraph(text=name, style=kit.title, limit=120, tag=Element("H1"))
    return [title, Stack(blocks=small, before=3)]


def score_block(snapshot: Document, kit: Kit) -> list[Block]:
    """Return the big figure with its band, the sentence, what it stands beside, and the ruler."""
    score = snapshot.score
    left = _big_figure(score, _interval(snapshot, kit), kit)
    right = Stack(blocks=[_headline(snapshot, kit), Space(points=4), *_comparisons(score, kit)])
    blocks: list[Block] = [Row(cells=[left, right], spans=(4, 8), before=16)]
    if score.bands:
        blocks.append(_ruler(score, kit))
    return blocks


def _big_figure(score: Score, sure: str, kit: Kit) -> Drawing:
    position = band_position(score, score.band)
    figure = kit.speak.score(score.final) if score.final is not None else kit.t("no score")
    size = BIG if score.final is not None else 30
    room = 4 / 12 * WIDTH - 20
    lines = [line for side in sides(sure) for line in break_lines(side, "regular", 8, room)][:4]

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        line = fit(figure, "bold", size, width)
        pen.set(line, (x - 2, y + (46 if size == BIG else 24)), size, role="bold")
        wide = line.width
        if score.final is not None:
            rest = fit(kit.t("of 100"), "regular", 9, max(width - wide, 24))
            pen.set(rest, (x + wide + 4, y + 46), 9, "muted")
        if position is not None:
            draw_badge(pen, position, kit.speak.text(score.bands[position].label), x, y + 60)
        pen.lines(lines, (x, y + 92), "regular", 8, 11, "muted")

    return Drawing(tall=85 + 11 * len(lines) if lines else 80, paint=paint)


def _interval(snapshot: Document, kit: Kit) -> str:
    """Say between which values the score lies, as far as its visits tell."""
    score = snapshot.score
    if score.final is None:
        return ""
    if score.low is None or score.high is None:
        one = isinstance(snapshot, VisitSnapshot)
        return kit.t("One visit alone has no interval and no rank") if one else ""
    low, high = kit.speak.score(score.low), kit.speak.score(score.high)
    return kit.t("95 % interval {low}–{high}", low=low, high=high)


def _headline(snapshot: Document, kit: Kit) -> Block:
    style = kit.lead.but(size=13, leading=1.4)
    return Paragraph(text=headline(snapshot, kit), style=style, limit=160)


def headline(snapshot: Document, kit: Kit) -> str:
    """Return the finding in a sentence: critical first, else change and way to the next band."""
    score, speak, t = snapshot.score, kit.speak, kit.t
    if score.final is None:
        return t("Nothing in this visit could be judged, so there is no score.")
    if score.triggers and score.raw is not None and score.raw != score.final:
        return t(
            "A critical item was failed: {raw} points became {final}.",
            raw=speak.score(score.raw),
            final=speak.score(score.final),
        )
    return t("{first}; {second}.", first=_change_words(score, kit), second=_next_words(score, kit))


def _change_words(score: Score, kit: Kit) -> str:
    before = score.previous
    delta = (
        change(score.final, before.final, kit.speak.places)
        if before and before.comparable
        else None
    )
    if delta is None:
        return kit.t("Measured for the first time")
    if score.change == "noise" and delta:
        return kit.t("{change} on the last wave, within noise", change=kit.speak.signed(delta))
    if delta == 0:
        return kit.t("Level with the last wave")
    size = kit.speak.score(abs(delta))
    if delta > 0:
        return kit.t("{points} points up on the last wave", points=size)
    return kit.t("{points} points down on the last wave", points=size)


def _next_words(score: Score, kit: Kit) -> str:
    position = band_position(score, score.band)
    if position == 0:
        return kit.t("in the highest band")
    if position is None:
        return kit.t("no bands are set")
    above = score.bands[position - 1]
    gap = change(above.floor, score.final, kit.speak.places)
    points, label = kit.speak.score(gap), kit.speak.text(above.label)
    return kit.t("{points} points short of “{band}”", points=points, band=label)


def _comparisons(score: Score, kit: Kit) -> list[Block]:
    """Rows of (what, value, difference to it), figures under each other."""
    speak, t = kit.speak, kit.t
    rows: list[tuple[str, int | None]] = []
    if score.target is not None:
        rows.append((t("Target"), score.target))
    if score.previous is not None:
        wave = speak.text(score.previous.wave)
        note = _change_note(score, kit) if score.previous.comparable else t("not comparable")
        rows.append((speak.join([t("Last wave, {wave}", wave=wave), note]), score.previous.final))
    if score.peers is not None:
        label = speak.text(score.peers.label)
        text = t("Median of {n} branches: {label}", n=score.peers.branches, label=label)
        rows.append((text, score.peers.median))
    if score.raw is not None and score.raw != score.final:
        rows.append((t("Raw score, before the critical rules"), score.raw))
    return [_comparison(label, score.final, value, kit) for label, value in rows] + _rank(
        score, kit
    )


def _change_note(score: Score, kit: Kit) -> str:
    if score.change is None:
        return ""
    return kit.t("a real change") if score.change == "real" else kit.t("within noise")


def _comparison(label: str, now: int | None, value: int | None, kit: Kit) -> Row:
    style = kit.body.but(size=8.5, leading=1.45)
    delta = change(now, value, kit.speak.places)
    cells: list[Block] = [
        Paragraph(text=label, style=style.but(colour="ink-2"), limit=80),
        number(kit.speak.score(value), style),
        delta_cell(delta, kit),
    ]
    return Row(cells=cells, spans=(5.6, 1.1, 1.5), pad=2.6, rule="hairline", before=0, middle=True)


def delta_cell(delta: int | None, kit: Kit) -> Drawing:
    """Return a signed difference with an arrow, empty if there is none."""
    size = 8.5

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        if delta is None:
            return
        base = y + 9.4
        wide = pen.say(kit.speak.signed(delta), (x + width, base), size, role="bold", anchor="end")
        if delta:
            colour = "band-a" if delta > 0 else "band-d"
            draw_mark(pen, arrow(0, 0, 5.5, delta > 0, colour), x + width - wide - 8, base - 3.1)

    return Drawing(tall=12.3, paint=paint)


def _rank(score: Score, kit: Kit) -> list[Block]:
    peers = score.peers
    if peers is None or peers.rank_low is None or peers.rank_high is None:
        return []
    n = peers.branches + 1  # with this branch itself
    if peers.rank_low == peers.rank_high:
        rank = kit.t("{rank} of {n}", rank=peers.rank_low, n=n)
    else:
        rank = kit.t("{low} to {high} of {n}", low=peers.rank_low, high=peers.rank_high, n=n)
    style = kit.body.but(size=8.5, leading=1.45)
    label = Paragraph(text=kit.t("Its rank with them"), style=style.but(colour="ink-2"))
    return [Row(cells=[label, number(rank, style)], spans=(4.2, 4), pad=2.6, rule="hairline")]


def _ruler(score: Score, kit: Kit) -> Drawing:
    peer = score.peers.median if score.peers is not None else None
    before = score.previous.final if score.previous is not None else None
    bands = [BandSpan(kit.speak.text(band.label), band.floor) for band in score.bands]
    reach = None if score.low is None or score.high is None else (score.low, score.high)
    shown = [
        value
        for value in (score.final, score.target, peer, before, *(reach or ()))
        if value is not None
    ]
    low = max(min([*shown, 6000]) // 1000 * 1000 - 1000, 0)

    def figure(width: float) -> Figure:
        return band_ruler(
            width,
            bands,
            score.final,
            target=score.target,
            peer=peer,
            previous=before,
            low=low,
            interval=reach,
        )

    return fluid(46, figure, before=10)


def critical_block(snapshot: Head, kit: Kit) -> list[Block]:
    """Return the box of critical items; without any it says so in one line."""
    triggers = snapshot.score.triggers
    if not triggers:
        return [_sign_line(kit.t("Critical items: none failed"), kit, good=True)]
    score, speak = snapshot.score, kit.speak
    lines: list[Block] = [_sign_line(kit.t("Critical items failed"), kit, good=False)]
    for trigger in dict.fromkeys(triggers):
        wording, effect = speak.text(trigger.wording), speak.text(trigger.effect)
        text = speak.fill("{a} → {b}", a=wording, b=effect)
        lines.append(Paragraph(text=text, style=kit.body, limit=300))
    path = f"{speak.score(score.raw)} → {speak.score(score.final)}"
    lines.append(Paragraph(text=kit.t("Score: {effect}", effect=path), style=kit.strong))
    return [Barred(block=Stack(blocks=lines), colour="band-d", before=10)]


def _sign_line(text: str, kit: Kit, good: bool) -> Drawing:
    colour = "ink-2" if good else "band-d"
    sign = tick(0, 0, 3.4, "band-a") if good else cross(0, 0, 3.8, "band-d")

    def paint(pen: Pen, x: float, y: float, width: float) -> None:
        draw_mark(pen, sign, x + 4, y + 7)
        pen.say(text, (x + 14, y + 10), 9, colour, role="regular" if good else "bold")

    return Drawing(tall=14, paint=paint, before=8)
