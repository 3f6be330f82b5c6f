"""The first page as a whole: to be read in twenty seconds, so it has to be one page."""

from collections.abc import Sequence

from reports.findings import Finding, failed, wins
from reports.pdf.blocks import Block
from reports.pdf.flow import paginate
from reports.pdf.parts.highlights import highlights
from reports.pdf.parts.sections import section_table
from reports.pdf.parts.summary import critical_block, masthead, score_block
from reports.pdf.style import BODY_HEIGHT, WIDTH, Kit
from reports.snapshot import Head

TIGHTEST = 3


def page_one(
    snapshot: Head, facts: list[str], findings: Sequence[Finding], kit: Kit
) -> list[Block]:
    """Return the blocks of page one, set tighter if they would run over."""
    for tight in range(TIGHTEST):
        blocks = _blocks(snapshot, facts, findings, kit, tight)
        if len(paginate(blocks, WIDTH, BODY_HEIGHT)) == 1:
            return blocks
    return _blocks(snapshot, facts, findings, kit, TIGHTEST)


def _blocks(
    snapshot: Head, facts: list[str], findings: Sequence[Finding], kit: Kit, tight: int
) -> list[Block]:
    sections = snapshot.sections
    return [
        *masthead(snapshot, facts, kit),
        *score_block(snapshot, kit),
        *critical_block(snapshot, kit),
        *section_table(sections, kit, tight),
        *highlights(failed(findings)[:3], wins(findings), sections, kit, tight),
    ]
