"""The page of one branch."""

from collections.abc import Sequence
from uuid import UUID

from starlette.responses import Response

from audit.access import Actor, Scope, branch_or_404, facts_on, scope
from audit.checklists import parsed
from audit.models import Branch, BranchFacts, Visit, Wave
from audit.web.call import Plain
from audit.web.pages import page_at
from audit.web.paging import asked_code
from audit.web.respond import page
from reports.branch_home import released_visits
from reports.league import BranchRow, rows
from reports.network import Choice, ScoredVisit, scored_visits, sections_of, version_of, waves_until
from reports.queries import region_names
from reports.shelf import reports_of
from reports.snapshot import VisitSnapshot
from reports.view_network_branch import BranchView, branch_page
from reports.yardstick import hundredths, yardstick_of

ROLES = ("branch_manager", "region_manager", "head_office", "reviewer", "admin")
_INSIDE = frozenset({"reviewer", "head_office"})
_UNRELEASED = ("submitted", "in_review", "returned", "approved")


@page_at("GET", "/branches/{code}", name="branch", roles=ROLES)
async def get_branch(call: Plain) -> Response:
    """A branch: figures, trend, sections, shortfalls, visits, reports."""
    branch = await branch_or_404(call.actor, call.text("code"))
    return page(call, "overview/branch.html", **branch_page(await _load(call, branch), call))


async def _load(call: Plain, branch: Branch) -> BranchView:
    facts = await _facts(call.actor, branch)
    waves = await waves_until(asked_code(call, "wave"))
    only = Scope(everything=False, branch_ids=frozenset({branch.id}))
    visits = await scored_visits(waves, only, Choice(), with_sections=True)
    newest = [visit for visit in visits if waves and visit.wave_id == waves[0].id]
    version = await version_of(newest[-1].scored_digest) if newest else None
    checklist = parsed(version) if version else None
    held = yardstick_of(checklist)
    history = _history(visits, waves, held.places)
    released = await released_visits(branch.id)
    return BranchView(
        facts=facts,
        region=await region_names(facts.region),
        waves=waves,
        row=history.get(waves[0].id) if waves else None,
        before=history.get(waves[1].id) if len(waves) > 1 else None,
        history=history,
        held=held,
        sections=await sections_of(newest[-1].checklist_id) if newest else [],
        section_targets={s.key: hundredths(checklist.target_of(s)) for s in checklist.sections}
        if checklist
        else {},
        released=released,
        unreleased=await _unreleased(call.actor, branch),
        reports=await reports_of(_subjects(branch, released)),
    )


async def _facts(actor: Actor, branch: Branch) -> BranchFacts:
    present = (
        await facts_on(actor.today)
        .filter(branch_id=branch.id)
        .select_related("branch", "brand", "region")
    )
    if present:
        return present[0]
    return await (
        BranchFacts.filter(branch_id=branch.id)
        .order_by("-valid_from")
        .select_related("branch", "brand", "region")
        .get()
    )


def _history(
    visits: Sequence[ScoredVisit], waves: Sequence[Wave], places: int
) -> dict[int, BranchRow]:
    """Return the branch's row of each wave; ranks are not those of the network and left out."""
    found: dict[int, BranchRow] = {}
    ids = [wave.id for wave in waves]
    for position, wave in enumerate(ids):
        for row in rows(visits, ids[position : position + 2], places):
            found[wave] = row.unranked()
    return found


async def _unreleased(actor: Actor, branch: Branch) -> list[Visit]:
    if branch.id not in await scope(actor, _INSIDE):
        return []
    under_way = Visit.filter(branch_id=branch.id, state__in=_UNRELEASED)
    return await under_way.order_by("-local_day").limit(20).select_related("wave")


def _subjects(branch: Branch, released: Sequence[tuple[UUID, VisitSnapshot]]) -> list[str]:
    waves = list(dict.fromkeys(snapshot.wave.code for _, snapshot in released))[:3]
    return [f"branch:{branch.code}:{wave}" for wave in waves]


PAGES = (get_branch,)
