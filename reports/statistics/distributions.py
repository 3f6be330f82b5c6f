"""Normal, Student t, F, chi-square and binomial distributions, as far as intervals need them.

Written here because the running service would load a library of 100 MB for these few functions;
the tests hold each of them to scipy.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

_NORMAL = NormalDist()
_TINY = 1e-300


def normal_cdf(x: float) -> float:
    """Return P(Z ≤ x), exact in both tails."""
    return 0.5 * math.erfc(-x / math.sqrt(2))


@lru_cache(maxsize=256)
def normal_quantile(p: float) -> float:
    """Return the p-quantile of the standard normal distribution, 0 < p < 1 (Wichura 1988)."""
    return _NORMAL.inv_cdf(p)


def two_sided(level: float) -> float:
    """Return z of a two-sided interval: 0.95 → 1.95996. Raises ValueError outside (0, 1)."""
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not {level}")
    return normal_quantile((1 + level) / 2)


def beta_cdf(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b).

    Continued fraction of DLMF 8.17.22, evaluated by the method of Lentz (1976).
    """
    return _beta(x, 1 - x, a, b)


def _beta(x: float, y: float, a: float, b: float) -> float:
    """Return I_x(a, b) with y = 1 − x given apart, since it may be tiny."""
    if x <= 0:
        return 0.0
    if y <= 0:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_front(y, x, b, a) * _fraction(y, b, a)
    return _beta_front(x, y, a, b) * _fraction(x, a, b)


def _beta_front(x: float, y: float, a: float, b: float) -> float:
    log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return math.exp(log + a * math.log(x) + b * math.log(y)) / a


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 100_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _away(1 + term * d)
            c = _away(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value


def _away(value: float) -> float:
    """Keep a divisor away from zero."""
    return value if abs(value) > _TINY else _TINY


def t_cdf(t: float, df: float) -> float:
    """Return P(T ≤ t) of Student's t with df > 0 degrees of freedom (they need not be whole)."""
    tail = t_two_tails(t, df) / 2
    return 1 - tail if t > 0 else tail


def t_two_tails(t: float, df: float) -> float:
    """Return P(|T| ≥ |t|): the p-value of a two-sided test."""
    square = t * t
    if square == 0:
        return 1.0
    if math.isinf(square):
        return 0.0
    whole = df + square
    return _beta(df / whole, square / whole, df / 2, 0.5)


@lru_cache(maxsize=16_384)
def t_quantile(p: float, df: float) -> float:
    """Return the p-quantile of Student's t, 0 < p < 1: Newton steps from a normal expansion."""
    if p < 0.5:
        return -t_quantile(1 - p, df)
    if p == 0.5:
        return 0.0
    z = normal_quantile(p)
    t = z + z * (z * z + 1) / (4 * df) + z * (5 * z**4 + 16 * z * z + 3) / (96 * df * df)
    log = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - 0.5 * math.log(df * math.pi)
    for _ in range(20):
        density = math.exp(log - (df + 1) / 2 * math.log1p(t * t / df))
        step = (t_two_tails(t, df) / 2 - (1 - p)) / density
        t = max(t + step, 0.0)
        if abs(step) <= 1e-13 * max(t, 1):
            return t
    return _invert(lambda value: t_cdf(value, df), p)


def f_cdf(x: float, top: float, bottom: float) -> float:
    """Return P(F ≤ x) with `top` and `bottom` degrees of freedom."""
    if x <= 0:
        return 0.0
    whole = top * x + bottom
    if math.isinf(whole):
        return 1.0
    return _beta(top * x / whole, bottom / whole, top / 2, bottom / 2)


@lru_cache(maxsize=1024)
def f_quantile(p: float, top: float, bottom: float) -> float:
    """Return the p-quantile of F, 0 < p < 1."""
    return _invert(lambda value: f_cdf(value, top, bottom), p)


def chi2_cdf(x: float, df: float) -> float:
    """Return P(χ² ≤ x): the regularised lower incomplete gamma function (DLMF 8.7.1, 8.9.2)."""
    if x <= 0:
        return 0.0
    a, half = df / 2, x / 2
    front = math.exp(a * math.log(half) - half - math.lgamma(a + 1))
    if half < a + 1:
        return front * _gamma_series(a, half)
    return 1 - front * a * _gamma_fraction(a, half)


def _gamma_series(a: float, x: float) -> float:
    total = term = 1.0
    n = a
    while term > total * 1e-17:
        n += 1
        term *= x / n
        total += term
    return total


def _gamma_fraction(a: float, x: float) -> float:
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / _away(b)
    value = d
    for n in range(1, 100_000):
        term = -n * (n - a)
        b += 2
        d = 1 / _away(term * d + b)
        c = _away(b + term / c)
        value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value


@lru_cache(maxsize=1024)
def chi2_quantile(p: float, df: float) -> float:
    """Return the p-quantile of χ², 0 < p < 1."""
    return _invert(lambda value: chi2_cdf(value, df), p)


def binomial_cdf(k: int, n: int, p: float) -> float:
    """Return P(X ≤ k) of n trials with chance p."""
    if k < 0:
        return 0.0
    return 1.0 if k >= n else beta_cdf(1 - p, n - k, k + 1)


def _invert(cdf: Callable[[float], float], p: float) -> float:
    """Return where a distribution on [0, ∞) reaches p, by halving."""
    low, high = 0.0, 1.0
    while cdf(high) < p:
        low, high = high, high * 2
    while high - low > 1e-15 * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if cdf(middle) < p else (low, middle)
    return (low + high) / 2
