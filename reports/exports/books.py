"""Each comparison as tables: the answers of the API laid out in rows. Pure."""

from collections.abc import Callable, Sequence
from typing import Any

from reports.comparison.words import TYPE_WORDS
from reports.exports.models import (
    BranchWaves,
    FunnelOut,
    ItemsOut,
    MoversOut,
    OverviewOut,
    RankingOut,
    SectionMean,
    SquareOut,
    TrendOut,
)
from reports.exports.tables import (
    Chart,
    Field,
    Table,
    Word,
    of_branch,
    of_change,
    of_mean,
    of_share,
    table,
    verdict,
    yes,
)
from reports.statistics.words import ZONE_WORDS


def of_overview(found: OverviewOut) -> list[Table]:
    """The wave as one, its sections, who moved, what is broken everywhere."""
    shares = [
        (Word("At target"), found.at_target),
        (Word("Critical failures"), found.critical),
        (Word("Branches seen"), found.visited),
    ]
    moved = [*of_branch(), *of_change(lambda one: one.change)]
    return [
        table(
            "whole",
            Word("All branches"),
            [
                (Word("Branches"), "count", lambda one: one.branches),
                (Word("Visits"), "count", lambda one: one.visits),
                *of_mean(Word("Mean"), lambda one: one.mean),
                *of_change(lambda one: one.change),
                (Word("Verdict"), "text", lambda one: verdict(one.change)),
            ],
            [found],
        ),
        table(
            "shares",
            Word("Shares"),
            [
                (Word("What"), "text", lambda pair: pair[0]),
                *of_share(Word("Share"), lambda pair: pair[1]),
            ],
            shares,
        ),
        _sections(found.sections),
        table("rises", Word("Really better"), moved, found.rises),
        table("falls", Word("Really worse"), moved, found.falls),
        _items("everywhere", Word("Broken everywhere"), found.everywhere),
    ]


def _sections(found: Sequence[SectionMean]) -> Table:
    return table(
        "sections",
        Word("Sections"),
        [
            (Word("Section"), "text", lambda one: one.section.title),
            *of_mean(Word("Mean"), lambda one: one.mean),
            (Word("Branches"), "count", lambda one: one.mean.n),
            (Word("Target"), "score", lambda one: one.section.target),
        ],
        found,
        chart=Chart("bar", 0, (1, 5)),
    )


def of_ranking(found: RankingOut) -> list[Table]:
    """Branches, best first."""
    fields: list[Field] = [
        (Word("Rank range"), "text", lambda one: one.rank),
        *of_branch(),
        (Word("Visits"), "count", lambda one: one.visits),
        *of_mean(Word("Mean"), lambda one: one.mean),
        (Word("Fair score"), "score", lambda one: one.fair.value),
        (Word("Weight of its own visits"), "share", lambda one: one.weight),
        *of_change(lambda one: one.change),
        (Word("Verdict"), "text", lambda one: verdict(one.change, real=one.real)),
        (Word("Too close to call with the next one"), "text", lambda one: yes(one.close)),
        (Word("Target"), "score", lambda one: one.target),
        (Word("Against target"), "change", lambda one: one.gap),
        (Word("Critical failures"), "count", lambda one: one.critical),
    ]
    fields += _section_scores(found)
    ranked = table(
        "branches", Word("Ranking"), fields, found.branches, chart=Chart("bar", 2, (7, 10))
    )
    return [ranked, _sections(found.sections)]


def of_heat_map(found: RankingOut) -> list[Table]:
    """Branches × sections."""
    scores = _section_scores(found)
    fields = [
        *of_branch(),
        (Word("Mean"), "score", lambda one: one.mean.value),
        *scores,
    ]
    heat = (5, len(fields) - 1)
    return [table("branches", Word("Sections"), fields, found.branches, heat=heat)]


def _section_scores(found: RankingOut) -> list[Field]:
    def score(place: int) -> Callable[[Any], int | None]:
        return lambda one: one.sections[place]

    return [(one.section.title, "score", score(place)) for place, one in enumerate(found.sections)]


def of_movers(found: MoversOut) -> list[Table]:
    """Changes, the real ones first."""
    fields: list[Field] = [
        *of_branch(),
        *of_change(lambda one: one.change),
        (Word("Verdict"), "text", lambda one: verdict(one.change, real=one.real)),
        (Word("Least change that would show"), "change", lambda one: one.change.detectable),
    ]
    return [table("branches", Word("Movers"), fields, found.branches, chart=Chart("bar", 1, (6,)))]


def of_funnel(found: FunnelOut) -> list[Table]:
    """Branches against what chance does, and the limits."""
    return [
        table(
            "branches",
            Word("Funnel"),
            [
                *of_branch(),
                (Word("Visits"), "count", lambda one: one.n),
                (Word("Mean"), "score", lambda one: one.value),
                (Word("Verdict"), "text", lambda one: Word(ZONE_WORDS[one.zone])),
            ],
            found.branches,
            chart=Chart("scatter", 5, (6,), 5000),
        ),
        table(
            "limits",
            Word("Limits"),
            [
                (Word("Visits"), "number", lambda one: one.n),
                (Word("95 % from"), "score", lambda one: one.warning[0]),
                (Word("95 % to"), "score", lambda one: one.warning[1]),
                (Word("99.8 % from"), "score", lambda one: one.action[0]),
                (Word("99.8 % to"), "score", lambda one: one.action[1]),
            ],
            found.curves,
            chart=Chart("line", 0, (1, 2, 3, 4)),
        ),
    ]


def of_trend(found: TrendOut) -> list[Table]:
    """Wave by wave."""
    fields: list[Field] = [
        (Word("Wave"), "text", lambda one: one.wave.name),
        (Word("Begins"), "day", lambda one: one.wave.starts_on),
        (Word("Branches"), "count", lambda one: one.branches),
        (Word("Visits"), "count", lambda one: one.visits),
        *of_mean(Word("Mean"), lambda one: one.mean),
        (Word("Smoothed"), "score", lambda one: one.smoothed),
        (
            Word("Same wave last year"),
            "score",
            lambda one: None if one.year is None else found.points[one.year].mean.value,
        ),
        (Word("Comparable with the wave before"), "text", lambda one: yes(not one.broken)),
        *of_share(Word("Critical failures"), lambda one: one.critical),
    ]
    chart = Chart("line", 0, (4, 7), 120)
    return [table("waves", Word("Trend"), fields, found.points, chart=chart)]


def of_square(found: SquareOut) -> list[Table]:
    """Branches between process and personal, and visits by type."""
    return [
        table(
            "branches",
            Word("Square of service"),
            [
                *of_branch(),
                (Word("Visits"), "count", lambda one: one.visits),
                (Word("Process"), "score", lambda one: one.process),
                (Word("Personal"), "score", lambda one: one.personal),
                (Word("Type of service"), "text", lambda one: Word(TYPE_WORDS[one.type])),
            ],
            found.branches,
            chart=Chart("scatter", 6, (7,), 5000),
        ),
        table(
            "types",
            Word("Types of service"),
            [
                (Word("Type of service"), "text", lambda one: Word(TYPE_WORDS[one.type])),
                *of_share(Word("Share of visits"), lambda one: one.share),
            ],
            found.types,
        ),
    ]


def of_items(found: ItemsOut) -> list[Table]:
    """Items, the most missed first."""
    return [_items("items", Word("Items"), found.items)]


def _items(key: str, title: Word, found: Sequence[object]) -> Table:
    return table(
        key,
        title,
        [
            (Word("Item"), "text", lambda one: one.wording),
            (Word("Section"), "text", lambda one: one.section),
            (Word("Key"), "text", lambda one: one.key),
            (Word("Critical"), "text", lambda one: yes(one.critical)),
            *of_share(Word("Missed"), lambda one: one.missed),
            *of_share(Word("Could not be observed"), lambda one: one.unseen),
            *of_share(Word("Not applicable"), lambda one: one.na),
            (Word("Branches that missed it"), "count", lambda one: one.branches),
            (Word("of these, also the wave before"), "count", lambda one: one.again),
            (Word("of these, three waves in a row"), "count", lambda one: one.thrice),
        ],
        found,
        chart=Chart("bar", 0, (4,), 20),
    )


def of_one_branch(found: BranchWaves) -> list[Table]:
    """One branch: its waves, its sections, its line in the ranking."""
    lines = [found.line] if found.line else []
    ranked = table(
        "rank",
        Word("In the ranking"),
        [
            *of_branch(),
            (Word("Rank range"), "text", lambda one: one.rank),
            (Word("Visits"), "count", lambda one: one.visits),
            *of_mean(Word("Mean"), lambda one: one.mean),
            (Word("Fair score"), "score", lambda one: one.fair.value),
            *of_change(lambda one: one.change),
            (Word("Verdict"), "text", lambda one: verdict(one.change)),
        ],
        lines,
    )
    return [*of_trend(found), _sections(found.sections), ranked]
