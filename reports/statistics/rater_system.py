"""The normal equations of the rater model, one connected component at a time.

Branches are eliminated first (their block is diagonal), so what is solved has one row per auditor
and wave, however many branches there are.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Visits:
    """Visits as arrays of places: branch, auditor, wave and score of each."""

    branch: Places
    auditor: Places
    wave: Places
    score: Floats
    branch_keys: Sequence[Any]
    auditor_keys: Sequence[Any]

    def components(self) -> list["Visits"]:
        """Return the connected parts of the branch–auditor graph, the most visits first."""
        roots = _roots(self.branch, self.auditor, len(self.branch_keys), len(self.auditor_keys))
        labels = roots[self.branch]
        parts = [self._only(labels == label) for label in dict.fromkeys(labels.tolist())]
        return sorted(parts, key=lambda part: -len(part.score))

    def _only(self, chosen: NDArray[np.bool_]) -> "Visits":
        return Visits(
            self.branch[chosen],
            self.auditor[chosen],
            self.wave[chosen],
            self.score[chosen],
            self.branch_keys,
            self.auditor_keys,
        )


def numbered(rows: Sequence[tuple[Hashable, Hashable, Hashable, float]]) -> Visits:
    """Return rows of (branch, auditor, wave, score) as arrays."""
    branches, branch_keys = _codes([row[0] for row in rows])
    auditors, auditor_keys = _codes([row[1] for row in rows])
    waves, _ = _codes([row[2] for row in rows])
    scores = np.array([row[3] for row in rows], dtype=float)
    return Visits(branches, auditors, waves, scores, branch_keys, auditor_keys)


class System:
    """One component, solved by least squares at once; `solve` again with a ridge on auditors.

    Arrays are by place in `auditors` or `branches`, which hold numbers of the whole. `whole`: no
    severity is bound up with a wave.
    """

    def __init__(self, visits: Visits) -> None:
        self.branches, branch = np.unique(visits.branch, return_inverse=True)
        self.auditors, auditor = np.unique(visits.auditor, return_inverse=True)
        waves, wave = np.unique(visits.wave, return_inverse=True)
        size, m = len(self.branches), len(self.auditors)
        self._m, self._w = m, len(waves) if len(waves) > 1 else 0
        counts = np.zeros((size, m + len(waves)))
        np.add.at(counts, (branch, auditor), 1)
        np.add.at(counts, (branch, m + wave), 1)
        self.auditor_visits = counts[:, :m].sum(axis=0)
        self.auditor_branches = (counts[:, :m] > 0).sum(axis=0)
        self.branch_visits = np.bincount(branch, minlength=size)
        self._middle = float(visits.score.mean())
        score = visits.score - self._middle
        self._means = np.bincount(branch, score, size) / self.branch_visits
        self.raw = self._means + self._middle
        self._shares = counts[:, : m + self._w] / self.branch_visits[:, None]
        inside = score - self._means[branch]
        self._matrix = _crossed(auditor, m + wave, m + len(waves))[: m + self._w, : m + self._w]
        self._matrix -= (self._shares * self.branch_visits[:, None]).T @ self._shares
        right = np.bincount(auditor, inside, m)
        by_wave = np.bincount(wave, inside, len(waves))
        self._right = np.concatenate([right, by_wave])[: m + self._w]
        self._ask()
        null = self.solve(0.0)
        self.severity_known = _answered(self._severe, null) & (m > 1)
        self.adjusted_known = _answered(self._moved, null) & (m > 1)
        self.whole = bool(self.severity_known.all())
        self.df = len(score) - size - len(null) + null.shape[1]
        total = float(inside @ inside)
        rest = total - float(self._right @ self._effects)
        self.residual = rest if rest > 1e-12 * total and self.df > 0 else 0.0

    def _ask(self) -> None:
        """Set what is asked of the effects: distances from the average auditor and wave."""
        m, w = self._m, self._w
        average = np.concatenate([np.full(m, 1 / m), np.full(w, 1 / w) if w else np.empty(0)])
        self._severe = np.zeros((m, m + w))
        self._severe[:, :m] = 1 / m - np.eye(m)
        self._moved = self._shares - average

    def solve(self, ridge: float) -> Floats:
        """Solve with λ on the auditors' diagonal (inf: all severities are 0).

        Return the directions, as columns, in which the visits say nothing.
        """
        m = self._m
        fixed = m if math.isinf(ridge) else 0
        matrix = self._matrix[fixed:, fixed:].copy()
        inverse = np.zeros_like(self._matrix)
        null = np.empty((0, 0))
        if matrix.size:
            matrix[np.arange(m - fixed), np.arange(m - fixed)] += 0 if fixed else ridge
            values, vectors = np.linalg.eigh(matrix)
            kept = values > 1e-9 * max(float(values[-1]), 1)
            half = vectors[:, kept] / np.sqrt(values[kept])
            inverse[fixed:, fixed:] = half @ half.T
            null = vectors[:, ~kept]
        self._effects = inverse @ self._right
        self.severity = self._severe @ self._effects
        self.severity_variance = _quadratic(self._severe, inverse)
        self.adjusted = self._means - self._moved @ self._effects + self._middle
        self.adjusted_variance = 1 / self.branch_visits + _quadratic(self._moved, inverse)
        return null


def _answered(rows: Floats, null: Floats) -> NDArray[np.bool_]:
    """Tell which questions do not touch what the visits say nothing about."""
    return np.asarray(np.abs(rows @ null).max(axis=1, initial=0) < 1e-7)


def _quadratic(rows: Floats, inverse: Floats) -> Floats:
    """Return r·V·r of each row."""
    return np.asarray(np.einsum("ij,ij->i", rows @ inverse, rows), dtype=np.float64)


def _crossed(auditor: Places, wave: Places, size: int) -> Floats:
    """Return how often each pair of auditor and wave columns meets in a visit."""
    found = np.zeros((size, size))
    for one in (auditor, wave):
        for other in (auditor, wave):
            np.add.at(found, (one, other), 1)
    return found


def _codes(values: Sequence[Hashable]) -> tuple[Places, list[Hashable]]:
    places: dict[Hashable, int] = {}
    codes = [places.setdefault(value, len(places)) for value in values]
    return np.array(codes, dtype=np.intp), list(places)


def _roots(branch: Places, auditor: Places, branches: int, auditors: int) -> Places:
    """Return for each branch the name of its component (union–find; Tarjan 1975)."""
    parent = list(range(branches + auditors))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in zip(branch.tolist(), (auditor + branches).tolist(), strict=True):
        a, b = root(one), root(other)
        parent[max(a, b)] = min(a, b)
    return np.array([root(node) for node in range(branches)], dtype=np.intp)
