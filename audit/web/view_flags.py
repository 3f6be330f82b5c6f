"""What the phone noted of a visit, and what stands out in it, as the reviewer reads it."""

from collections.abc import Sequence
from typing import Any

from audit.visits.flags import Flag, Stamp, Whereabouts
from audit.web import show
from audit.web.call import Plain

_SENTENCES = {
    "far_start": "At the start the phone was {away} from the branch",
    "far_end": "At the end the phone was {away} from the branch",
    "photo_far": "A photo was taken {away} from the branch",
    "stamps_disordered": "The event stamps are not in the order of a visit",
    "short_stay": "Only {n} minutes between entering and leaving",
    "too_fast": "{n} answers within {seconds} seconds, most right after the one before",
    "straight_lined": "All {n} scales were answered with the same step",
    "photos_one_minute": "All {n} photos were taken within one minute",
    "photo_older": "A photo was taken before the visit",
    "entered_late": "Half of the answers were entered more than {n} hours after the last stamp",
    "unsure": "The auditor was not sure of this answer",
}
_TAGS = {
    "far_start": "Far from the branch",
    "far_end": "Far from the branch",
    "photo_far": "Far from the branch",
    "stamps_disordered": "Stamps out of order",
    "short_stay": "Very short stay",
    "too_fast": "Answered very fast",
    "straight_lined": "Same step everywhere",
    "photos_one_minute": "Photos within a minute",
    "photo_older": "Photo older than the visit",
    "entered_late": "Entered late",
    "unsure": "Auditor not sure",
}
_STAMPS = {
    "entered": "Entered",
    "greeted": "Greeted",
    "queue_joined": "Joined the queue",
    "served": "Served",
    "paid": "Paid",
    "left": "Left",
}
_NEAR = {
    "start": "At the start {away} from the branch, to about {accuracy} m",
    "end": "At the end {away} from the branch, to about {accuracy} m",
}
_WORTH_SAYING = 15 * 60  # seconds from the last stamp to an entry


def distance(metres: int) -> str:
    """Say a distance: 80 m, 1.2 km."""
    return f"{metres} m" if metres < 1000 else f"{metres / 1000:.1f} km"


def flag_text(flag: Flag, call: Plain) -> str:
    """One flag as a sentence."""
    facts = dict(flag.facts)
    away = distance(int(facts.pop("metres", 0)))
    return call.t(_SENTENCES[flag.name], away=away, **facts)


def flag_tags(names: list[str], call: Plain) -> list[str]:
    """The kinds of flags as short tags, each once."""
    return list(dict.fromkeys(call.t(_TAGS[name]) for name in names))


def stamp_rows(stamps: list[Stamp], zone: str, call: Plain) -> list[dict[str, Any]]:
    """The event stamps as {"what", "at"}."""
    return [
        {"what": call.t(_STAMPS.get(one.kind, one.kind)), "at": show.clock(one.at, zone)}
        for one in stamps
    ]


def near_rows(places: list[Whereabouts], call: Plain) -> list[str]:
    """How far the phone was from the branch, as sentences."""
    return [
        call.t(_NEAR[one.when], away=distance(one.metres), accuracy=one.accuracy) for one in places
    ]


def delay_text(delay_s: int | None, call: Plain) -> str | None:
    """How long after the last stamp an answer was entered, when that is worth saying."""
    if delay_s is None or delay_s < _WORTH_SAYING:
        return None
    return call.t("Entered {n} minutes after the last stamp", n=round(delay_s / 60))


def stroke_path(stroke: Sequence[int]) -> str:
    """One stroke of a signature as an SVG path; a single point becomes a dot."""
    points = [f"{x} {y}" for x, y in zip(stroke[::2], stroke[1::2], strict=True)]
    return f"M{points[0]}h1" if len(points) == 1 else f"M{'L'.join(points)}"
