"""How visits spread: classes of scores, the square of service, the four bases."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.policy import ServiceTypes
from reports.figures.aims import Aim, aim_of, total_aims
from reports.figures.held import held_of
from reports.figures.units import Mean, as_mean, means, reaching
from reports.rollup.adding import BASES, places_of
from reports.rollup.branches import by_branch
from reports.rollup.lens import Lens
from reports.rollup.sheets import NONE
from reports.rollup.waves import distribution, service_types, totals
from reports.statistics.intervals import mean_estimate
from reports.statistics.moments import moments_of_sums
from reports.statistics.shares import Share, share
from reports.yardstick import Yardstick, hundredths

STEP = 250
TYPES = ("quality", "friendly_helpless", "by_the_book", "indifferent", "undecided")


@dataclass(frozen=True)
class ScoreClass:
    """Visits with a score from `low` up to, not reaching, `high`; the last one reaches 100."""

    low: int
    high: int
    visits: int


@dataclass(frozen=True)
class Spread:
    """All scored visits in classes of STEP; `bands`: by the key of the band they reached.

    `unscored`: visits without a score; quartiles are those of single visits; `below`: those under
    the target of their branch, which are among `aim`.
    """

    held: Yardstick
    classes: tuple[ScoreClass, ...]
    bands: tuple[tuple[str, Share], ...]
    below: Share
    aim: Aim
    mean: Mean
    median: int | None
    quartiles: tuple[int, int] | None
    visits: int
    unscored: int


async def spread(lens: Lens) -> Spread:
    """Return how the scores of the visits looked at are spread."""
    held, row = held_of(lens), await totals(lens)
    points = await distribution(lens, 1)
    counts = dict(zip(points["class"].tolist(), points["visits"].tolist(), strict=True))
    scored = sum(counts.values())
    found = moments_of_sums(int(row["scored"][0]), int(row["total"][0]), int(row["squares"][0]))
    banded: dict[str, int] = {}
    for value, count in counts.items():
        key = held.band(value) or ""
        banded[key] = banded.get(key, 0) + count
    aim, below = await _below(lens, held.places)
    ordered = [value for value, count in sorted(counts.items()) for _ in range(count)]
    return Spread(
        held=held,
        classes=_classes(counts),
        bands=tuple((band.key, share(banded.get(band.key, 0), scored)) for band in held.bands),
        below=below,
        aim=aim,
        mean=as_mean(mean_estimate(found, None)) if found else Mean(0),
        median=_at(ordered, 0.5),
        quartiles=None if not ordered else (_at(ordered, 0.25) or 0, _at(ordered, 0.75) or 0),
        visits=int(row["visits"][0]),
        unscored=int(row["visits"][0]) - scored,
    )


async def _below(lens: Lens, places: int) -> tuple[Aim, Share]:
    """Return the targets of the branches, and how many visits are under that of their branch."""
    table, rows = await by_branch(lens), await lens.rows()
    targets = await total_aims(lens, table)
    wanted = targets[places_of(rows.column("branch_id"), table["branch_id"])]
    reached = reaching(rows.score("final"), wanted, places)
    return aim_of(targets), share(reached.n - reached.hits, reached.n)


def _at(ordered: list[int], p: float) -> int | None:
    """Return a quantile, linear between values (type 7), half up."""
    if not ordered:
        return None
    place = p * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return int(ordered[below] + (ordered[above] - ordered[below]) * (place - below) + 0.5)


def _classes(counts: Mapping[int, int]) -> tuple[ScoreClass, ...]:
    last = 10_000 // STEP - 1
    found: dict[int, int] = {}
    for value, count in counts.items():
        place = min(value // STEP, last)
        found[place] = found.get(place, 0) + count
    if not found:
        return ()
    span = range(min(found), last + 1)
    return tuple(ScoreClass(n * STEP, (n + 1) * STEP, found.get(n, 0)) for n in span)


@dataclass(frozen=True)
class Place:
    """A branch in the square: means over its visits in hundredths."""

    branch: int
    facts: int
    visits: int
    process: int
    personal: int
    type: str


@dataclass(frozen=True)
class Square:
    """All branches with both axes; `types`: visits by type of service; limits from the policy."""

    limits: ServiceTypes
    places: tuple[Place, ...]
    types: Mapping[str, Share]
    whole: tuple[int, int] | None
    visits: int


async def square(lens: Lens) -> Square:
    """Return where each branch stands between process and personal."""
    limits = lens.asked.policy.service_types if lens.asked else ServiceTypes()
    table = await by_branch(lens, ("process", "personal"))
    process, personal = (means(table[n], table[f"{n}_n"]) for n in ("process", "personal"))
    columns = (table["branch_id"], table["facts_id"], table["visits"], process, personal)
    places = [
        Place(branch, facts, visits, x, y, type_of(x, y, limits))
        for branch, facts, visits, x, y in zip(*(c.tolist() for c in columns), strict=True)
        if NONE not in (x, y)
    ]
    counts = await service_types(lens)
    typed = sum(count for key, count in counts.items() if key)
    sums = await totals(lens)
    whole = [means(sums[name], sums[f"{name}_n"]).tolist()[0] for name in ("process", "personal")]
    return Square(
        limits=limits,
        places=tuple(places),
        types={key: share(counts.get(key, 0), typed) for key in TYPES},
        whole=None if NONE in whole else (whole[0], whole[1]),
        visits=typed,
    )


def type_of(process: int, personal: int, limits: ServiceTypes) -> str:
    """Return the type of service of a place in the square."""
    near = hundredths(limits.undecided)
    if (
        min(
            abs(process - hundredths(limits.process_at)),
            abs(personal - hundredths(limits.personal_at)),
        )
        < near
    ):
        return "undecided"
    strong = (process >= hundredths(limits.process_at), personal >= hundredths(limits.personal_at))
    return {
        (True, True): "quality",
        (True, False): "by_the_book",
        (False, True): "friendly_helpless",
        (False, False): "indifferent",
    }[strong]


@dataclass(frozen=True)
class Base:
    """How many visits touched this base and all before it, of all and of those that came so far."""

    number: int
    of_all: Share
    of_before: Share


@dataclass(frozen=True)
class Bases:
    """The four bases in order; `visits`: those whose checklist knows bases."""

    bases: tuple[Base, ...]
    visits: int
    without: int


async def bases(lens: Lens) -> Bases:
    """Return how far the visits looked at ran."""
    row = await totals(lens)
    reached = [int(row[name][0]) for name in BASES]
    so_far = [sum(reached[n:]) for n in range(len(reached))]
    return Bases(
        bases=tuple(
            Base(n, share(so_far[n], so_far[0]), share(so_far[n], so_far[n - 1]))
            for n in range(1, len(reached))
        ),
        visits=so_far[0],
        without=int(row["visits"][0]) - so_far[0],
    )
