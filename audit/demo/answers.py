"""What an auditor found: answers to a checklist, drawn so that they fit a branch and a day.

Each item is met with a probability (log odds: branch + section + item + day). What comes out is
only answers, as a phone sends them; the scores are the scoring engine's.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from statistics import NormalDist
from typing import Any

from audit.demo.remarks import Remarks
from forms.answers import Answers
from forms.base_item import BaseItem, Reasoned
from forms.branch import BranchFacts
from forms.checklist import Checklist
from forms.items import Choice, Choices, FreeText, Item, Number, Scale, Wait, YesNo
from forms.showing import hidden_items

_NEVER, _ALWAYS = -60.0, 60.0  # log odds
_SHUT = "surroundings.open"
_HARD = {
    "smile.special": -1.0,
    "smile.smile": -0.3,
    "speech.closed": -0.6,
    "speech.decline": -0.4,
    "speech.sincere": 0.2,
    "farewell.invite": -0.9,
    "knowledge.demo": -0.3,
    "knowledge.choose": -0.3,
    "surroundings.water": -0.7,
    "waits.lanes": -0.5,
    "waits.care": -0.4,
    "posture.pointing": -0.2,
    "problem.solution": -0.4,
    "problem.comfort": 0.3,
    "problem.own": 3.2,
}
_EASY = {"dress": 0.5, "surroundings": 0.3}
_SPREAD = 0.55  # of the logarithm of a wait
_UNSEEN = {
    "posture.squatting": 0.35,
    "dress.shoes": 0.12,
    "knowledge.same": 0.08,
    "dress.jewellery": 0.05,
}
_NOT_HERE = {"posture.sitting": 0.65, "surroundings.seats": 0.08}
_NOT_AT_A_COUNTER = frozenset({"surroundings.water"})
_WITHOUT_BUYING = ("waits.queue", "waits.till", "waits.lanes", "waits.care", "posture.handing")


@dataclass(frozen=True)
class Mood:
    """What shapes the answers of one visit.

    `level` in log odds; `weak` is how much worse single sections and items are; `failed` are
    items that are not met whatever chance says; `talk` the share of findings with a remark.
    """

    level: float
    format: str
    weak: Mapping[str, float] = field(default_factory=dict)
    failed: frozenset[str] = frozenset()
    staged: bool = True
    bought: bool = True
    talk: float = 0.5


@dataclass(frozen=True)
class Found:
    """The value of one answer, whether the standard was met, and what stood out (an option)."""

    value: Any
    met: bool
    detail: str = ""


def answers(
    checklist: Checklist, mood: Mood, remarks: Remarks, rng: Random
) -> tuple[dict[str, dict[str, Any]], frozenset[str]]:
    """Return the answers of a visit, and the keys of the items that were not met."""
    if _SHUT in mood.failed:
        note = remarks.about(_SHUT, "", False, rng)
        return {_SHUT: {"value": False, "note": note}}, mood.failed
    given: dict[str, dict[str, Any]] = {}
    missed = set()
    hidden = hidden_items(checklist, Answers(), BranchFacts(format=mood.format))
    for section in checklist.sections:
        for item in section.items:
            if item.key in hidden:
                continue
            if entry := _skipped(item, section.key, mood, remarks, rng):
                given[item.key] = entry
                continue
            odds = mood.level + _EASY.get(section.key, 0.0) + mood.weak.get(section.key, 0.0)
            found = _find(item, odds, mood, remarks, rng)
            if found is not None:
                said = _note(item, found, mood, remarks, rng)
                given[item.key] = {"value": found.value} | _why(item, found, rng) | said
                missed |= set() if found.met else {item.key}
    return given, frozenset(missed)


def _why(item: Item, found: Found, rng: Random) -> dict[str, list[str]]:
    if found.met or not isinstance(item, Reasoned) or not item.reasons:
        return {}
    return {"reasons": [rng.choice(item.reasons).key]}


def _note(item: Item, found: Found, mood: Mood, remarks: Remarks, rng: Random) -> dict[str, str]:
    wanted = mood.talk if not found.met else mood.talk * 0.12
    if rng.random() >= wanted and item.key not in mood.failed:
        return {}
    note = remarks.about(item.key, found.detail, found.met, rng)
    return {"note": note} if note else {}


def _skipped(
    item: Item, section: str, mood: Mood, remarks: Remarks, rng: Random
) -> dict[str, Any] | None:
    chance, counter = rng.random(), mood.format == "kiosk"
    if item.key in mood.failed or not item.may_skip or isinstance(item, FreeText):
        return None
    absent = (
        (section == "problem" and not mood.staged)
        or (not mood.bought and item.key in _WITHOUT_BUYING)
        or (counter and item.key in _NOT_AT_A_COUNTER and chance < 0.8)
        or (item.key == "problem.handover" and chance < 0.6)
        or chance < _NOT_HERE.get(item.key, 0.0)
    )
    if absent:
        return {"skip": "na"}
    if chance < _UNSEEN.get(item.key, 0.004):
        return {"skip": "unseen", "reason": remarks.unseen(item.key, rng)}
    return None


def _find(item: Item, odds: float, mood: Mood, remarks: Remarks, rng: Random) -> Found | None:
    p = _share(odds + _odds_of(item, mood))
    found: Found | None = None
    match item:
        case YesNo():
            found = _yes_no(item, p, rng)
        case Choice():
            found = _option(item, p, rng)
        case Choices():
            found = _faults(item, p, rng)
        case Scale():
            found = _level(item, p, rng)
        case Wait():
            found = _wait(item, p, mood.format, rng)
        case Number():
            found = _number(item, p, rng)
        case FreeText():
            found = Found(remarks.moment(p > rng.random(), rng), met=True)
    return found


def _odds_of(item: BaseItem, mood: Mood) -> float:
    if item.key in mood.failed:
        return _NEVER
    if item.critical is not None and item.key != "problem.own":
        return _ALWAYS  # critical items fail only where the plan says so
    return _HARD.get(item.key, 0.0) + mood.weak.get(item.key, 0.0)


def _share(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def _deviations(p: float) -> float:
    """Return how many standard deviations above the middle a share p of a normal law ends."""
    return NormalDist().inv_cdf(min(max(p, 0.002), 0.998))


def _steps(p: float, most: int, rng: Random) -> int:
    """Return how many steps below the best an answer is."""
    return next((step for step in range(most) if rng.random() < p), most)


def _yes_no(item: YesNo, p: float, rng: Random) -> Found:
    met = rng.random() < p
    return Found(item.good if met else not item.good, met)


def _option(item: Choice, p: float, rng: Random) -> Found:
    scored = sorted(
        (option for option in item.options if option.points is not None),
        key=lambda option: -(option.points or 0),
    )
    free = [option for option in item.options if option.points is None]
    if free and rng.random() < 0.3:
        return Found(free[0].key, met=True, detail=free[0].key)
    step = _steps(p, len(scored) - 1, rng)
    return Found(scored[step].key, step == 0, scored[step].key)


def _faults(item: Choices, p: float, rng: Random) -> Found:
    possible = [option.key for option in item.options if not option.exclusive]
    none = next(option.key for option in item.options if option.exclusive)
    ticked = [key for key in possible if rng.random() < (1 - p) * 0.42]
    if not ticked and p < 0.01:
        ticked = [rng.choice(possible)]
    return Found(ticked or [none], not ticked, ticked[0] if ticked else "")


def _level(item: Scale, p: float, rng: Random) -> Found:
    levels = sorted(item.levels, key=lambda level: -level.worth)
    first = p * (0.62 if item.target < 100 else 0.85)
    step = 0 if rng.random() < first else 1 + _steps(p, len(levels) - 2, rng)
    chosen = levels[step]
    return Found(chosen.level, chosen.worth * 100 >= item.target * item.best, str(chosen.level))


def _wait(item: Wait, p: float, branch_format: str, rng: Random) -> Found:
    """Draw a wait (log-normal) that keeps to the first band with probability p."""
    limit = item.bands_for(branch_format)[0].within
    seconds = round(limit * math.exp(_SPREAD * (rng.gauss(0, 1) - _deviations(p))))
    value: dict[str, Any] = {"seconds": seconds, "method": "stopwatch"}
    if item.ask_queue:
        value["queue"] = min(round(seconds / 75 + rng.random()), 12)
    return Found(value, seconds <= limit)


def _number(item: Number, p: float, rng: Random) -> Found:
    if item.most == 10:  # how willing to recommend
        value = min(max(round(rng.gauss(3.4 + 5.8 * p, 1.1)), 0), 10)
        return Found(value, value >= 7)
    value = max(1, round(3.4 * math.exp(_SPREAD * (rng.gauss(0, 1) - _deviations(p)))))
    return Found(min(value, 60), value <= 4)


def photographed(
    checklist: Checklist, missed: frozenset[str], bought: bool, rng: Random
) -> Iterator[tuple[str, bool]]:
    """Give the items that get a photo, and whether it shows a fault."""
    for section in checklist.sections:
        for item in section.items:
            failed = item.key in missed
            wanted = item.photo.when == "required" or (item.photo.when == "on_fail" and failed)
            receipt = item.key == "farewell.receipt" and bought and rng.random() < 0.6
            queue = item.key == "waits.queue" and bought and rng.random() < (0.5 if failed else 0.1)
            if wanted or receipt or queue:
                yield item.key, failed
