"""Comparing branches: means, ranks, changes, peers, heat figures. Pure arithmetic on shown scores.

The unit is the visit. Means are rounded half up to hundredths once, at the end; ranks and changes
are taken from scores as shown (`places` decimals), so that a tie on paper is a tie here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reports.speak import rounded

FEWEST_PEERS = 5
"""With fewer branches than this, a median would let a reader guess single scores."""


@dataclass(frozen=True)
class Mark:
    """One official visit of a branch: final score and section scores, in hundredths."""

    branch: str
    final: int | None
    sections: Mapping[str, int | None]


@dataclass(frozen=True)
class Ranked:
    """A branch in one wave. `n`: visits with a score; `rank` counts from 1, ties share the best."""

    branch: str
    mean: int | None
    n: int
    rank: int | None
    delta: int | None
    sections: Mapping[str, int | None]


def mean(values: Iterable[int | None]) -> int | None:
    """Return the mean in hundredths, half up; None without any value."""
    known = [value for value in values if value is not None]
    return half_up(Fraction(sum(known), len(known))) if known else None


def median(values: Iterable[int | None]) -> int | None:
    """Return the median in hundredths, half up between the middle two; None without any value."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    middle = len(known) // 2
    if len(known) % 2:
        return known[middle]
    return half_up(Fraction(known[middle - 1] + known[middle], 2))


def half_up(value: Fraction) -> int:
    """Round to a whole number, halves away from zero."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return -whole if value < 0 else whole


def standings(
    now: Iterable[Mark], before: Mapping[str, int | None], places: int = 1
) -> list[Ranked]:
    """Return every branch, best first, those without a score last; `before`: mean of last wave."""
    by_branch: dict[str, list[Mark]] = defaultdict(list)
    for mark in now:
        by_branch[mark.branch].append(mark)
    means = {branch: mean(m.final for m in marks) for branch, marks in by_branch.items()}
    ranks = rank({b: rounded(v, places) for b, v in means.items() if v is not None})
    rows = [
        Ranked(
            branch=branch,
            mean=means[branch],
            n=sum(m.final is not None for m in marks),
            rank=ranks.get(branch),
            delta=change(means[branch], before.get(branch), places),
            sections=section_means(marks),
        )
        for branch, marks in by_branch.items()
    ]
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.branch))


def rank(values: Mapping[str, int]) -> dict[str, int]:
    """Return standard competition ranks (1, 2, 2, 4), the highest value first."""
    ordered = sorted(values.values(), reverse=True)
    first = {value: ordered.index(value) + 1 for value in set(ordered)}
    return {key: first[value] for key, value in values.items()}


def change(now: int | None, before: int | None, places: int = 1) -> int | None:
    """Return the difference of two scores as shown, in hundredths."""
    if now is None or before is None:
        return None
    return rounded(now, places) - rounded(before, places)


def section_means(marks: Sequence[Mark]) -> dict[str, int | None]:
    """Return the mean of each section over the visits that have it."""
    keys = dict.fromkeys(key for mark in marks for key in mark.sections)
    return {key: mean(mark.sections.get(key) for mark in marks) for key in keys}


def peer_median(
    means: Mapping[str, int | None], branch: str, fewest: int = FEWEST_PEERS
) -> int | None:
    """Return the median of the other branches' means; None if there are fewer than `fewest`."""
    others = [value for key, value in means.items() if key != branch and value is not None]
    return median(others) if len(others) >= fewest else None


def heat_rows(
    rows: Sequence[Ranked], sections: Sequence[str]
) -> list[tuple[str, list[int | None]]]:
    """Return the figures of the heat map: branch and its sections in the order given."""
    return [(row.branch, [row.sections.get(key) for key in sections]) for row in rows]
