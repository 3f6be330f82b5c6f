"""The visits behind a number, and behind a score of one branch the answers too."""

from collections.abc import Sequence

from audit.web.paging import page_number, pager
from reports.comparison import parts
from reports.comparison.frame import Room, Shown
from reports.comparison.parts import Block
from reports.comparison.voice import say_wave
from reports.figures.answered import AnswerLine
from reports.rollup.behind import Behind

SIZE = 50
MOST_ANSWERS = 12
"""Visits whose answers stand beside each other, at most."""
KIND_OF_VISIT = {"mystery": "Mystery visit", "open": "Open inspection"}
OUTCOME_WORDS = {
    "met": "Met",
    "missed": "Missed",
    "na": "Not applicable",
    "unseen": "Could not be observed",
    "hidden": "Not asked",
    "empty": "No answer",
}


def behind(room: Room, found: Behind, answers: Sequence[AnswerLine], of: Sequence[str]) -> Shown:
    """Return the visits behind a number; `of`: what they have in common besides the filter."""
    return Shown(
        title=" · ".join([room.t("{n} visits", n=found.count), *of]),
        measure=room.t(
            "{period} · in an order that tells nothing of when they were made", period=room.period
        ),
        blocks=[_visits(room, found), *([_answers(room, found, answers)] if answers else [])],
    )


def _visits(room: Room, found: Behind) -> Block:
    first = (page_number(room.call) - 1) * SIZE
    each = zip(found.visits, found.finals, strict=True)
    return parts.table(
        [
            parts.head(room.t("Branch")),
            parts.head(room.t("Visit"), num=True),
            parts.head(room.t("Wave")),
            parts.head(room.t("Kind")),
            parts.head(room.scored_by or room.t("Score"), num=True),
        ],
        [
            [
                parts.link(room.call.url("released", visit=visit.uuid), visit.branch.code),
                parts.number(number, muted=True),
                parts.text(room.say(say_wave(visit.wave))),
                parts.text(room.t(KIND_OF_VISIT[visit.kind]), muted=True),
                parts.score(final, room.held),
            ]
            for number, (visit, final) in enumerate(each, start=first + 1)
        ],
        label=room.t("Visits"),
        pager=pager(room.call, page_number(room.call), found.count, SIZE),
        empty=room.t("No visits in these waves."),
    )


def _answers(room: Room, found: Behind, answers: Sequence[AnswerLine]) -> Block:
    shown = found.visits[:MOST_ANSWERS]
    return parts.table(
        [
            parts.head(room.t("Item")),
            *(parts.head(room.t("Visit {n}", n=n)) for n, _ in enumerate(shown, start=1)),
        ],
        [
            [
                parts.text(
                    room.say(one.wording),
                    room.say(one.section) + (f" · {room.t('critical')}" if one.critical else ""),
                    wrap=True,
                ),
                *(
                    parts.outcome(
                        outcome,
                        "–" if outcome is None else room.t(OUTCOME_WORDS[outcome]),
                        f"{room.call.url('released', visit=visit.uuid)}#{one.key}",
                    )
                    for outcome, visit in zip(one.outcomes, shown, strict=True)
                ),
            ]
            for one in answers
        ],
        title=room.t("The answers behind the score"),
        measure=room.t("each column a visit, numbered as above"),
    )
