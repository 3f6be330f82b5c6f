"""Who visits which branch, when, and what comes of it. Pure: the same seed, the same plan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Literal
from uuid import UUID

from audit.clock import local_day
from audit.demo.answers import Mood, answers, photographed
from audit.demo.camera import Shot
from audit.demo.chain import ZONE, Site, format_in
from audit.demo.people import AUDITORS, ENGLISH
from audit.demo.periods import Period, local
from audit.demo.remarks import CHINESE, ENGLISH_REMARKS
from audit.demo.rivals import HABITS
from audit.demo.scenarios import FAIR, INSPECTION, PROBLEM, SCENARIOS
from forms.checklist import Checklist
from forms.texts import Text

Fate = Literal["todo", "submitted", "resubmitted", "in_review", "returned", "released", "excluded"]

BASE = 1.56
"""Log odds of the middle item on a middling day: brings the chain to a mean in the low eighties."""
_REGIONS = {"EAST": 0.10, "NORTH": 0.0, "SOUTH": 0.05, "WEST": -0.12}
_SEASONS = {1: -0.30, 2: -0.15, 5: -0.05, 7: -0.08, 10: -0.12, 12: -0.10}
_CROWDED = {1: -0.5, 2: -0.3, 5: -0.2, 10: -0.4, 12: -0.2}
CRITICAL = {
    ("HZ02", 1, 0): "surroundings.exits",
    ("CD02", 5, 1): "knowledge.price",
    ("BJ03", 8, 0): "surroundings.open",
}
"""(branch, waves before the open one, number of the visit): the critical item that failed."""

_EAST: dict[tuple[str, int], tuple[str, Fate]] = {
    ("SH01", 0): ("auditor", "released"),
    ("SH01", 1): ("jingyi", "released"),
    ("SH01", 2): ("auditor", "todo"),
    ("SH02", 0): ("auditor", "todo"),
    ("SH02", 1): ("jingyi", "submitted"),
    ("SH03", 0): ("auditor", "released"),
    ("SH03", 1): ("auditor", "todo"),
    ("HZ01", 0): ("auditor", "returned"),
    ("HZ01", 1): ("jingyi", "released"),
    ("HZ01", 2): ("auditor", "todo"),
    ("HZ02", 0): ("jingyi", "released"),
    ("HZ02", 1): ("auditor", "todo"),
    ("HZ03", 0): ("auditor", "released"),
    ("HZ03", 1): ("jingyi", "submitted"),
}
_ELSEWHERE: dict[int, Fate] = {
    3: "submitted",
    9: "resubmitted",
    16: "in_review",
    22: "submitted",
    28: "excluded",
}


@dataclass(frozen=True)
class Planned:
    """One assignment and, unless it is still to do, its visit."""

    site: Site
    wave: Period
    number: int
    auditor: str
    kind: str
    scenario: Text | None
    due: tuple[date, date]
    fate: Fate
    visit: UUID
    started_at: datetime
    finished_at: datetime
    answers: dict[str, dict[str, Any]]
    missed: frozenset[str]
    shots: tuple[Shot, ...] = ()


class Planner:
    """Plans the visits of all waves from one seed."""

    def __init__(
        self, checklist: Checklist, waves: Sequence[Period], seed: int, now: datetime
    ) -> None:
        self._checklist = checklist
        self._waves = waves
        self._seed = seed
        self._now = now

    def plan(self, sites: Sequence[Site]) -> list[Planned]:
        """Return all visits, wave by wave and branch by branch."""
        return [
            planned
            for wave in self._waves
            for planned in self._wave(wave, [s for s in sites if s.first_wave <= wave.number])
        ]

    def _wave(self, wave: Period, sites: Sequence[Site]) -> list[Planned]:
        if wave is not self._waves[-1]:
            return [self._visit(s, wave, n, "released") for s in sites for n in range(s.visits)]
        found, elsewhere = [], 0
        for site in sites:
            if _rival(site):
                found.append(self._visit(site, wave, 0, "released"))
                continue
            for number in range(site.visits):
                if known := _EAST.get((site.code, number)):
                    found.append(self._visit(site, wave, number, known[1], known[0]))
                    continue
                fate = _ELSEWHERE.get(elsewhere) or ("todo" if elsewhere % 4 == 1 else "released")
                found.append(self._visit(site, wave, number, fate))
                elsewhere += 1
        return found

    def _visit(
        self, site: Site, wave: Period, number: int, fate: Fate, auditor: str = ""
    ) -> Planned:
        rng = Random(f"{self._seed}:{site.code}:{wave.number}:{number}")  # noqa: S311 no secret
        kind = "open" if number == 2 or (number == 1 and rng.random() < 0.12) else "mystery"
        auditor = auditor or rng.choice(AUDITORS[site.region])
        card = rng.choice(FAIR) if _rival(site) else rng.randrange(len(SCENARIOS))
        started_at = self._start(wave, fate, rng)
        finished_at = started_at + timedelta(minutes=rng.randint(24, 52), seconds=rng.randrange(60))
        mood = self._mood(site, wave, number, kind == "open" or card in PROBLEM, rng)
        remarks = ENGLISH_REMARKS if auditor in ENGLISH else CHINESE
        given, missed = answers(self._checklist, mood, remarks, rng)
        planned = Planned(
            site=site,
            wave=wave,
            number=number,
            auditor=auditor,
            kind=kind,
            scenario=INSPECTION if kind == "open" else SCENARIOS[card],
            due=self._due(wave, number),
            fate=fate,
            visit=UUID(int=rng.getrandbits(128), version=4),
            started_at=started_at,
            finished_at=finished_at,
            answers=given,
            missed=missed,
        )
        recent = wave.number >= self._waves[-1].number - 1 and fate != "todo"
        if not recent or _rival(site):
            return planned
        return replace(planned, shots=self._shots(planned, mood, rng))

    def _due(self, wave: Period, number: int) -> tuple[date, date]:
        first = wave.first + timedelta(days=5 * number)
        return first, wave.last - timedelta(days=2 * (2 - number))

    def _start(self, wave: Period, fate: Fate, rng: Random) -> datetime:
        """Return a moment in the wave at which shops are open, old enough for what came of it."""
        last = wave.last - timedelta(days=2)
        if wave is self._waves[-1]:
            last = local_day(self._now, ZONE) - timedelta(days=5 if fate == "released" else 2)
        span = (last - wave.first).days
        late = 0 if fate == "released" else max(0, span - 5)
        day = wave.first + timedelta(days=rng.randint(late, span))
        return local(day, time(rng.randint(10, 19), rng.randrange(60), rng.randrange(60)))

    def _mood(self, site: Site, wave: Period, number: int, staged: bool, rng: Random) -> Mood:
        back = self._waves[-1].number - wave.number
        critical = CRITICAL.get((site.code, back, number))
        middle = wave.number - (len(self._waves) - 1) / 2
        level = BASE + site.level + _REGIONS[site.region] + _SEASONS.get(wave.month, 0.0)
        return Mood(
            level=level + site.slope * middle + rng.gauss(0, 0.18),
            format=format_in(site, wave.number),
            weak=self._weak(site, wave),
            failed=frozenset({critical} if critical else ()),
            staged=staged,
            bought=rng.random() < 0.8,
            talk=0.6 if back <= 1 else 0.25,
        )

    def _weak(self, site: Site, wave: Period) -> dict[str, float]:
        """Return what a branch is bad or good at, always, and what crowds make worse."""
        rng = Random(f"{self._seed}:{site.code}:habits")  # noqa: S311 no secret
        weak = {section.key: rng.gauss(0, 0.28) for section in self._checklist.sections}
        keys = [i.key for s in self._checklist.sections for i in s.items if i.critical is None]
        weak |= dict.fromkeys(rng.sample(keys, 5), -1.5)
        weak["waits"] += _CROWDED.get(wave.month, 0.0)
        for section, more in HABITS.items() if _rival(site) else ():
            weak[section] += more
        return weak

    def _shots(self, planned: Planned, mood: Mood, rng: Random) -> tuple[Shot, ...]:
        wanted = list(photographed(self._checklist, planned.missed, mood.bought, rng))
        span = (planned.finished_at - planned.started_at).total_seconds()
        shots = []
        for number, (item, failed) in enumerate(wanted):
            seconds = span * (number + rng.uniform(0.2, 0.8)) / len(wanted)
            shots.append(
                Shot(
                    uuid=UUID(int=rng.getrandbits(128), version=4),
                    item=item,
                    failed=failed,
                    seed=rng.randrange(1 << 30),
                    taken_at=planned.started_at + timedelta(seconds=round(seconds)),
                    place=_near(planned.site.place, rng) if rng.random() < 0.75 else None,
                )
            )
        return tuple(shots)


def _rival(site: Site) -> bool:
    return site.channel == "competitor"


def _near(place: tuple[float, float], rng: Random) -> tuple[float, float]:
    """Return a place some tens of metres away, as a phone indoors finds it."""
    return place[0] + rng.gauss(0, 0.0003), place[1] + rng.gauss(0, 0.0003)
