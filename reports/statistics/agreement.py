"""Do two auditors see the same? Agreement on the items of double visits.

A table is units × raters: a unit is one item of one double visit, a gap is None. Percent agreement
flatters where nearly every answer is yes, and Cohen's kappa then collapses (Gwet 2008): show AC1.
"""

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from reports.statistics.distributions import t_quantile, two_sided
from reports.statistics.intervals import Interval
from reports.statistics.moments import checked
from reports.statistics.ranking import SEED

Table = Sequence[Sequence[Hashable | None]]
Ratings = Table | Counter[Any]
"""A table, or how often there is each row of one."""
Unit = tuple[Counter[Hashable], int]
Floats = NDArray[np.float64]
Metric = Literal["nominal", "ordinal", "interval"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """`n`: units with two ratings or more. `value` None: no such unit, or chance explains all.

    `observed`, `expected`: agreement seen and expected by chance (0–1); for alpha, 1 − the
    disagreement, which for ordinal and interval data is None, having a unit of its own. `se`:
    standard error of the value, None for fewer than two units.
    """

    n: int
    observed: float | None
    expected: float | None
    value: float | None
    se: float | None
    interval: Interval | None


NOTHING = Agreement(0, None, None, None, None, None)


def percent_agreement(table: Ratings) -> float | None:
    """Return the mean over units of the share of rater pairs that agree (0–1); None without any."""
    both = [(counts, times) for counts, times in _units(table) if counts.total() > 1]
    return _mean_alike(both) if both else None


def cohen_kappa(
    table: Table,
    weights: Literal["none", "linear", "quadratic"] = "none",
    categories: Sequence[Hashable] | None = None,
    level: float = 0.95,
) -> Agreement:
    """Return Cohen's kappa (1960) or weighted kappa (1968) of two raters; units with gaps left out.

    Standard error for the interval: Fleiss, Cohen, Everitt (1969). Weights go by the place of a
    category in `categories` (default: in order). Raises ValueError for other than two raters.
    """
    if any(len(row) != 2 for row in table):
        raise ValueError("kappa is for two raters")
    pairs = [(one, two) for one, two in table if one is not None and two is not None]
    if not pairs:
        return NOTHING
    places = _places([value for pair in pairs for value in pair], categories)
    p = np.zeros((len(places), len(places)))
    for one, two in pairs:
        p[places[one], places[two]] += 1 / len(pairs)
    w = _weights(len(places), weights)
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed, expected = float((w * p).sum()), float(rows @ w @ columns)
    if 1 - expected < 1e-12:
        return Agreement(len(pairs), observed, expected, None, None, None)
    kappa = (observed - expected) / (1 - expected)
    means = (w @ columns)[:, None] + (rows @ w)[None, :]
    spread = float((p * (w - means * (1 - kappa)) ** 2).sum())
    variance = max(0.0, spread - (kappa - expected * (1 - kappa)) ** 2)
    se = math.sqrt(variance / len(pairs)) / (1 - expected)
    interval = _kept(kappa, two_sided(level) * se, level)
    return Agreement(len(pairs), observed, expected, kappa, se, interval)


def gwet_ac1(
    table: Ratings, categories: Sequence[Hashable] | None = None, level: float = 0.95
) -> Agreement:
    """Return Gwet's AC1 (2008) of two or more raters, with gaps; interval by t, n − 1 df.

    Chance: Σ πₖ(1−πₖ)/(q−1), πₖ the mean share of category k over all units with a rating.
    `categories`: all that were possible; without it those seen, but never fewer than two.
    """
    units = [(counts, times) for counts, times in _units(table) if counts.total()]
    both = [(counts, times) for counts, times in units if counts.total() > 1]
    if not both:
        return NOTHING
    places = _places([value for counts, _ in units for value in counts], categories)
    q, n, m = max(2, len(places)), _size(units), _size(both)
    shares = [{key: size / counts.total() for key, size in counts.items()} for counts, _ in units]
    weighed = [(one, times) for one, (_, times) in zip(shares, units, strict=True)]
    pi = {key: math.fsum(one.get(key, 0.0) * times for one, times in weighed) / n for key in places}
    observed = _mean_alike(both)
    expected = math.fsum(one * (1 - one) for one in pi.values()) / (q - 1)
    value = (observed - expected) / (1 - expected)
    squares = []
    for (counts, times), one in zip(units, shares, strict=True):
        own = _pairs_alike(counts) - expected if counts.total() > 1 else 0.0
        chance = math.fsum(size * (1 - pi[key]) for key, size in one.items()) / (q - 1)
        ratio = own * n / m - 2 * (1 - value) * (chance - expected)
        squares.append(times * (ratio / (1 - expected) - value) ** 2)
    if n < 2:
        return Agreement(m, observed, expected, value, None, None)
    se = math.sqrt(math.fsum(squares) / (n * (n - 1)))
    interval = _kept(value, t_quantile((1 + level) / 2, n - 1) * se, level)
    return Agreement(m, observed, expected, value, se, interval)


def krippendorff_alpha(
    table: Ratings,
    metric: Metric = "nominal",
    level: float = 0.95,
    draws: int = 1000,
    seed: int = SEED,
) -> Agreement:
    """Return Krippendorff's alpha (2011), any number of raters, with gaps: 1 − Dₒ/Dₑ.

    Ordinal and interval take numbers. Interval by resampling units (percentile bootstrap, seeded);
    None where fewer than two units or draws. All values equal: None.
    """
    units = [(counts, times) for counts, times in _units(table) if counts.total() > 1]
    if not units:
        return NOTHING
    n = _size(units)
    values = {value for counts, _ in units for value in counts}
    order = list(values) if metric == "nominal" else sorted(values, key=_number)
    numbers = np.array([0.0 if metric == "nominal" else _number(value) for value in order])
    seen = np.array([[counts[value] for value in order] for counts, _ in units], dtype=float)
    times = np.array([times for _, times in units])
    observed, expected = _disagreement(seen, times.astype(float), metric, numbers)
    if expected == 0:
        return Agreement(n, None, None, None, None, None)
    value = 1 - observed / expected
    se = interval = None
    if n > 1 and draws > 1:
        se, interval = _resampled(np.repeat(seen, times, 0), metric, numbers, level, draws, seed)
    if metric == "nominal":
        return Agreement(n, 1 - observed, 1 - expected, value, se, interval)
    return Agreement(n, None, None, value, se, interval)


def _resampled(
    seen: Floats, metric: Metric, numbers: Floats, level: float, draws: int, seed: int
) -> tuple[float | None, Interval | None]:
    """Return the standard error and percentile interval of alpha over resampled units."""
    random = np.random.default_rng(seed)
    size = len(seen)
    found = []
    for _ in range(draws):
        times = np.bincount(random.integers(0, size, size), minlength=size).astype(float)
        observed, expected = _disagreement(seen, times, metric, numbers)
        if expected > 0:
            found.append(1 - observed / expected)
    if len(found) < 2:
        return None, None
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(np.std(found, ddof=1)), Interval(float(low), float(high), level)


def _kept(value: float, half: float, level: float) -> Interval:
    return Interval(max(-1.0, value - half), min(1.0, value + half), level)


def _disagreement(
    seen: Floats, times: Floats, metric: Metric, numbers: Floats
) -> tuple[float, float]:
    """Return Dₒ and Dₑ; `seen`: units × categories, how often; each unit counts `times` times.

    Ordinal distances are those of mid-ranks, so they are interval distances of other numbers.
    """
    margins = times @ seen
    n = margins.sum()
    sizes = seen.sum(axis=1)
    if metric == "nominal":
        apart = (sizes**2 - (seen**2).sum(axis=1)) / (sizes - 1)
        return float(times @ apart / n), float((n * n - margins @ margins) / (n * (n - 1)))
    if metric == "ordinal":
        numbers = np.cumsum(margins) - margins / 2
    numbers = numbers - margins @ numbers / n
    sums = seen @ numbers
    apart = 2 * np.maximum(sizes * (seen @ numbers**2) - sums**2, 0) / (sizes - 1)
    apart[(seen > 0).sum(axis=1) == 1] = 0  # rounding must not part what is equal
    spread = 2 * n * (margins @ numbers**2) if (margins > 0).sum() > 1 else 0.0
    return float(times @ apart / n), float(spread / (n * (n - 1)))


def _units(table: Ratings) -> list[Unit]:
    """Return what each unit was rated and how many units were rated so, in any order.

    A large table has few different units.
    """
    found = table if isinstance(table, Counter) else Counter(tuple(row) for row in table)
    return [
        (Counter(value for value in row if value is not None), times)
        for row, times in found.items()
    ]


def _size(units: Sequence[Unit]) -> int:
    return sum(times for _, times in units)


def _mean_alike(units: Sequence[Unit]) -> float:
    return math.fsum(_pairs_alike(counts) * times for counts, times in units) / _size(units)


def _pairs_alike(counts: Counter[Hashable]) -> float:
    total = counts.total()
    return sum(size * (size - 1) for size in counts.values()) / (total * (total - 1))


def _places(
    values: Sequence[Hashable], categories: Sequence[Hashable] | None
) -> dict[Hashable, int]:
    seen = set(values)
    if categories is None:
        ordered: Sequence[Hashable] = sorted(seen, key=_order)
    else:
        ordered = list(dict.fromkeys(categories))
        if not seen <= set(ordered):
            raise ValueError("a rating is none of the categories")
    return {value: place for place, value in enumerate(ordered)}


def _order(value: Hashable) -> tuple[bool, float, str]:
    number = isinstance(value, int | float)
    return not number, float(value) if isinstance(value, int | float) else 0.0, repr(value)


def _number(value: Hashable) -> float:
    if not isinstance(value, int | float):
        raise ValueError(f"{value!r} has no place on a scale")
    return checked([value])[0]


def _weights(q: int, kind: Literal["none", "linear", "quadratic"]) -> Floats:
    if kind == "none" or q == 1:
        return np.eye(q)
    apart = np.abs(np.subtract.outer(np.arange(q), np.arange(q))) / (q - 1)
    return np.asarray(1 - (apart if kind == "linear" else apart**2), dtype=np.float64)
