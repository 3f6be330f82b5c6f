"""The kinds of item a checklist can ask, each judged in its own way.

The weight of an item is what it is worth; the points of its answers only shape how much of that
weight an answer earns (points ÷ best points × weight). Without a weight, the best points are it.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from forms.base import Flag, Format, ItemKey, Key, Model, Points, Quantity, Score, Weight, Whole
from forms.policy import Treatment
from forms.texts import Text

Dimension = Literal["reliability", "assurance", "tangibles", "empathy", "responsiveness"]
Axis = Literal["process", "personal"]
Quality = Literal["outcome", "process"]
Ware = Literal["hardware", "software"]
Stage = Literal["pre", "in", "after"]
Side = Literal["front", "back"]
Base = Literal["first", "second", "third", "home"]
Skip = Literal["na", "unseen"]
Effect = Literal["flag", "fail", "cap", "zero_section", "zero_visit", "not_evaluable"]


class PhotoRule(Model):
    """Photos as evidence. `on_fail` asks for one only when the standard is not met."""

    when: Literal["never", "optional", "required", "on_fail"] = "optional"
    min: Annotated[Whole, Field(ge=1, le=20)] = 1
    max: Annotated[Whole, Field(ge=1, le=20)] = 5
    camera_only: Flag = False
    hint: Text | None = None


class Critical(Model):
    """What one bad moment does to the visit (100 − 1 = 0).

    flag           listed, nothing else
    fail           the outcome is "critical", the number stays
    cap            the total is at most `cap`
    zero_section   its section scores 0
    zero_visit     the visit scores 0, outcome "critical"
    not_evaluable  entry knock-out (branch closed): no score, out of averages

    It fires when the item is judged and not met, or, with `below`, when less than that share
    (0–100) of the item was earned. A missing answer of any kind never fires it.
    """

    effect: Effect
    cap: Score | None = None
    below: Score | None = None
    urgent: Flag = False
    definition: Text


class BaseItem(Model):
    """What every item has. `key` is "section.item"; `target` (0–100) is when it counts as met."""

    key: ItemKey
    wording: Text
    standard: Text | None = None
    coaching: Text | None = None
    hint: Text | None = None
    weight: Weight | None = None
    role: Literal["normal", "bonus", "penalty"] = "normal"
    target: Score = Decimal(100)
    photo: PhotoRule = PhotoRule()
    dimensions: tuple[Dimension, ...] = ()
    axis: Axis | None = None
    quality: Quality | None = None
    ware: Ware | None = None
    stage: Stage | None = None
    side: Side | None = None
    base: Base | None = None
    critical: Critical | None = None
    may_skip: tuple[Skip, ...] = ("na", "unseen")
    unseen: Treatment | None = None
    required: Flag = True

    @property
    def best(self) -> Decimal:
        """The most points an answer can bring; 0 where answers are not judged."""
        return max(self.all_points(), default=Decimal(0))

    def all_points(self) -> tuple[Decimal, ...]:
        """Every number of points that an answer can bring or, ticked among others, add."""
        return ()

    @property
    def scored(self) -> bool:
        """Whether answers are judged at all (with weight 0 they are, but move nothing)."""
        return self.best > 0

    @property
    def worth(self) -> Decimal:
        """The weight as written, else the best points."""
        if not self.scored:
            return Decimal(0)
        return self.best if self.weight is None else self.weight


class YesNo(BaseItem):
    """Yes or no; `good` is the answer that meets the standard."""

    kind: Literal["yes_no"]
    good: Flag = True

    def all_points(self) -> tuple[Decimal, ...]:
        return (Decimal(1),)


class Option(Model):
    """One answer to choose. Without points it carries no score: the item leaves the sum."""

    key: Key
    text: Text
    points: Points | None = None
    exclusive: Flag = False


Options = Annotated[tuple[Option, ...], Field(min_length=1, max_length=100)]


class Choice(BaseItem):
    """Exactly one option."""

    kind: Literal["choice"]
    options: Options

    def all_points(self) -> tuple[Decimal, ...]:
        return tuple(o.points for o in self.options if o.points is not None)


class Choices(BaseItem):
    """Any number of options: `start` plus the points of those ticked, never under 0.

    With `start` and negative points it counts faults; an exclusive option ("none of these")
    stands alone.
    """

    kind: Literal["choices"]
    options: Options
    start: Points = Decimal(0)

    @property
    def best(self) -> Decimal:
        return self.start + sum(max(o.points or Decimal(0), Decimal(0)) for o in self.options)

    def all_points(self) -> tuple[Decimal, ...]:
        return (self.start, *(o.points for o in self.options if o.points is not None))


class Level(Model):
    """One step of a scale, described by a sentence. Its points are its number by default."""

    level: Annotated[Whole, Field(ge=-100, le=100)]
    text: Text
    points: Points | None = None

    @property
    def worth(self) -> Decimal:
        return Decimal(self.level) if self.points is None else self.points


class Scale(BaseItem):
    """An anchored scale."""

    kind: Literal["scale"]
    levels: Annotated[tuple[Level, ...], Field(min_length=2, max_length=21)]

    def all_points(self) -> tuple[Decimal, ...]:
        return tuple(level.worth for level in self.levels)


class WaitBand(Model):
    """Up to and including `within` seconds; it starts just after the band before."""

    within: Annotated[Whole, Field(ge=0, le=10**7)]
    points: Points


WaitBands = Annotated[tuple[WaitBand, ...], Field(min_length=1, max_length=50)]


class Wait(BaseItem):
    """A wait in seconds, judged by bands (a, b]; longer than the last earns `beyond`.

    `formats` replaces the bands for branches of that format. With `ask_queue` the auditor is
    also asked how many people were ahead.
    """

    kind: Literal["wait"]
    bands: WaitBands | None = None
    beyond: Points = Decimal(0)
    formats: dict[Format, WaitBands] = Field(default_factory=dict, max_length=100)
    ask_queue: Flag = False

    @property
    def best(self) -> Decimal:
        return max((band.points for band in self.bands or ()), default=Decimal(0))

    def all_points(self) -> tuple[Decimal, ...]:
        tables = (self.bands or (), *self.formats.values())
        return (self.beyond, *(band.points for table in tables for band in table))

    def bands_for(self, branch_format: str) -> tuple[WaitBand, ...]:
        """The bands that hold for a branch of that format."""
        return self.formats.get(branch_format, self.bands or ())


class NumberRange(Model):
    """From `at_least` to `at_most`, both included; open where one is left out."""

    at_least: Quantity | None = None
    at_most: Quantity | None = None
    points: Points


class Number(BaseItem):
    """A number; the first range that holds it gives the points, none gives `otherwise`."""

    kind: Literal["number"]
    unit: Text | None = None
    least: Quantity | None = None
    most: Quantity | None = None
    places: Annotated[Whole, Field(ge=0, le=6)] = 0
    ranges: Annotated[tuple[NumberRange, ...], Field(max_length=50)] = ()
    otherwise: Points = Decimal(0)

    def all_points(self) -> tuple[Decimal, ...]:
        return (self.otherwise, *(r.points for r in self.ranges)) if self.ranges else ()


class FreeText(BaseItem):
    """Words; never scored."""

    kind: Literal["text"]
    longest: Annotated[Whole, Field(ge=1, le=20_000)] = 2000


class Photo(BaseItem):
    """Photos for their own sake; never scored."""

    kind: Literal["photo"]


Item = Annotated[
    YesNo | Choice | Choices | Scale | Wait | Number | FreeText | Photo,
    Field(discriminator="kind"),
]
KINDS = ("yes_no", "choice", "choices", "scale", "wait", "number", "text", "photo")
