"""A small network with everything that filters tell apart, and its visits as plain records."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from audit.figures.keeping import keep
from audit.models import Branch, BranchFacts, ItemResult, Region, Score, Visit, Wave
from audit.models.programme import SECTION_COLUMNS
from tests.conftest import NOON
from tests.make import (
    LONG_AGO,
    TODAY,
    make_branch,
    make_brand,
    make_region,
    make_version,
    make_wave,
)
from tests.visiting import a_submitted_visit

SECTIONS = tuple(f"s{n:02}" for n in range(1, SECTION_COLUMNS + 1))


def _text(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def _item(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": "yes_no", "wording": _text(key), **more}


def counter(last: str = "receipt") -> dict[str, Any]:
    """A checklist of two sections; `last` names its last item."""
    greeting = [
        _item("hello.smile", axis="personal", base="first", dimensions=["empathy"]),
        _item("hello.words", axis="personal", base="second"),
        _item("hello.queue", axis="process", dimensions=["responsiveness"])
        | {"kind": "wait", "bands": [{"within": 180, "points": 2}, {"within": 300, "points": 1}]},
    ]
    critical = {"effect": "cap", "cap": 50, "definition": _text("Wrong change")}
    ending = [_item("end.change", critical=critical, axis="process"), _item(f"end.{last}")]
    return {
        "key": "counter",
        "title": _text("Counter"),
        "sections": [
            {"key": "hello", "title": _text("Hello"), "items": greeting},
            {"key": "end", "title": _text("End"), "items": ending},
        ],
    }


HALL: dict[str, Any] = {
    "key": "hall",
    "title": _text("Hall"),
    "sections": [
        {"key": "floor", "title": _text("Floor"), "items": [_item("floor.clean")]},
    ],
}


@dataclass(frozen=True)
class Seen:
    """One released visit, read from the tables without any help of what is tested."""

    visit: Visit
    score: Score
    items: dict[str, ItemResult]
    region_then: str
    brand_then: str
    region_today: str
    facts_today: BranchFacts


@dataclass(frozen=True)
class World:
    """Waves newest first; regions below one another; all released visits, oldest first."""

    waves: Sequence[Wave]
    regions: dict[str, Region]
    branches: Sequence[Branch]
    seen: Sequence[Seen]

    def where(self, holds: Callable[[Seen], bool]) -> list[Seen]:
        """The visits for which something holds."""
        return [one for one in self.seen if holds(one)]


def compared(seen: Sequence[Seen]) -> frozenset[int]:
    """Of some visits those whose scores count together: by what most of them were scored by, of
    two as common ones by the newer."""
    by = [one.visit.version.scored_digest for one in seen]
    numbers = {one.visit.version.scored_digest: one.visit.version.number for one in seen}
    commonest = max(numbers, key=lambda scale: (by.count(scale), numbers[scale]), default=None)
    return frozenset(one.visit.id for one in seen if one.visit.version.scored_digest == commonest)


async def make_world(seed: int = 4) -> World:
    """Make the network and about 80 visits, released and kept."""
    random = Random(seed)
    root = await make_region("ALL")
    north, south = await make_region("N", root), await make_region("S", root)
    city = await make_region("N-1", north)
    own, little, rival = [await make_brand(code) for code in ("OWN", "LITTLE", "RIVAL")]
    waves = [
        await make_wave(f"M{n}", starts_on=first, ends_on=first + timedelta(days=27))
        for n, first in enumerate(_firsts())
    ]
    places = [
        (north, own),
        (city, own),
        (city, little),
        (south, own),
        (south, little),
        (south, rival),
    ]
    branches = [
        await make_branch(
            f"B{n}", region, brand, format=("big", "small")[n % 2], tags=["night"] if n % 3 else []
        )
        for n, (region, brand) in enumerate(places)
    ]
    await _move(branches[0], south)
    old, new = (
        await make_version(counter()),
        await make_version(counter("bag"), number_in_checklist=2),
    )
    hall = await make_version(HALL)
    for number, wave in enumerate(waves):
        for place, branch in enumerate(branches):
            for _ in range(random.randint(1, 4)):
                odd = random.random() < 0.1
                version = hall if odd else new if number < 2 else old
                answers = {"floor.clean": {"value": True}} if odd else _answers(version, random)
                channel = "competitor" if place == 5 else random.choice(["on_site", "phone"])
                await _visit(
                    answers, random, wave=wave, branch=branch, version=version, channel=channel
                )
    await keep(int(str(key)) for key in await Visit.all().values_list("id", flat=True))
    regions = {region.code: region for region in (root, north, south, city)}
    return World(waves, regions, branches, await _seen())


def _firsts() -> list[date]:
    this = TODAY.replace(day=1)
    return [this, this - timedelta(days=30), this - timedelta(days=61), this - timedelta(days=365)]


async def _move(branch: Branch, region: Region) -> None:
    """From the newest wave on the branch belongs elsewhere."""
    day = TODAY.replace(day=1)
    facts = await BranchFacts.get(branch_id=branch.id)
    await BranchFacts.filter(id=facts.id).update(valid_to=day)
    columns = {n: getattr(facts, n) for n in ("name_zh", "name_en", "brand_id", "tags", "zone")}
    await BranchFacts.create(
        branch_id=branch.id, valid_from=day, region_id=region.id, format="moved", **columns
    )


def _answers(version: Any, random: Random) -> dict[str, Any]:
    keys = [i["key"] for s in version.definition["sections"] for i in s["items"]]
    return {key: _answer(key, random) for key in keys if random.random() > 0.05}


def _answer(key: str, random: Random) -> dict[str, Any]:
    if random.random() < 0.1:
        return {"skip": random.choice(["na", "unseen"])}
    if key == "hello.queue":
        return {"value": {"seconds": random.randint(20, 500)}}
    return {"value": random.random() < 0.75}


async def _visit(answers: dict[str, Any], random: Random, **columns: Any) -> None:
    _, visit = await a_submitted_visit(answers, **columns)
    daypart = random.choice(["morning", "midday", "afternoon", "evening"])
    facts = await BranchFacts.filter(branch_id=visit.branch_id).order_by("valid_from")
    then = facts[-1] if columns["wave"].starts_on >= TODAY.replace(day=1) else facts[0]
    await Visit.filter(id=visit.id).update(
        state="released", released_at=NOON, daypart=daypart, facts_id=then.id
    )


async def _seen() -> list[Seen]:
    paths = {row.id: row.path for row in await Region.all()}
    today = {
        row.branch_id: row
        for row in await BranchFacts.filter(valid_to__isnull=True, valid_from__gte=LONG_AGO)
    }
    items: dict[int, dict[str, ItemResult]] = {}
    for row in await ItemResult.all():
        items.setdefault(row.visit_id, {})[row.item_key] = row
    scores = {row.visit_id: row for row in await Score.filter(current=True)}
    return [
        Seen(
            visit=visit,
            score=scores[visit.id],
            items=items[visit.id],
            region_then=paths[visit.facts.region_id],
            brand_then=visit.facts.brand.code,
            region_today=paths[today[visit.branch_id].region_id],
            facts_today=today[visit.branch_id],
        )
        for visit in await Visit.filter(state="released")
        .order_by("id")
        .select_related("facts__brand", "wave", "version__checklist", "branch")
    ]
