"""Tables of a wave turned into what an area's report shows. Pure.

Each branch counts once, with the mean of its visits; an area's score is the mean of those.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from audit.models import Wave
from forms.checklist import Checklist
from forms.items import Wait
from forms.texts import Text
from reports.area_snapshot import AreaBranch, HeatRow, LeagueItem, Mover, Place, WaitSummary
from reports.certainty import ranked, whole
from reports.compare import mean
from reports.rollup.adding import Table
from reports.rollup.branches import Movers, Named
from reports.rollup.items import OUTCOMES, League
from reports.rollup.waits import Waits
from reports.snapshot import Measure, TrendPoint, Views
from reports.statistics.change import Change
from reports.statistics.intervals import mean_estimate, pooled_variance
from reports.statistics.moments import Moments, moments_of_sums
from reports.statistics.movers import changes, movers
from reports.statistics.shares import wilson
from reports.yardstick import Yardstick

MOST_ITEMS = 15
MOST_MOVERS = 20
_SLOW = 90
_DIMENSIONS = ("reliability", "assurance", "tangibles", "empathy", "responsiveness")
_AXES = (("process", "process"), ("personal", "personal"))
_QUALITY = (("outcome_quality", "outcome"), ("process_quality", "process"))
_WARE = (("hardware", "hardware"), ("software", "software"))


def half_up(total: int, count: int) -> int | None:
    """Return a mean of hundredths, half up."""
    return (2 * total + count) // (2 * count) if count else None


def means(table: Table, name: str, count: str = "") -> list[int | None]:
    """Return the mean of a column for each row; its counts are in `<name>_n` or `count`."""
    pairs = zip(table[name].tolist(), table[count or f"{name}_n"].tolist(), strict=True)
    return [half_up(total, n) for total, n in pairs]


def groups(table: Table) -> dict[int, Moments]:
    """Return the moments of each branch's visits."""
    columns = (table[name].tolist() for name in ("branch_id", "scored", "total", "squares"))
    found = {
        branch: moments_of_sums(n, total, squares)
        for branch, n, total, squares in zip(*columns, strict=True)
    }
    return {branch: one for branch, one in found.items() if one is not None}


def area_branches(
    table: Table, names: Mapping[int, Named], moved: Movers, held: Yardstick, columns: Sequence[str]
) -> list[AreaBranch]:
    """Return the branches, best first, each with its interval, change and range of ranks."""
    known = groups(table)
    pooled, ranges = pooled_variance(known.values()), ranked(known)
    earlier = {
        int(b): s
        for b, s in zip(moved.branch_id, means(moved.before, "total", "scored"), strict=True)
    }
    tested = tests(moved)
    sections = [means(table, column) for column in columns]
    finals = means(table, "total", "scored")
    found = []
    for place, (branch, facts) in enumerate(
        zip(table["branch_id"].tolist(), table["facts_id"].tolist(), strict=True)
    ):
        own = known.get(branch)
        interval = mean_estimate(own, pooled).interval if own else None
        low, high = whole(interval) if interval else (None, None)
        ranks = ranges.get(branch)
        found.append(
            AreaBranch.model_validate(
                {
                    "code": names[facts].code,
                    "name": names[facts].name,
                    "region": names[facts].region,
                    "final": finals[place],
                    "band": held.band(finals[place]),
                    "outcome": "critical" if table["critical"][place] else "",
                    "visits": int(table["visits"][place]),
                    "previous": earlier.get(branch),
                    "change": {"real": "real", "within noise": "noise"}.get(tested.get(branch, "")),
                    "rank_low": ranks.low if ranks else None,
                    "rank_high": ranks.high if ranks else None,
                    "low": low,
                    "high": high,
                    "sections": tuple(column[place] for column in sections),
                }
            )
        )
    return sorted(found, key=lambda one: (one.final is None, -(one.final or 0), one.code))


def tests(moved: Movers) -> dict[int, str]:
    """Return the verdict on the change of each branch since the wave before."""
    return {branch: one.verdict for branch, one in _changes(moved).items()}


def before(moved: Movers) -> dict[int, Moments]:
    """Return the moments of the same branches in the wave before."""
    return groups(Table({**moved.before, "branch_id": moved.branch_id}))


def _changes(moved: Movers) -> dict[int, Change]:
    comparable = dict(zip(moved.branch_id.tolist(), moved.comparable_before.tolist(), strict=True))
    return changes(before(moved), groups(moved.now), comparable=comparable)


def area_movers(moved: Movers, names: Mapping[int, Named]) -> list[Mover]:
    """Return the branches that really changed, all tested together, the largest change first."""
    facts = dict(zip(moved.branch_id.tolist(), moved.facts_id.tolist(), strict=True))
    was = dict(zip(moved.branch_id.tolist(), means(moved.before, "total", "scored"), strict=True))
    now = dict(zip(moved.branch_id.tolist(), means(moved.now, "total", "scored"), strict=True))
    real = [one for one in movers(_changes(moved)) if one.real]
    real.sort(key=lambda one: (-abs(one.difference), one.key))
    return [
        Mover(
            code=names[facts[one.key]].code,
            name=names[facts[one.key]].name,
            before=was[one.key] or 0,
            now=now[one.key] or 0,
        )
        for one in real[:MOST_MOVERS]
    ]


def heat(branches: Iterable[AreaBranch], *, by_region: bool) -> list[HeatRow]:
    """Return the sections of each branch, or of each region as the mean of its branches."""
    rows: dict[str, list[AreaBranch]] = {}
    for one in branches:
        region = one.region.zh if one.region else ""
        rows.setdefault(region if by_region else one.code, []).append(one)
    return [
        HeatRow(
            label=(own[0].region or own[0].name) if by_region else own[0].name,
            final=mean(one.final for one in own),
            branches=len(own),
            cells=tuple(mean(column) for column in zip(*(o.sections for o in own), strict=True)),
        )
        for own in rows.values()
    ]


def square(table: Table, names: Mapping[int, Named], *, by_region: bool) -> list[Place]:
    """Return where the branches, or the regions, stand between process and personal."""
    rows: dict[str, tuple[Text, list[int], list[int]]] = {}
    each = zip(
        table["facts_id"].tolist(), means(table, "process"), means(table, "personal"), strict=True
    )
    for facts, process, personal in each:
        if process is None or personal is None:
            continue
        named = names[facts]
        key, label = (named.region_code, named.region) if by_region else (named.code, named.name)
        _, one, other = rows.setdefault(key, (label, [], []))
        one.append(process)
        other.append(personal)
    return [
        Place(label=label, process=mean(one) or 0, personal=mean(other) or 0)
        for label, one, other in rows.values()
    ]


def league(found: League, asked: Checklist) -> list[LeagueItem]:
    """Return the items that are missed most, those that surely are first.

    In the order of the upper end of the interval: one visit that missed an item says little.
    """
    met, missed = (found.counts[:, OUTCOMES.index(name)].tolist() for name in ("met", "missed"))
    items = [
        _item(key, met[place], met[place] + missed[place], int(found.again[place]), asked)
        for place, key in enumerate(found.keys)
        if key in asked.by_key and missed[place]
    ]
    items.sort(key=lambda one: (one.high or 0, one.met / one.judged, one.key))
    return items[:MOST_ITEMS]


def _item(key: str, met: int, judged: int, again: int, asked: Checklist) -> LeagueItem:
    interval = wilson(met, judged)
    return LeagueItem(
        key=key,
        wording=asked.by_key[key].wording,
        standard=asked.by_key[key].standard,
        coaching=asked.by_key[key].coaching,
        section=key.partition(".")[0],
        met=met,
        judged=judged,
        again=again,
        low=round(interval.low * 10_000) if interval else None,
        high=round(interval.high * 10_000) if interval else None,
    )


def wait_summaries(found: Iterable[Waits], asked: Checklist) -> list[WaitSummary]:
    """Return each wait: its median, what one in ten exceeds, how many kept the limit."""
    summaries = []
    for one in found:
        item = asked.by_key.get(one.key)
        if not isinstance(item, Wait) or not len(one.seconds):
            continue
        table = item.bands_for("")
        summaries.append(
            WaitSummary(
                label=item.wording,
                median=round(float(np.median(one.seconds))),
                slow=round(float(np.percentile(one.seconds, _SLOW))),
                limit=table[0].within if table else None,
                within=int(one.within.sum()),
                visits=len(one.seconds),
            )
        )
    return summaries


def trend(table: Table, waves: Sequence[Wave], held: Yardstick) -> list[TrendPoint]:
    """Return the area wave by wave, oldest first; `table` has a row for each branch and wave."""
    points: list[TrendPoint] = []
    scales: set[int] = set()
    finals = means(table, "total", "scored")
    for wave in sorted(waves, key=lambda one: one.starts_on):
        own = np.flatnonzero(table["wave_id"] == wave.id).tolist()
        if not own:
            continue
        used = set(table["scale"][own].tolist()) - {0}
        final = mean(finals[place] for place in own)
        points.append(
            TrendPoint(
                wave=Text(zh=wave.name_zh, en=wave.name_en),
                final=final,
                band=held.band(final),
                visits=int(table["scored"][own].sum()),
                broken=bool(points) and used != scales,
            )
        )
        scales = used
    return points


def views(totals: Table, target: int | None) -> Views:
    """Return the other cuts, each the mean over all visits that have it."""

    def measures(pairs: Iterable[tuple[str, str]]) -> tuple[Measure, ...]:
        return tuple(
            Measure(
                key=key, score=means(totals, name)[0], n=int(totals[f"{name}_n"][0]), target=target
            )
            for name, key in pairs
        )

    return Views(
        dimensions=measures((name, name) for name in _DIMENSIONS),
        axes=measures(_AXES),
        quality=measures(_QUALITY),
        ware=measures(_WARE),
    )
