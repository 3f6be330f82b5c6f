"""A checklist: policy → sections → items. Frozen; parse.py makes one from text.

Building one by hand checks types only. What must hold between its parts (unique keys, bands in
order…) is checked by `forms.checks.check`, which parse.py runs.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated

from pydantic import Field

from forms.base import Key, Model, Score, Weight
from forms.items import Item
from forms.policy import Policy
from forms.texts import Text

MOST_SECTIONS = 100
MOST_ITEMS = 1000


class Section(Model):
    """A section. `weight` counts by the policy's roll-up; `target`, `cap`, `floor` are 0–100."""

    key: Key
    title: Text
    intro: Text | None = None
    weight: Weight = Decimal(1)
    target: Score | None = None
    cap: Score | None = None
    floor: Score = Decimal(0)
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
