"""Every comparison that leaves the house, by its name in addresses."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.exports import (
    books,
    books_of_sets,
    books_of_targets,
    content,
    content_of_targets,
    wholes,
)
from reports.exports.asked import Asked
from reports.exports.models import Comparison
from reports.exports.tables import Table, Word


@dataclass(frozen=True)
class View:
    """`make` turns figures into an answer, `lay` lays that out in tables."""

    title: Word
    make: Callable[[Asked], Awaitable[Comparison]]
    lay: Callable[[Any], list[Table]]


VIEWS: Mapping[str, View] = {
    "overview": View(Word("Overview"), wholes.overview, books.of_overview),
    "ranking": View(Word("Ranking"), content.ranking, books.of_ranking),
    "heat-map": View(Word("Sections"), content.ranking, books.of_heat_map),
    "movers": View(Word("Movers"), content.movers, books.of_movers),
    "funnel": View(Word("Funnel"), content.funnel, books.of_funnel),
    "trend": View(Word("Trend"), wholes.trend, books.of_trend),
    "distribution": View(Word("Distribution"), wholes.distribution, books_of_sets.of_distribution),
    "square": View(Word("Square"), content.in_square, books.of_square),
    "bases": View(Word("Bases"), wholes.four_bases, books_of_sets.of_bases),
    "waits": View(Word("Waits"), wholes.waits, books_of_sets.of_waits),
    "items": View(Word("Items"), wholes.items, books.of_items),
    "regions": View(Word("Regions"), wholes.region_tree, books_of_sets.of_regions),
    "targets": View(Word("Targets"), content_of_targets.below_target, books_of_targets.of_targets),
    "awards": View(Word("Awards"), content_of_targets.awarded, books_of_targets.of_awards),
    "competitors": View(Word("Competitors"), wholes.rivals, books_of_sets.of_sides),
    "compare": View(Word("Side by side"), wholes.compare, books_of_sets.of_sides),
}
