"""Items through all visits looked at: how often met, what fails again, what can't be observed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.figures import signs
from audit.figures.keeping import layouts_of
from audit.models import Wave
from reports.rollup.adding import Rows, places_of
from reports.rollup.lens import Lens
from reports.rollup.sheets import Ints, Signs
from reports.rollup.tallies import listed, missed_in, table, tally

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


_TABLES = tuple(table(marks) for marks in _SIGNS)
_ABSENT = listed(signs.ABSENT)[0]
_MISSED = table(signs.COUNTED_MISSED)


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
    rows = await lens.rows()
    counted = await _tally(rows)
    keys = tuple(counted)
    missed = await _missed_lately(lens, keys)
    repeats = [missed[0], missed[0] & missed[1], missed[0] & missed[1] & missed[2]]
    branches, again, thrice = (np.count_nonzero(one, axis=0) for one in repeats)
    whole = np.stack([np.zeros(256, np.int64), *counted.values()])[1:]
    return League(
        keys=keys,
        counts=np.stack([whole[:, one].sum(1) for one in _TABLES], axis=1),
        asked=whole.sum(1) - whole[:, _ABSENT],
        branches=branches,
        again=again,
        thrice=thrice,
    )


async def _tally(rows: Rows) -> dict[str, Ints]:
    """Return how often each item has each sign, the items of the newest version first."""
    counted: dict[int, Ints] = {}
    for sheet, places in rows.parts:
        for version, one in tally(sheet, places).items():
            before = counted.get(version)
            counted[version] = one if before is None else _widest(before, one)
    layouts = await layouts_of(counted)
    found: dict[str, Ints] = {}
    for version in sorted(layouts, reverse=True):
        for key, number in layouts[version].items.items():
            found[key] = found.get(key, 0) + counted[version][number]
    return found


def _widest(one: Ints, other: Ints) -> Ints:
    """Add two counts; a sheet that only has items of other versions may be wider."""
    width = min(len(one), len(other))
    added: Ints = one[:width] + other[:width]
    return added


async def _missed_lately(lens: Lens, keys: Sequence[str]) -> list[NDArray[np.bool_]]:
    """Return branches × items for each of the three newest waves: missed there then.

    The same branches in the same order each time: those of the newest wave.
    """
    place = {key: number for number, key in enumerate(keys)}
    rows = [await lens.rows([wave]) for wave in lens.every[:3]]
    parts = [part for one in rows for part in one.parts]
    versions = {int(v) for sheet, _ in parts for v in np.unique(sheet.columns["version_id"])}
    stands = {
        version: [place.get(key, len(keys)) for key in layout.items]
        for version, layout in (await layouts_of(versions)).items()
    }
    found = [missed_in(sheet, places, stands, len(keys) + 1) for sheet, places in parts]
    branches = found[0][0] if found else np.zeros(0, np.int64)
    missed = [_of_branches(branches, *one)[:, :-1] for one in found]
    return [*missed, *[np.zeros((len(branches), len(keys)), np.bool_)] * (3 - len(missed))]


def _of_branches(branches: Ints, known: Ints, missed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the rows of these branches, where there is none nothing was missed."""
    if not len(known):
        return np.zeros((len(branches), missed.shape[1]), np.bool_)
    places = places_of(branches, known)
    found: NDArray[np.bool_] = missed[places] & (places >= 0)[:, None]
    return found


async def became(key: str, outcome: str, rows: Rows) -> NDArray[np.bool_]:
    """Return for each of these visits whether an item came to one of OUTCOMES in it."""
    wanted = _TABLES[OUTCOMES.index(outcome)]
    versions = rows.column("version_id")
    found = np.zeros(rows.visits, np.bool_)
    for version, layout in (await layouts_of(np.unique(versions).tolist())).items():
        if key in layout.items:
            own = versions == version
            found[own] = wanted[rows.items[own, layout.items[key]]]
    return found


async def outcomes(keys: Sequence[str], rows: Rows) -> Ints:
    """Return visits × items: what became of each, a place in OUTCOMES, -1 where it was not asked.

    An item without an answer that counts as missed is missed.
    """
    places = np.full(256, -1, np.int64)
    for place, marks in reversed(list(enumerate(_SIGNS))):
        places[listed(marks)] = place
    versions = rows.column("version_id")
    found = np.full((rows.visits, len(keys)), -1, np.int64)
    for version, layout in (await layouts_of(np.unique(versions).tolist())).items():
        own = versions == version
        for place, key in enumerate(keys):
            if key in layout.items:
                found[own, place] = places[rows.items[own, layout.items[key]]]
    return found


async def missed_where(lens: Lens, key: str) -> Ints:
    """Return the branches in which an item was missed, in the waves looked at."""
    found = await answers(lens)
    if key not in found.keys:
        return np.zeros(0, np.int64)
    missed = _MISSED[found.signs[:, found.keys.index(key)]]
    return np.unique(found.branch_id[missed])
