"""Who may see figures of auditors, and which waves are looked at."""

from typing import Any

from audit.access import Actor, Scope, scope
from audit.problems import Problem
from audit.web.call import Call
from reports.rollup.filters import parse
from reports.rollup.lens import Lens, look

RATER_ROLES = ("head_office", "reviewer")
_USUAL = 6
"""Waves that are looked at when none is chosen: one wave has too few shared branches."""


def leads_reviewers(actor: Actor) -> bool:
    """Tell whether someone is a reviewer of the whole network."""
    return any(grant.role == "reviewer" and grant.everywhere for grant in actor.grants)


def may_see_raters(actor: Actor) -> bool:
    """Tell whether figures of auditors are open to someone."""
    return actor.has("head_office") or leads_reviewers(actor)


async def reach_of(actor: Actor) -> Scope:
    """Return whose visits may be looked at: as head office, or as the lead of the reviewers.

    Other roles of the person add nothing. Raises not_allowed.
    """
    if leads_reviewers(actor):
        return Scope(everything=True)
    if not actor.has("head_office"):
        raise Problem("not_allowed")
    return await scope(actor, {"head_office"})


async def raters_lens(call: Call[Any, Any]) -> tuple[Scope, Lens]:
    """Return what the address asks to look at, else the last waves together."""
    reach = await reach_of(call.actor)
    asked = parse(call.request.query_params.multi_items())
    lens = await look(asked, reach, call.actor.today)
    if asked.waves or asked.since or asked.until or not lens.every:
        return reach, lens
    waves = tuple(wave.code for wave in lens.every[:_USUAL])
    return reach, await look(asked.but(waves=waves), reach, call.actor.today)
