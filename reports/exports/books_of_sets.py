"""Whole sets as tables: distribution, bases, waits, regions, two sides. Pure."""

from collections.abc import Callable
from typing import Any

from reports.comparison.bar import DAYPART_WORDS
from reports.comparison.view_service import BASE_WORDS
from reports.exports.models import (
    BasesOut,
    DistributionOut,
    RegionsOut,
    SidesOut,
    WaitsOut,
)
from reports.exports.tables import (
    Chart,
    Field,
    Table,
    Word,
    of_mean,
    of_share,
    table,
    verdict,
)


def of_distribution(found: DistributionOut) -> list[Table]:
    """Visits by class of score, and by band."""
    return [
        table(
            "classes",
            Word("Distribution"),
            [
                (Word("Score from"), "score", lambda one: one.low),
                (Word("Score up to"), "score", lambda one: one.high),
                (Word("Visits"), "count", lambda one: one.visits),
            ],
            found.classes,
            chart=Chart("column", 0, (2,)),
        ),
        table(
            "bands",
            Word("Bands"),
            [
                (Word("Band"), "text", lambda one: one.title),
                *of_share(Word("Share of visits"), lambda one: one.share),
            ],
            found.bands,
        ),
    ]


def of_bases(found: BasesOut) -> list[Table]:
    """How many visits touched each base."""
    fields: list[Field] = [
        (Word("Base"), "text", lambda one: Word(BASE_WORDS[one.number - 1][0])),
        *of_share(Word("Of all visits"), lambda one: one.of_all),
        *of_share(Word("Of those that came so far"), lambda one: one.of_before),
    ]
    return [table("bases", Word("Bases"), fields, found.bases, chart=Chart("column", 0, (1,)))]


def of_waits(found: WaitsOut) -> list[Table]:
    """Each wait in seconds, by part of the day, and in classes."""
    rows = [
        (one, name, waited)
        for one in found.waits
        for name, waited in (("", one.all), *one.dayparts)
    ]
    waited = table(
        "waits",
        Word("Waits"),
        [
            (Word("Wait"), "text", lambda row: row[0].wording),
            (Word("Section"), "text", lambda row: row[0].section),
            (
                Word("Part of the day"),
                "text",
                lambda row: Word(DAYPART_WORDS.get(row[1], "All day")),
            ),
            (Word("Visits"), "count", lambda row: row[2].n),
            (Word("Median, seconds"), "seconds", lambda row: row[2].median),
            (Word("Interval from"), "seconds", lambda row: row[2].low),
            (Word("Interval to"), "seconds", lambda row: row[2].high),
            (Word("Nine in ten within, seconds"), "seconds", lambda row: row[2].p90),
            (Word("Target, seconds"), "seconds", lambda row: row[0].target),
            *of_share(Word("Within target"), lambda row: row[2].within),
        ],
        rows,
    )
    classes = table(
        "classes",
        Word("Distribution"),
        [
            (Word("Wait"), "text", lambda row: row[0].wording),
            (Word("From, seconds"), "seconds", lambda row: row[1].low),
            (Word("Under, seconds"), "seconds", lambda row: row[1].high),
            (Word("Visits"), "count", lambda row: row[1].visits),
        ],
        [(one, part) for one in found.waits for part in one.classes],
        chart=Chart("column", 1, (3,)),
    )
    return [waited, classes]


def of_regions(found: RegionsOut) -> list[Table]:
    """Regions in reading order."""

    def score(place: int) -> Callable[[Any], int | None]:
        return lambda one: one.sections[place]

    fields: list[Field] = [
        (Word("Region code"), "text", lambda one: one.node.code),
        (Word("Region"), "text", lambda one: one.node.name),
        (Word("Depth"), "count", lambda one: one.node.depth),
        (Word("Branches"), "count", lambda one: one.branches),
        (Word("Visits"), "count", lambda one: one.visits),
        (Word("Mean over branches"), "score", lambda one: one.level),
        (Word("Target"), "score", lambda one: one.aim),
        (Word("Against target"), "change", lambda one: one.gap),
        *of_mean(Word("Mean over visits"), lambda one: one.mean),
        *of_share(Word("Critical failures"), lambda one: one.critical),
    ]
    fields += [(ref.title, "score", score(place)) for place, ref in enumerate(found.sections)]
    return [table("regions", Word("Regions"), fields, found.regions, chart=Chart("bar", 1, (5,)))]


def of_sides(found: SidesOut) -> list[Table]:
    """Two sets side by side."""
    one = {mean.section.key: mean.mean for mean in found.one.sections}
    other = {mean.section.key: mean.mean for mean in found.other.sections}
    rows = [
        (Word("All"), found.one.mean, found.other.mean, found.difference),
        *(
            (row.section.title, one[row.section.key], other[row.section.key], row.difference)
            for row in found.sections
        ),
    ]
    fields: list[Field] = [
        (Word("What"), "text", lambda row: row[0]),
        *of_mean(Word("One side"), lambda row: row[1]),
        *of_mean(Word("Other side"), lambda row: row[2]),
        (Word("Difference"), "change", lambda row: row[3].difference),
        (Word("Difference from"), "change", lambda row: row[3].low),
        (Word("Difference to"), "change", lambda row: row[3].high),
        (Word("Verdict"), "text", lambda row: verdict(row[3])),
    ]
    sides = [(Word("One side"), found.one), (Word("Other side"), found.other)]
    whole = table(
        "whole",
        Word("Both sides"),
        [
            (Word("Side"), "text", lambda row: row[0]),
            (Word("Branches"), "count", lambda row: row[1].branches),
            (Word("Visits"), "count", lambda row: row[1].visits),
            *of_mean(Word("Mean"), lambda row: row[1].mean),
            *of_share(Word("At target"), lambda row: row[1].at_target),
            *of_share(Word("Critical failures"), lambda row: row[1].critical),
        ],
        sides,
    )
    return [
        table("sections", Word("Side by side"), fields, rows, chart=Chart("bar", 0, (1, 4))),
        whole,
    ]
