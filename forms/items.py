"""The kinds of item a checklist can ask, each judged in its own way."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from forms.base import Flag, Format, Key, Model, Points, Quantity, Whole
from forms.base_item import NOTHING, BaseItem, Event, Reasoned
from forms.measures import NumberRange, Rate, WaitBands
from forms.texts import Text


class YesNo(Reasoned):
    """Yes or no; `good` is the answer that meets the standard."""

    kind: Literal["yes_no"]
    good: Flag = True

    def all_points(self) -> tuple[Decimal, ...]:
        return (Decimal(1), NOTHING)


class Option(Model):
    """One answer to choose. Without points it carries no score: the item leaves the sum."""

    key: Key
    text: Text
    points: Points | None = None
    exclusive: Flag = False


Options = Annotated[tuple[Option, ...], Field(min_length=1, max_length=100)]


class Choice(Reasoned):
    """Exactly one option."""

    kind: Literal["choice"]
    options: Options

    def all_points(self) -> tuple[Decimal, ...]:
        return tuple(o.points for o in self.options if o.points is not None)


class Choices(BaseItem):
    """Any number of options; an exclusive one ("none of these") stands alone.

    sum        `start` plus the points of those ticked, from `least` to `most`
    all_right  the best when all options with points over 0 are ticked and no other, else nothing
    highest, lowest   the best, the worst of those ticked; `start` when none is
    count      by how many are ticked: the first of `ranges` that holds it, else `otherwise`

    Left out, `least` is 0 (or all that can be taken off, when nothing can be earned), and `most`
    all that can be earned. With `start` and negative points it counts faults.
    """

    kind: Literal["choices"]
    options: Options
    mode: Literal["sum", "all_right", "highest", "lowest", "count"] = "sum"
    start: Points = NOTHING
    least: Points | None = None
    most: Points | None = None
    ranges: Annotated[tuple[NumberRange, ...], Field(max_length=50)] = ()
    otherwise: Points = NOTHING

    @property
    def most_points(self) -> Decimal:
        if self.mode in ("sum", "all_right"):
            gains = self.start + sum(max(points, NOTHING) for points in self._each())
            return gains if self.most is None else min(gains, self.most)
        return max(self.all_points(), default=NOTHING)

    @property
    def least_points(self) -> Decimal:
        if self.mode != "sum":
            return min(self.all_points(), default=NOTHING)
        if self.least is not None:
            return self.least
        off = self.start + sum(min(points, NOTHING) for points in self._each())
        return NOTHING if self.most_points > 0 else off

    def _each(self) -> tuple[Decimal, ...]:
        return tuple(o.points for o in self.options if o.points is not None)

    def all_points(self) -> tuple[Decimal, ...]:
        if self.mode == "count":
            return (self.otherwise, *(r.points for r in self.ranges)) if self.ranges else ()
        return (self.start, *self._each())


class Ranking(BaseItem):
    """The `most` options that fit best, in order; the points are those of the first."""

    kind: Literal["ranking"]
    options: Options
    most: Annotated[Whole, Field(ge=1, le=100)] = 3

    def all_points(self) -> tuple[Decimal, ...]:
        return tuple(o.points for o in self.options if o.points is not None)


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


class Wait(BaseItem):
    """A wait in seconds, judged by bands (a, b]; longer than the last earns `beyond`.

    `formats` replaces the bands for branches of that format. `rate` takes the place of bands:
    so many points for each stretch of time. With `ask_queue` the auditor is also asked how many
    people were ahead. `between` names the two event stamps that fill it.
    """

    kind: Literal["wait"]
    bands: WaitBands | None = None
    beyond: Points = NOTHING
    formats: dict[Format, WaitBands] = Field(default_factory=dict, max_length=100)
    rate: Rate | None = None
    ask_queue: Flag = False
    between: Annotated[tuple[Event, ...], Field(min_length=2, max_length=2)] | None = None

    @property
    def most_points(self) -> Decimal:
        if self.rate is not None:
            return self.rate.highest
        return max((band.points for band in self.bands or ()), default=NOTHING)

    def all_points(self) -> tuple[Decimal, ...]:
        if self.rate is not None:
            return self.rate.ends()
        tables = (self.bands or (), *self.formats.values())
        return (self.beyond, *(band.points for table in tables for band in table))

    def bands_for(self, branch_format: str) -> WaitBands:
        """The bands that hold for a branch of that format."""
        return self.formats.get(branch_format, self.bands or ())

    def target_within(self, branch_format: str) -> int | None:
        """The longest wait (s) that still meets the target; None where bands do not tell."""
        if self.best <= 0 or self.rate is not None:
            return None
        met = [
            band.within
            for band in self.bands_for(branch_format)
            if (band.points - self.zero_points) * 100 >= self.target * self.best
        ]
        return max(met, default=None)


class Number(BaseItem):
    """A number; the first range that holds it gives the points, none gives `otherwise`.

    `expected` and `tolerance` (±, both ends included) are a shorter way of writing one range that
    earns 1. `rate` takes the place of ranges: so many points for each one counted.
    """

    kind: Literal["number"]
    unit: Text | None = None
    least: Quantity | None = None
    most: Quantity | None = None
    places: Annotated[Whole, Field(ge=0, le=6)] = 0
    ranges: Annotated[tuple[NumberRange, ...], Field(max_length=50)] = ()
    otherwise: Points = NOTHING
    expected: Quantity | None = None
    tolerance: Annotated[Quantity, Field(ge=0)] = NOTHING
    rate: Rate | None = None

    @property
    def judged_by(self) -> tuple[NumberRange, ...]:
        """The ranges, also where they are written as a tolerance."""
        if self.expected is None:
            return self.ranges
        low, high = self.expected - self.tolerance, self.expected + self.tolerance
        return (NumberRange(at_least=low, at_most=high, points=Decimal(1)),)

    def all_points(self) -> tuple[Decimal, ...]:
        if self.rate is not None:
            return self.rate.ends()
        return (self.otherwise, *(r.points for r in self.judged_by)) if self.judged_by else ()


class FreeText(BaseItem):
    """Words; never scored."""

    kind: Literal["text"]
    longest: Annotated[Whole, Field(ge=1, le=20_000)] = 2000


class Photo(BaseItem):
    """Photos for their own sake; never scored."""

    kind: Literal["photo"]


class Signature(BaseItem):
    """A name and a drawn signature; never scored.

    What somebody at the branch signed may be shown to the branch, the auditor's never.
    """

    kind: Literal["signature"]
    signer: Literal["auditor", "branch"] = "auditor"


class Location(BaseItem):
    """A position; never scored."""

    kind: Literal["location"]


class Moment(BaseItem):
    """A date, a time of day or both, local; never scored."""

    kind: Literal["moment"]
    ask: Literal["date", "time", "datetime"] = "datetime"


Item = Annotated[
    YesNo
    | Choice
    | Choices
    | Scale
    | Wait
    | Number
    | Ranking
    | FreeText
    | Photo
    | Signature
    | Location
    | Moment,
    Field(discriminator="kind"),
]
KINDS = (
    "yes_no", "choice", "choices", "scale", "wait", "number", "ranking", "text", "photo",
    "signature", "location", "moment",
)  # fmt: skip


def failing(item: Item) -> tuple[bool | str | int, ...]:
    """The answers of a yes/no, choice or scale item that do not meet its standard."""
    possible: list[tuple[bool | str | int, Decimal | None]] = []
    match item:
        case YesNo():
            possible = [(True, Decimal(int(item.good))), (False, Decimal(int(not item.good)))]
        case Choice():
            possible = [(option.key, option.points) for option in item.options]
        case Scale():
            possible = [(level.level, level.worth) for level in item.levels]
    best, zero = item.best, item.zero_points
    return tuple(
        value
        for value, points in possible
        if points is not None and best > 0 and (points - zero) * 100 < item.target * best
    )
