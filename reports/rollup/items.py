"""Items through all visits looked at: how often met, what fails again, what can't be observed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.figures import signs
from audit.figures.keeping import layouts_of
from audit.models import Wave
from reports.rollup.adding import Rows, dense
from reports.rollup.lens import Lens
from reports.rollup.sheets import Ints, Signs

OUTCOMES = ("met", "missed", "na", "unseen", "hidden", "empty")
"""`met` and `missed` are what counts; an item without an answer may count as missed by policy."""

_SIGNS = (
    signs.COUNTED_MET,
    signs.COUNTED_MISSED,
    signs.NOT_APPLICABLE,
    signs.UNSEEN,
    signs.HIDDEN,
    signs.EMPTY,
)


def _listed(marks: str) -> Signs:
    return np.frombuffer(marks.encode("ascii"), np.uint8)


def _table(marks: str) -> NDArray[np.bool_]:
    found = np.zeros(256, np.bool_)
    found[_listed(marks)] = True
    return found


_TABLES = tuple(_table(marks) for marks in _SIGNS)
_ABSENT = _listed(signs.ABSENT)[0]
_MISSED = _table(signs.COUNTED_MISSED)


@dataclass(frozen=True)
class Answers:
    """The answers of some visits, one row each: `signs` is visits × items, see audit.figures.signs.

    Visits by several versions stand side by side: where a version lacks an item, the sign is “-”.
    """

    keys: tuple[str, ...]
    signs: Signs
    branch_id: Ints
    wave_id: Ints


async def answers(lens: Lens, waves: Sequence[Wave] | None = None) -> Answers:
    """Return every answer of the visits looked at, in these waves (those looked at)."""
    rows = await lens.rows(waves)
    versions = rows.column("version_id")
    layouts = await layouts_of(np.unique(versions).tolist())
    newest_first = sorted(layouts, reverse=True)
    keys = tuple(dict.fromkeys(key for version in newest_first for key in layouts[version].items))
    place = {key: number for number, key in enumerate(keys)}
    found = np.full((rows.visits, len(keys)), _ABSENT, np.uint8)
    for version, layout in layouts.items():
        own = np.flatnonzero(versions == version)
        order = np.array([place[key] for key in layout.items], np.int64)
        found[np.ix_(own, order)] = rows.items[own, : len(order)]
    return Answers(keys, found, rows.column("branch_id"), rows.column("wave_id"))


@dataclass(frozen=True)
class League:
    """The items of the newest version first, with how often each came out how.

    counts      items × OUTCOMES, visits
    asked       visits whose version has the item
    branches    branches where it was missed in the newest wave
    again       of those, branches where it was missed in the wave before too
    thrice      of those again, branches where it was missed in the two waves before
    """

    keys: tuple[str, ...]
    counts: Ints
    asked: Ints
    branches: Ints
    again: Ints
    thrice: Ints


async def item_league(lens: Lens) -> League:
    """Return all items of the visits looked at; repeats are told of the newest wave."""
    newest = list(lens.every[:3])
    found = await answers(lens, newest)
    missed = [_missed_by(found, wave) for wave in newest]
    while len(missed) < 3:
        missed.append(np.zeros_like(missed[0]) if missed else np.zeros((0, len(found.keys)), bool))
    repeats = [missed[0], missed[0] & missed[1], missed[0] & missed[1] & missed[2]]
    counted = await _tally(lens)
    keys = tuple(counted)
    place = {key: number for number, key in enumerate(found.keys)}
    branches, again, thrice = (
        np.array([one[:, place[key]].sum() if key in place else 0 for key in keys], np.int64)
        for one in repeats
    )
    whole = np.stack([np.zeros(256, np.int64), *counted.values()])[1:]
    return League(
        keys=keys,
        counts=np.stack([whole[:, table].sum(1) for table in _TABLES], axis=1),
        asked=whole.sum(1) - whole[:, _ABSENT],
        branches=branches,
        again=again,
        thrice=thrice,
    )


async def _tally(lens: Lens) -> dict[str, Ints]:
    """Return how often each item has each sign, the items of the newest version first."""
    rows = await lens.rows()
    versions = [np.unique(sheet.columns["version_id"][places]) for sheet, places in rows.parts]
    layouts = await layouts_of({int(one) for found in versions for one in found})
    counted: dict[int, Ints] = {}
    for (sheet, places), used in zip(rows.parts, versions, strict=True):
        for version in used.tolist():
            own = places[sheet.columns["version_id"][places] == version]
            columns = np.ascontiguousarray(sheet.items[own].T)
            tally = np.stack([np.bincount(column, minlength=256) for column in columns])
            counted[version] = counted.get(version, 0) + tally
    found: dict[str, Ints] = {}
    for version in sorted(layouts, reverse=True):
        for key, number in layouts[version].items.items():
            found[key] = found.get(key, 0) + counted[version][number]
    return found


def _missed_by(found: Answers, wave: Wave) -> NDArray[np.bool_]:
    """Return branches × items: missed in one of the branch's visits of the wave."""
    branches, place = dense(found.branch_id)
    chosen = np.flatnonzero(found.wave_id == wave.id)
    missed = np.zeros((len(branches), len(found.keys)), np.bool_)
    if len(chosen):
        order = chosen[np.argsort(place[chosen], kind="stable")]
        own, starts = np.unique(place[order], return_index=True)
        missed[own] = np.logical_or.reduceat(_MISSED[found.signs[order]], starts, axis=0)
    return missed


async def missing(key: str, rows: Rows) -> NDArray[np.bool_]:
    """Return for each of these visits whether an item was missed in it."""
    versions = rows.column("version_id")
    found = np.zeros(rows.visits, np.bool_)
    for version, layout in (await layouts_of(np.unique(versions).tolist())).items():
        if key in layout.items:
            own = versions == version
            found[own] = _MISSED[rows.items[own, layout.items[key]]]
    return found


async def missed_where(lens: Lens, key: str) -> Ints:
    """Return the branches in which an item was missed, in the waves looked at."""
    found = await answers(lens)
    if key not in found.keys:
        return np.zeros(0, np.int64)
    missed = _MISSED[found.signs[:, found.keys.index(key)]]
    return np.unique(found.branch_id[missed])
