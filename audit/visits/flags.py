"""What stands out in how a visit was made: for the reviewer to look at, never a verdict. Pure.

Everything is read from what the phone sent, so all times but those of the server are the phone's
own. A position that was not given is no flag. None of this may reach the branch side.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from audit.network.geo import Point, metres

FAR = 300
"""Metres from the branch, beyond the phone's own accuracy, that are pointed out."""
_FAST, _FAST_ITEMS = 3.0, 10  # seconds between answers
_SAME_STEPS = 6
_ONE_MINUTE, _MINUTE_PHOTOS = 60, 4
_GRACE = timedelta(minutes=30)  # the shop front is often taken before the form is opened
_LATE, _LONGEST = 2 * 3600, 10**8
_SHORT_STAY, _STAY_ITEMS = 5 * 60, 15
_ORDER = ("entered", "greeted", "queue_joined", "served", "paid", "left")


@dataclass(frozen=True)
class Flag:
    """One thing to look at; `item` where it is about one."""

    name: str
    item: str | None = None
    facts: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stamp:
    """One tap during the visit."""

    kind: str
    at: datetime


@dataclass(frozen=True)
class Whereabouts:
    """How far the phone was from the branch at the start or the end, and to what accuracy (m)."""

    when: str
    metres: int
    accuracy: int


def flags_of(
    content: Mapping[str, Any], branch: Point | None, scales: frozenset[str]
) -> list[Flag]:
    """Return what stands out in a submission, in the order in which a reviewer should look.

    `branch` is its place in WGS-84, `scales` are the keys of the items answered on a scale.
    """
    answers = _tables(content.get("answers"))
    claims = [claim for claim in content.get("photos") or () if isinstance(claim, dict)]
    return [
        *_far(content, branch, claims),
        *_stay(stamps_of(content), len(_given(answers))),
        *_tempo(answers),
        *_same(answers, scales),
        *_minute(claims),
        *_older(content, claims),
        *_late(answers),
        *_unsure(answers),
    ]


def stamps_of(content: Mapping[str, Any]) -> list[Stamp]:
    """Return the event stamps in the order of time."""
    found = [
        Stamp(str(event.get("kind")), at)
        for event in content.get("events") or ()
        if (at := moment(event.get("at")))
    ]
    return sorted(found, key=lambda stamp: stamp.at)


def whereabouts(content: Mapping[str, Any], branch: Point | None) -> list[Whereabouts]:
    """Return how far the phone was from the branch, for each position given."""
    if branch is None:
        return []
    return [
        Whereabouts(
            str(one.get("when")),
            round(metres(place, branch)),
            round(one.get("accuracy_m") or 0),
        )
        for one in content.get("positions") or ()
        if (place := _place(one))
    ]


def moment(raw: object) -> datetime | None:
    """Return an aware moment, or None for anything that is none."""
    if not isinstance(raw, str):
        return None
    try:
        found = datetime.fromisoformat(raw)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _tables(raw: object) -> dict[str, dict[str, Any]]:
    if not isinstance(raw, dict):
        return {}
    return {key: entry for key, entry in raw.items() if isinstance(entry, dict)}


def _given(answers: Mapping[str, Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [one for one in answers.values() if one.get("value") is not None or one.get("skip")]


def _place(claim: Mapping[str, Any]) -> Point | None:
    latitude, longitude = claim.get("latitude"), claim.get("longitude")
    if latitude is None or longitude is None:
        return None
    return float(latitude), float(longitude)


def _far(
    content: Mapping[str, Any], branch: Point | None, claims: Sequence[Mapping[str, Any]]
) -> Iterator[Flag]:
    for one in whereabouts(content, branch):
        if one.metres - one.accuracy > FAR:
            yield Flag(f"far_{one.when}", None, {"metres": one.metres})
    for claim in claims:
        place = _place(claim)
        if branch is None or place is None:
            continue
        away = metres(place, branch)
        if away - float(claim.get("accuracy_m") or 0) > FAR:
            yield Flag("photo_far", claim.get("item"), {"metres": round(away)})


def _stay(stamps: Sequence[Stamp], answered: int) -> Iterator[Flag]:
    ranks = [_ORDER.index(one.kind) for one in stamps if one.kind in _ORDER]
    if ranks != sorted(ranks):
        yield Flag("stamps_disordered")
    at = {one.kind: one.at for one in stamps}
    if "entered" in at and "left" in at and answered >= _STAY_ITEMS:
        stay = (at["left"] - at["entered"]).total_seconds()
        if 0 <= stay < _SHORT_STAY:
            yield Flag("short_stay", None, {"n": round(stay / 60)})


def _tempo(answers: Mapping[str, Mapping[str, Any]]) -> Iterator[Flag]:
    times = sorted(at for one in _given(answers) if (at := moment(one.get("at"))))
    gaps = [(late - early).total_seconds() for early, late in pairwise(times)]
    if len(times) >= _FAST_ITEMS and median(gaps) < _FAST:
        seconds = round((times[-1] - times[0]).total_seconds())
        yield Flag("too_fast", None, {"n": len(times), "seconds": seconds})


def _same(answers: Mapping[str, Mapping[str, Any]], scales: frozenset[str]) -> Iterator[Flag]:
    steps = [answers[key].get("value") for key in sorted(scales & answers.keys())]
    steps = [step for step in steps if isinstance(step, int)]
    if len(steps) >= _SAME_STEPS and len(set(steps)) == 1:
        yield Flag("straight_lined", None, {"n": len(steps)})


def _minute(claims: Sequence[Mapping[str, Any]]) -> Iterator[Flag]:
    times = [at for claim in claims if (at := moment(claim.get("taken_at")))]
    if len(times) < _MINUTE_PHOTOS or len(times) < len(claims):
        return
    if (max(times) - min(times)).total_seconds() <= _ONE_MINUTE:
        yield Flag("photos_one_minute", None, {"n": len(times)})


def _older(content: Mapping[str, Any], claims: Sequence[Mapping[str, Any]]) -> Iterator[Flag]:
    begun = [stamp.at for stamp in stamps_of(content)]
    if started := moment(content.get("started_at")):
        begun.append(started)
    for claim in claims:
        taken = moment(claim.get("taken_at"))
        if begun and taken and taken < min(begun) - _GRACE:
            yield Flag("photo_older", claim.get("item"))


def _late(answers: Mapping[str, Mapping[str, Any]]) -> Iterator[Flag]:
    told = [one.get("delay_s") for one in answers.values()]
    waits = [wait for wait in told if isinstance(wait, int) and 0 <= wait <= _LONGEST]
    if waits and median(waits) > _LATE:
        yield Flag("entered_late", None, {"n": round(median(waits) / 3600)})


def _unsure(answers: Mapping[str, Mapping[str, Any]]) -> Iterator[Flag]:
    for key, one in answers.items():
        if one.get("sure") == "unsure":
            yield Flag("unsure", key)
