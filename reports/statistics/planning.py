"""How many visits are needed, and how far a wave's branch mean can be trusted.

Generalizability theory with visits nested in branches (Cronbach et al. 1972; for mystery shopping
Finn and Kayandé 1999).
"""

import math

from reports.statistics.components import Components
from reports.statistics.distributions import normal_quantile, two_sided

_SLACK = 1e-9  # a whole number that rounding lifted a little must not cost a visit


def reliability(components: Components, visits: int) -> float | None:
    """Return τ²/(τ² + σ²/n): the share of the spread of branch means that is real (0–1).

    The generalizability coefficient of a mean of n visits; for n = 1 it is ICC(1,1). None where
    nothing varies.
    """
    if visits < 1:
        raise ValueError("a mean needs one visit or more")
    whole = components.between + components.within / visits
    return components.between / whole if whole > 0 else None


def visits_for_reliability(components: Components, wanted: float) -> int | None:
    """Return the least n with that reliability (0 < wanted < 1): n ≥ σ²/τ² · ρ/(1−ρ).

    None where branches do not differ: no number of visits tells them apart. Spearman (1910) and
    Brown (1910).
    """
    _check(wanted)
    if components.between <= 0:
        return None
    return _up(components.within / components.between * wanted / (1 - wanted))


def visits_for_precision(within: float, half_width: float, level: float = 0.95) -> int:
    """Return the least n whose mean is known to ± half_width: n ≥ (z·σ/half_width)²."""
    return _up(two_sided(level) ** 2 * _variance(within) / _positive(half_width) ** 2)


def visits_for_share(half_width: float, value: float = 0.5, level: float = 0.95) -> int:
    """Return the least n whose share is known to ± half_width: z²·p(1−p)/h² (worst case p = ½)."""
    return _up(two_sided(level) ** 2 * value * (1 - value) / _positive(half_width) ** 2)


def visits_for_change(
    within: float, difference: float, level: float = 0.95, power: float = 0.8
) -> int:
    """Return the visits per wave that show a true change: 2·((z₁₋α/₂ + z_power)·σ/Δ)²."""
    _check(power)
    z = two_sided(level) + normal_quantile(power)
    return _up(2 * z**2 * _variance(within) / _positive(difference) ** 2)


def _up(visits: float) -> int:
    return max(1, math.ceil(visits * (1 - _SLACK)))


def _check(share: float) -> None:
    if not 0 < share < 1:
        raise ValueError(f"must lie between 0 and 1, not {share}")


def _variance(value: float) -> float:
    if not 0 <= value < math.inf:
        raise ValueError("a variance is a finite number of 0 or more")
    return value


def _positive(value: float) -> float:
    if not 0 < abs(value) < math.inf:
        raise ValueError("a width or a difference is not 0 and finite")
    return abs(value)
