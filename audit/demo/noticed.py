"""What the phone noted by itself on a planned visit: stamps, places, delays, and a few oddities.

Pure: the same visit, the same notes. Most visits have nothing odd; some were entered late in the
evening, ended far away, or were over too soon, for the reviewer to look at.
"""

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from audit.demo.plan import Planned

_COURSE = (
    ("entered", 0.0),
    ("greeted", 0.04),
    ("queue_joined", 0.55),
    ("served", 0.68),
    ("paid", 0.75),
    ("left", 0.97),
)
"""What happens on a visit, and after which part of it."""
_ODD = ("entered_late", "far_away", "short_stay")
_ODD_SHARE, _UNSURE_SHARE = 0.25, 0.3
_EVENING = timedelta(hours=3)
_METRE = 1 / 111_000  # degrees of latitude


def observed(planned: Planned) -> dict[str, Any]:
    """Return events, positions and clock as a phone sends them beside the answers."""
    rng = _rng(planned, "observed")
    odd = _oddity(planned)
    return {
        "events": _events(planned, odd == "short_stay", rng),
        "positions": _positions(planned, odd == "far_away", rng),
        "clock": {"offset_ms": rng.randint(-1800, 1800)},
    }


def entered(
    planned: Planned, answers: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the answers with how long after the moment each was given, and how sure one is."""
    rng = _rng(planned, "entered")
    late = round(lateness(planned).total_seconds())
    timed = {
        key: {**entry, "delay_s": late + rng.randint(5, 180)} for key, entry in answers.items()
    }
    given = [key for key, entry in timed.items() if "value" in entry]
    if given and rng.random() < _UNSURE_SHARE:
        timed[rng.choice(given)]["sure"] = "unsure"
    return timed


def lateness(planned: Planned) -> timedelta:
    """Return how long after the visit it was written down."""
    is_late = planned.shots and _oddity(planned) == "entered_late"
    return _EVENING if is_late else timedelta(0)


def _oddity(planned: Planned) -> str | None:
    rng = _rng(planned, "oddity")
    return rng.choice(_ODD) if rng.random() < _ODD_SHARE else None


def _rng(planned: Planned, what: str) -> Random:
    return Random(f"{planned.visit}:{what}")  # noqa: S311 no secret


def _events(planned: Planned, is_short: bool, rng: Random) -> list[dict[str, str]]:
    span = (planned.finished_at - planned.started_at).total_seconds()
    stay = 220.0 if is_short else span
    return [
        {
            "id": str(UUID(int=rng.getrandbits(128), version=4)),
            "kind": kind,
            "at": (planned.started_at + timedelta(seconds=round(stay * share))).isoformat(),
        }
        for kind, share in _COURSE
    ]


def _positions(planned: Planned, is_far: bool, rng: Random) -> list[dict[str, Any]]:
    ends = (("start", planned.started_at, 25), ("end", planned.finished_at, 1400 if is_far else 40))
    return [
        {
            "when": when,
            "latitude": round(planned.site.place[0] + rng.uniform(0.8, 1.2) * away * _METRE, 6),
            "longitude": round(planned.site.place[1] + rng.uniform(-30, 30) * _METRE, 6),
            "accuracy_m": round(rng.uniform(8, 45), 1),
            "at": at.isoformat(),
        }
        for when, at, away in ends
    ]
