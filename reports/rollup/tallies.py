"""Signs of items counted over many visits. Pure.

What is true of a whole sheet is worked out once for it; a question then looks only at those visits
that are chosen, or only at those that are not, whichever are fewer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from audit.figures import signs
from reports.rollup.sheets import Ints, Sheet, Signs

_CODES = 256


def listed(marks: str) -> Signs:
    """Return signs as a sheet holds them."""
    return np.frombuffer(marks.encode("ascii"), np.uint8)


def table(marks: str) -> NDArray[np.bool_]:
    """Return for each sign there can be whether it is one of these."""
    found = np.zeros(_CODES, np.bool_)
    found[listed(marks)] = True
    return found


_MISSED = table(signs.COUNTED_MISSED)


@dataclass(frozen=True, eq=False)
class Tallied:
    """What a sheet is asked for each time.

    versions   those used, with how often each item has each sign: items × 256
    order      its rows, those of a branch side by side
    missed     for each row which items were missed, packed into bits
    """

    versions: Mapping[int, Ints]
    order: Ints
    missed: NDArray[np.uint8]


_KNOWN: WeakKeyDictionary[Sheet, Tallied] = WeakKeyDictionary()


def _tallied(sheet: Sheet) -> Tallied:
    known = _KNOWN.get(sheet)
    if known is None:
        used = sheet.columns["version_id"]
        known = _KNOWN[sheet] = Tallied(
            versions={one: _count(sheet.items[used == one]) for one in np.unique(used).tolist()},
            order=np.argsort(sheet.columns["branch_id"], kind="stable"),
            missed=np.packbits(_MISSED[sheet.items], axis=1),
        )
    return known


def tally(sheet: Sheet, places: Ints) -> dict[int, Ints]:
    """Return how often each item of each version has each sign in some rows: items × 256."""
    whole = _tallied(sheet).versions
    used = sheet.columns["version_id"]
    rest = len(places) > sheet.visits // 2
    looked = _others(sheet, places) if rest else places
    found: dict[int, Ints] = {}
    for version, every in whole.items():
        own = looked[used[looked] == version] if len(whole) > 1 else looked
        counted = _count(sheet.items[own])
        found[version] = every - counted if rest else counted
    return {version: one for version, one in found.items() if one.any()}


def _others(sheet: Sheet, places: Ints) -> Ints:
    left = np.ones(sheet.visits, np.bool_)
    left[places] = False
    return np.flatnonzero(left)


def _count(items: Signs) -> Ints:
    """Return items × 256."""
    width = items.shape[1]
    codes = items + np.arange(width, dtype=np.int64) * _CODES
    return np.bincount(codes.ravel(), minlength=width * _CODES).reshape(width, _CODES)


def missed_in(
    sheet: Sheet, places: Ints, layouts: Mapping[int, Sequence[int]], size: int
) -> tuple[Ints, NDArray[np.bool_]]:
    """Return branches in order, and branches × items: missed in one of the rows of the branch.

    `layouts`: for each version where each of its items stands among `size` items of all.
    """
    held = _tallied(sheet)
    chosen = np.zeros(sheet.visits, np.bool_)
    chosen[places] = True
    order = held.order[chosen[held.order]]
    known = np.unique(sheet.columns["branch_id"][order]).astype(np.int64)
    missed = np.zeros((len(known), size), np.bool_)
    for version, stands in layouts.items():
        own = order
        if len(held.versions) > 1:
            own = order[sheet.columns["version_id"][order] == version]
        if not len(own) or version not in held.versions:
            continue
        branches = sheet.columns["branch_id"][own]
        starts = np.flatnonzero(np.diff(branches, prepend=-1))
        bits = np.bitwise_or.reduceat(held.missed[own], starts, axis=0)
        shown = np.unpackbits(bits, axis=1, count=sheet.items.shape[1]).view(np.bool_)
        items = slice(0, len(stands)) if list(stands) == list(range(len(stands))) else stands
        if len(starts) == len(known):
            missed[:, items] |= shown[:, : len(stands)]
        else:
            rows = np.searchsorted(known, branches[starts])
            of_rows = missed[rows]
            of_rows[:, items] |= shown[:, : len(stands)]
            missed[rows] = of_rows
    return known, missed
