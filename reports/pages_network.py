"""The page of one branch."""

from collections.abc import Sequence

from starlette.responses import Response

from audit.access import Actor, Scope, branch_or_404, facts_on, scope
from audit.models import Branch, BranchFacts, Visit, Wave
from audit.web.call import Plain
from audit.web.pages import page_at
from audit.web.paging import asked_code
from audit.web.respond import page
from forms.checklist import Checklist as Asked
from reports.branch_home import Released, released_visits
from reports.league import BranchRow, rows
from reports.network import Choice, Compared, ScoredVisit, compared, scored_visits, waves_until
from reports.queries import WaveScore, region_names, wave_scores
from reports.shelf import branch_subjects, reports_of
from reports.standing import peers_of
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
    wave = waves[0] if waves else None
    alike = await compared(visits, wave, call.request.query_params.get("checklist"))
    held = yardstick_of(alike.asked)
    history = _history(alike.visits, waves, held.places)
    row = history.get(wave.id) if wave else None
    released = await released_visits(branch.id)
    return BranchView(
        facts=facts,
        region=await region_names(facts.region),
        waves=waves,
        row=row,
        before=history.get(waves[1].id) if len(waves) > 1 else None,
        history=history,
        held=held,
        checklists=alike.checklists,
        checklist=alike.checklist,
        sections=alike.sections,
        section_targets=_targets(alike.asked),
        peers=await _peers(row, alike, wave),
        released=released,
        unreleased=await _unreleased(call.actor, branch),
        reports=await reports_of(await _subjects(branch, released)),
    )


def _targets(checklist: Asked | None) -> dict[str, int]:
    sections = checklist.sections if checklist else ()
    return {one.key: hundredths(checklist.target_of(one)) for one in sections if checklist}


async def _peers(row: BranchRow | None, alike: Compared, wave: Wave | None) -> list[WaveScore]:
    if row is None or wave is None or alike.checklist is None:
        return []
    scores = await wave_scores(wave.id)
    return peers_of(scores, row.branch_id, alike.checklist.id, row.format)


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


async def _subjects(branch: Branch, released: Sequence[Released]) -> list[str]:
    waves = list(dict.fromkeys(one.wave for one in released))[:3]
    return await branch_subjects((branch.code, wave) for wave in waves)


PAGES = (get_branch,)
