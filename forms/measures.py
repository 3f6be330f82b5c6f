"""How something counted or measured becomes points: bands, ranges, so much for each."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from forms.base import Model, Points, Quantity, Whole

NOTHING = Decimal(0)


class WaitBand(Model):
    """Up to and including `within` seconds; it starts just after the band before."""

    within: Annotated[Whole, Field(ge=0, le=10**7)]
    points: Points


WaitBands = Annotated[tuple[WaitBand, ...], Field(min_length=1, max_length=50)]


class NumberRange(Model):
    """From `at_least` to `at_most`, both included; open where one is left out."""

    at_least: Quantity | None = None
    at_most: Quantity | None = None
    points: Points


class Rate(Model):
    """`start` plus `each` for every `per` by which the number goes over `after`.

    A part of one `per` counts as a whole (`part` "up"), not at all ("down"), or by its size
    ("exact"). Points stay from `least` (0) to `most` (`start` where each takes off).
    """

    start: Points = NOTHING
    each: Points
    per: Annotated[Quantity, Field(gt=0)] = Decimal(1)
    after: Quantity = NOTHING
    part: Literal["up", "down", "exact"] = "up"
    least: Points = NOTHING
    most: Points | None = None

    @property
    def highest(self) -> Decimal:
        return self.start if self.most is None else self.most

    def ends(self) -> tuple[Decimal, Decimal]:
        """The least and the most points."""
        return self.least, self.highest

    def points(self, number: Decimal) -> Fraction:
        """What a number earns, exactly."""
        over = max(Fraction(number) - Fraction(self.after), Fraction(0)) / Fraction(self.per)
        if self.part == "up":
            over = Fraction(-(-over.numerator // over.denominator))
        elif self.part == "down":
            over = Fraction(over.numerator // over.denominator)
        earned = Fraction(self.start) + Fraction(self.each) * over
        return min(max(earned, Fraction(self.least)), Fraction(self.highest))
