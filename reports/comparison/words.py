"""Sentences that several pages of comparison share."""

from reports.comparison.frame import Room
from reports.comparison.voice import Voice
from reports.figures.units import Moved

TYPE_WORDS = {
    "quality": "Quality service",
    "friendly_helpless": "Friendly but helpless",
    "by_the_book": "By the book",
    "indifferent": "Indifferent",
    "undecided": "Undecided",
}


def of_visits(room: Room, visits: int, branches: int) -> str:
    """Say what a page rests on."""
    if room.scored_by:
        return room.t(
            "{period} · scores for “{dimension}” in released visits, 0–100 · "
            "{n} visits of {m} branches",
            period=room.period, dimension=room.scored_by, n=visits, m=branches,
        )  # fmt: skip
    return room.t(
        "{period} · final scores of released visits, 0–100 · {n} visits of {m} branches",
        period=room.period,
        n=visits,
        m=branches,
    )


def change_words(room: Voice, moved: Moved | None) -> str:
    """Say a change and whether it is real."""
    if moved is None or moved.difference is None:
        return room.t("nothing comparable before")
    words = {
        "real": "{change}, a real change",
        "within noise": "{change}, within noise",
        "not comparable": "{change}, noise not known",
    }[moved.verdict]
    return room.t(words, change=room.signed(moved.difference))


def interval_words(room: Voice, low: int | None, high: int | None) -> str | None:
    """Say the limits of an interval."""
    if low is None or high is None:
        return None
    return room.t("likely {low}–{high}", low=room.score(low), high=room.score(high))
