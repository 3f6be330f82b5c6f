"""A filter looked up once: which waves, which checklist, which rows. Then every question is short.

Everything is narrowed here and nowhere else: by what the person may see (audit.access), then by
what the filter asks for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from tortoise.expressions import Q

from audit.access import Scope, facts_on, region_subtree
from audit.figures.measures import VIEWS
from audit.models import BranchFacts, Checklist, ChecklistVersion, Wave, WaveFigures
from audit.programme.checklists import parsed
from forms.checklist import Checklist as Asked
from reports.network import SectionName, sections_of, version_of
from reports.rollup.adding import Rows, Table, add_up
from reports.rollup.filters import Filter, Kind
from reports.rollup.sheets import WORDS, Ints, Sheet, sheets

_YEAR = timedelta(days=365)
_NEAR = timedelta(days=20)
_COMPETITOR = WORDS["channel"].index("competitor")


@dataclass(frozen=True)
class Narrowing:
    """What is not looked at: rows without these values (None: every value will do)."""

    reach: Ints | None
    facts: Ints | None
    branches: Ints | None
    channel: int | None
    daypart: int | None

    def holds(self, sheet: Sheet) -> NDArray[np.bool_]:
        """Return for each row of a sheet whether it is looked at."""
        found = np.ones(sheet.visits, np.bool_)
        for name, ids in (
            ("branch_id", self.reach),
            ("facts_id", self.facts),
            ("branch_id", self.branches),
        ):
            if ids is not None:
                found &= among(sheet.columns[name], ids)
        for name, word in (("channel", self.channel), ("daypart", self.daypart)):
            if word is not None:
                found &= sheet.columns[name] == word
        return found


def among(column: NDArray[np.int32], ids: Ints) -> NDArray[np.bool_]:
    """Return which entries are one of `ids`, by a table of all keys there can be."""
    known = np.zeros(max(int(column.max(initial=0)), int(ids.max(initial=0))) + 1, np.bool_)
    known[ids] = True
    return known[column]


@dataclass(frozen=True)
class Lens:
    """What a filter shows to a person.

    waves       those looked at, newest first; empty when nothing is official yet
    every       all waves with something official until the newest looked at, newest first
    checklist   the one compared, None without a visit; `checklists`: all that could be
    asked       its version with the bands and targets to show
    sections    its sections, with the place of each one's column
    today       the day that "as organised today" means
    """

    filter: Filter
    waves: tuple[Wave, ...]
    every: tuple[Wave, ...]
    checklist: Checklist | None
    checklists: tuple[Checklist, ...]
    asked: Asked | None
    sections: tuple[SectionName, ...]
    today: date
    narrowing: Narrowing
    loaded: dict[int, Sheet] = field(default_factory=dict, compare=False)
    _narrowed: dict[tuple[int, Kind], Ints] = field(default_factory=dict, init=False, compare=False)

    @property
    def wave(self) -> Wave | None:
        """The newest wave looked at."""
        return self.waves[0] if self.waves else None

    @property
    def before(self) -> Wave | None:
        """The wave before the oldest one looked at."""
        older = [w for w in self.every if self.waves and w.starts_on < self.waves[-1].starts_on]
        return older[0] if older else None

    @property
    def last_year(self) -> Wave | None:
        """The wave that began nearest to a year before the newest one looked at."""
        if self.wave is None:
            return None
        day = self.wave.starts_on - _YEAR
        near = [wave for wave in self.every if abs(wave.starts_on - day) <= _NEAR]
        return min(near, key=lambda wave: abs(wave.starts_on - day), default=None)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the checklist's sections."""
        return tuple(f"s{section.place + 1:02}" for section in self.sections)

    @property
    def dimension(self) -> str | None:
        """The section or view by which scores are looked at; None: by the final score."""
        asked = self.filter.dimension
        known = asked in VIEWS or any(section.key == asked for section in self.sections)
        return asked if known else None

    @property
    def final(self) -> str:
        """The column that is read as final score."""
        names = (section.key for section in self.sections)
        columns = dict(zip(names, self.columns, strict=True))
        asked = self.dimension
        return "final" if asked is None else columns.get(asked, asked)

    async def rows(
        self,
        waves: Sequence[Wave] | None = None,
        kind: Kind | None = None,
        branches: Ints | None = None,
        *,
        each: bool = False,
    ) -> Rows:
        """Return the visits looked at: in these waves (else those looked at), of this kind (else
        the filter's), of these branches alone where some are given.

        Scores count by the scale that most of the visits share, whatever the branches are; with
        `each` by that of each wave.
        """
        kind = kind or self.filter.kind
        found = await self._sheets(self.waves if waves is None else waves)
        together = [[sheet] for sheet in found] if each else [found]
        scales = {
            sheet.wave_id: scale
            for some in together
            if (scale := self._commonest(some, kind)) is not None
            for sheet in some
        }
        parts = [(sheet, self._places(sheet, kind, branches)) for sheet in found]
        return Rows(parts, self.final, scales)

    async def scale(self) -> int | None:
        """Return the scale by which scores count here, None without a visit."""
        return self._commonest(await self._sheets(self.waves), self.filter.kind)

    async def apart(self) -> int:
        """Return how many visits looked at were scored by another scale and are in no mean."""
        return (await self.rows()).apart

    async def _sheets(self, waves: Sequence[Wave]) -> list[Sheet]:
        ids = [wave.id for wave in waves]
        missing = [wave for wave in ids if wave not in self.loaded]
        if missing:
            self.loaded.update({sheet.wave_id: sheet for sheet in await sheets(missing)})
        return [self.loaded[wave] for wave in ids if wave in self.loaded]

    def _commonest(self, found: Sequence[Sheet], kind: Kind) -> int | None:
        """Return the scale that most visits share; of two as common ones the newer."""
        scales = [sheet.columns["scale_id"][self._places(sheet, kind, None)] for sheet in found]
        counts = np.bincount(np.concatenate(scales)) if scales else np.zeros(0, np.int64)
        if not counts.any():
            return None
        return int(np.flatnonzero(counts == counts.max())[-1])

    def _places(self, sheet: Sheet, kind: Kind, branches: Ints | None) -> Ints:
        if (sheet.wave_id, kind) not in self._narrowed:
            holds = self.narrowing.holds(sheet) & _of_kind(sheet, kind)
            if self.checklist is not None:
                holds &= sheet.columns["checklist_id"] == self.checklist.id
            self._narrowed[sheet.wave_id, kind] = np.flatnonzero(holds)
        places = self._narrowed[sheet.wave_id, kind]
        if branches is None:
            return places
        return places[among(sheet.columns["branch_id"][places], branches)]

    async def add(
        self, by: Sequence[str], measures: Sequence[str], waves: Sequence[Wave] | None = None
    ) -> Table:
        """Add up what is looked at (see adding.add_up); waves apart each by its own scale."""
        return add_up(await self.rows(waves, each="wave_id" in by), by, measures)


def _of_kind(sheet: Sheet, kind: Kind) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (sheet.columns["channel"] == _COMPETITOR) == (kind == "competitor")
    return found


async def look(asked: Filter, reach: Scope, today: date) -> Lens:
    """Look a filter up for someone who may see `reach`, in a fixed number of statements.

    Waves that nobody knows leave nothing to look at.
    """
    every = await _official()
    waves = _chosen(asked, every)
    lens = Lens(
        filter=asked,
        waves=waves,
        every=tuple(wave for wave in every if waves and wave.starts_on <= waves[0].starts_on),
        checklist=None,
        checklists=(),
        asked=None,
        sections=(),
        today=today,
        narrowing=await _narrowing(asked, reach, today),
    )
    return await _with_checklist(lens)


async def _official() -> list[Wave]:
    known = await WaveFigures.all().values_list("wave_id", flat=True)
    return await Wave.filter(id__in=list(known)).order_by("-starts_on", "-id")


def _chosen(asked: Filter, every: Sequence[Wave]) -> tuple[Wave, ...]:
    if not (asked.waves or asked.since or asked.until):
        return tuple(every[:1])
    return tuple(
        wave
        for wave in every
        if (not asked.waves or wave.code in asked.waves)
        and (asked.since is None or wave.starts_on >= asked.since)
        and (asked.until is None or wave.ends_on <= asked.until)
    )


async def _with_checklist(lens: Lens) -> Lens:
    """Take the checklist asked for, or the one with most visits in the newest wave."""
    await lens.rows()  # reads what all that follows is worked out from, at once
    counts = await lens.add(["checklist_id"], ["visits"], lens.waves[:1])
    keys = counts["checklist_id"].tolist()
    visits = dict(zip(keys, counts["visits"].tolist(), strict=True))
    wanted = Q(id__in=list(visits)) | Q(key=lens.filter.checklist or "")
    found = await Checklist.filter(wanted)
    found.sort(key=lambda row: (-visits.get(row.id, 0), row.id))
    if not found:
        return lens
    chosen = next((row for row in found if row.key == lens.filter.checklist), found[0])
    lens = replace(lens, checklist=chosen)
    version = await _version(chosen, await lens.scale())
    return replace(
        lens,
        checklists=tuple(found),
        asked=parsed(version) if version else None,
        sections=tuple(await sections_of(chosen.id)),
    )


async def _version(checklist: Checklist, scale: int | None) -> ChecklistVersion | None:
    """Return the newest version that compares with a scale; the newest of all where
    none is used."""
    if scale is None:
        return await ChecklistVersion.filter(checklist_id=checklist.id).order_by("-number").first()
    oldest = await ChecklistVersion.get(id=scale).only("id", "scored_digest")
    return await version_of(oldest.scored_digest)


async def _narrowing(asked: Filter, reach: Scope, today: date) -> Narrowing:
    facts = await _facts(asked, today)
    then = asked.organised == "then"
    return Narrowing(
        reach=None if reach.everything else np.array(sorted(reach.branch_ids), np.int64),
        facts=_ids(row[0] for row in facts) if facts is not None and then else None,
        branches=_ids(row[1] for row in facts) if facts is not None and not then else None,
        channel=WORDS["channel"].index(asked.channel) if asked.channel else None,
        daypart=WORDS["daypart"].index(asked.daypart) if asked.daypart else None,
    )


def _ids(ids: Iterable[int]) -> Ints:
    return np.array(sorted(set(ids)), np.int64)


async def _facts(asked: Filter, today: date) -> list[tuple[int, int]] | None:
    """Return (facts, branch) of what a branch must be; None where nothing of it is asked."""
    wanted = Q()
    if asked.region:
        subtree = await (await region_subtree(asked.region)).values_list("id", flat=True)
        wanted &= Q(region_id__in=list(subtree))
    if asked.brand:
        wanted &= Q(brand__code=asked.brand)
    if asked.format:
        wanted &= Q(format=asked.format)
    if not (asked.region or asked.brand or asked.format or asked.tag):
        return None
    held = facts_on(today) if asked.organised == "today" else BranchFacts.all()
    columns = ("id", "branch_id", "tags") if asked.tag else ("id", "branch_id")
    rows = await held.filter(wanted).values_list(*columns)
    return [(row[0], row[1]) for row in rows if not asked.tag or asked.tag in row[2]]
