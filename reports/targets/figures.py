"""How far branches are from their targets, and who earned an award. Scores in 1/100."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.models import BranchFacts
from forms.texts import Text
from reports.compare import change
from reports.figures.choosing import Target, target_of
from reports.figures.league import League
from reports.figures.units import Mean, knowns, whole
from reports.rollup.lens import Lens
from reports.statistics.awards import best_of_wave, most_consistent
from reports.statistics.ranking import RankRange, rank_ranges
from reports.statistics.targets import Measured, shortfalls
from reports.yardstick import hundredths

MOST = 10
"""Branches that are named for an award, at most; ranks are drawn with as many best ones."""


@dataclass(frozen=True)
class SectionGap:
    """A section below its targets: means over branches, and what it costs of the total.

    `share`: of all that is lost against targets (0–1); `short`: branches below their own target.
    """

    key: str
    title: Text
    mean: int
    target: int
    gap: int
    weighted: int
    share: float
    short: int
    branches: int


@dataclass(frozen=True)
class BranchGap:
    """A branch against its own target for the total; `worst`: its section furthest below."""

    facts: int
    visits: int
    mean: int
    target: int
    gap: int
    worst: Text | None
    worst_gap: int | None


@dataclass(frozen=True)
class Gaps:
    """Sections by what they cost, branches by how far they are below; `at_target` of them reach
    theirs."""

    sections: tuple[SectionGap, ...]
    branches: tuple[BranchGap, ...]
    at_target: int
    of: int


@dataclass(frozen=True)
class _Place:
    """A branch with what its targets go by."""

    facts: int
    visits: int
    mean: int | None
    sections: tuple[int | None, ...]
    format: str
    path: str


async def gaps(lens: Lens, found: League, targets: Sequence[Target]) -> Gaps:
    """Return how far sections and branches are from the targets that hold for them."""
    places = await _places(found)
    asked = lens.asked
    usual = {one.key: hundredths(asked.target_of(one)) for one in asked.sections} if asked else {}
    total = found.held.target
    decimals = found.held.places
    each = (_branch(place, lens, targets, usual, total, decimals) for place in places)
    lines = [line for line in each if line is not None]
    below = sorted((one for one in lines if one.gap < 0), key=lambda one: (one.gap, one.facts))
    return Gaps(
        sections=_sections(lens, places, targets, usual),
        branches=tuple(below),
        at_target=len(lines) - len(below),
        of=len(lines),
    )


async def _places(found: League) -> list[_Place]:
    columns = [found.table[name].tolist() for name in ("branch_id", "facts_id", "visits")]
    sections = [knowns(found.section_means[name.key]) for name in found.sections]
    rows = await BranchFacts.all().values_list("id", "format", "region__path")
    known = {row[0]: (str(row[1]), str(row[2])) for row in rows}
    scores = list(zip(*sections, strict=True)) or [()] * found.size
    each = zip(*columns, knowns(found.shown), scores, strict=True)
    placed = {
        branch: _Place(facts, visits, mean, scores, *known[facts])
        for branch, facts, visits, mean, scores in each
    }
    return [placed[branch] for branch in found.standing.order]


def _branch(
    place: _Place,
    lens: Lens,
    targets: Sequence[Target],
    usual: dict[str, int],
    total: int | None,
    decimals: int,
) -> BranchGap | None:
    target = target_of(targets, "", place.format, place.path, total)
    if place.mean is None or target is None:
        return None
    missed = [
        (score - wanted, name.title)
        for name, score in zip(lens.sections, place.sections, strict=True)
        if score is not None
        and (wanted := _wanted(place, name.key, targets, usual)) is not None
        and score < wanted
    ]
    worst = min(missed, key=lambda pair: pair[0], default=None)
    return BranchGap(
        facts=place.facts,
        visits=place.visits,
        mean=place.mean,
        target=target,
        gap=change(place.mean, target, decimals) or 0,
        worst=worst[1] if worst else None,
        worst_gap=worst[0] if worst else None,
    )


def _wanted(
    place: _Place, key: str, targets: Sequence[Target], usual: dict[str, int]
) -> int | None:
    return target_of(targets, key, place.format, place.path, usual.get(key))


def _sections(
    lens: Lens, places: Sequence[_Place], targets: Sequence[Target], usual: dict[str, int]
) -> tuple[SectionGap, ...]:
    weights = {one.key: float(one.weight) for one in lens.asked.sections} if lens.asked else {}
    means: dict[str, tuple[float, float, int, int]] = {}
    measured = []
    for number, name in enumerate(lens.sections):
        pairs = [
            (score, wanted)
            for place in places
            if (score := place.sections[number]) is not None
            and (wanted := _wanted(place, name.key, targets, usual)) is not None
        ]
        if not pairs or name.key not in weights:
            continue
        rate, target = (sum(column) / len(pairs) for column in zip(*pairs, strict=True))
        means[name.key] = (rate, target, sum(one < other for one, other in pairs), len(pairs))
        measured.append(Measured(name.key, rate, target, weights[name.key], len(pairs)))
    titles = {name.key: name.title for name in lens.sections}
    return tuple(
        SectionGap(
            key=one.key,
            title=titles[one.key],
            mean=whole(means[one.key][0]),
            target=whole(means[one.key][1]),
            gap=whole(one.gap),
            weighted=whole(one.weighted),
            share=one.share,
            short=means[one.key][2],
            branches=means[one.key][3],
        )
        for one in shortfalls(measured)
    )


@dataclass(frozen=True)
class Winner:
    """A branch among the best; `chance`: to be among so many best (0–1); `clear`: likelier than
    not."""

    facts: int
    fair: int
    visits: int
    chance: float
    clear: bool


@dataclass(frozen=True)
class Steady:
    """A branch by the spread of its visits: `sd`, and what it may be with 95 %."""

    facts: int
    visits: int
    mean: Mean
    sd: int
    upper: int


@dataclass(frozen=True)
class Awards:
    """Who earned an award, best first; `improved`: branches whose rise is beyond noise.

    `among`: how many best ones the chances are for: a third of those ranked, MOST at most.
    """

    among: int
    best: tuple[Winner, ...]
    improved: tuple[int, ...]
    steady: tuple[Steady, ...]


def _ranges(found: League, among: int) -> Mapping[int, RankRange]:
    """Return the rank ranges, drawn for so many best ones."""
    standing = found.standing
    if among == MOST:
        return standing.ranges
    return rank_ranges({key: standing.shrunk[key] for key in standing.ranges}, k=among)


def awards(found: League) -> Awards:
    """Return the best, the most improved and the most consistent of those that reach the target."""
    standing = found.standing
    among = min(MOST, max(1, found.ranked // 3))
    best = best_of_wave(standing.shrunk, _ranges(found, among), among)
    reached = {key: one for key, one in standing.moments.items() if (found.gap(key) or 0) >= 0}
    steady = most_consistent(reached, MOST)
    return Awards(
        among=among,
        best=tuple(
            Winner(found.line(one.key).facts, whole(one.value), one.n, one.chance, one.clear)
            for one in best
        ),
        improved=found.moves.rises[:MOST] if found.moves else (),
        steady=tuple(
            Steady(
                facts=found.line(one.key).facts,
                visits=one.n,
                mean=found.line(one.key).mean,
                sd=whole(one.sd),
                upper=whole(one.upper),
            )
            for one in steady
        ),
    )
