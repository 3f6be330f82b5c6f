"""Answers and scores of made-up visits, a whole wave at a time; scored as forms.scoring would.

Everything is worked out in whole numbers, so that a visit scored again from its answers has the
very same figures; tests/benchmarks hold that.
"""

from dataclasses import dataclass
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

SECTIONS, EACH = 8, 5
ITEMS = SECTIONS * EACH
WAITS = (10, 15, 20)
CRITICAL = 34
CAP = 6000
UNITS = np.array([2 if i in WAITS else 1 + i % 3 for i in range(ITEMS)], np.int64)
SECTION_WEIGHTS = np.array([10, 15, 20, 10, 15, 10, 10, 10], np.int64)
POINTS = 2  # a unit is two points, so that half of a wait's weight is whole
_COMMON = lcm(*range(1, EACH * 3 + 1))
_SECTION = np.arange(ITEMS) // EACH

ANSWERED, NA, UNSEEN = 0, 1, 2
DIMENSIONS = ("reliability", "assurance", "tangibles", "empathy", "responsiveness")
BASES = ("first", "second", "third", "home")
VIEWS: dict[str, NDArray[np.bool_]] = {
    **{name: np.arange(ITEMS) % 5 == n for n, name in enumerate(DIMENSIONS)},
    "process": np.arange(ITEMS) % 2 == 0,
    "personal": np.arange(ITEMS) % 2 == 1,
    "outcome_quality": np.arange(ITEMS) // 2 % 2 == 0,
    "process_quality": np.arange(ITEMS) // 2 % 2 == 1,
    "hardware": np.arange(ITEMS) < 10,
    "software": np.arange(ITEMS) >= 10,
}
_BASE_ITEMS: list[NDArray[np.bool_]] = [np.equal(_SECTION // 2, n) for n in range(4)]


def checklist(version: int) -> dict[str, Any]:
    """Return the definition of version 1 or 2; in 2 the last item is another one."""
    keys = item_keys(version)
    sections = [
        {
            "key": f"s{s + 1}",
            "title": _text(f"第 {s + 1} 部分", f"Part {s + 1}"),
            "weight": int(SECTION_WEIGHTS[s]),
            "items": [_item(s * EACH + n, keys[s * EACH + n]) for n in range(EACH)],
        }
        for s in range(SECTIONS)
    ]
    policy = {"places": 1, "pass_mark": 60, "target": 85, "bands": [
        {"key": key, "title": _text(key, key), "at_least": limit}
        for key, limit in (("A", 90), ("B", 80), ("C", 60), ("D", 0))
    ]}  # fmt: skip
    title = _text("基准检查表", "Benchmark checklist")
    return {"key": "benchmark", "title": title, "policy": policy, "sections": sections}


def item_keys(version: int) -> list[str]:
    """Return the keys of the items in order."""
    keys = [f"s{i // EACH + 1}.i{i % EACH + 1}" for i in range(ITEMS)]
    return keys if version == 1 else [*keys[:-1], f"s{SECTIONS}.new"]


def _text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def _item(i: int, key: str) -> dict[str, Any]:
    item: dict[str, Any] = {
        "key": key,
        "kind": "wait" if i in WAITS else "yes_no",
        "wording": _text(f"第 {i + 1} 项是否做到？", f"Was standard {i + 1} met?"),
        "weight": int(UNITS[i]) * POINTS,
        "dimensions": [DIMENSIONS[i % 5]],
        "axis": "process" if i % 2 == 0 else "personal",
        "quality": "outcome" if i // 2 % 2 == 0 else "process",
        "ware": "hardware" if i < 10 else "software",
        "base": BASES[int(_SECTION[i]) // 2],
    }
    if i in WAITS:
        item["bands"] = [{"within": 180, "points": 2}, {"within": 300, "points": 1}]
    if i == CRITICAL:
        item["critical"] = {
            "effect": "cap", "cap": CAP // 100, "definition": _text("一票否决", "Not allowed")
        }  # fmt: skip
    return item


@dataclass(frozen=True)
class Scored:
    """Visits × items and visits: what was answered and what it came to (1/100).

    status is ANSWERED, NA or UNSEEN; earned in units; final, sections and views −1 where there is
    none.
    """

    status: NDArray[np.int8]
    earned: NDArray[np.int64]
    met: NDArray[np.bool_]
    seconds: NDArray[np.int64]
    raw: NDArray[np.int64]
    final: NDArray[np.int64]
    capped: NDArray[np.bool_]
    sections: NDArray[np.int64]
    views: dict[str, NDArray[np.int64]]
    bases: NDArray[np.int64]
    service_type: NDArray[np.str_]


def answer(skill: NDArray[np.float64], rng: np.random.Generator) -> Scored:
    """Answer for visits of a given skill (log odds of meeting a standard) and score them."""
    n = len(skill)
    odds = skill[:, None] + rng.normal(0, 0.3, (1, ITEMS)) + rng.normal(0, 0.4, (n, 1))
    good = rng.random((n, ITEMS)) < 1 / (1 + np.exp(-odds))
    good[:, CRITICAL] = rng.random(n) > 0.01
    chance = rng.random((n, ITEMS))
    status = np.where(chance < 0.03, NA, np.where(chance < 0.045, UNSEEN, ANSWERED)).astype(np.int8)
    seconds = np.zeros((n, ITEMS), np.int64)
    waited = rng.lognormal(4.9, 0.5, (n, len(WAITS))) * np.exp(-0.15 * skill)[:, None]
    seconds[:, WAITS] = np.minimum(waited, 3600).astype(np.int64)
    earned = np.where(good, UNITS, 0)
    bands = np.where(seconds <= 180, 2, np.where(seconds <= 300, 1, 0))
    earned[:, WAITS] = bands[:, WAITS]
    return score(status, earned, seconds)


def score(
    status: NDArray[np.int8], earned: NDArray[np.int64], seconds: NDArray[np.int64]
) -> Scored:
    """Return what these answers come to."""
    judged = status == ANSWERED
    earned = np.where(judged, earned, 0)
    possible = np.where(judged, UNITS, 0)
    kept = _by_section(earned)
    full = _by_section(possible)
    factor = np.where(full > 0, SECTION_WEIGHTS * (_COMMON // np.maximum(full, 1)), 0)
    whole = (SECTION_WEIGHTS * (full > 0)).sum(1) * _COMMON
    raw = _shown((kept * factor).sum(1), whole)
    met = judged & (earned == UNITS)
    capped = judged[:, CRITICAL] & ~met[:, CRITICAL]
    gains, most = earned * factor[:, _SECTION], possible * factor[:, _SECTION]
    views = {name: _view(gains, most, chosen) for name, chosen in VIEWS.items()}
    return Scored(
        status=status,
        earned=earned,
        met=met,
        seconds=seconds,
        raw=raw,
        final=np.where(capped & (raw > CAP), CAP, raw),
        capped=capped,
        sections=_shown(kept, full),
        views=views,
        bases=_bases([_view(gains, most, chosen) for chosen in _BASE_ITEMS]),
        service_type=_types(views),
    )


def _by_section(values: NDArray[np.int64]) -> NDArray[np.int64]:
    found: NDArray[np.int64] = values.reshape(len(values), SECTIONS, EACH).sum(2)
    return found


def _shown(part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.int64]:
    """Round half up to one decimal, in 1/100; −1 where there is nothing."""
    safe = np.maximum(whole, 1)
    return np.where(whole > 0, (2 * part * 1000 + safe) // (2 * safe) * 10, -1)


def _view(
    gains: NDArray[np.int64], most: NDArray[np.int64], chosen: NDArray[np.bool_]
) -> NDArray[np.int64]:
    return _shown(gains[:, chosen].sum(1), most[:, chosen].sum(1))


def _bases(scores: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    reached = np.zeros(len(scores[0]), np.int64)
    going = np.ones(len(scores[0]), np.bool_)
    for one in scores:
        going &= (one >= 7500) | (one < 0)
        reached += going & (one >= 0)
    return reached


def _types(views: dict[str, NDArray[np.int64]]) -> NDArray[np.str_]:
    process, personal = views["process"], views["personal"]
    strong = np.where(process >= 7500, 2, 0) + np.where(personal >= 7500, 1, 0)
    names = np.array(["indifferent", "friendly_helpless", "by_the_book", "quality"])
    near = (np.abs(process - 7500) < 500) | (np.abs(personal - 7500) < 500)
    return np.where(near, "undecided", names[strong])
