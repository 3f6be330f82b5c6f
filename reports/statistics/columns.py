"""Student's t for thousands of branches at once: the formulas of `distributions`, on columns.

The tests hold each of these to its fellow for a single number, which scipy is held to.
"""

import math

import numpy as np
from numpy.typing import NDArray

from reports.statistics.distributions import normal_quantile, t_quantile

Floats = NDArray[np.float64]
Holds = NDArray[np.bool_]

_TINY = 1e-300
_ENOUGH = 1e-15
_STEPS = 12


def two_tails(t: Floats, df: Floats) -> Floats:
    """Return P(|T| ≥ |t|) of each t with its degrees of freedom: two-sided p-values."""
    with np.errstate(over="ignore"):
        square = t * t
    vast = np.isinf(square)
    square = np.where(vast, 0, square)
    whole = df + square
    return np.where(vast, 0.0, _beta(df / whole, square / whole, df / 2))


def quantiles(p: float, df: Floats) -> Floats:
    """Return the p-quantile, 0.5 < p < 1, of Student's t for each degrees of freedom ≥ 1.

    Newton steps from a normal expansion; whatever has not come to rest is worked out singly.
    """
    known, place = np.unique(df, return_inverse=True)
    z = normal_quantile(p)
    t = z + z * (z * z + 1) / (4 * known)
    t += z * (5 * z**4 + 16 * z * z + 3) / (96 * known * known)
    log = _lgamma((known + 1) / 2) - _lgamma(known / 2) - 0.5 * np.log(known * math.pi)
    step = np.full(len(known), np.inf)
    for _ in range(_STEPS):
        moving = np.abs(step) > 1e-13 * np.maximum(t, 1)
        if not moving.any():
            break
        at, own = t[moving], known[moving]
        density = np.exp(log[moving] - (own + 1) / 2 * np.log1p(at * at / own))
        step[moving] = (two_tails(at, own) / 2 - (1 - p)) / density
        t[moving] = np.maximum(at + step[moving], 0)
    for left in np.flatnonzero(~(np.abs(step) <= 1e-13 * np.maximum(t, 1))).tolist():
        t[left] = t_quantile(p, float(known[left]))
    return t[place]


def benjamini_hochberg(ps: Floats) -> Floats:
    """Return adjusted p-values (Benjamini and Hochberg 1995), see `multiple`."""
    order = np.argsort(-ps, kind="stable")
    ranks = np.arange(len(ps), 0, -1)
    adjusted = np.empty(len(ps))
    adjusted[order] = np.minimum(1, np.minimum.accumulate(ps[order] * len(ps) / ranks))
    return adjusted


def _beta(x: Floats, y: Floats, a: Floats) -> Floats:
    """Return the regularised incomplete beta function I_x(a, ½), y = 1 − x."""
    half = np.full_like(a, 0.5)
    turned = x > (a + 1) / (a + 2.5)
    one, other = np.where(turned, y, x), np.where(turned, x, y)
    p, q = np.where(turned, half, a), np.where(turned, a, half)
    inside = (x > 0) & (y > 0)
    front = np.zeros_like(a)
    logs = _lgamma(a + 0.5) - _lgamma(a) - math.lgamma(0.5)
    o, e = one[inside], other[inside]
    front[inside] = np.exp(logs[inside] + p[inside] * np.log(o) + q[inside] * np.log(e))
    front[inside] *= _fraction(o, p[inside], q[inside]) / p[inside]
    found = np.where(turned, 1 - front, front)
    return np.where(y > 0, np.where(x > 0, found, 0.0), 1.0)


def _fraction(x: Floats, a: Floats, b: Floats) -> Floats:
    """Return the continued fraction of DLMF 8.17.22 by the method of Lentz (1976)."""
    result = np.empty_like(x)
    left = np.arange(len(x))
    c, d = np.ones_like(x), 1 / _away(1 - (a + b) * x / (a + 1))
    value = d.copy()
    for m in range(1, 100_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _away(1 + term * d)
            c = _away(1 + term / c)
            value *= c * d
        on = np.abs(c * d - 1) >= _ENOUGH
        if not on.all():
            result[left[~on]] = value[~on]
            left, x, a, b = left[on], x[on], a[on], b[on]
            c, d, value = c[on], d[on], value[on]
        if not len(left):
            break
    result[left] = value
    return result


def _away(values: Floats) -> Floats:
    """Keep divisors away from zero."""
    return np.where(np.abs(values) > _TINY, values, _TINY)


def _lgamma(values: Floats) -> Floats:
    return np.fromiter(map(math.lgamma, values.tolist()), np.float64, len(values))
