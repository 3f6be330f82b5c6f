"""Adding up chosen visits, for each branch, wave or whatever else. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.figures.measures import SCORES
from audit.figures.signs import ABSENT
from reports.rollup.sheets import NONE, Ints, Sheet, Signs, stacked

BASES = tuple(f"bases{reached}" for reached in range(5))
SUMS = ("visits", "scored", "total", "squares", "critical")
_DENSE = 4_000_000


class Table(Mapping[str, Ints]):
    """Columns of whole numbers of equal length, by name."""

    def __init__(self, columns: Mapping[str, Ints]) -> None:
        self._columns = dict(columns)

    def __getitem__(self, name: str) -> Ints:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(next(iter(self._columns.values()))) if self._columns else 0

    def only(self, chosen: NDArray[Any]) -> "Table":
        """Return the rows chosen by a mask or by positions."""
        return Table({name: column[chosen] for name, column in self._columns.items()})

    def stack(self, names: Sequence[str]) -> Ints:
        """Return these columns side by side: rows × names."""
        empty = np.zeros((self.rows, 0), np.int64)
        return np.stack([self[name] for name in names], axis=1) if names else empty


@dataclass(frozen=True)
class Rows:
    """Chosen rows of sheets, one below the other.

    final    the column that is read as final score, which is that of a section or view where
             scores are looked at by one
    scales   by wave the scale by which scores count: visits by another one stand apart, without
             a score that could be set beside the others'
    """

    parts: Sequence[tuple[Sheet, Ints]]
    final: str = "final"
    scales: Mapping[int, int] = field(default_factory=dict)

    @property
    def visits(self) -> int:
        """How many there are."""
        return sum(len(places) for _, places in self.parts)

    def column(self, name: str) -> Ints:
        """Return a column, or wave_id, as it is; null is NONE."""
        if name == "wave_id":
            found = [np.full(len(places), sheet.wave_id, np.int64) for sheet, places in self.parts]
        else:
            found = [sheet.columns[name][places].astype(np.int64) for sheet, places in self.parts]
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def score(self, name: str) -> Ints:
        """Return "final" or a column of SCORES; NONE also where a visit stands apart."""
        found = self.column(self.final if name == "final" else name)
        return found if self.alike is None else np.where(self.alike, found, NONE)

    @property
    def apart(self) -> int:
        """How many visits stand apart."""
        return 0 if self.alike is None else int(np.count_nonzero(~self.alike))

    @cached_property
    def alike(self) -> NDArray[np.bool_] | None:
        """Which visits count with their score; None: all of them."""
        found = [
            sheet.columns["scale_id"][places] == self.scales.get(sheet.wave_id, NONE)
            if sheet.wave_id in self.scales
            else np.ones(len(places), np.bool_)
            for sheet, places in self.parts
        ]
        return None if all(one.all() for one in found) else np.concatenate(found)

    @cached_property
    def items(self) -> Signs:
        """Visits × items, each row in the order of its own version."""
        return stacked([sheet.items[places] for sheet, places in self.parts], ord(ABSENT))

    @cached_property
    def waits(self) -> NDArray[np.int32]:
        """Visits × wait items, seconds."""
        return stacked([sheet.waits[places] for sheet, places in self.parts], -1)


def add_up(rows: Rows, by: Sequence[str], measures: Sequence[str]) -> Table:
    """Add the rows up for each different `by`, in the order of their values.

    measures: SUMS; BASES (visits that got so far); a name of SCORES (its sum) and `<name>_n` (how
    many visits have it); facts_id (the newest), scale (by which scores count, 0 where none does),
    branches (how many different ones). Without `by` there is exactly one row.
    """
    if tuple(by) == ("wave_id",):
        return _by_wave(rows, measures)
    keys, group, size = _groups(rows, by)
    adding = _Adding(rows, group, size)
    return Table({**keys, **{name: adding.measure(name) for name in measures}})


def _by_wave(rows: Rows, measures: Sequence[str]) -> Table:
    """A wave is a sheet: adding each up by itself needs no sorting and no copy of two years."""
    parts = sorted(
        ((sheet, places) for sheet, places in rows.parts if len(places)),
        key=lambda part: part[0].wave_id,
    )
    each = [add_up(Rows([part], rows.final, rows.scales), [], measures) for part in parts]
    waves = np.array([sheet.wave_id for sheet, _ in parts], np.int64)
    sums = {
        name: np.concatenate([np.zeros(0, np.int64), *(one[name] for one in each)])
        for name in measures
    }
    return Table({"wave_id": waves, **sums})


@dataclass(frozen=True)
class _Adding:
    rows: Rows
    group: Ints
    size: int

    def measure(self, name: str) -> Ints:
        if name in _PLAIN:
            return _PLAIN[name](self)
        if name in BASES:
            return self._count(self.rows.column("bases") == BASES.index(name))
        if name in SCORES:
            return self._sum(self.rows.score(name))
        if name.removesuffix("_n") in SCORES:
            return self._count(self.rows.score(name.removesuffix("_n")) != NONE)
        raise KeyError(name)

    @cached_property
    def final(self) -> Ints:
        return self.rows.score("final")

    def _sum(self, values: Ints) -> Ints:
        """Floats hold whole numbers up to 2**53: no sum here comes near."""
        known = np.where(values == NONE, 0, values)
        if self.size == 1:
            return np.array([known.sum()])
        return np.bincount(self.group, known, self.size).astype(np.int64)

    def _count(self, holds: NDArray[np.bool_]) -> Ints:
        if self.size == 1:
            return np.array([np.count_nonzero(holds)])
        return np.bincount(self.group[holds], minlength=self.size)

    def visits(self) -> Ints:
        return np.bincount(self.group, minlength=self.size)

    def scored(self) -> Ints:
        return self._count(self.final != NONE)

    def total(self) -> Ints:
        return self._sum(self.final)

    def squares(self) -> Ints:
        return self._sum(np.where(self.final == NONE, 0, self.final) ** 2)

    def critical(self) -> Ints:
        return self._sum(self.rows.column("critical"))

    def newest(self, name: str) -> Ints:
        found = np.zeros(self.size, np.int64)
        np.maximum.at(found, self.group, self.rows.column(name))
        return found

    def scale(self) -> Ints:
        """The scale by which scores count in each group, 0 where none does."""
        known = self.rows.column("scale_id")
        found = np.zeros(self.size, np.int64)
        alike = slice(None) if self.rows.alike is None else self.rows.alike
        np.maximum.at(found, self.group[alike], known[alike])
        return found

    def branches(self) -> Ints:
        known, place = dense(self.rows.column("branch_id"))
        pairs, _ = dense(self.group * max(len(known), 1) + place)
        return np.bincount(pairs // max(len(known), 1), minlength=self.size)


_PLAIN: dict[str, Callable[[_Adding], Ints]] = {
    "visits": _Adding.visits,
    "scored": _Adding.scored,
    "total": _Adding.total,
    "squares": _Adding.squares,
    "critical": _Adding.critical,
    "branches": _Adding.branches,
    "facts_id": lambda adding: adding.newest("facts_id"),
    "scale": _Adding.scale,
}


def _groups(rows: Rows, by: Sequence[str]) -> tuple[dict[str, Ints], Ints, int]:
    """Return the keys of each group, and each row's group."""
    if not by:
        return {}, np.zeros(rows.visits, np.int64), 1
    parts = [dense(rows.column(name)) for name in by]
    code = np.zeros(rows.visits, np.int64)
    for known, place in parts:
        code = code * max(len(known), 1) + place
    codes, group = dense(code)
    keys: dict[str, Ints] = {}
    rest = codes
    for name, (known, _) in reversed(list(zip(by, parts, strict=True))):
        keys[name] = known[rest % max(len(known), 1)] if len(known) else rest
        rest = rest // max(len(known), 1)
    return {name: keys[name] for name in by}, group, len(codes)


def dense(values: Ints) -> tuple[Ints, Ints]:
    """Return the different values in order, and the place of each value among them."""
    if not len(values):
        return values, values
    most = int(values.max())
    if int(values.min()) < 0 or most > _DENSE:
        known, place = np.unique(values, return_inverse=True)
        return known, place
    known = np.flatnonzero(np.bincount(values))
    places = np.zeros(most + 1, np.int64)
    places[known] = np.arange(len(known))
    return known, places[values]


def places_of(keys: Ints, known: Ints) -> Ints:
    """Return where each key stands in `known`, which is sorted; -1 for one that does not."""
    if not len(known):
        return np.full(len(keys), -1, np.int64)
    places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[places] == keys, places, -1)
