"""The page of one branch."""

from collections.abc import Sequence

from starlette.responses import Response

from audit.access import OVERVIEW, Actor, Scope, branch_or_404, facts_on, scope
from audit.models import Branch, BranchFacts, Visit
from audit.web.call import Plain
from audit.web.pages import page_at
from audit.web.respond import page
from reports.branch_home import Released, released_visits
from reports.figures.own import own_figures
from reports.queries import region_names
from reports.rollup.filters import Filter, parse
from reports.rollup.lens import look
from reports.shelf import branch_subjects, reports_of
from reports.view_network_branch import BranchView, branch_page

ROLES = ("branch_manager", "region_manager", "head_office", "reviewer", "admin")
_INSIDE = frozenset({"reviewer", "head_office"})
_UNRELEASED = ("submitted", "in_review", "returned", "approved")


@page_at("GET", "/branches/{code}", name="branch", roles=ROLES)
async def get_branch(call: Plain) -> Response:
    """A branch: its place, trend, sections, items, waits, visits, reports."""
    branch = await branch_or_404(call.actor, call.text("code"))
    return page(call, "comparison/branch.html", **branch_page(await _load(call, branch), call))


async def _load(call: Plain, branch: Branch) -> BranchView:
    facts = await _facts(call.actor, branch)
    asked = parse(call.request.query_params.multi_items())
    kept = Filter(
        waves=asked.waves, since=asked.since, until=asked.until, checklist=asked.checklist
    )
    reach = await scope(call.actor, OVERVIEW)
    placed = branch.id in reach
    among = await look(kept, reach if placed else Scope(everything=True), call.actor.today)
    released = await released_visits(branch.id)
    return BranchView(
        facts=facts,
        region=await region_names(facts.region),
        own=await own_figures(branch.id, facts.format, kept, among),
        placed=placed,
        released=released,
        unreleased=await _unreleased(call.actor, branch),
        reports=await reports_of(await _subjects(branch, released)),
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


async def _unreleased(actor: Actor, branch: Branch) -> list[Visit]:
    if branch.id not in await scope(actor, _INSIDE):
        return []
    under_way = Visit.filter(branch_id=branch.id, state__in=_UNRELEASED)
    return await under_way.order_by("-local_day").limit(20).select_related("wave")


async def _subjects(branch: Branch, released: Sequence[Released]) -> list[str]:
    waves = list(dict.fromkeys(one.wave for one in released))[:3]
    return await branch_subjects((branch.code, wave) for wave in waves)


PAGES = (get_branch,)
