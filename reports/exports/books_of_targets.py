"""Targets, awards and auditors as tables. Pure."""

from reports.exports.models_of_targets import AwardsOut, RatersOut, TargetsOut
from reports.exports.tables import (
    Chart,
    Table,
    Word,
    of_branch,
    of_change,
    of_mean,
    of_share,
    table,
    yes,
)


def of_targets(found: TargetsOut) -> list[Table]:
    """Sections by what they cost, branches by how far they are below."""
    return [
        table(
            "sections",
            Word("Shortfalls by section"),
            [
                (Word("Section"), "text", lambda one: one.title),
                (Word("Mean"), "score", lambda one: one.mean),
                (Word("Target"), "score", lambda one: one.target),
                (Word("Against target"), "change", lambda one: one.gap),
                (Word("Weighted"), "score", lambda one: one.weighted),
                (Word("Share of all that is lost"), "share", lambda one: one.share),
                (Word("Branches below target"), "count", lambda one: one.short),
                (Word("Branches"), "count", lambda one: one.branches),
            ],
            found.sections,
            chart=Chart("bar", 0, (4,)),
        ),
        table(
            "branches",
            Word("Branches below target"),
            [
                *of_branch(),
                (Word("Visits"), "count", lambda one: one.visits),
                (Word("Mean"), "score", lambda one: one.mean),
                (Word("Target"), "score", lambda one: one.target),
                (Word("Against target"), "change", lambda one: one.gap),
                (Word("Furthest below"), "text", lambda one: one.worst),
                (Word("Its gap"), "change", lambda one: one.worst_gap),
            ],
            found.branches,
            chart=Chart("bar", 1, (8,)),
        ),
    ]


def of_awards(found: AwardsOut) -> list[Table]:
    """The best, the most improved, the most consistent."""
    return [
        table(
            "best",
            Word("Best of the wave"),
            [
                *of_branch(),
                (Word("Fair score"), "score", lambda one: one.fair),
                (Word("Visits"), "count", lambda one: one.visits),
                (Word("Chance to be among the best"), "share", lambda one: one.chance),
                (Word("Clear"), "text", lambda one: yes(one.clear)),
            ],
            found.best,
            chart=Chart("bar", 1, (5,)),
        ),
        table(
            "improved",
            Word("Most improved"),
            [
                *of_branch(),
                *of_change(lambda one: one.change),
                *of_mean(Word("Mean"), lambda one: one.mean),
            ],
            found.improved,
        ),
        table(
            "steady",
            Word("Most consistent"),
            [
                *of_branch(),
                (Word("Visits"), "count", lambda one: one.visits),
                *of_mean(Word("Mean"), lambda one: one.mean),
                (Word("Spread"), "score", lambda one: one.sd),
                (Word("At most"), "score", lambda one: one.upper),
            ],
            found.steady,
        ),
    ]


def of_raters(found: RatersOut) -> list[Table]:
    """Auditors by pseudonym, branches by their correction, agreement on double visits."""
    return [
        table(
            "auditors",
            Word("Auditors"),
            [
                (Word("Auditor"), "text", lambda one: one.pseudonym),
                (Word("Part"), "count", lambda one: one.part),
                (Word("Visits"), "count", lambda one: one.visits),
                (Word("Branches"), "count", lambda one: one.branches),
                (Word("Mean given"), "score", lambda one: one.mean),
                (Word("Strictness"), "change", lambda one: one.severity),
                (Word("Interval from"), "change", lambda one: one.low),
                (Word("Interval to"), "change", lambda one: one.high),
                (Word("Could not be observed"), "share", lambda one: one.unseen),
                *of_share(Word("Answered very fast"), lambda one: one.hasty),
            ],
            found.raters,
            chart=Chart("bar", 0, (5,)),
        ),
        table(
            "branches",
            Word("Corrections"),
            [
                *of_branch(),
                (Word("Visits"), "count", lambda one: one.visits),
                (Word("Mean"), "score", lambda one: one.raw),
                (Word("Adjusted"), "score", lambda one: one.adjusted),
                (Word("Correction"), "change", lambda one: one.adjusted - one.raw),
            ],
            found.branches,
        ),
        table(
            "doubles",
            Word("Double visits"),
            [
                (Word("Pairs of visits"), "count", lambda one: one.pairs),
                (Word("Items judged by both"), "count", lambda one: one.items),
                (Word("Alike"), "share", lambda one: one.percent),
                (Word("Gwet’s AC1"), "number", lambda one: one.ac1),
                (Word("Krippendorff’s alpha"), "number", lambda one: one.alpha),
                (Word("ICC(1,1)"), "number", lambda one: one.icc.value if one.icc else None),
            ],
            [found.doubles],
        ),
    ]
