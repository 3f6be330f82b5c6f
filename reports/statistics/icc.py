"""Intraclass correlations of totals that several auditors gave to the same visits.

Shrout and Fleiss (1979), in their notation, with the limits of McGraw and Wong (1996).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from reports.statistics.distributions import f_quantile
from reports.statistics.intervals import Interval
from reports.statistics.moments import checked, moments

_LEAST_DF = 0.01  # under it F has no quantiles that a float can hold

Kind = Literal["ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)"]


@dataclass(frozen=True, slots=True)
class Icc:
    """`n` visits that all `k` raters scored. `value` None: fewer than two, or nothing varies."""

    kind: Kind
    n: int
    k: int
    value: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class _Squares:
    """Mean squares of the two-way table: rows, columns, residual, and within rows."""

    n: int
    k: int
    rows: float
    columns: float
    rest: float
    within: float


def icc1(
    table: Sequence[Sequence[float | None]], level: float = 0.95, *, mean: bool = False
) -> Icc:
    """Return ICC(1,1): each visit has raters of its own. (MSR − MSW)/(MSR + (k−1)MSW).

    `table`: visits × raters; rows with a gap are left out. `mean` True: ICC(1,k), of the mean.
    """
    kind: Kind = "ICC(1,k)" if mean else "ICC(1,1)"
    found = _squares(table)
    if found is None:
        return Icc(kind, *_size(table), None, None)
    top, bottom = found.n - 1, found.n * (found.k - 1)
    return _by_f(kind, found, found.within, top, bottom, level)


def icc3(
    table: Sequence[Sequence[float | None]], level: float = 0.95, *, mean: bool = False
) -> Icc:
    """Return ICC(3,1): these raters only, consistency. (MSR − MSE)/(MSR + (k−1)MSE)."""
    kind: Kind = "ICC(3,k)" if mean else "ICC(3,1)"
    found = _squares(table)
    if found is None:
        return Icc(kind, *_size(table), None, None)
    top, bottom = found.n - 1, (found.n - 1) * (found.k - 1)
    return _by_f(kind, found, found.rest, top, bottom, level)


def icc2(
    table: Sequence[Sequence[float | None]], level: float = 0.95, *, mean: bool = False
) -> Icc:
    """Return ICC(2,1): raters drawn from many, absolute agreement.

    (MSR − MSE)/(MSR + (k−1)MSE + k(MSC − MSE)/n); limits with Satterthwaite's df.
    """
    kind: Kind = "ICC(2,k)" if mean else "ICC(2,1)"
    s = _squares(table)
    if s is None:
        return Icc(kind, *_size(table), None, None)
    below = s.rows + (s.k - 1) * s.rest + s.k * (s.columns - s.rest) / s.n
    if below <= 0:
        return Icc(kind, s.n, s.k, None, None)
    single = (s.rows - s.rest) / below
    interval = _limits2(s, single, level)
    if not mean:
        return Icc(kind, s.n, s.k, single, interval)
    if interval is not None and interval.low * (s.k - 1) > -1:
        interval = Interval(_stepped(interval.low, s.k), _stepped(interval.high, s.k), level)
    else:
        interval = None
    average = s.rows + (s.columns - s.rest) / s.n
    return Icc(kind, s.n, s.k, (s.rows - s.rest) / average if average > 0 else None, interval)


def _by_f(kind: Kind, s: _Squares, noise: float, top: int, bottom: int, level: float) -> Icc:
    """Return an ICC that depends on F = MSR/noise alone, with exact limits."""
    mean = kind.endswith("k)")

    def of(f: float) -> float:
        return 1 - 1 / f if mean else (f - 1) / (f + s.k - 1)

    if noise == 0:
        sure = Interval(1.0, 1.0, level)
        return Icc(kind, s.n, s.k, 1.0 if s.rows else None, sure if s.rows else None)
    f, tail = s.rows / noise, (1 + level) / 2
    if f == 0:
        return Icc(kind, s.n, s.k, None if mean else -1 / (s.k - 1), None)
    interval = Interval(
        of(f / f_quantile(tail, top, bottom)), of(f * f_quantile(tail, bottom, top)), level
    )
    return Icc(kind, s.n, s.k, of(f), interval)


def _limits2(s: _Squares, single: float, level: float) -> Interval | None:
    if s.rest == 0 and s.columns == 0:
        return Interval(1.0, 1.0, level)
    if single >= 1:
        return None
    a = s.k * single / (s.n * (1 - single))
    b = 1 + s.k * single * (s.n - 1) / (s.n * (1 - single))
    parts = (a * s.columns) ** 2 / (s.k - 1) + (b * s.rest) ** 2 / ((s.n - 1) * (s.k - 1))
    df = (a * s.columns + b * s.rest) ** 2 / parts if parts else 0.0
    if not df >= _LEAST_DF:
        return None
    tail = (1 + level) / 2
    noise = s.k * s.columns + (s.k * s.n - s.k - s.n) * s.rest
    g = 1 / f_quantile(tail, s.n - 1, df)
    h = 1 / f_quantile(tail, df, s.n - 1)
    low, high = noise + s.n * s.rows * g, noise * h + s.n * s.rows
    if low <= 0 or high <= 0:
        return None
    return Interval(s.n * (s.rows * g - s.rest) / low, s.n * (s.rows - s.rest * h) / high, level)


def _stepped(single: float, k: int) -> float:
    """Return the reliability of a mean of k from that of one (Spearman–Brown)."""
    return k * single / (1 + (k - 1) * single)


def _complete(table: Sequence[Sequence[float | None]]) -> list[list[float]]:
    if len({len(row) for row in table}) > 1:
        raise ValueError("each visit needs a place for each rater")
    return [checked(row) for row in table if None not in row]


def _size(table: Sequence[Sequence[float | None]]) -> tuple[int, int]:
    return len(_complete(table)), len(table[0]) if table else 0


def _squares(table: Sequence[Sequence[float | None]]) -> _Squares | None:
    rows = _complete(table)
    n, k = _size(table)
    if n < 2 or k < 2:
        return None
    whole = moments(value for row in rows for value in row)
    by_row = moments(math.fsum(row) / k for row in rows)
    by_column = moments(math.fsum(column) / n for column in zip(*rows, strict=True))
    if whole is None or by_row is None or by_column is None or whole.squares == 0:
        return None
    inside = math.fsum(one.squares for line in rows if (one := moments(line)) is not None)
    sums = (k * by_row.squares, n * by_column.squares, inside - n * by_column.squares, inside)
    # What rounding leaves of nothing is nothing.
    row, column, rest, inside = (one if one > 1e-13 * whole.squares else 0.0 for one in sums)
    return _Squares(
        n=n,
        k=k,
        rows=row / (n - 1),
        columns=column / (k - 1),
        rest=rest / ((n - 1) * (k - 1)),
        within=inside / (n * (k - 1)),
    )
