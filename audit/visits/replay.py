"""A visit's score replayed: every digit from the answers, its revisions, what would mend it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from audit.access import Actor, review_or_404
from audit.models import Score, Submission, Visit
from audit.problems import Problem
from audit.programme.checklists import parsed
from audit.visits.scores import scoring_facts
from forms.answers import parse_answers
from forms.checklist import Checklist
from forms.fixes import Fixes, smallest_fixes
from forms.texts import Text
from forms.trace import TraceRow, trace

MOST_ITEMS = 150
"""Of a longer checklist no fixes are looked for: that would hold up everybody else."""


@dataclass(frozen=True)
class Revision:
    """One scoring of the visit; `version` is the number of the checklist version it used."""

    revision: int
    scored_at: datetime
    version: int
    final: int | None
    band: str | None
    reason: str
    current: bool


@dataclass(frozen=True)
class Replay:
    """`agrees`: the replay ends in the score that is stored and counts."""

    branch: Text
    code: str
    checklist: Checklist
    number: int
    rows: list[TraceRow]
    agrees: bool
    revisions: list[Revision]
    fixes: Fixes | None


async def replay(actor: Actor, uuid: UUID) -> Replay:
    """Return the replay of a visit that one may review; raises not_found."""
    visible = await review_or_404(actor, uuid)
    visit = await Visit.get(id=visible.id).select_related(
        "version", "facts__region", "facts__brand", "branch"
    )
    newest = await Submission.filter(visit_id=visit.id).order_by("-number").first()
    if newest is None:
        raise Problem("not_found")
    checklist, facts = parsed(visit.version), scoring_facts(visit.facts)
    answers, _ = parse_answers(checklist, newest.content["answers"])
    rows = trace(checklist, answers, facts)
    revisions = await _revisions(visit)
    final = next((row.shown for row in rows if row.step == "final"), None)
    return Replay(
        branch=Text(zh=visit.facts.name_zh, en=visit.facts.name_en),
        code=visit.branch.code,
        checklist=checklist,
        number=visit.version.number,
        rows=rows,
        agrees=any(one.current and one.final == final for one in revisions),
        revisions=revisions,
        fixes=smallest_fixes(checklist, answers, facts)
        if len(checklist.by_key) <= MOST_ITEMS
        else None,
    )


async def _revisions(visit: Visit) -> list[Revision]:
    """Every scoring of a visit, newest first."""
    rows = await Score.filter(visit_id=visit.id).select_related("version").order_by("-revision")
    return [
        Revision(
            row.revision,
            row.scored_at,
            row.version.number if row.version else visit.version.number,
            row.final_score,
            row.band,
            row.reason,
            row.current,
        )
        for row in rows
    ]
