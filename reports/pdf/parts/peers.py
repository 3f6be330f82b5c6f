"""Where the branch stands among others, without saying who they are."""

from reports.charts.standing import dot_strip
from reports.compare import median
from reports.pdf.blocks import Block, Heading, Paragraph
from reports.pdf.marks import fluid
from reports.pdf.style import WIDTH, Kit
from reports.snapshot import Document


def peers_block(snapshot: Document, kit: Kit) -> list[Block]:
    """Return a strip of dots for each group of peers; nothing without peers."""
    groups = snapshot.peer_dots
    if not groups:
        return []
    score, speak = snapshot.score, kit.speak
    lowest = min([*(min(group.finals) for group in groups), score.final or 10000])
    low = max((lowest - 200) // 1000 * 1000, 0)
    blocks: list[Block] = [
        Heading(text=_title(snapshot, kit), style=kit.head, before=24),
        Paragraph(
            text=kit.t("Each dot is a branch of this wave; all strips have one scale."),
            style=kit.small,
            keep=True,
        ),
    ]
    for group in groups:
        middle = median(group.finals)
        words = (
            kit.t("this branch {score}", score=speak.score(score.final)),
            kit.t("median {score}", score=speak.score(middle)),
        )
        name = kit.t("{group}, {n} branches", group=speak.text(group.label), n=len(group.finals))
        finals = group.finals
        figure = dot_strip(WIDTH, finals, score.final, low, words)
        label = Paragraph(text=name, style=kit.strong.but(size=8.5), before=8, keep=True)
        strip = fluid(
            figure.height,
            lambda width, finals=finals, words=words: dot_strip(  # type: ignore[misc]
                width, finals, score.final, low, words
            ),
            alt=kit.speak.join([name, *words]),
        )
        blocks += [label, strip]
    return blocks


def _title(snapshot: Document, kit: Kit) -> str:
    """Say how many of the nearest group lie below."""
    final, finals = snapshot.score.final, snapshot.peer_dots[0].finals
    if final is None:
        return kit.t("Among other branches")
    below = sum(value < final for value in finals)
    return kit.t("Ahead of {n} of {m} like branches", n=below, m=len(finals))
