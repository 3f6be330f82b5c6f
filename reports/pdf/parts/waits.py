"""The measured waits of a report on one time axis."""

from collections.abc import Sequence

from reports.charts.strips import WaitRow, wait_strip
from reports.evidence import Wait
from reports.findings import Finding
from reports.pdf.blocks import Block, Heading, Paragraph
from reports.pdf.marks import fluid
from reports.pdf.style import Kit
from reports.pdf.text import fit, measure
from reports.snapshot import Answer
from reports.speak import Pair

LABEL, SHOWN = 190.0, 56.0


def waits_chapter(findings: Sequence[Finding], kit: Kit) -> list[Block]:
    """Return the strip of all waits, and what was queueing; nothing if no wait was measured."""
    rows = [
        _row(finding, one.visit, one.answer, one.answer.wait, kit)
        for finding in findings
        for one in finding.seen
        if one.answer.wait is not None
    ]
    if not rows:
        return []
    longest = max(max(row.seconds, row.half or 0, row.full or 0) for row in rows) or 1
    late = sum(row.full is not None and row.seconds > row.full for row in rows)
    title = kit.t("Waits: {n} of {m} within the limit", n=len(rows) - late, m=len(rows))
    blocks: list[Block] = [
        Heading(text=title, style=kit.head, before=20),
        Paragraph(
            text=kit.t("All on one scale of time; the tick is the limit for full points."),
            style=kit.small,
            keep=True,
        ),
    ]
    for start in range(0, len(rows), 12):
        part = rows[start : start + 12]
        blocks.append(fluid(4 + 19.0 * len(part), _strip(part, longest), before=6))
    return blocks


def _strip(rows: Sequence[WaitRow], longest: int):  # type: ignore[no-untyped-def]
    return lambda width: wait_strip(width, rows, longest, LABEL)


def _row(finding: Finding, visit: int, answer: Answer, wait: Wait, kit: Kit) -> WaitRow:
    speak = kit.speak
    words = speak.text(finding.item.wording)
    if visit:
        words = kit.t("Visit {n}: {text}", n=visit, text=words)
    queue = kit.t(" ({n} waiting)", n=wait.queue) if wait.queue is not None else ""
    queue = queue.zh if isinstance(queue, Pair) else queue
    room = LABEL - 10 - measure(queue, "regular", 8).width
    shown = speak.duration(wait.seconds)
    if wait.estimated:
        shown = kit.t("about {time}", time=shown)
    return WaitRow(
        label=fit(words, "regular", 8, room).text + queue,
        seconds=wait.seconds,
        full=wait.full,
        half=wait.half,
        shown=fit(shown, "bold", 8, SHOWN).text,
        limit="" if wait.full is None else kit.t("limit {time}", time=speak.duration(wait.full)),
    )
