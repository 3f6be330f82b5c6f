"""How answers become a score: declared once per checklist version."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from forms.base import BandKey, Flag, Model, Score, Whole
from forms.texts import Text

Rollup = Literal["points", "sections", "deduction"]
Stage = Literal["total", "section", "item"]
Rounding = Literal["half_up", "half_even", "down"]
Treatment = Literal["leave_out", "full", "none"]
"""What a missing answer is worth: it leaves the sum, earns everything, or earns nothing."""


class NoAnswer(Model):
    """The four kinds of 'no answer' stay apart, each with its own treatment."""

    na: Treatment = "leave_out"
    unseen: Treatment = "leave_out"
    hidden: Treatment = "leave_out"
    empty: Treatment = "leave_out"


class Band(Model):
    """A grade. `at_least` is compared with the score as shown, after rounding."""

    key: BandKey
    title: Text
    at_least: Score


class ServiceTypes(Model):
    """Limits of the process × personal square, and the undecided zone on both sides of them."""

    process_at: Score = Decimal(75)
    personal_at: Score = Decimal(75)
    undecided: Score = Decimal(5)


class Policy(Model):
    """The scoring policy.

    rollup     points: Σ earned ÷ Σ possible over the whole form; section weights play no part.
               sections: Σ section score × weight ÷ Σ weights of the sections that have a score.
               deduction: a section starts with its weight as full marks, faults are taken off.
    places     decimals shown and stored; rounding happens at `stage`, and always on the total.
    pass_mark  the outcome is "pass" from this shown score on; without it just "scored".
    target     what sections and views without a target of their own are held against.
    base_at    the shown score from which a base counts as touched.
    """

    rollup: Rollup = "sections"
    places: Annotated[Whole, Field(ge=0, le=2)] = 1
    stage: Stage = "total"
    rounding: Rounding = "half_up"
    cap_at_100: Flag = True
    no_answer: NoAnswer = NoAnswer()
    bands: Annotated[tuple[Band, ...], Field(max_length=20)] = ()
    pass_mark: Score | None = None
    target: Score = Decimal(90)
    service_types: ServiceTypes = ServiceTypes()
    base_at: Score = Decimal(75)
