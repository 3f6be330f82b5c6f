"""How far branches are from their targets, and who earned an award. Scores in 1/100."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forms.texts import Text
from reports.figures.each import Listed
from reports.figures.league import League
from reports.figures.units import Mean, whole
from reports.network import SectionName
from reports.rollup.lens import Lens
from reports.rollup.sheets import NONE, Ints
from reports.statistics.awards import best_of_wave, most_consistent
from reports.statistics.ranking import RankRange, rank_ranges
from reports.statistics.targets import Measured, shortfalls

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
    branches: Sequence[BranchGap]
    at_target: int
    of: int


def gaps(lens: Lens, found: League) -> Gaps:
    """Return how far sections and branches are from the targets that hold for them."""
    facts, gap = found.table["facts_id"], found.gaps
    judged = gap != NONE
    below = np.flatnonzero(judged & (gap < 0))
    worst = _worst(found)
    return Gaps(
        sections=_sections(lens, found),
        branches=Listed(
            below[np.lexsort((facts[below], gap[below]))],
            lambda row: _branch(found, row, int(worst[row])),
        ),
        at_target=int(np.count_nonzero(judged)) - len(below),
        of=int(np.count_nonzero(judged)),
    )


def _worst(found: League) -> Ints:
    """Return for each branch the place of its section furthest below target; -1: none is below."""
    if not found.sections:
        return np.full(found.size, -1, np.int64)
    missed = np.stack([np.minimum(_short(found, name), 0) for name in found.sections], axis=1)
    return np.where(missed.min(axis=1) < 0, missed.argmin(axis=1), -1)


def _short(found: League, name: SectionName) -> Ints:
    """Return how far each branch is above its target of a section, 0 without either."""
    score, wanted = found.section_means[name.key], found.section_targets[name.key]
    return np.where((score != NONE) & (wanted != NONE), score - wanted, 0)


def _branch(found: League, row: int, worst: int) -> BranchGap:
    name = found.sections[worst] if worst >= 0 else None
    return BranchGap(
        facts=int(found.table["facts_id"][row]),
        visits=int(found.table["visits"][row]),
        mean=int(found.shown[row]),
        target=int(found.targets[row]),
        gap=int(found.gaps[row]),
        worst=name.title if name else None,
        worst_gap=int(_short(found, name)[row]) if name else None,
    )


def _sections(lens: Lens, found: League) -> tuple[SectionGap, ...]:
    weights = {one.key: float(one.weight) for one in lens.asked.sections} if lens.asked else {}
    means: dict[str, tuple[float, float, int, int]] = {}
    measured = []
    for name in lens.sections:
        score, wanted = found.section_means[name.key], found.section_targets[name.key]
        both = (score != NONE) & (wanted != NONE)
        n = int(np.count_nonzero(both))
        if not n or name.key not in weights:
            continue
        rate, target = (int(one[both].sum()) / n for one in (score, wanted))
        short = int(np.count_nonzero(score[both] < wanted[both]))
        means[name.key] = (rate, target, short, n)
        measured.append(Measured(name.key, rate, target, weights[name.key], n))
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
    reached = found.table["branch_id"][(found.gaps == NONE) | (found.gaps >= 0)].tolist()
    moments = {key: standing.moments[key] for key in reached if key in standing.moments}
    steady = most_consistent(moments, MOST)
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
