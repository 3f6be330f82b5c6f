"""How strict is each auditor? Severity from branches that several auditors visited.

Additive model y = branch + auditor (+ wave) + noise. Auditors can be compared only along a chain
of shared branches: each connected component of the branch–auditor graph is a world of its own
(Linacre 1989; Weeks and Williams 1964). Never shown to the branch side.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from reports.statistics.distributions import t_quantile
from reports.statistics.intervals import Interval, around
from reports.statistics.moments import checked
from reports.statistics.rater_system import System, Visits, numbered

B = TypeVar("B", bound=Hashable)
A = TypeVar("A", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Rated(Generic[B, A]):
    """One visit: its score and, where waves are to be taken out, its wave."""

    branch: B
    auditor: A
    score: float
    wave: Hashable = None


@dataclass(frozen=True, slots=True)
class Severity:
    """Points that an auditor gives less than the average auditor of the component.

    Above 0 is strict, below 0 lenient. `severity` None: not estimable (no other auditor in the
    component, or bound up with a wave). `se`, `interval` None where no visit is left to tell noise.
    """

    component: int
    visits: int
    branches: int
    severity: float | None
    se: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A branch as the average auditor of its component would have scored it in an average wave.

    `adjusted` None: not estimable; the raw mean is then all there is.
    """

    component: int
    visits: int
    raw: float
    adjusted: float | None
    se: float | None


@dataclass(frozen=True, slots=True)
class Severities(Generic[B, A]):
    """`within`: noise variance σ² with `df`; `between`: variance of true severities, both squared
    score units, None where they can not be had. Components are numbered from 0, the largest first.
    """

    components: int
    within: float | None
    df: int
    between: float | None
    auditors: dict[A, Severity]
    branches: dict[B, Adjusted]


def severities(
    visits: Sequence[Rated[B, A]], *, random: bool = False, level: float = 0.95
) -> Severities[B, A]:
    """Estimate every auditor's severity and every branch's adjusted score by least squares.

    `random` True: auditors are drawn from a normal distribution, so severities are drawn towards 0
    the more, the fewer visits they rest on (ridge λ = σ²/σ²_auditor; Henderson 1975). Where the
    variances can not be had, that falls back to least squares. Visits without a wave all belong
    to one.
    """
    checked(visit.score for visit in visits)
    data = numbered([(v.branch, v.auditor, v.wave, v.score) for v in visits])
    systems = [System(part) for part in data.components()]
    df = sum(system.df for system in systems)
    within = math.fsum(system.residual for system in systems) / df if df > 0 else None
    between = _between(systems, within)
    if random and within is not None and between is not None:
        for system in systems:
            system.solve(within / between if between > 0 else math.inf)
    auditors: dict[A, Severity] = {}
    branches: dict[B, Adjusted] = {}
    for number, system in enumerate(systems):
        auditors |= _severities(number, system, data, within, df, level)
        branches |= _adjusted(number, system, data, within)
    return Severities(len(systems), within, df, between, auditors, branches)


def _between(systems: Sequence[System], within: float | None) -> float | None:
    """Return the variance of severities by moments: what their spread has beyond its noise.

    E Σ sₐ² = Σ (m−1)·σ²_auditor + σ²·Σ diag, over the components where all are estimable.
    """
    known = [system for system in systems if system.whole and len(system.auditors) > 1]
    if within is None or not known:
        return None
    spread = sum(float((system.severity**2).sum()) for system in known)
    noise = within * sum(float(system.severity_variance.sum()) for system in known)
    return max(0.0, (spread - noise) / sum(len(system.auditors) - 1 for system in known))


def _severities(
    number: int, system: System, data: Visits, within: float | None, df: int, level: float
) -> dict[A, Severity]:
    found: dict[A, Severity] = {}
    rows = zip(
        system.auditors,
        system.auditor_visits,
        system.auditor_branches,
        system.severity,
        system.severity_variance,
        system.severity_known,
        strict=True,
    )
    for auditor, visits, branches, value, variance, known in rows:
        severity = float(value) if known else None
        se = math.sqrt(within * max(float(variance), 0)) if known and within is not None else None
        interval = None
        if severity is not None and se is not None:
            interval = around(severity, t_quantile((1 + level) / 2, df) * se, level)
        key: A = data.auditor_keys[auditor]
        found[key] = Severity(number, int(visits), int(branches), severity, se, interval)
    return found


def _adjusted(number: int, system: System, data: Visits, within: float | None) -> dict[B, Adjusted]:
    found: dict[B, Adjusted] = {}
    rows = zip(
        system.branches,
        system.branch_visits,
        system.raw,
        system.adjusted,
        system.adjusted_variance,
        system.adjusted_known,
        strict=True,
    )
    for branch, visits, raw, value, variance, known in rows:
        se = math.sqrt(within * max(float(variance), 0)) if known and within is not None else None
        key: B = data.branch_keys[branch]
        adjusted = float(value) if known else None
        found[key] = Adjusted(number, int(visits), float(raw), adjusted, se)
    return found
