"""A checklist: policy → sections → items. Frozen; parse.py makes one from text.

Building one by hand checks types only. What must hold between its parts (unique keys, bands in
order…) is checked by `forms.checks.check`, which parse.py runs.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated

from pydantic import Field

from forms.base import Flag, Floor, Key, Model, Points, Score, Weight
from forms.conditions import Condition
from forms.items import Item
from forms.policy import PartRollup, Policy
from forms.texts import Text

MOST_SECTIONS = 100
MOST_ITEMS = 1000
MOST_GROUPS = 50


class Step(Model):
    """From the score `at_least` (0–100, as shown) on it counts as `score` (0–100)."""

    at_least: Score
    score: Score


class Part(Model):
    """What a section and a group of items within it have in common.

    weight      counts where the parts above are weighed; the full marks under "deduction"
    rollup      of what is in it: points = Σ earned ÷ Σ possible; weights = its groups by their
                weights; deduction = its weight as full marks, faults taken off. Left out, a section
                follows the policy ("deduction", else points), a group pools points.
    steps       its score is turned into that of the highest step it reaches, 0 below all of them
    cap, floor  limits of its score (0–100; a floor under 0 lets it cost other parts)
    most        it brings at most so many points
    most_lost   at most so many points are lost in it
    """

    key: Key
    title: Text
    weight: Weight = Decimal(1)
    rollup: PartRollup | None = None
    steps: Annotated[tuple[Step, ...], Field(max_length=50)] = ()
    cap: Score | None = None
    floor: Floor = Decimal(0)
    most: Annotated[Points, Field(ge=0)] | None = None
    most_lost: Annotated[Points, Field(ge=0)] | None = None


class Group(Part):
    """A part of a section, with a heading, limits and a weight of its own."""


class Section(Part):
    """A section. `target` is 0–100; with `facts` false all its items are opinions.

    A section of nothing but bonus and penalty items has no score of its own: what it earns is
    added to the total as it is (points of the full marks where sections are weighed, points of
    the pool else).
    """

    intro: Text | None = None
    target: Score | None = None
    facts: Flag = True
    show_if: Condition | None = None
    groups: Annotated[tuple[Group, ...], Field(max_length=MOST_GROUPS)] = ()
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MOST_ITEMS)]


class Checklist(Model):
    """One version of a checklist."""

    key: Key
    title: Text
    about: Text | None = None
    policy: Policy = Policy()
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=MOST_SECTIONS)]

    def __hash__(self) -> int:
        # Cheap, so that plans made per checklist can be kept in a cache; equality stays full.
        return hash(self.key)

    def every_item(self) -> Iterator[Item]:
        for section in self.sections:
            yield from section.items

    @cached_property
    def by_key(self) -> dict[str, Item]:
        return {item.key: item for item in self.every_item()}

    def target_of(self, section: Section) -> Decimal:
        return self.policy.target if section.target is None else section.target
