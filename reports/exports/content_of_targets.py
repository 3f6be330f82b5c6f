"""Targets, awards and auditors as answers."""

from reports.exports.asked import Asked, branch_refs
from reports.exports.models_of_targets import (
    AwardsOut,
    BranchBelow,
    CorrectedOut,
    Improved,
    RaterOut,
    RatersOut,
    SteadyOut,
    TargetsOut,
    WinnerOut,
)
from reports.figures.league import league
from reports.raters.figures import raters
from reports.targets.figures import awards, gaps


async def below_target(asked: Asked) -> TargetsOut:
    """Return what is below target: sections by what they cost, branches by how far."""
    found = await league(asked.lens, changes=False)
    below = gaps(asked.lens, found)
    shown = asked.cut(below.branches)
    refs = await branch_refs([one.facts for one in shown])
    return TargetsOut(
        **asked.paged(len(below.branches)),
        at_target=below.at_target,
        of=below.of,
        sections=below.sections,
        branches=tuple(
            BranchBelow(
                branch=refs[one.facts],
                visits=one.visits,
                mean=one.mean,
                target=one.target,
                gap=one.gap,
                worst=one.worst,
                worst_gap=one.worst_gap,
            )
            for one in shown
        ),
    )


async def awarded(asked: Asked) -> AwardsOut:
    """Return the best, the most improved and the most consistent."""
    found = await league(asked.lens)
    won = awards(found)
    improved = [found.line(branch) for branch in won.improved]
    facts = [one.facts for one in won.best] + [one.facts for one in won.steady]
    facts += [line.facts for line in improved]
    refs = await branch_refs(facts)
    return AwardsOut(
        **asked.begun(),
        best=tuple(
            WinnerOut(
                branch=refs[one.facts],
                fair=one.fair,
                visits=one.visits,
                chance=one.chance,
                clear=one.clear,
            )
            for one in won.best
        ),
        improved=tuple(
            Improved(branch=refs[line.facts], change=line.moved, mean=line.mean)
            for line in improved
            if line.moved
        ),
        steady=tuple(
            SteadyOut(
                branch=refs[one.facts],
                visits=one.visits,
                mean=one.mean,
                sd=one.sd,
                upper=one.upper,
            )
            for one in won.steady
        ),
    )


async def of_raters(asked: Asked, but: int) -> RatersOut:
    """Return the figures of auditors by pseudonym, without visits of the person `but`."""
    found = await raters(asked.lens, but)
    shown = asked.cut(found.branches)
    refs = await branch_refs([one.facts for one in shown])
    return RatersOut(
        **asked.paged(len(found.branches)),
        visits=found.visits,
        components=found.components,
        between=found.between,
        doubles=found.doubles,
        raters=tuple(
            RaterOut(
                pseudonym=one.pseudonym,
                part=one.component + 1,
                visits=one.visits,
                branches=one.branches,
                mean=one.mean,
                severity=one.severity,
                low=one.low,
                high=one.high,
                unseen=one.unseen,
                hasty=one.hasty,
            )
            for one in found.raters
        ),
        branches=tuple(
            CorrectedOut(
                branch=refs[one.facts], visits=one.visits, raw=one.raw, adjusted=one.adjusted
            )
            for one in shown
        ),
    )
