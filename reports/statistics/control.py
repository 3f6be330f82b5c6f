"""Control charts of a series of waves: limits, named rules, and a smoothed line."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from reports.statistics.moments import checked

Rule = Literal["beyond limits", "two of three", "run of eight", "six in one direction"]

D2 = 1.128
"""Mean range of two normal values in standard deviations (Shewhart 1931)."""
SETTLED = 8
"""Control limits from fewer points move with every wave: provisional."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule broken at a point (its place in the values given)."""

    place: int
    rule: Rule


@dataclass(frozen=True, slots=True)
class ControlChart:
    """Center and limits in score units; `sigma` from the mean moving range / 1.128."""

    center: float
    sigma: float
    low: float
    high: float
    provisional: bool
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Ewma:
    """The weighted averages of the points and the limits at each of them."""

    values: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    outside: tuple[int, ...]


def control_chart(values: Sequence[float], baseline: int | None = None) -> ControlChart | None:
    """Return the XmR chart of individual values (Shewhart 1931; Wheeler 1993).

    mean ± 3·(mean moving range)/1.128, from the first `baseline` values or all. None for fewer
    than two. Give one segment at a time.
    """
    known = checked(values)
    base = known[:baseline]
    if len(base) < 2:
        return None
    center = base[0] if min(base) == max(base) else math.fsum(base) / len(base)
    ranges = [abs(b - a) for a, b in pairwise(base)]
    sigma = math.fsum(ranges) / len(ranges) / D2
    return ControlChart(
        center=center,
        sigma=sigma,
        low=center - 3 * sigma,
        high=center + 3 * sigma,
        provisional=len(base) < SETTLED,
        signals=tuple(_signals(known, center, sigma)),
    )


def ewma(
    values: Sequence[float],
    weight: float = 0.2,
    width: float = 3.0,
    center: float | None = None,
    sigma: float | None = None,
) -> Ewma | None:
    """Return the exponentially weighted moving average (Roberts 1959) with its exact limits.

    zᵢ = λxᵢ + (1−λ)zᵢ₋₁, z₀ = center; center ± L·σ·√(λ/(2−λ)·(1−(1−λ)²ⁱ)). Without center and
    sigma those of the XmR chart; None where there is none.
    """
    if not 0 < weight <= 1:
        raise ValueError(f"a weight lies above 0 and up to 1, not {weight}")
    known = checked(values)
    chart = control_chart(known)
    center = chart.center if center is None and chart else center
    sigma = chart.sigma if sigma is None and chart else sigma
    if not known or center is None or sigma is None:
        return None
    averages: list[float] = []
    halves: list[float] = []
    last = center
    for n, value in enumerate(known, 1):
        last = weight * value + (1 - weight) * last
        averages.append(last)
        share = weight / (2 - weight) * (1 - (1 - weight) ** (2 * n))
        halves.append(width * sigma * math.sqrt(share))
    slack = 1e-12 * max(abs(center), 1)
    return Ewma(
        values=tuple(averages),
        low=tuple(center - half for half in halves),
        high=tuple(center + half for half in halves),
        outside=tuple(
            n
            for n, (value, half) in enumerate(zip(averages, halves, strict=True))
            if abs(value - center) > half + slack
        ),
    )


def _signals(values: Sequence[float], center: float, sigma: float) -> list[Signal]:
    """Return where a rule is first met (Western Electric 1956; the last one: Nelson 1984)."""
    slack = 1e-12 * max(abs(center), 1)  # equal values lie on the center, not beside it
    far = [(value - center) if abs(value - center) > slack else 0.0 for value in values]
    found: list[Signal] = []
    for n in range(len(far)):
        last = [sign(one) for one in far[max(0, n - 7) : n + 1]]
        two = [sign(one) * (abs(one) > 2 * sigma) for one in far[max(0, n - 2) : n + 1]]
        steps = [sign(b - a) for a, b in pairwise(values[max(0, n - 5) : n + 1])]
        if abs(far[n]) > 3 * sigma:
            found.append(Signal(n, "beyond limits"))
        if two[-1] and two.count(two[-1]) >= 2:
            found.append(Signal(n, "two of three"))
        if abs(sum(last)) == 8:
            found.append(Signal(n, "run of eight"))
        if abs(sum(steps)) == 5:
            found.append(Signal(n, "six in one direction"))
    return found


def sign(value: float) -> int:
    """Return 1, 0 or −1."""
    return (value > 0) - (value < 0)
