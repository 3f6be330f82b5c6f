"""Branches of a wave in order: means, ranks, change, sections. Pure: values in, values out.

The unit is the visit; a branch's score is the mean of its visits' final scores. A branch with
fewer than FEWEST visits is shown but not ranked: one visit is mostly chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from forms.texts import Text
from reports.compare import change, mean, ranks
from reports.network import ScoredVisit
from reports.speak import rounded

FEWEST = 2


@dataclass(frozen=True)
class BranchRow:
    """One branch of a wave. Scores in 1/100; `delta` None: nothing comparable before."""

    branch_id: int
    code: str
    name: Text
    region: Text
    region_code: str
    format: str
    visits: int
    final: int | None
    rank: str | None
    delta: int | None
    trend: tuple[int | None, ...]
    sections: tuple[int | None, ...]

    @property
    def few(self) -> bool:
        return self.visits < FEWEST

    def unranked(self) -> "BranchRow":
        """Return the row without a rank, for where it stands alone."""
        return replace(self, rank=None)


def rows(visits: Sequence[ScoredVisit], waves: Sequence[int], places: int = 1) -> list[BranchRow]:
    """Return the branches of waves[0], best first; `waves` are ids, newest first.

    Ranks and changes are those of the scores as shown, with `places` decimals.
    """
    by_branch: dict[int, dict[int, list[ScoredVisit]]] = {}
    for visit in visits:
        by_branch.setdefault(visit.branch_id, {}).setdefault(visit.wave_id, []).append(visit)
    found = [
        _row(by_wave, waves, places)
        for by_wave in by_branch.values()
        if waves and waves[0] in by_wave
    ]
    return _ranked(sorted(found, key=_best_first), places)


def _best_first(row: BranchRow) -> tuple[bool, int, str]:
    return row.final is None, -(row.final or 0), row.code


def _row(
    by_wave: Mapping[int, Sequence[ScoredVisit]], waves: Sequence[int], places: int
) -> BranchRow:
    now = by_wave[waves[0]]
    newest = now[-1]
    before = by_wave.get(waves[1], ()) if len(waves) > 1 else ()
    means = [_mean(by_wave.get(wave, ())) for wave in waves]
    return BranchRow(
        branch_id=newest.branch_id,
        code=newest.code,
        name=newest.name,
        region=newest.region,
        region_code=newest.region_code,
        format=newest.format,
        visits=sum(visit.final is not None for visit in now),
        final=means[0],
        rank=None,
        delta=_delta(now, before, places),
        trend=tuple(reversed(means)),
        sections=section_means(now),
    )


def _mean(visits: Sequence[ScoredVisit]) -> int | None:
    return mean(visit.final for visit in visits)


def _delta(now: Sequence[ScoredVisit], before: Sequence[ScoredVisit], places: int) -> int | None:
    """Return the change of the mean, if both waves were scored alike."""
    alike = {v.scored_digest for v in now} == {v.scored_digest for v in before}
    return change(_mean(now), _mean(before), places) if alike else None


def section_means(visits: Sequence[ScoredVisit]) -> tuple[int | None, ...]:
    """Return the mean of each section column over the visits that have it."""
    return tuple(mean(column) for column in zip(*(v.sections for v in visits), strict=True))


def _ranked(found: Sequence[BranchRow], places: int) -> list[BranchRow]:
    """Give ranks by the scores as shown; equal ones share the span of places they take."""
    scores = {r.code: rounded(r.final, places) for r in found if r.final is not None and not r.few}
    taken = ranks(scores)
    return [replace(row, rank=taken.get(row.code)) for row in found]
