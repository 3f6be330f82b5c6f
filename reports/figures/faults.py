"""Items: what is missed most, what is missed again, what can't be observed."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.texts import Text
from reports.figures.views import items_of
from reports.rollup.items import OUTCOMES, item_league
from reports.rollup.lens import Lens
from reports.statistics.shares import Share, share

_MET, _MISSED, _NA, _UNSEEN = (OUTCOMES.index(name) for name in ("met", "missed", "na", "unseen"))
EVERYWHERE = 0.25
FEWEST = 5
"""Fewer judged visits make no worst item."""


@dataclass(frozen=True)
class ItemLine:
    """One item over all visits looked at.

    missed     of the visits in which it was judged
    unseen, na of the visits that were asked: could not be observed, not applicable
    branches   branches where it was missed in the newest wave; `again`: and in the wave before,
               `thrice`: and in the one before that
    """

    key: str
    wording: Text
    section: Text
    critical: bool
    missed: Share
    unseen: Share
    na: Share
    branches: int
    again: int
    thrice: int


@dataclass(frozen=True)
class Faults:
    """All items that judge something, the most missed first (few judged visits last)."""

    items: tuple[ItemLine, ...]
    visits: int

    @property
    def everywhere(self) -> tuple[ItemLine, ...]:
        """What is broken everywhere: missed in a quarter of the visits for sure (lower limit)."""
        return tuple(
            one
            for one in self.items
            if one.missed.interval is not None and one.missed.interval.low >= EVERYWHERE
        )

    def by_unseen(self) -> Sequence[ItemLine]:
        """Return the items that often could not be observed, the most often first."""
        found = [one for one in self.items if one.unseen.hits]
        return sorted(found, key=lambda one: (-(one.unseen.value or 0), one.key))


async def faults(lens: Lens) -> Faults:
    """Return the league of items; items that only older versions have come without a wording of
    the newest and are left out."""
    found = await item_league(lens)
    known = {item.key: (item, section.title) for section, item in items_of(lens)}
    lines = []
    for place, key in enumerate(found.keys):
        counts, asked = found.counts[place].tolist(), int(found.asked[place])
        judged = counts[_MET] + counts[_MISSED]
        if key not in known or not (judged or counts[_UNSEEN]):
            continue
        item, title = known[key]
        lines.append(
            ItemLine(
                key=key,
                wording=item.wording,
                section=title,
                critical=item.critical is not None,
                missed=share(counts[_MISSED], judged),
                unseen=share(counts[_UNSEEN], asked),
                na=share(counts[_NA], asked),
                branches=int(found.branches[place]),
                again=int(found.again[place]),
                thrice=int(found.thrice[place]),
            )
        )
    lines.sort(key=lambda one: (one.missed.n < FEWEST, -(one.missed.value or 0), one.key))
    visits = int(found.asked.max()) if len(found.keys) else 0
    return Faults(tuple(lines), visits)
