"""What every item of a checklist has, whatever its kind.

The weight of an item is what it is worth; the points of its answers only shape how much of that
weight an answer earns (points ÷ best points × weight). Without a weight, the best points are it.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from forms.base import Flag, ItemKey, Key, Model, Score, Weight, Whole
from forms.conditions import Condition
from forms.policy import Consequence, Tag, Treatment
from forms.texts import Text

Dimension = Literal["reliability", "assurance", "tangibles", "empathy", "responsiveness"]
Axis = Literal["process", "personal"]
Quality = Literal["outcome", "process"]
Ware = Literal["hardware", "software"]
Stage = Literal["pre", "in", "after"]
Side = Literal["front", "back"]
Base = Literal["first", "second", "third", "home"]
Skip = Literal["na", "unseen"]
Event = Literal["entered", "greeted", "queue_joined", "served", "paid", "left"]
FileName = Annotated[str, Field(max_length=64, pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
NOTHING = Decimal(0)


class PhotoRule(Model):
    """Photos as evidence. `on_fail` asks for one only when the standard is not met.

    `reference` names the picture that shows how it should look; it is kept with the version.
    """

    when: Literal["never", "optional", "required", "on_fail"] = "optional"
    min: Annotated[Whole, Field(ge=1, le=20)] = 1
    max: Annotated[Whole, Field(ge=1, le=20)] = 5
    camera_only: Flag = False
    hint: Text | None = None
    reference: FileName | None = None


class Critical(Consequence):
    """What one bad moment does to the visit.

    It fires when the item is judged and not met; with `below`, when less than that share (0–100)
    of the item was earned; with `picked`, when one of these options or reasons was given. A
    missing answer of any kind never fires it.
    """

    below: Score | None = None
    definition: Text


class BaseItem(Model):
    """What every item has. `key` is "section.item"; `target` (0–100) is when it counts as met.

    `required_if` stands in for `required` where it is written. `na`, `unseen`, `hidden`, `empty`
    replace the policy's treatment of that kind of no answer. `facts` is false for an opinion,
    which the phone opens after the facts.
    """

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
    tags: Annotated[tuple[Tag, ...], Field(max_length=20)] = ()
    group: Key | None = None
    facts: Flag = True
    critical: Critical | None = None
    may_skip: tuple[Skip, ...] = ("na", "unseen")
    na: Treatment | None = None
    unseen: Treatment | None = None
    hidden: Treatment | None = None
    empty: Treatment | None = None
    required: Flag = True
    show_if: Condition | None = None
    required_if: Condition | None = None

    @property
    def best(self) -> Decimal:
        """The most points over `zero_points`; 0 where answers are not judged."""
        return self.most_points - self.zero_points

    @property
    def zero_points(self) -> Decimal:
        """Where points are counted from: 0, or the worst where all points are taken off."""
        return NOTHING if self.most_points > 0 else min(self.least_points, NOTHING)

    @property
    def most_points(self) -> Decimal:
        return max(self.all_points(), default=NOTHING)

    @property
    def least_points(self) -> Decimal:
        return min(self.all_points(), default=NOTHING)

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


class Reason(Model):
    """Why a standard was not met. With `credit` (0–100) that share of the item stays earned."""

    key: Key
    text: Text
    credit: Score | None = None
    exclusive: Flag = False


class Reasoned(BaseItem):
    """An item that asks why, when the answer does not meet the standard.

    At most `reasons_most` are given, the main one first. Of several with a credit counts the
    lowest, that of the main reason, or what is left when what each costs is added up.
    """

    reasons: Annotated[tuple[Reason, ...], Field(max_length=50)] = ()
    reasons_most: Annotated[Whole, Field(ge=1, le=50)] | None = None
    reasons_by: Literal["lowest", "main", "sum"] = "lowest"

    @property
    def most_reasons(self) -> int:
        return len(self.reasons) if self.reasons_most is None else self.reasons_most
