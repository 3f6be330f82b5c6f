"""Figures of single branches as answers: ranking, movers, funnel, square, one branch."""

from collections.abc import Mapping, Sequence

from audit.checks import findable_code
from audit.models import Branch
from audit.problems import Problem
from reports.exports.asked import Asked, branch_refs, section_means, wave_ref
from reports.exports.models import (
    BranchRef,
    BranchWaves,
    FunnelCurve,
    FunnelOut,
    FunnelPoint,
    MoversOut,
    Moving,
    Ranked,
    RankingOut,
    SquareOut,
    SquarePlace,
    TypeShare,
)
from reports.exports.wholes import trend_parts
from reports.figures.league import League, Line, league
from reports.figures.moves import in_order, moves
from reports.figures.outliers import outliers
from reports.figures.spread import square
from reports.figures.through import through
from reports.figures.units import Mean
from reports.yardstick import hundredths


async def ranking(asked: Asked) -> RankingOut:
    """Return branches, best first, with their sections."""
    found = await league(asked.lens)
    lines = [found.line(branch) for branch in asked.cut(found.standing.order)]
    refs = await branch_refs([line.facts for line in lines])
    return RankingOut(
        **asked.paged(found.size),
        visits=found.visits,
        ranked=found.ranked,
        mean=found.whole,
        sections=section_means(asked.lens, [found.section(name) for name in found.sections]),
        branches=tuple(ranked(line, refs) for line in lines),
    )


def ranked(line: Line, refs: Mapping[int, BranchRef]) -> Ranked:
    """Return a line of the ranking."""
    return Ranked(
        place=line.place + 1,
        branch=refs[line.facts],
        rank=line.rank,
        visits=line.visits,
        mean=line.mean,
        fair=line.fair,
        weight=line.weight,
        close=line.close,
        change=line.moved,
        real=line.real,
        critical=line.critical,
        target=line.target,
        gap=line.gap,
        sections=line.sections,
    )


async def movers(asked: Asked) -> MoversOut:
    """Return changes against the wave before, or the same wave last year."""
    found = await moves(asked.lens, asked.beside)
    real = set(found.real)
    order = in_order(found)
    shown = asked.cut(order)
    refs = await branch_refs([found.facts[branch] for branch in shown])
    return MoversOut(
        **asked.paged(len(order)),
        against=wave_ref(found.against) if found.against else None,
        whole=found.whole,
        tested=found.tested,
        up=found.up,
        down=found.down,
        branches=tuple(
            Moving(
                branch=refs[found.facts[branch]], change=found.moved[branch], real=branch in real
            )
            for branch in shown
        ),
    )


async def funnel(asked: Asked) -> FunnelOut:
    """Return the funnel plot."""
    found = outliers(await league(asked.lens, changes=False))
    if found is None:
        return FunnelOut(
            **asked.paged(0), center=None, dispersion=None, widened=False, curves=(), branches=()
        )
    points = sorted(found.points, key=lambda one: (-abs(one.value - found.center), one.branch))
    shown = asked.cut(points)
    refs = await branch_refs([point.facts for point in shown])
    return FunnelOut(
        **asked.paged(len(points)),
        center=found.center,
        dispersion=found.dispersion,
        widened=found.widened,
        curves=tuple(
            FunnelCurve(n=one.n, warning=one.warning, action=one.action) for one in found.curves
        ),
        branches=tuple(
            FunnelPoint(branch=refs[one.facts], n=one.n, value=one.value, zone=one.zone)
            for one in shown
        ),
    )


async def in_square(asked: Asked) -> SquareOut:
    """Return the branches between process and personal."""
    found = await square(asked.lens)
    shown = asked.cut(found.places)
    refs = await branch_refs([place.facts for place in shown])
    return SquareOut(
        **asked.paged(len(found.places)),
        process_at=hundredths(found.limits.process_at),
        personal_at=hundredths(found.limits.personal_at),
        whole=found.whole,
        types=tuple(TypeShare(type=key, share=one) for key, one in found.types.items()),
        branches=tuple(
            SquarePlace(
                branch=refs[one.facts],
                visits=one.visits,
                process=one.process,
                personal=one.personal,
                type=one.type,
            )
            for one in shown
        ),
    )


async def one_branch(asked: Asked, code: str) -> BranchWaves:
    """Return one branch through the waves; not_found for one that is not within reach."""
    branch = await Branch.filter(asked.reach.where("id")).get_or_none(code=findable_code(code))
    if branch is None:
        raise Problem("not_found")
    found = await league(asked.lens)
    line = found.line(branch.id) if branch.id in found.places else None
    facts = line.facts if line else await _facts(branch.id)
    refs = await branch_refs([facts])
    way = await through(asked.lens, branch.id)
    return BranchWaves(
        **asked.begun(),
        **trend_parts(way),
        branch=refs[facts],
        sections=section_means(asked.lens, _sections(found, line)),
        line=ranked(line, refs) if line else None,
    )


async def _facts(branch: int) -> int:
    rows = await Branch.filter(id=branch).order_by("-facts__valid_from").values_list("facts__id")
    return int(rows[0][0])


def _sections(found: League, line: Line | None) -> Sequence[Mean]:
    scores = line.sections if line else (None,) * len(found.sections)
    return [Mean(0 if value is None else (line.visits if line else 0), value) for value in scores]
